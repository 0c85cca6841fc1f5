// What each side must hold after a history, worked out from what people did alone: the least that a careful clerk would know.
// It knows nothing of bases, plans or journals.
//
// Judged at once, as hsn writes: nothing is made twice, no person's value is overwritten unless the journal has it, nothing is
// written that is only people's. Judged when all is quiet (`evening`): every record has its page and every finished page its
// record, both say the same, and what they say is the last word of somebody, by the table of who wins.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/small_world.hpp"

namespace hsn::test {

// A field of a record or page, as people see it.
struct Spot {
  bool in_hub = false;
  std::string feed, id, field;
  auto operator<=>(const Spot&) const = default;
};

class Reference {
 public:
  explicit Reference(SmallWorld&);

  // ---- what people do; told after it is done
  void born(bool in_hub, const std::string& feed, const std::string& id);
  void edited(const Spot&);
  void sold(const std::string& id, int pieces);
  void counted(const std::string& page, int pieces);
  void copied(const std::string& page) { copies_.insert(page); }  // with its External ID: only the older one is kept true
  bool has_copy(const std::string& database, const std::string& page) const;
  void turned(const std::string& feed, const std::string& page);  // Notion Managed
  // A run begins, or somebody acts in the middle of one: what people did before and what they do after is apart.
  void parted() { ++part_; }
  void run_begins(Instant now, Duration lag) { since_ = now - lag; }

  // Of a product's name, where both sides changed it.
  std::optional<config::ConflictPolicy> name_policy;

  // All is quiet. `conflicts`: what waits for a person among them is nobody's yet.
  void evening(const std::vector<sync::Conflict>& conflicts);

  const std::string& wrong() const { return wrong_; }
  std::size_t logged = 0, races = 0;  // overwritten: with a line in the journal; in the moments that no API can close

 private:
  struct Word {
    FieldValue value;
    Instant at{};
    unsigned part = 0;
    std::vector<FieldValue> earlier;  // what they said there before, since the last evening
  };
  using Name = std::pair<std::string, std::string>;  // of a record: feed, "s<id>" or, born in the hub, "h<page>"

  void writing(bool to_hub, const std::string& feed, const Tables::Entry* before, const Fields& fields);
  void making(bool in_hub, const std::string& feed, const Fields& fields);
  void overwriting(const Spot&, const FieldValue& now, const FieldValue& to);
  void fail(const std::string& what);

  Name name_of_record(const std::string& feed, const Tables::Entry& record) const;
  Name name_of(const Spot&);
  Name name_of_page(const std::string& feed, const std::string& page);
  void compare(const std::string& feed, const Tables::Entry& record, const Tables::Entry& page,
               const std::set<std::string>& held);
  void compare_field(const Name&, const FieldDef&, const Tables::Entry& record, const Tables::Entry& page);
  std::vector<FieldValue> meant(const Name&, const FieldDef&, const Word* hub, const Word* shop, const FieldValue* told,
                                bool managed) const;
  void compare_stock(const Name&, const Tables::Entry& record, const Tables::Entry& page, bool held);
  std::vector<const Tables::Entry*> pages_called(const std::string& feed, const std::string& key) const;
  void check_records(const std::string& feed, const std::vector<sync::Conflict>& conflicts);
  bool page_is_away(const std::string& feed, const Tables::Entry& record) const;
  void check_pages(const std::string& feed);
  void check_order(const Tables::Entry& record, const Tables::Entry& page);
  void check_ref(const Tables::Entry& page, const std::string& field, const std::string& feed, const std::string& key);

  SmallWorld& world_;
  std::map<Spot, Word> last_;        // people's last words since the last evening
  std::map<Spot, Word> standing_;    // people's words that stand there still
  std::map<Spot, FieldValue> told_;  // what hsn wrote to the shop, until somebody changes it there
  std::map<Name, Fields> agreed_;
  std::map<Name, Decimal> stock_;
  std::set<Name> unsure_;  // who decides has changed, or somebody was in a race: either side's word will do
  std::set<std::string> born_in_hub_, made_for_, copies_;
  std::map<std::string, std::string> called_;  // e-mails that customers have had -> their id
  unsigned part_ = 0;
  Instant since_{};
  std::string wrong_;
};

}  // namespace hsn::test
