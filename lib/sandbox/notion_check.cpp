#include "sandbox/notion_check.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::sandbox::notion {
namespace {

constexpr std::size_t kEquationUnits = 1000;  // notion.md 3, Sizes
constexpr std::string_view kFlags[] = {"bold", "code", "italic", "strikethrough", "underline"};

bool is_color(std::string_view color) {
  if (color.ends_with("_background")) color.remove_suffix(std::string_view("_background").size());
  return std::find(std::begin(kColors), std::end(kColors), color) != std::end(kColors);
}

// What of the annotations is not the default.
Outcome<Json> annotations_in(const Json& item, const std::string& where) {
  if (auto shape = only(item, {"bold", "code", "italic", "strikethrough", "underline", "color"}, where); !shape) {
    return tl::unexpected(shape.error());
  }
  auto set = Json::object();
  for (const auto& [name, value] : item.items()) {
    if (name == "color") {
      if (!value.is_string() || !is_color(value.get_ref<const std::string&>()))
        return expected(where + ".color", "a color", value);
      if (value != "default") set[name] = value;
    } else if (!value.is_boolean()) {
      return expected(where + "." + name, "a boolean", value);
    } else if (value.get<bool>()) {
      set[name] = true;
    }
  }
  return set;
}

Outcome<void> text_part(const Json& text, const std::string& where, Run& run, Json& extra) {
  if (auto shape = only(text, {"content", "link"}, where); !shape) return shape;
  auto content = text_in(member(text, "content"), kTextUnits, where + ".content");
  if (!content) return tl::unexpected(content.error());
  run.content = std::move(*content);
  const auto link = text.find("link");
  if (link == text.end() || link->is_null()) return {};
  if (auto shape = only(*link, {"url"}, where + ".link"); !shape) return shape;
  const auto url = text_in(member(*link, "url"), kUrlUnits, where + ".link.url");
  if (!url) return tl::unexpected(url.error());
  if (url->empty()) return invalid("body failed validation: " + where + ".link.url should be a valid URL.");
  extra["link"] = *url;
  return {};
}

Outcome<void> mention_part(const Json& mention, const std::string& where, Run& run, Json& extra) {
  if (auto shape = only(mention, {"type", "user", "page", "database", "date"}, where); !shape) return shape;
  auto kept = mention;
  const auto kind = std::find_if(mention.begin(), mention.end(), [](const Json& part) { return part.is_object(); });
  if (kind == mention.end()) return expected(where, "a mention", mention);
  kept["type"] = kind.key();
  run.content = text_at(*kind, "/start").value_or("Untitled");
  extra["mention"] = std::move(kept);
  return {};
}

Outcome<Run> run_in(const Json& item, const std::string& where) {
  if (auto shape = only(item, {"type", "text", "mention", "equation", "annotations"}, where); !shape) {
    return tl::unexpected(shape.error());
  }
  Run run;
  auto extra = Json::object();
  std::string_view kind;
  for (const std::string_view name : {"text", "mention", "equation"}) {
    if (!item.contains(name)) continue;
    if (!kind.empty()) return expected(where, "one of text, mention and equation", item);
    kind = name;
  }
  if (kind.empty()) return expected(where, "to hold `text`", item);
  if (item.contains("type") && item["type"] != kind) return expected(where + ".type", kind, item["type"]);
  const auto& part = item[std::string(kind)];
  const auto inner = where + "." + std::string(kind);
  Outcome<void> taken;
  if (kind == "text") {
    taken = text_part(part, inner, run, extra);
  } else if (kind == "mention") {
    taken = mention_part(part, inner, run, extra);
  } else {
    taken = only(part, {"expression"}, inner);
    if (!taken) return tl::unexpected(taken.error());
    auto expression = text_in(member(part, "expression"), kEquationUnits, inner + ".expression");
    if (!expression) return tl::unexpected(expression.error());
    run.content = std::move(*expression);
    extra["equation"] = true;
  }
  if (!taken) return tl::unexpected(taken.error());
  if (item.contains("annotations")) {
    auto set = annotations_in(item["annotations"], where + ".annotations");
    if (!set) return tl::unexpected(set.error());
    if (!set->empty()) extra["annotations"] = std::move(*set);
  }
  if (!extra.empty()) run.extra = std::make_shared<const Json>(std::move(extra));
  return run;
}

bool same_look(const Run& a, const Run& b) {
  if (!a.extra || !b.extra) return !a.extra && !b.extra;
  return *a.extra == *b.extra && !a.extra->contains("mention") && !a.extra->contains("equation");
}

Json annotations(const Json* set) {
  Json all = {{"color", set ? set->value("color", "default") : "default"}};
  for (const auto name : kFlags) all[std::string(name)] = set && set->contains(name);
  return all;
}

}  // namespace

const Json& member(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

Outcome<void> only(const Json& object, std::initializer_list<std::string_view> keys, const std::string& where) {
  if (!object.is_object()) return expected(where, "an object", object);
  for (const auto& [name, value] : object.items()) {
    if (std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
    return invalid("body failed validation: " + where + "." + name + " should be not present, instead was `" + dump_json(value) +
                   "`.");
  }
  return {};
}

tl::unexpected<Refusal> expected(const std::string& where, std::string_view what, const Json& instead) {
  return invalid("body failed validation: " + where + " should be " + std::string(what) + ", instead was `" +
                 (instead.is_null() ? "undefined" : dump_json(instead).substr(0, 200)) + "`.");
}

Outcome<void> at_most(std::size_t length, std::size_t limit, const std::string& where) {
  if (length <= limit) return {};
  return invalid("body failed validation: " + where + ".length should be ≤ `" + std::to_string(limit) + "`, instead was `" +
                 std::to_string(length) + "`.");
}

Outcome<std::string> text_in(const Json& value, std::size_t limit, const std::string& where) {
  if (!value.is_string()) return expected(where, "a string", value);
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > limit) {
    if (auto size = at_most(utf16_length(text), limit, where); !size) return tl::unexpected(size.error());
  }
  return text;
}

Outcome<Id> id_in(const Json& value, const std::string& where) {
  const auto id = value.is_string() ? parse_id(value.get_ref<const std::string&>()) : std::nullopt;
  if (!id) return expected(where, "a valid uuid", value);
  return *id;
}

Outcome<bool> flag_in(const Json& value, const std::string& where) {
  if (!value.is_boolean()) return expected(where, "a boolean", value);
  return value.get<bool>();
}

Outcome<Text> runs_in(const Json& list, const std::string& where) {
  if (!list.is_array()) return expected(where, "an array", list);
  if (auto size = at_most(list.size(), kItems, where); !size) return tl::unexpected(size.error());
  Text text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto run = run_in(list[i], where + "[" + std::to_string(i) + "]");
    if (!run) return tl::unexpected(run.error());
    if (run->content.empty()) continue;
    if (!text.runs.empty() && same_look(text.runs.back(), *run)) {
      text.runs.back().content += run->content;
    } else {
      text.runs.push_back(std::move(*run));
    }
  }
  return text;
}

Json rich_text(const Text& text) {
  auto list = Json::array();
  for (const auto& run : text.runs) {
    const Json* extra = run.extra.get();
    const auto part = [&](const char* name) { return extra && extra->contains(name) ? &(*extra)[name] : nullptr; };
    const Json* link = part("link");
    Json item = {{"plain_text", run.content}, {"href", link ? *link : Json()}, {"annotations", annotations(part("annotations"))}};
    if (const Json* mention = part("mention")) {
      item["type"] = "mention";
      item["mention"] = *mention;
    } else if (part("equation")) {
      item["type"] = "equation";
      item["equation"] = {{"expression", run.content}};
    } else {
      item["type"] = "text";
      item["text"] = {{"content", run.content}, {"link", link ? Json{{"url", *link}} : Json()}};
    }
    list.push_back(std::move(item));
  }
  return list;
}

std::string plain(const Text& text) {
  std::string all;
  for (const auto& run : text.runs) all += run.content;
  return all;
}

Outcome<Json> rich_text_in(const Json& list, const std::string& where) {
  auto text = runs_in(list, where);
  if (!text) return tl::unexpected(text.error());
  return rich_text(*text);
}

Outcome<Json> icon_in(const Json& icon, const std::string& where) {
  if (icon.is_null()) return Json();
  if (icon.is_object() && icon.contains("external")) return cover_in(icon, where);
  if (auto shape = only(icon, {"type", "emoji"}, where); !shape) return tl::unexpected(shape.error());
  const auto emoji = text_in(member(icon, "emoji"), 20, where + ".emoji");
  if (!emoji) return tl::unexpected(emoji.error());
  return Json{{"type", "emoji"}, {"emoji", *emoji}};
}

Outcome<Json> cover_in(const Json& cover, const std::string& where) {
  if (cover.is_null()) return Json();
  if (auto shape = only(cover, {"type", "external"}, where); !shape) return tl::unexpected(shape.error());
  const auto& external = member(cover, "external");
  if (auto shape = only(external, {"url"}, where + ".external"); !shape) return tl::unexpected(shape.error());
  const auto url = text_in(member(external, "url"), kUrlUnits, where + ".external.url");
  if (!url) return tl::unexpected(url.error());
  return Json{{"type", "external"}, {"external", {{"url", *url}}}};
}

}  // namespace hsn::sandbox::notion
