// Where a walk stands: the note that rides in Ask::carry. And the lane's cursor: how far each form has been read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "services/typeform/form.hpp"

namespace hsn::services::typeform {

enum class Phase {
  form,     // the definition of the first form in `left`
  sent,     // its responses, newest first
  partial,  // those that were begun and not sent: all of them, since nothing says which have changed
  these,    // exactly the responses `tokens`
};

using Marks = std::map<std::string, std::string, std::less<>>;  // form -> time

struct Place {
  Phase phase{};
  std::vector<std::string> left;     // forms that are still to be read, the current one first
  std::vector<std::string> refused;  // those that were put off, to be asked once more after all others
  std::string since, until;          // of the current form; empty: no limit
  std::string before;                // the last response of the page before
  std::string began, newest;         // the server's clock at the first page; the newest response met
  std::string from, to;              // a backfill's window; empty: none
  bool whole = false;                // everything, whatever the marks say
  Duration overlap{};
  Marks marks;
  Definition definition;
  std::vector<std::string> tokens;
};

std::string carry(const Place&);
Place place_of(std::string_view carry);

Marks marks_of(std::string_view cursor);
std::string cursor_of(const Marks&);

// The next mark of the current form: the server's time at its start, or the newest response it met if that is earlier, but not
// more than an hour back: a form that nobody fills in would otherwise show its last response at every run.
std::string reached(const Place&);

}  // namespace hsn::services::typeform
