// Amelia, the shop and the hub together, through the engine.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/json.hpp"
#include "services/amelia/sandbox.hpp"
#include "support/studio.hpp"

namespace amelia_sync_test {

using namespace hsn;
using namespace hsn::test;

struct Circle {
  Studio studio;
  sandbox::Amelia& amelia = dynamic_cast<sandbox::Amelia&>(studio.invite("amelia"));

  std::int64_t booked(const std::string& at, const std::string& status = "approved") {
    return amelia.book(instant(at), amelia.customer("Ingrid", "Vasquez-Thorne", "ingrid@example.com", "+18055550142"), status);
  }
  std::string key(std::int64_t id) {
    return "amelia:booking:" + std::to_string(amelia.appointments().at(id).bookings.front().id);
  }
  sync::Report edit(std::int64_t id, const std::string& property, const std::string& json) {
    studio.edit("Appointments", key(id), property, json);
    studio.clock.advance(std::chrono::hours(1));
    return studio.sync().report;
  }
};

TEST_CASE("bookings of a group are a page each, and a second run writes nothing", "[amelia]") {
  Circle circle;
  circle.amelia.old = GENERATE(false, true);
  const auto id = circle.booked("2026-12-01T18:00:00Z");
  circle.amelia.book({}, circle.amelia.customer("Noor", "Brandt", "noor@example.com", ""), "pending", id);
  REQUIRE(circle.studio.sync().report.errors.empty());
  CHECK(circle.studio.notion->pages("Appointments").size() == 2);
  CHECK(circle.studio.notion->pages("Clients").size() == 2);
  CHECK(circle.studio.page("Appointments", circle.key(id)).plain.at("Location") == "The Connection Practice");
  circle.studio.settle_down();
  CHECK(circle.studio.sync().writes == 0);
}

TEST_CASE("staff approve, move, annotate and cancel", "[amelia]") {
  Circle circle;
  circle.amelia.old = GENERATE(false, true);
  const auto id = circle.booked("2026-12-01T18:00:00Z", "pending");
  circle.booked("2026-12-02T18:00:00Z");
  circle.studio.settle_down();
  const auto& appointment = circle.amelia.appointments().at(id);
  CHECK(circle.edit(id, "Status", R"({"select":{"name":"Confirmed"}})").errors.empty());
  CHECK(appointment.status == "approved");
  CHECK(circle.edit(id, "When", R"({"date":{"start":"2026-12-03T18:00:00Z"}})").errors.empty());
  CHECK(appointment.start == instant("2026-12-03T18:00:00Z"));
  CHECK(circle.edit(id, "Staff Notes", R"({"rich_text":[{"text":{"content":"tea"}}]})").errors.empty());
  CHECK(appointment.notes == "tea");
  const auto taken = circle.edit(id, "When", R"({"date":{"start":"2026-12-02T18:30:00Z"}})");
  REQUIRE(taken.errors.size() == 1);
  CHECK(taken.errors.front().error.what == "slot not free");
  CHECK(appointment.start == instant("2026-12-03T18:00:00Z"));
  circle.edit(id, "When", R"({"date":{"start":"2026-12-03T18:00:00Z","end":"2026-12-03T19:00:00Z"}})");
  CHECK(circle.edit(id, "Status", R"({"select":{"name":"Cancelled"}})").errors.empty());
  CHECK(appointment.status == "canceled");
  circle.studio.settle_down();
}

}  // namespace amelia_sync_test
