// Lists: what changed, everything, a window; page after page.
#include <algorithm>
#include <chrono>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/currency.hpp"
#include "services/woocommerce/paging.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {
namespace {

using remote::Ask;
using remote::Step;
using remote::Window;

// A store that compares with its own wall clock is at most so far off.
constexpr auto kZones = std::chrono::hours(14);

// The walk that waits for the currency is one of records by id.
bool is_of_these(const Place& place) { return place.next == Phase::these; }

// A backfill's window proves nothing about what changed outside of it: no cursor.
std::optional<remote::Cursor> cursor_after(const Collection& collection, const Place& place) {
  if (place.phase == Phase::dated || place.phase == Phase::modified) return std::nullopt;
  if (collection.finds == Finds::newest) return std::to_string(std::max(place.known, place.highest));
  auto time = reached(place);
  if (time.empty()) return std::nullopt;
  return cursor_of({std::move(time), place.currency});
}

void note_progress(const Collection& collection, Place& place, const http::Response& response, const Json& list) {
  if (place.began.empty()) {
    if (const auto date = response.date()) place.began = utc(*date);
  }
  for (const auto& record : list) {
    place.newest = std::max(place.newest, modified_of(collection, record));
    place.highest = std::max(place.highest, int_at(record, "/id").value_or(0));
  }
}

// An order earlier on the page may tell an older thing of the same client.
void drop_older_hearsay(std::vector<Seen>& seen) {
  std::map<RecordKey, Instant> newest;
  for (const auto& one : seen) {
    if (one.remote_id.empty()) newest[one.record.key] = std::max(newest[one.record.key], one.at);
  }
  std::erase_if(seen, [&](const Seen& one) { return one.remote_id.empty() && one.at < newest[one.record.key]; });
}

}  // namespace

Context WooCommerce::context(const Place& place) const {
  return {.options = options_, .currency = place.currency == kNoCurrency ? "" : place.currency, .parent_name = place.parent_name};
}

Step WooCommerce::list(const remote::Feed& feed, const Window& window) const {
  const auto& collection = *find_collection(feed.name);
  Place place;
  switch (window.kind) {
    case Window::Kind::these:
      place.ids = window.ids;
      place.phase = Phase::these;
      if (place.ids.empty()) return {};
      if (collection.feed != "products") return these(collection, place.ids, "");
      break;
    case Window::Kind::range:
      place.phase = collection.finds == Finds::newest ? Phase::everything : Phase::dated;
      place.start = utc(window.from - kSecond);  // equality is excluded
      place.until = utc(window.until);
      break;
    case Window::Kind::since:
      if (!window.cursor.empty() && collection.finds == Finds::newest) {
        place.phase = Phase::newest;
        place.known = int_at(Json(window.cursor), "").value_or(0);
        break;
      }
      if (const auto mark = mark_of(window.cursor); parse_instant(mark.time)) {
        place.phase = Phase::changes;
        place.mark = mark.time;
        place.start = shifted(mark.time, -window.overlap - kSecond);
        if (collection.finds == Finds::dated) place.start = shifted(place.start, -kZones);
        place.currency = mark.currency;
        break;
      }
      place.phase = Phase::everything;
      break;
    case Window::Kind::all:
      place.phase = Phase::everything;
      break;
  }
  place.after = place.start;
  Step step;
  if (collection.feed == "products" && place.currency.empty()) {
    place.next = std::exchange(place.phase, Phase::currency);
    (window.kind == Window::Kind::these ? step.details.emplace_back() : step.next.emplace()) = ask(collection, place);
    return step;
  }
  step.next = ask(collection, place);
  return step;
}

Ask WooCommerce::ask(const Collection& collection, const Place& place) const {
  Ask out;
  out.feed = collection.feed;
  out.carry = carry(place);
  if (place.phase == Phase::currency) {
    const auto& source = *currency_source(place.page);
    out.request = options_.address.get(source.path, {{"_fields", std::string(source.fields)}});
  } else if (place.phase == Phase::variations) {
    out.request =
        options_.address.get("products/" + place.parent + "/variations",
                             {{"per_page", std::to_string(page_size(place.phase))}, {"page", std::to_string(place.page)}});
  } else {
    out.request = options_.address.get(collection.path, page_query(collection, place));
  }
  return out;
}

Result<Step> WooCommerce::read(const Ask& asked, const http::Response& response) const {
  const auto* collection = find_collection(asked.feed);
  if (collection == nullptr) return fail(Fault::bad_data, "the store has no feed \"" + asked.feed + "\"");
  auto place = place_of(asked.carry);
  switch (place.phase) {
    case Phase::currency:
      return read_currency(*collection, std::move(place), response);
    case Phase::changes:
    case Phase::second:
    case Phase::everything:
    case Phase::newest:
    case Phase::dated:
    case Phase::modified:
      return read_page(*collection, std::move(place), response);
    case Phase::variations:
      return read_variations(std::move(place), response);
    case Phase::these:
    case Phase::these_trashed:
    case Phase::these_variations:
      return read_these(*collection, std::move(place), response);
    case Phase::one:
      return read_one(*collection, place, response);
    case Phase::candidates:
      return read_candidates(*collection, std::move(place), response);
    case Phase::notes:
      return read_notes(place, response);
    case Phase::owner:
      return read_owner(*collection, place, response);
  }
  return fail(Fault::bad_data, "the walk's own note is not readable", asked.carry);
}

// A key that may not read the settings, or a store without them, leaves Currency unknown; everything else goes on.
Result<Step> WooCommerce::read_currency(const Collection& collection, Place place, const http::Response& response) const {
  const auto* source = currency_source(place.page);
  if (source == nullptr) return fail(Fault::bad_data, "the walk's own note is not readable");
  const auto told = answer(response, Asked::question);
  if (!told && (response.status >= 500 || response.status == 429)) return tl::unexpected(told.error());
  place.currency = told ? currency_code(text_at(*told, source->pointer).value_or("")) : "";
  if (place.currency.empty() && currency_source(place.page + 1) != nullptr) {
    ++place.page;
    Step again;
    (is_of_these(place) ? again.details.emplace_back() : again.next.emplace()) = ask(collection, place);
    return again;
  }
  if (place.currency.empty()) place.currency = kNoCurrency;
  place.page = 1;
  place.phase = place.next;
  if (place.phase == Phase::these) return these(collection, place.ids, place.currency);
  Step step;
  step.next = ask(collection, place);
  return step;
}

Result<Step> WooCommerce::read_page(const Collection& collection, Place place, const http::Response& response) const {
  const auto list = answered_list(response, "woocommerce/" + std::string(collection.feed));
  if (collection.feed == "reviews" && says_not_there(response)) return Step{};  // switched off in this store
  if (!list) return tl::unexpected(list.error());
  if (goes_round(place, *list)) return round_and_round(collection.feed);
  note_progress(collection, place, response, *list);
  Step step;
  bool met_known = false;
  for (const auto& record : *list) {
    const auto id = int_at(record, "/id").value_or(0);
    if (id <= 0)
      return fail(Fault::bad_data, "the store lists a record without an id", "woocommerce/" + std::string(collection.feed));
    met_known = met_known || (place.phase == Phase::newest && id <= place.known);
    if (met_known) break;
    if (place.phase == Phase::changes && std::count(place.ids.begin(), place.ids.end(), std::to_string(id)) > 0 &&
        modified_of(collection, record) == shifted(place.after, kSecond)) {
      continue;
    }
    add_record(collection, record, place, step);
    add_variations(record, place, step);
  }
  drop_older_hearsay(step.seen);

  const bool more = !met_known && has_next_page(response, place.page, list->size(), page_size(place.phase));
  place.many = place.many || (more && place.phase == Phase::changes);
  if (more) {
    step.next = ask(collection, place.phase == Phase::changes && collection.finds == Finds::changes
                                    ? after_changes(collection, std::move(place), *list)
                                    : after_page(std::move(place), *list, response));
  } else if (const auto next = after_phase(collection, place)) {
    step.next = ask(collection, *next);
  } else {
    step.cursor = cursor_after(collection, place);
  }
  return step;
}

// A variation that changes moves its parent's time too, so asking the parents that changed is enough (woocommerce.md, Time).
void WooCommerce::add_variations(const Json& product, const Place& place, Step& step) const {
  const auto* variations = at(product, "/variations");
  if (!options_.variations || place.trash || variations == nullptr || variations->empty()) return;
  Place of;
  of.phase = Phase::variations;
  of.parent = text_at(product, "/id").value_or("");
  of.parent_name = product_name(product);
  of.currency = place.currency;
  step.details.push_back(ask(*find_collection("products"), of));
}

Result<Step> WooCommerce::read_variations(Place place, const http::Response& response) const {
  const auto& products = *find_collection("products");
  if (says_not_there(response)) return Step{};  // the parent went while we were reading; the next walk tells
  const auto list = answered_list(response, "woocommerce:product:" + place.parent);
  if (!list) return tl::unexpected(list.error());
  if (goes_round(place, *list)) return round_and_round(products.feed);
  Step step;
  for (const auto& record : *list) {
    if (int_at(record, "/id").value_or(0) > 0) step.seen.push_back(decode_variation(record, place.parent, context(place)));
  }
  if (has_next_page(response, place.page, list->size(), page_size(place.phase)))
    step.details.push_back(ask(products, after_page(place, *list, response)));
  return step;
}

}  // namespace hsn::services::woocommerce
