// The emulator is no more lenient than the real one, and the client gets along with it.
#include "services/typeform/sandbox.hpp"
#include "core/time.hpp"
#include "sandbox/emulator.hpp"
#include "services/typeform/account.hpp"

namespace typeform_sandbox_test {

using namespace hsn;
using namespace hsn::typeform_test;
using namespace std::chrono_literals;

namespace {

struct Bench {
  explicit Bench(bool limited = false) : forms(sandbox::Forms::make({.limited = limited})) {
    act("form",
        {{"id", "f1"}, {"title", "F"}, {"fields", {question("a", "email", "E-mail"), question("b", "multiple_choice", "Pick")}}});
  }
  Json act(const char* what, const Json& body) {
    auto done = forms->act(what, body, clock.now());
    if (!done) FAIL(describe(done.error()));
    return *done;
  }
  http::Response get(const std::string& path, const std::string& token = "tfp_sandbox") {
    http::Request request;
    request.method = "GET";
    request.url = "https://tf.example.com/typeform" + path;
    request.headers = {{"Authorization", "Bearer " + token}};
    return forms->serve(request, clock.now());
  }
  Json list(const std::string& query) { return Json::parse(get("/forms/f1/responses" + query).body); }
  std::string submit(Json body) {
    body["form"] = "f1";
    return act("submit", body)["token"];
  }

  FakeClock clock;
  std::unique_ptr<sandbox::Forms> forms;
};

}  // namespace

TEST_CASE("typeform sandbox: token, paths, methods and parameters are checked") {
  Bench bench;
  CHECK(bench.get("/me").status == 200);
  CHECK(bench.get("/me", "wrong").status == 401);
  CHECK(bench.get("/forms/f2").status == 404);
  CHECK(bench.get("/forms/f1/webhooks").status == 404);
  for (const auto* query : {"?page_size=1001", "?page_size=0", "?since=yesterday", "?since=2026-01-01", "?colour=red",
                            "?before=nobody", "?sort=submitted_at,desc"}) {
    INFO(query);
    const auto refused = bench.get("/forms/f1/responses" + std::string(query));
    CHECK(refused.status == 400);
    CHECK(Json::parse(refused.body)["code"] == "VALIDATION_ERROR");
  }
}

TEST_CASE("typeform sandbox: newest first, 25 by default, before excludes, counts shrink") {
  Bench bench;
  for (int i = 0; i < 30; ++i) bench.submit({{"ago_seconds", 60 * i}, {"token", "t" + std::to_string(i)}});
  const auto first = bench.list("");
  CHECK(first["items"].size() == 25);
  CHECK(first["page_count"] == 2);
  CHECK(first["items"][0]["token"] == "t0");
  const auto rest = bench.list("?before=t24");
  CHECK(rest["total_items"] == 5);
  CHECK(rest["page_count"] == 1);
  CHECK(bench.list("?since=" + format_instant(bench.clock.now() - 2min))["total_items"] == 3);
  CHECK(bench.list("?included_response_ids=t3,t7,x")["total_items"] == 2);
}

TEST_CASE("typeform sandbox: a late response is not listed before its time; a partial one is only when asked for") {
  Bench bench;
  bench.submit({{"late_seconds", 1800}});
  const auto begun = bench.submit({{"partial", true}});
  CHECK(bench.list("")["total_items"] == 0);
  CHECK(bench.list("?response_type=partial")["items"][0]["submitted_at"] == "0001-01-01T00:00:00Z");
  bench.clock.advance(30min);
  CHECK(bench.list("")["total_items"] == 1);
  bench.act("finish", {{"form", "f1"}, {"token", begun}});
  CHECK(bench.list("")["total_items"] == 2);
  bench.act("delete", {{"form", "f1"}, {"token", begun}});
  CHECK(bench.list("")["total_items"] == 1);
}

TEST_CASE("typeform sandbox: two requests a second") {
  Bench bench(true);
  CHECK(bench.get("/me").status == 200);
  CHECK(bench.get("/me").status == 200);
  CHECK(bench.get("/me").status == 429);
  bench.clock.advance(500ms);
  CHECK(bench.get("/me").status == 200);
}

TEST_CASE("typeform sandbox: what the sample people wrote is read without a problem") {
  for (const auto* def : sandbox::emulators()) {
    if (def->name != "typeform") continue;
    FakeClock clock;
    const auto emulator = def->make({{}, false, clock.now()});
    std::size_t clients = 0, feedback = 0;
    for (const std::string form : {"intake01", "visit001"}) {
      const auto target = form == "visit001" ? "feedback" : "clients";
      const auto remote = tf::Typeform({"https://tf.example.com/typeform",
                                        Secret("tfp_sandbox"),
                                        {route(form, "[typeform.forms." + form + "]\ntarget = \"" + target + "\"\n")},
                                        {},
                                        false});
      auto ask = remote.list(responses(), since("")).next;
      while (ask) {
        clock.advance(1s);
        auto request = ask->request;
        request.headers.push_back({"Authorization", "Bearer tfp_sandbox"});
        const auto step = remote.read(*ask, emulator->serve(request, clock.now()));
        REQUIRE(step);
        for (const auto& seen : step->seen) {
          CHECK(seen.problem.empty());
          clients += seen.record.key.entity == "clients" ? 1 : 0;
          feedback += seen.record.key.entity == "feedback" ? 1 : 0;
        }
        ask = step->next;
      }
    }
    CHECK(clients == 8);
    CHECK(feedback == 4);
    CHECK(emulator->overview().size() == 2);
  }
}

}  // namespace typeform_sandbox_test
