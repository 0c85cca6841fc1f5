// Blocked time of the next days, in windows; and blocks by their ids.
#include <chrono>
#include <utility>

#include "core/json.hpp"
#include "core/time.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/acuity/slots.hpp"

namespace hsn::services::acuity {
namespace {

using remote::Step;
using Stage = Course::Stage;

std::string moment_at(const Json& json, std::string_view pointer) {
  const auto at = parse_instant(text_at(json, pointer).value_or(""));
  return at ? format_instant(*at) : std::string();
}

}  // namespace

Result<Step> Acuity::read_blocks(const Course& course, const Json& list) const {
  Step step;
  const bool full = std::ssize(list) >= kMostBlocks;
  if (full && course.from >= course.until)
    return fail(Fault::bad_data, "Acuity shows only a part of the blocked time of " + format_date(course.from), "acuity/blocks",
                "name the calendars of this business in ACUITY_CALENDAR_IDS");
  if (full) {
    Course first = course, second = course;
    first.until = course.from + std::chrono::hours(24) * ((course.until - course.from) / std::chrono::hours(24) / 2);
    second.from = first.until + std::chrono::hours(24);
    step.details = {ask_slots(first), ask_slots(second)};
    return step;
  }
  for (const auto& one : list) {
    if (!int_at(one, "/id")) {
      return fail(Fault::bad_data, "Acuity lists blocked time without an id", "acuity/blocks",
                  "something else may answer at ACUITY_BASE_URL");
    }
    const bool ours = course.stage == Stage::block_found
                          ? course.wanted == std::vector{moment_at(one, "/start"), moment_at(one, "/end")}
                          : course.calendars.contains(text_at(one, "/calendarID").value_or(""));
    if (!ours) continue;
    if (auto seen = blocked(one, course, options_.naming); !seen.gone) step.seen.push_back(std::move(seen));
  }
  return step;
}

Step Acuity::each_block(Course course) const {
  Step step;
  course.stage = Stage::block;
  for (const auto& id : std::exchange(course.wanted, {})) {
    course.wanted = {id};
    step.details.push_back(ask_slots(course));
  }
  return step;
}

Result<Step> Acuity::read_block(const Course& course, const http::Response& response) const {
  const auto json = answer(response, Asked::question, "acuity/blocks");
  Step step;
  if (json) {
    step.seen.push_back(blocked(*json, course, options_.naming));
  } else if (json.error().fault == Fault::not_found) {
    step.seen.push_back(vanished(course, course.wanted.front()));
  } else {
    return tl::unexpected(json.error());
  }
  return step;
}

}  // namespace hsn::services::acuity
