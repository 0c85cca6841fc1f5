#include "notion/hub.hpp"

#include <utility>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "notion/body.hpp"
#include "notion/hub_remote.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

Json refs_carry(Json page, const std::string& property, bool sure) {
  return {{"about", kRefs}, {"page", std::move(page)}, {"property", property}, {"sure", sure}, {"ids", Json::array()}};
}

Seen gone(const Schema& schema, const std::string& page_id) {
  Seen seen;
  seen.record.key.entity = schema.entity;
  seen.remote_id = page_id;
  seen.gone = true;
  seen.problem = "it is not shown any more: deleted for good, or not shared";  // which of them, Notion does not tell
  return seen;
}

// The page has been seen just now: it may be the column that is gone. Kept as it was known; the page itself is asked next.
Seen incomplete(const Schema& schema, const remote::Ask& ask) {
  Seen seen;
  seen.record.key = {std::string(schema.entity), ask.key};
  seen.remote_id = ask.about;
  seen.problem = "the rest of one of its relations is not shown";
  return seen;
}

// What stands in the column: the record's own key may be made up for want of one.
std::string_view key_shown(const Seen& seen) {
  const auto* value = seen.record.find("external_id");
  const auto* text = value != nullptr ? std::get_if<std::string>(value) : nullptr;
  return text != nullptr ? std::string_view(*text) : std::string_view();
}

// The id of the column with the External IDs; empty: there is none.
std::string key_property(const Source& source) {
  const auto property = source.properties.find("external_id");
  return property == source.properties.end() ? std::string() : property->second.id;
}

std::string label(const Schema& schema, const std::string& about) {
  return about.empty() ? std::string(schema.title) : std::string(schema.title) + ", " + about;
}

}  // namespace

std::vector<remote::Feed> feeds(std::span<const Schema* const> schemas, const Layout& layout) {
  std::vector<remote::Feed> feeds;
  for (const auto* schema : schemas) {
    const auto source = layout.sources.find(schema->entity);
    if (source != layout.sources.end() && source->second.usable) feeds.push_back({.name = schema->entity, .entities = {}});
  }
  return feeds;
}

std::unique_ptr<remote::Remote> make_hub(Account account, std::span<const Schema* const> schemas, Layout layout) {
  return std::make_unique<Hub>(std::move(account), schemas, std::move(layout));
}

Hub::Hub(Account account, std::span<const Schema* const> schemas, Layout layout)
    : wire_(std::move(account)), layout_(std::move(layout)) {
  for (const auto* schema : schemas) schemas_.emplace(schema->entity, schema);
}

std::optional<Hub::Place> Hub::place(std::string_view feed) const {
  const auto schema = schemas_.find(feed);
  const auto source = layout_.sources.find(feed);
  if (schema == schemas_.end() || source == layout_.sources.end()) return std::nullopt;
  return Place{schema->second, &source->second};
}

Shelf Hub::shelf(const Place& place) const { return {*place.schema, *place.source, layout_.bot_id}; }

std::vector<std::string> Hub::property_ids(const Place& place) const {
  std::vector<std::string> ids;
  for (const auto& [field, property] : place.source->properties) ids.push_back(property.id);
  return ids;
}

// ---- questions

remote::Ask Hub::query(const std::string& feed, const Place& place, const Scan& scan) const {
  auto path = "/data_sources/" + place.source->data_source_id + "/query";
  if (!scan.all_columns) path += query_of("filter_properties", property_ids(place));
  auto carry = scan.encoded();
  carry["about"] = kRows;
  return {wire_.ask(path, scan.query()), feed, {}, dump_json(carry)};
}

remote::Ask Hub::page_ask(const std::string& feed, const Place& place, const std::string& id) const {
  const auto path = "/pages/" + percent_encode(id) + query_of("filter_properties", property_ids(place));
  return {wire_.get(path), feed, id, dump_json({{"about", kPage}})};
}

remote::Ask Hub::refs_ask(const std::string& feed, const std::string& id, const Json& carry, const std::string& from) const {
  const auto property = text_of(carry, "/property");
  auto path =
      "/pages/" + percent_encode(id) + "/properties/" + path_encoded(property) + "?page_size=" + std::to_string(kPageSize);
  if (!from.empty()) path += "&start_cursor=" + percent_encode(from);
  return {wire_.get(path), feed, id, dump_json(carry)};
}

remote::Step Hub::list(const remote::Feed& feed, const remote::Window& window) const {
  const std::string name(feed.name);
  const auto where = place(name);
  remote::Step step;
  if (!where) return step;
  if (window.kind != remote::Window::Kind::these) {
    step.next = query(name, *where, Scan::of(window, key_property(*where->source)));
    return step;
  }
  for (const auto& id : window.ids) step.details.push_back(page_ask(name, *where, id));
  return step;
}

std::optional<remote::Step> Hub::find(const Write& write, Instant opened) const {
  const auto where = place(write.to.feed);
  if (!where || write.verb != Verb::create) return std::nullopt;
  Scan scan;
  scan.key_property = key_property(*where->source);
  if (scan.key_property.empty()) return std::nullopt;
  scan.kind = Scan::Kind::find;
  scan.began = opened;
  scan.key = write.key.external_id;
  if (const auto blocks = body_blocks(*where->schema, write); !blocks.empty()) scan.page_body = dump_json(blocks);
  remote::Step step;
  step.next = query(write.to.feed, *where, scan);
  return step;
}

// ---- answers

Result<remote::Step> Hub::read(const remote::Ask& ask, const http::Response& response) const {
  const auto where = place(ask.feed);
  const auto carry = parse_json(ask.carry);
  if (!where || !carry) return fail(Fault::bad_data, "an answer to a question that was not asked", ask.feed);
  if (text_at(*carry, "/about") == kRows) return read_rows(ask, *where, Scan::decode(*carry), response);
  remote::Step step;
  const bool is_body = text_at(*carry, "/about") == kBody;
  if (response.status == 404 && !is_body) {
    step.seen.push_back(text_at(*carry, "/about") == kRefs ? incomplete(*where->schema, ask) : gone(*where->schema, ask.about));
    return step;
  }
  auto told = read_about(ask, *where, *carry, response, Sort::read);
  if (!told) return tl::unexpected(std::move(told.error()));
  if (told->seen) step.seen.push_back(std::move(*told->seen));
  if (!told->more) return step;
  // A find whose page is there but cannot be completed has failed; it has not found nothing.
  if (is_body) {
    step.next = std::move(told->more);
  } else {
    step.details.push_back(std::move(*told->more));
  }
  return step;
}

Result<remote::Step> Hub::read_rows(const remote::Ask& ask, const Place& where, Scan scan, const http::Response& response) const {
  remote::Step step;
  const auto go_on = [&](const Scan& next) {
    step.next = query(ask.feed, where, next);
    return step;
  };
  auto answer = body_of(response, Sort::read, label(*where.schema, {}));
  if (!answer) {
    const bool too_slow = response.status == 503 || response.status == 504;
    if (const auto smaller = too_slow ? scan.smaller() : std::nullopt) return go_on(*smaller);
    const bool refused = response.status == 400 && refusal_of(response).message.find("start_cursor") != std::string::npos;
    if (const auto restarted = refused ? scan.restarted() : std::nullopt) return go_on(*restarted);
    if (response.status == 400 && scan.archived) {  // a Notion that knows of no archive
      step.cursor = scan.cursor();
      return step;
    }
    // Deleted since the columns were read: the others are read all the same, and the next run reads the columns.
    if (response.status == 400 && !refused && !scan.all_columns) {
      scan.all_columns = true;
      return go_on(scan);
    }
    return tl::unexpected(std::move(answer.error()));
  }
  if (const auto at = response.date(); at && !scan.server_time) {
    scan.began = *at;
    scan.server_time = true;
  }
  const auto* rows = at(*answer, "/results");
  if (rows == nullptr || !rows->is_array())
    return fail(Fault::bad_data, "the answer to a query holds no rows", label(*where.schema, {}));
  for (const auto& row : *rows) {
    // A wiki's query shows databases among the pages.
    if (text_at(row, "/object").value_or("page") != "page" || !text_at(row, "/id")) continue;
    auto told = tell(ask.feed, where, row, false);
    scan.saw(row, told.seen ? key_shown(*told.seen) : std::string_view());
    // Whether Notion compares text with regard to case is not documented.
    if (scan.kind == Scan::Kind::find && told.seen && told.seen->record.key.external_id != scan.key) continue;
    if (!scan.page_body.empty() && told.seen && !told.seen->gone) {
      step.next = count_of_body(ask, {{"page", row}, {"blocks", parse_json(scan.page_body).value_or(Json::array())}}, {});
      return step;
    }
    if (told.seen) step.seen.push_back(std::move(*told.seen));
    if (told.more) step.details.push_back(std::move(*told.more));
  }
  auto next = scan.after(*answer);
  if (!next) {
    next.error().where = label(*where.schema, {});
    return tl::unexpected(std::move(next.error()));
  }
  if (*next) return go_on(**next);
  step.cursor = scan.cursor();
  return step;
}

Hub::Told Hub::tell(const std::string& feed, const Place& where, const Json& page, bool sure) const {
  auto seen = seen_of(shelf(where), page, sure);
  if (seen.gone || !seen.problem.empty()) return {std::move(seen), std::nullopt};
  const auto cut = cut_relation(shelf(where), page);
  if (!cut) return {std::move(seen), std::nullopt};
  auto rest = refs_ask(feed, seen.remote_id, refs_carry(page, *cut, sure), {});
  rest.key = std::move(seen.record.key.external_id);
  return {std::nullopt, std::move(rest)};
}

Result<Hub::Told> Hub::read_about(const remote::Ask& ask, const Place& where, const Json& carry, const http::Response& response,
                                  Sort sort) const {
  auto answer = body_of(response, sort, label(*where.schema, ask.about));
  if (!answer) return tl::unexpected(std::move(answer.error()));
  if (text_at(carry, "/about") == kRefs) return read_refs(ask, where, carry, *answer);
  if (text_at(carry, "/about") == kBody) return read_body(ask, where, carry, *answer);
  if (!text_at(*answer, "/id"))
    return fail(sort == Sort::write ? Fault::ambiguous : Fault::bad_data, "the answer is not a page",
                label(*where.schema, ask.about));
  return tell(ask.feed, where, *answer, true);
}

Result<Hub::Told> Hub::read_refs(const remote::Ask& ask, const Place& where, Json carry, const Json& answer) const {
  const auto* results = at(answer, "/results");
  const auto cursor = text_of(answer, "/next_cursor");
  const bool more = bool_at(answer, "/has_more").value_or(false);
  // A page without a new ref, or from where the last one began, would go on for ever.
  const bool lost = more && (cursor.empty() || results == nullptr || results->empty() || cursor == text_of(carry, "/from"));
  if (results == nullptr || !results->is_array() || lost)
    return fail(Fault::bad_data, "the rest of a relation cannot be read", label(*where.schema, ask.about));
  for (const auto& item : *results)
    if (const auto id = text_at(item, "/relation/id")) carry["ids"].push_back(*id);
  const auto page_id = text_of(carry, "/page/id");
  if (more) {
    carry["from"] = cursor;
    auto rest = refs_ask(ask.feed, page_id, carry, cursor);
    rest.key = ask.key;
    return Told{std::nullopt, std::move(rest)};
  }
  complete_relation(carry["page"], text_of(carry, "/property"), carry["ids"]);
  return tell(ask.feed, where, carry["page"], bool_at(carry, "/sure").value_or(false));
}

}  // namespace hsn::notion
