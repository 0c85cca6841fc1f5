#include "sync/forgotten.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "entities/entities.hpp"
#include "record/canonical.hpp"
#include "sync/struck.hpp"

namespace hsn::sync {
namespace {

std::string marked(std::string_view key, std::string_view address) { return hex(hmac_sha256(key, fold_email(address))); }

}  // namespace

Forgotten::Forgotten(const state::Store& store)
    : key_(store.note(state::Store::kForgetKeyNote).value_or("")),
      since_(key_.empty() ? std::map<std::string, Instant>() : store.forgotten()) {}

bool Forgotten::covers(std::string_view address, Instant created) const {
  const auto since = since_.find(marked(key_, address));
  return since != since_.end() && created <= since->second;
}

std::optional<Seen> Forgotten::let_in(const Lane& lane, Seen seen) const {
  if (seen.gone) return seen;
  std::set<std::string> covered;
  for (const auto& address : addresses_in(seen.record)) {
    if (covers(address, seen.created)) covered.insert(std::string(kClientPrefix) + address);
  }
  if (covered.empty()) return seen;
  const auto* schema = entities::find(seen.record.key.entity);
  if (schema == nullptr || schema->entity == "clients") return std::nullopt;
  // What a page still shows is seen as it is, so that the plan empties it.
  if (lane.service != kHub) strike(*schema, seen.record.fields, covered);
  return seen;
}

std::vector<Seen> Forgotten::let_in(const Lane& lane, std::span<const Seen> all) const {
  std::vector<Seen> kept;
  for (const auto& one : all) {
    if (auto seen = let_in(lane, one)) kept.push_back(std::move(*seen));
  }
  return kept;
}

std::optional<Row> Forgotten::let_in(Row row) const {
  if (row.key.entity == "clients") {
    const auto addresses = addresses_in({row.key, {}});
    const auto covered = [&](const std::string& address) { return covers(address, row.first_seen.value_or(Instant{})); };
    if (std::any_of(addresses.begin(), addresses.end(), covered)) return std::nullopt;
    return row;
  }
  for (auto& [lane, facet] : row.facets) {
    if (auto kept = let_in(lane, facet)) facet = std::move(*kept);
  }
  return row;
}

std::string mark_of(state::Store& store, const Random& random, std::string_view address) {
  auto key = store.note(state::Store::kForgetKeyNote);
  if (!key) {
    std::string bytes;
    for (int i = 0; i < 4; ++i) {
      const auto bits = random();
      bytes.append(reinterpret_cast<const char*>(&bits), sizeof bits);
    }
    key = hex(bytes);
    store.note(state::Store::kForgetKeyNote, *key);
  }
  return marked(*key, address);
}

}  // namespace hsn::sync
