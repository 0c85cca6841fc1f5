#include "services/amelia/place.hpp"

#include "core/json.hpp"

namespace hsn::services::amelia {
namespace {

std::int64_t ticks(Instant at) { return at.time_since_epoch().count(); }
Instant told_time(const Json& json, std::string_view pointer) { return Instant(Duration(int_at(json, pointer).value_or(0))); }

}  // namespace

std::string carry(const Place& place) {
  return dump_json({{"phase", static_cast<int>(place.phase)},
                    {"now", ticks(place.now)},
                    {"from", ticks(place.from)},
                    {"until", ticks(place.until)},
                    {"locations", place.locations},
                    {"email", place.email},
                    {"customer", place.customer},
                    {"duration", place.duration},
                    {"provider", place.provider},
                    {"location", place.location}});
}

Place place_of(std::string_view carry) {
  const auto json = parse_json(carry).value_or(Json::object());
  Place place;
  place.phase = static_cast<Phase>(int_at(json, "/phase").value_or(0));
  place.now = told_time(json, "/now");
  place.from = told_time(json, "/from");
  place.until = told_time(json, "/until");
  if (const auto* names = at(json, "/locations"); names != nullptr && names->is_object()) {
    for (const auto& [id, name] : names->items()) place.locations[id] = text_at(name, "").value_or("");
  }
  place.email = text_at(json, "/email").value_or("");
  place.customer = text_at(json, "/customer").value_or("");
  place.duration = text_at(json, "/duration").value_or("");
  place.provider = text_at(json, "/provider").value_or("");
  place.location = text_at(json, "/location").value_or("");
  return place;
}

}  // namespace hsn::services::amelia
