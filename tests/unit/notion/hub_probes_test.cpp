#include <catch2/catch.hpp>

#include "notion/hub.hpp"
#include "unit/notion/workspace.hpp"

namespace hub_probes_test {

using namespace hsn;
using State = remote::Finding::State;

namespace {

std::vector<remote::Probe> probes() { return notion::make_hub(test::account(), test::kWorkspace, test::layout())->probes(); }

const remote::Probe& named(const std::vector<remote::Probe>& all, const std::string& check) {
  for (const auto& probe : all)
    if (probe.check == check) return probe;
  FAIL("no probe " << check);
  return all.front();
}

Json column(const std::string& id, const std::string& name, const std::string& type, Json config = Json::object()) {
  return {{"id", id}, {"name", name}, {"type", type}, {type, std::move(config)}};
}

// The makers' data source, whole: the sync block and two columns of its own.
Json makers() {
  Json properties = {{"Name", column("title", "Name", "title")},
                     {"Worth", column("w", "Worth", "number")},
                     {"External ID", column("e", "External ID", "rich_text")},
                     {"Source", column("s", "Source", "select")},
                     {"Business Entity", column("b", "Business Entity", "select")},
                     {"Notion Managed", column("m", "Notion Managed", "checkbox")},
                     {"Last Sync", column("l", "Last Sync", "date")},
                     {"Sync Status", column("y", "Sync Status", "select")},
                     {"Sync Note", column("n", "Sync Note", "rich_text")}};
  return {{"object", "data_source"}, {"id", "aaaaaaaa-0000-4000-8000-0000000000d6"}, {"properties", properties}};
}

}  // namespace

TEST_CASE("probes: the token check tells who we are, and when the token is another connection's") {
  const auto all = probes();
  const auto& token = named(all, "token");
  CHECK(token.request.url == "https://api.notion.com/v1/users/me");
  const Json me = {{"object", "user"}, {"id", test::kBot}, {"name", "hsn"}, {"bot", {{"workspace_name", "Studio"}}}};
  const auto fine = token.judge(test::ok(me));
  CHECK(fine.state == State::ok);
  CHECK(fine.detail == "connected as \"hsn\" in \"Studio\"");
  auto other = me;
  other["id"] = "another";
  CHECK(token.judge(test::ok(other)).state == State::warn);
  const auto refused = token.judge(test::refusal(401, "unauthorized", "API token is invalid."));
  CHECK(refused.state == State::fail);
  CHECK(refused.fault == Fault::refused);
  CHECK(token.judge(fail(Fault::unreachable, "no network")).detail == "no network");
}

TEST_CASE("probes: a database that is not shared says what to click") {
  const auto all = probes();
  const auto missing = named(all, "things: schema").judge(test::refusal(404, "object_not_found", "Could not find"));
  CHECK(missing.state == State::fail);
  CHECK(missing.fault == Fault::not_found);
  CHECK(missing.remedy.find("Connections") != std::string::npos);
  auto trashed = makers();
  trashed["in_trash"] = true;
  CHECK(named(all, "makers: schema").judge(test::ok(trashed)).detail.find("trash") != std::string::npos);
}

TEST_CASE("probes: drift of the schema is a warning, or a failure when a required column is concerned") {
  const auto all = probes();
  const auto& schema = named(all, "makers: schema");
  CHECK(schema.judge(test::ok(makers())).state == State::ok);
  auto optional = makers();
  optional["properties"].erase("Worth");
  const auto warned = schema.judge(test::ok(optional));
  CHECK(warned.state == State::warn);
  CHECK(warned.detail.find("\"Worth\" is missing") != std::string::npos);
  auto required = makers();
  required["properties"].erase("Notion Managed");
  CHECK(schema.judge(test::ok(required)).state == State::fail);
  auto retyped = makers();
  retyped["properties"]["External ID"] = column("e", "External ID", "number");
  const auto failed = schema.judge(test::ok(retyped));
  CHECK(failed.state == State::fail);
  CHECK(failed.detail.find("of type number") != std::string::npos);
}

}  // namespace hub_probes_test
