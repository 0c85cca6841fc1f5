// POST /v1/data_sources/{id}/query: rows by filter and order, page by page, cut at 10,000 (notion.md 2.4 and 3).
#include <algorithm>
#include <compare>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "sandbox/notion_call.hpp"
#include "sandbox/notion_check.hpp"
#include "sandbox/notion_filter.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kResultLimit = 10000;

using Key = std::variant<double, std::string>;
struct Sort {
  Property property;  // a timestamp is sorted like the property of its type
  bool descending = false;
};
struct Row {
  std::uint32_t page = 0;
  std::vector<std::optional<Key>> keys;
};

Outcome<std::vector<Sort>> sorts_in(const DataSource& source, const Json& list) {
  std::vector<Sort> sorts;
  if (list.is_null()) return sorts;
  if (!list.is_array()) return expected("body.sorts", "an array", list);
  if (auto size = at_most(list.size(), 100, "body.sorts"); !size) return tl::unexpected(size.error());
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto where = "body.sorts[" + std::to_string(i) + "]";
    if (auto shape = only(list[i], {"property", "timestamp", "direction"}, where); !shape) return tl::unexpected(shape.error());
    const auto& direction = member(list[i], "direction");
    if (direction != "ascending" && direction != "descending")
      return expected(where + ".direction", "ascending or descending", direction);
    const auto& timestamp = member(list[i], "timestamp");
    const auto& key = member(list[i], "property");
    if (timestamp.is_null() == key.is_null()) return expected(where, "a sort by either `property` or `timestamp`", list[i]);
    Sort sort;
    sort.descending = direction == "descending";
    if (timestamp == "created_time" || timestamp == "last_edited_time") {
      sort.property.type = type_named(timestamp.get<std::string>())->type;
    } else if (key.is_string()) {
      const auto* property = find_property(source, key.get_ref<const std::string&>());
      if (!property) return invalid("Could not find sort property with name or id: " + key.get<std::string>());
      sort.property = *property;
    } else {
      return expected(where + ".timestamp", "created_time or last_edited_time", timestamp);
    }
    sorts.push_back(std::move(sort));
  }
  return sorts;
}

double seconds(Instant at) { return static_cast<double>(at.time_since_epoch().count()); }

std::optional<Key> key_of(const Workspace& space, const Property& property, const StoredPage& page, const PageState& state) {
  const auto& value = state.at(property.slot);
  switch (property.type) {
    case Type::created_time:
      return seconds(floor_minute(page.created));
    case Type::last_edited_time:
      return seconds(floor_minute(state.edited));
    case Type::unique_id:
      return static_cast<double>(page.number);
    case Type::checkbox:
      return std::holds_alternative<bool>(value) && std::get<bool>(value) ? 1.0 : 0.0;
    case Type::number:
      return std::holds_alternative<double>(value) ? std::optional<Key>(std::get<double>(value)) : std::nullopt;
    case Type::date: {
      const auto* span = std::get_if<Span>(&value);
      const auto at = span ? parse_instant(span->start) : std::nullopt;
      return at ? std::optional<Key>(seconds(*at)) : std::nullopt;
    }
    case Type::select:
    case Type::status: {  // in the order of the options
      const auto options = picked(property, state);
      if (options.empty()) return std::nullopt;
      return static_cast<double>(options.front() - property.options.data());
    }
    case Type::title:
    case Type::rich_text:
    case Type::multi_select:
    case Type::url:
    case Type::email:
    case Type::phone_number:
    case Type::relation:
    case Type::people:
    case Type::files:
    case Type::formula:
    case Type::rollup:
    case Type::created_by:
    case Type::last_edited_by:
      break;
  }
  auto text = plain_value(space, property, page, state);
  return text.empty() ? std::nullopt : std::optional<Key>(lower_ascii(text));
}

// Empty values come last in both directions.
bool comes_before(const Row& a, const Row& b, const std::vector<Sort>& sorts) {
  for (std::size_t i = 0; i < sorts.size(); ++i) {
    const auto &x = a.keys[i], &y = b.keys[i];
    if (x == y) continue;
    if (!x || !y) return x.has_value();
    return (*x < *y) != sorts[i].descending;
  }
  return a.page < b.page;
}

struct Query {
  const Workspace& space;
  const DataSource& source;
  Test test;  // null: all
  bool archived;
  Instant now;

  const PageState* match(std::uint32_t number) const {
    const auto& page = space.pages[number];
    const auto* state = space.indexed(page, now);
    if (!state || state->in_trash || state->is_archived != archived) return nullptr;
    return !test || test(page, *state) ? state : nullptr;
  }

  // In order of creation, which is the order the rows are kept in: only as many rows are looked at as are needed.
  std::vector<std::uint32_t> walk(bool descending, const Bookmark* after, std::size_t count) const {
    std::vector<std::uint32_t> found;
    const auto& rows = source.rows;
    auto next = descending ? rows.size() : 0;
    if (after) {
      const auto last = std::lower_bound(rows.begin(), rows.end(), after->page) - rows.begin();
      next = static_cast<std::size_t>(last) + (descending ? 0 : 1);
    }
    while (found.size() < count && (descending ? next > 0 : next < rows.size())) {
      const auto number = rows[descending ? --next : next++];
      if (match(number)) found.push_back(number);
    }
    return found;
  }

  std::vector<std::uint32_t> order(const std::vector<Sort>& sorts, const Bookmark* after, std::size_t count) const {
    const auto row_of = [&](std::uint32_t number, const PageState& state) {
      Row row{number, {}};
      for (const auto& sort : sorts) row.keys.push_back(key_of(space, sort.property, space.pages[number], state));
      return row;
    };
    const auto before = [&](const Row& a, const Row& b) { return comes_before(a, b, sorts); };
    std::optional<Row> from;
    if (after) from = row_of(after->page, after->seen);
    std::vector<Row> rows;
    for (const auto number : source.rows) {
      const auto* state = match(number);
      if (!state) continue;
      auto row = row_of(number, *state);
      if (!from || before(*from, row)) rows.push_back(std::move(row));
    }
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(count, rows.size()));
    std::partial_sort(rows.begin(), end, rows.end(), before);
    std::vector<std::uint32_t> found;
    for (auto row = rows.begin(); row != end; ++row) found.push_back(row->page);
    return found;
  }
};

}  // namespace

Outcome<Json> query_source(Workspace& space, const Call& call) {
  const auto at = space.find(Place::Kind::source, "data_source", call.arguments.front());
  if (!at) return tl::unexpected(at.error());
  const auto& source = space.sources[*at];
  if (space.databases[source.database].in_trash) return not_found("data_source", source.id);
  const auto& body = call.body;
  auto shape = only(body, {"filter", "sorts", "start_cursor", "page_size", "result_type", "is_archived"}, "body");
  if (!shape) return tl::unexpected(shape.error());
  const auto size = page_size_in(member(body, "page_size"));
  if (!size) return tl::unexpected(size.error());
  const auto& kind = member(body, "result_type");
  if (!kind.is_null() && kind != "page" && kind != "data_source")
    return expected("body.result_type", "page or data_source", kind);
  const auto& archived = member(body, "is_archived");
  if (!archived.is_null() && !archived.is_boolean()) return expected("body.is_archived", "a boolean", archived);
  const auto view = view_of(call, source);
  if (!view) return tl::unexpected(view.error());
  const auto sorts = sorts_in(source, member(body, "sorts"));
  if (!sorts) return tl::unexpected(sorts.error());
  Query query{space, source, {}, archived == true, call.now};
  if (body.contains("filter")) {
    auto test = filter_in(space, source, body["filter"], call.now);
    if (!test) return tl::unexpected(test.error());
    query.test = std::move(*test);
  }

  // A cursor belongs to its question: the same source, filter and order.
  const auto asked = sha256_hex(dump_json({to_text(source.id), member(body, "filter"), member(body, "sorts"), archived, kind}));
  const Bookmark* after = nullptr;
  if (const auto& cursor = member(body, "start_cursor"); !cursor.is_null()) {
    if (!cursor.is_string()) return expected("body.start_cursor", "a string", cursor);
    after = space.bookmark(cursor.get<std::string>());
    if (!after || after->asked != asked) return bad_cursor(cursor.get<std::string>());
  }
  const auto delivered = after ? after->delivered : 0;
  const auto take = std::min(*size, kResultLimit - delivered);

  // Without sorts no order is promised (notion.md 2.4). The newest come first here, so that nobody relies on another one.
  const bool by_creation = sorts->empty() || (sorts->size() == 1 && sorts->front().property.type == Type::created_time);
  auto found = kind == "data_source" ? std::vector<std::uint32_t>()
               : by_creation         ? query.walk(sorts->empty() || sorts->front().descending, after, take + 1)
                                     : query.order(*sorts, after, take + 1);
  const bool more = found.size() > take;
  if (more) found.pop_back();
  const bool cut = more && delivered + take >= kResultLimit;
  auto results = Json::array();
  for (const auto number : found) {
    const auto& page = space.pages[number];
    results.push_back(show_page(space, page, *space.indexed(page, call.now), *view));
  }
  std::string next;
  if (more && !cut) {
    Bookmark mark;
    mark.asked = asked;
    mark.delivered = delivered + found.size();
    mark.page = found.back();
    if (!by_creation) mark.seen = *space.indexed(space.pages[mark.page], call.now);
    next = space.keep_bookmark(std::move(mark));
  }
  auto list = list_of("page_or_data_source", std::move(results), next);
  if (cut) list["request_status"] = {{"type", "incomplete"}, {"incomplete_reason", "query_result_limit_reached"}};
  return list;
}

}  // namespace hsn::sandbox::notion
