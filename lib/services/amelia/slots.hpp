// Where a walk of free slots stands: the note that rides in Ask::carry. And what a slot is called.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "record/row.hpp"

namespace hsn::services::amelia {

struct Course {
  enum class Stage {
    services,   // what can be booked, and how long it takes
    employees,  // their names
    slots,      // who is free for a service, until the last day
  };
  struct Service {
    std::string id, name;
    std::int64_t seconds = 0;
  };
  Stage stage{};
  Instant now{}, until{};
  std::vector<Service> services;                              // slots: the one asked for
  std::map<std::string, std::string, std::less<>> employees;  // names by id
  std::vector<std::string> wanted;                            // again: remote ids
};

std::string carry(const Course&);
Course course_of(std::string_view carry);

// Amelia gives a slot no id; ours is "<service>:<employee>:<start UTC>".
struct SlotId {
  std::string service, employee;
  Instant start{};
};
std::string id_of(const SlotId&);
std::optional<SlotId> slot_id(std::string_view remote_id);

}  // namespace hsn::services::amelia
