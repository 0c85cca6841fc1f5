#include "services/woocommerce/decode.hpp"

#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "record/currency.hpp"
#include "remote/binding.hpp"
#include "services/persons.hpp"
#include "services/woocommerce/order.hpp"

namespace hsn::services::woocommerce {
namespace {

constexpr std::string_view kUnfinishedCheckouts[] = {"checkout-draft", "auto-draft"};

std::string id_of(const Json& json) {
  const auto id = int_at(json, "/id");
  return id && *id > 0 ? std::to_string(*id) : std::string();
}

// Times, version and identity: the same for every kind.
Seen frame(const Collection& collection, const Json& json) {
  Seen seen;
  seen.remote_id = id_of(json);
  seen.record.key = {std::string(collection.entity), "woocommerce:" + std::string(collection.kind) + ":" + seen.remote_id};
  seen.version = modified_of(collection, json);
  seen.at = parse_instant(seen.version).value_or(Instant{});
  seen.created = parse_instant(text_at(json, "/date_created_gmt").value_or("")).value_or(Instant{});
  return seen;
}

void read_fields(Seen& seen, std::span<const remote::Binding> table, const Json& json) {
  auto fields = remote::decode_all(table, json);
  if (fields) {
    seen.record.fields = std::move(*fields);
  } else {
    seen.problem = describe(fields.error());
  }
}

void round_money(Fields& fields, std::string_view currency) {
  constexpr std::string_view kMoney[] = {"regular_price", "sale_price", "total", "refunded_total"};
  for (const auto name : kMoney) {
    if (const auto field = fields.find(name); field != fields.end()) field->second = in_currency(field->second, currency);
  }
}

std::string client_at(const Seen& seen, std::string_view field) {
  const auto* address = std::get_if<std::string>(seen.record.find(field));
  return address == nullptr ? std::string() : client_key(*address);
}

// The first line of the mapping that one of the product's categories fits; empty: none does.
std::string entity_of(const Json& product, const Context& context) {
  const auto* categories = at(product, "/categories");
  if (categories == nullptr || !categories->is_array()) return {};
  for (const auto& [wanted, entity] : context.options.entities) {
    for (const auto& category : *categories) {
      const auto name = fold_case(decode_entities(text_at(category, "/name").value_or("")));
      if (name == wanted || text_at(category, "/slug") == wanted) return entity;
    }
  }
  return {};
}

std::vector<Seen> decode_product(const Collection& collection, const Json& json, const Context& context) {
  auto seen = frame(collection, json);
  read_fields(seen, bindings(collection), json);
  seen.gone = text_at(json, "/status") == "trash";
  if (const auto name = product_name(json); !name.empty()) seen.record.fields["name"] = name;
  round_money(seen.record.fields, context.currency);
  if (!context.currency.empty()) seen.record.fields["currency"] = context.currency;
  if (auto entity = entity_of(json, context); !entity.empty()) seen.record.fields["business_entity"] = std::move(entity);
  // The products route answers for a variation too; the parent it names is part of the key.
  if (const auto parent = int_at(json, "/parent_id"); text_at(json, "/type") == "variation" && parent && *parent > 0) {
    const auto id = std::to_string(*parent);
    seen.record.key.external_id = "woocommerce:variation:" + id + ":" + seen.remote_id;
    seen.remote_id = id + "/" + seen.remote_id;
  }
  return {std::move(seen)};
}

std::vector<Seen> decode_customer(const Collection& collection, const Json& json) {
  auto seen = frame(collection, json);
  read_fields(seen, bindings(collection), json);
  if (const auto* billing = at(json, "/billing")) seen.record.fields["address"] = text_value(street_of(*billing));
  const auto key = client_at(seen, "email");
  // Nobody without an e-mail is a client (higherself-model.md 2).
  if (key.empty() && seen.problem.empty()) return {};
  if (!key.empty()) seen.former_key = std::exchange(seen.record.key.external_id, key);
  return {std::move(seen)};
}

// The person whom the record names, and the record's relation to him.
Seen mentioned(const Collection& collection, const Json& json, const std::string& key, Seen& by) {
  by.record.fields["client"] = std::vector<Ref>{{key}};
  Seen client;
  client.record.key = {"clients", key};
  client.version = by.version;
  client.at = by.at;
  client.created = by.created;
  read_fields(client, hearsay_bindings(collection), json);
  return client;
}

std::vector<Seen> decode_order(const Collection& collection, const Json& json, const Context& context) {
  const auto status = text_at(json, "/status").value_or("");
  if (std::count(std::begin(kUnfinishedCheckouts), std::end(kUnfinishedCheckouts), status) > 0) return {};
  auto seen = frame(collection, json);
  read_fields(seen, bindings(collection), json);
  auto& fields = seen.record.fields;
  if (!status.empty()) fields["status"] = text_value(status_name(status, context.options.statuses));
  read_order(json, fields);
  round_money(fields, text_at(json, "/currency").value_or(""));

  const auto key = client_at(seen, "billing_email");
  if (key.empty()) {
    const auto owner = client_key(context.owner);
    if (!owner.empty()) fields["client"] = std::vector<Ref>{{owner}};
    return {std::move(seen)};
  }
  auto client = mentioned(collection, json, key, seen);
  if (const auto account = int_at(json, "/customer_id"); account && *account > 0) client.account = std::to_string(*account);
  client.record.fields["address"] = text_value(street_of(json["billing"]));
  return {std::move(client), std::move(seen)};
}

// Approved or held, it was said; spam and trash are no more. No stars are 0.
std::vector<Seen> decode_review(const Collection& collection, const Json& json, const Context& context) {
  constexpr std::string_view kGone[] = {"spam", "trash"};
  const auto status = text_at(json, "/status").value_or("");
  if (std::count(std::begin(kGone), std::end(kGone), status) > 0) return {gone(collection, id_of(json))};
  auto seen = frame(collection, json);
  read_fields(seen, bindings(collection), json);
  auto& fields = seen.record.fields;
  fields["content"] = text_value(clean_text(strip_html(text_at(json, "/review").value_or(""))));
  fields["channel"] = std::string("Website");
  fields["type"] = std::string("Product Review");
  const auto stars = int_at(json, "/rating").value_or(0);
  fields["rating"] = stars > 0 ? FieldValue(Decimal(stars)) : FieldValue();
  fields["rating_scale"] = stars > 0 ? FieldValue(Decimal(5)) : FieldValue();
  if (const auto product = int_at(json, "/product_id"); product && *product > 0)
    fields["product"] = std::vector<Ref>{{"woocommerce:product:" + std::to_string(*product)}};
  const auto key = client_at(seen, "email");
  if (key.empty()) return {std::move(seen)};
  auto client = mentioned(collection, json, key, seen);
  client.only_known = !context.options.creates_clients;
  if (auto name = client.record.fields.extract("first_name"); !name.empty()) {
    if (const auto* words = std::get_if<std::string>(&name.mapped())) name.key() = name_field(*words);
    client.record.fields.insert(std::move(name));
  }
  return {std::move(client), std::move(seen)};
}

std::string title_case(std::string_view status) {
  std::string out;
  bool start = true;
  for (const char c : status) {
    const bool gap = c == '-' || c == '_' || c == ' ';
    out += gap ? ' ' : start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = gap;
  }
  return out;
}

std::string attribute_values(const Json& json) {
  std::vector<std::string> values;
  if (const auto* attributes = at(json, "/attributes"); attributes != nullptr && attributes->is_array()) {
    for (const auto& attribute : *attributes) {
      auto value = clean_text(decode_entities(text_at(attribute, "/option").value_or("")));
      if (!value.empty()) values.push_back(std::move(value));
    }
  }
  return join(values, ", ");
}

}  // namespace

std::vector<Seen> decode(const Collection& collection, const Json& json, const Context& context) {
  if (id_of(json).empty()) return {};
  if (collection.feed == "orders") return decode_order(collection, json, context);
  if (collection.feed == "customers") return decode_customer(collection, json);
  if (collection.feed == "reviews") return decode_review(collection, json, context);
  return decode_product(collection, json, context);
}

std::string product_name(const Json& product) { return clean_text(strip_html(text_at(product, "/name").value_or(""))); }

Seen decode_variation(const Json& json, const std::string& parent, const Context& context) {
  const auto& products = *find_collection("products");
  auto seen = frame(products, json);
  read_fields(seen, bindings(products), json);
  auto& fields = seen.record.fields;
  seen.record.key.external_id = "woocommerce:variation:" + parent + ":" + seen.remote_id;
  seen.remote_id = parent + "/" + seen.remote_id;
  seen.gone = text_at(json, "/status") == "trash";
  fields["product_type"] = std::string("variation");
  round_money(fields, context.currency);
  if (!context.currency.empty()) fields["currency"] = context.currency;
  fields.erase("name");
  if (!context.parent_name.empty()) {
    const auto values = attribute_values(json);
    fields["name"] = values.empty() ? context.parent_name : context.parent_name + " — " + values;
  }
  if (const auto picture = text_at(json, "/image/src")) fields["images"] = std::vector<std::string>{*picture};
  return seen;
}

Seen gone(const Collection& collection, const std::string& remote_id) {
  Seen seen;
  seen.remote_id = remote_id;
  seen.gone = true;
  auto id = "woocommerce:" + std::string(collection.kind) + ":" + remote_id;
  if (const auto slash = remote_id.find('/'); slash != std::string::npos) {
    id = "woocommerce:variation:" + remote_id.substr(0, slash) + ":" + remote_id.substr(slash + 1);
  }
  seen.record.key = {std::string(collection.entity), std::move(id)};
  return seen;
}

std::string status_name(std::string_view status, const Statuses& statuses) {
  if (const auto mapped = statuses.find(status); mapped != statuses.end()) return mapped->second;
  for (const auto& alias : order_statuses()) {
    if (alias.remote == status) return std::string(alias.ours);
  }
  return clean_text(title_case(status));
}

std::optional<std::string> status_word(std::string_view name, const Statuses& statuses) {
  // The store's own first: a custom status may be shown by the name of one of these, which stays what it was.
  const auto wanted = fold_case(name);
  for (const auto& alias : order_statuses()) {
    if (fold_case(alias.ours) == wanted) return std::string(alias.remote);
  }
  for (const auto& [word, ours] : statuses) {
    if (fold_case(ours) == wanted) return word;
  }
  return std::nullopt;
}

std::string modified_of(const Collection& collection, const Json& json) {
  return text_at(json, collection.finds == Finds::dated ? "/date_created_gmt" : "/date_modified_gmt").value_or("");
}

}  // namespace hsn::services::woocommerce
