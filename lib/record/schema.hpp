// THE table: one Schema per entity, constexpr, in lib/entities. Provisioning and drift check, encoding to Notion and back,
// canonical form, merge, diff labels, man page, generators of the property tests and sandbox seeds all derive from it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <vector>

#include "core/words.hpp"
#include "record/row.hpp"

namespace hsn {

enum class Shape {
  title,         // text; one per schema
  text,          // plain text
  rich,          // text with bold, italic, links: the canonical markup of record/rich_text.hpp
  number,        // Decimal
  checkbox,      // bool
  select,        // one option, as text
  multi_select,  // sorted list of options
  date,          // Date, date_only
  datetime,      // Date with time
  url,
  email,
  phone,
  files,     // list of external URLs, order kept
  people,    // list of user ids; never written
  relation,  // sorted list of Ref
};

// Owner letters of the domain model (higherself-model.md 3). S N B T H in that order.
enum class Owner { service, notion, both, tool, human };

enum class Need {
  optional,  // a missing property is skipped with one warning a run
  required,  // a missing property makes the database unusable
};

// What replaces or refines the owner's rows of the merge table (higherself-model.md 5.2).
enum class MergeRule {
  none,
  along,          // goes only with another change of the same write (Last Sync, notion_sync_time, Confirmation Page)
  until_edited,   // T as long as the hub shows what the tool wrote last; afterwards H for ever (Clients.Name)
  difference,     // stock: compare-and-set, else the difference (5.5)
  money,          // compared after rounding to the decimals of the record's currency (15)
  digits,         // phones: compared by their digits and a leading + (15)
  stock_status,   // S when Manage Stock is ticked, else N
  raise,          // T may only move it from one listed value to the next (Lead -> Client); else H
  transitions,    // a hub edit goes out only along Schema::transitions; any other is put back
  last_word,      // H, but the last of the listed values is taken whenever a service newly says it (Opted Out)
  until_started,  // a hub edit goes out only before Schema::starts; afterwards it is put back (When)
  answer,         // people answer what the tool has asked; the tool takes the answer away once it has been dealt with (Take)
  told_once,  // H, but a service is told of each value once, through a call of its own (tracking number: a note to the customer)
};

struct Choice {
  std::string_view name;
  std::string_view color{};
};

struct FieldDef {
  std::string_view name;  // ours: "regular_price"; the key in Record::fields
  Shape shape{};
  std::string_view property;  // Notion's: "Regular Price"; empty: not in the hub (notion_page_id)
  Owner owner{};
  Need need{};
  std::span<const Choice> choices{};
  std::string_view target{};  // relation: entity on the other side
  std::string_view mirror{};  // relation: name of the synced property there; empty: one-way
  MergeRule special{};
  bool keeps_value = false;   // emptiness in the hub is refused and put back (Name, Email, Regular Price, When, Status)
  bool personal = false;      // tells who somebody is: emptied when the person is forgotten
  std::string_view format{};  // number: Notion's display format ("dollar"); empty: "number"
  // text: the property holds no more than its beginning, ended by "…"; a new page has the whole in its body.
  bool in_body = false;
};

// A column that Notion itself works out along a relation. hsn makes it, and never reads it.
struct Rollup {
  std::string_view property, relation, of, function;  // "Total Spent", "Orders", "Net Total", "sum"
};

struct Transition {
  std::string_view from, to;
  bool after_start = true;     // also once Schema::starts lies in the past
  std::string_view instead{};  // with an empty `to`: nothing leads on from here, and what staff do in its place
};
// A change that counts against MAX_DESTRUCTIVE_CHANGES. Empty `from` or `to`: any.
struct Destructive {
  std::string_view field, from, to;
};

// Which lane's word counts more where several tell of one record; equal rank: the newer `at`.
struct Rank {
  std::string_view service, feed;
  int rank;  // higher wins
};

// An option that services have no word for and show as another: a discontinued product is a draft in a shop.
struct StandIn {
  std::string_view field, hub, service;
};
// What the hub shows of a record that is gone at its service, beside Source Deleted.
struct WhenGone {
  std::string_view field, option;
};

// Looks along relations; implemented by the store, by a map in tests.
class Look {
 public:
  virtual ~Look() = default;
  // The rows of `entity` whose relation fields name this record, gone and detached ones left out: their key, page, twins and
  // facets alone.
  virtual std::vector<Row> referring(const RecordKey&, std::string_view entity) const = 0;
  // The record itself: key, page, twins and facets alone. Null: unknown.
  virtual std::optional<Row> row(const RecordKey&) const { return std::nullopt; }
  // May a relation in the hub name this record: it has a page, or will have one. A product deleted long ago does not: an
  // order's relation to it would never come to rest.
  virtual bool nameable(const RecordKey&) const { return true; }
  // The External ID of the one record that people call so: an order's number, a SKU, a product's exact name. Null: none, or
  // several.
  virtual std::optional<std::string> called(std::string_view /*entity*/, std::string_view /*words*/) const {
    return std::nullopt;
  }
  // The pages of others that tell the same e-mail as this one's, by their ids: one person, perhaps, with two pages.
  virtual std::vector<std::string> namesakes(const RecordKey&) const { return {}; }
  // The remote id under which a service could be told of the record; null: it does not know it.
  virtual std::optional<std::string> locate(std::string_view /*entity*/, std::string_view /*external_id*/,
                                            std::string_view /*service*/) const {
    return std::nullopt;
  }
};

// The tool's own fields of a row (Net Total, Last Interaction, External IDs), absent ones meaning "nothing to say".
// `folded` is what the services together say of it. Pure.
using Derive = Fields (*)(const Row&, const Fields& folded, const Look&);
// The same for what lies in a text (sentiment, category), after Derive: `known` has its fields too. Pure.
using Assess = Fields (*)(const Row&, const Fields& known, const Words&);

struct Schema {
  std::string_view entity;  // "products"
  std::string_view title;   // "Products": the database's title
  std::span<const FieldDef> fields;
  std::span<const Rank> ranks{};
  std::span<const Rollup> rollups{};
  std::span<const Transition> transitions{};  // of the field whose special is `transitions`
  std::string_view starts{};                  // the datetime from which on the record is under way (When)
  std::span<const Destructive> destructive{};
  std::span<const StandIn> stand_ins{};
  std::span<const WhenGone> when_gone{};
  Derive derive{};
  Assess assess{};
  bool starts_unmanaged = false;  // edits of a new page go nowhere until a person ticks Notion Managed
  // Records that come and go (free slots): the page of one that is gone is put into the trash, and that all are gone is no fault
  // of the list.
  bool fleeting = false;
  bool kept_by_law = false;  // stays at its service when its person is forgotten (invoices)
  // The External ID that a page without one stands for, from what it shows (a client's e-mail); empty: none.
  std::string (*key_of)(const Fields& hub) = nullptr;
  // What its page's Sync Note says while there is nothing else to say, from what the services tell; empty: nothing.
  std::string (*remark)(const Fields& told) = nullptr;
  // Other External IDs that a page says its record has answered to (a client's former addresses): a lost state learns them again.
  std::vector<std::string> (*former_keys)(const Fields& hub) = nullptr;
  // What a hub-born page must have before it is created at a service; null: pages of this entity are never created there.
  // Returns what is still missing, for people: property names, or what must be otherwise.
  std::vector<std::string> (*unfinished)(const Record& hub) = nullptr;
  // A finished page asks for something (Status Requested): while Notion Managed is not ticked, staff are told why nothing
  // happens.
  bool finished_asks = false;

  const FieldDef* find(std::string_view field) const;
};

// display(), with the markup of rich text left out. Null field: as the value is.
std::string display(const FieldDef*, const FieldValue&, std::size_t columns = 0, std::string_view zone = "UTC");

// Of a page: the names of the fields whose values stand there and could not be read. No column.
inline constexpr std::string_view kUnread = "unread";

// The sync block (higherself-model.md 3.1): shared by every entity, in the hub only. find() knows them too.
// external_id source business_entity managed last_sync sync_status sync_note, and kUnread.
std::span<const FieldDef> sync_block();
bool in_sync_block(std::string_view field);  // by its name, also where an entity has a row of its own for it
// Own fields first, then the sync block.
std::vector<const FieldDef*> all_fields(const Schema&);

}  // namespace hsn
