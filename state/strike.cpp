#include "state/strike.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <map>
#include <utility>
#include <variant>

#include "core/json.hpp"
#include "core/overloaded.hpp"
#include "core/text.hpp"

namespace hsn::state {
namespace {

bool joins(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
// Within an address or a name, when more of it follows: the full stop of a sentence is none of it.
bool links(char c) { return c == '.' || c == '-' || c == '+'; }

bool stands_alone(std::string_view text, std::size_t at, std::size_t size) {
  const auto before = text.substr(0, at), after = text.substr(at + size);
  const auto goes_on = [](char next, char beyond) { return joins(next) || (links(next) && joins(beyond)); };
  const auto nth = [](std::string_view part, std::size_t n) { return n < part.size() ? part[n] : ' '; };
  const auto nth_last = [](std::string_view part, std::size_t n) { return n < part.size() ? part[part.size() - 1 - n] : ' '; };
  return !goes_on(nth_last(before, 0), nth_last(before, 1)) && !goes_on(nth(after, 0), nth(after, 1));
}

// An address is typed in any letters.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size()));
  const auto found =
      std::search(begin, text.end(), word.begin(), word.end(), [&](char a, char b) { return lower(a) == lower(b); });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

void strike_alone(std::string& text, std::string_view word) {
  for (auto at = find_word(text, word); at != std::string::npos;) {
    const bool alone = stands_alone(text, at, word.size());
    if (alone) text.replace(at, word.size(), kStruck);
    at = find_word(text, word, at + (alone ? kStruck.size() : 1));
  }
}

void strike_all(std::string& text, std::string_view word) {
  for (auto at = find_word(text, word); at != std::string::npos; at = find_word(text, word, at + kStruck.size()))
    text.replace(at, word.size(), kStruck);
}

std::string escaped(const std::string& word) {
  const auto quoted = dump_json(Json(word));
  return quoted.substr(1, quoted.size() - 2);
}

void each_text(Json& json, const std::function<void(std::string&)>& change) {
  if (auto* text = json.get_ptr<std::string*>(); text != nullptr) change(*text);
  if (!json.is_structured()) return;
  for (auto& element : json) each_text(element, change);
}

}  // namespace

Strike::Strike(const std::set<std::string>& words) : words_(words.begin(), words.end()) {
  assert(!words.contains(""));
  std::stable_sort(words_.begin(), words_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const auto& word : words_) {
    sought_.push_back(word);
    if (auto other = escaped(word); other != word) sought_.push_back(std::move(other));
  }
}

bool Strike::in(std::string_view text) const {
  return std::any_of(sought_.begin(), sought_.end(),
                     [&](const auto& word) { return find_word(text, word) != std::string_view::npos; });
}

std::string Strike::struck(std::string text) const {
  for (const auto& word : words_) strike_all(text, word);
  return text;
}

std::string Strike::struck_json(const std::string& text) const {
  auto json = parse_json(text);
  if (!json) return struck(text);
  each_text(*json, [this](std::string& value) { value = struck(std::move(value)); });
  return dump_json(*json);
}

void Strike::strike(std::string& text) const {
  for (const auto& word : words_) strike_alone(text, word);
}

void Strike::strike(FieldValue& value) const {
  std::visit(Overloaded{[this](std::string& text) { strike(text); },
                        [this](std::vector<std::string>& texts) {
                          for (auto& text : texts) strike(text);
                        },
                        [this](std::vector<Ref>& refs) {
                          for (auto& ref : refs) strike(ref.id);
                        },
                        [](const auto&) {}},
             value);
}

void Strike::strike(Fields& fields) const {
  for (auto& [name, value] : fields) strike(value);
}

void Strike::strike(Record& record) const {
  strike(record.key.external_id);
  strike(record.fields);
}

void Strike::strike(Write& write) const {
  for (auto* text : {&write.title, &write.remark, &write.key.external_id, &write.known.remote_id, &write.known.problem,
                     &write.known.former_key})
    strike(*text);
  strike(write.known.record);
  strike(write.agreed);
  for (auto& change : write.changes) {
    strike(change.from);
    strike(change.to);
    strike(change.reason);
  }
  for (auto& expect : write.expect) strike(expect.value);
  decltype(write.refs) refs;
  for (const auto& entry : write.refs) {
    auto [id, remote] = std::pair<std::string, std::string>(entry);
    strike(id);
    strike(remote);
    refs.insert_or_assign(std::move(id), std::move(remote));
  }
  write.refs = std::move(refs);
}

}  // namespace hsn::state
