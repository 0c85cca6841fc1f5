#include <catch2/catch.hpp>

#include "entities/entities.hpp"
#include "support/sync_world.hpp"

namespace hsn::sync::fold_test {
namespace {

using test::text;

const Schema& clients() { return *entities::find("clients"); }

Row ada() {
  Row row;
  row.key = test::client("ada@example.com");
  return row;
}

Seen& say(Row& row, const char* feed, const char* remote_id, Fields fields) {
  Seen& seen = row.facets[{"woocommerce", feed}];
  seen.record = {row.key, std::move(fields)};
  seen.remote_id = remote_id;
  return seen;
}

TEST_CASE("fold: an account outranks what an order mentions, whichever is newer") {
  Row row = ada();
  say(row, "customers", "7", {{"city", text("Berlin")}});
  say(row, "orders", "", {{"city", text("Bonn")}}).at = Instant{} + std::chrono::hours(1);
  CHECK(fold(clients(), row).at("city") == text("Berlin"));
}

TEST_CASE("fold: an empty value gives way to any other, and is kept where there is none") {
  Row row = ada();
  say(row, "customers", "7", {{"city", FieldValue{}}, {"state", FieldValue{}}});
  say(row, "orders", "", {{"city", text("Bonn")}});
  std::map<std::string, std::string> hearsay;
  const Fields folded = fold(clients(), row, &hearsay);
  CHECK(folded.at("city") == text("Bonn"));
  CHECK(is_empty(folded.at("state")));
  CHECK(hearsay == std::map<std::string, std::string>{{"city", "woocommerce"}});
}

TEST_CASE("fold: what all agreed to be empty is filled only by what is said after that") {
  Row row = ada();
  const auto hour = [](int n) { return Instant{} + std::chrono::hours(n); };
  say(row, "customers", "7", {{"city", FieldValue{}}}).at = hour(2);
  auto& order = say(row, "orders", "", {{"city", text("Bonn")}});
  order.at = hour(1);
  row.base = Record{row.key, {{"city", text("Bonn")}}};
  CHECK(fold(clients(), row).at("city") == text("Bonn"));
  row.base->fields["city"] = FieldValue{};
  CHECK(is_empty(fold(clients(), row).at("city")));
  order.at = hour(3);
  CHECK(fold(clients(), row).at("city") == text("Bonn"));
}

TEST_CASE("fold: of equal rank the newer counts") {
  Row row = ada();
  say(row, "forms", "1", {{"city", text("old")}}).at = Instant{};
  say(row, "letters", "2", {{"city", text("new")}}).at = Instant{} + std::chrono::hours(1);
  CHECK(fold(clients(), row).at("city") == text("new"));
}

TEST_CASE("fold: who is gone or could not be read says nothing") {
  Row row = ada();
  say(row, "customers", "7", {{"city", text("Berlin")}}).gone = true;
  CHECK(fold(clients(), row).empty());
  say(row, "customers", "7", {{"city", text("Berlin")}}).problem = "no e-mail";
  CHECK(fold(clients(), row).empty());
}

TEST_CASE("fold: what an account said before it was deleted is not replaced by what an order mentions") {
  Row row = ada();
  say(row, "customers", "7", {{"city", text("Berlin")}, {"state", FieldValue{}}}).gone = true;
  say(row, "orders", "", {{"city", text("Bonn")}, {"state", text("NRW")}});
  CHECK(fold(clients(), row) == Fields{{"state", text("NRW")}});
  say(row, "forms", "3", {{"city", text("Trier")}});
  CHECK(fold(clients(), row).at("city") == text("Trier"));
}

TEST_CASE("fold: false and nought are values") {
  Row row = ada();
  say(row, "customers", "7", {{"amelia_customer_id", Decimal(0)}, {"managed", false}});
  say(row, "orders", "", {{"amelia_customer_id", Decimal(5)}, {"managed", true}});
  CHECK(fold(clients(), row).at("amelia_customer_id") == FieldValue(Decimal(0)));
  CHECK(fold(clients(), row).at("managed") == FieldValue(false));
}

TEST_CASE("titles: the page's name, else the service's, else the address, else the key") {
  Row row = ada();
  CHECK(title_of(clients(), row) == "client:ada@example.com");
  say(row, "customers", "7", {{"email", text("ada@example.com")}});
  CHECK(title_of(clients(), row) == "ada@example.com");
  row.hub = Seen{};
  row.hub->record.fields["name"] = text("Ada");
  CHECK(title_of(clients(), row) == "Ada");
}

}  // namespace
}  // namespace hsn::sync::fold_test
