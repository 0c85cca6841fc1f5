#include "services/woocommerce/paging.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/decimal.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "services/woocommerce/decode.hpp"

namespace hsn::services::woocommerce {
namespace {

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
