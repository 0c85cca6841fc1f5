#include "record/record_json.hpp"

#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "core/overloaded.hpp"
#include "core/time.hpp"
#include "record/record_text.hpp"

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

RecordKey key_from_json(const Json& json) { return {text(json, "entity"), text(json, "external_id")}; }
Lane lane_from_json(const Json& json) { return {text(json, "service"), text(json, "feed")}; }

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

std::map<std::string, std::string> texts(const Json& json) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : json.items())
    if (value.is_string()) texts.emplace(name, value.get<std::string>());
  return texts;
}

constexpr Verb kVerbs[] = {Verb::create, Verb::update, Verb::append, Verb::archive};

// How a value is written is record_text's business alone.
Result<FieldValue> value_from_json(const Json& json) { return decode_value(dump_json(json)); }

}  // namespace

Json to_json(const Fields& fields) { return Json::parse(encode_fields(fields)); }
Json to_json(const Write& write) { return Json::parse(encode_write(write)); }
Result<Fields> fields_from_json(const Json& json) { return decode_fields(dump_json(json)); }

Result<Write> write_from_json(const Json& json) {
  if (!json.is_object()) return malformed("a change is not an object");
  Write write;
  const auto* verb =
      std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](Verb known) { return text(json, "verb") == verb_name(known); });
  if (verb == std::end(kVerbs)) return malformed("a change has no known verb");
  write.verb = *verb;
  write.to = lane_from_json(object(json, "to"));
  write.via = text(json, "via");
  write.key = key_from_json(object(json, "key"));
  write.title = text(json, "title");
  write.page_id = text(json, "page_id");
  write.at = time(json, "at");
  write.destructive = ticked(json, "destructive");
  write.counts = ticked(json, "counts");
  write.remark = text(json, "remark");
  auto known = seen_from_json(object(json, "known"));
  if (!known) return tl::unexpected(known.error());
  write.known = std::move(*known);
  auto agreed = fields_from_json(object(json, "agreed"));
  if (!agreed) return tl::unexpected(agreed.error());
  write.agreed = std::move(*agreed);
  write.refs = texts(object(json, "refs"));
  write.apart = texts(object(json, "apart"));
  std::string reason;
  bool agrees = false;
  for (const auto& item : list(json, "changes")) {
    if (item.contains("reason")) {  // else both are those of the change before
      reason = text(item, "reason");
      agrees = ticked(item, "agrees");
    }
    auto from = value_from_json(member(item, "from"));
    auto to = value_from_json(member(item, "to"));
    if (!from) return tl::unexpected(from.error());
    if (!to) return tl::unexpected(to.error());
    if (agrees) write.agreed.insert_or_assign(text(item, "field"), *to);
    write.changes.push_back({text(item, "field"), std::move(*from), std::move(*to), reason, ticked(item, "overwrites")});
  }
  for (const auto& item : list(json, "expect")) {
    auto value = value_from_json(member(item, "value"));
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

}  // namespace hsn
