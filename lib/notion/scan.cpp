#include "notion/scan.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/time.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

constexpr Duration kMinute = std::chrono::minutes(1);

Json edited(const char* condition, Instant at) {
  return {{"timestamp", "last_edited_time"}, {"last_edited_time", {{condition, format_instant(at)}}}};
}

Json created(const char* condition, Instant at) {
  return {{"timestamp", "created_time"}, {"created_time", {{condition, format_instant(at)}}}};
}

// Notion allows groups two deep. A row is edited when it is made or later, so "created or edited in [from, until)" fits.
void add_range(Json& all, Instant from, Instant until) {
  all.push_back(edited("on_or_after", from));
  all.push_back(created("before", until));
  all.push_back({{"or", Json::array({created("on_or_after", from), edited("before", until)})}});
}

std::int64_t count(Instant at) { return at.time_since_epoch().count(); }

std::optional<Instant> instant_at(const Json& json, std::string_view pointer) {
  const auto value = int_at(json, pointer);
  return value ? std::optional<Instant>(Instant(Duration(*value))) : std::nullopt;
}

void set(Json& json, const char* name, const std::optional<Instant>& at) {
  if (at) json[name] = count(*at);
}

}  // namespace

Scan Scan::of(const remote::Window& window, const std::string& key_property) {
  Scan scan;
  scan.began = window.now;
  scan.key_property = key_property;
  scan.first = window.cursor.empty() && window.kind != remote::Window::Kind::range;
  switch (window.kind) {
    case remote::Window::Kind::since:
      scan.kind = Kind::since;
      scan.mark = parse_instant(window.cursor);
      if (scan.mark) scan.from = *scan.mark - window.overlap;
      break;
    case remote::Window::Kind::range:
      scan.kind = Kind::range;
      scan.from = window.from;
      scan.until = window.until;
      break;
    case remote::Window::Kind::all:
    case remote::Window::Kind::these:
      scan.kind = Kind::all;
      break;
  }
  return scan;
}

Json Scan::query() const {
  Json all = Json::array();
  switch (kind) {
    case Kind::since:
      if (from) all.push_back(edited("on_or_after", *from));
      break;
    case Kind::range:
      if (from && until) add_range(all, *from, *until);
      break;
    case Kind::find:
      all.push_back({{"property", key_property}, {"rich_text", {{"equals", key}}}});
      break;
    case Kind::all:
      break;
  }
  if (past) all.push_back(created("on_or_after", *past));
  if (!slices.empty()) {
    all.push_back(created("before", *past + kMinute));
    for (auto& condition : slices.back().conditions(key_property)) all.push_back(std::move(condition));
  }
  Json body = {{"page_size", page_size}, {"sorts", Json::array({{{"timestamp", "created_time"}, {"direction", "ascending"}}})}};
  if (all.size() == 1) body["filter"] = all.front();
  if (all.size() > 1) body["filter"] = {{"and", all}};
  if (!page_cursor.empty()) body["start_cursor"] = page_cursor;
  if (archived) body["is_archived"] = true;
  return body;
}

Json Scan::encoded() const {
  Json json = {{"kind", static_cast<int>(kind)},
               {"began", count(began)},
               {"server_time", server_time},
               {"page_size", page_size},
               {"restarts", restarts},
               {"cut", cut},
               {"page_cursor", page_cursor},
               {"idle", idle},
               {"key_property", key_property},
               {"first", first},
               {"archived", archived},
               {"all_columns", all_columns},
               {"many", many},
               {"fork", fork.encoded()},
               {"slices", Json::array()}};
  for (const auto& slice : slices) json["slices"].push_back(slice.encoded());
  if (kind == Kind::find) json.update({{"key", key}, {"page_body", page_body}});
  set(json, "from", from);
  set(json, "until", until);
  set(json, "past", past);
  set(json, "last", last);
  set(json, "newest", newest);
  set(json, "mark", mark);
  return json;
}

Scan Scan::decode(const Json& json) {
  Scan scan;
  scan.kind = static_cast<Kind>(int_at(json, "/kind").value_or(static_cast<int>(Kind::all)));
  scan.from = instant_at(json, "/from");
  scan.until = instant_at(json, "/until");
  scan.key = text_of(json, "/key");
  scan.key_property = text_of(json, "/key_property");
  scan.page_body = text_of(json, "/page_body");
  scan.began = instant_at(json, "/began").value_or(Instant{});
  scan.server_time = bool_at(json, "/server_time").value_or(false);
  scan.past = instant_at(json, "/past");
  scan.last = instant_at(json, "/last");
  scan.newest = instant_at(json, "/newest");
  scan.mark = instant_at(json, "/mark");
  scan.many = bool_at(json, "/many").value_or(false);
  scan.page_cursor = text_of(json, "/page_cursor");
  scan.page_size = static_cast<int>(int_at(json, "/page_size").value_or(kPageSize));
  scan.restarts = static_cast<int>(int_at(json, "/restarts").value_or(0));
  scan.idle = static_cast<int>(int_at(json, "/idle").value_or(0));
  scan.cut = bool_at(json, "/cut").value_or(false);
  scan.first = bool_at(json, "/first").value_or(false);
  scan.all_columns = bool_at(json, "/all_columns").value_or(false);
  scan.archived = bool_at(json, "/archived").value_or(false);
  scan.fork = Fork::decode(json.value("fork", Json::object()));
  for (const auto& slice : json.value("slices", Json::array())) scan.slices.push_back(Slice::decode(slice));
  return scan;
}

void Scan::saw(const Json& row, std::string_view external_id) {
  fork.saw(external_id);
  const auto at = parse_instant(text_of(row, "/created_time"));
  if (at) last = std::max(last.value_or(*at), *at);
  const auto change = parse_instant(text_of(row, "/last_edited_time"));
  if (change) newest = std::max(newest.value_or(*change), *change);
}

Result<std::optional<Scan>> Scan::after(const Json& answer) const {
  auto next = *this;
  next.many = true;
  next.cut = cut || text_at(answer, "/request_status/type") == "incomplete";
  next.page_cursor = text_of(answer, "/next_cursor");
  // A slice that will not show all is not read to its end.
  if (!slices.empty() && next.cut)
    if (auto smaller = next.sliced()) return smaller;
  if (bool_at(answer, "/has_more").value_or(false)) {
    if (next.page_cursor.empty()) return fail(Fault::bad_data, "Notion says that there are more rows but not where");
    const auto* rows = at(answer, "/results");
    next.idle = rows == nullptr || rows->empty() ? idle + 1 : 0;
    if (next.page_cursor == page_cursor || next.idle > kIdlePages)
      return fail(Fault::bad_data, "Notion says that there are more rows, and shows none that are new", {},
                  "the next run tries again");
    return next;
  }
  if (!next.cut) return slices.empty() ? next.archived_too() : next_slice();
  if (slices.empty() && last && last != past) {
    next.past = last;
    return next.from_start();
  }
  if (auto smaller = next.sliced()) return smaller;
  return fail(Fault::bad_data, "more than 10,000 rows were created in one minute, and Notion shows no more of them", {},
              "split the database, or trash some of these rows");
}

// Who knows the pages learns by their ids what became of them. A database without any has none that are archived.
std::optional<Scan> Scan::archived_too() const {
  if (!first || archived || !last) return std::nullopt;
  auto next = from_start();
  next.archived = true;
  next.past.reset();
  next.last.reset();
  return next;
}

Scan Scan::from_start() const {
  auto next = *this;
  next.page_cursor.clear();
  next.cut = false;
  next.restarts = 0;
  next.fork = {};
  return next;
}

// The minute, or the slice of it that is being read, in smaller slices. Null: it cannot be.
std::optional<Scan> Scan::sliced() const {
  if (!past || key_property.empty() || (!slices.empty() && slices.back().keyless)) return std::nullopt;
  auto smaller = smaller_slices(slices.empty() ? Slice() : slices.back(), fork);
  if (smaller.empty()) return std::nullopt;
  auto next = from_start();
  if (slices.empty()) {
    smaller.push_back({{}, {}, true});  // whether a row without a text "does not contain" another is not documented
  } else {
    next.slices.pop_back();
  }
  next.slices.insert(next.slices.end(), smaller.begin(), smaller.end());
  return next;
}

Scan Scan::next_slice() const {
  auto next = from_start();
  next.slices.pop_back();
  if (next.slices.empty()) next.past = *past + kMinute;
  return next;
}

std::optional<Scan> Scan::restarted() const {
  auto next = from_start();
  if (last == past || !slices.empty()) next.restarts = restarts + 1;
  if (page_cursor.empty() || next.restarts > kRestartsInPlace) return std::nullopt;
  if (slices.empty()) next.past = last;
  return next;
}

std::optional<Scan> Scan::smaller() const {
  if (page_size <= kSmallestPageSize) return std::nullopt;
  auto next = *this;
  next.page_size = std::max(kSmallestPageSize, page_size / 2);
  return next;
}

// The minute in which the reading began is not over: what is edited in it later shows the same time (notion.md 4).
std::optional<remote::Cursor> Scan::cursor() const {
  if (kind != Kind::since && kind != Kind::all) return std::nullopt;
  const auto start = floor_minute(began);
  if (many && mark) return format_instant(start);
  // A database that nobody has touched for days is not to show its last edits at every run.
  const auto least = mark ? *mark : start - std::chrono::hours(1);
  const auto last_change = std::max<Instant>(least, newest.value_or(least));
  return format_instant(floor_minute(std::min<Instant>(start, last_change)));
}

}  // namespace hsn::notion
