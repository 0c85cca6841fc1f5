#include "services/acuity/slots.hpp"

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
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

const Json& list_in(const Json& json, std::string_view pointer) {
  static const Json kEmpty = Json::array();
  const auto* list = at(json, pointer);
  return list != nullptr && list->is_structured() ? *list : kEmpty;
}

std::string notes_at(const Json& block) { return clean_text(decode_entities(text_at(block, "/notes").value_or(""))); }

void show_time(Instant start, Instant end, const Course::Calendar& calendar, Seen& seen) {
  seen.at = start;
  seen.record.fields["when"] = Date{.start = start, .end = end, .date_only = false, .zone = calendar.zone};
  if (!calendar.name.empty()) seen.record.fields["calendar"] = calendar.name;
}

}  // namespace

std::string carry(const Course& course) {
  Json json{{"feed", course.feed},
            {"stage", static_cast<int>(course.stage)},
            {"now", ticks(course.now)},
            {"from", ticks(course.from)},
            {"until", ticks(course.until)},
            {"offer", course.offer},
            {"month", course.month},
            {"classes", course.has_classes},
            {"wanted", course.wanted},
            {"most", course.most},
            {"calendar", course.calendar},
            {"made", course.made},
            {"sought",
             {{"calendar", course.sought.calendar},
              {"notes", course.sought.notes},
              {"start", ticks(course.sought.start)},
              {"end", ticks(course.sought.end)}}}};
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
  course.now = ticks_at(json, "/now");
  course.from = ticks_at(json, "/from");
  course.until = ticks_at(json, "/until");
  course.offer = static_cast<std::size_t>(int_at(json, "/offer").value_or(0));
  course.month = text_at(json, "/month").value_or("");
  course.has_classes = bool_at(json, "/classes").value_or(false);
  course.most = static_cast<int>(int_at(json, "/most").value_or(course.most));
  course.calendar = text_at(json, "/calendar").value_or("");
  course.made = text_at(json, "/made").value_or("");
  course.sought = {text_at(json, "/sought/calendar").value_or(""), text_at(json, "/sought/notes").value_or(""),
                   ticks_at(json, "/sought/start"), ticks_at(json, "/sought/end")};
  for (const auto& id : list_in(json, "/wanted")) course.wanted.push_back(text_at(id, "").value_or(""));
  for (const auto& [id, calendar] : list_in(json, "/calendars").items())
    course.calendars[id] = {text_at(calendar, "/name").value_or(""), text_at(calendar, "/zone").value_or("")};
  for (const auto& offer : list_in(json, "/offers")) course.offers.push_back(offer_of(offer));
  for (const auto& day : list_in(json, "/days"))
    course.days.emplace_back(text_at(day, "/day").value_or(""), static_cast<std::size_t>(int_at(day, "/offer").value_or(0)));
  return course;
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
  const auto notes = notes_at(json);
  if (const auto* again = at(json, "/recurring"); again != nullptr && !text_at(*again, "").value_or("").empty())
    seen.version = kRecurring;
  fields["slot"] = notes.empty() ? std::string("Blocked") : "Blocked: " + notes;
  fields["kind"] = std::string("Blocked");
  const auto calendar = text_at(json, "/calendarID").value_or("");
  const auto known = course.calendars.find(calendar);
  show_time(*start, *end, known == course.calendars.end() ? Course::Calendar{} : known->second, seen);
  name(naming, calendar, "", kType, fields);
  return seen;
}

bool is_sought(const Json& block, const Course& course) {
  const auto& sought = course.sought;
  return parse_instant(text_at(block, "/start").value_or("")) == sought.start &&
         parse_instant(text_at(block, "/end").value_or("")) == sought.end && notes_at(block) == sought.notes &&
         text_at(block, "/calendarID") == course.calendar;
}

bool find_calendar(Course& course, const Json& calendars) {
  for (const auto& one : calendars) {
    const auto name = trim(decode_entities(text_at(one, "/name").value_or("")));
    const auto id = int_at(one, "/id");
    if (!id || !equals_ignoring_case(option_form(name), option_form(course.sought.calendar))) continue;
    course.calendar = std::to_string(*id);
    course.calendars[course.calendar] = {name, text_at(one, "/timezone").value_or("")};
    return true;
  }
  return false;
}

Seen vanished(const Course& course, const std::string& remote_id) {
  Seen seen;
  seen.remote_id = remote_id;
  seen.gone = true;
  seen.record.key = {"availability", std::string(course.feed == kBlocks ? kBlockKey : kKey) + remote_id};
  return seen;
}

}  // namespace hsn::services::acuity
