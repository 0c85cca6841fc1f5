// What the Notion emulator holds: databases, their schemas and their pages, kept small so that 100,000 pages fit.
// Private to lib/sandbox/notion*.cpp. Written from notion.md and the types of the official client alone.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/json.hpp"
#include "sandbox/notion.hpp"

namespace hsn::sandbox::notion {

using Json = nlohmann::json;

// ---- refusals: what goes out as {"object":"error",…}
struct Refusal {
  int status = 400;
  std::string code, message;
};
template <class T>
using Outcome = tl::expected<T, Refusal>;
inline tl::unexpected<Refusal> invalid(std::string message) {
  return tl::unexpected<Refusal>({400, "validation_error", std::move(message)});
}

// ---- ids
struct Id {
  std::uint64_t high = 0, low = 0;
  bool operator==(const Id&) const = default;
};
struct IdHash {
  std::size_t operator()(const Id& id) const { return static_cast<std::size_t>(id.high ^ id.low); }
};
std::string to_text(const Id&);
std::optional<Id> parse_id(std::string_view);  // dashes are optional (notion.md 1)
tl::unexpected<Refusal> not_found(std::string_view kind, const Id&);

// ---- schema
enum class Type {
  title,
  rich_text,
  number,
  select,
  multi_select,
  status,
  date,
  checkbox,
  url,
  email,
  phone_number,
  relation,
  people,
  files,
  formula,
  rollup,
  created_time,
  last_edited_time,
  created_by,
  last_edited_by,
  unique_id,
};
struct TypeName {
  Type type;
  std::string_view name;
  bool computed = false;  // read-only: sending it fails the request (notion.md 2.5)
  bool listed = false;    // GET /pages/{id}/properties/{prop} answers with a paginated list (notion.md 2.6)
};
const TypeName& describe(Type);
const TypeName* type_named(std::string_view);

struct Option {
  std::uint32_t key = 0;  // in this property, never used again
  std::string id, name, color;
  std::optional<std::string> description;
  std::string group;  // of a status
};
inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
struct Property {
  std::string id;  // as answered: percent-encoded
  std::string name;
  std::optional<std::string> description;
  Type type = Type::rich_text;
  std::size_t slot = 0;  // of its value in every page
  std::vector<Option> options;
  std::uint32_t last_option = 0;
  std::string format = "number", expression;
  std::optional<std::string> prefix;
  std::size_t target = kNowhere;  // relation: which data source
  std::string mirror;             // relation: id of the property on the other side; empty: one-way
  std::string rollup_relation, rollup_property, rollup_function;  // property ids
};
struct DataSource {
  Id id;
  std::size_t database = 0;
  Json title = Json::array();
  std::vector<Property> properties;
  std::size_t slots = 0;
  std::vector<std::uint32_t> rows;  // pages in order of creation
  Instant created{}, edited{};
};
struct Database {
  Id id;
  Json title = Json::array(), description = Json::array(), icon, cover;
  bool is_inline = false, is_locked = false, in_trash = false;
  std::vector<std::size_t> sources;
  Instant created{}, edited{};
};

// ---- values
struct Run {
  std::string content;
  std::shared_ptr<const Json> extra;  // link, annotations, mention: whatever is not plain
};
struct Text {
  std::vector<Run> runs;
};
struct Picks {  // select and status hold at most one
  std::vector<std::uint32_t> options;
};
struct Span {
  std::string start, end;  // as answered
};
struct Refs {
  std::vector<std::uint32_t> pages;
};
struct Opaque {  // people and files
  std::shared_ptr<const Json> items;
};
using Value = std::variant<std::monostate, Text, double, bool, std::string, Picks, Span, Refs, Opaque>;

struct PageState {
  std::vector<Value> values;  // by slot; shorter than the schema when columns came later
  Instant edited{};
  bool by_bot = false, in_trash = false, is_archived = false, is_locked = false;
  std::shared_ptr<const Json> look;  // icon and cover
  const Value& at(std::size_t slot) const;
};
struct StoredPage {
  Id id;
  std::size_t source = 0;
  std::uint32_t number = 0;  // in its data source, from 1
  Instant created{};
  bool created_by_bot = false;
  PageState live;
  std::vector<std::pair<Instant, PageState>> earlier;  // what queries may still see, and when it was written
};
struct Block {
  Id id;
  Json content;  // {"type":…,"<type>":…}; a child_database has the database's id
  Instant created{};
  bool by_bot = true;
};

// A cursor: opaque, bound to what was asked, forgotten after a while (notion.md 3).
struct Bookmark {
  std::string asked;
  std::size_t delivered = 0;
  std::uint32_t page = 0;  // queries: the last row given out
  PageState seen;          // …and how it looked, for its place in the order
};

struct Actor {
  Instant now{};
  bool bot = true;
};

struct Place {
  enum class Kind { database, source, page, parent, block } kind{};
  std::size_t at = 0;
};

class Workspace {
 public:
  explicit Workspace(NotionOptions);
  NotionOptions options;
  bool shared = true;
  Id bot, person, parent, workspace_id;
  std::deque<Database> databases;
  std::deque<DataSource> sources;
  std::deque<StoredPage> pages;
  std::unordered_map<Id, Place, IdHash> places;
  std::unordered_map<Id, std::vector<Block>, IdHash> blocks;  // by what holds them

  std::uint64_t random();
  Id fresh_id();
  std::string fresh_property_id(const DataSource&);
  std::string keep_bookmark(Bookmark);
  const Bookmark* bookmark(const std::string& cursor) const;

  // Each answers 404 for what is not there, and for everything while nothing is shared.
  Outcome<std::size_t> find(Place::Kind, std::string_view name, std::string_view id) const;

  // The page as queries see it at this time; null: not yet.
  const PageState* indexed(const StoredPage&, Instant now) const;
  // To be called before a page's live state changes.
  void before_change(StoredPage&, Instant now);
  void touch(StoredPage&, const Actor&);

 private:
  std::uint64_t random_state_;
  std::unordered_map<std::string, Bookmark> bookmarks_;
  std::deque<std::string> bookmark_order_;
};

Property* find_property(DataSource&, std::string_view name_or_id);
const Property* find_property(const DataSource&, std::string_view name_or_id);
const Property* property_by_id(const DataSource&, std::string_view id);
const Option* find_option(const Property&, std::uint32_t key);

}  // namespace hsn::sandbox::notion
