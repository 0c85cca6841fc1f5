#include <catch2/catch.hpp>

#include "client.hpp"

namespace notion_access_test {

using hsn::Json;
using hsn::sandbox::Budget;
using hsn::test::NotionClient;

TEST_CASE("notion sandbox: nobody gets in without the token") {
  NotionClient client;
  client.headers[0].value = "Bearer ntn_other";
  CHECK(client.refusal("GET", "users/me") == "401 unauthorized");
  client.headers.erase(client.headers.begin());
  CHECK(client.refusal("GET", "users/me") == "401 unauthorized");
}

TEST_CASE("notion sandbox: the version header is required, and only two versions are known") {
  NotionClient client;
  client.headers[1].value = "2022-06-28";
  CHECK(client.refusal("GET", "users/me") == "400 validation_error");
  client.headers.erase(client.headers.begin() + 1);
  CHECK(client.refusal("GET", "users/me") == "400 missing_version");
}

TEST_CASE("notion sandbox: the older version shows and takes archived, the newer one does not know it") {
  NotionClient client;
  const auto source = client.database("Orders", {{"Name", {{"title", Json::object()}}}});
  const auto page = client.page(source, {{"Name", NotionClient::title("A")}});
  CHECK_FALSE(page.contains("archived"));
  const auto path = "pages/" + page["id"].get<std::string>();
  CHECK(client.refusal("PATCH", path, {{"archived", true}}) == "400 validation_error");
  client.headers[1].value = "2025-09-03";
  const auto trashed = client.call("PATCH", path, {{"archived", true}});
  CHECK(trashed["archived"] == true);
  CHECK(trashed["in_trash"] == true);
}

TEST_CASE("notion sandbox: every answer has a date and a request id, and errors have the documented body") {
  NotionClient client;
  const auto response = client.send("GET", "nowhere");
  REQUIRE(response.date());
  CHECK(*response.date() == client.now);
  REQUIRE(response.header("x-notion-request-id"));
  const auto body = *hsn::parse_json(response.body);
  CHECK(body["object"] == "error");
  CHECK(body["status"] == 400);
  CHECK(body["code"] == "invalid_request_url");
  CHECK(body["request_id"] == *response.header("x-notion-request-id"));
}

TEST_CASE("notion sandbox: users/me is the bot that our writes are signed by") {
  NotionClient client;
  const auto me = client.call("GET", "users/me");
  CHECK(me["type"] == "bot");
  const auto source = client.database("Orders", {{"Name", {{"title", Json::object()}}}});
  const auto page = client.page(source, {{"Name", NotionClient::title("A")}});
  CHECK(page["last_edited_by"]["id"] == me["id"]);
  const auto id = page["id"].get<std::string>();
  REQUIRE(client.notion->edit(id, "Name", R"({"title":[{"text":{"content":"B"}}]})", client.now));
  const auto edited = client.call("GET", "pages/" + id);
  CHECK(edited["last_edited_by"]["id"] != me["id"]);
  CHECK(edited["created_by"]["id"] == me["id"]);
}

TEST_CASE("notion sandbox: ids are version 4 UUIDs, taken with dashes or without") {
  NotionClient client;
  const auto source = client.database("Orders", {{"Name", {{"title", Json::object()}}}});
  auto id = client.page(source, {{"Name", NotionClient::title("A")}})["id"].get<std::string>();
  REQUIRE(id.size() == 36);
  CHECK(id.substr(0, 8) != "00000000");
  CHECK(id[14] == '4');
  CHECK(std::string("89ab").find(id[19]) != std::string::npos);
  std::erase(id, '-');
  CHECK(client.refusal("GET", "pages/" + id) == "accepted");
  CHECK(client.refusal("GET", "pages/" + id.substr(1)) == "400 validation_error");
}

TEST_CASE("notion sandbox: broken JSON, a body that is no JSON by its header, and too large bodies are refused") {
  NotionClient client;
  CHECK(client.send("POST", "pages", "{").status == 400);
  CHECK(client.send("POST", "pages", std::string(500'001, ' ')).status == 400);
  CHECK(client.send("POST", "pages", std::string(5'000'001, ' ')).status == 413);
  client.headers.pop_back();
  const auto untyped = client.send("POST", "search", "{}");
  CHECK(hsn::parse_json(untyped.body).value()["code"] == "invalid_json");
}

TEST_CASE("notion sandbox: what is not shared is not found") {
  NotionClient client;
  const auto source = client.database("Orders", {{"Name", {{"title", Json::object()}}}});
  const auto id = client.page(source, {{"Name", NotionClient::title("A")}})["id"].get<std::string>();
  client.notion->share(false);
  CHECK(client.refusal("GET", "pages/" + id) == "404 object_not_found");
  CHECK(client.refusal("POST", "data_sources/" + source + "/query", Json::object()) == "404 object_not_found");
  CHECK(client.refusal("GET", "blocks/" + client.options.parent_page_id + "/children") == "404 object_not_found");
  CHECK(client.refusal("GET", "users/me") == "accepted");
  client.notion->share(true);
  CHECK(client.refusal("GET", "pages/" + id) == "accepted");
}

TEST_CASE("notion sandbox: a window budget is spent as one burst and opens again after its time") {
  hsn::sandbox::NotionOptions options;
  options.budget.kind = Budget::Kind::window;
  options.budget.requests = 5;
  NotionClient client(options);
  for (int i = 0; i < 5; ++i) CHECK(client.refusal("GET", "users/me") == "accepted");
  client.now += std::chrono::milliseconds(20'500);
  const auto refused = client.send("GET", "users/me");
  CHECK(refused.status == 429);
  REQUIRE(refused.header("Retry-After"));
  CHECK(*refused.header("Retry-After") == "40");  // 39.5 seconds, in whole ones
  const auto body = *hsn::parse_json(refused.body);
  CHECK(body["additional_data"]["rate_limit_reason"] == "public_api_request_rate_limit");
  CHECK(body["additional_data"]["retry_after"] == "40");
  client.now += std::chrono::milliseconds(39'499);
  CHECK(client.refusal("GET", "users/me") == "429 rate_limited");
  client.now += std::chrono::milliseconds(1);
  CHECK(client.refusal("GET", "users/me") == "accepted");
  CHECK(client.notion->counters().throttled == 2);
  CHECK(client.notion->counters().requests == 8);
}

TEST_CASE("notion sandbox: a bucket budget refills at its rate up to its burst") {
  hsn::sandbox::NotionOptions options;
  options.budget = {Budget::Kind::bucket, 180, std::chrono::seconds(60), 3};
  NotionClient client(options);
  for (int i = 0; i < 3; ++i) CHECK(client.refusal("GET", "users/me") == "accepted");
  CHECK(client.refusal("GET", "users/me") == "429 rate_limited");
  client.now += std::chrono::milliseconds(334);
  CHECK(client.refusal("GET", "users/me") == "accepted");
  CHECK(client.refusal("GET", "users/me") == "429 rate_limited");
  client.now += std::chrono::hours(1);
  for (int i = 0; i < 3; ++i) CHECK(client.refusal("GET", "users/me") == "accepted");
  CHECK(client.refusal("GET", "users/me") == "429 rate_limited");
}

TEST_CASE("notion sandbox: a person's edits are free") {
  hsn::sandbox::NotionOptions options;
  options.budget = {Budget::Kind::window, 2, std::chrono::seconds(60), 3};
  NotionClient client(options);
  client.database("Orders", {{"Name", {{"title", Json::object()}}}});
  for (int i = 0; i < 5; ++i) CHECK_FALSE(client.notion->add_page("Orders", R"({"Name":{"title":[]}})", client.now).empty());
  CHECK(client.refusal("GET", "users/me") == "accepted");
  CHECK(client.refusal("GET", "users/me") == "429 rate_limited");
}

}  // namespace notion_access_test
