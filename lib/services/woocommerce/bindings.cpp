#include "services/woocommerce/bindings.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace hsn::services::woocommerce {
namespace {

using remote::Alias;
using remote::As;
using remote::Binding;

constexpr auto kRead = remote::Mode::read;
constexpr auto kWrite = remote::Mode::write;
constexpr auto kBoth = remote::Mode::read_write;

constexpr Binding told(std::string_view field, std::string_view pointer, As as = As::text) {
  return {field, pointer, kRead, {}, {}, as};
}
constexpr Binding both(std::string_view field, std::string_view pointer, As as = As::text) {
  return {field, pointer, kBoth, {}, {}, as};
}

// A page whose status is Discontinued is a draft in the store; a draft there reads as Draft.
constexpr Alias kProductStatus[] = {{"publish", "Published"},
                                    {"draft", "Draft"},
                                    {"pending", "Pending Review"},
                                    {"private", "Private"},
                                    {"draft", "Discontinued"}};
constexpr Alias kStockStatus[] = {{"instock", "In Stock"}, {"outofstock", "Out of Stock"}, {"onbackorder", "On Backorder"}};
constexpr Alias kOrderStatus[] = {{"pending", "Pending Payment"}, {"processing", "Processing"}, {"on-hold", "On Hold"},
                                  {"completed", "Completed"},     {"cancelled", "Cancelled"},   {"refunded", "Refunded"},
                                  {"failed", "Failed"},           {"trash", "Trashed"}};

constexpr Binding kPageId = both("notion_page_id", "/meta_data[key=notion_page_id]/value");
constexpr Binding kManaged = both("notion_managed", "/meta_data[key=notion_managed]/value");
constexpr Binding kSyncTime = both("notion_sync_time", "/meta_data[key=notion_sync_time]/value", As::instant);

constexpr Binding kProducts[] = {
    both("name", "/name", As::escaped),
    both("sku", "/sku"),
    told("product_type", "/type"),
    {"status", "/status", kBoth, {}, kProductStatus},
    both("description", "/description", As::html),
    both("short_description", "/short_description", As::html),
    both("regular_price", "/regular_price", As::decimal),
    both("sale_price", "/sale_price", As::decimal),
    both("manage_stock", "/manage_stock", As::flag),
    both("stock_quantity", "/stock_quantity", As::number),
    {"stock_status", "/stock_status", kBoth, {}, kStockStatus},
    both("categories", "/categories/*/name", As::escaped),
    both("tags", "/tags/*/name", As::escaped),
    both("images", "/images/*/src"),
    both("featured", "/featured", As::flag),
    told("product_url", "/permalink"),
    told("woocommerce_id", "/id", As::number),
    kPageId,
    kManaged,
    kSyncTime,
};

constexpr Binding kOrders[] = {
    told("order", "/number", As::own),
    told("client", "/billing", As::own),
    told("products", "/line_items", As::own),
    both("status", "/status", As::own),
    told("order_date", "/date_created_gmt", As::utc),
    told("paid_date", "/date_paid_gmt", As::utc),
    told("completed_date", "/date_completed_gmt", As::utc),
    told("total", "/total", As::decimal),
    told("refunded_total", "/refunds", As::own),
    told("currency", "/currency"),
    told("items", "/line_items", As::own),
    told("item_count", "/line_items", As::own),
    told("payment_method", "/payment_method_title", As::decoded),
    told("billing_name", "/billing", As::own),
    told("billing_email", "/billing/email", As::email),
    told("billing_phone", "/billing/phone"),
    told("shipping_address", "/shipping", As::own),
    told("customer_note", "/customer_note", As::decoded),
    told("fulfillment", "/needs_processing", As::own),
    {"carrier", "", kWrite, kTracking},
    {"tracking_number", "", kWrite, kTracking},
    told("woocommerce_id", "/id", As::number),
    kPageId,
    kManaged,
    kSyncTime,
};

constexpr Binding kCustomers[] = {
    both("email", "/email", As::email),
    both("first_name", "/first_name", As::decoded),
    both("last_name", "/last_name", As::decoded),
    both("phone", "/billing/phone"),
    both("company", "/billing/company", As::decoded),
    both("address", "/billing", As::own),
    both("city", "/billing/city", As::decoded),
    both("state", "/billing/state"),
    both("postal_code", "/billing/postcode"),
    both("country", "/billing/country"),
    told("woocommerce_customer_id", "/id", As::number),
    kPageId,
    kManaged,
    kSyncTime,
};

constexpr Binding kBilling[] = {
    told("email", "/billing/email", As::email),
    told("first_name", "/billing/first_name", As::decoded),
    told("last_name", "/billing/last_name", As::decoded),
    told("phone", "/billing/phone"),
    told("company", "/billing/company", As::decoded),
    told("address", "/billing", As::own),
    told("city", "/billing/city", As::decoded),
    told("state", "/billing/state"),
    told("postal_code", "/billing/postcode"),
    told("country", "/billing/country"),
};

constexpr Binding kReviews[] = {
    told("content", "/review", As::own),
    told("client", "/reviewer_email", As::own),
    told("product", "/product_id", As::own),
    told("email", "/reviewer_email", As::email),
    told("channel", "/reviewer", As::own),
    told("type", "/product_id", As::own),
    told("rating", "/rating", As::own),
    told("rating_scale", "/rating", As::own),
    told("submitted", "/date_created_gmt", As::utc),
};

constexpr Binding kReviewer[] = {
    told("email", "/reviewer_email", As::email),
    told("name", "/reviewer", As::own),
    told("first_name", "/reviewer", As::decoded),
};

constexpr std::string_view kOfVariation[] = {
    "sku",          "status",         "description",    "regular_price",   "sale_price", "manage_stock", "stock_quantity",
    "stock_status", "notion_page_id", "notion_managed", "notion_sync_time"};

constexpr remote::EntityBinding kProductEntities[] = {{.entity = "products", .fields = kProducts, .creates = true}};
constexpr remote::EntityBinding kOrderEntities[] = {{.entity = "orders", .fields = kOrders},
                                                    {.entity = "clients", .fields = kBilling, .hearsay = true}};
constexpr remote::EntityBinding kReviewEntities[] = {{.entity = "feedback", .fields = kReviews, .optional = true},
                                                     {.entity = "clients", .fields = kReviewer, .hearsay = true}};
constexpr remote::EntityBinding kCustomerEntities[] = {{.entity = "clients", .fields = kCustomers}};

constexpr remote::Feed kFeeds[] = {{.name = "products", .entities = kProductEntities},
                                   {.name = "orders", .entities = kOrderEntities},
                                   {.name = "customers", .entities = kCustomerEntities, .full_every = std::chrono::hours(6)},
                                   {.name = "reviews", .entities = kReviewEntities, .full_every = std::chrono::hours(24)}};

constexpr Collection kCollections[] = {
    {"products", "products", "products", "product", "id,parent_id,date_created_gmt,date_modified_gmt,variations"},
    {"orders", "orders", "orders", "order", "id,customer_id,date_created_gmt,date_modified_gmt"},
    {"customers", "customers", "clients", "customer", "id,date_created_gmt,date_modified_gmt", Finds::newest, false},
    {"reviews", "products/reviews", "feedback", "review", "id,date_created_gmt,status,reviewer", Finds::dated, false},
};

}  // namespace

const Collection* find_collection(std::string_view feed) {
  const auto found =
      std::find_if(std::begin(kCollections), std::end(kCollections), [&](const auto& c) { return c.feed == feed; });
  return found == std::end(kCollections) ? nullptr : found;
}

std::span<const std::pair<std::string_view, std::string_view>> widenings(const Collection& collection) {
  static constexpr std::pair<std::string_view, std::string_view> kRoles[] = {{"role", "all"}}, kStatuses[] = {{"status", "all"}};
  if (collection.feed == "customers") return kRoles;
  if (collection.feed == "reviews") return kStatuses;
  return {};
}

std::span<const Binding> bindings(const Collection& collection) {
  const auto feed = std::find_if(std::begin(kFeeds), std::end(kFeeds), [&](const auto& f) { return f.name == collection.feed; });
  return feed->entities.front().fields;
}

std::span<const Binding> hearsay_bindings(const Collection& collection) {
  return collection.feed == "reviews" ? std::span<const Binding>(kReviewer) : kBilling;
}

bool is_of_variation(std::string_view field) {
  return std::find(std::begin(kOfVariation), std::end(kOfVariation), field) != std::end(kOfVariation);
}

std::span<const remote::Feed> feeds() { return kFeeds; }

std::span<const Alias> order_statuses() { return kOrderStatus; }

}  // namespace hsn::services::woocommerce
