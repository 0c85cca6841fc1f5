// The feedback service and the hub together, through the engine.
#include <catch2/catch.hpp>
#include <string>

#include "core/json.hpp"
#include "entities/appraisal.hpp"
#include "support/studio.hpp"

namespace user_feedback_sync_test {

using namespace hsn;
using namespace hsn::test;
using std::chrono::hours;

TEST_CASE("feedback that is deleted at its service keeps on its page what was found in it", "[user_feedback]") {
  Studio studio;
  const bool noted = GENERATE(false, true);  // that a language model has judged its words
  auto& service = studio.invite("user_feedback");
  const Json item{{"user_email", "uwe@example.com"},
                  {"feedback_type", "bug"},
                  {"content", "The checkout is broken, I am very disappointed. I want a refund!"}};
  const std::string id = service.act("submit", item, studio.clock.now())->at("id");
  for (int n = 0; n < 3; ++n) service.act("submit", {{"content", "Fine " + std::to_string(n)}}, studio.clock.now());
  studio.settle_down();
  if (noted) {
    studio.catalog().services.push_back({std::string(kTool), "System", nullptr, {}});
    const std::string words = item.at("content");
    Seen note;
    note.record = {{"feedback", "user_feedback:feedback:" + id}, entities::appraised({{"content", words}}, "Mixed")};
    studio.store().observe({std::string(kTool), "feedback"}, std::span(&note, 1), std::nullopt, studio.clock.now());
    studio.settle_down();
  }
  const auto page = [&] { return studio.page("Feedback", "user_feedback:feedback:" + id).plain; };
  auto before = page();
  REQUIRE(before.at("Status") == "Response Needed");
  REQUIRE(before.at("Sentiment Source") == (noted ? "AI" : "Rule"));

  REQUIRE(service.act("delete", {{"id", id}}, studio.clock.now()));
  studio.options.full = true;
  studio.settle_down();
  auto after = page();
  CHECK(after.at("Sync Status") == "Source Deleted");
  CHECK(after.at("Sync Note") == "Deleted in User Feedback. This page is kept.");
  for (auto* shown : {&before, &after})
    for (const char* ours : {"Sync Status", "Sync Note", "Last Sync"}) shown->erase(ours);
  CHECK(after == before);
}

TEST_CASE("feedback without an id is told of at every run and keeps nothing from arriving; with an id it is over",
          "[user_feedback]") {
  Studio studio;
  auto& service = studio.invite("user_feedback");
  service.act("submit", {{"content", "Fine"}}, studio.clock.now());
  bool nameless = true;
  studio.wire = [&](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
    auto answered = pass();
    if (request.url.find("/api/feedback?") == std::string::npos || request.url.find("offset=0") == std::string::npos)
      return answered;
    auto body = *parse_json(answered.body);
    Json item{{"content", "Good"}, {"created_at", "2026-11-01T10:00:00Z"}};
    if (!nameless) item["id"] = "late";
    body["feedback"].push_back(item);
    if (body.contains("total")) body["total"] = body["feedback"].size();
    answered.body = body.dump();
    return answered;
  };
  for (int run = 0; run < 2; ++run) {
    const auto ran = studio.sync();
    REQUIRE(ran.report.errors.size() == 1);
    CHECK(ran.report.errors[0].error.fault == Fault::bad_data);
    CHECK(ran.report.errors[0].record.starts_with("user_feedback:feedback:no-id-"));
    CHECK(studio.notion->pages("Feedback").size() == 1);
  }
  nameless = false;
  studio.sync();
  CHECK(studio.sync().report.errors.empty());
  CHECK(studio.notion->pages("Feedback").size() == 2);
}

TEST_CASE("feedback that makes no clients tells of those whom something else has made, also in the run that meets them first",
          "[user_feedback]") {
  Studio studio;
  auto& service = studio.invite("user_feedback", "", {{"FEEDBACK_CREATES_CLIENTS", "false"}});
  const auto say = [&](const char* email) {
    service.act("submit", {{"user_email", email}, {"name", "Ana Maria"}, {"content", "Fine"}}, studio.clock.now());
  };
  const bool at_once = GENERATE(true, false);
  say("stranger@example.com");
  if (at_once) say("ana@example.com");
  studio.shop->add_customer(R"({"email":"ana@example.com"})", studio.clock.now());
  studio.settle_down();
  if (!at_once) say("ana@example.com");
  studio.settle_down();
  const auto clients = studio.notion->pages("Clients");
  REQUIRE(clients.size() == 1);
  CHECK(clients[0].plain.at("Email") == "ana@example.com");
  CHECK(clients[0].plain.at("Name") == "Ana Maria");
  CHECK(clients[0].plain.at("Last Interaction") != "");
}

}  // namespace user_feedback_sync_test
