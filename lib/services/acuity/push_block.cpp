// Blocked time as staff want it. Acuity cannot change a block: the one that was moved is made anew, then the old one deleted.
#include <algorithm>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/acuity/slots.hpp"

namespace hsn::services::acuity {
namespace {

using remote::Ask;
using remote::Sent;
using Stage = Course::Stage;

// As the page wants it; what it does not change is as it was.
const FieldValue* meant(const Write& write, std::string_view field) {
  const auto* value = wanted(write, field);
  return value == nullptr ? write.known.record.find(field) : value;
}

std::string meant_text(const Write& write, std::string_view field) {
  const auto* value = meant(write, field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

// Null unless it has a beginning and an end, with times.
const Date* meant_time(const Write& write) {
  const auto* value = meant(write, "when");
  const auto* when = value == nullptr ? nullptr : std::get_if<Date>(value);
  return when != nullptr && !when->date_only && when->end && *when->end > when->start ? when : nullptr;
}

std::string notes_of(const std::string& title) {
  constexpr std::string_view kPrefix = "Blocked:";
  return title.starts_with(kPrefix) ? trim(title.substr(kPrefix.size())) : title == "Blocked" ? std::string() : title;
}

// The block that is meant, to be looked for in the days around it.
Course search_for(const Write& write, const Date& when) {
  Course course;
  course.feed = kBlocks;
  course.now = write.at;
  course.from = floor_day(when.start) - std::chrono::hours(24);
  course.until = floor_day(*when.end) + std::chrono::hours(24);
  course.sought = {.calendar = meant_text(write, "calendar"),
                   .notes = notes_of(meant_text(write, "slot")),
                   .start = when.start,
                   .end = *when.end};
  return course;
}

Sent going_on(Ask ask) {
  Sent sent;
  sent.next = std::move(ask);
  return sent;
}

}  // namespace

Result<remote::Sending> Acuity::write_block(const Write& write) const {
  if (write.verb == Verb::archive) {
    Course course;
    course.feed = kBlocks;
    course.now = write.at;
    return remote::Sending{deletion(write, course), 1};
  }
  if (write.known.version == kRecurring)
    return fail(Fault::bad_data, "blocked time that recurs is changed in Acuity itself", about(write), "change it there");
  const auto* when = meant_time(write);
  if (when == nullptr)
    return fail(Fault::bad_data, "blocked time needs a beginning and an end, with times", about(write), "complete When");
  return remote::Sending{ask_slots(search_for(write, *when)), 1};
}

Ask Acuity::deletion(const Write& write, Course course) const {
  course.stage = Stage::deletion;
  Ask ask{request("DELETE", "blocks/" + percent_encode(write.known.remote_id), {}), std::string(kBlocks), write.known.remote_id,
          carry(course)};
  ask.request.repeat = http::Repeat::safe;  // the second time there is nothing to delete
  return ask;
}

Ask Acuity::block_creation(const Course& course) const {
  Course making = course;
  making.stage = Stage::creation;
  Ask ask{request("POST", "blocks", {}), std::string(kBlocks), {}, carry(making)};
  ask.request.headers.push_back({"Content-Type", "application/json"});
  ask.request.body = dump_json({{"start", with_offset(course.sought.start)},
                                {"end", with_offset(course.sought.end)},
                                {"calendarID", int_at(Json(course.calendar), "").value_or(0)},
                                {"notes", course.sought.notes}});
  return ask;
}

Result<Sent> Acuity::wrote_block(const Write& write, const Ask& asked, const http::Response& response) const {
  auto course = course_of(asked.carry);
  if (course.stage == Stage::deletion) return only(deleted(write, course, response));
  const bool making = course.stage == Stage::creation;
  const auto json = answer(response, making ? Asked::change : Asked::record, about(write));
  if (!json) return only(tl::unexpected(json.error()));
  if (!making && !json->is_array())
    return only(
        fail(Fault::bad_data, "Acuity's answer is no list", about(write), "something else may answer at ACUITY_BASE_URL"));
  if (course.stage == Stage::calendars) {
    if (!find_calendar(course, *json))
      return only(fail(Fault::bad_data, "Acuity has no calendar \"" + course.sought.calendar + "\"", about(write),
                       "choose one of Acuity's calendars in Calendar"));
    if (write.verb == Verb::create) return going_on(block_creation(course));
    course.stage = Stage::block_found;
    return going_on(ask_slots(course));
  }
  if (course.stage == Stage::block_found) {
    // A run that was cut short may have made it already.
    const auto made = std::find_if(json->begin(), json->end(), [&](const Json& one) {
      return is_sought(one, course) && text_at(one, "/id") != write.known.remote_id;
    });
    if (made == json->end()) return going_on(block_creation(course));
    course.made = dump_json(*made);
    return going_on(deletion(write, course));
  }
  if (!int_at(*json, "/id"))
    return only(fail(Fault::ambiguous, "Acuity's answer is no block", about(write), "it is looked for at the next run"));
  if (write.verb == Verb::create) return only(blocked(*json, course, options_.naming));
  course.made = dump_json(*json);
  return going_on(deletion(write, course));
}

// That it is not there any more is what was wanted. The new one takes its place.
Result<Seen> Acuity::deleted(const Write& write, const Course& course, const http::Response& response) const {
  const bool done = response.status >= 200 && response.status < 300;
  if (!done) {
    auto refused = answer(response, Asked::change, about(write)).error();
    // The new one is there: until the old one is gone, the move is under way.
    if (!course.made.empty() && refused.fault != Fault::not_found) refused.fault = Fault::ambiguous;
    if (refused.fault != Fault::not_found) return tl::unexpected(std::move(refused));
  }
  if (course.made.empty()) return vanished(course, write.known.remote_id);
  return blocked(parse_json(course.made).value_or(Json::object()), course, options_.naming);
}

std::optional<remote::Step> Acuity::find_block(const Write& write) const {
  const auto* when = meant_time(write);
  if (when == nullptr || meant_text(write, "calendar").empty()) return std::nullopt;
  return then(ask_slots(search_for(write, *when)));
}

std::optional<remote::Step> Acuity::find_anew(const Write& write) const {
  return write.to.feed == kBlocks && write.verb == Verb::update ? find_block(write) : std::nullopt;
}

}  // namespace hsn::services::acuity
