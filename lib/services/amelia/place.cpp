#include "services/amelia/place.hpp"

#include "core/json.hpp"
#include "services/booking.hpp"

namespace hsn::services::amelia {
namespace {

struct Text {
  const char* name;
  std::string Place::*member;
};
constexpr Text kTexts[] = {{"email", &Place::email},
                           {"service", &Place::service},
                           {"customer", &Place::customer},
                           {"duration", &Place::duration},
                           {"provider", &Place::provider},
                           {"location", &Place::location},
                           {"appointment", &Place::appointment}};

}  // namespace

std::string carry(const Place& place) {
  Json json{{"phase", static_cast<int>(place.phase)},
            {"now", ticks(place.now)},
            {"from", ticks(place.from)},
            {"until", ticks(place.until)},
            {"locations", place.locations}};
  for (const auto& text : kTexts) {
    if (!(place.*text.member).empty()) json[text.name] = place.*text.member;
  }
  return dump_json(json);
}

Place place_of(std::string_view carry) {
  const auto json = parse_json(carry).value_or(Json::object());
  Place place;
  place.phase = static_cast<Phase>(int_at(json, "/phase").value_or(0));
  place.now = ticks_at(json, "/now");
  place.from = ticks_at(json, "/from");
  place.until = ticks_at(json, "/until");
  if (const auto* names = at(json, "/locations"); names != nullptr && names->is_object()) {
    for (const auto& [id, name] : names->items()) place.locations[id] = text_at(name, "").value_or("");
  }
  for (const auto& text : kTexts) place.*text.member = text_at(json, std::string("/") + text.name).value_or("");
  return place;
}

}  // namespace hsn::services::amelia
