#include "core/json.hpp"

#include <algorithm>
#include <charconv>

#include "core/decimal.hpp"
#include "core/text.hpp"

namespace hsn {
namespace {

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

const Json* member(const Json& json, std::string_view name) {
  if (json.is_object()) {
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
  }
  if (!json.is_array() || (name.size() > 1 && name.front() == '0')) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || end != name.data() + name.size() || index >= json.size()) return nullptr;
  return &json[index];
}

// The element of the list that the step picks; end() when there is none.
template <class AnyJson>
auto picked(AnyJson& list, const Step& step) {
  return std::find_if(list.begin(), list.end(), [&](const Json& element) {
    const auto* key = member(element, step.key);
    return key != nullptr && text_at(*key, "") == step.value;
  });
}

const Json* pick(const Json& json, const Step& step) {
  if (!json.is_array()) return nullptr;
  const auto found = picked(json, step);
  return found == json.end() ? nullptr : &*found;
}

Json& made_pick(Json& json, const Step& step) {
  if (!json.is_array()) json = Json::array();
  if (const auto found = picked(json, step); found != json.end()) return *found;
  json.push_back({{step.key, step.value}});
  return json.back();
}

}  // namespace

std::string dump_json(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

const Json* at(const Json& json, std::string_view pointer) {
  const Json* place = &json;
  while (!pointer.empty() && place != nullptr) {
    if (pointer.front() != '/') return nullptr;
    // Nearly all steps are plain names.
    if (const auto end = std::min(pointer.find_first_of("/~[", 1), pointer.size());
        end == pointer.size() || pointer[end] == '/') {
      place = member(*place, pointer.substr(1, end - 1));
      pointer.remove_prefix(end);
      continue;
    }
    const auto step = next_step(pointer);
    if (step.named) place = member(*place, step.name);
    if (place != nullptr && !step.key.empty()) place = pick(*place, step);
  }
  return place;
}

Json& made_at(Json& json, std::string_view pointer) {
  Json* place = &json;
  while (!pointer.empty() && pointer.front() == '/') {
    const auto step = next_step(pointer);
    if (step.named) {
      if (!place->is_object()) *place = Json::object();
      place = &(*place)[step.name];
    }
    if (!step.key.empty()) place = &made_pick(*place, step);
  }
  return *place;
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
