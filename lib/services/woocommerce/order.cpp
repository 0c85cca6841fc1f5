#include "services/woocommerce/order.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "record/currency.hpp"

namespace hsn::services::woocommerce {
namespace {

std::string part(const Json& json, std::string_view pointer) {
  return clean_text(decode_entities(text_at(json, pointer).value_or("")));
}

// Those that say something, side by side.
std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::vector<std::string> said;
  for (const auto& text : parts) {
    if (!text.empty()) said.push_back(text);
  }
  return join(said, separator);
}

std::string name_in(const Json& address) { return joined({part(address, "/first_name"), part(address, "/last_name")}, " "); }

std::string one_line(const Json& address) {
  const auto town = joined({part(address, "/state"), part(address, "/postcode")}, " ");
  return joined({name_in(address), part(address, "/company"), part(address, "/address_1"), part(address, "/address_2"),
                 part(address, "/city"), town, part(address, "/country")},
                ", ");
}

// A country alone is what the checkout fills in for a parcel that goes to the billing address.
bool is_place(const Json& address) { return !part(address, "/address_1").empty() || !part(address, "/city").empty(); }

Decimal decimal_at(const Json& json, std::string_view pointer) {
  return Decimal::parse(trim(text_at(json, pointer).value_or(""))).value_or(Decimal());
}

// "2 × Tidal Bloom (T7S-TIDAL-01) 153.00"
std::string item_line(const Json& line, int decimals) {
  auto name = strip_html(text_at(line, "/name").value_or(""));
  if (name.empty()) name = "(no name)";
  const auto sku = part(line, "/sku");
  return decimal_at(line, "/quantity").str() + " × " + name + (sku.empty() ? "" : " (" + sku + ")") + " " +
         decimal_at(line, "/total").str(decimals);
}

void read_lines(const Json& lines, int decimals, Fields& fields) {
  std::vector<std::string> items;
  std::set<std::string> products;
  Decimal count;
  for (const auto& line : lines) {
    items.push_back(item_line(line, decimals));
    count = count + decimal_at(line, "/quantity");
    // 0: the product is gone from the store (woocommerce.md, Orders).
    if (const auto id = int_at(line, "/product_id"); id && *id > 0) products.insert("woocommerce:product:" + std::to_string(*id));
  }
  fields["items"] = text_value(clean_text(join(items, "\n")));
  fields["item_count"] = count;
  std::vector<Ref> refs;
  refs.reserve(products.size());
  for (const auto& id : products) refs.push_back({id});
  fields["products"] = refs.empty() ? FieldValue() : FieldValue(std::move(refs));
}

// The store says that nothing is left to be done once it is paid: all is virtual and downloadable. It says so of lines without a
// product too, of which nobody knows.
bool needs_no_parcel(const Json& order, const Json& lines) {
  const auto has_product = [](const Json& line) { return int_at(line, "/product_id").value_or(0) > 0; };
  return bool_at(order, "/needs_processing") == false && !lines.empty() && std::all_of(lines.begin(), lines.end(), has_product);
}

}  // namespace

void read_order(const Json& order, Fields& fields) {
  if (const auto number = part(order, "/number"); !number.empty()) fields["order"] = "#" + number;
  if (const auto* lines = at(order, "/line_items"); lines != nullptr && lines->is_array()) {
    read_lines(*lines, decimals_of(text_at(order, "/currency").value_or("")).value_or(2), fields);
    if (needs_no_parcel(order, *lines)) fields["fulfillment"] = std::string("Not Needed");
  }
  if (const auto* refunds = at(order, "/refunds"); refunds != nullptr && refunds->is_array()) {
    Decimal sum;
    for (const auto& refund : *refunds) sum = sum + decimal_at(refund, "/total");
    fields["refunded_total"] = -sum;  // negative there: "-30.00"
  }
  const auto* billing = at(order, "/billing");
  const auto* shipping = at(order, "/shipping");
  if (billing != nullptr) fields["billing_name"] = text_value(name_in(*billing));
  if (shipping != nullptr && is_place(*shipping)) {
    fields["shipping_address"] = text_value(one_line(*shipping));
  } else if (shipping != nullptr && billing != nullptr) {
    fields["shipping_address"] = is_place(*billing) ? text_value(one_line(*billing)) : FieldValue();
  }
}

std::string street_of(const Json& address) { return joined({part(address, "/address_1"), part(address, "/address_2")}, "\n"); }

}  // namespace hsn::services::woocommerce
