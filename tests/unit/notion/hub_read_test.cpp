#include <catch2/catch.hpp>
#include <memory>

#include "core/text.hpp"
#include "core/time.hpp"
#include "notion/hub.hpp"
#include "unit/notion/workspace.hpp"

namespace hub_read_test {

using namespace hsn;
using test::instant;
using Kind = remote::Window::Kind;

namespace {

const remote::Feed kFeed{.name = "things", .entities = {}};

std::unique_ptr<remote::Remote> hub() { return notion::make_hub(test::account(), test::kWorkspace, test::layout()); }

remote::Window window(Kind kind, std::string cursor = {}) {
  remote::Window window;
  window.kind = kind;
  window.cursor = std::move(cursor);
  window.now = instant("2026-11-23T10:05:00Z");
  window.overlap = std::chrono::minutes(5);
  return window;
}

remote::Ask first(const remote::Remote& remote, Kind kind = Kind::all, std::string cursor = {}) {
  const auto step = remote.list(kFeed, window(kind, std::move(cursor)));
  REQUIRE(step.next);
  return *step.next;
}

remote::Step read(const remote::Remote& remote, const remote::Ask& ask, const http::Response& response) {
  auto step = remote.read(ask, response);
  if (!step) FAIL(describe(step.error()));
  return *step;
}

Json incomplete(Json answer) {
  answer["request_status"] = {{"type", "incomplete"}, {"incomplete_reason", "query_result_limit_reached"}};
  return answer;
}

Json cut_page(int shown, const Json& has_more) {
  auto page = test::page(test::kPageId, "woocommerce:product:1");
  page["properties"]["Makers"]["relation"] = test::refs(shown);
  if (has_more.is_null()) {
    page["properties"]["Makers"].erase("has_more");
  } else {
    page["properties"]["Makers"]["has_more"] = has_more;
  }
  return page;
}

Json property_items(int from, int to, const std::string& next = {}) {
  Json results = Json::array();
  for (int i = from; i < to; ++i)
    results.push_back({{"object", "property_item"},
                       {"id", "mk%5Br"},
                       {"type", "relation"},
                       {"relation", {{"id", "ref-" + std::to_string(1000 + i)}}}});
  return {{"object", "list"},
          {"type", "property_item"},
          {"results", results},
          {"has_more", !next.empty()},
          {"next_cursor", next.empty() ? Json(nullptr) : Json(next)}};
}

std::size_t makers(const Seen& seen) { return std::get<std::vector<Ref>>(seen.record.fields.at("makers")).size(); }

}  // namespace

TEST_CASE("hub: feeds are the usable databases that the layout knows") {
  auto layout = test::layout();
  layout.sources["makers"].usable = false;
  const auto feeds = notion::feeds(test::kWorkspace, layout);
  REQUIRE(feeds.size() == 1);
  CHECK(feeds[0].name == "things");
}

TEST_CASE("hub: a query asks for the mapped columns alone, oldest first, with one level of encoding") {
  const auto ask = first(*hub());
  CHECK(ask.request.method == "POST");
  CHECK(ask.request.repeat == http::Repeat::safe);
  REQUIRE(ask.request.judge != nullptr);
  CHECK(ask.request.judge(test::refusal(409, "conflict_error", ""), ask.request.repeat) == http::Verdict::repeat);
  CHECK(ask.request.judge(test::refusal(400, "validation_error", ""), ask.request.repeat) == http::Verdict::usual);
  CHECK(ask.request.url.starts_with("https://api.notion.com/v1/data_sources/" + test::kDataSource + "/query?"));
  CHECK(ask.request.url.find("filter_properties=f%5C%5C%3Ap") != std::string::npos);
  CHECK(ask.request.url.find("filter_properties=pri%3D") != std::string::npos);
  CHECK(ask.request.url.find("%25") == std::string::npos);
  CHECK(ask.request.headers.front() == http::Header{"Notion-Version", "2026-03-11"});
  CHECK(test::body(ask.request) ==
        Json{{"page_size", 100}, {"sorts", {{{"timestamp", "created_time"}, {"direction", "ascending"}}}}});
}

TEST_CASE("hub: an id is the same with dashes and without") {
  const auto undashed = [](std::string text) {
    for (const auto& id : {test::kPageId, test::kDataSource}) {
      auto bare = id;
      std::erase(bare, '-');
      for (auto at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), bare);
    }
    return text;
  };
  auto page = test::page(test::kPageId, "woocommerce:product:1");
  page["parent"] = {{"type", "data_source_id"}, {"data_source_id", test::kDataSource}};
  page["properties"]["Makers"]["relation"] = Json::array({{{"id", test::kPageId}}});
  const auto remote = hub();
  const auto rows = [&](const std::string& body) { return read(*remote, first(*remote), test::answer(200, body)).seen; };
  const auto body =
      dump_json({{"object", "list"}, {"results", Json::array({page})}, {"has_more", false}, {"next_cursor", nullptr}});
  REQUIRE(undashed(body) != body);
  REQUIRE(rows(body).size() == 1);
  CHECK(rows(undashed(body)) == rows(body));
  CHECK(rows(body)[0].problem.empty());
}

TEST_CASE("hub: changes are asked for from the cursor less the overlap") {
  const Json edited = {{"timestamp", "last_edited_time"}, {"last_edited_time", {{"on_or_after", "2026-11-23T08:55:00Z"}}}};
  CHECK(test::body(first(*hub(), Kind::since, "2026-11-23T09:00:00Z").request)["filter"] == edited);
  CHECK_FALSE(test::body(first(*hub(), Kind::since).request).contains("filter"));
  CHECK_FALSE(test::body(first(*hub(), Kind::since, "nonsense").request).contains("filter"));
}

TEST_CASE("hub: a range is what was created or edited in it, in groups at most two deep") {
  auto range = window(Kind::range);
  range.from = instant("2026-01-01T00:00:00Z");
  range.until = instant("2026-02-01T00:00:00Z");
  const auto step = hub()->list(kFeed, range);
  const auto all = test::body(step.next->request)["filter"]["and"];
  REQUIRE(all.size() == 3);
  CHECK(all[0]["last_edited_time"]["on_or_after"] == "2026-01-01T00:00:00Z");
  CHECK(all[1]["created_time"]["before"] == "2026-02-01T00:00:00Z");
  CHECK(all[2]["or"][0]["created_time"]["on_or_after"] == "2026-01-01T00:00:00Z");
  CHECK(all[2]["or"][1]["last_edited_time"]["before"] == "2026-02-01T00:00:00Z");
  CHECK_FALSE(read(*hub(), *step.next, test::ok(test::rows({}))).cursor);
}

TEST_CASE("hub: a page is read by property id, and tells when and by whom it was edited") {
  const auto remote = hub();
  auto page = test::page(test::kPageId, "woocommerce:product:812");
  const auto step = read(*remote, first(*remote), test::ok(test::rows({page})));
  REQUIRE(step.seen.size() == 1);
  const auto& seen = step.seen[0];
  CHECK(seen.record.key == RecordKey{"things", "woocommerce:product:812"});
  CHECK(seen.remote_id == test::kPageId);
  CHECK(seen.version == "2026-11-23T09:41:00.000Z");
  CHECK(seen.at == instant("2026-11-23T09:41:00Z"));
  CHECK(seen.created == instant("2026-11-20T08:00:00Z"));
  CHECK_FALSE(seen.sure);
  CHECK_FALSE(seen.by_us);
  CHECK_FALSE(seen.gone);
  CHECK(seen.problem.empty());
  CHECK(seen.record.fields.at("sku") == FieldValue(std::string("SKU-1")));
  CHECK(seen.record.fields.at("price") == FieldValue(*Decimal::parse("85.5")));
  CHECK(seen.record.fields.at("makers") == FieldValue{});
  CHECK(seen.record.fields.size() == 6);

  page["last_edited_by"]["id"] = test::kBot;
  page["properties"]["External ID"]["rich_text"] = Json::array();
  const auto ours = read(*remote, first(*remote), test::ok(test::rows({page}))).seen.at(0);
  CHECK(ours.by_us);
  CHECK(ours.record.key.external_id == "notion:" + test::kPageId);
}

TEST_CASE("hub: a value that cannot be read is not known, and named; in a column of another type it is not") {
  const auto remote = hub();
  auto page = test::page(test::kPageId, "k");
  page["properties"]["Price"]["number"] = 1e21;
  page["properties"]["State"] = {{"id", "st8t"}, {"type", "people"}, {"people", Json::array()}};
  const auto seen = read(*remote, first(*remote), test::ok(test::rows({page}))).seen.at(0);
  CHECK_FALSE(seen.record.fields.contains("price"));
  CHECK_FALSE(seen.record.fields.contains("state"));
  CHECK(seen.record.fields.at(std::string(kUnread)) == FieldValue(std::vector<std::string>{"price"}));
}

TEST_CASE("hub: a page that cannot be used is a problem of that page, not of the walk") {
  const auto remote = hub();
  auto moved = test::page("p1", "k1");
  moved["parent"]["data_source_id"] = "elsewhere";
  auto keyless = test::page("p2", "k2");
  keyless["properties"].erase("External ID");
  const Json partial = {{"object", "page"}, {"id", "p3"}};
  const auto step = read(*remote, first(*remote), test::ok(test::rows({moved, keyless, partial, test::page("p4", "k4")})));
  REQUIRE(step.seen.size() == 4);
  CHECK(step.seen[0].problem.find("moved") != std::string::npos);
  CHECK(step.seen[1].problem.find("External ID") != std::string::npos);
  CHECK(step.seen[1].record.key.external_id.empty());
  CHECK_FALSE(step.seen[2].problem.empty());
  CHECK(step.seen[3].problem.empty());
}

TEST_CASE("hub: databases among the rows of a wiki are passed over") {
  const auto remote = hub();
  const Json odd = {{"object", "data_source"}, {"id", "x"}};
  CHECK(read(*remote, first(*remote), test::ok(test::rows({odd, Json(nullptr), test::page("p1", "k1")}))).seen.size() == 1);
}

TEST_CASE("hub: the cursor is the server's time at the first page, or the newest edit if earlier, and comes with the last page") {
  const auto remote = hub();
  const auto one = read(*remote, first(*remote, Kind::since),
                        test::ok(test::rows({test::page("p1", "k1")}, "CUR"), "Mon, 23 Nov 2026 10:00:42 GMT"));
  CHECK_FALSE(one.cursor);
  REQUIRE(one.next);
  CHECK(test::body(one.next->request)["start_cursor"] == "CUR");
  const auto two = read(*remote, *one.next, test::ok(test::rows({test::page("p2", "k2")}), "Mon, 23 Nov 2026 10:09:00 GMT"));
  // Who knows nothing yet looks at what default queries hide, too.
  REQUIRE(two.next);
  CHECK(test::body(two.next->request)["is_archived"] == true);
  CHECK_FALSE(test::body(two.next->request).contains("filter"));
  for (const auto& last : {test::answer(200, R"({"results":[],"has_more":false,"next_cursor":null})"),
                           test::refusal(400, "validation_error", "body.is_archived should be not present")}) {
    const auto three = read(*remote, *two.next, last);
    CHECK_FALSE(three.next);
    CHECK(three.cursor == "2026-11-23T09:41:00Z");
  }
  CHECK(read(*remote, first(*remote), test::ok(test::rows({}))).cursor == "2026-11-23T09:00:00Z");
  // Without a Date header our own clock has to do.
  CHECK(read(*remote, first(*remote), test::answer(200, test::rows({}).dump())).cursor == "2026-11-23T09:05:00Z");
}

TEST_CASE("hub: the cursor of a few edits is the newest of them, else it stays; of many it is the server's time") {
  const auto remote = hub();
  const auto edited = [](const std::string& at) {
    auto page = test::page("p1", "k1");
    page["last_edited_time"] = at;
    return page;
  };
  const auto after = [&](const std::string& mark, const Json& rows) {
    auto step = read(*remote, first(*remote, Kind::since, mark), test::ok(rows, "Mon, 23 Nov 2026 10:00:42 GMT"));
    if (step.next) step = read(*remote, *step.next, test::ok(test::rows({edited("2026-11-23T08:50:00.000Z")})));
    return step.cursor;
  };
  CHECK(after("2026-11-23T08:00:00Z", test::rows({})) == "2026-11-23T08:00:00Z");
  CHECK(after("2026-11-23T08:00:00Z", test::rows({edited("2026-11-23T07:56:00.000Z")})) == "2026-11-23T08:00:00Z");
  CHECK(after("2026-11-23T08:00:00Z", test::rows({edited("2026-11-23T08:40:00.000Z")})) == "2026-11-23T08:40:00Z");
  CHECK(after("2026-11-23T08:00:00Z", test::rows({edited("2026-11-23T10:07:00.000Z")})) == "2026-11-23T10:00:00Z");
  CHECK(after("2026-11-23T08:00:00Z", test::rows({edited("2026-11-23T08:40:00.000Z")}, "CUR")) == "2026-11-23T10:00:00Z");
}

TEST_CASE("hub: past the 10,000 rows of one query it goes on from the last created_time") {
  const auto remote = hub();
  const auto start = first(*remote, Kind::since, "2026-11-01T00:05:00Z");
  const auto early = test::page("p1", "k1", "2026-11-01T08:00:00.000Z");
  const auto late = test::page("p2", "k2", "2026-11-05T08:00:00.000Z");
  // Said on the first page only, it still counts on the last.
  const auto one = read(*remote, start, test::ok(incomplete(test::rows({early}, "CUR"))));
  const auto two = read(*remote, *one.next, test::ok(test::rows({late})));
  CHECK_FALSE(two.cursor);
  REQUIRE(two.next);
  const auto body = test::body(two.next->request);
  CHECK_FALSE(body.contains("start_cursor"));
  REQUIRE(body["filter"]["and"].size() == 2);
  CHECK(body["filter"]["and"][0]["last_edited_time"]["on_or_after"] == "2026-11-01T00:00:00Z");
  CHECK(body["filter"]["and"][1]["created_time"]["on_or_after"] == "2026-11-05T08:00:00Z");
  // Complete now: the cursor is still the time of the very first answer.
  CHECK(read(*remote, *two.next, test::ok(test::rows({late}), "Mon, 23 Nov 2026 11:00:00 GMT")).cursor == "2026-11-23T10:00:00Z");
  // Cut again at the same minute: there is no way on.
  const auto stuck = remote->read(*two.next, test::ok(incomplete(test::rows({late}))));
  REQUIRE_FALSE(stuck);
  CHECK(describe(stuck.error()).find("10,000") != std::string::npos);
  CHECK_FALSE(remote->read(start, test::ok(incomplete(test::rows({})))));
}

TEST_CASE("hub: a refused page cursor restarts from the last row seen, but not for ever") {
  const auto remote = hub();
  const auto refused = test::refusal(400, "validation_error", "start_cursor provided is invalid: CUR");
  const auto page = test::rows({test::page("p1", "k1", "2026-11-05T08:00:00.000Z")}, "CUR");
  auto step = read(*remote, first(*remote), test::ok(page));
  step = read(*remote, *step.next, refused);
  REQUIRE(step.next);
  CHECK(step.seen.empty());
  CHECK_FALSE(test::body(step.next->request).contains("start_cursor"));
  CHECK(test::body(step.next->request)["filter"]["created_time"]["on_or_after"] == "2026-11-05T08:00:00Z");
  // The same row and the same refusal again and again: no progress.
  int restarts = 0;
  for (;; ++restarts) {
    REQUIRE(restarts < 10);
    step = read(*remote, *step.next, test::ok(page));
    auto next = remote->read(*step.next, refused);
    if (!next) break;
    step = *next;
  }
  CHECK(restarts > 0);
  // A first question has no cursor that could be refused.
  CHECK_FALSE(remote->read(first(*remote), refused));
}

TEST_CASE("hub: a query that takes Notion too long is asked again for half as many rows, down to ten") {
  const auto remote = hub();
  for (const int status : {503, 504}) {
    auto ask = first(*remote);
    std::vector<int> sizes;
    for (;;) {
      const auto step = remote->read(ask, test::refusal(status, "service_unavailable", "too slow"));
      if (!step) {
        CHECK(step.error().fault == Fault::unreachable);
        break;
      }
      REQUIRE(step->next);
      ask = *step->next;
      sizes.push_back(test::body(ask.request)["page_size"].get<int>());
    }
    CHECK(sizes == std::vector<int>{50, 25, 12, 10});
  }
  CHECK_FALSE(remote->read(first(*remote), test::answer(502, "<html>")));
}

TEST_CASE("hub: a walk ends with an error when the answer cannot be trusted") {
  const auto remote = hub();
  const auto ask = first(*remote);
  const auto fault = [&](const http::Response& response) {
    const auto step = remote->read(ask, response);
    return step ? std::optional<Fault>() : step.error().fault;
  };
  CHECK(fault(test::answer(200, "<html>login</html>")) == Fault::bad_data);
  CHECK(fault(test::answer(200, "{\"object\":\"list\"")) == Fault::bad_data);
  CHECK(fault(test::answer(200, "{}")) == Fault::bad_data);
  CHECK(fault(test::answer(200, R"({"results":[],"has_more":true,"next_cursor":null})")) == Fault::bad_data);
  CHECK(fault(test::refusal(401, "unauthorized", "API token is invalid.")) == Fault::refused);
  CHECK(fault(test::refusal(404, "object_not_found", "Could not find database")) == Fault::not_found);
  // A column that is not there any more keeps nobody from the others.
  const auto no_column = test::refusal(400, "validation_error", "Could not find property with name or id: ext1");
  const auto again = read(*remote, ask, no_column);
  REQUIRE(again.next);
  CHECK(again.next->request.url.find("filter_properties") == std::string::npos);
  CHECK(test::body(again.next->request) == test::body(ask.request));
  CHECK(remote->read(*again.next, no_column).error().fault == Fault::bad_data);
  const auto missing = remote->read(ask, test::refusal(404, "object_not_found", "Could not find database"));
  CHECK(missing.error().where == "Things");
  CHECK(missing.error().remedy.find("Connections") != std::string::npos);
}

TEST_CASE("hub: a list without an end is left, whether it repeats itself or shows nothing") {
  const auto remote = hub();
  const auto pages_until_error = [&](const auto& answer) {
    auto step = remote->read(first(*remote), answer(0));
    int pages = 1;
    for (; step && step->next && pages < 100; ++pages) step = remote->read(*step->next, answer(pages));
    return step ? 0 : pages;
  };
  CHECK(pages_until_error([](int) { return test::ok(test::rows({test::page("p1", "k1")}, "same")); }) == 2);
  CHECK(pages_until_error([](int n) { return test::ok(test::rows({}, "c" + std::to_string(n))); }) == 11);
}

TEST_CASE("hub: records are asked for by id; trash and 404 are gone") {
  const auto remote = hub();
  auto these = window(Kind::these);
  these.ids = {"p1", "p2"};
  const auto step = remote->list(kFeed, these);
  CHECK_FALSE(step.next);
  REQUIRE(step.details.size() == 2);
  const auto& ask = step.details[0];
  CHECK(ask.about == "p1");
  CHECK(ask.request.method == "GET");
  CHECK(ask.request.url.starts_with("https://api.notion.com/v1/pages/p1?filter_properties="));
  const auto seen = [&](const http::Response& response) { return read(*remote, ask, response).seen.at(0); };
  CHECK(seen(test::ok(test::page("p1", "k1"))).sure);
  auto trashed = test::page("p1", "k1");
  trashed["in_trash"] = true;
  CHECK(seen(test::ok(trashed)).gone);
  CHECK(seen(test::ok(trashed)).record.key.external_id == "k1");
  auto archived = test::page("p1", "k1");
  archived.erase("in_trash");
  archived["archived"] = true;
  CHECK(seen(test::ok(archived)).gone);
  const auto lost = seen(test::refusal(404, "object_not_found", "Could not find page"));
  CHECK(lost.gone);
  CHECK(lost.remote_id == "p1");
  CHECK_FALSE(lost.problem.empty());  // not known to be in the trash
  CHECK(seen(test::ok(trashed)).problem.empty());
  // Any other failure is not "gone".
  CHECK_FALSE(remote->read(ask, test::refusal(500, "internal_server_error", "")));
  CHECK_FALSE(remote->read(ask, test::ok(Json::object())));
}

TEST_CASE("hub: a relation that the page shows only in part is read to its end before the row is told") {
  const auto remote = hub();
  const auto step = read(*remote, first(*remote, Kind::all, "2026-11-23T09:00:00Z"),
                         test::ok(test::rows({cut_page(25, true), test::page("p2", "k2")})));
  CHECK(step.cursor);
  CHECK(step.seen.size() == 1);
  REQUIRE(step.details.size() == 1);
  const auto& one = step.details[0];
  CHECK(one.about == test::kPageId);
  CHECK(one.request.url == "https://api.notion.com/v1/pages/" + test::kPageId + "/properties/mk%5Br?page_size=100");
  const auto more = read(*remote, one, test::ok(property_items(0, 100, "N&2")));
  CHECK(more.seen.empty());
  REQUIRE(more.details.size() == 1);
  CHECK(more.details[0].request.url.ends_with("&start_cursor=N%262"));
  const auto whole = read(*remote, more.details[0], test::ok(property_items(100, 130)));
  REQUIRE(whole.seen.size() == 1);
  CHECK(makers(whole.seen[0]) == 130);
  CHECK(whole.seen[0].record.fields.at("sku") == FieldValue(std::string("SKU-1")));
  CHECK_FALSE(whole.seen[0].sure);
  // The page was there a moment ago: the column may be what is gone.
  const auto lost = read(*remote, one, test::refusal(404, "object_not_found", "")).seen.at(0);
  CHECK_FALSE(lost.gone);
  CHECK_FALSE(lost.problem.empty());
  CHECK(lost.remote_id == test::kPageId);
  CHECK(lost.record.key.external_id == one.key);
  CHECK_FALSE(remote->read(one, test::ok(Json::object())));
  CHECK_FALSE(remote->read(more.details[0], test::ok(property_items(0, 100, "N&2"))));
  CHECK_FALSE(remote->read(one, test::ok(property_items(0, 0, "N&2"))));
}

TEST_CASE("hub: exactly 25 refs without the flag may be a part, with it or with 24 they are all") {
  const auto remote = hub();
  const auto read_one = [&](const Json& page) { return read(*remote, first(*remote), test::ok(test::rows({page}))); };
  CHECK(read_one(cut_page(25, nullptr)).details.size() == 1);
  CHECK(makers(read_one(cut_page(25, false)).seen.at(0)) == 25);
  CHECK(makers(read_one(cut_page(24, nullptr)).seen.at(0)) == 24);
  // Read to the end, 25 are 25: the question is not asked twice.
  const auto step = read_one(cut_page(25, nullptr));
  CHECK(makers(read(*remote, step.details[0], test::ok(property_items(0, 25))).seen.at(0)) == 25);
}

TEST_CASE("hub: a create is looked up by its External ID, and only the very same key counts") {
  const auto remote = hub();
  Write write;
  write.verb = Verb::create;
  write.to = {"notion", "things"};
  write.key = {"things", "woocommerce:product:812"};
  const auto found = remote->find(write, instant("2026-11-23T10:00:00Z"));
  REQUIRE(found);
  REQUIRE(found->next);
  CHECK(test::body(found->next->request)["filter"] ==
        Json{{"property", "ext1"}, {"rich_text", {{"equals", "woocommerce:product:812"}}}});
  const auto step =
      read(*remote, *found->next,
           test::ok(test::rows({test::page("p1", "WooCommerce:product:812"), test::page("p2", "woocommerce:product:812")})));
  REQUIRE(step.seen.size() == 1);
  CHECK(step.seen[0].remote_id == "p2");
  CHECK_FALSE(step.cursor);
  write.verb = Verb::update;
  CHECK_FALSE(remote->find(write, instant("2026-11-23T10:00:00Z")));
}

}  // namespace hub_read_test
