// Appointments by windows of days, whole (pages cut days in two); and the appointment of a booking by its id.
#include <chrono>

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

constexpr auto kDay = std::chrono::hours(24);
constexpr auto kMonth = kDay * 31;
constexpr std::string_view kFeed = "appointments";

Ask asked(http::Request request, const Place& place, std::string about = {}) {
  return {std::move(request), std::string(kFeed), std::move(about), carry(place)};
}

std::string days(Instant from, Instant until) { return format_date(from) + "," + format_date(until); }

// {"2026-12-01": {"appointments": […]}}; PHP writes the empty one as a list.
template <class Visit>
void each_appointment(const Json& data, Visit visit) {
  for (const auto& day : data["appointments"]) {
    const auto* list = at(day, "/appointments");
    if (list == nullptr || !list->is_structured()) continue;
    for (const auto& appointment : *list) visit(appointment);
  }
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
  out.headers.push_back({"Content-Type", "application/json"});
  out.body = dump_json(body);
  out.repeat = repeat;
  return out;
}

std::string Amelia::local(Instant at) const { return format_local(at, options_.zone).substr(0, 16); }

Context Amelia::context(const Place& place) const { return {options_.zone, place.now, place.locations}; }

Step Amelia::list(const remote::Feed&, const Window& window) const {
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
    step.details.push_back(asked(get("appointments/" + appointment_and_booking(id).first, {}), place, id));
  return step;
}

Result<Step> Amelia::read(const Ask& ask, const http::Response& response) const {
  const auto place = place_of(ask.carry);
  if (place.phase == Phase::locations) return read_locations(place, response);
  if (place.phase == Phase::one) return read_one(ask.about, place, response);
  return read_days(place, response);
}

// A month to a request, side by side: without a cursor and with pages that cut days, a window is read whole.
Result<Step> Amelia::read_locations(Place place, const http::Response& response) const {
  const auto data = answer(response, Asked::list, "/locations", "amelia/appointments");
  if (!data) return tl::unexpected(data.error());
  for (const auto& location : (*data)["locations"]) {
    if (const auto id = text_at(location, "/id"))
      place.locations[*id] = clean_text(decode_entities(text_at(location, "/name").value_or("")));
  }
  place.phase = Phase::days;
  Step step;
  for (auto from = place.from; from <= place.until; from += kMonth)
    step.details.push_back(
        asked(get("appointments", {{"dates", days(from, std::min<Instant>(from + kMonth - kDay, place.until))}}), place));
  return step;
}

Result<Step> Amelia::read_days(const Place& place, const http::Response& response) const {
  const auto data = answer(response, Asked::list, "/appointments", "amelia/appointments");
  if (!data) return tl::unexpected(data.error());
  Step step;
  each_appointment(*data, [&](const Json& appointment) {
    if (place.phase == Phase::found) {
      const bool then = text_at(appointment, "/bookingStart").value_or("").substr(0, 16) == local(place.from);
      if (!then) return;
      for (auto& seen : decode(appointment, context(place))) {
        const auto* client = seen.record.find("client");
        if (client != nullptr && *client == FieldValue(std::vector<Ref>{{"client:" + place.email}}))
          step.seen.push_back(std::move(seen));
      }
      return;
    }
    for (auto& seen : decode(appointment, context(place))) step.seen.push_back(std::move(seen));
  });
  return step;
}

Result<Step> Amelia::read_one(const std::string& remote_id, const Place& place, const http::Response& response) const {
  const auto data = answer(response, Asked::record, "/appointment/id", gone(remote_id).record.key.external_id);
  if (!data && data.error().fault != Fault::not_found) return tl::unexpected(data.error());
  Step step;
  bool there = false;
  if (data) step.seen = decode((*data)["appointment"], context(place));
  for (const auto& seen : step.seen) there = there || seen.remote_id == remote_id;
  if (!there) step.seen.push_back(gone(remote_id));
  return step;
}

std::optional<Step> Amelia::find(const Write& write, Instant) const {
  if (write.verb != Verb::create) return std::nullopt;
  Place place;
  place.phase = Phase::found;
  place.now = write.at;
  for (const auto& change : write.changes) {
    if (const auto* when = std::get_if<Date>(&change.to); when != nullptr && change.field == "when") place.from = when->start;
    const auto* refs = std::get_if<std::vector<Ref>>(&change.to);
    if (change.field != "client" || refs == nullptr || refs->empty()) continue;
    if (const auto known = write.refs.find(refs->front().id); known != write.refs.end()) place.email = fold_email(known->second);
  }
  if (place.email.empty() || place.from == Instant{}) return std::nullopt;
  Step step;
  step.next = asked(get("appointments", {{"dates", days(place.from - kDay, place.from + kDay)}}), place);
  return step;
}

}  // namespace hsn::services::amelia
