#include "record/record_text.hpp"

#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "core/overloaded.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn {
namespace {

constexpr auto stands_for_itself = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };

void put_escaped(std::string& out, char c) {
  static constexpr std::pair<char, char> kShort[] = {{'"', '"'},  {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'},
                                                     {'\n', 'n'}, {'\r', 'r'},  {'\t', 't'}};
  const auto* const known = std::find_if(std::begin(kShort), std::end(kShort), [&](const auto& pair) { return pair.first == c; });
  out += '\\';
  if (known != std::end(kShort)) {
    out += known->second;
    return;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += "u00";
  out += kDigits[static_cast<unsigned char>(c) >> 4U];
  out += kDigits[static_cast<unsigned char>(c) & 15U];
}

void put(std::string& out, std::string_view text) {
  const bool ascii = std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (!ascii && !is_utf8(text)) {
    out += dump_json(Json(text));  // it knows what to put in place of broken bytes
    return;
  }
  out += '"';
  while (!text.empty()) {
    const auto stop = std::find_if_not(text.begin(), text.end(), stands_for_itself);
    const auto plain = static_cast<std::size_t>(stop - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    put_escaped(out, text.front());
    text.remove_prefix(1);
  }
  out += '"';
}

void put(std::string& out, bool ticked) { out += ticked ? "true" : "false"; }
void put(std::string& out, const std::string& text) { put(out, std::string_view(text)); }
void put(std::string& out, const char*) = delete;  // it would pass for a bool
void put(std::string& out, Instant at) {
  auto text = format_instant(at);
  const auto rest = at - std::chrono::floor<std::chrono::seconds>(at);
  if (rest != Duration::zero()) text.insert(text.size() - 1, "." + std::to_string(1000 + rest.count()).substr(1));
  put(out, text);
}

void put(std::string& out, const FieldValue&);
void put(std::string& out, const Fields&);
void put(std::string& out, const RecordKey&);
void put(std::string& out, const Lane&);
void put(std::string& out, const Seen&);
void put(std::string& out, const std::map<std::string, std::string>&);

// An object, member by member.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  ~Members() { out_ += '}'; }
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  std::string& name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    put(out_, name);
    out_ += ':';
    return out_;
  }
  template <class T>
  void add(std::string_view called, const T& value) {
    put(name(called), value);
  }

 private:
  std::string& out_;
  bool first_ = true;
};

template <class List, class Each>
void put_list(std::string& out, const List& list, Each each) {
  out += '[';
  bool first = true;
  for (const auto& item : list) {
    if (!std::exchange(first, false)) out += ',';
    each(item);
  }
  out += ']';
}

void put(std::string& out, const Date& date) {
  Members members(out);
  members.add("d", date.start);
  if (date.end) members.add("e", *date.end);
  if (date.date_only) members.add("o", true);
  if (!date.zone.empty()) members.add("z", date.zone);
}

void put(std::string& out, const FieldValue& value) {
  std::visit(Overloaded{[&](std::monostate) { out += "null"; }, [&](const std::string& text) { put(out, text); },
                        [&](Decimal number) { Members(out).add("n", number.written()); }, [&](bool ticked) { put(out, ticked); },
                        [&](const Date& date) { put(out, date); },
                        [&](const std::vector<std::string>& texts) {
                          Members members(out);
                          put_list(members.name("l"), texts, [&](const std::string& text) { put(out, text); });
                        },
                        [&](const std::vector<Ref>& refs) {
                          Members members(out);
                          put_list(members.name("r"), refs, [&](const Ref& ref) { put(out, ref.id); });
                        }},
             value);
}

void put(std::string& out, const Fields& fields) {
  Members members(out);
  for (const auto& [name, value] : fields) members.add(name, value);
}

void put(std::string& out, const RecordKey& key) {
  Members members(out);
  members.add("entity", key.entity);
  members.add("external_id", key.external_id);
}

void put(std::string& out, const Lane& lane) {
  Members members(out);
  members.add("feed", lane.feed);
  members.add("service", lane.service);
}

void put(std::string& out, const Seen& seen) {
  Members members(out);
  members.add("at", seen.at);
  if (seen.by_us) members.add("by_us", true);
  members.add("created", seen.created);
  members.add("fields", seen.record.fields);
  if (seen.gone) members.add("gone", true);
  members.add("key", seen.record.key);
  if (!seen.problem.empty()) members.add("problem", seen.problem);
  members.add("remote_id", seen.remote_id);
  if (!seen.sure) members.add("unsure", true);
  members.add("version", seen.version);
}

// Why a change is made, and whether what is written is what will be agreed on once it is settled. Most changes of a write
// say the same: who says neither, says what the one before said.
struct Why {
  const std::string* reason = nullptr;
  bool agrees = false;
};
void put(std::string& out, const Change& change, bool agrees, Why& before) {
  const bool news = before.reason == nullptr || *before.reason != change.reason || before.agrees != agrees;
  Members members(out);
  if (news && agrees) members.add("agrees", true);
  members.add("field", change.field);
  if (change.from != FieldValue()) members.add("from", change.from);
  if (change.overwrites) members.add("overwrites", true);
  if (news) members.add("reason", change.reason);
  members.add("to", change.to);
  before = {&change.reason, agrees};
}

void put(std::string& out, const Expect& expect) {
  Members members(out);
  members.add("field", expect.field);
  members.add("lane", expect.lane);
  members.add("value", expect.value);
}

void put(std::string& out, const std::map<std::string, std::string>& texts) {
  Members members(out);
  for (const auto& [name, text] : texts) members.add(name, text);
}

// What is empty is left out, and so is what a change says already.
void put(std::string& out, const Write& write) {
  Fields agreed = write.agreed;
  Why before;
  Members members(out);
  put_list(members.name("changes"), write.changes, [&](const Change& change) {
    const auto same = agreed.find(change.field);
    const bool agrees = same != agreed.end() && same->second == change.to;
    if (agrees) agreed.erase(same);
    put(out, change, agrees, before);
  });
  if (!agreed.empty()) members.add("agreed", agreed);
  if (!write.apart.empty()) members.add("apart", write.apart);
  members.add("at", write.at);
  members.add("counts", write.counts);
  members.add("destructive", write.destructive);
  if (!write.expect.empty()) put_list(members.name("expect"), write.expect, [&](const Expect& expect) { put(out, expect); });
  members.add("key", write.key);
  if (write.known != Seen()) members.add("known", write.known);
  if (!write.page_id.empty()) members.add("page_id", write.page_id);
  if (!write.refs.empty()) members.add("refs", write.refs);
  if (!write.remark.empty()) members.add("remark", write.remark);
  members.add("title", write.title);
  members.add("to", write.to);
  members.add("verb", verb_name(write.verb));
  if (!write.via.empty()) members.add("via", write.via);
}

}  // namespace

std::string_view verb_name(Verb verb) {
  switch (verb) {
    case Verb::create:
      return "create";
    case Verb::update:
      return "update";
    case Verb::append:
      return "append";
    case Verb::archive:
      return "archive";
  }
  return {};
}

std::string encode_fields(const Fields& fields) {
  std::string out;
  put(out, fields);
  return out;
}

std::string encode_value(const FieldValue& value) {
  std::string out;
  put(out, value);
  return out;
}

std::string encode_write(const Write& write) {
  std::string out;
  put(out, write);
  return out;
}

}  // namespace hsn
