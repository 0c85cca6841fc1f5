#include <catch2/catch.hpp>
#include <vector>

#include "core/time.hpp"
#include "entities/entities.hpp"

namespace hsn::entities::derive_test {
namespace {

const Lane kCustomers{"woocommerce", "customers"}, kOrders{"woocommerce", "orders"};

Date at(const char* text) { return {.start = *parse_instant(text), .end = {}, .date_only = false, .zone = {}}; }
Date day(const char* text) { return {.start = *parse_instant(text), .end = {}, .date_only = true, .zone = {}}; }

Seen seen(const RecordKey& key, Fields fields, std::string remote_id) {
  Seen seen;
  seen.record = {key, std::move(fields)};
  seen.remote_id = std::move(remote_id);
  return seen;
}

struct Orders final : Look {
  std::vector<Row> rows;
  std::vector<Row> referring(const RecordKey&, std::string_view entity) const override {
    return entity == "orders" ? rows : std::vector<Row>{};
  }
  void add(Fields fields) {
    Row row;
    row.key = {"orders", "woocommerce:order:" + std::to_string(rows.size())};
    row.facets[kOrders] = seen(row.key, std::move(fields), "1");
    rows.push_back(row);
  }
};

Row client(const Lane& lane, std::string remote_id) {
  Row row;
  row.key = {"clients", "client:ada@example.com"};
  row.facets[lane] = seen(row.key, {}, std::move(remote_id));
  return row;
}

Fields derived(const Row& row, const Fields& folded, const Look& look) { return find(row.key.entity)->derive(row, folded, look); }

TEST_CASE("clients: the name is made of first and last name, else it is the e-mail") {
  const Orders none;
  const Row row = client(kCustomers, "7");
  const FieldValue email = std::string("ada@example.com");
  CHECK(derived(row, {{"first_name", std::string("Ada")}, {"last_name", std::string("Lovelace")}, {"email", email}},
                none)["name"] == FieldValue(std::string("Ada Lovelace")));
  CHECK(derived(row, {{"last_name", std::string("Lovelace")}, {"email", email}}, none)["name"] ==
        FieldValue(std::string("Lovelace")));
  CHECK(derived(row, {{"first_name", FieldValue{}}, {"email", email}}, none)["name"] == email);
  CHECK_FALSE(derived(row, {}, none).contains("name"));
}

TEST_CASE("clients: a name is composed of what the page shows where services only mention the person, managed or not") {
  const Orders none;
  Row row = client({"acuity", "appointments"}, "");
  row.managed = GENERATE(false, true);
  row.base = Record{row.key, {{"first_name", std::string("Pat")}, {"last_name", std::string("One")}}};
  row.hub = seen(row.key, {{"first_name", std::string("PATTY")}, {"last_name", std::string("One")}}, "page");
  const Fields told{{"first_name", std::string("Acu")}, {"last_name", std::string("One")}};
  CHECK(derived(row, told, none)["name"] == FieldValue(std::string("PATTY One")));
  row.base.reset();
  CHECK(derived(row, told, none)["name"] == FieldValue(std::string("PATTY One")));
  // An account's own name is put back on a page that does not count.
  Row account = client(kCustomers, "7");
  account.managed = false;
  account.base = row.base = Record{row.key, {{"first_name", std::string("Pat")}}};
  account.hub = row.hub;
  account.facets[kCustomers].record.fields["first_name"] = std::string("Acu");
  CHECK(derived(account, told, none)["name"] == FieldValue(std::string("Acu One")));
}

TEST_CASE("clients: an account gives its id, a guest's order does not") {
  const Orders none;
  Fields account = derived(client(kCustomers, "7"), {}, none);
  CHECK(account["woocommerce_customer_id"] == FieldValue(Decimal(7)));
  CHECK(account["external_ids"] == FieldValue(std::string("woocommerce:customer:7")));
  const Fields guest = derived(client(kOrders, ""), {}, none);
  CHECK_FALSE(guest.contains("woocommerce_customer_id"));
  CHECK_FALSE(guest.contains("external_ids"));
  CHECK(guest.at("lead_source") == FieldValue(std::string("WooCommerce")));
}

TEST_CASE("clients: former addresses are kept, former page keys are not") {
  const Orders none;
  Row row = client(kCustomers, "7");
  row.former = {"client:old@example.com", "client:ada@example.com", "notion:1234"};
  CHECK(derived(row, {}, none)["external_ids"] == FieldValue(std::string("email:old@example.com\nwoocommerce:customer:7")));
}

TEST_CASE("clients: of an address that a service alone has changed the former one is kept, though it is still the key") {
  const Orders none;
  Row row = client(kOrders, "");
  row.former = {"client:countess@example.com"};
  const Fields folded{{"email", std::string("countess@example.com")}};
  CHECK(derived(row, folded, none)["external_ids"] == FieldValue(std::string("email:ada@example.com")));
  row.hub = seen(
      row.key, {{"email", std::string("Countess@Example.com")}, {"external_ids", std::string("email:ada@example.com")}}, "page");
  CHECK(derived(row, {}, none)["external_ids"] == FieldValue(std::string("email:ada@example.com")));
  const auto keys = find("clients")->former_keys(row.hub->record.fields);
  CHECK(keys == std::vector<std::string>{"client:countess@example.com", "client:ada@example.com"});
}

TEST_CASE("clients: a lead becomes a client with the first paid order, also when it was paid on delivery") {
  Orders orders;
  const Row row = client(kOrders, "");
  CHECK(derived(row, {}, orders)["client_type"] == FieldValue(std::string("Lead")));
  orders.add({{"status", std::string("Pending Payment")}, {"paid_date", FieldValue{}}});
  CHECK(derived(row, {}, orders)["client_type"] == FieldValue(std::string("Lead")));
  CHECK(derived(row, {}, orders)["status"] == FieldValue(std::string("Active Lead")));
  SECTION("paid") { orders.add({{"status", std::string("Refunded")}, {"paid_date", at("2026-02-01T10:00:00Z")}}); }
  SECTION("completed") { orders.add({{"status", std::string("Completed")}, {"paid_date", FieldValue{}}}); }
  CHECK(derived(row, {}, orders)["client_type"] == FieldValue(std::string("Client")));
  CHECK(derived(row, {}, orders)["status"] == FieldValue(std::string("Active Client")));
}

TEST_CASE("clients: last interaction is the day of the newest order") {
  Orders orders;
  const Row row = client(kOrders, "");
  CHECK_FALSE(derived(row, {}, orders).contains("last_interaction"));
  orders.add({{"order_date", at("2026-03-05T23:59:00Z")}});
  orders.add({{"order_date", at("2026-01-05T10:00:00Z")}});
  CHECK(derived(row, {}, orders)["last_interaction"] == FieldValue(day("2026-03-05")));
}

TEST_CASE("clients: date added is the first day known, and stays what it once was") {
  Orders orders;
  Row row = client(kCustomers, "7");
  row.first_seen = *parse_instant("2026-11-23T10:00:00Z");
  CHECK(derived(row, {}, orders)["date_added"] == FieldValue(day("2026-11-23")));
  row.facets[kCustomers].created = *parse_instant("2024-05-01T08:00:00Z");
  CHECK(derived(row, {}, orders)["date_added"] == FieldValue(day("2024-05-01")));
  orders.add({{"order_date", at("2023-07-07T10:00:00Z")}});
  CHECK(derived(row, {}, orders)["date_added"] == FieldValue(day("2023-07-07")));
  row.hub = seen(row.key, {{"date_added", day("2025-01-01")}}, "page");
  CHECK(derived(row, {}, orders)["date_added"] == FieldValue(day("2025-01-01")));
  row.base = Record{row.key, {{"date_added", day("2024-12-31")}}};
  CHECK(derived(row, {}, orders)["date_added"] == FieldValue(day("2024-12-31")));
}

TEST_CASE("clients: of a page that no service knows there is nothing to say") {
  Row row;
  row.key = {"clients", "notion:1234"};
  row.first_seen = *parse_instant("2026-11-23T10:00:00Z");
  CHECK(derived(row, {}, Orders{}).empty());
}

TEST_CASE("orders: net total is what was kept, and nothing for orders that earn nothing") {
  const Orders none;
  Row row;
  row.key = {"orders", "woocommerce:order:1"};
  Fields folded{{"total", Decimal(85)}, {"refunded_total", *Decimal::parse("20.5")}, {"status", std::string("Completed")}};
  CHECK(derived(row, folded, none)["net_total"] == FieldValue(*Decimal::parse("64.5")));
  folded.erase("refunded_total");
  CHECK(derived(row, folded, none)["net_total"] == FieldValue(Decimal(85)));
  for (const char* status : {"Cancelled", "Failed", "Pending Payment", "Trashed"}) {
    folded["status"] = std::string(status);
    CHECK(derived(row, folded, none)["net_total"] == FieldValue(Decimal(0)));
  }
  CHECK(derived(row, {{"status", std::string("Completed")}}, none).empty());
}

std::vector<std::string> missing(Fields fields) {
  return find("products")->unfinished(Record{{"products", "notion:1"}, std::move(fields)});
}

TEST_CASE("products: a new page is unfinished without name, status and price") {
  const FieldValue name = std::string("Print"), status = std::string("Draft");
  CHECK(missing({}) == std::vector<std::string>{"Name", "Status", "Regular Price"});
  CHECK(missing({{"name", name}, {"status", status}, {"regular_price", FieldValue{}}}) ==
        std::vector<std::string>{"Regular Price"});
  CHECK(missing({{"name", name}, {"status", status}, {"regular_price", Decimal(0)}}).empty());
}

TEST_CASE("products: a page that names a product of the shop is never made there again") {
  const Fields page{{"name", std::string("Print")},
                    {"status", std::string("Draft")},
                    {"regular_price", Decimal(85)},
                    {"woocommerce_id", Decimal(13)}};
  REQUIRE(missing(page).size() == 1);
  CHECK_THAT(missing(page)[0], Catch::Contains("belongs to product 13 of the shop") && Catch::Contains("hsn relink"));
}

TEST_CASE("products: what is not simple is made in the shop") {
  Fields page{{"name", std::string("Print")}, {"status", std::string("Published")}, {"product_type", std::string("variable")}};
  REQUIRE(missing(page).size() == 1);
  CHECK_THAT(missing(page)[0], Catch::Contains("Product Type simple") && Catch::Contains("variable"));
  page["product_type"] = std::string("Simple");
  CHECK(missing(page) == std::vector<std::string>{"Regular Price"});
}

TEST_CASE("clients: the lead source is the service that knew of somebody first; who does not say when comes last") {
  const Lane forms{"typeform", "responses"};
  const auto from = [](const Row& row, const Look& look) { return derived(row, {}, look)["lead_source"]; };
  const FieldValue form = std::string("TypeForm"), shop = std::string("WooCommerce");
  Orders orders;
  Row row = client(kOrders, "");
  row.facets[forms] = seen(row.key, {}, "");
  CHECK(from(row, orders) == shop);
  row.facets[forms].created = *parse_instant("2026-03-01T10:00:00Z");
  CHECK(from(row, orders) == form);
  row.facets[kOrders].created = *parse_instant("2026-05-01T10:00:00Z");
  CHECK(from(row, orders) == form);
  // The row holds what the last order says of the client; the first one was before the form.
  orders.add({});
  orders.rows.back().facets[kOrders].created = *parse_instant("2026-01-01T10:00:00Z");
  CHECK(from(row, orders) == shop);
}

TEST_CASE("options are what they say, in whatever case") {
  const Orders none;
  Row order;
  order.key = {"orders", "woocommerce:order:1"};
  CHECK(derived(order, {{"total", Decimal(85)}, {"status", std::string("cancelled")}}, none)["net_total"] ==
        FieldValue(Decimal(0)));
  Orders orders;
  orders.add({{"status", std::string("completed")}});
  CHECK(derived(client(kOrders, ""), {}, orders)["client_type"] == FieldValue(std::string("Client")));
  const Record request{{"appointments", "notion:1"}, {{"status", std::string("requested")}}};
  CHECK(find("appointments")->unfinished(request) == std::vector<std::string>{"Client", "Offering", "When"});
}

TEST_CASE("orders and clients are never made at a service from a page") {
  CHECK(find("orders")->unfinished == nullptr);
  CHECK(find("clients")->unfinished == nullptr);
}

TEST_CASE("clients: a name told whole, consent and source as a form tells them") {
  const Orders none;
  const Row row = client({"typeform", "responses"}, "");
  Fields told = derived(row,
                        {{"name", std::string("Ana María López")},
                         {"email", std::string("ada@example.com")},
                         {"email_consent", std::string("Opted In")},
                         {"lead_source", std::string("Event")}},
                        none);
  CHECK(told["name"] == FieldValue(std::string("Ana María López")));
  CHECK_FALSE(told.contains("email_consent"));
  CHECK_FALSE(told.contains("lead_source"));
  told = derived(row, {{"email", std::string("ada@example.com")}}, none);
  CHECK(told["email_consent"] == FieldValue(std::string("Unknown")));
  CHECK(told["lead_source"] == FieldValue(std::string("TypeForm")));
}

// What each entity has about the one client of these tests.
struct Records final : Look {
  std::map<std::string, std::vector<Row>, std::less<>> rows;
  std::vector<Row> referring(const RecordKey&, std::string_view entity) const override {
    const auto found = rows.find(entity);
    return found == rows.end() ? std::vector<Row>() : found->second;
  }
};

Row submission(const char* token, const char* when) {
  Row row;
  row.key = {"submissions", std::string("typeform:response:f:") + token};
  auto& facet = row.facets[{"typeform", "responses"}];
  facet = seen(row.key, {{"submitted", at(when)}, {"client", std::vector<Ref>{{"client:ada@example.com"}}}}, token);
  facet.created = at(when).start;
  return row;
}

TEST_CASE("submissions: the first word of a client has made it, later ones have changed it, and what was said stays") {
  Records records;
  const Row first = submission("a", "2026-11-02T09:00:00Z"), second = submission("b", "2026-11-03T09:00:00Z");
  records.rows["submissions"] = {first, second};
  const auto result = [&](Row row, Fields more = {}) {
    more.insert({"client", std::vector<Ref>{{"client:ada@example.com"}}});
    return derived(row, more, records)["result"];
  };
  CHECK(result(first) == FieldValue(std::string("Client Created")));
  CHECK(result(second) == FieldValue(std::string("Client Updated")));
  CHECK_FALSE(derived(first, {{"result", std::string("Feedback")}}, records).contains("result"));
  CHECK(derived(first, {}, records).empty());

  Row order;
  order.facets[kOrders] = seen({"orders", "woocommerce:order:1"}, {}, "1");
  order.facets[kOrders].created = at("2026-11-01T09:00:00Z").start;
  records.rows["orders"] = {order};
  CHECK(result(first) == FieldValue(std::string("Client Updated")));
  Row known = first;
  known.base = Record{known.key, {{"result", std::string("Client Created")}}};
  CHECK(result(known) == FieldValue(std::string("Client Created")));
}

TEST_CASE("submissions: as long as nothing else was answered, form and questions keep the names they were written with") {
  const Records none;
  const auto text = [](const char* words) { return FieldValue(std::string(words)); };
  const Fields written{{"form", text("Welcome")}, {"answers", text("Phone: 12\nA: b: 1")}, {"answers_digest", text("x")}};
  const auto words = [&](Fields folded, bool base, bool digest) {
    Row row = submission("a", "2026-11-02T09:00:00Z");
    auto known = written;
    if (!digest) known.erase("answers_digest");
    if (base) row.base = Record{row.key, known};
    row.hub = seen(row.key, known, "page");
    folded["form"] = text("Intake");
    const auto kept = derived(row, folded, none);
    return kept.contains("answers") ? kept.at("form") == text("Welcome") : kept.contains("form");
  };
  CHECK(words({{"answers", text("Your number: 12")}, {"answers_digest", text("x")}}, true, true));
  CHECK_FALSE(words({{"answers", text("Phone: 12\nA: b: 1")}, {"answers_digest", text("y")}}, true, true));
  // By the answers themselves, where nobody knows the digest: a state of an earlier version, or made anew.
  CHECK(words({{"answers", text("Your number: 12\nA: b: 1")}, {"answers_digest", text("y")}}, true, false));
  CHECK(words({{"answers", text("Your number: 12\nA: b: 1")}, {"answers_digest", text("y")}}, false, false));
  CHECK_FALSE(words({{"answers", text("Phone: 13\nA: b: 1")}, {"answers_digest", text("x")}}, true, false));
  CHECK_FALSE(words({{"answers", text("Phone: 12\nA: b: 1\nB: 2")}, {"answers_digest", text("x")}}, false, false));
  // Of a person who was forgotten nothing comes back.
  CHECK_FALSE(words({{"answers", FieldValue()}, {"answers_digest", FieldValue()}}, true, true));
}

TEST_CASE("clients: a lost state does not make the last interaction older: feedback told by a command is on its page") {
  Records records;
  Row added;
  added.hub = seen({"feedback", "user_feedback:import:1"}, {{"submitted", at("2026-11-27T09:00:00Z")}}, "page");
  records.rows["feedback"] = {added};
  records.rows["submissions"] = {submission("a", "2026-11-02T09:00:00Z")};
  CHECK(derived(client({"typeform", "responses"}, ""), {}, records)["last_interaction"] ==
        FieldValue(day("2026-11-27T00:00:00Z")));
}

TEST_CASE("clients: the last interaction is the newest of order, form and feedback") {
  Records records;
  records.rows["submissions"] = {submission("a", "2026-11-02T09:00:00Z"), submission("b", "2026-11-03T09:00:00Z")};
  const Row row = client({"typeform", "responses"}, "");
  CHECK(derived(row, {}, records)["last_interaction"] == FieldValue(day("2026-11-03T00:00:00Z")));
}

}  // namespace
}  // namespace hsn::entities::derive_test
