#include "support/sync_world.hpp"

#include <catch2/catch.hpp>

#include "core/time.hpp"
#include "entities/entities.hpp"
#include "record/canonical.hpp"

namespace hsn::test {

namespace {

using remote::Binding;
using remote::Mode;

constexpr Mode rw = Mode::read_write;

constexpr Binding kShopProduct[] = {
    {"name", "/name", rw},
    {"sku", "/sku", rw},
    {"product_type", "/type", Mode::read},
    {"status", "/status", rw},
    {"description", "/description", rw},
    {"regular_price", "/regular_price", rw},
    {"sale_price", "/sale_price", rw},
    {"manage_stock", "/manage_stock", rw},
    {"stock_quantity", "/stock_quantity", rw},
    {"stock_status", "/stock_status", rw},
    {"categories", "/categories", rw},
    {"featured", "/featured", rw},
    {"product_url", "/permalink", Mode::read},
    {"woocommerce_id", "/id", Mode::read},
    {"notion_page_id", "/meta_data[key=notion_page_id]/value", rw},
    {"notion_managed", "/meta_data[key=notion_managed]/value", rw},
    {"notion_sync_time", "/meta_data[key=notion_sync_time]/value", rw},
};
constexpr Binding kShopOrder[] = {
    {"order", "/number", Mode::read},
    {"client", "/billing/email", Mode::read},
    {"products", "/line_items", Mode::read},
    {"status", "/status", rw},
    {"order_date", "/date_created_gmt", Mode::read},
    {"total", "/total", Mode::read},
    {"customer_note", "/customer_note", Mode::read},
    {"carrier", "", Mode::write, "tracking"},
    {"tracking_number", "", Mode::write, "tracking"},
};
constexpr Binding kNamed[] = {
    {"email", "/billing/email", Mode::read},
    {"first_name", "/billing/first_name", Mode::read},
    {"last_name", "/billing/last_name", Mode::read},
    {"phone", "/billing/phone", Mode::read},
};
constexpr Binding kShopCustomer[] = {
    {"email", "/email", rw},         {"first_name", "/first_name", rw},
    {"last_name", "/last_name", rw}, {"phone", "/billing/phone", rw},
    {"city", "/billing/city", rw},   {"notion_page_id", "/meta_data[key=notion_page_id]/value", rw},
};
constexpr remote::EntityBinding kShopProducts[] = {{"products", kShopProduct, false, true}};
constexpr remote::EntityBinding kShopOrders[] = {{"orders", kShopOrder}, {"clients", kNamed, true}};
constexpr remote::EntityBinding kShopCustomers[] = {{"clients", kShopCustomer}};

const FieldValue kEmpty{};

const Instant kNow = *parse_instant("2026-11-23T10:00:00Z");
const Instant kEarlier = *parse_instant("2026-11-20T10:00:00Z");

}  // namespace

World::World() {
  for (const Schema* schema : entities::all()) {
    catalog.entities.push_back(schema);
    auto& fields = catalog.hub_fields[std::string(schema->entity)];
    for (const FieldDef* field : all_fields(*schema)) {
      if (!field->property.empty()) fields.insert(std::string(field->name));
    }
  }
  catalog.hub = {"notion", "Notion", nullptr, {}};
  catalog.services = {{"woocommerce",
                       "WooCommerce",
                       nullptr,
                       {{"customers", kShopCustomers, {}}, {"orders", kShopOrders, {}}, {"products", kShopProducts, {}}}}};
  policy.now = kNow;
  policy.default_business_entity = "The HigherSelf Network";
}

Row& World::tell(const RecordKey& key, const std::string& feed, const std::string& remote_id, Fields fields) {
  Row& found = rows[key];
  found.key = key;
  found.first_seen = kEarlier;
  Seen& seen = found.facets[{"woocommerce", feed}];
  seen.record = {key, std::move(fields)};
  seen.remote_id = remote_id;
  seen.at = kEarlier;
  return found;
}

Row& World::agree(const RecordKey& key, const std::string& feed, const std::string& remote_id, Fields fields) {
  tell(key, feed, remote_id, std::move(fields));
  settle();
  return rows[key];
}

void World::edit_page(const RecordKey& key, const std::string& field, FieldValue value) {
  Row& found = row(key);
  found.hub->record.fields[field] = std::move(value);
  found.hub->by_us = false;
  found.hub->at = kEarlier;
  if (field == "managed") found.managed = found.hub->record.fields[field] == FieldValue(true);
}

void World::edit_shop(const RecordKey& key, const std::string& field, FieldValue value) {
  for (auto& [lane, facet] : row(key).facets) facet.record.fields[field] = value;
}

sync::Plan World::plan() const {
  std::vector<Row> all;
  for (const auto& [key, one] : rows) all.push_back(one);
  return sync::make_plan({all, catalog, policy, *this, held});
}

void World::carry_out(const sync::Plan& plan) {
  for (const sync::Adopt& adopt : plan.adopts) {
    Row& found = row(adopt.key);
    if (!found.base) found.base = Record{adopt.key, {}};
    for (const auto& [name, value] : adopt.agreed) found.base->fields[name] = value;
  }
  for (const Write& write : plan.writes) {
    if (write.to.service == kHub) {
      to_hub(write);
    } else {
      to_shop(write);
    }
    Row& found = row(write.key);
    if (!found.base) found.base = Record{write.key, {}};
    for (const auto& [name, value] : write.agreed) found.base->fields[name] = value;
  }
}

std::size_t World::settle() {
  std::size_t rounds = 0;
  for (auto next = plan(); !next.writes.empty() || !next.adopts.empty(); next = plan()) {
    if (!next.writes.empty()) ++rounds;
    REQUIRE(rounds <= 10);
    carry_out(next);
  }
  return rounds;
}

void World::to_hub(const Write& write) {
  Row& found = row(write.key);
  const Schema& schema = *catalog.schema(write.key.entity);
  for (Seen& twin : found.twins) {
    if (twin.remote_id != write.known.remote_id) continue;
    for (const Change& change : write.changes) twin.record.fields[change.field] = change.to;
    return;
  }
  if (write.verb == Verb::create) {
    REQUIRE_FALSE(found.hub.has_value());
    found.hub = Seen{};
    found.hub->remote_id = "page-" + std::to_string(++pages_);
    found.hub->record.key = write.key;
    for (const std::string& name : catalog.hub_fields[write.key.entity]) found.hub->record.fields[name] = kEmpty;
    found.hub->record.fields["managed"] = false;
  }
  for (const Change& change : write.changes) {
    REQUIRE(catalog.hub_fields[write.key.entity].contains(change.field));
    found.hub->record.fields[change.field] = hub_form(*schema.find(change.field), change.to);
  }
  found.hub->by_us = true;
  found.hub->at = floor_minute(policy.now);
  found.managed = found.hub->record.fields["managed"] == FieldValue(true);
}

void World::to_shop(const Write& write) {
  Row& found = row(write.key);
  Seen& facet = found.facets[write.to];
  if (write.verb == Verb::create) {
    facet.remote_id = "900";
    facet.record.key = write.key;
  }
  for (const Change& change : write.changes) {
    if (write.verb == Verb::append) continue;
    FieldValue to = change.to;
    if (change.field == "status" && to == text("Discontinued")) to = text("Draft");
    facet.record.fields[change.field] = to;
  }
  facet.at = policy.now;
  found.pushed = policy.now;
  if (write.verb != Verb::create) return;
  Row made = std::move(found);
  rows.erase(write.key);
  made.former.insert(made.key.external_id);
  made.key.external_id = "woocommerce:product:900";
  for (const auto& [name, value] : write.agreed) {
    if (!made.base) made.base = Record{made.key, {}};
    made.base->fields[name] = value;
  }
  rows[made.key] = std::move(made);
}

Row& World::row(const RecordKey& key) {
  for (auto& [known, one] : rows) {
    if (known == key || one.former.contains(key.external_id)) return one;
  }
  FAIL("no row " << key.external_id);
  throw std::logic_error("no row");
}

const FieldValue& World::page(const RecordKey& key, const std::string& field) { return row(key).hub->record.fields[field]; }

const FieldValue& World::shop(const RecordKey& key, const std::string& field) {
  for (auto& [lane, facet] : row(key).facets) {
    if (!facet.remote_id.empty()) return facet.record.fields[field];
  }
  return kEmpty;
}

std::vector<Row> World::referring(const RecordKey& key, std::string_view entity) const {
  std::vector<Row> found;
  for (const auto& [known, one] : rows) {
    for (const auto& [lane, facet] : one.facets) {
      const FieldValue* to = known.entity == entity ? facet.record.find("client") : nullptr;
      if (to && *to == FieldValue(std::vector<Ref>{{key.external_id}})) found.push_back(one);
    }
  }
  return found;
}

bool World::nameable(const RecordKey& key) const { return rows.contains(key); }

RecordKey product(int id) { return {"products", "woocommerce:product:" + std::to_string(id)}; }
RecordKey order(int id) { return {"orders", "woocommerce:order:" + std::to_string(id)}; }
RecordKey client(const std::string& email) { return {"clients", "client:" + email}; }
const Change* change_of(const Write& write, std::string_view field) {
  for (const Change& change : write.changes) {
    if (change.field == field) return &change;
  }
  return nullptr;
}

}  // namespace hsn::test
