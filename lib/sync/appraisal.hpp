// What a language model says of the words of feedback (AI_SENTIMENT; higherself-model.md 9): asked before a run plans, once for
// the same words, and noted beside the record in the lane "tool/feedback". Where it cannot be asked the rules judge, and the next
// run tries again; nothing of it fails the record. Private to this room.
#pragma once

#include <cstddef>
#include <set>

#include "sync/desk.hpp"
#include "sync/planning.hpp"

namespace hsn::sync {

class Appraisal {
 public:
  Appraisal(Desk&, Report&);

  // Of the rows that this run looks at first, where it writes pages at all.
  void make(const Planning&);
  // At the end of a run: those that could not be asked about are looked at next time.
  void close();

 private:
  bool may_ask() const;
  void make(const Row&, const Schema&);
  void ask(const remote::Prompt&, const RecordKey&, const Fields& told);
  void note(const RecordKey&, Fields);

  Desk& desk_;
  Report& report_;
  std::set<RecordKey> later_;
  std::size_t asked_ = 0;
  bool away_ = false;
};

}  // namespace hsn::sync
