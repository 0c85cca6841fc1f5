// Bodies that the emulator takes, against the official file: HSN_NOTION_OPENAPI=notion-openapi.json test_unit_sandbox "openapi*"
#include "support/openapi.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "client.hpp"

namespace openapi_test {

using hsn::Json;
using hsn::test::NotionClient;
using hsn::test::openapi_complaint;

TEST_CASE("openapi: the check sees missing, unknown and misshapen members") {
  const auto file =
      *hsn::parse_json(R"({"components":{"schemas":{"Name":{"type":"string"}}},"paths":{"/v1/things/{id}":{"patch":{"requestBody":
    {"content":{"application/json":{"schema":{"type":"object","required":["name"],"additionalProperties":false,"properties":{
      "name":{"$ref":"#/components/schemas/Name"},"kind":{"enum":["a","b"]},"list":{"type":"array","maxItems":1,"items":{"type":["integer","null"]}},
      "either":{"oneOf":[{"type":"boolean"},{"const":"x"}]}}}}}}}}}})");
  const auto complaint = [&](const Json& body) { return openapi_complaint(file, "PATCH", "/v1/things/7", body).value_or(""); };
  CHECK(complaint({{"name", "n"}, {"kind", "a"}, {"list", {nullptr}}, {"either", "x"}}).empty());
  CHECK(complaint(Json::object()) == "body lacks name");
  CHECK(complaint({{"name", 1}}).find("body.name") == 0);
  CHECK(complaint({{"name", "n"}, {"other", 1}}) == "body.other is not in the file");
  CHECK(complaint({{"name", "n"}, {"kind", "c"}}).find("none of") != std::string::npos);
  CHECK_FALSE(complaint({{"name", "n"}, {"list", {1, 2}}}).empty());
  CHECK_FALSE(complaint({{"name", "n"}, {"list", {"1"}}}).empty());
  CHECK_FALSE(complaint({{"name", "n"}, {"either", 2}}).empty());
  CHECK_FALSE(openapi_complaint(file, "POST", "/v1/things/7", Json::object()));
}

TEST_CASE("openapi: what the emulator takes, the official file takes") {
  const char* const name = std::getenv("HSN_NOTION_OPENAPI");
  if (!name) {
    std::cout << "skipped: HSN_NOTION_OPENAPI does not name the official file\n";
    return;
  }
  std::ifstream in(name);
  std::stringstream text;
  text << in.rdbuf();
  const auto file = hsn::parse_json(text.str());
  REQUIRE(file);
  NotionClient client;
  const auto source = client.database("Orders", {{"Name", {{"title", Json::object()}}}, {"N", {{"number", Json::object()}}}});
  const auto page = client.page(source, {{"Name", NotionClient::title("A")}})["id"].get<std::string>();
  struct Sample {
    const char* method;
    std::string path;
    Json body;
  };
  // Not here, as the file is behind the API there (notion.md, Caution on [OA]): a parent by data_source_id, sorts by timestamp.
  const Sample samples[] = {
      {"PATCH", "pages/" + page, {{"properties", {{"N", {{"number", 1.5}}}}}}},
      {"PATCH", "pages/" + page, {{"in_trash", true}}},
      {"PATCH", "pages/" + page, {{"in_trash", false}}},
      {"PATCH", "data_sources/" + source, {{"properties", {{"Note", {{"rich_text", Json::object()}}}}}}},
      {"POST",
       "data_sources/" + source + "/query",
       {{"filter", {{"property", "N"}, {"number", {{"equals", 1.5}}}}},
        {"sorts", {{{"property", "N"}, {"direction", "ascending"}}}},
        {"page_size", 100}}},
      {"PATCH",
       "blocks/" + page + "/children",
       {{"children", {{{"type", "paragraph"}, {"paragraph", {{"rich_text", Json::array({NotionClient::text("x")})}}}}}}}},
  };
  for (const auto& sample : samples) {
    CAPTURE(sample.path);
    CHECK(client.refusal(sample.method, sample.path, sample.body) == "accepted");
    CHECK(openapi_complaint(*file, sample.method, "/v1/" + sample.path, sample.body).value_or("fits") == "fits");
  }
}

}  // namespace openapi_test
