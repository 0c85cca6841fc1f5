#include "services/acuity/slots.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/acuity/bindings.hpp"

namespace hsn::services::acuity {
namespace {

constexpr std::string_view kKey = "acuity:slot:", kBlockKey = "acuity:block:";

Json offer_json(const Offer& offer) {
  return {{"type", offer.type}, {"name", offer.name}, {"calendar", offer.calendar}, {"minutes", offer.minutes}};
}

Offer offer_of(const Json& json) {
  return {text_at(json, "/type").value_or(""), text_at(json, "/name").value_or(""), text_at(json, "/calendar").value_or(""),
          int_at(json, "/minutes").value_or(0)};
}

Instant moment(const Json& json, std::string_view pointer) { return Instant(Duration(int_at(json, pointer).value_or(0))); }

const Json& list_in(const Json& json, std::string_view pointer) {
  static const Json kEmpty = Json::array();
  const auto* list = at(json, pointer);
  return list != nullptr && list->is_structured() ? *list : kEmpty;
}

void show_time(Instant start, Instant end, const Course::Calendar& calendar, Seen& seen) {
  seen.at = start;
  seen.record.fields["when"] = Date{.start = start, .end = end, .date_only = false, .zone = calendar.zone};
  if (!calendar.name.empty()) seen.record.fields["calendar"] = calendar.name;
}

}  // namespace

std::string carry(const Course& course) {
  Json json{{"feed", course.feed},
            {"stage", static_cast<int>(course.stage)},
            {"now", course.now.time_since_epoch().count()},
            {"from", course.from.time_since_epoch().count()},
            {"until", course.until.time_since_epoch().count()},
            {"offer", course.offer},
            {"month", course.month},
            {"classes", course.has_classes},
            {"wanted", course.wanted}};
  json["calendars"] = Json::object();
  for (const auto& [id, calendar] : course.calendars) json["calendars"][id] = {{"name", calendar.name}, {"zone", calendar.zone}};
  json["offers"] = Json::array();
  for (const auto& offer : course.offers) json["offers"].push_back(offer_json(offer));
  json["days"] = Json::array();
  for (const auto& [day, offer] : course.days) json["days"].push_back({{"day", day}, {"offer", offer}});
  return dump_json(json);
}

Course course_of(std::string_view carry) {
  const auto json = parse_json(carry).value_or(Json::object());
  Course course;
  course.feed = text_at(json, "/feed").value_or("");
  course.stage = static_cast<Course::Stage>(int_at(json, "/stage").value_or(0));
  course.now = moment(json, "/now");
  course.from = moment(json, "/from");
  course.until = moment(json, "/until");
  course.offer = static_cast<std::size_t>(int_at(json, "/offer").value_or(0));
  course.month = text_at(json, "/month").value_or("");
  course.has_classes = bool_at(json, "/classes").value_or(false);
  for (const auto& id : list_in(json, "/wanted")) course.wanted.push_back(text_at(id, "").value_or(""));
  for (const auto& [id, calendar] : list_in(json, "/calendars").items())
    course.calendars[id] = {text_at(calendar, "/name").value_or(""), text_at(calendar, "/zone").value_or("")};
  for (const auto& offer : list_in(json, "/offers")) course.offers.push_back(offer_of(offer));
  for (const auto& day : list_in(json, "/days"))
    course.days.emplace_back(text_at(day, "/day").value_or(""), static_cast<std::size_t>(int_at(day, "/offer").value_or(0)));
  return course;
}

std::string id_of(const SlotId& id) { return id.type + ":" + id.calendar + ":" + format_instant(id.start); }

std::optional<SlotId> slot_id(std::string_view remote_id) {
  const auto first = remote_id.find(':');
  const auto second = first == std::string_view::npos ? first : remote_id.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto start = parse_instant(remote_id.substr(second + 1));
  if (!start) return std::nullopt;
  return SlotId{std::string(remote_id.substr(0, first)), std::string(remote_id.substr(first + 1, second - first - 1)), *start};
}

Seen slot(const Offer& offer, const Course::Calendar& calendar, Instant start, std::int64_t places, const Naming& naming) {
  Seen seen;
  seen.remote_id = id_of({offer.type, offer.calendar, start});
  seen.record.key = {"availability", std::string(kKey) + seen.remote_id};
  auto& fields = seen.record.fields;
  fields["slot"] = offer.name + " " + format_local(start, calendar.zone);
  fields["kind"] = std::string("Free");
  fields["places"] = Decimal(places);
  show_time(start, start + std::chrono::minutes(offer.minutes), calendar, seen);
  name(naming, offer.calendar, offer.type, kType, fields);
  return seen;
}

Seen blocked(const Json& json, const Course& course, const Naming& naming) {
  const auto id = text_at(json, "/id").value_or("");
  Seen seen;
  seen.remote_id = id;
  seen.record.key = {"availability", std::string(kBlockKey) + id};
  const auto start = parse_instant(text_at(json, "/start").value_or("")), end = parse_instant(text_at(json, "/end").value_or(""));
  if (!start || !end || *end <= *start) {
    seen.problem = "the beginning and end of this block are not readable";
    return seen;
  }
  seen.gone = *end <= course.now;
  auto& fields = seen.record.fields;
  const auto notes = clean_text(decode_entities(text_at(json, "/notes").value_or("")));
  fields["slot"] = notes.empty() ? std::string("Blocked") : "Blocked: " + notes;
  fields["kind"] = std::string("Blocked");
  const auto calendar = text_at(json, "/calendarID").value_or("");
  const auto known = course.calendars.find(calendar);
  show_time(*start, *end, known == course.calendars.end() ? Course::Calendar{} : known->second, seen);
  name(naming, calendar, "", kType, fields);
  return seen;
}

Seen vanished(const Course& course, const std::string& remote_id) {
  Seen seen;
  seen.remote_id = remote_id;
  seen.gone = true;
  seen.record.key = {"availability", std::string(course.feed == kBlocks ? kBlockKey : kKey) + remote_id};
  return seen;
}

}  // namespace hsn::services::acuity
