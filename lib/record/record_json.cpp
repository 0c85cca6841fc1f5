#include "record/record_json.hpp"

#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "core/overloaded.hpp"
#include "core/time.hpp"

namespace hsn {

namespace {

tl::unexpected<Error> malformed(std::string what) {
  return fail(Fault::bad_data, std::move(what), {}, "the file was not written by hsn, or was changed by hand");
}

// ---- small readers: missing members are empty
std::string text(const Json& json, const char* name) {
  const auto it = json.find(name);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}
bool ticked(const Json& json, const char* name) {
  const auto it = json.find(name);
  return it != json.end() && it->is_boolean() && it->get<bool>();
}
Instant time(const Json& json, const char* name) { return parse_instant(text(json, name)).value_or(Instant{}); }
const Json& member(const Json& json, const char* name) {
  static const Json kNull;
  const auto it = json.find(name);
  return it != json.end() ? *it : kNull;
}
const Json& object(const Json& json, const char* name) {
  static const Json kNone = Json::object();
  const auto& found = member(json, name);
  return found.is_object() ? found : kNone;
}
const Json& list(const Json& json, const char* name) {
  static const Json kNone = Json::array();
  const auto it = json.find(name);
  return it != json.end() && it->is_array() ? *it : kNone;
}

Json to_json(const Date& date) {
  Json json{{"d", format_instant(date.start)}};
  if (date.end) json["e"] = format_instant(*date.end);
  if (date.date_only) json["o"] = true;
  if (!date.zone.empty()) json["z"] = date.zone;
  return json;
}

Result<Date> date_from_json(const Json& json) {
  const auto start = parse_instant(text(json, "d"));
  if (!start) return malformed("a date is not readable");
  Date date{*start, std::nullopt, ticked(json, "o"), text(json, "z")};
  if (json.contains("e")) date.end = parse_instant(text(json, "e"));
  return date;
}

Json to_json(const RecordKey& key) { return {{"entity", key.entity}, {"external_id", key.external_id}}; }
RecordKey key_from_json(const Json& json) { return {text(json, "entity"), text(json, "external_id")}; }
Json to_json(const Lane& lane) { return {{"service", lane.service}, {"feed", lane.feed}}; }
Lane lane_from_json(const Json& json) { return {text(json, "service"), text(json, "feed")}; }

Json to_json(const Seen& seen) {
  Json json{{"key", to_json(seen.record.key)}, {"fields", to_json(seen.record.fields)},
            {"remote_id", seen.remote_id},     {"version", seen.version},
            {"at", format_instant(seen.at)},   {"created", format_instant(seen.created)}};
  if (seen.gone) json["gone"] = true;
  if (seen.by_us) json["by_us"] = true;
  if (!seen.sure) json["unsure"] = true;
  if (!seen.problem.empty()) json["problem"] = seen.problem;
  return json;
}

Result<Seen> seen_from_json(const Json& json) {
  Seen seen;
  const auto fields = fields_from_json(object(json, "fields"));
  if (!fields) return tl::unexpected(fields.error());
  seen.record = {key_from_json(object(json, "key")), *fields};
  seen.remote_id = text(json, "remote_id");
  seen.version = text(json, "version");
  seen.at = time(json, "at");
  seen.created = time(json, "created");
  seen.gone = ticked(json, "gone");
  seen.by_us = ticked(json, "by_us");
  seen.sure = !ticked(json, "unsure");
  seen.problem = text(json, "problem");
  return seen;
}

constexpr std::pair<Verb, const char*> kVerbs[] = {
    {Verb::create, "create"}, {Verb::update, "update"}, {Verb::append, "append"}, {Verb::archive, "archive"}};

}  // namespace

Json to_json(const FieldValue& value) {
  return std::visit(Overloaded{[](std::monostate) { return Json(nullptr); }, [](const std::string& t) { return Json(t); },
                               [](Decimal number) {
                                 return Json{{"n", number.str()}};
                               },
                               [](bool b) { return Json(b); }, [](const Date& date) { return to_json(date); },
                               [](const std::vector<std::string>& texts) {
                                 return Json{{"l", texts}};
                               },
                               [](const std::vector<Ref>& refs) {
                                 auto ids = Json::array();
                                 for (const auto& ref : refs) ids.push_back(ref.id);
                                 return Json{{"r", ids}};
                               }},
                    value);
}

Result<FieldValue> field_from_json(const Json& json) {
  if (json.is_null()) return FieldValue{};
  if (json.is_string()) return FieldValue{json.get<std::string>()};
  if (json.is_boolean()) return FieldValue{json.get<bool>()};
  if (json.is_object() && json.contains("n")) {
    const auto number = Decimal::parse(text(json, "n"));
    if (!number) return malformed("a number is not readable");
    return FieldValue{*number};
  }
  if (json.is_object() && json.contains("d")) return date_from_json(json).map([](Date date) { return FieldValue{date}; });
  if (json.is_object() && (json.contains("l") || json.contains("r"))) {
    std::vector<std::string> texts;
    for (const auto& item : list(json, json.contains("l") ? "l" : "r")) {
      if (!item.is_string()) return malformed("a list holds something that is not text");
      texts.push_back(item.get<std::string>());
    }
    if (json.contains("l")) return FieldValue{texts};
    std::vector<Ref> refs;
    for (auto& id : texts) refs.push_back({std::move(id)});
    return FieldValue{refs};
  }
  return malformed("a value is of no known kind");
}

Json to_json(const Fields& fields) {
  auto json = Json::object();
  for (const auto& [name, value] : fields) json[name] = to_json(value);
  return json;
}

Result<Fields> fields_from_json(const Json& json) {
  if (!json.is_object()) return malformed("fields are not an object");
  Fields fields;
  for (const auto& [name, item] : json.items()) {
    auto value = field_from_json(item);
    if (!value) return fail(value.error().fault, value.error().what, name, value.error().remedy);
    fields.emplace(name, std::move(*value));
  }
  return fields;
}

Json to_json(const Write& write) {
  Json json{{"to", to_json(write.to)},
            {"via", write.via},
            {"key", to_json(write.key)},
            {"title", write.title},
            {"known", to_json(write.known)},
            {"agreed", to_json(write.agreed)},
            {"refs", write.refs},
            {"page_id", write.page_id},
            {"at", format_instant(write.at)},
            {"destructive", write.destructive},
            {"counts", write.counts},
            {"changes", Json::array()},
            {"expect", Json::array()}};
  for (const auto& [verb, name] : kVerbs)
    if (verb == write.verb) json["verb"] = name;
  for (const auto& change : write.changes)
    json["changes"].push_back(
        {{"field", change.field}, {"from", to_json(change.from)}, {"to", to_json(change.to)}, {"reason", change.reason}});
  for (const auto& expect : write.expect)
    json["expect"].push_back({{"lane", to_json(expect.lane)}, {"field", expect.field}, {"value", to_json(expect.value)}});
  return json;
}

Result<Write> write_from_json(const Json& json) {
  if (!json.is_object()) return malformed("a change is not an object");
  Write write;
  const auto* verb =
      std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](const auto& v) { return text(json, "verb") == v.second; });
  if (verb == std::end(kVerbs)) return malformed("a change has no known verb");
  write.verb = verb->first;
  write.to = lane_from_json(object(json, "to"));
  write.via = text(json, "via");
  write.key = key_from_json(object(json, "key"));
  write.title = text(json, "title");
  write.page_id = text(json, "page_id");
  write.at = time(json, "at");
  write.destructive = ticked(json, "destructive");
  write.counts = ticked(json, "counts");
  auto known = seen_from_json(object(json, "known"));
  if (!known) return tl::unexpected(known.error());
  write.known = std::move(*known);
  auto agreed = fields_from_json(object(json, "agreed"));
  if (!agreed) return tl::unexpected(agreed.error());
  write.agreed = std::move(*agreed);
  for (const auto& [id, remote] : object(json, "refs").items())
    if (remote.is_string()) write.refs.emplace(id, remote.get<std::string>());
  for (const auto& item : list(json, "changes")) {
    auto from = field_from_json(member(item, "from"));
    auto to = field_from_json(member(item, "to"));
    if (!from) return tl::unexpected(from.error());
    if (!to) return tl::unexpected(to.error());
    write.changes.push_back({text(item, "field"), std::move(*from), std::move(*to), text(item, "reason")});
  }
  for (const auto& item : list(json, "expect")) {
    auto value = field_from_json(member(item, "value"));
    if (!value) return tl::unexpected(value.error());
    write.expect.push_back({lane_from_json(object(item, "lane")), text(item, "field"), std::move(*value)});
  }
  return write;
}

Json plain_json(const FieldValue& value) {
  return std::visit(Overloaded{[](std::monostate) { return Json(nullptr); }, [](const std::string& t) { return Json(t); },
                               [](Decimal number) {
                                 const auto whole = number.to_int();
                                 return whole ? Json(*whole) : Json(number.to_double());
                               },
                               [](bool b) { return Json(b); }, [&](const Date&) { return Json(display(value)); },
                               [](const std::vector<std::string>& texts) { return Json(texts); },
                               [](const std::vector<Ref>& refs) {
                                 auto ids = Json::array();
                                 for (const auto& ref : refs) ids.push_back(ref.id);
                                 return ids;
                               }},
                    value);
}

std::string encode_fields(const Fields& fields) { return dump_json(to_json(fields)); }

Result<Fields> decode_fields(std::string_view text) {
  auto json = parse_json(text);
  if (!json) return tl::unexpected(json.error());
  return fields_from_json(*json);
}

}  // namespace hsn
