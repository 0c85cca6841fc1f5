#include "services/acuity/place.hpp"

#include "core/json.hpp"
#include "services/booking.hpp"

namespace hsn::services::acuity {

std::string carry(const Place& place) {
  Json json{{"phase", static_cast<int>(place.phase)},
            {"now", ticks(place.now)},
            {"from", ticks(place.from)},
            {"until", ticks(place.until)},
            {"most", place.most},
            {"calendar", place.calendar},
            {"type", place.type},
            {"first", place.first},
            {"last", place.last},
            {"phone", place.phone}};
  return dump_json(json);
}

Place place_of(std::string_view carry) {
  const auto json = parse_json(carry).value_or(Json::object());
  Place place;
  place.phase = static_cast<Phase>(int_at(json, "/phase").value_or(0));
  place.now = ticks_at(json, "/now");
  place.from = ticks_at(json, "/from");
  place.until = ticks_at(json, "/until");
  place.most = static_cast<int>(int_at(json, "/most").value_or(place.most));
  place.calendar = text_at(json, "/calendar").value_or("");
  place.type = text_at(json, "/type").value_or("");
  place.first = text_at(json, "/first").value_or("");
  place.last = text_at(json, "/last").value_or("");
  place.phone = text_at(json, "/phone").value_or("");
  return place;
}

}  // namespace hsn::services::acuity
