// Where a walk of free slots stands: the note that rides in Ask::carry.
#pragma once

#include <compare>
#include <map>
#include <set>
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
    slots,      // service by service: who is free, until the last day
  };
  struct Service {
    std::string id, name;
    std::int64_t seconds = 0;
  };
  struct Free {
    Instant start{};
    std::size_t service = 0;
    std::string employee;
    auto operator<=>(const Free&) const = default;
  };
  Stage stage{};
  Instant now{}, until{};
  std::vector<Service> services;
  std::size_t service = 0;                                    // slots: which is asked for
  std::set<Free> found;                                       // … and what the ones before have free
  std::map<std::string, std::string, std::less<>> employees;  // names by id
  std::vector<std::string> wanted;                            // again: remote ids
};

std::string carry(const Course&);
Course course_of(std::string_view carry);

}  // namespace hsn::services::amelia
