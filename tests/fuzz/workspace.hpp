// A Notion workspace that has a column of every shape, and the hub over it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "fuzz/window.hpp"
#include "notion/hub.hpp"
#include "notion/properties.hpp"

namespace hsn::fuzz {

inline constexpr std::string_view kNotionUrl = "https://api.notion.com/v1/";
inline constexpr FieldDef kThingFields[] = {
    {"name", Shape::title, "Name", Owner::both, Need::required},
    {"sku", Shape::text, "SKU", Owner::both},
    {"description", Shape::rich, "Description", Owner::both},
    {"price", Shape::number, "Price", Owner::both},
    {"featured", Shape::checkbox, "Featured", Owner::both},
    {"state", Shape::select, "State", Owner::both},
    {"stage", Shape::select, "Stage", Owner::both},
    {"tags", Shape::multi_select, "Tags", Owner::both},
    {"made", Shape::date, "Made", Owner::tool},
    {"when", Shape::datetime, "When", Owner::both},
    {"link", Shape::url, "Link", Owner::service},
    {"email", Shape::email, "Email", Owner::both},
    {"phone", Shape::phone, "Phone", Owner::both},
    {"images", Shape::files, "Images", Owner::both},
    {"reviewer", Shape::people, "Reviewer", Owner::human},
    {"makers", Shape::relation, "Makers", Owner::tool, {}, {}, "makers", "Things"},
};
inline constexpr Schema kThings{.entity = "things", .title = "Things", .fields = kThingFields};
inline constexpr const Schema* kSchemas[] = {&kThings};
inline constexpr std::string_view kPageId = "cccccccc-0000-4000-8000-000000000001";

inline const Schema* thing_schema(std::string_view entity) { return entity == kThings.entity ? &kThings : nullptr; }

// Ids of columns are as opaque as Notion's: "p:name" percent-encoded.
inline notion::Layout layout() {
  notion::Layout layout;
  layout.bot_id = "bbbbbbbb-0000-4000-8000-00000000b07b";
  auto& source = layout.sources["things"];
  source.database_id = "aaaaaaaa-0000-4000-8000-000000000001";
  source.data_source_id = "aaaaaaaa-0000-4000-8000-0000000000d5";
  for (const auto* field : all_fields(kThings)) {
    const std::string name(field->name);
    const auto id = field->shape == Shape::title ? std::string("title") : "p%3A" + name;
    const auto type = name == "stage" ? std::string("status") : std::string(notion::wanted_type(field->shape));
    source.properties[name] = {id, std::string(field->property), type, {{"o1", "New", "New"}, {"o2", "Waiting", "On Hold"}}};
  }
  return layout;
}

inline std::unique_ptr<remote::Remote> hub() {
  return notion::make_hub({"https://api.notion.com", "2026-03-11", Secret(std::string(kSecret))}, kSchemas, layout());
}

}  // namespace hsn::fuzz
