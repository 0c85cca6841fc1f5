// A store's answers to our changes: one record, a batch, labels that have to be looked up first, a note.
#include "fuzz/shop.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

Write update(const char* feed, const char* entity, const char* key, const char* id, std::vector<Change> changes) {
  Write write;
  write.verb = Verb::update;
  write.to = {"woocommerce", feed};
  write.key = write.known.record.key = {entity, key};
  write.known.remote_id = id;
  write.changes = std::move(changes);
  return write;
}
Change to(const char* field, FieldValue value) { return {field, {}, std::move(value), ""}; }

std::vector<std::vector<Write>> batches() {
  const auto price = update("products", "products", "woocommerce:product:24", "24", {to("regular_price", Decimal(85))});
  auto other = price, made = price, labels = price, note = update("orders", "orders", "woocommerce:order:58", "58", {});
  other.known.remote_id = "25";
  other.key.external_id = "woocommerce:product:25";
  made.verb = Verb::create;
  made.known = {};
  made.key.external_id = "notion:page-1";
  made.page_id = "page-1";
  made.changes = {to("name", std::string("Moon print")), to("sku", std::string("SKU-1"))};
  labels.changes = {to("categories", std::vector<std::string>{"Art", "Prints"}), to("tags", std::vector<std::string>{"moon"}),
                    to("images", std::vector<std::string>{"https://shop.example.com/a.png"})};
  note.via = services::woocommerce::kTracking;
  note.changes = {to("tracking_number", std::string("1Z999"))};
  return {{price},
          {price, other, made},
          {labels},
          {made},
          {note},
          {update("products", "products", "woocommerce:product:24", "24", {to("stock_quantity", Decimal(3))})},
          {update("orders", "orders", "woocommerce:order:58", "58", {to("status", std::string("Completed"))})},
          {update("customers", "clients", "client:ada@example.com", "2", {to("email", std::string("ada@example.net"))})},
          {update("products", "products", "woocommerce:product:30/31", "30/31", {to("regular_price", Decimal(9))})}};
}

}  // namespace

FUZZ(input) {
  static const auto store = shop();
  static const auto kBatches = batches();
  const auto& writes = kBatches[choice(input, kBatches.size())];
  send(store, writes, answers(input), kShopUrl, entities::find);
}
