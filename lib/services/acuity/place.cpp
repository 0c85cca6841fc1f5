#include "services/acuity/place.hpp"

#include "core/json.hpp"

namespace hsn::services::acuity {
namespace {

std::int64_t number(Instant at) { return at.time_since_epoch().count(); }
Instant instant_at(const Json& json, std::string_view pointer) { return Instant(Duration(int_at(json, pointer).value_or(0))); }

}  // namespace

std::string carry(const Place& place) {
  Json json{{"phase", static_cast<int>(place.phase)},
            {"now", number(place.now)},
            {"from", number(place.from)},
            {"until", number(place.until)},
            {"most", place.most},
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
  place.now = instant_at(json, "/now");
  place.from = instant_at(json, "/from");
  place.until = instant_at(json, "/until");
  place.most = static_cast<int>(int_at(json, "/most").value_or(place.most));
  place.type = text_at(json, "/type").value_or("");
  place.first = text_at(json, "/first").value_or("");
  place.last = text_at(json, "/last").value_or("");
  place.phone = text_at(json, "/phone").value_or("");
  return place;
}

}  // namespace hsn::services::acuity
