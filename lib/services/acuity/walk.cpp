// Bookings by windows of days, cancelled ones included; and bookings by id.
#include <algorithm>
#include <chrono>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/acuity/decode.hpp"
#include "services/acuity/place.hpp"

namespace hsn::services::acuity {
namespace {

using remote::Ask;
using remote::Step;
using remote::Window;

constexpr auto kDay = std::chrono::hours(24);
constexpr int kUsual = 100;  // the default of `max`
constexpr int kMost = 1000;  // for a single day that the usual does not hold

constexpr std::string_view kFeed = "appointments";

Ask asked(http::Request request, const Place& place, std::string about = {}) {
  return {std::move(request), std::string(kFeed), std::move(about), carry(place)};
}

// A day more at each end: nobody says in which zone Acuity's days begin.
Place all_days(const Window& window) {
  Place place;
  place.now = window.now;
  place.from = floor_day(window.from) - kDay;
  place.until = floor_day(window.until) + kDay;
  return place;
}

}  // namespace

http::Request Acuity::request(std::string_view method, std::string_view path, const Query& query) const {
  http::Request out;
  out.service = "acuity";
  out.method = method;
  out.url = options_.root + "/" + std::string(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    out.url += separator + percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  }
  out.headers.push_back({"Accept", "application/json"});
  out.auth = http::Basic{Secret(options_.user), options_.key};
  out.repeat = method == "GET" ? http::Repeat::safe : http::Repeat::never;
  return out;
}

Step Acuity::list(const remote::Feed& feed, const Window& window) const {
  if (feed.name == kTypes) return list_types(window);
  if (feed.name != kFeed) return list_slots(feed, window);
  Step step;
  if (window.kind != Window::Kind::these) {
    auto days = all_days(window);
    days.calendar = only_calendar();
    step.next = ask_days(days);
    return step;
  }
  Place place;
  place.phase = Phase::one;
  place.now = window.now;
  for (const auto& id : window.ids) {
    step.details.push_back(asked(request("GET", "appointments/" + percent_encode(id), {}), place, id));
  }
  return step;
}

Ask Acuity::ask_days(const Place& place) const {
  Query query{{"minDate", format_date(place.from)},
              {"maxDate", format_date(place.until)},
              {"showall", "true"},
              {"direction", "ASC"},
              {"max", std::to_string(place.most)}};
  if (!place.calendar.empty()) query.emplace_back("calendarID", place.calendar);
  return asked(request("GET", "appointments", query), place);
}

Result<Step> Acuity::read(const Ask& ask, const http::Response& response) const {
  if (ask.feed == kTypes) return read_types(ask, response);
  if (ask.feed != kFeed) return read_slots(ask, response);
  const auto place = place_of(ask.carry);
  if (place.phase == Phase::days) return read_days(place, response);
  if (place.phase == Phase::found) return read_found(place, response);
  Step step;
  const auto booking = answer(response, Asked::record, gone(ask.about).record.key.external_id);
  if (booking) {
    step.seen = decode(*booking, context(place.now));
  } else if (booking.error().fault == Fault::not_found) {
    step.seen.push_back(gone(ask.about));
  } else {
    return tl::unexpected(booking.error());
  }
  return step;
}

// There is no cursor: an answer that holds as many as were asked for may be cut, and its halves are read instead.
Result<Step> Acuity::read_days(const Place& place, const http::Response& response) const {
  const auto list = answered_list(response, "acuity/appointments");
  if (!list) return tl::unexpected(list.error());
  Step step;
  const bool one_day = place.until <= place.from;
  const auto count = static_cast<int>(list->size());
  // Asked for a thousand and given a hundred: the largest `max` is not documented, and this looks like it.
  const bool full = count >= place.most || (place.most > kUsual && count == kUsual);
  if (full && !one_day) {
    Place first = place, second = place;
    first.until = place.from + kDay * ((place.until - place.from) / kDay / 2);
    second.from = first.until + kDay;
    step.details = {ask_days(first), ask_days(second)};
    return step;
  }
  if (full && place.most == kUsual) {
    Place more = place;
    more.most = kMost;
    step.details = {ask_days(more)};
    return step;
  }
  if (full && place.calendar.empty() && options_.calendars.size() > 1) {
    for (const auto& calendar : options_.calendars) {
      Place own = place;
      own.calendar = calendar;
      step.details.push_back(ask_days(own));
    }
    return step;
  }
  if (full) {
    return fail(Fault::bad_data, "Acuity shows only a part of the bookings of " + format_date(place.from), "acuity/appointments",
                "name the calendars of this business in ACUITY_CALENDAR_IDS: then each is asked for by itself");
  }
  for (const auto& booking : *list) {
    if (!int_at(booking, "/id"))
      return fail(Fault::bad_data, "Acuity lists a booking without an id", "acuity/appointments",
                  "something else may answer at ACUITY_BASE_URL");
    if (!options_.calendars.empty() && !options_.calendars.contains(text_at(booking, "/calendarID").value_or(""))) continue;
    for (auto& seen : decode(booking, context(place.now))) step.seen.push_back(std::move(seen));
  }
  return step;
}

std::optional<Step> Acuity::find(const Write& write, Instant) const {
  if (write.to.feed == kBlocks) return find_block(write);
  if (write.verb != Verb::create) return std::nullopt;
  Place place;
  place.phase = Phase::found;
  place.now = write.at;
  std::string email;
  for (const auto& change : write.changes) {
    if (const auto* when = std::get_if<Date>(&change.to); when != nullptr && change.field == "when") place.from = when->start;
    const auto* refs = std::get_if<std::vector<Ref>>(&change.to);
    if (refs == nullptr || refs->empty()) continue;
    const auto known = write.refs.find(refs->front().id);
    if (known != write.refs.end()) (change.field == "client" ? email : place.type) = known->second;
  }
  if (email.empty() || place.from == Instant{}) return std::nullopt;
  Step step;
  step.next = asked(request("GET", "appointments",
                            {{"email", email},
                             {"minDate", format_date(place.from - kDay)},
                             {"maxDate", format_date(place.from + kDay)},
                             {"max", std::to_string(kUsual)}}),
                    place);
  return step;
}

Result<Step> Acuity::read_found(const Place& place, const http::Response& response) const {
  const auto list = answered_list(response, "acuity/appointments");
  if (!list) return tl::unexpected(list.error());
  Step step;
  for (const auto& booking : *list) {
    const auto start = parse_instant(text_at(booking, "/datetime").value_or(""));
    if (start != place.from || text_at(booking, "/appointmentTypeID").value_or("") != place.type) continue;
    step.seen = decode(booking, context(place.now));
    return step;
  }
  return step;
}

}  // namespace hsn::services::acuity
