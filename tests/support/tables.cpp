#include "support/tables.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "core/time.hpp"
#include "record/record_json.hpp"
#include "support/fakes.hpp"

namespace hsn::test {
namespace {

constexpr std::size_t kPage = 5;  // small, so that every test pages

http::Response problem(int status, const std::string& message) { return answer(status, dump_json({{"message", message}})); }

// "stock_quantity+": so much more, as a shop counts.
FieldValue changed(const Fields& fields, std::string_view& name, const FieldValue& to) {
  if (!name.ends_with('+')) return to;
  name.remove_suffix(1);
  const auto found = fields.find(name);
  const auto* count = found == fields.end() ? nullptr : std::get_if<Decimal>(&found->second);
  return (count == nullptr ? Decimal() : *count) + std::get<Decimal>(to);
}

}  // namespace

std::string text_of(const Fields& fields, std::string_view name) {
  const auto found = fields.find(name);
  const auto* text = found == fields.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text == nullptr ? "" : *text;
}

Tables::Entry& Tables::touch(const std::string& feed, Entry& entry, Instant now) {
  if (habits.lag > Duration::zero()) past_.push_back({now, feed, entry, clock_});
  entry.version = ++clock_;
  entry.changed = now + habits.skew;
  return entry;
}

std::string Tables::add(const std::string& feed, Fields fields, Instant now) {
  const auto id = std::to_string(++ids_);
  auto& entry = tables_[feed][id];
  entry.id = id;
  touch(feed, entry, now).created = now + habits.skew;
  entry.fields = std::move(fields);
  return id;
}

void Tables::edit(const std::string& feed, const std::string& id, const std::string& field, FieldValue value, Instant now) {
  auto& entry = touch(feed, tables_.at(feed).at(id), now);
  entry.fields.insert_or_assign(field, std::move(value));
  entry.by_us = false;
}

void Tables::remove(const std::string& feed, const std::string& id, Instant now) {
  touch(feed, tables_.at(feed).at(id), now).gone = true;
}

void Tables::restore(const std::string& feed, const std::string& id, Instant now) {
  touch(feed, tables_.at(feed).at(id), now).gone = false;
}

void Tables::erase(const std::string& feed, const std::string& id) { tables_.at(feed).erase(id); }

Json Tables::json_of(const Entry& entry) const {
  const auto told = [&](Instant at) { return format_instant(habits.minutes ? floor_minute(at) : at); };
  return {{"id", entry.id},
          {"fields", to_json(entry.fields)},
          {"version", entry.version},
          {"created", told(entry.created)},
          {"changed", told(entry.changed)},
          {"gone", entry.gone},
          {"by_us", entry.by_us}};
}

http::Response Tables::serve(const http::Request& request, Instant now) {
  const auto path = http::path_of(request.url);
  const auto parts = split(path.substr(1, path.find('?') - 1), '/');
  const auto feed = parts.at(0);
  const auto id = parts.size() > 1 ? parts[1] : std::string();
  if (request.method != "GET") return write(request, feed, id, now);
  ++reads;
  if (id.empty()) return list(request, feed, now);
  const auto& table = tables_[feed];
  const auto found = table.find(id);
  return found == table.end() || found->second.hidden ? problem(404, "no such record")
                                                      : answer(200, dump_json(json_of(found->second)));
}

http::Response Tables::list(const http::Request& request, const std::string& feed, Instant now) const {
  const auto number = [&](std::string_view name) { return std::stoll("0" + http::query_value(request.url, name).value_or("")); };
  const auto since = number("since"), offset = number("offset");
  const auto ids = http::query_value(request.url, "ids");
  const auto wanted = ids ? split(*ids, ',') : std::vector<std::string>();
  const auto key = http::query_value(request.url, "key");
  // What lags shows each record as it was before its first change since then.
  auto clock = clock_;
  std::map<std::string_view, const Entry*> before;
  for (auto past = past_.rbegin(); past != past_.rend() && past->until > now - habits.lag; ++past) {
    clock = past->clock;
    if (past->feed == feed) before[past->entry.id] = &past->entry;
  }
  std::vector<const Entry*> rows;
  if (const auto table = tables_.find(feed); table != tables_.end()) {
    for (const auto& [id, today] : table->second) {
      const auto earlier = before.find(id);
      const auto& entry = earlier == before.end() ? today : *earlier->second;
      if (entry.version == 0 || today.hidden) continue;
      if (ids ? std::find(wanted.begin(), wanted.end(), id) == wanted.end() : entry.version <= since) continue;
      if (key && text_of(entry.fields, "external_id") != *key && text_of(entry.fields, "notion_page_id") != *key) continue;
      rows.push_back(&entry);
    }
  }
  std::sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->version < b->version; });
  Json page = Json::array();
  const auto first = static_cast<std::size_t>(offset);
  for (std::size_t i = first; i < std::min(rows.size(), first + kPage); ++i) page.push_back(json_of(*rows[i]));
  return answer(200, dump_json({{"rows", page}, {"more", rows.size() > first + kPage}, {"clock", clock}}));
}

http::Response Tables::write_batch(const Json& body, const std::string& feed, Instant now) {
  Json results = Json::array();
  for (const auto& item : body) {
    http::Request one;
    one.method = "PUT";
    one.body = dump_json({{"fields", item.at("fields")}});
    const auto result = write(one, feed, item.at("id").get<std::string>(), now);
    results.push_back({{"status", result.status}, {"body", *parse_json(result.body)}});
  }
  return answer(200, dump_json(results));
}

http::Response Tables::write(const http::Request& request, const std::string& feed, const std::string& id, Instant now) {
  const auto body = parse_json(request.body);
  if (!body) return problem(400, "no JSON");
  if (id == "batch") return write_batch(*body, feed, now);
  const auto fields = fields_from_json(body->at("fields"));
  if (!fields) return problem(400, "no fields");
  if (text_of(*fields, "name") == "refuse me") return problem(400, "the name is not allowed");
  auto& table = tables_[feed];
  if (id.empty()) {
    ++creates;
    if (watch) watch(feed, nullptr, *fields);
    const auto made = add(feed, *fields, now);
    table.at(made).by_us = true;
    return answer(201, dump_json(json_of(table.at(made))));
  }
  const auto found = table.find(id);
  if (found == table.end() || found->second.gone || found->second.hidden) return problem(404, "no such record");
  ++updates;
  if (watch) watch(feed, &found->second, *fields);
  auto& entry = touch(feed, found->second, now);
  entry.by_us = true;
  for (const auto& [told, to] : *fields) {
    std::string_view name = told;
    auto value = changed(entry.fields, name, to);
    entry.fields.insert_or_assign(std::string(name), std::move(value));
  }
  return answer(200, dump_json(json_of(entry)));
}

}  // namespace hsn::test
