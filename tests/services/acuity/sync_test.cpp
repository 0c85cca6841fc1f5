// Acuity, the shop and the hub together, through the engine.
#include "services/acuity/diary.hpp"
#include "services/amelia/sandbox.hpp"
#include "support/studio.hpp"

namespace acuity_sync_test {

using namespace hsn;
using namespace hsn::test;
using std::chrono::hours;

struct Practice {
  Studio studio;
  sandbox::Acuity& acuity = dynamic_cast<sandbox::Acuity&>(studio.invite("acuity"));

  Practice() { studio.options.limits.max_destructive = 1000; }
  std::string shown(std::int64_t id, const std::string& property) {
    const auto page = studio.page("Appointments", "acuity:appointment:" + std::to_string(id));
    const auto it = page.plain.find(property);
    return it == page.plain.end() ? std::string() : it->second;
  }
  void edit(std::int64_t id, const std::string& property, const std::string& json) {
    studio.edit("Appointments", "acuity:appointment:" + std::to_string(id), property, json);
    studio.clock.advance(hours(1));
  }
};

std::string select(const std::string& name) { return R"({"select":{"name":")" + name + "\"}}"; }
std::string date(const std::string& start) { return R"({"date":{"start":")" + start + "\"}}"; }

TEST_CASE("1,500 bookings in 120 days: 40 cancelled and 30 moved are found, and a second run writes nothing", "[acuity]") {
  Practice practice;
  std::vector<std::int64_t> ids;
  for (int n = 0; n < 1500; ++n) {
    const auto at = practice.studio.clock.now() - hours(24 * 20) + std::chrono::minutes(115 * n);
    ids.push_back(booked(practice.acuity, format_instant(at), "p" + std::to_string(n % 100) + "@example.com"));
  }
  auto ran = practice.studio.sync();
  REQUIRE(ran.report.errors.empty());
  CHECK(practice.studio.notion->pages("Appointments").size() == 1500);
  CHECK(practice.studio.notion->pages("Clients").size() == 100);
  practice.studio.settle_down();

  for (std::size_t n = 0; n < 40; ++n) (void)practice.acuity.act("cancel", {{"id", ids[400 + n * 10]}}, {});
  for (std::size_t n = 0; n < 30; ++n) {
    // Ten of them a long way out of the window.
    const auto at = practice.studio.clock.now() + hours(24 * (n < 10 ? 500 : 150)) + hours(n);
    (void)practice.acuity.act("move", {{"id", ids[405 + n * 10]}, {"at", format_instant(at)}}, {});
  }
  practice.studio.settle_down();
  std::size_t cancelled = 0, moved = 0;
  for (const auto& page : practice.studio.notion->pages("Appointments")) {
    cancelled += page.plain.at("Status") == "Cancelled";
    moved += page.plain.at("Rescheduled Count") == "1";
  }
  CHECK(cancelled == 40);
  CHECK(moved == 30);
  CHECK(practice.studio.sync().writes == 0);
}

TEST_CASE("trap: a link that is another one at each reading is written with other changes only", "[acuity]") {
  Practice practice;
  practice.acuity.fickle_links = true;
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  const auto link = practice.shown(id, "Confirmation Page");
  CHECK(link.starts_with("https://acuity.example.com/confirm/"));
  CHECK(practice.studio.sync().writes == 0);
  REQUIRE(practice.acuity.act("move", {{"id", id}, {"at", "2026-12-02T18:00:00Z"}}, {}));
  CHECK(practice.studio.sync().writes == 2);  // the booking's page and its client's
  CHECK(practice.shown(id, "Confirmation Page") != link);
  CHECK(practice.studio.sync().writes == 0);
}

TEST_CASE("staff move, annotate and cancel; what is over or cancelled is put back", "[acuity]") {
  Practice practice;
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  const auto past = booked(practice.acuity, "2026-11-20T18:00:00Z");
  practice.studio.settle_down();
  CHECK(practice.shown(past, "Status") == "Completed");

  practice.edit(id, "When", date("2026-12-02T18:00:00Z"));
  practice.studio.sync();
  CHECK(practice.acuity.bookings().at(id).start == instant("2026-12-02T18:00:00Z"));
  CHECK(practice.shown(id, "When").find("10:50") != std::string::npos);  // as the calendar has it
  CHECK(practice.shown(id, "Rescheduled Count") == "1");

  practice.edit(id, "Cancellation Reason", R"({"rich_text":[{"text":{"content":"flu"}}]})");
  practice.edit(id, "Status", select("Cancelled"));
  practice.studio.sync();
  CHECK(practice.acuity.bookings().at(id).canceled);
  CHECK(practice.acuity.bookings().at(id).cancel_note == "flu");
  CHECK(practice.acuity.mails == 0);

  practice.edit(id, "Status", select("Confirmed"));
  practice.edit(past, "When", date("2026-12-05T18:00:00Z"));
  practice.studio.sync();
  CHECK(practice.shown(id, "Status") == "Cancelled");
  CHECK(practice.shown(id, "Sync Note").find("from Cancelled to Confirmed cannot be set: book again") != std::string::npos);
  CHECK(practice.shown(past, "When").find("2026-11-20") != std::string::npos);
  practice.studio.settle_down();
}

TEST_CASE("a move is counted once, however long a person takes to decide on it", "[acuity]") {
  Practice practice;
  practice.studio.catalog().policies[{"appointments", "when"}].conflict = config::ConflictPolicy::hold;
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  CHECK(practice.shown(id, "Rescheduled Count") == "0");
  practice.edit(id, "When", date("2026-12-02T18:00:00Z"));
  REQUIRE(practice.acuity.act("move", {{"id", id}, {"at", "2026-12-03T18:00:00Z"}}, {}));
  practice.studio.sync();
  CHECK(practice.shown(id, "Rescheduled Count") == "1");
  const auto again = practice.studio.sync();
  CHECK(again.writes == 0);
  CHECK(again.report.held() == 1);
  CHECK(practice.shown(id, "Rescheduled Count") == "1");
}

TEST_CASE("what was over and is moved to a day to come is as new: its status is the service's, and it can be cancelled",
          "[acuity]") {
  Practice practice;
  const auto id = booked(practice.acuity, "2026-11-20T18:00:00Z");
  practice.studio.settle_down();
  REQUIRE(practice.shown(id, "Status") == "Completed");
  const bool stayed_away = GENERATE(false, true);
  if (stayed_away) {
    practice.edit(id, "Status", select("No Show"));
    practice.studio.settle_down();
  }
  REQUIRE(practice.acuity.act("move", {{"id", id}, {"at", "2026-12-05T18:00:00Z"}, {"noShow", false}}, {}));
  practice.studio.settle_down();
  CHECK(practice.shown(id, "Status") == "Confirmed");
  practice.edit(id, "Status", select("Cancelled"));
  practice.studio.settle_down();
  CHECK(practice.acuity.bookings().at(id).canceled);
}

TEST_CASE("an edit for a shop that cannot be read does not keep the page from its bookings", "[acuity]") {
  Practice practice;
  auto& studio = practice.studio;
  studio.shop->add_customer(R"({"email":"ana@example.com","first_name":"Ana"})", studio.clock.now());
  booked(practice.acuity, "2026-12-03T18:00:00Z", "ana@example.com");
  studio.settle_down();
  const auto next = [&] { return studio.page("Clients", "client:ana@example.com").plain.at("Next Appointment"); };
  REQUIRE(next().find("2026-12-03") != std::string::npos);

  studio.edit("Clients", "client:ana@example.com", "Phone", R"({"phone_number":"+49 30 1"})");
  booked(practice.acuity, "2026-12-02T18:00:00Z", "ana@example.com");
  studio.clock.advance(hours(7));
  studio.wire = [](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
    return request.url.find("/customers?") != std::string::npos ? answer(200, "<html>") : pass();
  };
  studio.sync();
  CHECK(next().find("2026-12-02") != std::string::npos);
  studio.wire = [](const http::Request&, const Studio::Pass& pass) -> FakeTransport::Answer { return pass(); };
  studio.settle_down();
  CHECK(studio.shop->all("customers").front().find("+49 30 1") != std::string::npos);
}

TEST_CASE("what is refused is said on the page, in the run and for status: it has begun, the slot is taken", "[acuity]") {
  Practice practice;
  const auto past = booked(practice.acuity, "2026-11-20T18:00:00Z");
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  booked(practice.acuity, "2026-12-02T18:00:00Z", "other@example.com");
  practice.studio.settle_down();

  practice.edit(past, "When", date("2026-12-05T18:00:00Z"));
  auto ran = practice.studio.sync();
  REQUIRE(ran.report.errors.size() == 1);
  CHECK(ran.report.errors.front().error.what.find("already started") != std::string::npos);
  CHECK(practice.shown(past, "Sync Status") == "Error");
  CHECK(practice.shown(past, "Sync Note").find("already started") != std::string::npos);
  CHECK(practice.studio.store().problems().size() == 1);

  practice.edit(id, "When", date("2026-12-02T18:00:00Z"));
  ran = practice.studio.sync();
  REQUIRE(ran.report.errors.size() == 1);
  CHECK(ran.report.errors.front().error.what == "slot not free");
  CHECK(practice.shown(id, "Sync Status") == "Error");
  CHECK(practice.shown(id, "Sync Note").starts_with("Acuity: slot not free"));
  CHECK(practice.shown(id, "Sync Note")
            .ends_with("\nWhen: put back: Acuity did not take it (Notion: 2026-12-02 18:00, Acuity: "
                       "2026-12-01 18:00 – 2026-12-01 18:50)"));
  CHECK(practice.shown(id, "When").find("2026-12-01") != std::string::npos);
  REQUIRE(ran.report.overwritten.size() == 1);
  CHECK(ran.report.overwritten.front().property == "When");
  CHECK(practice.studio.store().problems().size() == 2);
  CHECK(practice.acuity.bookings().at(id).start == instant("2026-12-01T18:00:00Z"));
  ran = practice.studio.sync();
  CHECK(ran.writes == 0);
  CHECK(ran.report.errors.empty());
  CHECK(practice.shown(id, "Sync Status") == "Error");  // stays to be read

  practice.edit(id, "When", date("2026-12-02T18:00:00Z"));  // who tries again is asked for again
  CHECK(practice.studio.sync().report.errors.size() == 1);

  practice.edit(id, "When", date("2026-12-03T18:00:00Z"));
  practice.studio.settle_down();
  CHECK(practice.acuity.bookings().at(id).start == instant("2026-12-03T18:00:00Z"));
  CHECK(practice.shown(id, "Sync Status") == "Synced");
  CHECK(practice.shown(id, "Sync Note").empty());
}

TEST_CASE("a move that is declined puts back nothing else, and a new one typed meanwhile goes out", "[acuity]") {
  Practice practice;
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  booked(practice.acuity, "2026-12-02T18:00:00Z", "other@example.com");
  practice.studio.settle_down();
  practice.edit(id, "Staff Notes", R"({"rich_text":[{"text":{"content":"tea"}}]})");
  practice.edit(id, "When", date("2026-12-02T18:00:00Z"));
  practice.studio.options.policy.towards = {.hub = false, .all_services = true, .services = {}};
  CHECK(practice.studio.sync().report.errors.size() == 1);
  CHECK(practice.acuity.bookings().at(id).notes == "tea");
  CHECK(practice.shown(id, "When").find("2026-12-02") != std::string::npos);  // the page waits for a run that writes to it

  practice.studio.options.policy.towards = {};
  const bool typed = GENERATE(false, true);
  if (typed) practice.edit(id, "When", date("2026-12-04T18:00:00Z"));
  CHECK(practice.studio.sync().report.errors.empty());
  CHECK(practice.shown(id, "Staff Notes") == "tea");
  CHECK(practice.acuity.bookings().at(id).start == instant(typed ? "2026-12-04T18:00:00Z" : "2026-12-01T18:00:00Z"));
  CHECK(practice.shown(id, "When").find(typed ? "2026-12-04" : "2026-12-01") != std::string::npos);
  CHECK(practice.shown(id, "Sync Note").starts_with("Acuity: slot not free"));
  CHECK(practice.studio.sync().writes == 0);
}

TEST_CASE("No Show set by staff stays in Notion, and counts for the client", "[acuity]") {
  Practice practice;
  const auto past = booked(practice.acuity, "2026-11-20T18:00:00Z");
  practice.studio.settle_down();
  CHECK(practice.studio.page("Clients", "client:ingrid@example.com").plain.at("Client Type") == "Client");
  practice.edit(past, "Status", select("No Show"));
  const auto ran = practice.studio.sync();
  CHECK(ran.report.errors.empty());
  CHECK(practice.shown(past, "Status") == "No Show");
  CHECK(practice.acuity.writes == 0);
  practice.studio.settle_down();
  CHECK(practice.studio.page("Clients", "client:ingrid@example.com").plain.at("Last Appointment").empty());
}

TEST_CASE("a booking finds its offering by the number on the product's page, whenever that is typed", "[acuity]") {
  Practice practice;
  practice.studio.shop->add_product(R"({"name":"Reading","regular_price":"85.00","status":"publish"})",
                                    practice.studio.clock.now());
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  CHECK(practice.shown(id, "Offering").empty());
  practice.studio.edit("Products", "Reading", "Acuity Type ID", R"({"number":94517100})");
  practice.studio.settle_down();
  CHECK_FALSE(practice.shown(id, "Offering").empty());
}

TEST_CASE("a page with Status Requested is booked", "[acuity]") {
  Practice practice;
  practice.studio.shop->add_product(R"({"name":"Reading","regular_price":"85.00","status":"publish"})",
                                    practice.studio.clock.now());
  booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  practice.studio.edit("Products", "Reading", "Acuity Type ID", R"({"number":94517100})");
  practice.studio.settle_down();
  const bool taken = GENERATE(false, true);
  if (taken) booked(practice.acuity, "2026-12-03T18:00:00Z", "other@example.com");
  const bool lost = GENERATE(false, true);  // the answer to the booking
  practice.studio.wire = [lost = lost && !taken](const http::Request& request, const Studio::Pass& pass) mutable {
    auto response = pass();
    if (!lost || request.method != "POST" || request.service != "acuity") return FakeTransport::Answer(std::move(response));
    lost = false;
    return FakeTransport::Answer(tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"}));
  };
  const auto client = practice.studio.page("Clients", "client:ingrid@example.com").id;
  const auto product = practice.studio.page("Products", "Reading").id;
  practice.studio.notion->add_page("Appointments",
                                   Json{{"Appointment", {{"title", {{{"text", {{"content", "Reading for Ingrid"}}}}}}}},
                                        {"Client", {{"relation", {{{"id", client}}}}}},
                                        {"Offering", {{"relation", {{{"id", product}}}}}},
                                        {"When", {{"date", {{"start", "2026-12-03T18:00:00Z"}}}}},
                                        {"Status", {{"select", {{"name", "Requested"}}}}},
                                        {"Staff Notes", {{"rich_text", {{{"text", {{"content", "bring tea"}}}}}}}},
                                        {"Notion Managed", {{"checkbox", true}}}}
                                       .dump(),
                                   practice.studio.clock.now());
  practice.studio.settle_down();
  if (taken) {
    const auto page = practice.studio.page("Appointments", "Reading for Ingrid");
    CHECK(practice.acuity.bookings().size() == 2);
    CHECK(page.plain.at("Sync Status") == "Error");
    CHECK(page.plain.at("Sync Note").starts_with("Acuity: slot not free"));
    return;
  }
  REQUIRE(practice.acuity.bookings().size() == 2);
  const auto& made = practice.acuity.bookings().rbegin()->second;
  CHECK(made.email == "ingrid@example.com");
  CHECK(made.start == instant("2026-12-03T18:00:00Z"));
  CHECK(practice.shown(made.id, "Status") == "Confirmed");
  CHECK(practice.acuity.mails == 0);
  CHECK(made.notes == "bring tea");  // which a client's booking cannot take along
  CHECK(practice.shown(made.id, "Staff Notes") == "bring tea");
}

TEST_CASE("a client whom a booking brings belongs to the business of its calendar", "[acuity]") {
  Studio studio;
  auto& diary =
      dynamic_cast<sandbox::Acuity&>(studio.invite("acuity", "[acuity.calendars.14209019]\nentity = \"connection-practice\"\n"));
  const auto id = booked(diary, "2026-12-01T18:00:00Z");
  studio.settle_down();
  CHECK(studio.page("Appointments", "acuity:appointment:" + std::to_string(id)).plain.at("Business Entity") ==
        "The Connection Practice");
  CHECK(studio.page("Clients", "client:ingrid@example.com").plain.at("Business Entity") == "The Connection Practice");
}

TEST_CASE("a booking asked for in Notion is for whom the client's page names, whatever its title says", "[acuity]") {
  const bool at_acuity = GENERATE(true, false);
  Studio studio;
  auto& diary = dynamic_cast<sandbox::Acuity&>(studio.invite("acuity"));
  auto& amelia = dynamic_cast<sandbox::Amelia&>(studio.invite("amelia"));
  const auto at = studio.clock.now();
  studio.shop->add_product(R"({"name":"Reading","regular_price":"85.00","status":"publish"})", at);
  studio.notion->add_page("Clients",
                          R"({"Name":{"title":[{"text":{"content":"Bea O'Neil"}}]},"Email":{"email":"bea@example.com"}})", at);
  studio.settle_down();
  studio.edit("Products", "Reading", at_acuity ? "Acuity Type ID" : "Amelia Service ID",
              at_acuity ? R"({"number":94517100})" : R"({"number":1})");
  studio.settle_down();
  const std::string title = GENERATE("", "Reading — Max Mustermann");
  studio.notion->add_page("Appointments",
                          Json{{"Appointment", {{"title", {{{"text", {{"content", title}}}}}}}},
                               {"Client", {{"relation", {{{"id", studio.page("Clients", "Bea O'Neil").id}}}}}},
                               {"Offering", {{"relation", {{{"id", studio.page("Products", "Reading").id}}}}}},
                               {"When", {{"date", {{"start", "2026-12-03T18:00:00Z"}}}}},
                               {"Status", {{"select", {{"name", "Requested"}}}}},
                               {"Notion Managed", {{"checkbox", true}}}}
                              .dump(),
                          studio.clock.now());
  studio.settle_down();
  if (at_acuity) {
    REQUIRE(diary.bookings().size() == 1);
    CHECK(diary.bookings().begin()->second.first == "Bea");
    CHECK(diary.bookings().begin()->second.last == "O'Neil");
  } else {
    REQUIRE(amelia.appointments().size() == 1);
  }
  CHECK(studio.page("Clients", "client:bea@example.com").plain.at("Name") == "Bea O'Neil");
  CHECK(studio.page("Clients", "client:bea@example.com").plain.at("Last Name") == "O'Neil");
}

TEST_CASE("a move to a start alone whose answer is lost has arrived, though the service shows an end too", "[acuity]") {
  Practice practice;
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  practice.edit(id, "When", date("2026-12-02T18:00:00Z"));
  practice.studio.wire = [lost = true](const http::Request& request, const Studio::Pass& pass) mutable {
    auto response = pass();
    if (!lost || request.method != "PUT") return FakeTransport::Answer(std::move(response));
    lost = false;
    return FakeTransport::Answer(tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"}));
  };
  practice.studio.sync();
  const auto ran = practice.studio.sync();
  CHECK(ran.report.errors.empty());
  CHECK(practice.acuity.bookings().at(id).start == instant("2026-12-02T18:00:00Z"));
  CHECK(practice.shown(id, "Sync Note").empty());
  practice.studio.settle_down();
}

TEST_CASE("two services that take bookings: a page is booked at the one that knows its offering", "[acuity]") {
  Practice practice;
  auto& amelia = dynamic_cast<sandbox::Amelia&>(practice.studio.invite("amelia"));
  amelia.customer("Ingrid", "Vasquez-Thorne", "ingrid@example.com", "");
  for (const char* name : {"Reading", "Breathwork"})
    practice.studio.shop->add_product(Json{{"name", name}, {"regular_price", "85.00"}, {"status", "publish"}}.dump(),
                                      practice.studio.clock.now());
  booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  practice.studio.edit("Products", "Reading", "Acuity Type ID", R"({"number":94517100})");
  practice.studio.edit("Products", "Breathwork", "Amelia Service ID", R"({"number":1})");
  practice.studio.settle_down();
  for (const char* name : {"Reading", "Breathwork"}) {
    practice.studio.notion->add_page(
        "Appointments",
        Json{{"Appointment", {{"title", {{{"text", {{"content", std::string(name) + " for Ingrid"}}}}}}}},
             {"Client", {{"relation", {{{"id", practice.studio.page("Clients", "client:ingrid@example.com").id}}}}}},
             {"Offering", {{"relation", {{{"id", practice.studio.page("Products", name).id}}}}}},
             {"When", {{"date", {{"start", "2026-12-03T18:00:00Z"}}}}},
             {"Status", {{"select", {{"name", "Requested"}}}}},
             {"Notion Managed", {{"checkbox", true}}}}
            .dump(),
        practice.studio.clock.now());
  }
  practice.studio.settle_down();
  CHECK(practice.acuity.bookings().size() == 2);
  REQUIRE(amelia.appointments().size() == 1);
  CHECK(amelia.appointments().begin()->second.service == 1);
}

TEST_CASE("an end that staff draw longer is put back, and nothing says that Acuity was changed", "[acuity]") {
  Practice practice;
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  const auto before = practice.shown(id, "When");
  practice.edit(id, "When", R"({"date":{"start":"2026-12-01T18:00:00Z","end":"2026-12-01T21:00:00Z"}})");
  const auto ran = practice.studio.sync();
  CHECK(practice.shown(id, "When") == before);
  REQUIRE(ran.report.overwritten.size() == 1);
  CHECK(ran.report.overwritten[0].service == "notion");
  REQUIRE(ran.report.errors.size() == 1);
  CHECK(ran.report.errors[0].error.what == "how long an appointment takes is not set from here");
  for (const auto& intent : practice.studio.store().history({"appointments", "acuity:appointment:" + std::to_string(id)}, 0))
    CHECK(intent.write.to.service == "notion");
  CHECK(practice.studio.sync().writes == 0);
}

TEST_CASE("a diff lists no change that it also says is left as it is", "[acuity]") {
  Practice practice;
  const auto id = booked(practice.acuity, "2026-12-01T18:00:00Z");
  practice.studio.settle_down();
  practice.edit(id, "When", R"({"date":{"start":"2026-12-02"}})");
  const auto priced = practice.studio.diff();
  REQUIRE(priced.plan.refusals.size() == 1);
  CHECK(priced.plan.refusals[0].error.what == "When is a day without a time");
  CHECK(priced.plan.writes.empty());
}

}  // namespace acuity_sync_test
