// One request to the emulator after the checks that all share, and the endpoints it may be for.
#pragma once

#include <string>
#include <vector>

#include "sandbox/notion_model.hpp"
#include "sandbox/notion_render.hpp"

namespace hsn::sandbox::notion {

struct Call {
  std::string url;
  std::vector<std::string> arguments;  // what stood for each * of the route
  Json body;
  bool before_2026 = false;  // Notion-Version 2025-09-03: `archived` is known, and shown
  Instant now{};
  Actor actor() const { return {now, true}; }
  View view() const { return {before_2026, {}}; }
};
using Endpoint = Outcome<Json> (*)(Workspace&, const Call&);

Outcome<Json> get_self(Workspace&, const Call&);
Outcome<Json> get_users(Workspace&, const Call&);
Outcome<Json> get_user(Workspace&, const Call&);

Outcome<Json> create_database(Workspace&, const Call&);
Outcome<Json> get_database(Workspace&, const Call&);
Outcome<Json> update_database(Workspace&, const Call&);
Outcome<Json> create_source(Workspace&, const Call&);
Outcome<Json> get_source(Workspace&, const Call&);
Outcome<Json> update_source(Workspace&, const Call&);
Outcome<Json> query_source(Workspace&, const Call&);

Outcome<Json> create_page(Workspace&, const Call&);
Outcome<Json> get_page(Workspace&, const Call&);
Outcome<Json> update_page(Workspace&, const Call&);
Outcome<Json> get_page_property(Workspace&, const Call&);

Outcome<Json> get_children(Workspace&, const Call&);
Outcome<Json> append_children(Workspace&, const Call&);
Outcome<Json> delete_block(Workspace&, const Call&);
Outcome<Json> search(Workspace&, const Call&);

// ---- shared by several endpoints
// Values of a repeated query parameter ("filter_properties" and "filter_properties[]"), decoded.
std::vector<std::string> query_values(const std::string& url, std::string_view name);
Outcome<View> view_of(const Call&, const DataSource&);  // with filter_properties
Outcome<std::size_t> page_size_in(const Json&);         // 1..100
struct Paging {
  std::size_t size = 100, from = 0;
};
Outcome<Paging> paging_of(const Workspace&, const Call&, const std::string& asked);  // from the query string
// The list envelope; `next` is the cursor, empty at the end.
Json list_of(std::string_view type, Json results, const std::string& next);
Outcome<Json> paged(Workspace&, const Call&, std::string_view type, const std::string& asked, Json all);
tl::unexpected<Refusal> bad_cursor(const std::string&);
std::optional<Refusal> archived_key(const Call&);  // `archived` is a stranger since 2026-03-11

// Children of a new page or block: checked, with ids.
Outcome<std::vector<Block>> blocks_in(Workspace&, const Json& children, const Actor&);

}  // namespace hsn::sandbox::notion
