#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"
#include "http/auth.hpp"
#include "sandbox/emulator.hpp"
#include "services/user_feedback/bindings.hpp"
#include "services/user_feedback/user_feedback.hpp"

namespace hsn::sandbox {
extern const EmulatorDef k_user_feedback;
}

namespace hsn::services::user_feedback::read_test {
namespace {

const Instant kNow = *parse_instant("2026-11-25T10:00:00Z");

remote::Window window(remote::Window::Kind kind, remote::Cursor cursor = {}, std::vector<std::string> ids = {}) {
  remote::Window window;
  window.kind = kind;
  window.cursor = std::move(cursor);
  window.ids = std::move(ids);
  window.overlap = std::chrono::seconds(300);
  return window;
}

struct Service {
  std::unique_ptr<sandbox::Emulator> emulator = sandbox::k_user_feedback.make({.size = {}, .empty = true, .now = kNow});
  UserFeedback remote{{.url = "http://127.0.0.1/feedback", .key = Secret("uf_sandbox"), .project = "", .creates_clients = true}};
  std::size_t requests = 0;

  std::string submit(Json item, Instant at = kNow) { return emulator->act("submit", item, at)->at("id"); }
  http::Response serve(http::Request request) {
    ++requests;
    const auto proof = http::authorize(request, kNow, "nonce");
    request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
    return emulator->serve(request, kNow);
  }
  std::vector<Seen> walk(remote::Step step, remote::Cursor* cursor = nullptr) {
    std::vector<Seen> all;
    std::vector<remote::Ask> asks;
    const auto take = [&](remote::Step more) {
      for (auto& seen : more.seen) all.push_back(std::move(seen));
      for (auto& ask : more.details) asks.push_back(std::move(ask));
      if (more.next) asks.push_back(std::move(*more.next));
      if (more.cursor && cursor) *cursor = *more.cursor;
    };
    take(std::move(step));
    while (!asks.empty()) {
      const auto ask = asks.front();
      asks.erase(asks.begin());
      auto read = remote.read(ask, serve(ask.request));
      REQUIRE(read);
      take(std::move(*read));
    }
    return all;
  }
  std::vector<Seen> list(remote::Cursor& cursor) {
    return walk(remote.list(feeds()[0], window(remote::Window::Kind::since, cursor)), &cursor);
  }
};

TEST_CASE("user feedback: an item is its client and itself, under all spellings of its members") {
  Service service;
  service.submit({{"email", " Ana@Example.com"},
                  {"name", "Ana"},
                  {"feedback_text", "Fine"},
                  {"rating", "4"},
                  {"feedback_type", "bug"},
                  {"metadata", {{"sku", "T7S-GATES"}, {"order", "12"}}}});
  remote::Cursor cursor;
  const auto seen = service.list(cursor);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].record.key == RecordKey{"clients", "client:ana@example.com"});
  CHECK(seen[0].remote_id.empty());
  CHECK(seen[0].record.fields.at("first_name") == FieldValue(std::string("Ana")));
  const auto& fields = seen[1].record.fields;
  CHECK(seen[1].record.key.external_id == "user_feedback:feedback:fb1");
  CHECK(fields.at("type") == FieldValue(std::string("Bug")));
  CHECK(fields.at("rating_scale") == FieldValue(Decimal(5)));
  CHECK(fields.at("about_product") == FieldValue(std::string("T7S-GATES")));
  CHECK(fields.at("client") == FieldValue(std::vector<Ref>{{"client:ana@example.com"}}));
  CHECK(cursor == "2026-11-25T10:00:00Z");
}

TEST_CASE("user feedback: a name of several words stays whole: nobody guesses where it parts") {
  const auto client = [](Json item) {
    item.update({{"id", "1"}, {"content", "Fine"}, {"email", "ana@example.com"}});
    return decode(item, {}).front().record.fields;
  };
  const FieldValue email = std::string("ana@example.com"), ana = std::string("Ana"), lee = std::string("Lee");
  CHECK(client({{"name", "Ana"}}) == Fields{{"email", email}, {"first_name", ana}});
  CHECK(client({{"name", "Ana Lee"}}) == Fields{{"email", email}, {"name", std::string("Ana Lee")}});
  CHECK(client({{"name", "x y"}, {"first_name", "Ana"}, {"last_name", "Lee"}}) ==
        Fields{{"email", email}, {"first_name", ana}, {"last_name", lee}});
}

TEST_CASE("user feedback: 250 items are three pages that overlap by one; then only what is new") {
  Service service;
  for (int n = 0; n < 250; ++n) service.submit({{"content", "n " + std::to_string(n)}}, kNow - std::chrono::hours(2));
  remote::Cursor cursor;
  CHECK(service.list(cursor).size() >= 250);
  CHECK(service.requests == 3);
  service.submit({{"content", "late"}});
  const auto seen = service.list(cursor);
  CHECK(seen.back().record.fields.at("content") == FieldValue(std::string("late")));
  CHECK(seen.size() == 1);
}

TEST_CASE("user feedback: one item without an id is told of, and the others arrive; a list without any is none") {
  const UserFeedback remote({.url = "https://feedback.example.com", .key = Secret("k"), .project = "", .creates_clients = true});
  const auto ask = *remote.list(feeds()[0], window(remote::Window::Kind::all)).next;
  const auto read = [&](const remote::Ask& asked, const Json& items) {
    return remote.read(asked, {.status = 200, .headers = {}, .body = items.dump()});
  };
  const Json good{{"id", "1"}, {"content", "Fine"}}, bad{{"content", "x"}, {"created_at", "2026-11-01T10:00:00Z"}};
  for (const auto& odd : {bad, Json("oops"), Json()}) {
    const auto step = read(ask, Json::array({good, odd, {{"id", 2}, {"content", "Good"}}}));
    REQUIRE(step);
    REQUIRE(step->seen.size() == 3);
    CHECK(step->seen[0].problem.empty());
    CHECK(step->seen[1].record.key.external_id.starts_with("user_feedback:feedback:no-id-"));
    CHECK(step->seen[1].problem.starts_with("the service lists it without an id"));
    CHECK(step->seen[2].remote_id == "2");
  }
  // The last of a page, and alone on the next: the walk comes to its end.
  const auto first = read(ask, Json::array({good, bad}));
  REQUIRE((first && first->next));
  const auto second = read(*first->next, Json::array({bad}));
  REQUIRE(second);
  CHECK_FALSE(second->next);
  CHECK(second->cursor);
  CHECK_FALSE(read(ask, Json::array({bad, {{"content", "y"}}})));
  // Nobody can be asked about it: the list is looked through.
  const auto id = first->seen[1].remote_id;
  const auto doubt = remote.list(feeds()[0], window(remote::Window::Kind::these, "", {id}));
  REQUIRE(doubt.details.size() == 1);
  const auto there = read(doubt.details[0], Json::array({good, bad}));
  REQUIRE((there && there->seen.size() == 1));
  CHECK_FALSE(there->seen[0].gone);
  const auto on = read(doubt.details[0], Json::array({good}));
  REQUIRE((on && on->next));
  const auto over = read(*on->next, Json::array());
  REQUIRE((over && over->seen.size() == 1));
  CHECK(over->seen[0].gone);
  CHECK(over->seen[0].record.key == first->seen[1].record.key);
}

TEST_CASE("user feedback: what is no e-mail address names nobody, and is a broken line of a file") {
  const Json item{{"id", "1"}, {"email", "bad"}, {"content", "Fine"}};
  const auto listed = decode(item, {});
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].problem.empty());
  CHECK(listed[0].record.fields.at("email") == FieldValue());
  CHECK_FALSE(listed[0].record.fields.contains("client"));
  CHECK(decode(item, {.imported = true}).back().problem.find("\"bad\" is no e-mail address") != std::string::npos);
}

TEST_CASE("user feedback: what is asked by id and is no more is gone") {
  Service service;
  const auto id = service.submit({{"content", "x"}});
  const auto seen = service.walk(service.remote.list(feeds()[0], window(remote::Window::Kind::these, "", {id, "fb99"})));
  REQUIRE(seen.size() == 2);
  CHECK_FALSE(seen[0].gone);
  CHECK(seen[1].gone);
}

TEST_CASE("user feedback: a response is sent once, and found again when its answer was lost") {
  Service service;
  Write write;
  write.verb = Verb::append;
  write.via = kRespond;
  write.to = {"user_feedback", "feedback"};
  write.key = {"feedback", "user_feedback:feedback:fb1"};
  write.known.remote_id = service.submit({{"content", "x"}});
  write.changes.push_back({"response", {}, std::string("Thank you"), ""});
  CHECK(service.walk(*service.remote.find(write, kNow)).empty());
  const auto sending = service.remote.write(std::span(&write, 1));
  REQUIRE(sending);
  CHECK(sending->ask.request.repeat == http::Repeat::never);
  const auto sent = service.remote.wrote(std::span(&write, 1), sending->ask, service.serve(sending->ask.request));
  REQUIRE(sent);
  CHECK(sent->each.front()->record.fields.at("response") == FieldValue(std::string("Thank you")));
  CHECK(service.walk(*service.remote.find(write, kNow)).size() == 1);
}

TEST_CASE("user feedback: HTML, half a JSON, wrong types and refusals are faults that can be used") {
  const UserFeedback remote({.url = "https://feedback.example.com", .key = Secret("k"), .project = "", .creates_clients = true});
  const auto ask = *remote.list(feeds()[0], window(remote::Window::Kind::all)).next;
  const auto fault = [&](int status, std::string body) {
    const auto read = remote.read(ask, {.status = status, .headers = {}, .body = std::move(body)});
    return read ? std::optional<Fault>() : std::optional(read.error().fault);
  };
  CHECK(fault(200, "<html>hello</html>") == Fault::bad_data);
  CHECK(fault(200, "{\"feedback\":[{\"id\"") == Fault::bad_data);
  CHECK(fault(200, "{\"feedback\":7}") == Fault::bad_data);
  CHECK(fault(200, "[7,\"x\",null]") == Fault::bad_data);
  CHECK(fault(302, "<html>moved</html>") == Fault::bad_data);
  CHECK(fault(401, "{}") == Fault::refused);
  CHECK(fault(404, "nothing") == Fault::bad_config);
  CHECK(fault(429, "") == Fault::throttled);
  CHECK(fault(503, "<html>") == Fault::unreachable);
}

TEST_CASE("user feedback: an imported item without an id is known by what it says; bad ones say why") {
  const Json item{{"email", "Ana@example.com"}, {"content", "Fine"}, {"created_at", "2025-05-09 12:00:00"}};
  const auto a = decode(item, {.imported = true}), b = decode(item, {.imported = true});
  CHECK(a.back().record.key.external_id == b.back().record.key.external_id);
  CHECK(a.back().record.key.external_id.starts_with("user_feedback:import:"));
  CHECK(a.back().remote_id.size() == 16);
  CHECK(a.back().record.fields.at("channel") == FieldValue(std::string("Import")));
  CHECK_FALSE(decode({{"content", "x"}, {"rating", "many"}}, {.imported = true}).back().problem.empty());
  CHECK_FALSE(decode({{"content", "x"}, {"created_at", "once"}}, {.imported = true}).back().problem.empty());
  CHECK_FALSE(decode(Json(7), {.imported = true}).back().problem.empty());
  CHECK_FALSE(a.front().only_known);
  CHECK(decode(item, {.imported = true, .creates_clients = false}).front().only_known);
}

}  // namespace
}  // namespace hsn::services::user_feedback::read_test
