// One request to the emulator as its parts see it, and what several of them know of the studio. Private to this folder.
#pragma once

#include <algorithm>
#include <string>

#include "core/json.hpp"
#include "core/time.hpp"
#include "services/acuity/sandbox.hpp"

namespace hsn::sandbox {
namespace acuity {

inline constexpr std::string_view kZone = "America/Los_Angeles", kCalendarName = "Maren at The 7 Space";
inline constexpr std::int64_t kCalendar = 14209019;

// "2026-12-01T09:00:00-0800": the offset has no colon.
std::string local_time(Instant);
std::string local_day(Instant);
int local_hour(Instant);

}  // namespace acuity

struct Acuity::Refusal {
  int status;
  std::string error, message;
};

struct Acuity::Call {
  std::string method, path;
  std::vector<std::pair<std::string, std::string>> query;
  Json body;
  Instant now;

  std::string param(std::string_view name) const {
    const auto it = std::find_if(query.begin(), query.end(), [&](const auto& one) { return one.first == name; });
    return it == query.end() ? std::string() : it->second;
  }
  // The real one may pass over what it does not know; a slip of ours must not go unseen here.
  void allow(std::initializer_list<std::string_view> names) const {
    for (const auto& [name, value] : query) {
      if (std::count(names.begin(), names.end(), name) == 0) throw Refusal{400, "bad_request", "unknown parameter " + name};
    }
  }
  std::size_t most() const {
    const auto text = param("max");
    if (text.empty()) return 100;
    const auto number = int_at(Json(text), "");
    if (!number || *number < 1) throw Refusal{400, "bad_request", "invalid max " + text};
    return static_cast<std::size_t>(*number);
  }
  std::string day(std::string_view name) const {
    auto text = param(name);
    if (!text.empty() && (text.size() != 10 || !parse_instant(text))) throw Refusal{400, "bad_request", "invalid date " + text};
    return text;
  }
};

}  // namespace hsn::sandbox
