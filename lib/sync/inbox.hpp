// The conflict inbox (higherself-model.md 3.15): held conflicts become records of the lane "tool/conflicts", which are planned,
// journalled and settled like any other; what staff have taken on their pages is obeyed. Private to this room.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "sync/desk.hpp"

namespace hsn::sync {

inline constexpr std::string_view kInbox = "conflicts";

class Inbox {
 public:
  explicit Inbox(Desk&);

  // Answers that people have given since the last run: obeyed while the record still shows both values that the page shows;
  // else the page asks again.
  void obey();
  // What a plan found: a page for each conflict that waits, and those that wait no more are settled.
  void tell(const Plan&);
  // At the end of a run: answers that could not be looked at yet are looked at next time.
  void close();

 private:
  bool is_there() const;
  void obey(const Row& page);
  RecordKey page_of(const Conflict&) const;
  void open(const Conflict&, const RecordKey& page);
  void settle(const Row& page, const RecordKey& record);
  std::string outcome(const Row& page, const RecordKey& record) const;
  void ask_again(const Row& page, const std::string& why);
  void clear_answer(const Row& page);
  void show(const RecordKey& page, Fields, Instant created);
  std::optional<Conflict> waiting(const RecordKey& record, const std::string& field) const;

  Desk& desk_;
  std::set<RecordKey> later_;
};

}  // namespace hsn::sync
