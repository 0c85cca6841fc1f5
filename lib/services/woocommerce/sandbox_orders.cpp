#include <algorithm>

#include "core/decimal.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox::shop {

namespace {

constexpr const char* kAddress[] = {"first_name", "last_name", "company", "address_1", "address_2", "city",
                                    "state",      "postcode",  "country", "email",     "phone"};

Json address(const Json& before, const Json& sent, bool with_email) {
  auto address = before.is_object() ? before : Json::object();
  for (const auto* part : kAddress) {
    if (!with_email && std::string_view(part) == "email") continue;
    if (sent.is_object() && sent.contains(part))
      address[part] = text_at(sent, std::string("/") + part).value_or("");
    else if (!address.contains(part))
      address[part] = "";
  }
  return address;
}

bool is_address(const std::string& text) {
  const auto at = text.find('@');
  return at != std::string::npos && at > 0 && text.find('.', at) != std::string::npos && text.find(' ') == std::string::npos;
}

Decimal money(const Json& json, const char* pointer) {
  return Decimal::parse(text_at(json, pointer).value_or("")).value_or(Decimal());
}

Decimal times(Decimal price, std::int64_t quantity) {
  Decimal sum;
  for (std::int64_t i = 0; i < quantity; ++i) sum = sum + price;
  return sum;
}

// An unknown product makes a nameless line at 0.00; totals are computed unless they are sent.
Json line_item(State& state, const Json& sent, std::int64_t id) {
  const auto product_id = int_at(sent, "/product_id").value_or(0);
  const auto variation_id = int_at(sent, "/variation_id").value_or(0);
  const auto* product = state.find(Kind::product, variation_id != 0 ? variation_id : product_id);
  const auto quantity = int_at(sent, "/quantity").value_or(1);
  const auto price = product != nullptr ? money(product->body, "/price") : Decimal();
  const auto total = sent.contains("total") ? money(sent, "/total") : times(price, quantity);
  return {{"id", id},
          {"name", product != nullptr ? decode_entities(text_at(product->body, "/name").value_or(""))
                                      : text_at(sent, "/name").value_or("")},
          {"product_id", product != nullptr ? product_id : 0},
          {"variation_id", variation_id},
          {"quantity", quantity},
          {"subtotal", total.str(2)},
          {"total", total.str(2)},
          {"sku", product != nullptr ? product->body["sku"] : Json()},
          {"price", price.to_double()},
          {"meta_data", Json::array()}};
}

void edit_lines(State& state, Json& lines, const Json& sent) {
  for (const auto& line : sent) {
    const auto id = int_at(line, "/id");
    if (!id) {
      lines.push_back(line_item(state, line, state.next_meta++));
      continue;
    }
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const Json& known) { return int_at(known, "/id") == id; });
    if (found == lines.end()) continue;
    if (line.contains("product_id") && line["product_id"].is_null()) {
      lines.erase(found);
      continue;
    }
    for (const auto* field : {"quantity", "subtotal", "total", "name"})
      if (line.contains(field)) (*found)[field] = line[field];
  }
}

void sum_up(Json& body) {
  Decimal total;
  for (const auto* list : {"line_items", "shipping_lines", "fee_lines"})
    for (const auto& line : body[list]) total = total + money(line, "/total");
  body["total"] = total.str(2);
}

// Lines whose product is not there any more are passed over, as in the plugin.
bool needs_processing(State& state, const Json& lines) {
  return std::any_of(lines.begin(), lines.end(), [&](const Json& line) {
    const auto variation = int_at(line, "/variation_id").value_or(0);
    const auto* product = state.find(Kind::product, variation != 0 ? variation : int_at(line, "/product_id").value_or(0));
    if (product == nullptr) return false;
    return !(bool_at(product->body, "/virtual").value_or(false) && bool_at(product->body, "/downloadable").value_or(false));
  });
}

const Json& blank_order() {
  static const Json kBlank = Json::parse(R"({"parent_id":0,"status":"pending","currency":"USD","version":"10.9.1",
    "prices_include_tax":false,"discount_total":"0.00","shipping_total":"0.00","cart_tax":"0.00","total":"0.00","total_tax":"0.00",
    "customer_id":0,"payment_method":"","payment_method_title":"","transaction_id":"","created_via":"rest-api","customer_note":"",
    "meta_data":[],"line_items":[],"tax_lines":[],"shipping_lines":[],"fee_lines":[],"coupon_lines":[],"refunds":[],
    "is_editable":false,"needs_payment":false,"currency_symbol":"$"})");
  return kBlank;
}

std::optional<Refusal> check_order(State& state, const Call& call) {
  static const std::set<std::string> kKnown{"auto-draft", "pending",  "processing", "on-hold",        "completed",
                                            "cancelled",  "refunded", "failed",     "checkout-draft", "trash"};
  const auto status = text_at(call.body, "/status").value_or("pending");
  if (!kKnown.contains(status))
    return invalid_param("status",
                         "status is not one of auto-draft, pending, processing, on-hold, completed, cancelled, refunded, failed, "
                         "and checkout-draft.",
                         "rest_not_in_enum");
  const auto email = text_at(call.body, "/billing/email").value_or("");
  if (!email.empty() && !is_address(email)) return invalid_param("billing", "Invalid parameter.", "rest_invalid_email");
  const auto customer = int_at(call.body, "/customer_id").value_or(0);
  if (customer != 0 && state.find(Kind::customer, customer) == nullptr)
    return refusal(400, "woocommerce_rest_invalid_customer_id", "Customer ID is invalid.");
  return std::nullopt;
}

// Stock and dates follow the status; the shop's mails too.
void enter_status(State& state, Item& order, const std::string& status, Instant now) {
  const bool moved = order.body["status"] != status;
  order.body["status"] = status;
  order.trashed = status == "trash";
  if (!moved) return;
  if (status == "processing" || status == "completed") {
    if (!order.paid) order.paid = now;
    ++state.counters.mails;
  }
  if (status == "completed") order.completed = now;
  if (status == "processing" || status == "on-hold" || status == "completed") move_stock(state, order, true, now);
  if (status == "cancelled" || status == "pending") move_stock(state, order, false, now);
}

}  // namespace

Answer<Item*> save_order(State& state, Item* existing, const Call& call) {
  if (const auto wrong = check_order(state, call)) return tl::unexpected(*wrong);
  const auto& sent = call.body;
  Item* order = existing;
  if (order == nullptr) {
    const auto id = state.next_post++;
    order = &state.posts[id];
    order->id = id;
    order->kind = Kind::order;
    order->created = call.now;
    order->body = blank_order();
    order->body["id"] = id;
    order->body["number"] = std::to_string(id);
    order->body["currency"] = state.options.currency;
    order->body["billing"] = address({}, {}, true);
    order->body["shipping"] = address({}, {}, false);
  }
  auto& body = order->body;
  if (sent.contains("billing")) body["billing"] = address(body["billing"], sent["billing"], true);
  if (sent.contains("shipping")) body["shipping"] = address(body["shipping"], sent["shipping"], false);
  for (const auto* field : {"customer_id", "customer_note", "payment_method", "payment_method_title", "transaction_id",
                            "shipping_lines", "fee_lines"})
    if (sent.contains(field)) body[field] = sent[field];
  if (sent.contains("line_items")) edit_lines(state, body["line_items"], sent["line_items"]);
  if (existing == nullptr || sent.contains("line_items") || sent.contains("shipping_lines") || sent.contains("fee_lines"))
    sum_up(body);
  body["needs_processing"] = needs_processing(state, body["line_items"]);
  merge_meta(state, body, sent);
  if (bool_at(sent, "/set_paid").value_or(false) && existing == nullptr) enter_status(state, *order, "processing", call.now);
  if (sent.contains("status")) enter_status(state, *order, sent["status"].get<std::string>(), call.now);
  if (const auto created = text_at(sent, "/date_created_gmt"); created && existing == nullptr)
    if (const auto at = parse_instant(*created)) order->created = *at;
  order->modified = call.now;
  return order;
}

Answer<Json> add_refund(State& state, Item& order, const Call& call) {
  auto left = money(order.body, "/total");
  for (const auto& refund : order.refunds) left = left - money(refund, "/amount");
  const auto amount = money(call.body, "/amount");
  // The bare number in `data` is how the shop really answers.
  if (amount > left || amount.negative() || amount.zero())
    return tl::unexpected(Refusal{
        500, {{"code", "woocommerce_rest_cannot_create_order_refund"}, {"message", "Invalid refund amount."}, {"data", 500}}});
  const Json refund{{"id", state.next_post++},
                    {"amount", amount.str(2)},
                    {"reason", text_at(call.body, "/reason").value_or("")},
                    {"date_created_gmt", gmt_time(call.now)},
                    {"refunded_payment", false}};
  order.refunds.push_back(refund);
  order.body["refunds"].push_back({{"id", refund["id"]}, {"reason", refund["reason"]}, {"total", (-amount).str(2)}});
  if (amount == left) enter_status(state, order, "refunded", call.now);
  order.modified = call.now;
  return refund;
}

Answer<Json> add_note(State& state, Item& order, const Call& call) {
  if (!call.body.contains("note"))
    return tl::unexpected(
        refusal(400, "rest_missing_callback_param", "Missing parameter(s): note", {{"params", Json::array({"note"})}}));
  const bool to_customer = bool_at(call.body, "/customer_note").value_or(false);
  if (to_customer) ++state.counters.mails;
  order.notes.push_back({{"id", state.next_note++},
                         {"author", "WooCommerce"},
                         {"date_created", local_time(state, call.now)},
                         {"date_created_gmt", gmt_time(call.now)},
                         {"note", text_at(call.body, "/note").value_or("")},
                         {"customer_note", to_customer}});
  return order.notes.back();
}

Answer<Item*> save_customer(State& state, Item* existing, const Call& call) {
  const auto& sent = call.body;
  const auto email = text_at(sent, "/email").value_or("");
  if (existing == nullptr && !sent.contains("email"))
    return tl::unexpected(
        refusal(400, "rest_missing_callback_param", "Missing parameter(s): email", {{"params", Json::array({"email"})}}));
  if (sent.contains("email") && !is_address(email))
    return tl::unexpected(refusal(400, "customer_invalid_email", "Invalid email address"));
  for (const auto& [id, other] : state.customers)
    if (sent.contains("email") && &other != existing && equals_ignoring_case(text_at(other.body, "/email").value_or(""), email))
      return tl::unexpected(
          existing != nullptr
              ? refusal(400, "woocommerce_rest_customer_invalid_email", "Email address is invalid.")
              : refusal(400, "registration-error-email-exists",
                        "An account is already registered with " + email + ". Please log in or use a different email address."));
  Item* customer = existing;
  if (customer == nullptr) {
    const auto id = state.next_customer++;
    customer = &state.customers[id];
    customer->id = id;
    customer->kind = Kind::customer;
    customer->created = customer->modified = call.now;
    customer->body = {{"id", id},
                      {"email", email},
                      {"first_name", ""},
                      {"last_name", ""},
                      {"role", "customer"},
                      {"username", email.substr(0, email.find('@'))},
                      {"billing", address({}, {}, true)},
                      {"shipping", address({}, {}, false)},
                      {"is_paying_customer", false},
                      {"avatar_url", ""},
                      {"meta_data", Json::array({{{"id", state.next_meta++}, {"key", "default_password_nag"}, {"value", "1"}}})}};
    ++state.counters.mails;
  }
  const auto before = customer->body;
  for (const auto* field : {"email", "first_name", "last_name", "role", "username"})
    if (sent.contains(field)) customer->body[field] = sent[field];
  if (sent.contains("billing")) customer->body["billing"] = address(customer->body["billing"], sent["billing"], true);
  if (sent.contains("shipping")) customer->body["shipping"] = address(customer->body["shipping"], sent["shipping"], false);
  merge_meta(state, customer->body, sent);
  if (customer->body != before) customer->modified = call.now;  // a PUT with identical values does not move a customer
  return customer;
}

}  // namespace hsn::sandbox::shop
