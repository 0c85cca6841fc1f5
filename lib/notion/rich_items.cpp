#include "notion/rich_items.hpp"

#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/text_of.hpp"
#include "record/canonical.hpp"
#include "record/rich_text.hpp"

namespace hsn::notion {

namespace {

Json item(const Run& form, std::string_view content) {
  Json json;  // member by member: braces inside braces are copied, and there is nothing that we send more of
  json["type"] = "text";
  auto& text = json["text"];
  text["content"] = content;
  if (!form.link.empty()) text["link"]["url"] = form.link;
  if (form.bold) json["annotations"]["bold"] = true;
  if (form.italic) json["annotations"]["italic"] = true;
  return json;
}

void add_items(Json& items, const Run& run) {
  for (std::string_view rest = run.text; !rest.empty();) {
    const auto front = utf16_front(rest, kHubItemUnits);
    items.push_back(item(run, front));
    rest.remove_prefix(front.size());
  }
}

Run run_of(const Json& json) {
  Run run;
  const auto content = text_at(json, "/text/content");
  run.text = content ? *content : text_of(json, "/plain_text");
  run.bold = bool_at(json, "/annotations/bold").value_or(false);
  run.italic = bool_at(json, "/annotations/italic").value_or(false);
  if (content) run.link = text_of(json, "/text/link/url");
  return run;
}

std::vector<Run> runs_of(const Json& items) {
  std::vector<Run> runs;
  if (!items.is_array()) return runs;
  for (const auto& json : items) runs.push_back(run_of(json));
  return runs;
}

}  // namespace

Json text_items(std::string_view plain) {
  Json items = Json::array();
  add_items(items, {.text = std::string(plain), .bold = false, .italic = false, .link = {}});
  return items;
}

Json markup_items(std::string_view markup) {
  Json items = Json::array();
  for (const auto& run : to_runs(markup)) add_items(items, run);
  return items;
}

std::string items_text(const Json& items) {
  std::string text;
  for (const auto& run : runs_of(items)) text += run.text;
  return text;
}

std::string items_markup(const Json& items) { return to_markup(runs_of(items)); }

}  // namespace hsn::notion
