// What the emulator answers: users, databases, data sources, pages and their values, shaped as the official client reads them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/notion_model.hpp"

namespace hsn::sandbox::notion {

struct View {
  bool archived = false;                               // 2025-09-03 shows `archived` beside `in_trash`
  std::optional<std::vector<std::string>> properties;  // ids; null: all
};

Json show_self(const Workspace&);
Json show_person(const Workspace&);
Json show_user(const Id&);  // partial
Json show_database(const Workspace&, const Database&, const View&);
Json show_source(const Workspace&, const DataSource&, const View&);
Json show_columns(const Workspace&, const DataSource&);
Json show_page(const Workspace&, const StoredPage&, const PageState&, const View&);
Json show_block(const Workspace&, const Block&, const Id& parent, const View&);

inline constexpr std::size_t kRefsShown = 25;  // references in a page or row (notion.md 2.6)
// The value beside `id` and `type`; `refs`: how many references are shown.
Json show_value(const Workspace&, const Property&, const StoredPage&, const PageState&, std::size_t refs);
std::string plain_value(const Workspace&, const Property&, const StoredPage&, const PageState&);
bool is_empty(const Workspace&, const Property&, const StoredPage&, const PageState&);
// What a select, status or multi_select holds; options that are gone are not held any more.
std::vector<const Option*> picked(const Property&, const PageState&);
Json show_number(double);

Json show_rollup(const Workspace&, const Property&, const StoredPage&, const PageState&, std::size_t refs);

}  // namespace hsn::sandbox::notion
