// The values that fields hold, on both sides alike: canonical, comparable, without JSON and without floating point.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/decimal.hpp"

namespace hsn {

// Names another record: an External ID ("woocommerce:product:812"), or "@<page id>" as the hub says it.
// Only the store translates between the two.
struct Ref {
  std::string id;
  auto operator<=>(const Ref&) const = default;
};

// A day, a point in time, or a range of either. Times are UTC; `zone` is only kept for display (IANA, may be empty).
struct Date {
  Instant start{};
  std::optional<Instant> end;
  bool date_only = false;
  std::string zone;
  friend bool operator==(const Date& a, const Date& b) {
    return a.start == b.start && a.end == b.end && a.date_only == b.date_only;
  }
};

// monostate: known to be empty. (Not known at all: absent from Record::fields.)
using FieldValue = std::variant<std::monostate, std::string, Decimal, bool, Date, std::vector<std::string>, std::vector<Ref>>;

// monostate, "", an empty list. false and 0 are not empty.
bool is_empty(const FieldValue&);
// Is this option chosen, in whatever case it is written (higherself-model.md 15)? Null: not known, so no.
bool is_option(const FieldValue*, std::string_view option);
FieldValue text_value(std::string);  // "" is known to be empty
// For people, on one line, at most `columns` wide (0: no limit): "85", "2026-11-23 09:00", "VIP, New", "–" when empty. Times are
// those of the zone; a day is a day everywhere.
std::string display(const FieldValue&, std::size_t columns = 0, std::string_view zone = "UTC");

}  // namespace hsn
