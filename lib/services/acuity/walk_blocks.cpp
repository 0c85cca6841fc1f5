// Blocked time of the next days, in windows; and blocks by their ids.
#include <chrono>
#include <iterator>
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

constexpr auto kBlockDay = std::chrono::hours(24);
constexpr int kMostBlocks = 1000;  // for a single day that the usual number does not hold

}  // namespace

// Narrower questions in place of one whose answer may be cut: halves of its days, more of a day, each calendar by itself.
std::vector<Course> Acuity::narrower(const Course& course) const {
  if (course.from < course.until) {
    Course first = course, second = course;
    first.until = course.from + kBlockDay * ((course.until - course.from) / kBlockDay / 2);
    second.from = first.until + kBlockDay;
    return {first, second};
  }
  std::vector<Course> all;
  if (course.most < kMostBlocks) {
    all.push_back(course);
    all.back().most = kMostBlocks;
  } else if (course.calendar.empty()) {
    for (const auto& [id, calendar] : course.calendars) {
      all.push_back(course);
      all.back().calendar = id;
    }
  }
  return all;
}

Result<Step> Acuity::read_blocks(const Course& course, const Json& list) const {
  Step step;
  if (std::ssize(list) >= course.most) {
    for (const auto& one : narrower(course)) step.details.push_back(ask_slots(one));
    if (!step.details.empty()) return step;
    return fail(Fault::bad_data, "Acuity shows only a part of the blocked time of " + format_date(course.from), "acuity/blocks",
                "delete blocks there that are not needed");
  }
  for (const auto& one : list) {
    if (!int_at(one, "/id")) {
      return fail(Fault::bad_data, "Acuity lists blocked time without an id", "acuity/blocks",
                  "something else may answer at ACUITY_BASE_URL");
    }
    const bool ours = course.stage == Stage::block_found ? is_sought(one, course)
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
  const auto json = answer(response, Asked::record, "acuity/blocks");
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
