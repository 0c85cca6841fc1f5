// Plans, conflicts and reports in words and tables, for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/output/table.hpp"
#include "core/clock.hpp"
#include "record/schema.hpp"
#include "sync/catalog.hpp"
#include "sync/engine.hpp"
#include "sync/plan.hpp"

namespace hsn::cli {

// The property's name where the field has one: the word that staff see in Notion.
std::string label_of(const Schema*, std::string_view field);
// A value of that field for people, on one line.
std::string shown(const Schema*, std::string_view field, const FieldValue&, const Style&, std::size_t columns = 0);
// "Notion", "WooCommerce": by the catalog, else as it stands.
std::string title_of(const sync::Catalog&, const std::string& service);
std::string count_of(std::size_t, std::string_view singular, std::string_view plural);  // "1 record", "1,234 records"

std::string writes_in_words(const sync::Catalog&, const std::vector<Write>&, const Style&);
std::string conflicts_in_words(const sync::Catalog&, const std::vector<sync::Conflict>&, const Style&);
// Side by side, with when each was last changed. Where hsn was the last on the page: before that.
std::string conflicts_in_full(const sync::Catalog&, const std::vector<sync::Conflict>&, const Style&);
std::string refusals_in_words(const sync::Catalog&, const std::vector<sync::Refusal>&, const Style&);
// At most so many lines; how many more there are.
std::string overwritten_in_words(const sync::Catalog&, const std::vector<sync::Overwritten>&, std::int64_t run, std::size_t most,
                                 const Style&);
// The whole answer of `hsn diff`.
std::string diff_in_words(const sync::Catalog&, const sync::Priced&, const Style&);
// created, updated, unchanged, failed, conflicts, requests, time.
std::string summary(const sync::Report&, Duration took);

}  // namespace hsn::cli
