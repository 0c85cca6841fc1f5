// Texts that are longer than their property: in the body of a new page, whole, however long, and completed after a crash.
#include <catch2/catch.hpp>

#include "core/text.hpp"
#include "entities/entities.hpp"
#include "http/auth.hpp"
#include "notion/body.hpp"
#include "notion/hub.hpp"
#include "notion/knowledge.hpp"
#include "notion/provision.hpp"
#include "sandbox/notion.hpp"
#include "unit/notion/workspace.hpp"

namespace body_test {

using namespace hsn;
using namespace hsn::test;

namespace {

const notion::Account kAccount{"https://api.notion.com", "2026-03-11", Secret("ntn_sandbox")};

// The AI Interactions database, made in the sandbox.
struct Rig {
  std::unique_ptr<sandbox::Notion> space = sandbox::Notion::make({});
  Instant now = instant("2026-11-23T10:00:00Z");
  std::vector<http::Request> sent;
  notion::Layout layout;
  std::unique_ptr<remote::Remote> hub;

  Rig() {
    notion::Wanted wanted;
    wanted.entities = {entities::find("interactions")};
    wanted.parent_page_id = sandbox::NotionOptions{}.parent_page_id;
    const auto setting_up = notion::make_provision(kAccount, std::move(wanted));
    while (const auto request = setting_up->next()) REQUIRE(setting_up->heard(send(*request)));
    layout = setting_up->layout();
    hub = notion::make_hub(kAccount, entities::all(), layout);
    sent.clear();
  }

  http::Response send(http::Request request) {
    sent.push_back(request);
    const auto proof = http::authorize(request, now, "nonce");
    request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
    auto response = space->serve(request, now);
    INFO(request.method << " " << request.url << " " << response.body.substr(0, 300));
    CHECK(response.status == 200);
    return response;
  }

  Json body_of(const std::string& page) {
    Json blocks = Json::array();
    for (std::string from;;) {
      http::Request request{"notion", "GET", "https://api.notion.com/v1/blocks/" + page + "/children" + from, {}, "", {}, {},
                            {},       {}};
      request.headers = {{"Notion-Version", "2026-03-11"}};
      request.auth = http::Bearer{kAccount.token};
      const auto answer = *parse_json(send(request).body);
      for (const auto& block : answer["results"]) blocks.push_back(block);
      if (answer["has_more"] != true) return blocks;
      from = "?start_cursor=" + answer["next_cursor"].get<std::string>();
    }
  }
};

Write talk(const std::string& prompt, const std::string& response) {
  Write write;
  write.verb = Verb::create;
  write.to = {"notion", "interactions"};
  write.key = {"interactions", "ai:interaction:1"};
  write.changes = {{"title", {}, std::string("Hello"), ""},
                   {"prompt", {}, prompt, ""},
                   {"response", {}, response, ""},
                   {"external_id", {}, std::string("ai:interaction:1"), ""}};
  return write;
}

std::string text_of_blocks(const Json& blocks) {
  std::string text;
  for (const auto& block : blocks) {
    const auto type = block["type"].get<std::string>();
    for (const auto& item : block[type]["rich_text"]) text += item["text"]["content"].get<std::string>();
    text += "|";
  }
  return text;
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "line " + std::to_string(i) + " " + std::string(900, 'x') + "\n";
  return text;
}

}  // namespace

TEST_CASE("body: a text that fits its property makes none") {
  CHECK(notion::body_blocks(*entities::find("interactions"), talk("p", std::string(2'000, 'r'))).empty());
}

TEST_CASE("body: where one text is too long, each stands whole below its heading, cut at ends of lines") {
  Rig rig;
  const auto write = talk("Tell me", lines(5));
  const auto sending = rig.hub->write({&write, 1});
  REQUIRE(sending);
  const auto sent = rig.hub->wrote({&write, 1}, sending->ask, rig.send(sending->ask.request));
  REQUIRE(sent);
  REQUIRE(sent->each.size() == 1);
  REQUIRE(sent->each[0]);
  CHECK(rig.sent.size() == 1);
  CHECK(std::get<std::string>(*sent->each[0]->record.find("response")).ends_with("…"));
  const auto text = text_of_blocks(rig.body_of(sent->each[0]->remote_id));
  CHECK(text.starts_with("Prompt|Tell me|Response|line 0 "));
  CHECK(text.find("|line 2 ") != std::string::npos);
}

TEST_CASE("body: what one request does not take is appended, and a run that died in between completes it") {
  Rig rig;
  const auto long_text = lines(450);
  const auto write = talk("Tell me", long_text);
  const auto whole = notion::body_blocks(*entities::find("interactions"), write);
  REQUIRE(whole.size() > 200);
  const auto sending = rig.hub->write({&write, 1});
  REQUIRE(sending);
  auto sent = rig.hub->wrote({&write, 1}, sending->ask, rig.send(sending->ask.request));
  REQUIRE(sent);
  REQUIRE(sent->next);

  SECTION("undisturbed") {
    while (sent->next) sent = rig.hub->wrote({&write, 1}, *sent->next, rig.send(sent->next->request));
    REQUIRE(sent->each.front());
    CHECK(text_of_blocks(rig.body_of(sent->each.front()->remote_id)) == text_of_blocks(whole));
  }
  SECTION("found, and its blocks are not to be had") {
    const auto found = *rig.hub->find(write, rig.now);
    const auto page = *rig.hub->read(*found.next, rig.send(found.next->request));
    REQUIRE(page.next);
    INFO(page.next->carry.substr(0, 80) << page.next->request.url);
    CHECK_FALSE(rig.hub->read(*page.next, answer(404, R"({"object":"error","code":"object_not_found","message":"no"})")));
  }
  SECTION("found again") {
    auto step = *rig.hub->find(write, rig.now);
    std::vector<Seen> seen;
    while (step.next) {
      auto read = rig.hub->read(*step.next, rig.send(step.next->request));
      REQUIRE(read);
      step = std::move(*read);
      seen.insert(seen.end(), step.seen.begin(), step.seen.end());
    }
    REQUIRE(seen.size() == 1);
    CHECK(text_of_blocks(rig.body_of(seen[0].remote_id)) == text_of_blocks(whole));
  }
}

TEST_CASE("body: an append that fails leaves the create open: it is looked up, not made again") {
  Rig rig;
  const auto write = talk("Tell me", lines(450));
  const auto sending = rig.hub->write({&write, 1});
  const auto sent = rig.hub->wrote({&write, 1}, sending->ask, rig.send(sending->ask.request));
  REQUIRE(sent->next);
  const auto failed = rig.hub->wrote({&write, 1}, *sent->next, answer(429, "{}"));
  CHECK(failed->each.front().error().fault == Fault::ambiguous);
}

// ---- knowledge

namespace {

Json block(const std::string& type, const std::string& text, bool more = false) {
  return {{"object", "block"}, {"id", "b-" + text}, {"type", type}, {"has_children", more}, {type, {{"rich_text", rich(text)}}}};
}
Json child_page(const std::string& id, const std::string& edited) {
  return {{"object", "block"},          {"id", id},
          {"type", "child_page"},       {"has_children", true},
          {"last_edited_time", edited}, {"child_page", {{"title", "Prices"}}}};
}
http::Response blocks(const Json& list, const std::string& next = {}) {
  return answer(200,
                dump_json({{"object", "list"},
                           {"results", list},
                           {"has_more", !next.empty()},
                           {"next_cursor", next.empty() ? Json(nullptr) : Json(next)}}),
                {{"Date", "Mon, 23 Nov 2026 10:00:30 GMT"}});
}

struct Book {
  std::map<std::string, Json> pages;  // path end -> blocks
  std::size_t requests = 0;
  notion::Knowledge read(notion::Knowledge known = {}) {
    requests = 0;
    const auto reading = notion::read_knowledge(kAccount, "root", "", std::move(known));
    while (const auto request = reading->next()) {
      ++requests;
      const auto path = http::path_of(request->url);
      const auto name = path.substr(11, path.find("/children") - 11);
      REQUIRE(pages.contains(name));
      REQUIRE(reading->heard(blocks(pages[name])));
    }
    return reading->pages();
  }
};

}  // namespace

TEST_CASE("knowledge: a page and those under it as text, in order, blocks inside blocks too") {
  Book book;
  book.pages["root"] = Json::array({block("heading_1", "Studio"), block("toggle", "Hours", true), block("paragraph", "Bye"),
                                    child_page("prices", "2026-11-20T08:00:00.000Z")});
  book.pages["b-Hours"] = Json::array({block("bulleted_list_item", "nine to five")});
  book.pages["prices"] = Json::array({block("paragraph", "A print is 85")});
  const auto pages = book.read();
  CHECK(notion::text_of(pages, 1'000) == "# Studio\nHours\n- nine to five\nBye\n\n# Prices\nA print is 85\n");
  CHECK(notion::text_of(pages, 8) == "# Studio");

  SECTION("an unchanged page is not read again, an edited one is") {
    const auto kept = notion::decode_knowledge(notion::encode(pages));
    CHECK(notion::text_of(book.read(kept), 1'000) == notion::text_of(pages, 1'000));
    CHECK(book.requests == 2);
    book.pages["root"][3] = child_page("prices", "2026-11-21T08:00:00.000Z");
    book.pages["prices"] = Json::array({block("paragraph", "A print is 90")});
    CHECK(notion::text_of(book.read(kept), 1'000).find("90") != std::string::npos);
    CHECK(book.requests == 3);
  }
  SECTION("a page edited in this very minute is read again next time") {
    book.pages["root"][3] = child_page("prices", "2026-11-23T10:00:00.000Z");
    const auto fresh = book.read();
    book.pages["prices"] = Json::array({block("paragraph", "A print is 95")});
    CHECK(notion::text_of(book.read(fresh), 1'000).find("95") != std::string::npos);
  }
}

TEST_CASE("knowledge: an id from an answer stays one step of an address") {
  const auto reading = notion::read_knowledge(kAccount, "", "library", {});
  REQUIRE(reading->next());
  REQUIRE(reading->heard(answer(200, R"({"data_sources":[{"id":"a b/../../users"}]})")));
  CHECK(http::path_of(reading->next()->url) == "/v1/data_sources/a%20b%2F..%2F..%2Fusers/query");
}

}  // namespace body_test
