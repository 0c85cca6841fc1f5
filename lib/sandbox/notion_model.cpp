#include "sandbox/notion_model.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kBookmarks = 1000;

constexpr TypeName kTypes[] = {
    {Type::title, "title", false, true},
    {Type::rich_text, "rich_text", false, true},
    {Type::number, "number"},
    {Type::select, "select"},
    {Type::multi_select, "multi_select"},
    {Type::status, "status"},
    {Type::date, "date"},
    {Type::checkbox, "checkbox"},
    {Type::url, "url"},
    {Type::email, "email"},
    {Type::phone_number, "phone_number"},
    {Type::relation, "relation", false, true},
    {Type::people, "people", false, true},
    {Type::files, "files"},
    {Type::formula, "formula", true},
    {Type::rollup, "rollup", true, true},
    {Type::created_time, "created_time", true},
    {Type::last_edited_time, "last_edited_time", true},
    {Type::created_by, "created_by", true},
    {Type::last_edited_by, "last_edited_by", true},
    {Type::unique_id, "unique_id", true},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(kTypes); ++i) {
    if (kTypes[i].type != static_cast<Type>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "kTypes is indexed by Type");

std::string hex16(std::uint64_t number) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; number >>= 4U) text[i] = kDigits[number & 15U];
  return text;
}

std::optional<std::uint64_t> from_hex16(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

const TypeName& describe(Type type) { return kTypes[static_cast<std::size_t>(type)]; }
const TypeName* type_named(std::string_view name) {
  const auto row = std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeName& known) { return known.name == name; });
  return row == std::end(kTypes) ? nullptr : row;
}

std::string to_text(const Id& id) {
  const auto high = hex16(id.high), low = hex16(id.low);
  return high.substr(0, 8) + "-" + high.substr(8, 4) + "-" + high.substr(12) + "-" + low.substr(0, 4) + "-" + low.substr(4);
}

std::optional<Id> parse_id(std::string_view text) {
  std::string digits;
  if (text.size() == 36) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash != (text[i] == '-')) return std::nullopt;
      if (!dash) digits += text[i];
    }
  } else if (text.size() == 32) {
    digits = text;
  }
  if (digits.size() != 32) return std::nullopt;
  const auto high = from_hex16(std::string_view(digits).substr(0, 16));
  const auto low = from_hex16(std::string_view(digits).substr(16));
  if (!high || !low) return std::nullopt;
  return Id{*high, *low};
}

tl::unexpected<Refusal> not_found(std::string_view kind, const Id& id) {
  return tl::unexpected<Refusal>({404, "object_not_found",
                                  "Could not find " + std::string(kind) + " with ID: " + to_text(id) +
                                      ". Make sure the relevant pages and databases are shared with your integration."});
}

const Value& PageState::at(std::size_t slot) const {
  static const Value kNone;
  return slot < values.size() ? values[slot] : kNone;
}

Workspace::Workspace(NotionOptions given) : options(std::move(given)), random_state_(options.seed) {
  bot = fresh_id();
  person = fresh_id();
  workspace_id = fresh_id();
  parent = parse_id(options.parent_page_id).value_or(Id{});
  places[parent] = {Place::Kind::parent, 0};
}

// splitmix64 (Vigna, public domain): small, and the same everywhere.
std::uint64_t Workspace::random() {
  std::uint64_t z = (random_state_ += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

Id Workspace::fresh_id() {
  Id id{random(), random()};
  id.high = (id.high & ~std::uint64_t{0xf000}) | 0x4000U;                      // version 4
  id.low = (id.low & ~(std::uint64_t{3} << 62U)) | (std::uint64_t{2} << 62U);  // RFC 4122 variant
  return id;
}

// Short, and full of characters that have to be encoded: "f%5C%5C%3Ap" (notion.md 2.5).
std::string Workspace::fresh_property_id(const DataSource& source) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:;<=>?@[]\\^`{|}";
  for (;;) {
    std::string raw;
    for (int i = 0; i < 4; ++i) raw += kLetters[random() % kLetters.size()];
    auto id = percent_encode(raw);
    if (!property_by_id(source, id)) return id;
  }
}

std::string Workspace::keep_bookmark(Bookmark mark) {
  auto cursor = hex16(random()) + hex16(random());
  bookmarks_.emplace(cursor, std::move(mark));
  bookmark_order_.push_back(cursor);
  if (bookmark_order_.size() > kBookmarks) {
    bookmarks_.erase(bookmark_order_.front());
    bookmark_order_.pop_front();
  }
  return cursor;
}

const Bookmark* Workspace::bookmark(const std::string& cursor) const {
  const auto found = bookmarks_.find(cursor);
  return found == bookmarks_.end() ? nullptr : &found->second;
}

Outcome<std::size_t> Workspace::find(Place::Kind kind, std::string_view name, std::string_view text) const {
  const auto id = parse_id(text);
  if (!id) {
    return invalid("path failed validation: path." + std::string(name) + "_id should be a valid uuid, instead was `\"" +
                   std::string(text) + "\"`.");
  }
  const auto found = places.find(*id);
  if (!shared || found == places.end() || found->second.kind != kind) return not_found(name, *id);
  return found->second.at;
}

const PageState* Workspace::indexed(const StoredPage& page, Instant now) const {
  if (options.index_lag <= Duration{}) return &page.live;
  // `earlier` holds each state with the time at which it was replaced; what was replaced long enough ago is not seen any more.
  for (const auto& [replaced, state] : page.earlier) {
    if (replaced + options.index_lag > now) return state.values.empty() ? nullptr : &state;
  }
  return &page.live;
}

void Workspace::before_change(StoredPage& page, Instant now) {
  if (options.index_lag <= Duration{}) return;
  std::erase_if(page.earlier, [&](const auto& entry) { return entry.first + options.index_lag <= now; });
  page.earlier.emplace_back(now, page.live);
}

void Workspace::touch(StoredPage& page, const Actor& actor) {
  page.live.edited = actor.now;
  page.live.by_bot = actor.bot;
}

Property* find_property(DataSource& source, std::string_view key) {
  for (auto& property : source.properties) {
    if (property.name == key) return &property;
  }
  for (auto& property : source.properties) {
    if (property.id == key) return &property;
  }
  return nullptr;
}
const Property* find_property(const DataSource& source, std::string_view key) {
  return find_property(const_cast<DataSource&>(source), key);
}

const Property* property_by_id(const DataSource& source, std::string_view id) {
  const auto found = std::find_if(source.properties.begin(), source.properties.end(),
                                  [&](const Property& property) { return property.id == id; });
  return found == source.properties.end() ? nullptr : &*found;
}

const Option* find_option(const Property& property, std::uint32_t key) {
  const auto found =
      std::find_if(property.options.begin(), property.options.end(), [&](const Option& option) { return option.key == key; });
  return found == property.options.end() ? nullptr : &*found;
}

}  // namespace hsn::sandbox::notion
