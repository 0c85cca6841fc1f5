// What people read of bookings: show, status and diff with a booking service beside the shop.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "services/acuity/sandbox.hpp"
#include "studio.hpp"

namespace hsn::cli::bookings_test {
namespace {

struct Gallery : Studio {
  sandbox::Acuity acuity;

  Gallery() {
    environment["ACUITY_BASE_URL"] = "http://127.0.0.1:9/acuity/api/v1";
    environment["ACUITY_USER_ID"] = "12345";
    environment["ACUITY_API_KEY"] = "acuity_sandbox";
    environment["AVAILABILITY_DAYS"] = "2";
    network = [this](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
      if (request.service != "acuity") return serve(request, now);
      auto proven = request;
      const auto proof = http::authorize(request, now, "nonce");
      proven.headers.insert(proven.headers.end(), proof.headers.begin(), proof.headers.end());
      return acuity.serve(proven, now);
    };
  }
  std::int64_t book() {
    sandbox::Acuity::Booking booking;
    booking.type = 94517100;
    booking.start = clock.now() + std::chrono::hours(24 * 9);
    booking.first = "Ingrid";
    booking.last = "Vasquez-Thorne";
    booking.email = "ingrid@example.com";
    return acuity.book(std::move(booking), clock.now());
  }
  bool says(const std::string& part) const { return out.str().find(part) != std::string::npos; }
};

}  // namespace

TEST_CASE("show: the time of a booking is not taken for the time of a change") {
  Gallery hsn;
  const auto key = "acuity:appointment:" + std::to_string(hsn.book());
  hsn.set_up();
  hsn.must(0, {"show", key});
  CHECK(hsn.says("Notion: "));
  CHECK(hsn.says(", changed "));
  CHECK(hsn.says("acuity/appointments: " + key.substr(key.rfind(':') + 1) + "\n"));
  hsn.must(0, {"show", key, "--json"});
  const auto sides = parse_json(hsn.out.str())->at("sides");
  CHECK(sides["acuity/appointments"]["modified"].is_null());
  CHECK(sides["Notion"]["modified"].is_string());
}

TEST_CASE("status: free and blocked time are two lines, each with a name of its own") {
  Gallery hsn;
  hsn.must(0, {"init", "--yes", "--with", "availability"});
  hsn.must(0, {"sync"});
  hsn.must(0, {"status"});
  CHECK(hsn.says("availability  "));
  CHECK(hsn.says("availability (blocks)  "));
  CHECK(hsn.says("appointments  "));
}

TEST_CASE("diff: a product and a type of one name are proposed to be linked, in words and as JSON, until they are") {
  Gallery hsn;
  hsn.add_product("Reading", "85");
  hsn.set_up();
  const std::string line = "Reading: Acuity Type 94517100 has the same name; put 94517100 into Acuity Type ID to link them";
  hsn.must(0, {"diff"});
  CHECK(hsn.says(line));
  CHECK(hsn.says("both sides are equal"));
  hsn.must(0, {"diff", "--no-pull", "--json"});
  const auto proposals = parse_json(hsn.out.str())->at("proposals");
  REQUIRE(proposals.size() == 1);
  CHECK(proposals[0]["field"] == "Acuity Type ID");
  CHECK(proposals[0]["value"] == "94517100");
  hsn.must(0, {"diff", "--only", "orders"});
  CHECK_FALSE(hsn.says(line));
  hsn.edit("Products", "Reading", "Acuity Type ID", R"({"number":94517100})");
  hsn.must(0, {"sync"});
  hsn.must(0, {"diff"});
  CHECK_FALSE(hsn.says(line));
}

}  // namespace hsn::cli::bookings_test
