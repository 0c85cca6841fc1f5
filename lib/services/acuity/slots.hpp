// Free and blocked time as ours, and where its walk stands: the note that rides in Ask::carry.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/row.hpp"
#include "services/acuity/decode.hpp"

namespace hsn::services::acuity {

// A type of appointment in one of its calendars.
struct Offer {
  std::string type, name, calendar;
  std::int64_t minutes = 0;
};

struct Course {
  enum class Stage {
    calendars,    // their names and zones
    types,        // what can be booked in which of them
    dates,        // offer by offer, month by month: the days that have a free slot
    times,        // the slots of a day
    classes,      // the classes with places left, of all types
    blocks,       // blocked time of [from, until], halved while an answer is full
    block_found,  // what a lost create may have made
    block,        // one by its id
  };
  struct Calendar {
    std::string name, zone;
  };
  std::string feed;
  Stage stage{};
  Instant now{}, from{}, until{};
  std::map<std::string, Calendar> calendars;              // by id
  std::vector<Offer> offers;                              // times: the one asked for
  std::size_t offer = 0;                                  // dates: which is asked for …
  std::string month;                                      // … and for which month
  std::vector<std::pair<std::string, std::size_t>> days;  // found free so far, with their offers
  bool has_classes = false;
  std::vector<std::string> wanted;  // remote ids, where only these are asked for; block_found: its beginning and end
};

inline constexpr int kMostBlocks = 100;  // `max` of a request for blocked time

std::string carry(const Course&);
Course course_of(std::string_view carry);

// The remote id of a slot: "<type>:<calendar>:<start UTC>".
struct SlotId {
  std::string type, calendar;
  Instant start{};
};
std::string id_of(const SlotId&);
std::optional<SlotId> slot_id(std::string_view remote_id);

Seen slot(const Offer&, const Course::Calendar&, Instant start, std::int64_t places, const Naming&);
Seen blocked(const nlohmann::json&, const Course&, const Naming&);
Seen vanished(const Course&, const std::string& remote_id);

}  // namespace hsn::services::acuity
