// What was sold: higherself-model.md 3.4.
#include <algorithm>
#include <array>

#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kStatus[] = {
    {"Pending Payment", "yellow"}, {"Processing", "blue"}, {"On Hold", "orange"}, {"Completed", "green"},
    {"Cancelled", "gray"},         {"Refunded", "purple"}, {"Failed", "red"},     {"Trashed", "brown"}};
constexpr Choice kFulfillment[] = {{"Not Needed"}, {"Unfulfilled"}, {"Packing"}, {"Shipped"}, {"Delivered"}, {"Returned"}};

constexpr FieldDef kFields[] = {
    keeps_value(required({"order", title, "Order", S})),
    linked({"client", relation, "Client", T}, "clients", "Orders"),
    linked({"products", relation, "Products", T}, "products", "Orders"),
    keeps_value(ruled(choosing({"status", select, "Status", B}, kStatus), MergeRule::transitions)),
    {"order_date", datetime, "Order Date", S},
    {"paid_date", datetime, "Paid Date", S},
    {"completed_date", datetime, "Completed Date", S},
    ruled({"total", number, "Total", S}, MergeRule::money),
    ruled({"refunded_total", number, "Refunded Total", S}, MergeRule::money),
    ruled({"net_total", number, "Net Total", T}, MergeRule::money),
    {"currency", select, "Currency", S},
    {"items", text, "Items", S},
    {"item_count", number, "Item Count", S},
    {"payment_method", text, "Payment Method", S},
    personal({"billing_name", text, "Billing Name", S}),
    personal({"billing_email", email, "Billing Email", S}),
    personal(ruled({"billing_phone", phone, "Billing Phone", S}, MergeRule::digits)),
    personal({"shipping_address", text, "Shipping Address", S}),
    personal({"customer_note", text, "Customer Note", S}),
    choosing({"fulfillment", select, "Fulfillment", H}, kFulfillment),
    {"carrier", text, "Carrier", H},
    ruled({"tracking_number", text, "Tracking Number", H}, MergeRule::told_once),
    personal({"internal_note", text, "Internal Note", H}),
    ruled({"follow_up_date", date, "Follow-up Date", T}, MergeRule::until_edited),
    {"woocommerce_id", number, "WooCommerce ID", T},
    kPageId,
    kManagedMark,
    kSyncTime,
};

// Refunded is never among them: money moves only in the store.
constexpr Transition kTransitions[] = {
    {"Pending Payment", "Cancelled"}, {"Pending Payment", "On Hold"}, {"Pending Payment", "Processing"},
    {"On Hold", "Processing"},        {"On Hold", "Cancelled"},       {"Processing", "Completed"},
    {"Processing", "On Hold"},        {"Processing", "Cancelled"},    {"Failed", "Cancelled"},
};
constexpr Destructive kDestructive[] = {{"status", "", "Cancelled"}};

constexpr std::array<std::string_view, 4> kNotEarned = {"Cancelled", "Failed", "Pending Payment", "Trashed"};

Fields derive(const Row&, const Fields& folded, const Look&) {
  const auto* total = value_of<Decimal>(folded, "total");
  if (!total) return {};
  const auto status = folded.find("status");
  const auto shows = [&](std::string_view option) { return status != folded.end() && is_option(&status->second, option); };
  if (std::any_of(kNotEarned.begin(), kNotEarned.end(), shows)) return {{"net_total", Decimal(0)}};
  const auto* refunded = value_of<Decimal>(folded, "refunded_total");
  return {{"net_total", refunded ? *total - *refunded : *total}};
}

}  // namespace

extern const Schema k_orders;
constexpr Schema k_orders{.entity = "orders",
                          .title = "Orders",
                          .fields = kFields,
                          .transitions = kTransitions,
                          .destructive = kDestructive,
                          .derive = derive,
                          .kept_by_law = true,
                          .remark = no_email};

}  // namespace hsn::entities
