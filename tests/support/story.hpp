// A random history as a list of small steps that make sense in any order, so that steps can be dropped until only those are
// left that a failure needs. Numbers choose among what there is at that moment.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace hsn::test {

enum class Doing {
  // people
  edit_page,
  edit_record,
  sell,
  count_stock,
  new_product,
  new_customer,
  new_order,
  new_page,
  copy_page,
  remove_record,
  erase_record,
  trash_page,
  restore_page,
  tick_managed,
  hide_page,
  show_page,
  wait,
  // runs
  sync,
  sync_in_trouble,      // one answer is not what it should be
  sync_killed,          // at a journal point
  sync_while_edited,    // somebody edits between two of its requests
  sync_without_a_side,  // it answers nothing, or refuses, for the whole run
  evening,              // runs until there is nothing to do, and everything is looked at
};

enum class Trouble {
  lost_after,   // carried out, no answer
  lost_before,  // not carried out, no answer
  late,         // no answer, and carried out half a minute later (what makes a record; else as lost_before)
  not_sent,
  cut,       // the answer ends somewhere
  replaced,  // a gateway's page instead of the answer to what was carried out
  failed_500,
  failed_502,
  failed_503,
  throttled_429,
  overloaded_529,
  conflict_409,
  refused_403,
};
inline constexpr unsigned kTroubles = 13;
const char* name_of(Trouble);

struct Step {
  Doing doing{};
  unsigned which = 0, what = 0, where = 0;
};

struct Story {
  std::uint64_t seed = 0;
  std::size_t records = 1, batch = 1;  // of each kind, to begin with; writes in a request
  bool minutes = false;
  unsigned policy = 0;  // of a product's name: none, notion, service, hold
  Duration lag{}, settle{}, hub_skew{}, shop_skew{};
  std::vector<Step> steps;
};

Story story_of(std::uint64_t seed);
std::string setting_of(const Story&);  // in a line
// The shortest story found by leaving out steps that still fails.
Story shortened(Story, const std::function<bool(const Story&)>& fails);

}  // namespace hsn::test
