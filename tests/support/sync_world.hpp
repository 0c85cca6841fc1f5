// A shop and a hub in memory, small enough to think through: rows as the planner sees them, and what its writes do to them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/values.hpp"
#include "sync/plan.hpp"

namespace hsn::test {

struct World : Look {
  World();

  sync::Catalog catalog;
  sync::Policy policy;
  std::map<RecordKey, Row> rows;
  std::set<RecordKey> held;

  // A record as the shop shows it; an empty remote id is hearsay.
  Row& tell(const RecordKey&, const std::string& feed, const std::string& remote_id, Fields);
  // A linked, managed product, order or client in agreement: page, facet and base say the same.
  Row& agree(const RecordKey&, const std::string& feed, const std::string& remote_id, Fields);
  // Somebody edits; long enough ago.
  void edit_page(const RecordKey&, const std::string& field, FieldValue);
  void edit_shop(const RecordKey&, const std::string& field, FieldValue);

  sync::Plan plan() const;
  // As the engine does: carries all writes out, keeps what was agreed.
  void carry_out(const sync::Plan&);
  // Rounds until one sends nothing; how many sent something. Fails the test after ten.
  std::size_t settle();

  Row& row(const RecordKey&);
  const FieldValue& page(const RecordKey&, const std::string& field);
  const FieldValue& shop(const RecordKey&, const std::string& field);  // of the facet with a remote id

  std::vector<Row> referring(const RecordKey&, std::string_view entity) const override;
  bool nameable(const RecordKey&) const override;

 private:
  void to_hub(const Write&);
  void to_shop(const Write&);
  std::size_t pages_ = 0;
};

RecordKey product(int id);
RecordKey order(int id);
RecordKey client(const std::string& email);
const Change* change_of(const Write&, std::string_view field);

}  // namespace hsn::test
