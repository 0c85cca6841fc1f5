// One property value: <letter of the column>{"type": …}. What Notion shows, what we make of it, what we would write back.
#include "fuzz/workspace.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

// What was written, as Notion shows it afterwards.
Json shown(Json written, const std::string& type) {
  written["type"] = type;
  if (auto& value = written[type]; type == "title" || type == "rich_text") {
    for (auto& item : value) item["plain_text"] = text_at(item, "/text/content").value_or("");
    for (auto& item : value)
      if (const auto link = text_at(item, "/text/link/url")) item["href"] = *link;
  }
  return written;
}

}  // namespace

FUZZ(notion_values, input) {
  static const auto kFields = all_fields(kThings);
  static const auto kLayout = layout();
  const auto& field = *kFields[choice(input, kFields.size())];
  const auto& property = kLayout.sources.at("things").properties.at(std::string(field.name));
  const auto json = parse_json(input);
  if (!json) return check(json.error());
  const auto value = notion::decode(field, property, *json);
  if (!value) return;
  law(canonical(field, *value) == *value, "Notion tells canonical values", encode_fields({{"value", *value}}));
  check(field, *value);

  notion::Pages pages;
  if (const auto* refs = std::get_if<std::vector<Ref>>(&*value))
    for (const auto& ref : *refs) pages[ref.id] = ref.id.substr(1);
  const auto written = notion::encode(field, property, *value, pages);
  if (!written) return check(written.error());
  if (!*written) return;
  law(is_utf8(dump_json(**written)), "what is written is UTF-8");
  const auto read = notion::decode(field, property, shown(**written, property.type));
  law(read && same(field, *read, *value), "what is written reads back as the same",
      encode_fields({{"value", *value}, {"read", read.value_or(FieldValue())}}));
}
