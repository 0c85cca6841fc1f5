// Notion's limits that decide how we ask and what we send (notion.md 2 and 3). Text limits of properties: record/canonical.hpp.
#pragma once

#include <cstddef>

namespace hsn::notion {

inline constexpr int kPageSize = 100;         // rows of a query, refs of a property, blocks
inline constexpr int kSmallestPageSize = 10;  // a query that times out is asked again with half as many rows, down to this
inline constexpr std::size_t kUrlUnits = 2'000;
inline constexpr std::size_t kContactUnits = 200;  // e-mail, phone
inline constexpr std::size_t kFileNameUnits = 100;
inline constexpr std::size_t kEntriesPerFilter = 100;  // conditions of a group
inline constexpr std::size_t kEntriesPerWrite = 100;   // options of a multi_select, refs of a relation, files
inline constexpr std::size_t kRefsShown = 25;          // refs of a relation that a page shows; the rest is asked for
inline constexpr std::size_t kPayloadBytes = 500'000;
inline constexpr std::size_t kBlocksPerWrite = 100;
inline constexpr std::size_t kBodyBytes = 400'000;  // of the payload: leaves room for the properties
inline constexpr int kIdlePages = 10;               // pages in a row without a row, after which a reading has lost its way
inline constexpr int kRestartsInPlace = 3;          // of a query whose page cursor is refused before any progress

}  // namespace hsn::notion
