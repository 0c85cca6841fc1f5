#include "core/json.hpp"

#include <charconv>

#include "core/decimal.hpp"
#include "core/text.hpp"

namespace hsn {
namespace {

constexpr int kDeepest = 200;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kJsonBlank = " \t\r\n";

// nlohmann's parser takes a stack frame's worth of heap a level and its destructor recurses: limit before parsing.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

// Warnings may hold brackets themselves ("Undefined array key [x]"), but JSON begins a line or follows a tag.
std::string_view skip_lead(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{' && text[i] != '[') continue;
    const auto before = text.substr(0, i).find_last_not_of(" \t");
    if (before == std::string_view::npos || text[before] == '\n' || text[before] == '>' ||
        text.substr(0, before + 1).ends_with(kByteOrderMark)) {
      return text.substr(i);
    }
  }
  const auto first = text.find_first_of("{[");
  return first == std::string_view::npos ? text : text.substr(first);
}

Error not_json(std::string_view text) {
  const auto first = text.find_first_not_of(kJsonBlank);
  if (first == std::string_view::npos) return {Fault::bad_data, "the answer is empty where JSON was expected", "", ""};
  if (text[first] == '{' || text[first] == '[') return {Fault::bad_data, "the JSON is cut short or damaged", "", ""};
  // What is not even JSON holds no record; its first words ("<html><title>Bad gateway") tell what answered instead.
  const auto words = strip_html(text.substr(0, 2000));
  return {Fault::bad_data, "not JSON; it begins with \"" + std::string(utf16_front(words, 60)) + "\"", "", ""};
}

// One step of a pointer: a name or an index, and perhaps a pick from the list that it leads to.
struct Step {
  std::string name;
  bool named = false;
  std::string key, value;  // "[key=value]"
};

// "~1" is a slash and "~0" a tilde (RFC 6901).
std::string unescape(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    out += !escape ? token[i] : token[i + 1] == '0' ? '~' : '/';
    if (escape) ++i;
  }
  return out;
}

// Takes the next step off a pointer that begins with '/'. A picked value may hold slashes.
Step next_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  Step step;
  auto end = std::min(pointer.find('/'), pointer.size());
  const auto open = pointer.substr(0, end).find('[');
  const auto equal = open == std::string_view::npos ? open : pointer.substr(0, end).find('=', open);
  const auto close = equal == std::string_view::npos ? equal : pointer.find(']', equal);
  step.name = unescape(pointer.substr(0, close == std::string_view::npos ? end : open));
  step.named = !step.name.empty() || close == std::string_view::npos;
  if (close != std::string_view::npos) {
    step.key = pointer.substr(open + 1, equal - open - 1);
    step.value = pointer.substr(equal + 1, close - equal - 1);
    end = close + 1;
  }
  pointer.remove_prefix(end);
  return step;
}

const Json* member(const Json& json, const std::string& name) {
  if (json.is_object()) {
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
  }
  if (!json.is_array()) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || end != name.data() + name.size() || index >= json.size()) return nullptr;
  return &json[index];
}

const Json* pick(const Json& json, const Step& step) {
  if (!json.is_array()) return nullptr;
  for (const auto& element : json) {
    const auto* key = member(element, step.key);
    if (key != nullptr && text_at(*key, "") == step.value) return &element;
  }
  return nullptr;
}

}  // namespace

Result<Json> parse_json(std::string_view text, Lead lead) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const auto body = lead == Lead::skip ? skip_lead(text) : text;
  if (too_deep(body)) return fail(Fault::bad_data, "the JSON is nested more than 200 levels deep");
  auto json = Json::parse(body, nullptr, false);
  if (json.is_discarded()) return tl::unexpected(not_json(body));
  return json;
}

std::string dump_json(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

const Json* at(const Json& json, std::string_view pointer) {
  const Json* place = &json;
  while (!pointer.empty() && place != nullptr) {
    if (pointer.front() != '/') return nullptr;
    const auto step = next_step(pointer);
    if (step.named) place = member(*place, step.name);
    if (place != nullptr && !step.key.empty()) place = pick(*place, step);
  }
  return place;
}

std::optional<std::string> text_at(const Json& json, std::string_view pointer) {
  const auto* place = at(json, pointer);
  if (place == nullptr) return std::nullopt;
  if (place->is_string()) return place->get<std::string>();
  if (place->is_number_float()) {
    if (const auto decimal = Decimal::from_double(place->get<double>())) return decimal->str();
  }
  if (place->is_number()) return place->dump();
  return std::nullopt;
}

std::optional<std::int64_t> int_at(const Json& json, std::string_view pointer) {
  const auto text = text_at(json, pointer);
  const auto decimal = text ? Decimal::parse(trim(*text)) : std::nullopt;
  return decimal ? decimal->to_int() : std::nullopt;
}

std::optional<bool> bool_at(const Json& json, std::string_view pointer) {
  const auto* place = at(json, pointer);
  if (place == nullptr) return std::nullopt;
  if (place->is_boolean()) return place->get<bool>();
  const auto text = lower_ascii(text_at(*place, "").value_or(""));
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  return std::nullopt;
}

}  // namespace hsn
