// Outcomes of the outside world are values. Broken floors (SQLite, disk) throw; bugs assert.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace hsn {

// What kind of trouble it was: decides the exit code and whether another run may mend it.
enum class Fault {
  bad_data,     // this record or answer is not usable as it is
  bad_config,   // a setting, file or flag is wrong: a person must mend it
  refused,      // the credentials (401): nothing works with them
  forbidden,    // they are good, but not for this (403): not carried out, and the rest may go well
  throttled,    // asked to wait longer than this run may (429, 529)
  unreachable,  // not carried out, and may work later (connect, DNS, 5xx on a safe request)
  ambiguous,    // sent, and nobody can tell whether it was carried out
  not_found,    // the remote says that the thing does not exist (or is not shown to us)
  conflict,     // somebody else changed it at the same time, or an expectation did not hold
  declined,     // by a rule of the remote's: the record is in order, but it does not take this value (last: states hold numbers)
};

std::string_view fault_name(Fault);  // "bad_data": the code of --json

// Written for the reader of a cron mail: what went wrong, on what, and what to do next. Never holds a secret.
struct Error {
  Fault fault = Fault::bad_data;
  std::string what;    // "the price \"abc\" is not a number"
  std::string where;   // record, field, file or URL path; may be empty
  std::string remedy;  // what a person can do; may be empty

  bool operator==(const Error&) const = default;
};

// One line: "where: what (remedy)".
std::string describe(const Error&);

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Fault fault, std::string what, std::string where = {}, std::string remedy = {}) {
  return tl::unexpected<Error>(Error{fault, std::move(what), std::move(where), std::move(remedy)});
}

}  // namespace hsn
