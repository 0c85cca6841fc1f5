// A page with Kind Blocked becomes blocked time: which calendar is it, then the block.
#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/acuity/slots.hpp"

namespace hsn::services::acuity {
namespace {

const FieldValue* wanted(const Write& write, std::string_view field) {
  for (const auto& change : write.changes) {
    if (change.field == field) return &change.to;
  }
  return nullptr;
}

std::string wanted_text(const Write& write, std::string_view field) {
  const auto* value = wanted(write, field);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

// Null unless it has a beginning and an end, with times.
const Date* wanted_time(const Write& write) {
  const auto* value = wanted(write, "when");
  const auto* when = value == nullptr ? nullptr : std::get_if<Date>(value);
  return when != nullptr && !when->date_only && when->end && *when->end > when->start ? when : nullptr;
}

std::string notes_of(const std::string& title) {
  constexpr std::string_view kPrefix = "Blocked:";
  return title.starts_with(kPrefix) ? trim(title.substr(kPrefix.size())) : title == "Blocked" ? std::string() : title;
}

remote::Sent only(Result<Seen> outcome) {
  remote::Sent sent;
  sent.each.push_back(std::move(outcome));
  return sent;
}

}  // namespace

Result<remote::Sending> Acuity::write_block(const Write& write) const {
  if (write.verb != Verb::create) {
    return fail(Fault::bad_data, "blocked time is changed in Acuity itself", write.key.external_id,
                "change it there, or make another page for the new time");
  }
  if (wanted_time(write) == nullptr)
    return fail(Fault::bad_data, "blocked time needs a beginning and an end, with times", write.key.external_id, "complete When");
  Course course;
  course.feed = kBlocks;
  course.now = write.at;
  return remote::Sending{ask_slots(course), 1};
}

Result<remote::Sent> Acuity::wrote_block(const Write& write, const remote::Ask& asked, const http::Response& response) const {
  auto course = course_of(asked.carry);
  const bool final = course.stage == Course::Stage::blocks;
  const auto json = answer(response, final ? Asked::change : Asked::question, write.key.external_id);
  if (!json) return only(tl::unexpected(json.error()));
  if (final) {
    auto block = blocked(*json, course, options_.naming);
    if (block.remote_id.empty())
      return only(
          fail(Fault::ambiguous, "Acuity's answer is no block", write.key.external_id, "it is looked for at the next run"));
    return only(std::move(block));
  }
  const auto name = wanted_text(write, "calendar");
  const auto calendar = std::find_if(json->begin(), json->end(), [&](const Json& one) {
    return equals_ignoring_case(trim(decode_entities(text_at(one, "/name").value_or(""))), trim(name));
  });
  const auto id = json->is_array() && calendar != json->end() ? int_at(*calendar, "/id") : std::nullopt;
  if (!id) {
    return only(fail(Fault::bad_data, "Acuity has no calendar \"" + name + "\"", write.key.external_id,
                     "choose one of Acuity's calendars in Calendar"));
  }
  course.stage = Course::Stage::blocks;
  course.calendars[std::to_string(*id)] = {name, text_at(*calendar, "/timezone").value_or("")};
  const auto& when = *wanted_time(write);
  remote::Ask ask{request("POST", "blocks", {}), std::string(kBlocks), {}, carry(course)};
  ask.request.headers.push_back({"Content-Type", "application/json"});
  ask.request.body = dump_json({{"start", format_instant(when.start).substr(0, 19) + "+0000"},
                                {"end", format_instant(*when.end).substr(0, 19) + "+0000"},
                                {"calendarID", *id},
                                {"notes", notes_of(wanted_text(write, "slot"))}});
  remote::Sent sent;
  sent.next = std::move(ask);
  return sent;
}

std::optional<remote::Step> Acuity::find_block(const Write& write) const {
  const auto* when = wanted_time(write);
  if (write.verb != Verb::create || when == nullptr) return std::nullopt;
  Course course;
  course.feed = kBlocks;
  course.stage = Course::Stage::block_found;
  course.now = write.at;
  course.from = floor_day(when->start) - std::chrono::hours(24);
  course.until = floor_day(*when->end) + std::chrono::hours(24);
  course.wanted = {format_instant(when->start), format_instant(*when->end)};
  remote::Step step;
  step.next = ask_slots(course);
  return step;
}

}  // namespace hsn::services::acuity
