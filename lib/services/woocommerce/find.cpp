// Whether a create or a note whose answer was lost has arrived.
#include <chrono>

#include "core/json.hpp"
#include "core/text.hpp"
#include "record/record_json.hpp"
#include "remote/binding.hpp"
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/place.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {
namespace {

using remote::Step;

// `opened` is our clock, `after` the store's: a day covers any difference between the two.
constexpr auto kClocksApart = std::chrono::hours(24);
constexpr std::size_t kFound = 100;

std::string text_of(const Write& write, std::string_view field) {
  const auto* change = find_change(write, field);
  return change == nullptr || is_empty(change->to) ? std::string() : display(change->to);
}

// The page's id in the record tells for certain; the SKU does where no page was named.
bool is_wanted(const Json& record, const Json& wanted) {
  const auto asked = [&](std::string_view what) { return text_at(wanted, "/" + std::string(what)).value_or(""); };
  if (const auto page = asked("page"); !page.empty()) {
    return text_at(record, "/meta_data[key=notion_page_id]/value").value_or("") == page;
  }
  const auto sku = asked("sku");
  return !sku.empty() && text_at(record, "/sku") == sku;
}

}  // namespace

std::optional<Step> WooCommerce::find(const Write& write, Instant opened) const {
  const auto* collection = find_collection(write.to.feed);
  if (collection == nullptr) return std::nullopt;
  Place place;
  Json wanted;
  if (write.verb == Verb::append || write.via == kTracking) {
    const auto path = path_of(*collection, write.known.remote_id);
    if (!path) return std::nullopt;
    auto fields = write.known.record.fields;
    for (const auto& change : write.changes) fields[change.field] = change.to;
    wanted = {{"note", tracking_note(write)},
              {"key", write.known.record.key.external_id},
              {"id", write.known.remote_id},
              {"version", write.known.version},
              {"fields", to_json(fields)}};
    place.phase = Phase::notes;
    place.wanted = dump_json(wanted);
    Step step;
    step.next = remote::Ask{options_.address.get(*path + "/notes", {}), write.to.feed, write.known.remote_id, carry(place)};
    return step;
  }
  if (write.verb != Verb::create) return std::nullopt;
  const auto sku = text_of(write, "sku");
  if (write.page_id.empty() && sku.empty()) return std::nullopt;
  wanted = {{"page", write.page_id}, {"sku", sku}};
  place.phase = Phase::candidates;
  place.start = utc(opened - kClocksApart);
  place.wanted = dump_json(wanted);
  Step step;
  step.next = ask(*collection, place);
  return step;
}

Result<Step> WooCommerce::read_candidates(const Collection& collection, Place place, const http::Response& response) const {
  const auto list = answered_list(response, "woocommerce/" + std::string(collection.feed));
  if (!list) return tl::unexpected(list.error());
  const auto wanted = parse_json(place.wanted).value_or(Json::object());
  Step step;
  for (const auto& record : *list) {
    if (!is_wanted(record, wanted)) continue;
    for (auto& seen : decode(collection, record, context(place))) step.seen.push_back(std::move(seen));
    return step;
  }
  if (collection.finds == Finds::changes && has_next_page(response, place.page, list->size(), kFound)) {
    ++place.page;
    step.next = ask(collection, place);
  }
  return step;
}

// Yields the order as it was known, with the number that the note told the customer.
Result<Step> WooCommerce::read_notes(const Place& place, const http::Response& response) const {
  const auto wanted = parse_json(place.wanted).value_or(Json::object());
  const auto key = text_at(wanted, "/key").value_or("");
  const auto list = answered_list(response, key);
  if (!list) return tl::unexpected(list.error());
  Step step;
  for (const auto& note : *list) {
    // The store lays the note out as HTML.
    if (strip_html(text_at(note, "/note").value_or("")) != strip_html(text_at(wanted, "/note").value_or(""))) continue;
    Seen seen;
    seen.record.key = {"orders", key};
    seen.remote_id = text_at(wanted, "/id").value_or("");
    seen.version = text_at(wanted, "/version").value_or("");
    if (auto fields = fields_from_json(*at(wanted, "/fields"))) seen.record.fields = std::move(*fields);
    step.seen.push_back(std::move(seen));
    return step;
  }
  return step;
}

}  // namespace hsn::services::woocommerce
