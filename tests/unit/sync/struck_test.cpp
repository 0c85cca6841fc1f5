#include "sync/struck.hpp"

#include <catch2/catch.hpp>

#include "entities/entities.hpp"

namespace hsn::sync::struck_test {
namespace {

const std::set<std::string> kAda{"client:ada@example.com"};

FieldValue text(const char* words) { return std::string(words); }

TEST_CASE("struck: a booking tells of somebody by its relation alone") {
  const Record booking{{"appointments", "amelia:booking:1"}, {{"client", std::vector<Ref>{{"client:ada@example.com"}}}}};
  CHECK(addresses_in(booking) == std::set<std::string>{"ada@example.com"});
  CHECK(addresses_in({booking.key, {{"offering", std::vector<Ref>{{"woocommerce:product:1"}}}}}).empty());
}

TEST_CASE("struck: what the tables call personal is emptied, titles are Forgotten, all else stays") {
  for (const auto* schema : entities::all()) {
    Fields fields;
    for (const auto& field : schema->fields) fields.emplace(field.name, text("x"));
    strike(*schema, fields, kAda);
    for (const auto& field : schema->fields) {
      INFO(schema->entity << "." << field.name);
      const bool title = field.shape == Shape::title;
      CHECK(fields.at(std::string(field.name)) == (!field.personal ? text("x") : title ? text("Forgotten") : FieldValue()));
    }
  }
}

TEST_CASE("struck: of several clients only the forgotten one is not named any more") {
  const auto& schema = *entities::find("appointments");
  Fields fields{{"client", std::vector<Ref>{{"client:ada@example.com"}, {"client:bob@example.com"}}}};
  blank(schema, fields, kAda);
  CHECK(fields.at("client") == FieldValue(std::vector<Ref>{{"client:bob@example.com"}}));
  blank(schema, fields, {"client:bob@example.com"});
  CHECK(fields.at("client") == FieldValue());
}

TEST_CASE("struck: a record without a title of its own is known by the one that it gets") {
  const auto& feedback = *entities::find("feedback");
  Fields fields{{"content", text("Lovely!")}};
  blank(feedback, fields, kAda);
  CHECK_FALSE(is_struck(feedback, fields));
  strike(feedback, fields, kAda);
  CHECK(is_struck(feedback, fields));
  const auto& orders = *entities::find("orders");
  Fields order{{"order", text("#1")}};
  strike(orders, order, kAda);
  CHECK(order.at("order") == text("#1"));
}

}  // namespace
}  // namespace hsn::sync::struck_test
