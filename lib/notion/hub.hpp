// Notion as a Remote: one feed per entity, pages as records. Facts: notion.md; every limit is in notion/limits.hpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "notion/layout.hpp"
#include "record/schema.hpp"
#include "remote/remote.hpp"

namespace hsn::notion {

struct Account {
  std::string base_url;  // without /v1
  std::string version;   // Notion-Version: 2026-03-11 or 2025-09-03
  Secret token;
};

// Feeds are named like the entities; only those that the layout knows and finds usable. Which fields they carry is the
// layout's to say: their `entities` are empty.
std::vector<remote::Feed> feeds(std::span<const Schema* const>, const Layout&);

// Schemas must outlive the hub (they are constexpr tables).
std::unique_ptr<remote::Remote> make_hub(Account, std::span<const Schema* const>, Layout);

}  // namespace hsn::notion
