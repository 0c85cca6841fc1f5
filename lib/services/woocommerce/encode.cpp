#include "services/woocommerce/encode.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "record/currency.hpp"
#include "remote/binding.hpp"
#include "services/woocommerce/decode.hpp"
#include "services/woocommerce/terms.hpp"
#include "services/woocommerce/texts.hpp"

namespace hsn::services::woocommerce {
namespace {

using Body = Result<void>;

tl::unexpected<Error> misfit(const Write& write, std::string what, std::string remedy) {
  return fail(Fault::bad_data, std::move(what), about(write), std::move(remedy));
}

// The difference, not the number: a sale between our reading and this write then still counts (woocommerce.md, Products). The
// number itself only where there was none.
Body put_stock(const Write& write, const Change& change, Json& body) {
  const auto* managed = value_after(write, "manage_stock");
  if (managed == nullptr || *managed != FieldValue(true)) {
    if (is_empty(change.to)) return {};
    return misfit(write, "the store counts a Stock Quantity only with Manage Stock ticked",
                  "tick Manage Stock, or empty Stock Quantity");
  }
  const auto* number = std::get_if<Decimal>(&change.to);
  const auto whole = number == nullptr ? std::nullopt : number->to_int();
  if (!whole) return misfit(write, "Stock Quantity \"" + display(change.to) + "\" is not a whole number", "enter a whole number");
  const auto* was_managed = write.known.record.find("manage_stock");
  const auto* before = write.known.record.find("stock_quantity");
  const auto* counted = before == nullptr ? nullptr : std::get_if<Decimal>(before);
  const auto from = counted == nullptr ? std::nullopt : counted->to_int();
  if (from && was_managed != nullptr && *was_managed == FieldValue(true)) {
    body["inventory_delta"] = *whole - *from;
  } else {
    body["stock_quantity"] = *whole;
  }
  return {};
}

Body put_status(const Write& write, const Change& change, const Options& options, Json& body) {
  const auto* name = std::get_if<std::string>(&change.to);
  const auto word = name == nullptr ? std::nullopt : status_word(*name, options.statuses);
  if (!word) {
    return misfit(write, "the store has no order status for \"" + display(change.to) + "\"",
                  "choose a status of the store, or name it under [woocommerce.statuses] in the mapping file");
  }
  body["status"] = *word;
  return {};
}

// A price with no more decimals than the store's currency has.
Body put_price(const Write& write, const Change& change, const remote::Binding& binding, const Question& question, Json& body) {
  const auto* known = write.known.record.find("currency");
  const auto* told = known == nullptr ? nullptr : std::get_if<std::string>(known);
  return remote::encode(binding, in_currency(change.to, told == nullptr ? question.currency : *told), body);
}

std::string markup_of(const FieldValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string() : *text;
}

// Into the store's own HTML, which has more than Notion can hold.
Body put_text(const Write& write, const Change& change, const remote::Binding& binding, const Question& question, Json& body) {
  const auto html = question.texts.find(change.field);
  if (html == question.texts.end()) return remote::encode(binding, change.to, body);
  const auto* known = write.known.record.find(change.field);
  made_at(body, binding.pointer) = edited_text(html->second, known == nullptr ? "" : markup_of(*known), markup_of(change.to));
  return {};
}

Body put_address(const Change& change, Json& body) {
  const auto* text = std::get_if<std::string>(&change.to);
  auto lines = split(text == nullptr ? std::string_view() : std::string_view(*text), '\n');
  for (auto& line : lines) line = trim(line);
  std::erase(lines, "");
  const auto first = lines.empty() ? std::string() : lines.front();
  if (!lines.empty()) lines.erase(lines.begin());
  body["billing"]["address_1"] = first;
  body["billing"]["address_2"] = join(lines, ", ");
  return {};
}

// By id, which only the store's answers tell.
bool is_listed(std::string_view field) { return field == "categories" || field == "tags" || field == "images"; }

Body put(const Write& write, const Change& change, const Collection& collection, const Question& question, const Options& options,
         Json& body) {
  const auto* binding = remote::find(bindings(collection), change.field);
  const bool sendable = binding != nullptr && binding->mode != remote::Mode::read && binding->via == write.via;
  if (!sendable) {
    // A new page has fields that the store does not know; a change of one is a mistake of ours to be heard of.
    if (write.verb == Verb::create) return {};
    return misfit(write, "the store cannot be told the field " + change.field, "");
  }
  const bool link = binding->pointer.starts_with("/meta_data");
  if (link && collection.feed == "orders" && !options.link_orders) return {};
  if (is_variation(write) && !is_of_variation(change.field))
    return misfit(write, "a variation has no " + change.field + " of its own", "change it on the page of the whole product");
  if (change.field == "stock_quantity") return put_stock(write, change, body);
  if (change.field == "status" && collection.feed == "orders") return put_status(write, change, options, body);
  if (change.field == "address") return put_address(change, body);
  if (is_listed(change.field)) return put_listed(write, change, question, body);
  if (binding->as == remote::As::html) return put_text(write, change, *binding, question, body);
  if (binding->as == remote::As::decimal) return put_price(write, change, *binding, question, body);
  return remote::encode(*binding, change.to, body);
}

}  // namespace

std::string about(const Write& write) {
  return write.title.empty() ? write.key.external_id : write.key.external_id + " (" + write.title + ")";
}

bool is_variation(const Write& write) { return write.known.remote_id.find('/') != std::string::npos; }

const Change* find_change(const Write& write, std::string_view field) {
  const auto found = std::find_if(write.changes.begin(), write.changes.end(), [&](const Change& c) { return c.field == field; });
  return found == write.changes.end() ? nullptr : &*found;
}

const FieldValue* value_after(const Write& write, std::string_view field) {
  if (const auto* change = find_change(write, field)) return &change->to;
  return write.known.record.find(field);
}

Result<std::string> path_of(const Collection& collection, const std::string& remote_id) {
  const auto parts = split(remote_id, '/');
  const auto is_id = [](const std::string& part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (parts.size() > 2 || !std::all_of(parts.begin(), parts.end(), is_id)) {
    return fail(Fault::bad_data, "\"" + remote_id + "\" is no id of the store");
  }
  if (parts.size() == 2) return "products/" + parts[0] + "/variations/" + parts[1];
  return std::string(collection.path) + "/" + remote_id;
}

Result<Json> body_of(const Write& write, const Collection& collection, const Question& question, const Options& options) {
  Json body = Json::object();
  for (const auto& change : write.changes) {
    if (const auto done = put(write, change, collection, question, options, body); !done) {
      auto error = done.error();
      if (error.where.empty()) error.where = about(write);
      return tl::unexpected(std::move(error));
    }
  }
  if (write.verb == Verb::create && !write.page_id.empty() && find_change(write, kPageIdKey) == nullptr) {
    body["meta_data"].push_back({{"key", kPageIdKey}, {"value", write.page_id}});
  }
  if (body.empty()) return misfit(write, "nothing of this change can be told to the store", "");
  return body;
}

std::map<std::string, Error> misfits(const Write& write, const Collection& collection, const Question* asked,
                                     const Options& options) {
  std::map<std::string, Error> all;
  for (const auto& change : write.changes) {
    Json alone = Json::object();
    if (asked == nullptr && is_listed(change.field) && !is_variation(write)) continue;
    auto done = put(write, change, collection, asked == nullptr ? Question() : *asked, options, alone);
    if (done) continue;
    done.error().where.clear();  // the field is named, the record is known
    all.emplace(change.field, std::move(done.error()));
  }
  return all;
}

std::string tracking_note(const Write& write) {
  const auto said = [&](std::string_view field) {
    const auto agreed = write.agreed.find(field);
    const auto* value = value_after(write, field);
    if (value == nullptr && agreed != write.agreed.end()) value = &agreed->second;
    return value == nullptr || is_empty(*value) ? std::string() : display(*value);
  };
  const auto carrier = said("carrier"), number = said("tracking_number");
  std::string note = "Your order is on its way" + (carrier.empty() ? std::string() : " with " + carrier) + ".";
  if (!number.empty()) note += " Tracking number: " + number;
  return note;
}

}  // namespace hsn::services::woocommerce
