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
#include "services/booking.hpp"

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
    block_found,  // the one that is sought, among those of its days
    block,        // one by its id
    creation,     // of the one that is sought
    deletion,     // of the one that it takes the place of
  };
  struct Calendar {
    std::string name, zone;
  };
  // A block that staff want. Its calendar by name; empty: none is sought.
  struct Sought {
    std::string calendar, notes;
    Instant start{}, end{};
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
  std::vector<std::string> wanted;  // remote ids, where only these are asked for
  int most = 100;                   // blocks: `max` of the request
  std::string calendar;             // blocks: of this one alone, by id
  Sought sought;
  std::string made;  // deletion: the new block, as Acuity told of it
};

std::string carry(const Course&);
Course course_of(std::string_view carry);

Seen slot(const Offer&, const Course::Calendar&, Instant start, std::int64_t places, const Naming&);
Seen blocked(const nlohmann::json&, const Course&, const Naming&);
inline constexpr std::string_view kRecurring = "recurring";  // Seen::version of a block that comes again
bool is_sought(const nlohmann::json& block, const Course&);
bool find_calendar(Course&, const nlohmann::json& calendars);  // the one that is sought; false: there is none of that name
Seen vanished(const Course&, const std::string& remote_id);

}  // namespace hsn::services::acuity
