// What every table must keep to, so that all that derives from them (provisioning, codecs, merge) need not check.
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "entities/entities.hpp"

namespace hsn::entities::tables_test {
namespace {

TEST_CASE("entities: clients, products and orders are there in relation order") {
  REQUIRE(all().size() == 9);
  CHECK(all()[0]->entity == "clients");
  CHECK(all()[1]->entity == "products");
  CHECK(all()[2]->entity == "orders");
  CHECK(find("orders") == all()[2]);
  CHECK(find("unicorns") == nullptr);
}

TEST_CASE("entities: names and properties are unique within an entity, sync block included") {
  for (const Schema* schema : all()) {
    std::set<std::string_view> names, properties;
    std::size_t titles = 0;
    for (const FieldDef* field : all_fields(*schema)) {
      INFO(schema->entity << "." << field->name);
      CHECK(names.insert(field->name).second);
      if (!field->property.empty()) CHECK(properties.insert(field->property).second);
      titles += field->shape == Shape::title ? 1 : 0;
    }
    CHECK(titles == 1);
    for (const Rollup& rollup : schema->rollups) CHECK(properties.insert(rollup.property).second);
  }
}

TEST_CASE("entities: the title and what marks a page are required") {
  for (const Schema* schema : all()) {
    for (const FieldDef* field : all_fields(*schema)) {
      if (field->shape == Shape::title) CHECK(field->need == Need::required);
    }
    CHECK(schema->find("external_id")->need == Need::required);
    CHECK(schema->find("managed")->need == Need::required);
  }
}

TEST_CASE("entities: choices belong to selects, differ, and hold no comma, which Notion forbids") {
  for (const Schema* schema : all()) {
    for (const FieldDef* field : all_fields(*schema)) {
      const bool choosable = field->shape == Shape::select || field->shape == Shape::multi_select;
      CHECK((choosable || field->choices.empty()));
      std::set<std::string_view> seen;
      for (const Choice& choice : field->choices) {
        CHECK(seen.insert(choice.name).second);
        CHECK(choice.name.find(',') == std::string_view::npos);
      }
    }
  }
}

TEST_CASE("entities: a relation leads to an entity that comes before its own") {
  std::set<std::string_view> earlier;
  for (const Schema* schema : all()) {
    for (const FieldDef* field : all_fields(*schema)) {
      CHECK((field->shape == Shape::relation) == !field->target.empty());
      if (!field->target.empty()) CHECK(earlier.contains(field->target));
    }
    earlier.insert(schema->entity);
  }
}

TEST_CASE("entities: a rollup runs over the mirror of a relation, to a property that is there") {
  for (const Schema* schema : all()) {
    for (const Rollup& rollup : schema->rollups) {
      bool found = false;
      for (const Schema* other : all()) {
        for (const FieldDef& field : other->fields) {
          if (field.target != schema->entity || field.mirror != rollup.relation) continue;
          for (const FieldDef& of : other->fields) found = found || of.property == rollup.of;
        }
      }
      INFO(rollup.property);
      CHECK(found);
    }
  }
}

TEST_CASE("entities: transitions and destructive changes name options that exist") {
  for (const Schema* schema : all()) {
    const auto known = [&](std::string_view field, std::string_view option) {
      if (option.empty()) return true;
      for (const Choice& choice : schema->find(field)->choices) {
        if (choice.name == option) return true;
      }
      return false;
    };
    for (const Transition& step : schema->transitions) CHECK((known("status", step.from) && known("status", step.to)));
    for (const Destructive& change : schema->destructive) {
      REQUIRE(schema->find(change.field) != nullptr);
      CHECK((known(change.field, change.from) && known(change.field, change.to)));
    }
  }
}

TEST_CASE("entities: fields that are not in the hub are the tool's; those that a service keeps only go along") {
  const std::set<std::string_view> kept_with_the_page{kUnread, "counted_start", "answers_digest"};
  for (const Schema* schema : all()) {
    for (const FieldDef* field : all_fields(*schema)) {
      if (!field->property.empty()) continue;
      CHECK(field->owner == Owner::tool);
      if (schema->entity != "conflicts" && !kept_with_the_page.contains(field->name)) CHECK(field->special == MergeRule::along);
    }
  }
}

TEST_CASE("entities: emptiness is refused for Name, Email, Regular Price and Status") {
  CHECK(find("clients")->find("name")->keeps_value);
  CHECK(find("clients")->find("email")->keeps_value);
  CHECK(find("products")->find("name")->keeps_value);
  CHECK(find("products")->find("regular_price")->keeps_value);
  CHECK(find("products")->find("status")->keeps_value);
  CHECK(find("orders")->find("status")->keeps_value);
  CHECK_FALSE(find("clients")->find("phone")->keeps_value);
}

TEST_CASE("entities: a client may belong to several businesses, an order to one") {
  CHECK(find("clients")->find("business_entity")->shape == Shape::multi_select);
  CHECK(find("orders")->find("business_entity")->shape == Shape::select);
}

}  // namespace

TEST_CASE("a client's page that staff made stands for its e-mail address, whatever its letter case") {
  const auto* clients = find("clients");
  CHECK(clients->key_of({{"email", std::string(" Ana@Example.com")}}) == "client:ana@example.com");
  CHECK(clients->key_of({{"name", std::string("Ana")}}).empty());
  CHECK(find("orders")->key_of == nullptr);
}

}  // namespace hsn::entities::tables_test
