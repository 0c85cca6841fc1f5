#include "core/time.hpp"

#include <catch2/catch.hpp>

namespace time_test {

using namespace hsn;

namespace {
std::string utc(std::string_view text) {
  const auto at = parse_instant(text);
  return at ? format_instant(*at) : "(null)";
}
std::string local(std::string_view text, std::string_view zone) {
  const auto at = from_local(text, zone);
  return at ? format_instant(*at) : at.error().what;
}
}  // namespace

TEST_CASE("time: every spelling of an instant is the same instant") {
  const auto* text =
      GENERATE("2026-11-23T05:10:00.000Z", "2026-11-23T05:10:00+00:00", "2026-11-22T22:10:00-0700", "2026-11-23 05:10:00",
               "2026-11-23T05:10", "2026-11-23t06:10:00.9+01", "2026-11-23 05:10:00 Z", "2026-11-23T10:55:00+05:45");
  INFO(text);
  CHECK(utc(text) == "2026-11-23T05:10:00Z");
}

TEST_CASE("time: a bare date is midnight, milliseconds are kept within") {
  CHECK(utc("2024-02-29") == "2024-02-29T00:00:00Z");
  CHECK(parse_instant("1970-01-01T00:00:00.123456Z").value().time_since_epoch() == Duration(123));
  CHECK(utc("1969-12-31T23:59:59.5Z") == "1969-12-31T23:59:59Z");
  CHECK(utc("2026-12-31T23:59:60Z") == "2026-12-31T23:59:59Z");
}

TEST_CASE("time: what is no time is null") {
  const auto* text = GENERATE("", "today", "2026-13-01", "2025-02-29", "2026-1-1", "2026-11-23T", "2026-11-23T24:00:00Z",
                              "2026-11-23T05:60Z", "2026-11-23T05:10:00Zx", "2026-11-23T05:10:00+24:00", "2026-11-23T05:10:00+0",
                              "2026-11-23T05:10:00.Z", "20261123T051000Z", "2026-11-23T05:10:61Z", " 2026-11-23");
  INFO(text);
  CHECK(utc(text) == "(null)");
}

TEST_CASE("time: what is read can be written and read again, at either end of the calendar too") {
  const auto* text = GENERATE("0001-01-01", "0001-01-01T00:00:00+00:01", "0001-01-01T23:59:00+23:59", "0000-12-31T23:59:59Z",
                              "0000-12-31T23:59:59-00:01", "9999-12-31T23:59:59.999Z", "9999-12-31T23:00:00-05:00",
                              "9999-12-31T23:00:00+05:00", "9999-12-31 20:00:00", "0000-02-29");
  INFO(text);
  for (const auto& zone : {"UTC", "America/Los_Angeles", "Asia/Tokyo"}) {
    const auto at = from_local(text, zone);
    if (at) CHECK(parse_instant(format_instant(*at)) == std::chrono::floor<std::chrono::seconds>(*at));
  }
  const auto at = parse_instant(text);
  if (at) CHECK(parse_instant(format_instant(*at)) == std::chrono::floor<std::chrono::seconds>(*at));
}

TEST_CASE("time: an offset that leads beyond the calendar makes no time") {
  CHECK(utc("9999-12-31T23:59:59Z") == "9999-12-31T23:59:59Z");
  CHECK(utc("9999-12-31T23:00:00-05:00") == "(null)");
  CHECK(utc("0001-01-01T00:00:00+00:01") == "(null)");
  CHECK(utc("0000-12-31") == "(null)");
  CHECK(utc("0000-12-31T23:59:59-00:01") == "0001-01-01T00:00:59Z");
  CHECK(local("9999-12-31 23:00:00", "America/New_York") == "\"9999-12-31 23:00:00\" is not a time");
  CHECK(local("9999-12-31T23:00:00-05:00", "UTC") == "\"9999-12-31T23:00:00-05:00\" is not a time");
  CHECK(local("9999-12-31 23:00:00", "UTC") == "9999-12-31T23:00:00Z");
}

TEST_CASE("time: HTTP dates go both ways") {
  const auto at = parse_http_date("Mon, 23 Nov 2026 05:10:00 GMT");
  REQUIRE(at);
  CHECK(format_instant(*at) == "2026-11-23T05:10:00Z");
  CHECK(format_http_date(*at) == "Mon, 23 Nov 2026 05:10:00 GMT");
  CHECK_FALSE(parse_http_date("23 Nov 2026 05:10:00 GMT"));
  CHECK_FALSE(parse_http_date("Mon, 31 Nov 2026 05:10:00 GMT"));
  CHECK_FALSE(parse_http_date("Mon, 23 Nov 2026 05:10:00 CET"));
  CHECK_FALSE(parse_http_date("60"));
}

TEST_CASE("time: floors go down before 1970 too") {
  CHECK(format_instant(floor_minute(*parse_instant("2026-11-23T05:10:59.999Z"))) == "2026-11-23T05:10:00Z");
  CHECK(format_instant(floor_minute(*parse_instant("1969-12-31T23:59:30Z"))) == "1969-12-31T23:59:00Z");
  CHECK(format_instant(floor_day(*parse_instant("2026-11-23T05:10:00Z"))) == "2026-11-23T00:00:00Z");
  CHECK(format_date(*parse_instant("2026-11-23T23:59:59Z")) == "2026-11-23");
}

TEST_CASE("time: wall-clock texts of a zone become UTC") {
  CHECK(local("2026-11-23 09:00:00", "Europe/Berlin") == "2026-11-23T08:00:00Z");
  CHECK(local("2026-07-01T09:00:00", "Europe/Berlin") == "2026-07-01T07:00:00Z");
  CHECK(local("2026-07-01 09:00", "America/Los_Angeles") == "2026-07-01T16:00:00Z");
  CHECK(local("2026-07-01 09:00", "UTC") == "2026-07-01T09:00:00Z");
  CHECK(local("2026-07-01T09:00:00-0700", "Europe/Berlin") == "2026-07-01T16:00:00Z");
}

TEST_CASE("time: in a gap the later reading is taken, in an overlap the earlier") {
  CHECK(local("2026-03-29 02:30:00", "Europe/Berlin") == "2026-03-29T01:30:00Z");
  CHECK(local("2026-10-25 02:30:00", "Europe/Berlin") == "2026-10-25T00:30:00Z");
}

TEST_CASE("time: a wrong zone is a person's to mend, a wrong time is the record's") {
  CHECK(from_local("2026-03-29 02:30:00", "Mars/Base").error().fault == Fault::bad_config);
  CHECK(from_local("tomorrow", "Europe/Berlin").error().fault == Fault::bad_data);
  CHECK(is_zone("Europe/Berlin"));
  CHECK_FALSE(is_zone(""));
  CHECK_FALSE(is_zone("../../etc/passwd"));
}

TEST_CASE("time: people read it in their zone, or in UTC when it is unknown") {
  const auto at = *parse_instant("2026-11-23T23:30:59Z");
  CHECK(format_local(at, "Europe/Berlin") == "2026-11-24 00:30");
  CHECK(format_local(at, "Nowhere") == "2026-11-23 23:30");
}

TEST_CASE("time: durations are told by their two largest units") {
  using namespace std::chrono_literals;
  CHECK(format_duration(0s) == "0 s");
  CHECK(format_duration(400ms) == "less than 1 s");
  CHECK(format_duration(45s) == "45 s");
  CHECK(format_duration(59600ms) == "1 min");
  CHECK(format_duration(125min) == "2 h 5 min");
  CHECK(format_duration(2h + 30s) == "2 h");
  CHECK(format_duration(27h) == "1 d 3 h");
}

}  // namespace time_test
