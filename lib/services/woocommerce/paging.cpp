#include "services/woocommerce/paging.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "remote/binding.hpp"
#include "services/woocommerce/decode.hpp"

namespace hsn::services::woocommerce {
namespace {

constexpr std::size_t kPage = 100;  // the most a list gives (woocommerce.md, Lists)
constexpr std::size_t kNewest = 20;

// Times always bare and with dates_are_gmt: a "Z" together with the flag is read as local time (woocommerce.md, Time).
void add_window(Query& query, const Place& place, Finds finds) {
  // Reviews lack the flag; their store takes a Z at its word.
  if (finds == Finds::dated) {
    if (!place.start.empty()) query.emplace_back("after", place.start + "Z");
    if (!place.until.empty()) query.emplace_back("before", place.until + "Z");
    return;
  }
  query.emplace_back("dates_are_gmt", "true");
  switch (place.phase) {
    case Phase::changes:
      query.emplace_back("modified_after", place.after);
      return;
    case Phase::second:
      query.emplace_back("modified_after", place.after);
      query.emplace_back("modified_before", shifted(place.after, 2 * kSecond));
      return;
    case Phase::modified:
      query.emplace_back("modified_after", place.start);
      query.emplace_back("modified_before", place.until);
      return;
    case Phase::dated:
      query.emplace_back("after", place.start);
      query.emplace_back("before", place.until);
      return;
    case Phase::candidates:
      query.emplace_back("after", place.start);
      return;
    case Phase::currency:
    case Phase::everything:
    case Phase::newest:
    case Phase::variations:
    case Phase::these:
    case Phase::these_trashed:
    case Phase::these_variations:
    case Phase::one:
    case Phase::notes:
    case Phase::owner:
      query.pop_back();
      return;
  }
}

std::string ends_of(const Json& list) {
  if (list.empty()) return {};
  return text_at(list.front(), "/id").value_or("") + " " + text_at(list.back(), "/id").value_or("");
}

Place at_first_page(Place place) {
  place.page = 1;
  place.total = 0;
  place.ends.clear();
  place.ids.clear();
  return place;
}

Place from_the_start(Place place) {
  place.after = place.start;
  return at_first_page(std::move(place));
}

}  // namespace

std::size_t page_size(Phase phase) { return phase == Phase::newest ? kNewest : kPage; }

Query page_query(const Collection& collection, const Place& place) {
  Query query{{"per_page", std::to_string(page_size(place.phase))}, {"page", std::to_string(place.page)}};
  const bool downwards = place.phase == Phase::newest || place.phase == Phase::candidates;
  const auto* by_time = collection.finds == Finds::dated ? "date_gmt" : "modified";
  query.emplace_back("orderby", place.phase == Phase::changes ? by_time : "id");
  query.emplace_back("order", downwards ? "desc" : "asc");
  add_window(query, place, collection.finds);
  if (place.trash) query.emplace_back("status", "trash");
  for (const auto& [name, value] : widenings(collection)) query.emplace_back(name, value);
  query.emplace_back("_fields", remote::members(bindings(collection), collection.members));
  return query;
}

bool goes_round(const Place& place, const Json& list) { return place.page > 1 && !list.empty() && place.ends == ends_of(list); }

tl::unexpected<Error> round_and_round(std::string_view feed) {
  return fail(Fault::bad_data, "the store shows the same page again under another number", "woocommerce/" + std::string(feed),
              "have the store's cache leave /wp-json/ alone");
}

Place after_changes(const Collection& collection, Place place, const Json& list) {
  const auto last = list.empty() ? std::string() : modified_of(collection, list.back());
  const auto cutoff = shifted(last, -kSecond);
  if (last.empty()) {
    ++place.page;
    place.ends = ends_of(list);
    return place;
  }
  const bool all_in_one_second = cutoff <= place.after;
  place = at_first_page(std::move(place));
  if (all_in_one_second) {  // how the store orders them by time, it decides anew at each page
    place.phase = Phase::second;
    return place;
  }
  place.after = cutoff;
  for (const auto& record : list) {
    if (modified_of(collection, record) == last) place.ids.push_back(text_at(record, "/id").value_or(""));
  }
  return place;
}

Place after_page(Place place, const Json& list, const http::Response& response) {
  const auto* header = response.header("X-WP-Total");
  const auto total = header == nullptr ? std::nullopt : Decimal::parse(trim(*header));
  const auto now = total ? total->to_int().value_or(0) : 0;
  const auto left = now > 0 ? place.total - now : 0;
  place.total = now;
  place.ends = left > 0 ? "" : ends_of(list);
  // Rounded up: those that stood first on this page are now as many places up.
  const auto size = std::max<std::int64_t>(1, static_cast<std::int64_t>(list.size()));
  place.page = left > 0 ? static_cast<int>(std::max<std::int64_t>(1, place.page - (left + size - 1) / size)) : place.page + 1;
  return place;
}

std::optional<Place> after_phase(const Collection& collection, const Place& place) {
  if (place.phase == Phase::second) {
    auto rest = at_first_page(place);
    rest.phase = Phase::changes;
    rest.after = shifted(place.after, kSecond);
    return rest;
  }
  auto next = from_the_start(place);
  if (place.phase == Phase::dated && !place.trash && collection.finds == Finds::changes) {
    next.phase = Phase::modified;
    return next;
  }
  if (collection.has_trash && !place.trash && place.phase != Phase::newest) {
    next.trash = true;
    if (place.phase == Phase::modified) next.phase = Phase::dated;
    return next;
  }
  return std::nullopt;
}

}  // namespace hsn::services::woocommerce
