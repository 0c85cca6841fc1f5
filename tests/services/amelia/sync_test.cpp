// Amelia, the shop and the hub together, through the engine.
#include <set>

#include "services/amelia/reception.hpp"
#include "support/studio.hpp"

namespace amelia_sync_test {

using namespace hsn;
using namespace hsn::test;

struct Circle {
  Studio studio;
  sandbox::Amelia& amelia;

  explicit Circle(bool free_time = false) : studio(), amelia(invited(studio, free_time)) {}
  static sandbox::Amelia& invited(Studio& studio, bool free_time) {
    studio.free_time = free_time;
    return dynamic_cast<sandbox::Amelia&>(studio.invite("amelia"));
  }
  std::int64_t person(const std::string& first, const std::string& email) {
    return amelia.customer(first, "Vasquez-Thorne", email, "+18055550142");
  }
  std::int64_t booked(const std::string& at, const std::string& status = "approved") {
    return amelia.book(instant(at), person("Ingrid", "ingrid@example.com"), status);
  }
  std::string key(std::int64_t id) { return "amelia:booking:" + std::to_string(amelia.appointment(id).bookings.front().id); }
  std::string shown(std::int64_t id, const std::string& property) {
    const auto page = studio.page("Appointments", key(id));
    const auto it = page.plain.find(property);
    return it == page.plain.end() ? std::string() : it->second;
  }
  sync::Report edit(std::int64_t id, const std::string& property, const std::string& json) {
    studio.edit("Appointments", key(id), property, json);
    studio.clock.advance(std::chrono::hours(1));
    return studio.sync().report;
  }
};

std::string select(const std::string& name) { return R"({"select":{"name":")" + name + "\"}}"; }

TEST_CASE("bookings of a group are a page each, and a second run writes nothing", "[amelia]") {
  Circle circle;
  circle.amelia.old = GENERATE(false, true);
  const auto id = circle.booked("2026-12-01T18:00:00Z");
  circle.amelia.add_booking(id, circle.person("Noor", "noor@example.com"), "pending");
  REQUIRE(circle.studio.sync().report.errors.empty());
  CHECK(circle.studio.notion->pages("Appointments").size() == 2);
  CHECK(circle.studio.notion->pages("Clients").size() == 2);
  CHECK(circle.shown(id, "Location") == "The Connection Practice");
  CHECK(circle.studio.page("Clients", "client:ingrid@example.com").plain.at("Lead Source") == "Amelia");
  CHECK(circle.studio.sync().writes == 0);
  circle.studio.settle_down();
  CHECK(circle.studio.sync().writes == 0);
}

TEST_CASE("a customer with a new address stays one client", "[amelia]") {
  Circle circle;
  const auto ingrid = circle.person("Ingrid", "ingrid@example.com");
  circle.amelia.book(instant("2026-12-01T18:00:00Z"), ingrid, "approved");
  circle.studio.settle_down();
  const auto line = "amelia:customer:" + std::to_string(ingrid);
  CHECK(circle.studio.page("Clients", "client:ingrid@example.com").plain.at("External IDs") == line);

  circle.amelia.change_address(ingrid, "ingrid@example.org");
  const auto later = circle.amelia.book(instant("2026-12-03T18:00:00Z"), ingrid, "approved");
  circle.studio.settle_down();
  REQUIRE(circle.studio.notion->pages("Clients").size() == 1);
  const auto page = circle.studio.page("Clients", "client:ingrid@example.com");
  CHECK(page.plain.at("Email") == "ingrid@example.org");
  CHECK(page.plain.at("External IDs").find(line) != std::string::npos);
  CHECK(circle.shown(later, "Client") == page.plain.at("Name"));
  CHECK(circle.studio.sync().writes == 0);

  // Somebody else with the address that has become free is somebody else.
  circle.amelia.book(instant("2026-12-05T18:00:00Z"), circle.person("Noor", "noor@example.com"), "approved");
  circle.studio.settle_down();
  CHECK(circle.studio.notion->pages("Clients").size() == 2);
}

TEST_CASE("staff approve, move, annotate and cancel", "[amelia]") {
  Circle circle;
  circle.amelia.old = GENERATE(false, true);
  const auto id = circle.booked("2026-12-01T18:00:00Z", "pending");
  circle.booked("2026-12-02T18:00:00Z");
  circle.studio.settle_down();
  const auto& appointment = circle.amelia.appointment(id);
  CHECK(circle.edit(id, "Status", select("Confirmed")).errors.empty());
  CHECK(appointment.status == "approved");
  CHECK(circle.edit(id, "When", R"({"date":{"start":"2026-12-03T18:00:00Z"}})").errors.empty());
  CHECK(appointment.start == instant("2026-12-03T18:00:00Z"));
  CHECK(circle.edit(id, "Staff Notes", R"({"rich_text":[{"text":{"content":"tea"}}]})").errors.empty());
  CHECK(appointment.notes == "tea");
  const auto taken = circle.edit(id, "When", R"({"date":{"start":"2026-12-02T18:30:00Z"}})");
  REQUIRE(taken.errors.size() == 1);
  CHECK(taken.errors.front().error.what == "slot not free");
  CHECK(circle.shown(id, "Sync Note").starts_with("Amelia: slot not free"));
  CHECK(appointment.start == instant("2026-12-03T18:00:00Z"));
  circle.edit(id, "When", R"({"date":{"start":"2026-12-03T18:00:00Z","end":"2026-12-03T19:00:00Z"}})");
  CHECK(circle.edit(id, "Status", select("Cancelled")).errors.empty());
  CHECK(appointment.status == "canceled");
  CHECK(circle.shown(id, "Status") == "Cancelled");
  circle.studio.settle_down();
  CHECK(circle.studio.sync().writes == 0);
}

TEST_CASE("what cannot be done to one of a group is put back once; what staff know better stays", "[amelia]") {
  Circle circle;
  const auto id = circle.booked("2026-12-01T18:00:00Z");
  circle.amelia.add_booking(id, circle.person("Noor", "noor@example.com"), "approved");
  circle.studio.settle_down();
  const auto moved = circle.edit(id, "When", R"({"date":{"start":"2026-12-03T18:00:00Z"}})");
  REQUIRE(moved.errors.size() == 1);
  CHECK(moved.overwritten.size() == 1);
  CHECK(circle.shown(id, "When").find("2026-12-01") != std::string::npos);
  CHECK(circle.shown(id, "Sync Status") == "Error");
  CHECK(circle.shown(id, "Sync Note").starts_with("Amelia: others are booked in the same appointment"));
  auto again = circle.studio.sync();
  CHECK(again.report.errors.empty());
  CHECK(again.writes == 0);

  CHECK(circle.edit(id, "Status", select("No Show")).errors.size() == 1);
  CHECK(circle.shown(id, "Status") == "No Show");
  CHECK(circle.shown(id, "Sync Note").starts_with("Amelia: others are booked in the same appointment"));
  again = circle.studio.sync();
  CHECK(again.report.errors.empty());
  CHECK(again.writes == 0);
}

TEST_CASE("what is moved, cancelled and deleted at Amelia follows, and a second run writes nothing", "[amelia]") {
  Circle circle;
  const auto moved = circle.booked("2026-12-01T18:00:00Z"), off = circle.booked("2026-12-02T18:00:00Z"),
             gone = circle.booked("2026-12-03T18:00:00Z"), stays = circle.booked("2026-12-04T18:00:00Z");
  circle.studio.settle_down();
  const auto gone_key = circle.key(gone);
  circle.amelia.appointment(moved).start = instant("2028-12-08T18:00:00Z");  // a long way out of the window
  circle.amelia.appointment(off).status = circle.amelia.appointment(off).bookings.front().status = "canceled";
  circle.amelia.erase(gone);
  circle.studio.settle_down();
  CHECK(circle.shown(moved, "When").starts_with("2028-12-08"));
  CHECK(circle.shown(moved, "Rescheduled Count") == "1");
  CHECK(circle.shown(off, "Status") == "Cancelled");
  CHECK(circle.studio.page("Appointments", gone_key).plain.at("Sync Status") == "Source Deleted");
  CHECK(circle.shown(stays, "Sync Status") == "Synced");
  CHECK(circle.studio.sync().writes == 0);
}

TEST_CASE("Rejected set by staff stays in Notion, and nobody is mailed", "[amelia]") {
  Circle circle;
  const auto id = circle.booked("2026-12-01T18:00:00Z", "pending");
  circle.studio.settle_down();
  CHECK(circle.edit(id, "Status", select("Rejected")).errors.empty());
  CHECK(circle.shown(id, "Status") == "Rejected");
  CHECK(circle.amelia.writes == 0);
  circle.studio.settle_down();
  CHECK(circle.shown(id, "Status") == "Rejected");
}

TEST_CASE("a booking that another appointment has taken over stays one page", "[amelia]") {
  Circle circle;
  const auto id = circle.booked("2026-12-01T18:00:00Z"), other = circle.booked("2026-12-02T18:00:00Z");
  circle.studio.settle_down();
  auto& from = circle.amelia.appointment(id).bookings;
  circle.amelia.appointment(other).bookings.push_back(from.front());
  from.clear();
  circle.amelia.erase(id);
  circle.studio.settle_down();
  const auto page = circle.studio.page("Appointments", "amelia:booking:101");
  CHECK(page.plain.at("When").starts_with("2026-12-02"));
  CHECK(page.plain.at("Sync Status") == "Synced");
  CHECK(circle.studio.sync().writes == 0);
}

TEST_CASE("a page with Status Requested is booked, and shows the whole booking at once", "[amelia]") {
  Circle circle;
  circle.studio.shop->add_product(R"json({"name":"Breathwork Session (60 min)","regular_price":"120.00","status":"publish"})json",
                                  circle.studio.clock.now());
  const auto first = circle.booked("2026-12-01T18:00:00Z");
  circle.studio.settle_down();
  CHECK(circle.shown(first, "Offering").empty());
  circle.studio.edit("Products", "Breathwork Session (60 min)", "Amelia Service ID", R"({"number":1})");
  circle.studio.settle_down();
  CHECK_FALSE(circle.shown(first, "Offering").empty());

  const auto client = circle.studio.page("Clients", "client:ingrid@example.com").id;
  const auto product = circle.studio.page("Products", "Breathwork Session (60 min)").id;
  circle.studio.notion->add_page("Appointments",
                                 Json{{"Appointment", {{"title", {{{"text", {{"content", "Breathwork for Ingrid"}}}}}}}},
                                      {"Client", {{"relation", {{{"id", client}}}}}},
                                      {"Offering", {{"relation", {{{"id", product}}}}}},
                                      {"When", {{"date", {{"start", "2026-12-03T18:00:00Z"}}}}},
                                      {"Status", {{"select", {{"name", "Requested"}}}}},
                                      {"Notion Managed", {{"checkbox", true}}}}
                                     .dump(),
                                 circle.studio.clock.now());
  circle.studio.clock.advance(std::chrono::hours(1));
  REQUIRE(circle.studio.sync().report.errors.empty());
  REQUIRE(circle.amelia.appointments().size() == 2);
  const auto made = circle.amelia.appointments().rbegin()->first;
  CHECK(circle.amelia.appointment(made).start == instant("2026-12-03T18:00:00Z"));
  CHECK(circle.amelia.customers().size() == 1);
  CHECK(circle.shown(made, "Status") == "Confirmed");
  CHECK(circle.shown(made, "Appointment") == "Breathwork Session (60 min) — Ingrid Vasquez-Thorne");
  CHECK(circle.studio.sync().writes == 0);
}

TEST_CASE("free slots are pages; one that is taken goes to the trash, and a second run writes nothing", "[amelia]") {
  Circle circle(true);
  circle.studio.settle_down();
  const auto at_ten = [&] {
    std::size_t count = 0;
    for (const auto& page : circle.studio.notion->pages("Availability"))
      count += !page.in_trash && page.plain.at("External ID") == "amelia:slot:1:1:2026-12-01T18:00:00Z";
    return count;
  };
  CHECK(at_ten() == 1);
  CHECK(circle.studio.sync().writes == 0);
  circle.booked("2026-12-01T18:00:00Z");
  circle.studio.settle_down();
  CHECK(at_ten() == 0);
  CHECK(circle.studio.sync().writes == 0);
}

struct Group : Circle {
  std::int64_t id = booked("2026-12-01T18:00:00Z");
  std::string second;
  Group() {
    amelia.add_booking(id, person("Noor", "noor@example.com"), "approved");
    amelia.add_booking(id, person("Iris", "iris@example.com"), "approved");
    second = "amelia:booking:" + std::to_string(amelia.appointment(id).bookings.at(1).id);
    studio.settle_down();
  }
  void note(const std::string& key, const std::string& words) {
    studio.edit("Appointments", key, "Staff Notes", R"({"rich_text":[{"text":{"content":")" + words + "\"}}]}");
  }
  std::set<std::string> notes() const {
    std::set<std::string> all;
    for (const auto& page : studio.notion->pages("Appointments")) all.insert(page.plain.at("Staff Notes"));
    return all;
  }
};

TEST_CASE("the note of a group is on all its pages in the same run, and a second run writes nothing", "[amelia]") {
  Group group;
  group.note(group.second, "bring tea");
  group.studio.clock.advance(std::chrono::hours(1));
  CHECK(group.studio.sync().report.errors.empty());
  CHECK(group.amelia.appointment(group.id).notes == "bring tea");
  CHECK(group.notes() == std::set<std::string>{"bring tea"});
  CHECK(group.studio.sync().writes == 0);
}

TEST_CASE("two notes for one group are a conflict that is told: none is lost in silence", "[amelia]") {
  Group group;
  group.note(group.key(group.id), "A says");
  group.note(group.second, "B says");
  group.studio.clock.advance(std::chrono::hours(1));
  const auto ran = group.studio.sync();
  CHECK(ran.report.errors.empty());
  const auto kept = group.amelia.appointment(group.id).notes;
  const std::string lost = kept == "A says" ? "B says" : "A says";
  REQUIRE(ran.report.conflicts.size() == 1);
  CHECK(ran.report.conflicts[0].decided);
  REQUIRE(ran.report.overwritten.size() == 1);
  CHECK(ran.report.overwritten[0].change.from == text(lost));
  CHECK(ran.report.overwritten[0].change.to == text(kept));
  CHECK(group.notes() == std::set<std::string>{kept});
  CHECK(group.studio.sync().writes == 0);
}

}  // namespace amelia_sync_test
