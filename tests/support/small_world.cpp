#include "support/small_world.hpp"

#include <stdexcept>

#include "entities/entities.hpp"

namespace hsn::test {
namespace {

using remote::Binding;
using remote::EntityBinding;
using remote::Mode;

constexpr Binding kCustomer[] = {{"email", "", Mode::read_write},
                                 {"first_name", "", Mode::read_write},
                                 {"last_name", "", Mode::read_write},
                                 {"phone", "", Mode::read_write}};
constexpr Binding kProduct[] = {{"name", "", Mode::read_write},          {"sku", "", Mode::read_write},
                                {"regular_price", "", Mode::read_write}, {"stock_quantity", "", Mode::read_write},
                                {"status", "", Mode::read_write},        {"product_type", "", Mode::read},
                                {"notion_page_id", "", Mode::write}};
constexpr Binding kOrder[] = {{"order", "", Mode::read},         {"status", "", Mode::read_write}, {"total", "", Mode::read},
                              {"billing_email", "", Mode::read}, {"client", "", Mode::read},       {"products", "", Mode::read}};
constexpr Binding kMentioned[] = {{"email", "", Mode::read}};
constexpr EntityBinding kCustomers[] = {{"clients", kCustomer}};
constexpr EntityBinding kProducts[] = {{"products", kProduct, false, true}};
constexpr EntityBinding kOrders[] = {{"orders", kOrder}, {"clients", kMentioned, true}};
constexpr EntityBinding kClientPages[] = {{"clients", {}}};
constexpr EntityBinding kProductPages[] = {{"products", {}}};
constexpr EntityBinding kOrderPages[] = {{"orders", {}}};
constexpr EntityBinding kConflictPages[] = {{"conflicts", {}}};

std::vector<remote::Feed> shop_feeds() {
  return {{"customers", kCustomers, std::chrono::hours(6)}, {"products", kProducts, {}}, {"orders", kOrders, {}}};
}
std::vector<remote::Feed> hub_feeds() {
  return {{"clients", kClientPages, {}}, {"products", kProductPages, {}}, {"orders", kOrderPages, {}}};
}
std::vector<remote::Feed> all_hub_feeds() {
  auto feeds = hub_feeds();
  feeds.push_back({"conflicts", kConflictPages, {}});
  return feeds;
}

}  // namespace

SmallWorld::SmallWorld(std::size_t batch)
    : hub_remote_(std::string(kHub), all_hub_feeds()), shop_remote_("woocommerce", shop_feeds(), batch) {
  catalog_.hub = {std::string(kHub), "Notion", &hub_remote_, hub_feeds()};
  catalog_.services = {{"woocommerce", "WooCommerce", &shop_remote_, shop_remote_.feeds()}};
  for (const auto& feed : hub_feeds()) take_part(*entities::find(feed.name));
  options.policy.settle = Duration::zero();
  options.policy.default_business_entity = "The HigherSelf Network";
  wire = [](const http::Request&, const Pass& pass) -> FakeTransport::Answer { return pass(); };
}

std::unique_ptr<state::Store> SmallWorld::new_store() {
  std::vector<std::string> names;
  for (const auto* schema : entities::all()) names.emplace_back(schema->entity);
  auto opened = state::Store::open(":memory:", names);
  if (!opened) throw std::runtime_error(describe(opened.error()));
  return std::move(*opened);
}

void SmallWorld::take_part(const Schema& schema) {
  catalog_.entities.push_back(&schema);
  auto& known = catalog_.hub_fields[std::string(schema.entity)];
  for (const auto* field : all_fields(schema)) {
    if (!field->property.empty()) known.insert(std::string(field->name));
  }
}

void SmallWorld::with_inbox() {
  catalog_.hub.feeds = all_hub_feeds();
  catalog_.services.push_back({std::string(kTool), "System", nullptr, {}});
  take_part(*entities::find("conflicts"));
}

state::Store& SmallWorld::store() {
  if (borrowed_ != nullptr) return *borrowed_;
  if (!store_) store_ = new_store();
  return *store_;
}

SmallWorld::Ran SmallWorld::run(const Verb& verb) {
  const auto serve = [this](const http::Request& request, Instant now) {
    auto& side = http::host_of(request.url) == "notion.example.com" ? hub : shop;
    return wire(request, [&] { return side.serve(request, now); });
  };
  FakeTransport transport(clock, serve);
  http::Courier::Options patience;
  patience.stop = options.stop;
  patience.services[std::string(kHub)].in_flight = in_flight;
  patience.services["woocommerce"].in_flight = in_flight;
  http::Courier courier(transport, clock, seeded(++runs_), ledger_, patience);
  Ran ran;
  ran.run = store().begin_run("sync", "test", clock.now());
  sync::Engine engine({.catalog = catalog_,
                       .store = store(),
                       .courier = courier,
                       .clock = clock,
                       .random = seeded(runs_),
                       .events = events,
                       .journal_point = journal_point},
                      options);
  verb(engine, ran.run, ran.report);
  store().end_run(ran.run, 0, "", clock.now());
  ran.requests = std::move(transport.requests);
  return ran;
}

SmallWorld::Ran SmallWorld::sync() {
  return run([](sync::Engine& engine, state::RunId run, sync::Report& report) { engine.sync(run, report); });
}

SmallWorld::Ran SmallWorld::settle_down() {
  Ran last;
  for (int i = 0; i < 5; ++i) {
    clock.advance(std::chrono::hours(1));
    last = sync();
    if (last.writes() == 0) return last;
  }
  throw std::runtime_error("it never comes to rest");
}

std::size_t SmallWorld::Ran::writes() const {
  std::size_t writes = 0;
  for (const auto& request : requests) writes += request.method == "GET" ? 0 : 1;
  return writes;
}

std::string SmallWorld::add_product(const std::string& name, int price) {
  return shop.add("products",
                  {{"name", text(name)},
                   {"regular_price", number(price)},
                   {"stock_quantity", number(10)},
                   {"status", text("Published")},
                   {"product_type", text("simple")}},
                  clock.now());
}

std::string SmallWorld::add_customer(const std::string& email, const std::string& first_name) {
  return shop.add("customers", {{"email", text(email)}, {"first_name", text(first_name)}}, clock.now());
}

std::string SmallWorld::add_order(const std::string& number_text, const std::string& email,
                                  const std::vector<std::string>& products, int total) {
  std::vector<Ref> refs;
  for (const auto& product : products) refs.push_back({"woocommerce:product:" + product});
  return shop.add("orders",
                  {{"order", text("#" + number_text)},
                   {"status", text("Processing")},
                   {"total", number(total)},
                   {"billing_email", text(email)},
                   {"client", std::vector<Ref>{{"client:" + email}}},
                   {"products", refs}},
                  clock.now());
}

const Tables::Entry& SmallWorld::page(const std::string& database, const std::string& external_id) {
  const Tables::Entry* found = nullptr;
  for (const auto& [id, entry] : hub.table(database)) {
    const auto key = entry.fields.find("external_id");
    if (key == entry.fields.end() || key->second != FieldValue(external_id)) continue;
    if (found != nullptr) throw std::runtime_error("two pages for " + external_id);
    found = &entry;
  }
  if (found == nullptr) throw std::runtime_error("no page for " + external_id);
  return *found;
}

FieldValue SmallWorld::on_page(const std::string& database, const std::string& external_id, const std::string& field) {
  const auto& fields = page(database, external_id).fields;
  const auto found = fields.find(field);
  return found == fields.end() ? FieldValue() : found->second;
}

FieldValue SmallWorld::in_shop(const std::string& feed, const std::string& id, const std::string& field) {
  const auto& fields = shop.at(feed, id).fields;
  const auto found = fields.find(field);
  return found == fields.end() ? FieldValue() : found->second;
}

void SmallWorld::edit_page(const std::string& database, const std::string& external_id, const std::string& field,
                           FieldValue value) {
  hub.edit(database, page(database, external_id).id, field, std::move(value), clock.now());
}

}  // namespace hsn::test
