// Free slots on pages, through the engine: made, kept, put away, and never more of them than a run may write.
#include "services/acuity/diary.hpp"
#include "support/studio.hpp"

namespace acuity_slots_sync_test {

using namespace hsn;
using namespace hsn::test;
using std::chrono::hours;

struct Week {
  Studio studio;
  sandbox::Acuity& acuity;

  Week() : acuity(invited(studio)) {}
  static sandbox::Acuity& invited(Studio& studio) {
    studio.free_time = true;
    return dynamic_cast<sandbox::Acuity&>(studio.invite("acuity", "", {{"AVAILABILITY_DAYS", "4"}}));
  }
  // Free time by External ID, without what lies in the trash.
  std::map<std::string, sandbox::Notion::Page> shown() const {
    std::map<std::string, sandbox::Notion::Page> pages;
    for (auto& page : studio.notion->pages("Availability")) {
      if (!page.in_trash) pages.emplace(page.plain.at("External ID"), page);
    }
    return pages;
  }
  // The n-th morning from tomorrow, on the coast.
  std::string nine(int n) const { return format_instant(floor_day(studio.clock.now()) + hours(24 * (n + 1) + 17)); }
  std::string key(int n, const std::string& type = "94517100") const { return "acuity:slot:" + type + ":14209019:" + nine(n); }
  // A page that staff make.
  void dentist(const char* kind, bool managed = true) {
    const Json page{{"Slot", {{"title", {{{"text", {{"content", "Dentist"}}}}}}}},
                    {"When", {{"date", {{"start", nine(1)}, {"end", nine(2)}}}}},
                    {"Kind", {{"select", {{"name", kind}}}}},
                    {"Calendar", {{"select", {{"name", "Maren at The 7 Space"}}}}},
                    {"Notion Managed", {{"checkbox", managed}}}};
    studio.notion->add_page("Availability", page.dump(), studio.clock.now());
  }
};

TEST_CASE("free slots become pages, once; the next run writes nothing", "[acuity]") {
  Week week;
  const auto ran = week.studio.sync();
  CHECK(ran.report.errors.empty());
  const auto pages = week.shown();
  CHECK(pages.size() == ran.writes);
  CHECK(pages.size() > 80);
  const auto& page = pages.at(week.key(0)).plain;
  CHECK(page.at("Kind") == "Free");
  CHECK(page.at("Calendar") == "Maren at The 7 Space");
  CHECK(page.at("Slot").starts_with("Reading "));
  CHECK(page.at("Notion Managed") != "true");
  CHECK(week.studio.sync().writes == 0);
}

TEST_CASE("a slot that is booked goes to the trash, and comes back when it is free again", "[acuity]") {
  Week week;
  week.studio.sync();
  const auto key = week.key(1);
  const auto id = booked(week.acuity, week.nine(1));
  auto ran = week.studio.sync();
  CHECK(ran.report.errors.empty());
  CHECK_FALSE(week.shown().contains(key));
  CHECK(week.studio.sync().writes == 0);

  REQUIRE(week.acuity.act("cancel", {{"id", id}}, {}));
  week.studio.sync();
  CHECK(week.shown().contains(key));
  CHECK(week.studio.sync().writes == 0);

  booked(week.acuity, week.nine(1), "other@example.com");
  week.studio.sync();
  CHECK_FALSE(week.shown().contains(key));
  CHECK(week.studio.sync().writes == 0);
}

TEST_CASE("as days pass their slots are put away and new ones come: nothing else is written", "[acuity]") {
  Week week;
  week.studio.sync();
  const auto before = week.shown();
  week.studio.clock.advance(hours(24));
  const auto ran = week.studio.sync();
  const auto after = week.shown();
  std::size_t gone = 0, made = 0;
  for (const auto& [key, page] : before) gone += after.contains(key) ? 0 : 1;
  for (const auto& [key, page] : after) made += before.contains(key) ? 0 : 1;
  CHECK(gone > 20);
  CHECK(made == gone);
  CHECK(ran.writes == gone + made);
  // A fortnight without a run: nothing that was shown is left, and that is no fault of the list.
  week.studio.clock.advance(hours(24 * 14));
  CHECK(week.studio.sync().report.errors.empty());
  CHECK(week.shown().size() == after.size());
  CHECK(week.studio.sync().writes == 0);
}

TEST_CASE("a run writes no more pages of free time than it may, the nearest days first, and the next goes on", "[acuity]") {
  Week week;
  week.studio.options.page_limits["availability"] = 30;
  const auto first = week.studio.sync();
  CHECK(first.writes == 30);
  const auto shown = week.shown();
  CHECK(shown.contains(week.key(-1)));
  CHECK_FALSE(shown.contains(week.key(2)));
  std::size_t runs = 1;
  while (week.studio.sync().writes > 0) ++runs;
  CHECK(runs == (week.shown().size() + 29) / 30);
}

TEST_CASE("no slot left is no fault; a page that staff have put into the trash stays there", "[acuity]") {
  Week week;
  week.studio.sync();
  const auto page = week.shown().at(week.key(0));
  week.studio.notion->trash(page.id, true, week.studio.clock.now());
  week.studio.clock.advance(hours(1));
  week.studio.options.full = true;
  week.studio.sync();
  week.studio.options.full = false;
  CHECK_FALSE(week.shown().contains(week.key(0)));
  CHECK(week.studio.sync().writes == 0);

  week.studio.clock.advance(hours(1));
  for (const int type : {94517100, 94517101, 94517102}) REQUIRE(week.acuity.act("retire", {{"type", type}}, {}));
  const auto ran = week.studio.sync();
  CHECK(ran.report.errors.empty());
  CHECK(week.shown().empty());
}

TEST_CASE("blocked time is shown and goes when it is unblocked; what staff change of a slot is put back", "[acuity]") {
  Week week;
  REQUIRE(week.acuity.act("block", {{"at", week.nine(1)}, {"until", week.nine(2)}, {"notes", "Dentist"}}, {}));
  week.studio.sync();
  CHECK(week.shown().at("acuity:block:8589934601").plain.at("Slot") == "Blocked: Dentist");
  week.studio.edit("Availability", week.key(0), "Kind", R"({"select":{"name":"Blocked"}})");
  REQUIRE(week.acuity.act("unblock", {{"id", 8589934601}}, {}));
  week.studio.clock.advance(hours(1));
  week.studio.sync();
  const auto shown = week.shown();
  CHECK_FALSE(shown.contains("acuity:block:8589934601"));
  CHECK(shown.contains(week.key(1)));
  CHECK(shown.at(week.key(0)).plain.at("Kind") == "Free");
}

TEST_CASE("staff block time with a page, once it is finished and ticked", "[acuity]") {
  Week week;
  week.studio.sync();
  week.dentist("Blocked");
  week.dentist("Free");
  week.studio.settle_down();
  CHECK(week.acuity.writes == 1);
  const auto shown = week.shown();
  CHECK(shown.at("acuity:block:8589934601").plain.at("Slot") == "Dentist");
  CHECK_FALSE(shown.contains(week.key(1)));

  REQUIRE(week.acuity.act("unblock", {{"id", 8589934601}}, {}));
  week.studio.settle_down();
  CHECK_FALSE(week.shown().contains("acuity:block:8589934601"));
}

TEST_CASE("a finished page that is not ticked is told of, at every run", "[acuity]") {
  Week week;
  week.studio.sync();
  week.dentist("Blocked", false);
  week.dentist("Free", false);
  week.studio.settle_down();
  const auto ran = week.studio.sync();
  CHECK(week.acuity.writes == 0);
  CHECK(ran.writes == 0);
  REQUIRE(ran.report.warnings.size() == 1);
  CHECK_THAT(ran.report.warnings[0], Catch::Contains("Dentist") && Catch::Contains("Notion Managed is not ticked"));
}

TEST_CASE("staff move what they have blocked, and unblock it by putting its page into the trash", "[acuity]") {
  Week week;
  const auto later = [&] {
    week.studio.clock.advance(std::chrono::minutes(3));
    CHECK(week.studio.sync().report.errors.empty());
  };
  week.studio.sync();
  week.dentist("Blocked");
  later();
  const auto made = week.shown().at("acuity:block:8589934601");
  week.studio.edit("Availability", "acuity:block:8589934601", "When",
                   R"({"date":{"start":")" + week.nine(2) + R"(","end":")" + week.nine(3) + "\"}}");
  later();
  REQUIRE(week.acuity.blocked().size() == 1);
  CHECK(format_instant(week.acuity.blocked().begin()->second.start) == week.nine(1 + 1));
  CHECK(week.shown().at("acuity:block:8589934602").id == made.id);
  CHECK(week.shown().at("acuity:block:8589934602").plain.at("Slot") == "Dentist");
  week.studio.edit("Availability", "acuity:block:8589934602", "Slot", R"({"title":[{"text":{"content":"Dentist, Dr. Weiss"}}]})");
  later();
  CHECK(week.shown().at("acuity:block:8589934602").plain.at("Slot") == "Dentist, Dr. Weiss");
  CHECK(week.acuity.blocked().begin()->second.notes == "Dentist");

  REQUIRE(
      week.acuity.act("block", {{"at", week.nine(1)}, {"until", week.nine(1).replace(11, 2, "18")}, {"notes", "theirs"}}, {}));
  later();
  for (const char* key : {"acuity:block:8589934602", "acuity:block:8589934603"})
    week.studio.notion->trash(week.shown().at(key).id, true, week.studio.clock.now());
  week.studio.options.full = true;
  later();
  REQUIRE(week.acuity.blocked().size() == 1);
  CHECK(week.acuity.blocked().begin()->second.notes == "theirs");  // made there: never deleted from here
}

TEST_CASE("blocked time stays when Notion merely does not show its page any more", "[acuity]") {
  Week week;
  week.studio.sync();
  week.dentist("Blocked");
  week.studio.settle_down();
  REQUIRE(week.acuity.blocked().size() == 1);
  const auto page = week.shown().at("acuity:block:8589934601");
  const auto whole = week.studio.wire;
  week.studio.wire = [&](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
    if (request.url.find("/pages/" + page.id) != std::string::npos)
      return answer(404, R"({"object":"error","status":404,"code":"object_not_found","message":"Could not find page."})");
    auto response = pass();
    if (request.url.ends_with("/query")) {
      auto json = Json::parse(response.body);
      std::erase_if(json["results"].get_ref<Json::array_t&>(), [&](const Json& row) { return row["id"] == page.id; });
      response.body = json.dump();
    }
    return response;
  };
  week.studio.options.full = true;
  week.studio.clock.advance(std::chrono::minutes(3));
  week.studio.sync();
  CHECK(week.acuity.blocked().size() == 1);
  week.studio.wire = whole;
  week.studio.notion->trash(page.id, true, week.studio.clock.now());
  week.studio.clock.advance(std::chrono::minutes(3));
  week.studio.sync();
  CHECK(week.acuity.blocked().empty());
}

TEST_CASE("a block that is moved stays its page's, whichever answer was lost", "[acuity]") {
  Week week;
  const std::string lost = GENERATE("POST", "DELETE");
  const bool looked_at = GENERATE(false, true);
  const auto later = [&] {
    week.studio.clock.advance(std::chrono::minutes(3));
    return week.studio.sync();
  };
  week.studio.sync();
  week.dentist("Blocked");
  week.studio.settle_down();
  const auto made = week.shown().at("acuity:block:8589934601");
  week.studio.edit("Availability", "acuity:block:8589934601", "When",
                   R"({"date":{"start":")" + week.nine(2) + R"(","end":")" + week.nine(3) + "\"}}");
  week.studio.wire = [lost](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
    auto response = pass();
    if (request.service != "acuity" || request.method != lost) return response;
    return tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"});
  };
  later();
  CHECK(week.acuity.blocked().size() == (lost == "POST" ? 2 : 1));
  week.studio.wire = [](const http::Request&, const Studio::Pass& pass) -> FakeTransport::Answer { return pass(); };
  if (looked_at) {  // a run towards Notion alone makes no page for what is under way
    week.studio.options.policy.towards.all_services = false;
    later();
    CHECK(week.shown().count("acuity:block:8589934602") == (lost == "POST" ? 0 : 1));
    week.studio.options.policy.towards.all_services = true;
  }
  CHECK(later().report.errors.empty());
  week.studio.settle_down();
  REQUIRE(week.acuity.blocked().size() == 1);
  CHECK(week.acuity.blocked().begin()->first == 8589934602);
  CHECK(week.shown().at("acuity:block:8589934602").id == made.id);
  CHECK(week.shown().at("acuity:block:8589934602").plain.at("Slot") == "Dentist");
  CHECK_FALSE(week.shown().contains("acuity:block:8589934601"));
  CHECK(week.studio.store().open_intents().empty());
  CHECK(week.studio.sync().writes == 0);
  week.studio.notion->trash(made.id, true, week.studio.clock.now());
  week.studio.options.full = true;
  later();
  CHECK(week.acuity.blocked().empty());
}

}  // namespace acuity_slots_sync_test
