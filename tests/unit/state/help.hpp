// Builders for tests of the store: records in a line, and a store in memory.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "state/store.hpp"
#include "support/fakes.hpp"

namespace hsn::state {

inline const Lane kPages{"notion", "orders"}, kClientPages{"notion", "clients"}, kProductPages{"notion", "products"};
inline const Lane kOrders{"woocommerce", "orders"}, kCustomers{"woocommerce", "customers"}, kShop{"woocommerce", "products"};
inline const RecordKey kAnna{"clients", "client:anna@example.com"};
inline const RecordKey kOrder{"orders", "woocommerce:order:7"};
inline const Instant kNow = test::instant("2026-11-23T10:00:00Z");
inline Instant after(int seconds) { return kNow + std::chrono::seconds(seconds); }

inline std::unique_ptr<Store> opened(const std::filesystem::path& path) {
  auto store = Store::open(path, {"clients", "products", "orders"});
  if (!store) throw std::runtime_error(describe(store.error()));
  return std::move(*store);
}
inline std::unique_ptr<Store> memory() { return opened(":memory:"); }

inline Seen seen(std::string entity, std::string key, std::string remote_id, Fields fields = {}, Instant at = kNow) {
  Seen seen;
  seen.record = {{std::move(entity), std::move(key)}, std::move(fields)};
  seen.remote_id = std::move(remote_id);
  seen.at = at;
  seen.created = at;
  return seen;
}
inline FieldValue text(std::string words) { return FieldValue{std::move(words)}; }
inline FieldValue names(std::vector<std::string> ids) {
  std::vector<Ref> refs;
  for (auto& id : ids) refs.push_back({std::move(id)});
  return FieldValue{std::move(refs)};
}

inline void show(Store& store, const Lane& lane, const std::vector<Seen>& all, Instant now = kNow) {
  store.observe(lane, all, std::nullopt, now);
}

// All External IDs that are due, in the order they come; then nothing is due any more.
inline std::vector<std::string> drain(Store& store, Instant now = kNow) {
  std::vector<std::string> keys;
  Position position;
  while (!position.end)
    for (const auto& row : store.rows({}, now, position)) keys.push_back(row.key.external_id);
  for (const auto& entity : {"clients", "products", "orders"})
    for (const auto& key : keys) store.due({entity, key}, std::nullopt);
  return keys;
}

}  // namespace hsn::state
