// One request to the emulator as its parts see it, and what several of them know of the studio. Private to this folder.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "services/amelia/sandbox.hpp"

namespace hsn::sandbox {
namespace amelia {

inline constexpr std::string_view kZone = "America/Los_Angeles", kPlace = "The Connection Practice";

// What can be booked; each by one employee, who has the same number.
struct Service {
  std::int64_t id;
  const char* name;
  const char* first;
  const char* last;  // of the employee
  int minutes, pause, price, places;
};
inline constexpr Service kServices[] = {{1, "Breathwork Session (60 min)", "Maren", "Oyelaran", 60, 15, 120, 1},
                                        {2, "New Moon Circle", "Ren", "Sørensen", 60, 0, 33, 8}};
const Service* find_service(std::int64_t id);

std::string local_time(Instant);  // "2026-12-01 09:00:00"
std::string local_day(Instant);
Json service_json(const Service&);
Json employee_json(const Service&);
Json place_json();

}  // namespace amelia

// With `data` it is a refusal by a rule; without, the 500 in which Amelia says a message alone. `crash`: PHP fell over, which
// 9.5 tells in another shape.
struct Amelia::Refusal {
  int status;
  std::string message;
  Json data{};
  bool crash = false;
};

struct Amelia::Call {
  std::string method, path;
  std::vector<std::pair<std::string, std::string>> query;
  Json body;
  Instant now;
  std::int64_t id = 0;  // at the end of the path

  std::string param(std::string_view name) const;
  void need(const std::vector<std::string>& members) const;
  // Local to the site, whatever zone the text names; with "utc": true it is UTC.
  Instant start() const;
};

// An appointment looks different in each kind of answer.
enum class Amelia::Shape { listed, single, created, changed, updated };

}  // namespace hsn::sandbox
