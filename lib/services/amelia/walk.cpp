// Appointments by windows of days, whole (pages cut days in two); and the appointment of a booking by its id.
#include <algorithm>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "services/amelia/place.hpp"

namespace hsn::services::amelia {
namespace {

using remote::Ask;
using remote::Step;
using remote::Window;

constexpr auto kMonth = kDay * 31;
constexpr std::string_view kAbout = "amelia/appointments";

Ask asked(http::Request request, const Place& place, std::string about = {}) {
  return {std::move(request), std::string(kAppointments), std::move(about), carry(place)};
}

std::string days(Instant from, Instant until) { return format_date(from) + "," + format_date(until); }

// {"2026-12-01": {"appointments": […]}}; PHP writes the empty one as a list. What is neither must not pass for "none".
Result<std::vector<const Json*>> appointments_in(const Json& data) {
  std::vector<const Json*> all;
  bool readable = data["appointments"].is_structured();
  for (const auto& day : elements(data, "/appointments")) {
    const auto* list = at(day, "/appointments");
    readable = readable && list != nullptr && list->is_structured();
    for (const auto& appointment : elements(day, "/appointments")) all.push_back(&appointment);
  }
  for (const auto* appointment : all) readable = readable && !id_at(*appointment, "/id").empty();
  if (!readable)
    return fail(Fault::bad_data, "Amelia's list of appointments is not readable", std::string(kAbout),
                "see what the site answers with --trace FILE");
  return all;
}

bool shows(const Seen& seen, std::string_view field, const FieldValue& wanted) {
  const auto* value = seen.record.find(field);
  return value != nullptr && *value == wanted;
}

bool has(const std::vector<Seen>& all, const std::string& remote_id) {
  const auto key = gone(remote_id).record.key;
  return std::any_of(all.begin(), all.end(), [&](const Seen& seen) { return seen.record.key == key; });
}

bool is_off(const Seen& seen) {
  return shows(seen, "status", std::string("Cancelled")) || shows(seen, "status", std::string("Rejected"));
}

}  // namespace

std::string site_root(std::string_view url) {
  std::string root = trim(url);
  for (const std::string_view tail : {"/wp-admin", "/wp-json", "?"}) {
    if (const auto found = root.find(tail); found != std::string::npos) root.resize(found);
  }
  while (root.ends_with('/')) root.pop_back();
  return root;
}

http::Request Amelia::get(const std::string& call, const Query& query) const {
  http::Request out;
  out.service = "amelia";
  out.method = "GET";
  out.url = options_.root + "/wp-admin/admin-ajax.php?action=wpamelia_api&call=" + percent_encode("/api/v1/" + call);
  for (const auto& [name, value] : query) out.url += "&" + percent_encode(name) + "=" + percent_encode(value);
  out.headers = {{"Accept", "application/json"}, {"Amelia", std::string(options_.key.reveal())}};
  out.repeat = http::Repeat::safe;
  out.judge = verdict;
  return out;
}

http::Request Amelia::post(const std::string& call, const Json& body, http::Repeat repeat) const {
  auto out = get(call, {});
  out.method = "POST";
  out.repeat = repeat;
  if (body.is_null()) return out;
  out.headers.push_back({"Content-Type", "application/json"});
  out.body = dump_json(body);
  return out;
}

std::string Amelia::local(Instant at) const { return format_local(at, options_.zone).substr(0, 16); }

Context Amelia::context(const Place& place) const { return {options_.zone, place.now, place.locations, options_.naming}; }

Step Amelia::list(const remote::Feed& feed, const Window& window) const {
  if (feed.name == kServices) return list_services(window);
  if (feed.name == kAvailability) return list_slots(window);
  Step step;
  Place place;
  place.now = window.now;
  if (window.kind != Window::Kind::these) {
    place.phase = Phase::locations;
    place.from = floor_day(window.from) - kDay;  // days are the site's own
    place.until = floor_day(window.until) + kDay;
    step.next = asked(get("locations", {}), place);
    return step;
  }
  place.phase = Phase::one;
  for (const auto& id : window.ids)
    step.details.push_back(asked(get("appointments/" + booking_id(id).appointment, {}), place, id));
  return step;
}

Result<Step> Amelia::read(const Ask& ask, const http::Response& response) const {
  if (ask.feed == kServices) return read_services(ask, response);
  if (ask.feed == kAvailability) return read_slots(ask, response);
  const auto place = place_of(ask.carry);
  if (place.phase == Phase::locations) return read_locations(place, response);
  if (place.phase == Phase::one) return read_one(ask.about, place, response);
  if (place.phase == Phase::witness) return read_witness(ask.about, place, response);
  if (place.phase == Phase::found) return read_found(place, response);
  return read_days(place, response);
}

// A month to a request, side by side: without a cursor and with pages that cut days, a window is read whole.
Result<Step> Amelia::read_locations(Place place, const http::Response& response) const {
  const auto data = answer(response, Asked::list, "/locations", std::string(kAbout));
  if (!data) return tl::unexpected(data.error());
  place.locations = locations_in(*data);
  place.phase = Phase::days;
  Step step;
  for (auto from = place.from; from <= place.until; from += kMonth)
    step.details.push_back(
        asked(get("appointments", {{"dates", days(from, std::min<Instant>(from + kMonth - kDay, place.until))}}), place));
  return step;
}

Result<Step> Amelia::read_days(const Place& place, const http::Response& response) const {
  const auto data = answer(response, Asked::list, "/appointments", std::string(kAbout));
  if (!data) return tl::unexpected(data.error());
  const auto all = appointments_in(*data);
  if (!all) return tl::unexpected(all.error());
  Step step;
  const auto own = context(place);
  for (const auto* appointment : *all) {
    for (auto& seen : decode(*appointment, own)) step.seen.push_back(std::move(seen));
  }
  return step;
}

// One place of one person at one time: a booking that was called off is not the one that was asked for.
Result<Step> Amelia::read_found(const Place& place, const http::Response& response) const {
  auto read = read_days(place, response);
  if (!read) return read;
  const FieldValue client = std::vector<Ref>{{client_key(place.email)}};
  const FieldValue service = Decimal::parse(place.service).value_or(Decimal(0));
  std::erase_if(read->seen, [&](const Seen& seen) {
    return seen.at != place.from || is_off(seen) || !shows(seen, "client", client) || !shows(seen, "type_id", service);
  });
  return read;
}

// What is not in it any more (a booking taken out of a group) is gone.
Result<Step> Amelia::read_one(const std::string& remote_id, const Place& place, const http::Response& response) const {
  const auto data = answer(response, Asked::record, "/appointment/id", gone(remote_id).record.key.external_id);
  Step step;
  if (data) {
    step.seen = decode((*data)["appointment"], context(place));
    if (!has(step.seen, remote_id)) step.seen.push_back(gone(remote_id));
    return step;
  }
  if (data.error().fault != Fault::not_found) return tl::unexpected(data.error());
  // An unknown id is a 500, but so is a database that does not answer: only a list that works can say that it is gone.
  Place witness = place;
  witness.phase = Phase::witness;
  Query whose;
  if (const auto id = booking_id(remote_id); !id.customer.empty()) whose = {{"customerId", id.customer}};
  step.details = {asked(get("appointments", whose), witness, remote_id)};
  return step;
}

// Without dates the past is in it too. It may have been given to another employee, and be part of another appointment now.
Result<Step> Amelia::read_witness(const std::string& remote_id, const Place& place, const http::Response& response) const {
  auto read = read_days(place, response);
  if (!read) return read;
  const auto key = gone(remote_id).record.key;
  std::erase_if(read->seen, [&](const Seen& seen) { return seen.record.key != key; });
  const bool same = !read->seen.empty() && read->seen.front().remote_id == remote_id;
  if (!same) read->seen.push_back(gone(remote_id));  // in that appointment it is not any more
  return read;
}

}  // namespace hsn::services::amelia
