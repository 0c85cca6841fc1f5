#include "support/openapi.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::test {
namespace {

class Checker {
 public:
  explicit Checker(const Json& file) : file_(file) {}

  std::optional<std::string> check(const Json& schema, const Json& value, const std::string& where) const {
    if (schema.contains("$ref"))
      return check(file_.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value, where);
    for (const auto* choice : {"oneOf", "anyOf"}) {
      if (schema.contains(choice) && !any(schema[choice], value, where)) return where + " fits none of " + choice;
    }
    for (const auto& part : schema.value("allOf", Json::array())) {
      if (auto wrong = check(part, value, where)) return wrong;
    }
    if (schema.contains("type") && !has_type(schema["type"], value)) return where + " is not of type " + schema["type"].dump();
    if (schema.contains("const") && schema["const"] != value) return where + " is not " + schema["const"].dump();
    if (schema.contains("enum") && std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
      return where + " is none of " + schema["enum"].dump();
    }
    if (value.is_object()) return members(schema, value, where);
    if (value.is_array()) return items(schema, value, where);
    return std::nullopt;
  }

 private:
  bool any(const Json& choices, const Json& value, const std::string& where) const {
    return std::any_of(choices.begin(), choices.end(), [&](const Json& choice) { return !check(choice, value, where); });
  }
  static bool is(const std::string& type, const Json& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == "null" && value.is_null();
  }
  static bool has_type(const Json& type, const Json& value) {
    if (type.is_string()) return is(type, value);
    return std::any_of(type.begin(), type.end(), [&](const Json& one) { return is(one, value); });
  }
  std::optional<std::string> members(const Json& schema, const Json& value, const std::string& where) const {
    for (const auto& name : schema.value("required", Json::array())) {
      if (!value.contains(name.get<std::string>())) return where + " lacks " + name.get<std::string>();
    }
    const auto known = schema.value("properties", Json::object());
    const auto other = schema.value("additionalProperties", Json(true));
    for (const auto& [name, part] : value.items()) {
      const auto inner = where + "." + name;
      if (known.contains(name)) {
        if (auto wrong = check(known[name], part, inner)) return wrong;
      } else if (other == false) {
        return inner + " is not in the file";
      } else if (other.is_object()) {
        if (auto wrong = check(other, part, inner)) return wrong;
      }
    }
    return std::nullopt;
  }
  std::optional<std::string> items(const Json& schema, const Json& value, const std::string& where) const {
    if (schema.contains("maxItems") && value.size() > schema["maxItems"].get<std::size_t>()) return where + " has too many items";
    if (!schema.contains("items")) return std::nullopt;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (auto wrong = check(schema["items"], value[i], where + "[" + std::to_string(i) + "]")) return wrong;
    }
    return std::nullopt;
  }

  const Json& file_;
};

bool same_path(const std::string& pattern, const std::string& path) {
  const auto a = split(pattern, '/'), b = split(path, '/');
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const std::string& x, const std::string& y) { return x == y || (x.starts_with('{') && !y.empty()); });
}

}  // namespace

std::optional<std::string> openapi_complaint(const Json& file, const std::string& method, const std::string& path,
                                             const Json& body) {
  const auto verb = lower_ascii(method);
  for (const auto& [pattern, operations] : file["paths"].items()) {
    if (!same_path(pattern, path) || !operations.contains(verb)) continue;
    const auto* schema = at(operations[verb], "/requestBody/content/application~1json/schema");
    return schema ? Checker(file).check(*schema, body, "body") : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace hsn::test
