#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "core/decimal.hpp"
#include "core/text.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox::shop {

namespace {

const Json& blank_product() {
  static const Json kBlank = Json::parse(R"({"name":"Product","slug":"product","permalink":"","type":"simple","status":"publish",
    "featured":false,"catalog_visibility":"visible","description":"","short_description":"","sku":"","price":"","regular_price":"",
    "sale_price":"","on_sale":false,"purchasable":true,"total_sales":0,"virtual":false,"downloadable":false,"downloads":[],
    "external_url":"","button_text":"","tax_status":"taxable","tax_class":"","manage_stock":false,"stock_quantity":null,
    "backorders":"no","backorders_allowed":false,"backordered":false,"low_stock_amount":null,"sold_individually":false,"weight":"",
    "dimensions":{"length":"","width":"","height":""},"shipping_required":true,"average_rating":"0","rating_count":0,
    "upsell_ids":[],"cross_sell_ids":[],"parent_id":0,"purchase_note":"","categories":[],"brands":[],"tags":[],"images":[],
    "attributes":[],"default_attributes":[],"variations":[],"grouped_products":[],"menu_order":0,"price_html":"","related_ids":[],
    "meta_data":[],"stock_status":"instock","has_options":false,"post_password":"","global_unique_id":""})");
  return kBlank;
}

Refusal wrong_type(std::string_view name, std::string_view type) {
  return invalid_param(name, std::string(name) + " is not of type " + std::string(type) + ".", "rest_invalid_type");
}

std::optional<Refusal> check_types(const Call& call) {
  if (call.batch) return std::nullopt;
  for (const auto* name : {"name", "sku", "regular_price", "sale_price", "description", "short_description", "status", "type"})
    if (call.body.contains(name) && !call.body[name].is_string()) return wrong_type(name, "string");
  for (const auto* name : {"manage_stock", "featured", "virtual"})
    if (call.body.contains(name) && !call.body[name].is_boolean()) return wrong_type(name, "boolean");
  for (const auto* name : {"stock_quantity", "inventory_delta"})
    if (call.body.contains(name) && !call.body[name].is_number_integer()) return wrong_type(name, "integer");
  return std::nullopt;
}

std::optional<Refusal> check_enum(const Call& call, const char* name, std::initializer_list<std::string_view> known) {
  if (!call.body.contains(name)) return std::nullopt;
  const auto value = text_at(call.body, std::string("/") + name).value_or("");
  if (std::find(known.begin(), known.end(), value) != known.end()) return std::nullopt;
  return invalid_param(name, std::string(name) + " is not one of the known ones.", "rest_not_in_enum");
}

// Kept as sent but for commas: "85,5" becomes "855"; what is no number becomes "".
std::string price(const Json& sent) {
  auto text = sent.is_string() ? sent.get<std::string>() : sent.dump();
  std::erase(text, ',');
  return Decimal::parse(text) ? text : std::string();
}

std::optional<Refusal> check_sku(const State& state, const Item* self, const std::string& sku) {
  if (sku.empty()) return std::nullopt;
  for (const auto& [id, item] : state.posts) {
    if (item.kind != Kind::product || &item == self || text_at(item.body, "/sku") != sku) continue;
    if (item.trashed)
      return refusal(400, "woocommerce_rest_product_not_created",
                     "The product with SKU (" + sku + ") you are trying to insert is already present in the lookup table");
    return refusal(400, "product_invalid_sku", "Invalid or duplicated SKU.", {{"resource_id", id}, {"unique_sku", sku + "-1"}});
  }
  return std::nullopt;
}

std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : lower_ascii(strip_html(name))) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

// Unknown ids are dropped silently; without any the product lands in Uncategorized.
Json terms(const std::vector<Json>& known, const Json& sent) {
  auto found = Json::array();
  for (const auto& term : sent)
    for (const auto& candidate : known)
      if (int_at(term, "/id") == int_at(candidate, "/id"))
        found.push_back({{"id", candidate["id"]}, {"name", candidate["name"]}, {"slug", candidate["slug"]}});
  return found;
}

// A {src} is downloaded and copied at every write; an {id} stays what it was.
Answer<Json> images(State& state, const Json& before, const Json& sent) {
  auto kept = Json::array();
  for (const auto& image : sent) {
    if (const auto id = int_at(image, "/id"); id && *id != 0) {
      for (const auto& old : before)
        if (int_at(old, "/id") == id) kept.push_back(old);
      continue;
    }
    const auto src = text_at(image, "/src").value_or("");
    if (src.find("unreachable") != std::string::npos)
      return tl::unexpected(refusal(400, "woocommerce_product_image_upload_error", "Error getting remote image " + src + "."));
    kept.push_back({{"id", state.next_post++}, {"src", src}, {"name", ""}, {"alt", ""}});
  }
  return kept;
}

void set_stock(Json& body, const Json& sent) {
  if (sent.contains("manage_stock")) body["manage_stock"] = sent["manage_stock"];
  if (!body["manage_stock"].get<bool>()) {
    body["stock_quantity"] = nullptr;
    if (sent.contains("stock_status")) body["stock_status"] = sent["stock_status"];
    return;
  }
  const auto now = int_at(body, "/stock_quantity").value_or(0);
  const auto delta = int_at(sent, "/inventory_delta");
  const auto absolute = int_at(sent, "/stock_quantity");
  body["stock_quantity"] = absolute ? *absolute : now + delta.value_or(0);
  body["stock_status"] = body["stock_quantity"].get<std::int64_t>() > 0 ? "instock" : "outofstock";
}

}  // namespace

// Tags other than plain formatting are dropped (their text stays); a bare "<" swallows all up to the next ">".
std::string kses(std::string_view name) {
  static const std::set<std::string, std::less<>> kAllowed{"em", "strong", "b", "i", "/em", "/strong", "/b", "/i"};
  std::string out;
  while (!name.empty()) {
    if (name.front() == '<') {
      const auto end = name.find('>');
      if (end == std::string_view::npos) {
        out += "&lt;";
        name.remove_prefix(1);
        continue;
      }
      const auto inside = name.substr(1, end - 1);
      if (kAllowed.contains(inside)) out += name.substr(0, end + 1);
      name.remove_prefix(end + 1);
      continue;
    }
    const bool entity = name.front() == '&' && name.find(';') < 10 &&
                        decode_entities(name.substr(0, name.find(';') + 1)) != name.substr(0, name.find(';') + 1);
    if (name.front() == '&' && !entity)
      out += "&amp;";
    else if (name.front() == '>')
      out += "&gt;";
    else
      out += name.front();
    name.remove_prefix(1);
  }
  return out;
}

// By key or id; the id stays. Strings as they are, numbers and bools as text, null deletes.
void merge_meta(State& state, Json& body, const Json& sent) {
  if (!sent.contains("meta_data") || !sent["meta_data"].is_array()) return;
  auto& meta = body["meta_data"];
  for (const auto& entry : sent["meta_data"]) {
    const auto key = text_at(entry, "/key").value_or("");
    const auto id = int_at(entry, "/id");
    const auto found =
        std::find_if(meta.begin(), meta.end(), [&](const Json& m) { return id ? int_at(m, "/id") == id : m["key"] == key; });
    const auto value = entry.contains("value") ? entry["value"] : Json();
    if (value.is_null()) {
      if (found != meta.end()) meta.erase(found);
      continue;
    }
    Json stored = value;
    if (value.is_number()) stored = value.dump();
    if (value.is_boolean()) stored = value.get<bool>() ? "1" : "";
    if (found != meta.end())
      (*found)["value"] = stored;
    else if (!key.empty())
      meta.push_back({{"id", state.next_meta++}, {"key", key}, {"value", stored}});
  }
}

Json create_term(State& state, std::vector<Json>& terms, const std::string& name) {
  terms.push_back({{"id", state.next_term++}, {"name", kses(name)}, {"slug", slug_of(name)}, {"parent", 0}, {"count", 0}});
  return terms.back();
}

void move_stock(State& state, Item& order, bool take, Instant now) {
  if (order.stock_taken == take) return;
  order.stock_taken = take;
  for (const auto& line : order.body["line_items"]) {
    const auto variation = int_at(line, "/variation_id").value_or(0);
    auto* product = state.find(Kind::product, variation != 0 ? variation : int_at(line, "/product_id").value_or(0));
    if (product == nullptr || !product->body["manage_stock"].get<bool>()) continue;
    const auto quantity = int_at(line, "/quantity").value_or(0);
    set_stock(product->body, {{"inventory_delta", take ? -quantity : quantity}});
    product->modified = now;
  }
}

Answer<Item*> save_product(State& state, Item* existing, const Call& call, std::int64_t parent) {
  const auto& sent = call.body;
  if (const auto wrong = check_types(call)) return tl::unexpected(*wrong);
  if (const auto wrong = check_enum(call, "status", {"draft", "pending", "private", "publish", "future", "auto-draft", "trash"}))
    return tl::unexpected(*wrong);
  if (const auto wrong = check_enum(call, "type", {"simple", "grouped", "external", "variable", "variation"}))
    return tl::unexpected(*wrong);
  if (sent.contains("sku"))
    if (const auto taken = check_sku(state, existing, text_at(sent, "/sku").value_or(""))) return tl::unexpected(*taken);

  auto body = existing != nullptr ? existing->body : blank_product();
  if (parent != 0) {
    body["type"] = "variation";
    body["parent_id"] = parent;
  }
  if (sent.contains("images")) {
    auto copied = images(state, body["images"], sent["images"]);
    if (!copied) return tl::unexpected(copied.error());
    body["images"] = *copied;
  }
  if (sent.contains("name")) body["name"] = kses(text_at(sent, "/name").value_or(""));
  for (const auto* field : {"type", "status", "featured", "description", "short_description", "sku", "virtual", "downloadable",
                            "attributes", "grouped_products", "external_url"})
    if (sent.contains(field)) body[field] = sent[field];
  for (const auto* field : {"regular_price", "sale_price"})
    if (sent.contains(field)) body[field] = price(sent[field]);
  if (sent.contains("categories")) body["categories"] = terms(state.categories, sent["categories"]);
  if (parent == 0 && body["categories"].empty())
    body["categories"].push_back({{"id", 15}, {"name", "Uncategorized"}, {"slug", "uncategorized"}});
  if (sent.contains("tags")) body["tags"] = terms(state.tags, sent["tags"]);
  if (body["type"] == "variable") body["regular_price"] = "";
  body["price"] = body["sale_price"].get<std::string>().empty() ? body["regular_price"] : body["sale_price"];
  body["on_sale"] = !body["sale_price"].get<std::string>().empty();
  set_stock(body, sent);
  merge_meta(state, body, sent);

  Item* item = existing;
  if (item == nullptr) {
    const auto id = state.next_post++;
    item = &state.posts[id];
    item->id = id;
    item->kind = Kind::product;
    item->created = call.now;
    body["slug"] = slug_of(text_at(body, "/name").value_or(""));
    body["permalink"] =
        (call.base.empty() ? "https://shop.example.com" : call.base) + "/product/" + body["slug"].get<std::string>() + "/";
  }
  if (body["status"] == "trash")
    item->trashed = true;
  else if (sent.contains("status"))
    item->trashed = false;
  item->body = std::move(body);
  item->body["id"] = item->id;
  item->modified = call.now;
  if (parent != 0) {
    auto* of = state.find(Kind::product, parent);
    auto& children = of->body["variations"];
    if (std::find(children.begin(), children.end(), Json(item->id)) == children.end()) children.push_back(item->id);
    of->modified = call.now;
    item->body["name"] = text_at(of->body, "/name").value_or("");
    std::vector<std::string> options;
    for (const auto& attribute : item->body["attributes"]) options.push_back(text_at(attribute, "/option").value_or(""));
    if (!options.empty()) item->body["name"] = text_at(of->body, "/name").value_or("") + " - " + join(options, ", ");
  }
  return item;
}

}  // namespace hsn::sandbox::shop
