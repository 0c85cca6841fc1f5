// The hub against the emulator: what the one sends the other takes, and what it shows the one reads.
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>

#include "notion/hub.hpp"
#include "notion/provision.hpp"
#include "sandbox/notion.hpp"
#include "unit/notion/workspace.hpp"

namespace hub_sandbox_test {

using namespace hsn;

namespace {

struct Studio {
  std::unique_ptr<sandbox::Notion> space = sandbox::Notion::make({.token = "ntn_test"});
  Instant now = test::instant("2026-11-23T10:00:00Z");
  notion::Layout layout;
  std::unique_ptr<remote::Remote> hub;

  Studio() {
    notion::Wanted wanted;
    wanted.entities = {&test::kMakers, &test::kThings};
    wanted.parent_page_id = sandbox::NotionOptions{}.parent_page_id;
    const auto dialogue = notion::make_provision(test::account(), wanted);
    while (const auto request = dialogue->next()) REQUIRE(dialogue->heard(serve(*request)));
    layout = dialogue->layout();
    hub = notion::make_hub(test::account(), test::kWorkspace, layout);
  }
  http::Response serve(http::Request request) {
    request.headers.push_back({"Authorization", "Bearer ntn_test"});
    return space->serve(request, now);
  }
  Seen write(const Write& write) {
    const auto sending = hub->write({&write, 1});
    if (!sending) FAIL(describe(sending.error()));
    auto ask = sending->ask;
    for (;;) {
      auto sent = hub->wrote({&write, 1}, ask, serve(ask.request));
      REQUIRE(sent);
      if (sent->next) {
        ask = *sent->next;
        continue;
      }
      if (!sent->each.at(0)) FAIL(describe(sent->each[0].error()));
      return *sent->each[0];
    }
  }
  std::vector<Seen> walk(remote::Step step) {
    std::vector<Seen> all;
    std::vector<remote::Ask> open;
    for (;;) {
      all.insert(all.end(), step.seen.begin(), step.seen.end());
      open.insert(open.end(), step.details.begin(), step.details.end());
      if (step.next) open.push_back(*step.next);
      if (open.empty()) return all;
      const auto ask = open.back();
      open.pop_back();
      auto next = hub->read(ask, serve(ask.request));
      if (!next) FAIL(describe(next.error()));
      step = *next;
    }
  }
  std::vector<Seen> list(remote::Window::Kind kind, std::string cursor = {}) {
    remote::Window window;
    window.kind = kind;
    window.cursor = std::move(cursor);
    window.now = now;
    return walk(hub->list({.name = "things", .entities = {}}, window));
  }
};

Write making(const std::string& entity, const std::string& key, std::vector<Change> changes) {
  Write write;
  write.verb = Verb::create;
  write.to = {"notion", entity};
  write.key = {entity, key};
  write.changes = std::move(changes);
  return write;
}

std::string text_of_length(std::size_t length) {
  std::string text;
  while (text.size() < length) text += "moon 🌙 ";
  return text + "end";
}

}  // namespace

TEST_CASE("hub and emulator: a record with every kind of value is made, read, found, changed, cleared and trashed") {
  Studio studio;
  auto make = making("things", "woocommerce:product:812", {});
  const std::vector<Ref> makers{{"client:a@example.com"}};
  const auto maker = studio.write(making("makers", "client:a@example.com", {{"name", {}, std::string("Ana"), ""}}));
  make.refs = {{"client:a@example.com", maker.remote_id}};
  auto when = Date{test::instant("2026-07-01T09:00:00Z"), test::instant("2026-07-01T10:00:00Z"), false, "Europe/Berlin"};
  auto day = Date{test::instant("2026-11-23T00:00:00Z"), {}, true, {}};
  const std::pair<std::string, FieldValue> values[] = {
      {"name", std::string("Moon print")},
      {"sku", text_of_length(9000)},
      {"description", std::string("a <b>bold</b> <a href=\"https://example.com/\">word</a>")},
      {"price", *Decimal::parse("19.99")},
      {"featured", true},
      {"state", std::string("On Hold")},
      {"tags", std::vector<std::string>{"Art", "Print"}},
      {"made", day},
      {"when", when},
      {"link", std::string("https://example.com/p")},
      {"email", std::string("ana@example.com")},
      {"phone", std::string("+49 30 1234")},
      {"images", std::vector<std::string>{"https://example.com/b.jpg", "https://example.com/a.jpg"}},
      {"makers", makers},
      {"external_id", std::string("woocommerce:product:812")},
      {"managed", true},
  };
  for (const auto& [field, value] : values) make.changes.push_back({field, {}, value, ""});
  const auto made = studio.write(make);
  CHECK(made.by_us);
  CHECK(made.record.key.external_id == "woocommerce:product:812");
  for (const auto& [field, value] : values) {
    CAPTURE(field);
    if (field == "makers") {
      CHECK(made.record.fields.at(field) == FieldValue(std::vector<Ref>{{"@" + maker.remote_id}}));
    } else {
      CHECK(made.record.fields.at(field) == value);
    }
  }

  auto listed = studio.list(remote::Window::Kind::all);
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].record == made.record);
  const auto found = studio.walk(*studio.hub->find(make, studio.now));
  REQUIRE(found.size() == 1);
  CHECK(found[0].remote_id == made.remote_id);

  auto clear = make;
  clear.verb = Verb::update;
  clear.known = made;
  clear.changes.clear();
  for (const auto& [field, value] : values)
    if (field != "external_id") clear.changes.push_back({field, value, FieldValue{}, ""});
  const auto cleared = studio.write(clear);
  CHECK(cleared.remote_id == made.remote_id);
  for (const auto& change : clear.changes) {
    CAPTURE(change.field);
    const bool box = change.field == "featured" || change.field == "managed";
    CHECK(cleared.record.fields.at(change.field) == (box ? FieldValue(false) : FieldValue{}));
  }

  auto trash = clear;
  trash.verb = Verb::archive;
  CHECK(studio.write(trash).gone);
  CHECK(studio.list(remote::Window::Kind::all).empty());
  studio.now += std::chrono::minutes(1);
  const auto sent = studio.hub->write({&clear, 1});
  REQUIRE(sent);
  const auto refused = studio.hub->wrote({&clear, 1}, sent->ask, studio.serve(sent->ask.request));
  REQUIRE(refused);
  REQUIRE_FALSE(refused->each.at(0));
  CHECK(describe(refused->each[0].error()).find("restore") != std::string::npos);
}

TEST_CASE("hub and emulator: pages of a list, changes since a cursor, and relations of more than 25") {
  Studio studio;
  std::map<std::string, std::string> pages;
  std::vector<Ref> makers;
  for (int i = 0; i < 60; ++i) {
    const auto key = "client:" + std::to_string(i) + "@example.com";
    pages[key] = studio.write(making("makers", key, {{"name", {}, key, ""}})).remote_id;
    makers.push_back({key});
  }
  auto wide = making("things", "woocommerce:product:1", {{"name", {}, std::string("All"), ""}, {"makers", {}, makers, ""}});
  wide.refs = pages;
  CHECK(std::get<std::vector<Ref>>(studio.write(wide).record.fields.at("makers")).size() == 60);
  for (int i = 2; i <= 230; ++i)
    studio.write(making("things", "woocommerce:product:" + std::to_string(i), {{"name", {}, std::string("Print"), ""}}));
  const auto all = studio.list(remote::Window::Kind::all);
  CHECK(all.size() == 230);
  const auto first =
      std::find_if(all.begin(), all.end(), [](const Seen& s) { return s.record.key.external_id == "woocommerce:product:1"; });
  REQUIRE(first != all.end());
  CHECK(std::get<std::vector<Ref>>(first->record.fields.at("makers")).size() == 60);
  studio.now = test::instant("2026-11-23T11:00:00Z");
  REQUIRE(studio.space->edit(first->remote_id, "Price", R"({"number":12})", studio.now));
  const auto changed = studio.list(remote::Window::Kind::since, "2026-11-23T10:30:00Z");
  REQUIRE(changed.size() == 1);
  CHECK_FALSE(changed[0].by_us);
  CHECK(changed[0].record.fields.at("price") == FieldValue(Decimal(12)));
}

}  // namespace hub_sandbox_test
