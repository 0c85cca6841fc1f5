// What several feeds say of one record, as one voice.
#include <algorithm>

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
};

// A non-empty value is never replaced by an empty one, nor by one of lower rank; of equal rank the newer counts (3.2).
bool outranks(const Voice& a, const Voice& b) {
  if (is_empty(*a.value) != is_empty(*b.value)) return is_empty(*b.value);
  return a.rank != b.rank ? a.rank > b.rank : a.at > b.at;
}

}  // namespace

Fields fold(const Schema& schema, const Row& row, std::set<std::string>* hearsay) {
  std::map<std::string_view, Voice> voices;
  for (const auto& [lane, seen] : row.facets) {
    if (seen.gone || !seen.problem.empty()) continue;
    for (const auto& [name, value] : seen.record.fields) {
      const Voice voice{&value, rank_of(schema, lane), seen.at, seen.remote_id.empty()};
      const auto [it, first] = voices.emplace(name, voice);
      if (!first && outranks(voice, it->second)) it->second = voice;
    }
  }
  Fields folded;
  for (const auto& [name, voice] : voices) {
    folded.emplace(name, *voice.value);
    if (hearsay && voice.hearsay) hearsay->insert(std::string(name));
  }
  return folded;
}

}  // namespace hsn::sync
