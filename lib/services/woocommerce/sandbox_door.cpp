// The shop behind the sandbox's door: what its own staff and customers do, and what the page shows.
#include <algorithm>
#include <iterator>

#include "core/json.hpp"
#include "sandbox/seeds.hpp"
#include "services/woocommerce/sandbox.hpp"

namespace hsn::sandbox {
namespace shop_door {
namespace {

Result<Json> done(bool ok, const char* otherwise) {
  if (ok) return Json{{"ok", true}};
  return fail(Fault::bad_data, otherwise);
}
std::string text(const Json& body, const char* key) { return text_at(body, std::string("/") + key).value_or(""); }
std::int64_t number(const Json& body, const char* key) { return int_at(body, std::string("/") + key).value_or(0); }
std::string record(const Json& body) { return body.contains("record") ? dump_json(body["record"]) : std::string(); }

Result<Json> all(Shop& shop, const Json& body, Instant) {
  auto list = Json::array();
  const auto kind = text(body, "kind");
  for (const auto& item : shop.all(kind.empty() ? "products" : kind)) list.push_back(parse_json(item).value_or(Json()));
  return list;
}
Result<Json> add(Shop& shop, const Json& body, Instant now) {
  const auto kind = text(body, "kind"), json = record(body);
  const auto id = kind == "products"    ? shop.add_product(json, now)
                  : kind == "customers" ? shop.add_customer(json, now)
                  : kind == "orders"    ? shop.add_order(json, now)
                  : kind == "reviews"   ? shop.add_review(json, now)
                                        : 0;
  if (id <= 0) return fail(Fault::bad_data, "the shop takes a product, customer, order or review that fits");
  return Json{{"id", id}};
}
Result<Json> change(Shop& shop, const Json& body, Instant now) {
  return done(shop.change(text(body, "kind"), number(body, "id"), record(body), now), "there is no such record");
}
Result<Json> refund(Shop& shop, const Json& body, Instant now) {
  return done(shop.refund(number(body, "order"), text(body, "amount"), now), "that order cannot be refunded so");
}
Result<Json> trash(Shop& shop, const Json& body, Instant now) {
  return done(shop.trash(text(body, "kind"), number(body, "id"), now), "there is no such record");
}
Result<Json> erase(Shop& shop, const Json& body, Instant) {
  return done(shop.erase(text(body, "kind"), number(body, "id")), "there is no such record");
}

struct Row {
  std::string_view what;
  Result<Json> (*act)(Shop&, const Json&, Instant);
};
constexpr Row kRows[] = {{"all", all}, {"add", add}, {"change", change}, {"refund", refund}, {"trash", trash}, {"erase", erase}};

struct ShopTable {
  const char *kind, *title;
  std::vector<std::pair<const char*, const char*>> columns;  // heading, where
};

std::unique_ptr<Emulator> make(const Seed& seed) {
  auto shop = Shop::make({});
  if (!seed.empty) seed_shop(*shop, seed.size, seed.now);
  return shop;
}

std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  const ShopOptions options;
  return {{"WOOCOMMERCE_URL", url},
          {"WOOCOMMERCE_CONSUMER_KEY", options.consumer_key},
          {"WOOCOMMERCE_CONSUMER_SECRET", options.consumer_secret}};
}

}  // namespace
}  // namespace shop_door

Result<Json> Shop::act(std::string_view what, const Json& body, Instant now) {
  const auto row = std::find_if(std::begin(shop_door::kRows), std::end(shop_door::kRows),
                                [&](const auto& known) { return known.what == what; });
  return row == std::end(shop_door::kRows) ? Emulator::act(what, body, now) : row->act(*this, body, now);
}

Json Shop::tally() const {
  const auto seen = counters();
  return {{"requests", seen.requests}, {"writes", seen.writes}, {"mails", seen.mails}};
}

std::vector<Table> Shop::overview() const {
  static const std::vector<shop_door::ShopTable> kShop = {
      {"products",
       "Shop: products",
       {{"Id", "/id"},
        {"Name", "/name"},
        {"SKU", "/sku"},
        {"Regular price", "/regular_price"},
        {"Sale price", "/sale_price"},
        {"Stock", "/stock_quantity"},
        {"Status", "/status"}}},
      {"orders",
       "Shop: orders",
       {{"Number", "/number"},
        {"Status", "/status"},
        {"Total", "/total"},
        {"Currency", "/currency"},
        {"E-mail", "/billing/email"},
        {"Created", "/date_created_gmt"}}},
      {"customers",
       "Shop: customers",
       {{"Id", "/id"}, {"First name", "/first_name"}, {"Last name", "/last_name"}, {"E-mail", "/email"}}},
      {"reviews",
       "Shop: reviews",
       {{"Id", "/id"},
        {"Product", "/product_id"},
        {"Stars", "/rating"},
        {"Review", "/review"},
        {"Reviewer", "/reviewer"},
        {"Status", "/status"}}},
  };
  std::vector<Table> tables;
  for (const auto& kind : kShop) {
    Table table{kind.title, {}, {}};
    for (const auto& [heading, where] : kind.columns) table.columns.emplace_back(heading);
    for (const auto& text : all(kind.kind)) {
      const auto record = parse_json(text).value_or(Json::object());
      auto& row = table.rows.emplace_back();
      for (const auto& [heading, where] : kind.columns) row.push_back(text_at(record, where).value_or(""));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

extern const EmulatorDef k_woocommerce;
const EmulatorDef k_woocommerce{"shop", "/wp-json/", shop_door::make, shop_door::settings};

}  // namespace hsn::sandbox
