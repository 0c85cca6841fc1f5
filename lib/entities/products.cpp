// What the business sells: higherself-model.md 3.3.
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kOffering[] = {{"Physical Product"}, {"Digital Product"}, {"Art Piece"},  {"Course"}, {"Retreat"},
                                {"Workshop"},         {"Consultation"},    {"Membership"}, {"Service"}};
constexpr Choice kProductType[] = {{"simple"}, {"variable"}, {"grouped"}, {"external"}, {"variation"}};
constexpr Choice kStatus[] = {
    {"Published", "green"}, {"Draft", "gray"}, {"Pending Review", "yellow"}, {"Private"}, {"Discontinued", "red"}};
constexpr Choice kStockStatus[] = {{"In Stock", "green"}, {"Out of Stock", "red"}, {"On Backorder", "yellow"}};

constexpr FieldDef kFields[] = {
    keeps_value(required({"name", title, "Name", B})),
    {"sku", text, "SKU", B},
    choosing({"offering", select, "Offering", H}, kOffering),
    choosing({"product_type", select, "Product Type", S}, kProductType),
    keeps_value(choosing({"status", select, "Status", B}, kStatus)),
    {"description", rich, "Description", B},
    {"short_description", rich, "Short Description", B},
    keeps_value(ruled({"regular_price", number, "Regular Price", B}, MergeRule::money)),
    ruled({"sale_price", number, "Sale Price", B}, MergeRule::money),
    {"currency", select, "Currency", S},
    {"manage_stock", checkbox, "Manage Stock", B},
    ruled({"stock_quantity", number, "Stock Quantity", B}, MergeRule::difference),
    keeps_value(ruled(choosing({"stock_status", select, "Stock Status", S}, kStockStatus), MergeRule::stock_status)),
    {"low_stock_at", number, "Low Stock At", H},
    {"categories", multi_select, "Categories", B},
    {"tags", multi_select, "Tags", B},
    {"images", files, "Images", B},
    {"featured", checkbox, "Featured", B},
    {"product_url", url, "Product URL", S},
    {"woocommerce_id", number, "WooCommerce ID", T},
    {"acuity_type_id", number, "Acuity Type ID", H},
    {"amelia_service_id", number, "Amelia Service ID", H},
    {"duration_minutes", number, "Duration Minutes", S},
    // People's (3.3), but filled while it is empty: as hearsay it takes the place of nothing that they have written.
    {"booking_link", url, "Booking Link", T},
    ruled({"booked_as", text, "", T}, MergeRule::along),  // its name at the booking service
    kPageId,
    kManagedMark,
    kSyncTime,
};

constexpr Destructive kDestructive[] = {{"status", "Published", ""}};
constexpr StandIn kStandIns[] = {{"status", "Discontinued", "Draft"}};
constexpr WhenGone kWhenGone[] = {{"status", "Discontinued"}};

std::vector<std::string> unfinished(const Record& hub) {
  std::vector<std::string> missing;
  if (is_missing(hub, "name")) missing.push_back("Name");
  if (is_missing(hub, "status")) missing.push_back("Status");
  // Variations, parts and another shop's address are not told from here: what was made would be for sale without a price.
  const bool is_simple = is_missing(hub, "product_type") || is_option(hub.find("product_type"), "simple");
  if (!is_simple)
    missing.push_back("Product Type simple (what is " + display(*hub.find("product_type")) + " is made in the shop)");
  if (is_simple && is_missing(hub, "regular_price")) missing.push_back("Regular Price");
  // The shop has it: made once more, it would be there twice.
  if (!is_missing(hub, "woocommerce_id")) {
    missing.push_back("an empty WooCommerce ID (it belongs to product " + display(*hub.find("woocommerce_id")) +
                      " of the shop: `hsn relink` pairs them)");
  }
  return missing;
}

}  // namespace

extern const Schema k_products;
constexpr Schema k_products{.entity = "products",
                            .title = "Products",
                            .fields = kFields,
                            .destructive = kDestructive,
                            .stand_ins = kStandIns,
                            .when_gone = kWhenGone,
                            .unfinished = unfinished};

}  // namespace hsn::entities
