#include <algorithm>
#include <string>
#include <vector>

#include "core/text.hpp"
#include "core/time.hpp"
#include "notion/limits.hpp"
#include "notion/property_types.hpp"
#include "notion/rich_items.hpp"

namespace hsn::notion {

namespace {

const bool kUnticked = false;
const std::string kNoText;
const std::vector<std::string> kNoTexts;
const std::vector<Ref> kNoRefs;

// The value as a T, an empty one for monostate; null when it is something else.
template <class T>
const T* as(const FieldValue& value, const T& empty) {
  return std::holds_alternative<std::monostate>(value) ? &empty : std::get_if<T>(&value);
}

tl::unexpected<Error> misfit() { return fail(Fault::bad_data, "the value is not of the kind that this column holds"); }

tl::unexpected<Error> too_long(std::size_t limit) {
  return fail(Fault::bad_data, "the value is longer than the " + std::to_string(limit) + " characters that Notion holds here", {},
              "shorten it at the service");
}

tl::unexpected<Error> too_many(std::size_t count) {
  return fail(Fault::bad_data,
              std::to_string(count) + " entries; Notion takes at most " + std::to_string(kEntriesPerWrite) + " at once", {},
              "shorten the list at the service, or map this column away");
}

Written short_text(const FieldValue& value, std::size_t limit) {
  const auto* text = as(value, kNoText);
  if (text == nullptr) return misfit();
  if (text->empty()) return Json(nullptr);  // "" is refused
  if (utf16_length(*text) > limit) return too_long(limit);
  return Json(*text);
}

// The option as it was last seen; null when the column has none like it.
const Option* known_option(const Property& property, const std::string& option) {
  const auto it =
      std::find_if(property.options.begin(), property.options.end(), [folded = fold_case(option)](const Option& known) {
        return fold_case(known.choice.empty() ? known.name : known.choice) == folded;
      });
  return it == property.options.end() ? nullptr : &*it;
}

// One of our own also by its id, which stays when people rename it: by the former name alone a second option would be made
// (notion.md 7). Of others the name is what counts: a renamed category is another one.
Json naming(const Option* known, const std::string& option) {
  if (known == nullptr) return {{"name", option}};
  Json named = {{"name", known->name}};
  if (!known->choice.empty() && !known->id.empty()) named["id"] = known->id;
  return named;
}

std::string local_text(Instant at, const std::string& zone) {
  auto text = format_local(at, zone);
  std::replace(text.begin(), text.end(), ' ', 'T');
  return text + ":00";
}

// A time zone goes with wall-clock times, which name two instants in the hour that autumn repeats: then UTC goes instead.
bool tells(Instant at, const std::string& zone) {
  const auto back = from_local(local_text(at, zone), zone);
  return back && *back == at;
}

std::string file_name(const std::string& url) {
  const auto path = url.substr(0, url.find_first_of("?#"));
  const auto name = path.substr(path.find_last_of('/') + 1);
  return name.empty() ? "file" : std::string(utf16_front(name, kFileNameUnits));
}

}  // namespace

Written write_text(const FieldValue& value, const Home&) {
  const auto* text = as(value, kNoText);
  if (text == nullptr) return misfit();
  return text_items(*text);
}

Written write_markup(const FieldValue& value, const Home&) {
  const auto* markup = as(value, kNoText);
  if (markup == nullptr) return misfit();
  return markup_items(*markup);
}

Written write_number(const FieldValue& value, const Home&) {
  if (std::holds_alternative<std::monostate>(value)) return Json(nullptr);
  const auto* number = std::get_if<Decimal>(&value);
  if (number == nullptr) return misfit();
  if (const auto whole = number->to_int()) return Json(*whole);
  return Json(number->to_double());
}

Written write_checkbox(const FieldValue& value, const Home&) {
  const auto* ticked = as(value, kUnticked);
  if (ticked == nullptr) return misfit();
  return Json(*ticked);
}

Written write_option(const FieldValue& value, const Home& home) {
  const auto* option = as(value, kNoText);
  if (option == nullptr) return misfit();
  if (option->empty()) return Json(nullptr);
  const auto* known = known_option(home.property, *option);
  if (known == nullptr && home.property.type == "status")
    return fail(Fault::bad_data, "there is no option \"" + *option + "\", and Notion lets nobody but people add one here", {},
                "add it to the column in Notion");
  return naming(known, *option);
}

Written write_options(const FieldValue& value, const Home& home) {
  const auto* options = as(value, kNoTexts);
  if (options == nullptr) return misfit();
  if (options->size() > kEntriesPerWrite) return too_many(options->size());
  Json list = Json::array();
  std::vector<std::string> sent;
  for (const auto& option : *options) {
    const auto* known = known_option(home.property, option);
    if (option.empty() || std::count(sent.begin(), sent.end(), fold_case(option)) > 0) continue;
    sent.push_back(fold_case(option));
    list.push_back(naming(known, option));
  }
  return list;
}

Written write_date(const FieldValue& value, const Home&) {
  if (std::holds_alternative<std::monostate>(value)) return Json(nullptr);
  const auto* date = std::get_if<Date>(&value);
  if (date == nullptr) return misfit();
  const bool zoned =
      !date->date_only && is_zone(date->zone) && tells(date->start, date->zone) && (!date->end || tells(*date->end, date->zone));
  const auto text = [&](Instant at) {
    if (date->date_only) return format_date(at);
    return zoned ? local_text(at, date->zone) : format_instant(at);
  };
  Json json = {{"start", text(date->start)}};
  if (date->end) json["end"] = text(*date->end);
  if (zoned) json["time_zone"] = date->zone;
  return json;
}

Written write_url(const FieldValue& value, const Home&) { return short_text(value, kUrlUnits); }

Written write_contact(const FieldValue& value, const Home&) { return short_text(value, kContactUnits); }

Written write_files(const FieldValue& value, const Home&) {
  const auto* urls = as(value, kNoTexts);
  if (urls == nullptr) return misfit();
  if (urls->size() > kEntriesPerWrite) return too_many(urls->size());
  Json list = Json::array();
  for (const auto& url : *urls) {
    if (utf16_length(url) > kUrlUnits) return too_long(kUrlUnits);
    list.push_back({{"name", file_name(url)}, {"type", "external"}, {"external", {{"url", url}}}});
  }
  return list;
}

Written write_relation(const FieldValue& value, const Home& home) {
  const auto* refs = as(value, kNoRefs);
  if (refs == nullptr) return misfit();
  Json list = Json::array();
  for (const auto& ref : *refs) {
    const auto page = home.pages.find(ref.id);
    if (ref.id.starts_with("@")) {
      list.push_back({{"id", ref.id.substr(1)}});
    } else if (page != home.pages.end()) {
      list.push_back({{"id", page->second}});
    }
  }
  // A write replaces the whole list, so what is beyond the limit cannot be added later either.
  if (list.size() > kEntriesPerWrite) return too_many(list.size());
  if (list.empty() && !refs->empty()) return std::nullopt;
  return list;
}

}  // namespace hsn::notion
