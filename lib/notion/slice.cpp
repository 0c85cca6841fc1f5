#include "notion/slice.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/limits.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

constexpr std::size_t kConditions = kEntriesPerFilter - 6;  // the others are times, and what the slice has of its own

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// So many bytes and the whole character after them.
std::string beginning(std::string_view text, std::size_t length) {
  auto end = length + 1;
  while (end < text.size() && continues(text[end])) ++end;
  return std::string(text.substr(0, end));
}

std::size_t common_length(std::string_view a, std::string_view b) {
  const auto same = [](char x, char y) { return lower_ascii({&x, 1}) == lower_ascii({&y, 1}); };
  const auto parting = std::mismatch(a.begin(), a.end(), b.begin(), b.end(), same).first;
  auto length = static_cast<std::size_t>(parting - a.begin());
  while (length > 0 && ((length < a.size() && continues(a[length])) || (length < b.size() && continues(b[length])))) --length;
  return length;
}

std::vector<std::string> texts_of(const Json& json, const char* name) {
  std::vector<std::string> texts;
  if (const auto* list = at(json, name); list != nullptr && list->is_array()) {
    for (const auto& item : *list) texts.push_back(text_of(item, ""));
  }
  return texts;
}

}  // namespace

std::vector<Json> Slice::conditions(const std::string& property_id) const {
  std::vector<Json> all;
  const auto add = [&](const char* condition, Json value) {
    all.push_back({{"property", property_id}, {"rich_text", {{condition, std::move(value)}}}});
  };
  if (keyless) add("is_empty", true);
  if (!with.empty()) add("contains", with);
  for (const auto& text : without) add("does_not_contain", text);
  return all;
}

Json Slice::encoded() const { return {{"with", with}, {"without", without}, {"keyless", keyless}}; }

Slice Slice::decode(const Json& json) {
  return {text_of(json, "/with"), texts_of(json, "/without"), bool_at(json, "/keyless").value_or(false)};
}

// Whether Notion tells letter case apart is not documented. If it does not, one spelling finds all; if it does, the others are
// in the rest, which parts by their spelling.
void Fork::saw(std::string_view external_id) {
  if (external_id.empty()) return;
  if (!stem) stem = external_id;
  const auto length = common_length(*stem, external_id);
  if (length < stem->size()) {
    branches = {beginning(*stem, length)};
    stem->resize(length);
  }
  if (external_id.size() == length) return;
  auto branch = beginning(external_id, length);
  const bool known = std::any_of(branches.begin(), branches.end(),
                                 [&](const std::string& one) { return lower_ascii(one) == lower_ascii(branch); });
  if (!known) branches.push_back(std::move(branch));
}

Json Fork::encoded() const {
  Json json = {{"branches", branches}};
  if (stem) json["stem"] = *stem;
  return json;
}

Fork Fork::decode(const Json& json) { return {text_at(json, "/stem"), texts_of(json, "/branches")}; }

// Whatever contains none of the longer texts is left to a slice of its own: together they are whole, whichever characters
// there are that were not seen.
std::vector<Slice> smaller_slices(const Slice& slice, const Fork& fork) {
  std::vector<Slice> slices;
  auto rest = slice;
  for (const auto& branch : fork.branches) {
    if (branch.size() <= slice.with.size() || rest.without.size() >= kConditions) continue;
    rest.without.push_back(branch);
    slices.push_back({branch, {}, false});
  }
  if (!slices.empty()) slices.push_back(std::move(rest));
  return slices;
}

}  // namespace hsn::notion
