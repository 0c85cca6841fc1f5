// What several feeds say of one record, as one voice.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "sync/plan.hpp"

namespace hsn::sync {

namespace {

int rank_of(const Schema& schema, const Lane& lane) {
  const auto it = std::find_if(schema.ranks.begin(), schema.ranks.end(),
                               [&](const Rank& rank) { return rank.service == lane.service && rank.feed == lane.feed; });
  return it == schema.ranks.end() ? 0 : it->rank;
}

struct Voice {
  const FieldValue* value = nullptr;
  int rank = 0;
  Instant at{};
  bool hearsay = false;
  std::string_view service{};
};

// A non-empty value is never replaced by an empty one, nor by one of lower rank; of equal rank the newer counts (3.2). But where
// all agreed that it is empty, what others had said before that does not fill it again.
bool outranks(const Voice& a, const Voice& b, bool agreed_empty) {
  if (is_empty(*a.value) != is_empty(*b.value)) {
    const auto& [empty, full] = is_empty(*a.value) ? std::tie(a, b) : std::tie(b, a);
    const bool emptied = agreed_empty && !empty.hearsay && full.hearsay && full.at <= empty.at;
    return emptied == is_empty(*a.value);
  }
  return a.rank != b.rank ? a.rank > b.rank : a.at > b.at;
}

bool is_agreed_empty(const Row& row, std::string_view field) {
  const auto* agreed = row.base ? row.base->find(field) : nullptr;
  return agreed != nullptr && is_empty(*agreed);
}

// What a record said before it was deleted is not replaced by what others mention: the page is kept (5.7).
std::set<std::string_view> told_by_the_gone(const Row& row) {
  std::set<std::string_view> names;
  for (const auto& [lane, seen] : row.facets) {
    if (!seen.gone) continue;
    for (const auto& [name, value] : seen.record.fields)
      if (!is_empty(value)) names.insert(name);
  }
  return names;
}

}  // namespace

Fields fold(const Schema& schema, const Row& row, std::map<std::string, std::string>* hearsay) {
  std::map<std::string_view, Voice> voices;
  const auto silent = told_by_the_gone(row);
  for (const auto& [lane, seen] : row.facets) {
    if (seen.gone || !seen.problem.empty()) continue;
    for (const auto& [name, value] : seen.record.fields) {
      if (seen.remote_id.empty() && silent.contains(name)) continue;
      const Voice voice{&value, rank_of(schema, lane), seen.at, seen.remote_id.empty(), lane.service};
      const auto [it, first] = voices.emplace(name, voice);
      if (!first && outranks(voice, it->second, is_agreed_empty(row, name))) it->second = voice;
    }
  }
  Fields folded;
  for (const auto& [name, voice] : voices) {
    folded.emplace(name, *voice.value);
    if (hearsay && voice.hearsay) hearsay->emplace(name, voice.service);
  }
  return folded;
}

}  // namespace hsn::sync
