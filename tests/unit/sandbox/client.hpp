// A caller of the Notion emulator for these tests: says who it is, reads JSON, keeps the clock.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"
#include "sandbox/notion.hpp"

namespace hsn::test {

struct NotionClient {
  explicit NotionClient(sandbox::NotionOptions given = {}) : options(given), notion(sandbox::Notion::make(given)) {}

  http::Response send(const std::string& method, const std::string& path, const std::string& body = {}) {
    http::Request request;
    request.method = method;
    request.url = "http://127.0.0.1:1/v1/" + path;
    request.headers = headers;
    request.body = body;
    return notion->serve(request, now);
  }
  // The body; the status is kept in `status`.
  Json call(const std::string& method, const std::string& path, const Json& body = nullptr) {
    const auto response = send(method, path, body.is_null() ? std::string() : body.dump());
    status = response.status;
    return parse_json(response.body).value_or(Json());
  }
  // A call that has to be refused: "400 validation_error".
  std::string refusal(const std::string& method, const std::string& path, const Json& body = nullptr) {
    const auto answer = call(method, path, body);
    if (status < 400) return "accepted";
    return std::to_string(status) + " " + answer["code"].get<std::string>();
  }

  // A database of these columns under the parent page; its data source id.
  std::string database(const std::string& title, Json properties) {
    const auto made = call("POST", "databases",
                           {{"parent", {{"type", "page_id"}, {"page_id", options.parent_page_id}}},
                            {"title", Json::array({text(title)})},
                            {"initial_data_source", {{"properties", std::move(properties)}}}});
    return status == 200 ? made["data_sources"][0]["id"].get<std::string>() : made.dump();
  }
  Json page(const std::string& source, Json properties) {
    return call("POST", "pages",
                {{"parent", {{"type", "data_source_id"}, {"data_source_id", source}}}, {"properties", std::move(properties)}});
  }
  Json query(const std::string& source, Json body = Json::object()) {
    return call("POST", "data_sources/" + source + "/query", body);
  }
  static Json text(const std::string& content) { return {{"type", "text"}, {"text", {{"content", content}}}}; }
  static Json title(const std::string& content) { return {{"title", Json::array({text(content)})}}; }
  static Json rich(const std::string& content) { return {{"rich_text", Json::array({text(content)})}}; }

  sandbox::NotionOptions options;
  std::unique_ptr<sandbox::Notion> notion;
  Instant now = *parse_instant("2026-11-23T10:00:20Z");
  std::vector<http::Header> headers = {
      {"Authorization", "Bearer ntn_sandbox"}, {"Notion-Version", "2026-03-11"}, {"Content-Type", "application/json"}};
  int status = 0;
};

}  // namespace hsn::test
