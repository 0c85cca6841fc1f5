// A Typeform client as tests want it: two forms, and what the API would say of them.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "services/typeform/decode.hpp"
#include "services/typeform/typeform.hpp"
#include "support/fakes.hpp"

namespace hsn::typeform_test {

namespace tf = hsn::services::typeform;
using test::answer;
using test::FakeClock;
using test::instant;

inline config::Mapping mapped(std::string_view toml) {
  const config::KnownProperties known{
      {"clients",
       {{"Name", false}, {"Email", true}, {"City", true}, {"Lead Source", false}, {"Tags", false}, {"Date Added", false}}},
      {"feedback", {{"Content", true}, {"Rating", true}, {"Type", false}, {"Order", false}}}};
  auto mapping = config::parse_mapping(toml, "hsn.toml", known);
  if (!mapping) FAIL(describe(mapping.error()));
  return std::move(*mapping);
}

inline tf::Route route(const std::string& form, std::string_view toml) {
  auto made = tf::make_route(form, mapped(toml));
  if (!made) FAIL(describe(made.error()));
  return std::move(*made);
}

inline tf::Typeform account_of(const std::vector<tf::Route>& routes, bool partial = false) {
  return tf::Typeform({"https://api.example.com", Secret("tfp_1"), routes, {{"the-7-space", "The 7 Space"}}, partial});
}
inline tf::Typeform account(const std::vector<std::string>& forms = {"f1"}, bool partial = false) {
  std::vector<tf::Route> routes;
  for (const auto& form : forms) routes.push_back(route(form, ""));
  return account_of(routes, partial);
}

inline Json question(const std::string& id, const std::string& type, const std::string& title, Json properties = Json::object()) {
  return {{"id", id}, {"ref", "ref-" + id}, {"type", type}, {"title", title}, {"properties", std::move(properties)}};
}
using List = std::vector<Json>;  // Json{x} would be x itself

inline Json form(const List& fields, const std::string& title = "Welcome") {
  return {{"id", "f1"}, {"title", title}, {"fields", fields}};
}

inline Json answered(const std::string& id, const std::string& type, const Json& value, const std::string& field_type = "x") {
  return {{"type", type}, {"field", {{"id", id}, {"ref", "ref-" + id}, {"type", field_type}}}, {type, value}};
}
inline Json response(const std::string& token, const std::string& when, const List& answers = {}) {
  return {{"response_id", token}, {"token", token}, {"submitted_at", when}, {"landed_at", when}, {"answers", answers}};
}
inline http::Response page(const List& items, int pages = 1, const std::string& date = "Mon, 23 Nov 2026 10:00:00 GMT") {
  return answer(200, Json{{"total_items", items.size()}, {"page_count", pages}, {"items", items}}.dump(), {{"Date", date}});
}
inline http::Response json(const Json& body, int status = 200) { return answer(status, body.dump()); }

inline remote::Window since(const std::string& cursor, Duration overlap = std::chrono::seconds(300)) {
  remote::Window window;
  window.kind = remote::Window::Kind::since;
  window.cursor = cursor;
  window.overlap = overlap;
  return window;
}
inline std::string parameter(const remote::Ask& ask, std::string_view name) {
  return http::query_value(ask.request.url, name).value_or("-");
}
inline const remote::Feed& responses() { return tf::feeds().front(); }

// From list to the first page of responses.
inline remote::Ask first_page(const tf::Typeform& remote, const remote::Window& window, const Json& definition = form({})) {
  const auto step = remote.read(*remote.list(responses(), window).next, json(definition));
  REQUIRE(step);
  REQUIRE(step->next);
  return *step->next;
}

inline std::vector<Seen> decoded(const Json& item, const Json& definition, const tf::Route& of) {
  return tf::decode(item, tf::definition_of(definition), of, {{"the-7-space", "The 7 Space"}});
}
inline const Seen* of_entity(const std::vector<Seen>& seen, std::string_view entity) {
  for (const auto& one : seen) {
    if (one.record.key.entity == entity) return &one;
  }
  return nullptr;
}
inline FieldValue text(const std::string& value) { return value; }
inline FieldValue field(const std::vector<Seen>& seen, std::string_view entity, std::string_view name) {
  const Seen* one = of_entity(seen, entity);
  const FieldValue* value = one == nullptr ? nullptr : one->record.find(name);
  return value == nullptr ? text("(not told)") : *value;
}

}  // namespace hsn::typeform_test
