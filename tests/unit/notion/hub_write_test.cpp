#include <catch2/catch.hpp>
#include <memory>

#include "notion/hub.hpp"
#include "unit/notion/workspace.hpp"

namespace hub_write_test {

using namespace hsn;

namespace {

std::unique_ptr<remote::Remote> hub() { return notion::make_hub(test::account(), test::kWorkspace, test::layout()); }

Write update(std::vector<Change> changes) {
  Write write;
  write.verb = Verb::update;
  write.to = {"notion", "things"};
  write.key = {"things", "woocommerce:product:812"};
  write.title = "Moon print";
  write.known.remote_id = test::kPageId;
  write.changes = std::move(changes);
  return write;
}

Write create(std::vector<Change> changes) {
  auto write = update(std::move(changes));
  write.verb = Verb::create;
  write.known = {};
  return write;
}

Change price(int value) { return {"price", {}, Decimal(value), ""}; }

http::Request request(const Write& write) {
  const auto sending = hub()->write({&write, 1});
  if (!sending) FAIL(describe(sending.error()));
  CHECK(sending->taken == 1);
  return sending->ask.request;
}

remote::Sent outcome(const Write& write, const http::Response& response) {
  const auto remote = hub();
  const auto sending = remote->write({&write, 1});
  REQUIRE(sending);
  const auto sent = remote->wrote({&write, 1}, sending->ask, response);
  REQUIRE(sent);
  return *sent;
}

Error error(const Write& write, const http::Response& response) {
  const auto sent = outcome(write, response);
  REQUIRE(sent.each.size() == 1);
  REQUIRE_FALSE(sent.each[0]);
  CHECK(sent.each[0].error().where.find("woocommerce:product:812") != std::string::npos);
  return sent.each[0].error();
}

}  // namespace

TEST_CASE("hub write: an update sends the changed columns alone, by their ids, and is never repeated blindly") {
  const auto sent = request(update({price(90), {"sku", std::string("old"), FieldValue{}, ""}}));
  CHECK(sent.method == "PATCH");
  CHECK(sent.url == "https://api.notion.com/v1/pages/" + test::kPageId);
  CHECK(sent.repeat == http::Repeat::never);
  CHECK(test::body(sent) ==
        Json{{"properties", {{"pri%3D", {{"number", 90}}}, {"f%5C%5C%3Ap", {{"rich_text", Json::array()}}}}}});
}

TEST_CASE("hub write: a create names its data source and carries its key, whatever the plan says") {
  const auto sent = request(create({price(90)}));
  CHECK(sent.method == "POST");
  CHECK(sent.url == "https://api.notion.com/v1/pages");
  CHECK(sent.repeat == http::Repeat::never);
  const auto body = test::body(sent);
  CHECK(body["parent"] == Json{{"type", "data_source_id"}, {"data_source_id", test::kDataSource}});
  CHECK(body["properties"]["ext1"]["rich_text"][0]["text"]["content"] == "woocommerce:product:812");
  CHECK(body["properties"].size() == 2);
}

TEST_CASE("hub write: archiving puts the page in the trash and touches nothing else") {
  auto write = update({price(90)});
  write.verb = Verb::archive;
  CHECK(test::body(request(write)) == Json{{"in_trash", true}});
  auto page = test::page(test::kPageId, "woocommerce:product:812");
  page["in_trash"] = true;
  const auto sent = outcome(write, test::ok(page));
  REQUIRE(sent.each.at(0));
  CHECK(sent.each[0]->gone);
}

TEST_CASE("hub write: relations go by the page ids that come with the write") {
  auto write = update({{"makers", {}, std::vector<Ref>{{"client:a@example.com"}, {"client:b@example.com"}}, ""}});
  write.refs = {{"client:b@example.com", "page-b"}};
  CHECK(test::body(request(write))["properties"]["mk%5Br"]["relation"] == Json::array({{{"id", "page-b"}}}));
  write.refs.clear();
  CHECK_FALSE(hub()->write({&write, 1}));
  write.changes.push_back(price(1));
  CHECK(test::body(request(write))["properties"].size() == 1);
}

TEST_CASE("hub write: what cannot be sent is an error that names record and column") {
  const auto refused = [](const Write& write) {
    const auto sending = hub()->write({&write, 1});
    REQUIRE_FALSE(sending);
    return describe(sending.error());
  };
  const auto wrong = refused(update({{"price", {}, std::string("cheap"), ""}}));
  CHECK(wrong.find("woocommerce:product:812") != std::string::npos);
  CHECK(wrong.find("Price") != std::string::npos);
  CHECK_FALSE(refused(update({{"link", {}, std::string("https://example.com"), ""}})).empty());
  auto homeless = update({price(1)});
  homeless.known.remote_id.clear();
  CHECK_FALSE(refused(homeless).empty());
  auto elsewhere = update({price(1)});
  elsewhere.to.feed = "orders";
  CHECK_FALSE(refused(elsewhere).empty());
  auto append = update({price(1)});
  append.verb = Verb::append;
  CHECK_FALSE(refused(append).empty());
  std::string wide;
  for (int i = 0; i < 90'000; ++i) wide += "\"\\";
  CHECK(refused(update({{"sku", {}, wide, ""}, {"name", {}, wide, ""}})).find("500 KB") != std::string::npos);
}

TEST_CASE("hub write: the answer is the record as it now stands, and sure") {
  auto page = test::page(test::kPageId, "woocommerce:product:812");
  page["last_edited_by"]["id"] = test::kBot;
  const auto sent = outcome(update({price(90)}), test::ok(page));
  CHECK_FALSE(sent.next);
  REQUIRE(sent.each.at(0));
  CHECK(sent.each[0]->remote_id == test::kPageId);
  CHECK(sent.each[0]->sure);
  CHECK(sent.each[0]->by_us);
  CHECK(sent.each[0]->record.fields.at("price") == FieldValue(*Decimal::parse("85.5")));
}

TEST_CASE("hub write: an answer about another page leaves open what became of this one") {
  const auto about = [](const std::string& id) { return test::ok(test::page(id, "woocommerce:product:812")); };
  CHECK(error(update({price(90)}), about("cccccccc-0000-4000-8000-000000000002")).fault == Fault::ambiguous);
  const auto same = outcome(update({price(90)}), about("CCCCCCCC000040008000000000000001"));
  REQUIRE(same.each.at(0));
  CHECK(same.each[0]->remote_id == test::kPageId);
  CHECK(outcome(create({price(90)}), about("cccccccc-0000-4000-8000-000000000002")).each.at(0).has_value());
}

TEST_CASE("hub write: a cut relation in the answer is read to its end first") {
  auto page = test::page(test::kPageId, "woocommerce:product:812");
  page["properties"]["Makers"]["relation"] = test::refs(25);
  page["properties"]["Makers"]["has_more"] = true;
  const auto write = update({price(90)});
  const auto sent = outcome(write, test::ok(page));
  CHECK(sent.each.empty());
  REQUIRE(sent.next);
  CHECK(sent.next->request.method == "GET");
  Json items = Json::array();
  for (const auto& ref : test::refs(26)) items.push_back({{"object", "property_item"}, {"type", "relation"}, {"relation", ref}});
  const auto rest = test::ok({{"object", "list"}, {"results", items}, {"has_more", false}, {"next_cursor", nullptr}});
  const auto after = hub()->wrote({&write, 1}, *sent.next, rest);
  REQUIRE(after);
  REQUIRE(after->each.at(0));
  CHECK(after->each[0]->sure);
  CHECK(std::get<std::vector<Ref>>(after->each[0]->record.fields.at("makers")).size() == 26);
  // The write itself is done: if the rest cannot be read, it must be looked at, not taken as refused.
  const auto lost = hub()->wrote({&write, 1}, *sent.next, test::refusal(401, "unauthorized", ""));
  REQUIRE(lost);
  CHECK(lost->each.at(0).error().fault == Fault::ambiguous);
}

TEST_CASE("hub write: a late answer that says what it saved is followed up, not repeated") {
  const auto write = create({price(90)});
  const auto sent = outcome(write, test::refusal(503, "service_unavailable", "Timed out",
                                                 {{"retry_guidance", "The write was saved. Read the object again."},
                                                  {"committed_resource_id", test::kPageId}}));
  CHECK(sent.each.empty());
  REQUIRE(sent.next);
  CHECK(sent.next->request.method == "GET");
  CHECK(sent.next->request.url.starts_with("https://api.notion.com/v1/pages/" + test::kPageId));
  const auto after = hub()->wrote({&write, 1}, *sent.next, test::ok(test::page(test::kPageId, "woocommerce:product:812")));
  REQUIRE(after);
  REQUIRE(after->each.at(0));
  CHECK(after->each[0]->remote_id == test::kPageId);
  const auto lost = hub()->wrote({&write, 1}, *sent.next, test::refusal(404, "object_not_found", ""));
  REQUIRE(lost);
  CHECK(lost->each.at(0).error().fault == Fault::ambiguous);
}

TEST_CASE("hub write: each refusal means what it means") {
  const auto write = update({price(90)});
  struct Case {
    int status;
    const char* code;
    const char* message;
    Fault fault;
    const char* says;
  };
  const Case cases[] = {
      {400, "validation_error", "Price is expected to be rich_text.", Fault::bad_data, "Price is expected"},
      {400, "validation_error", "Can't edit block that is archived. You must unarchive the block before editing.",
       Fault::not_found, "restore"},
      {400, "invalid_json", "Error parsing JSON body.", Fault::bad_data, "understand"},
      {401, "unauthorized", "API token is invalid.", Fault::refused, "NOTION_API_TOKEN"},
      {403, "restricted_resource", "Insufficient permissions.", Fault::refused, "capabilit"},
      {404, "object_not_found", "Could not find page.", Fault::not_found, "Connections"},
      {409, "conflict_error", "Conflict occurred while saving.", Fault::conflict, "same moment"},
      {413, "", "", Fault::bad_data, "too long"},
      {429, "rate_limited", "public_api_request_blocked", Fault::throttled, "blocked"},
      {500, "internal_server_error", "", Fault::ambiguous, "500"},
      {502, "bad_gateway", "", Fault::ambiguous, "502"},
      {503, "service_unavailable", "", Fault::ambiguous, "503"},
      {504, "gateway_timeout", "", Fault::ambiguous, "504"},
      {302, "", "", Fault::ambiguous, "302"},
      {408, "", "", Fault::ambiguous, "408"},
  };
  for (const auto& [status, code, message, fault, says] : cases) {
    CAPTURE(status, message);
    const auto found = error(write, test::refusal(status, code, message));
    CHECK(found.fault == fault);
    CHECK(describe(found).find(says) != std::string::npos);
  }
  CHECK(error(write, test::answer(403, "<html>cf-ray</html>")).fault == Fault::forbidden);
  CHECK(error(write, test::answer(200, "<html>")).fault == Fault::ambiguous);
  CHECK(error(write, test::ok(Json::object())).fault == Fault::ambiguous);
  // A collision proves little about a page that was to be made.
  CHECK(error(create({price(1)}), test::refusal(409, "conflict_error", "")).fault == Fault::ambiguous);
  const auto full = error(create({price(1)}), test::refusal(403, "restricted_resource", "", {{"block_limit", 1000}}));
  CHECK(describe(full).find("free plan") != std::string::npos);
}

TEST_CASE("hub write: columns are named in words where Notion names them by id") {
  const auto found = error(update({price(90)}), test::refusal(400, "validation_error",
                                                              "body failed validation: body.properties.f%5C%5C%3Ap.rich_text "
                                                              "and st8t, but not st8tion"));
  CHECK(found.what.find("body.properties.\"SKU\".rich_text and \"State\", but not st8tion") != std::string::npos);
}

TEST_CASE("hub write: a change of a page is never repeated blindly, a question is") {
  CHECK(request(update({price(90)})).repeat == http::Repeat::never);
  CHECK(request(create({price(90)})).repeat == http::Repeat::never);
}

}  // namespace hub_write_test
