#include "sandbox/faults.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"

namespace faults_test {

using namespace hsn::sandbox;

namespace {

struct Counting : Emulator {
  hsn::http::Response serve(const hsn::http::Request&, hsn::Instant) override {
    ++served;
    hsn::http::Response response;
    response.status = 200;
    response.body = R"({"id":"made"})";
    return response;
  }
  int served = 0;
};

struct Line {
  void arm(const char* text) {
    auto point = parse_failpoint(text);
    REQUIRE(point);
    faults.add(*point);
  }
  Exchange pass(const char* method = "POST", const char* path = "/v1/pages") {
    hsn::http::Request request;
    request.method = method;
    request.url = std::string("http://127.0.0.1:1") + path;
    return faults.pass(emulator, request, {});
  }
  Counting emulator;
  Faults faults;
};

}  // namespace

TEST_CASE("faults: what does not say KIND:METHOD:PATH:NTH is refused") {
  for (const auto* text : {"", "drop-after", "drop-after:POST:1", "drop-after:POST:/v1/pages:", "fall:POST:/v1:1",
                           "slow:POST:/v1:1", "slow=5:POST:/v1:1", "truncate=x:GET:/v1:1", "200:GET:/v1:1", "600:GET:/v1:1",
                           "429:GET:/v1:-1", "429:GET:/v1:1x", "drop-after=3:POST:/v1:1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_failpoint(text));
  }
}

TEST_CASE("faults: the parts are read") {
  const auto slow = parse_failpoint("slow=5s:GET:/wp-json:1");
  CHECK(slow->delay == std::chrono::seconds(5));
  CHECK(parse_failpoint("slow=250ms:*:*:1")->delay == std::chrono::milliseconds(250));
  const auto limited = parse_failpoint("429=30:*:/v1:10x2");
  CHECK(limited->method.empty());
  CHECK(limited->path_contains == "/v1");
  CHECK(limited->nth == 10);
  CHECK(limited->times == 2);
  CHECK(limited->retry_after == "30");
  CHECK(parse_failpoint("500:GET:*:*")->nth == 0);
}

TEST_CASE("faults: only the n-th match is hit, and others pass") {
  Line line;
  line.arm("500:POST:/v1/pages:2x2");
  CHECK(line.pass().response->status == 200);
  CHECK(line.pass("GET").response->status == 200);
  CHECK(line.pass("POST", "/v1/search").response->status == 200);
  CHECK(line.pass().response->status == 500);
  CHECK(line.pass().response->status == 500);
  CHECK(line.pass().response->status == 200);
  line.arm("500:*:*:*");
  CHECK(line.pass().response->status == 500);
  line.faults.clear();
  CHECK(line.pass().response->status == 200);
}

TEST_CASE("faults: before means not applied, after means applied") {
  for (const auto& [text, applied, answered] :
       {std::tuple("drop-before:*:*:1", false, false), std::tuple("drop-after:*:*:1", true, false),
        std::tuple("503:*:*:1", false, true), std::tuple("after-503:*:*:1", true, true), std::tuple("saved:*:*:1", true, true),
        std::tuple("html:*:*:1", false, true), std::tuple("garbage:*:*:1", false, true),
        std::tuple("truncate=4:*:*:1", true, true), std::tuple("slow=1s:*:*:1", true, true)}) {
    CAPTURE(text);
    Line line;
    line.arm(text);
    const auto exchange = line.pass();
    CHECK(exchange.applied == applied);
    CHECK(line.emulator.served == (applied ? 1 : 0));
    CHECK(exchange.response.has_value() == answered);
  }
}

TEST_CASE("faults: answers look like the real ones") {
  Line line;
  line.arm("429:*:*:1");
  line.arm("529=7:*:*:2");
  line.arm("saved:*:*:3");
  line.arm("truncate=4:*:*:4");
  line.arm("slow=2s:*:*:5");
  line.arm("html:*:*:6");
  const auto limited = line.pass();
  CHECK(*limited.response->header("Retry-After") == "1");
  CHECK(hsn::parse_json(limited.response->body).value()["additional_data"]["rate_limit_reason"] ==
        "public_api_request_rate_limit");
  const auto overload = line.pass();
  CHECK(*overload.response->header("retry-after") == "7");
  CHECK(hsn::parse_json(overload.response->body).value()["code"] == "service_overload");
  const auto saved = line.pass();
  CHECK(saved.response->status == 503);
  CHECK(hsn::parse_json(saved.response->body).value()["additional_data"]["committed_resource_id"] == "made");
  CHECK(line.pass().cut == 4);
  CHECK(line.pass().response->took == std::chrono::seconds(2));
  const auto page = line.pass();
  CHECK(page.response->status == 200);
  CHECK(page.response->body.starts_with("<!DOCTYPE html>"));
}

}  // namespace faults_test
