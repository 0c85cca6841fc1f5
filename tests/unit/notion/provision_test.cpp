#include "notion/provision.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <memory>

#include "entities/entities.hpp"
#include "notion/hub.hpp"
#include "sandbox/notion.hpp"
#include "unit/notion/workspace.hpp"

namespace provision_test {

using namespace hsn;
using notion::Layout;
using notion::Wanted;

namespace {

using Answer = Result<http::Response>;

std::string without_mirror_names(std::string body) {
  auto json = Json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("properties")) return body;
  for (auto& property : json["properties"])
    if (property.contains("relation")) property["relation"]["dual_property"] = Json::object();
  return json.dump();
}

// A workspace, and what becomes of each request on its way there and back.
struct Workspace {
  std::unique_ptr<sandbox::Notion> space = sandbox::Notion::make({.token = "ntn_test"});
  Instant now = test::instant("2026-11-23T10:00:00Z");
  std::vector<http::Request> requests;
  bool deaf_to_mirrors = false;  // whether Notion gives a mirror the name that was asked for is not certain (notion.md 2.1)
  // Null: carried out and answered. `serve` carries it out.
  std::function<std::optional<Answer>(const http::Request&, const std::function<http::Response()>& serve)> meddle;

  Answer operator()(http::Request request) {
    requests.push_back(request);
    request.headers.push_back({"Authorization", "Bearer ntn_test"});
    if (deaf_to_mirrors) request.body = without_mirror_names(std::move(request.body));
    const auto serve = [&] { return space->serve(request, now += std::chrono::seconds(1)); };
    if (meddle)
      if (auto answer = meddle(request, serve)) return *answer;
    return serve();
  }
  std::size_t count(std::string_view method, std::string_view path) const {
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), [&](const http::Request& r) {
      return r.method == method && r.url.find(path) != std::string::npos;
    }));
  }
  std::size_t changes() const { return requests.size() - count("GET", ""); }
  Json columns(const std::string& data_source_id) {
    http::Request request;
    request.method = "GET";
    request.url = "https://api.notion.com/v1/data_sources/" + data_source_id;
    request.headers = {{"Notion-Version", "2026-03-11"}};
    const auto answer = (*this)(request);
    requests.pop_back();
    return Json::parse(answer->body)["properties"];
  }
};

Wanted wanted(Layout known = {}) {
  Wanted wanted;
  wanted.entities = {&test::kMakers, &test::kThings};
  wanted.parent_page_id = sandbox::NotionOptions{}.parent_page_id;
  wanted.known = std::move(known);
  return wanted;
}

struct Outcome {
  Result<void> result;
  Layout layout;
  std::vector<std::string> done;
  bool did(const std::string& what) const { return std::find(done.begin(), done.end(), what) != done.end(); }
};

// Until it ends, or `most` requests have been answered.
Outcome provision(Workspace& space, Wanted wanted, std::size_t most = 1000) {
  const auto dialogue = notion::make_provision(test::account(), std::move(wanted));
  Result<void> result;
  for (std::size_t asked = 0; asked < most && result; ++asked) {
    const auto request = dialogue->next();
    if (!request) break;
    result = dialogue->heard(space(*request));
  }
  std::vector<std::string> done;
  for (const auto& [entity, what] : dialogue->done()) done.push_back(entity + ": " + what);
  return {result, dialogue->layout(), done};
}

// The rest of a run must go well for the test to go on.
Outcome provisioned(Workspace& space, Wanted wanted) {
  auto outcome = provision(space, std::move(wanted));
  if (!outcome.result) FAIL(describe(outcome.result.error()));
  return outcome;
}

void check_whole(Workspace& space, const Layout& layout) {
  CHECK_FALSE(layout.bot_id.empty());
  CHECK(space.space->databases() == std::vector<std::string>{"Makers", "Things"});
  const auto& things = layout.sources.at("things");
  CHECK(things.problems.empty());
  CHECK(things.usable);
  CHECK(things.properties.size() == 23);  // 16 of its own and the sync block
  CHECK(layout.sources.at("makers").problems.empty());
  const auto makers = space.columns(layout.sources.at("makers").data_source_id);
  CHECK(makers.contains("Things"));
  CHECK(makers.contains("Thing Value"));
  CHECK(makers["Things"]["relation"]["data_source_id"] == things.data_source_id);
}

}  // namespace

TEST_CASE("provision: an empty workspace gets databases, columns, relations with named mirrors, and rollups") {
  Workspace space;
  const auto made = provisioned(space, wanted());
  check_whole(space, made.layout);
  CHECK(made.layout.read_at == test::instant("2026-11-23T10:00:01Z"));
  CHECK(made.done == std::vector<std::string>{"makers: created", "things: created",
                                              "things: added relation Makers -> Makers.Things",
                                              "makers: added rollup Thing Value"});
  const auto state = space.columns(made.layout.sources.at("things").data_source_id)["State"];
  CHECK(state["select"]["options"][1]["name"] == "On Hold");
  CHECK(state["select"]["options"][1]["color"] == "orange");
  const auto& options = made.layout.sources.at("things").properties.at("state").options;
  REQUIRE(options.size() == 2);
  CHECK(options[1].name == "On Hold");
  CHECK(options[1].choice == "On Hold");
}

TEST_CASE("provision: a second run changes nothing, with or without what the first one knew") {
  Workspace space;
  const auto first = provisioned(space, wanted());
  space.requests.clear();
  const auto again = provisioned(space, wanted(first.layout));
  CHECK(space.changes() == 0);
  CHECK(again.done.empty());
  CHECK(notion::encode(again.layout).find("problems\":[]") != std::string::npos);
  const auto forgotten = provisioned(space, wanted());
  CHECK(space.changes() == 0);
  CHECK(forgotten.done == std::vector<std::string>{"makers: adopted", "things: adopted"});
  CHECK(forgotten.layout.sources.at("things").database_id == first.layout.sources.at("things").database_id);
}

TEST_CASE("provision: a run that is cut anywhere is taken up again and ends the same") {
  const bool deaf = GENERATE(false, true), remembers = GENERATE(true, false);
  std::size_t whole = 0;
  {
    Workspace space;
    space.deaf_to_mirrors = deaf;
    provisioned(space, wanted());
    whole = space.requests.size();
  }
  for (std::size_t cut = 0; cut < whole; ++cut) {
    CAPTURE(deaf, remembers, cut);
    Workspace space;
    space.deaf_to_mirrors = deaf;
    const auto part = provision(space, wanted(), cut);
    check_whole(space, provisioned(space, wanted(remembers ? part.layout : Layout())).layout);
  }
}

TEST_CASE("provision: a mirror that people have named otherwise keeps its name") {
  Workspace space;
  const auto layout = provisioned(space, wanted()).layout;
  REQUIRE(space.space->rename_property("Makers", "Things", "Related to his things"));
  provisioned(space, wanted(layout));
  CHECK(space.columns(layout.sources.at("makers").data_source_id).contains("Related to his things"));
}

TEST_CASE("provision: a change that meets somebody else's is made all the same") {
  for (std::size_t nth = 1;; ++nth) {
    CAPTURE(nth);
    Workspace space;
    std::size_t changes = 0;
    space.meddle = [&](const http::Request& request, const auto&) -> std::optional<Answer> {
      if (request.method == "GET" || ++changes != nth) return std::nullopt;
      return test::refusal(409, "conflict_error", "Conflict occurred while saving.");
    };
    check_whole(space, provisioned(space, wanted()).layout);
    if (changes < nth) break;
  }
}

TEST_CASE("provision: a lost answer to any change makes no twin, whether it was carried out or not") {
  for (const bool applied : {true, false}) {
    for (std::size_t nth = 1;; ++nth) {
      CAPTURE(applied, nth);
      Workspace space;
      std::size_t changes = 0;
      space.meddle = [&](const http::Request& request, const auto& serve) -> std::optional<Answer> {
        if (request.method == "GET" || ++changes != nth) return std::nullopt;
        if (applied) serve();
        return fail(Fault::ambiguous, "the answer was lost");
      };
      auto outcome = provision(space, wanted());
      // Notion may still be making a database: it is not asked for once more in the same run.
      const bool of_database = space.requests.back().url.find("/children") != std::string::npos;
      if (!outcome.result) CHECK(outcome.result.error().fault == Fault::ambiguous);
      CHECK((outcome.result || (!applied && of_database)));
      if (outcome.result) check_whole(space, outcome.layout);
      // What could not be told in that run, the next one completes.
      space.meddle = nullptr;
      check_whole(space, provisioned(space, wanted(outcome.layout)).layout);
      if (changes < nth) break;
    }
  }
}

TEST_CASE("provision: a 503 that says what was saved is believed") {
  Workspace space;
  space.meddle = [&](const http::Request& request, const auto& serve) -> std::optional<Answer> {
    if (request.method != "POST") return std::nullopt;
    const auto id = Json::parse(serve().body)["id"];
    return test::refusal(503, "service_unavailable", "Timed out", {{"committed_resource_id", id}});
  };
  const auto made = provisioned(space, wanted());
  check_whole(space, made.layout);
  CHECK(space.count("POST", "/v1/databases") == 2);
}

TEST_CASE("provision: existing databases are adopted by id, and get only what they lack") {
  Workspace space;
  const auto first = provisioned(space, wanted());
  const auto& things = first.layout.sources.at("things");
  REQUIRE(space.space->delete_property("Things", "SKU"));
  REQUIRE(space.space->rename_property("Things", "Price", "Preis"));
  auto again = wanted();
  again.parent_page_id.clear();
  again.ids["makers"] = {first.layout.sources.at("makers").database_id, ""};
  again.ids["things"] = {things.data_source_id, ""};  // people paste either id
  again.mapping.property_names["things"]["Price"] = " preis ";
  space.requests.clear();
  const auto adopted = provisioned(space, again);
  CHECK(adopted.done == std::vector<std::string>{"makers: adopted", "things: adopted", "things: added SKU"});
  CHECK(adopted.layout.sources.at("things").database_id == things.database_id);
  CHECK(adopted.layout.sources.at("things").properties.at("price").name == "Preis");
  CHECK(adopted.layout.sources.at("things").properties.at("price").id == things.properties.at("price").id);
}

TEST_CASE("provision: a column that staff renamed is still ours, a retyped one is left alone") {
  Workspace space;
  const auto first = provisioned(space, wanted());
  REQUIRE(space.space->rename_property("Things", "SKU", "Article number"));
  REQUIRE(space.space->rename_property("Things", "Name", "Title"));
  REQUIRE(space.space->retype_property("Things", "Featured", "rich_text"));
  space.requests.clear();
  const auto again = provisioned(space, wanted(first.layout));
  CHECK(space.changes() == 0);
  const auto& things = again.layout.sources.at("things");
  CHECK(things.properties.at("sku").name == "Article number");
  CHECK(things.properties.at("name").name == "Title");
  CHECK_FALSE(things.properties.contains("featured"));
  CHECK(things.usable);
  REQUIRE(things.problems.size() == 1);
  CHECK(things.problems[0].find("\"Featured\" is of type rich_text") != std::string::npos);
}

TEST_CASE("provision: an option that staff renamed keeps its meaning, also beside another one of the old name") {
  Workspace space;
  auto layout = provisioned(space, wanted()).layout;
  const auto meanings = [&] {
    layout = provisioned(space, wanted(notion::decode_layout(notion::encode(layout)).value())).layout;
    std::vector<std::string> all;
    for (const auto& option : layout.sources.at("things").properties.at("state").options)
      all.push_back(option.name + " = " + option.choice);
    return all;
  };
  REQUIRE(space.space->rename_option("Things", "State", "New", "Just in"));
  CHECK(meanings() == std::vector<std::string>{"Just in = New", "On Hold = On Hold"});
  CHECK(meanings() == std::vector<std::string>{"Just in = New", "On Hold = On Hold"});
  REQUIRE(space.space->rename_option("Things", "State", "On Hold", "new"));
  CHECK(meanings() == std::vector<std::string>{"Just in = New", "new = New"});
}

TEST_CASE("provision: a status gets the options that it lacks, and keeps its own") {
  Workspace space;
  const auto first = provisioned(space, wanted());
  REQUIRE(space.space->retype_property("Things", "State", "status"));
  const auto own = provisioned(space, wanted(first.layout));
  CHECK(own.done == std::vector<std::string>{"things: added to State the options New, On Hold"});
  const auto& things = own.layout.sources.at("things");
  CHECK(things.problems.empty());
  const auto& options = things.properties.at("state").options;
  REQUIRE(options.size() == 5);
  CHECK(options[2].name == "Done");
  CHECK(options[2].choice.empty());
  CHECK(options[4].name == "On Hold");
  CHECK(options[4].choice == "On Hold");
  space.requests.clear();
  CHECK(provisioned(space, wanted(own.layout)).layout.sources.at("things").properties.at("state").options == options);
  CHECK(space.changes() == 0);
}

TEST_CASE("provision: where Notion does not take the options of a status, the column says what to do") {
  Workspace space;
  const auto first = provisioned(space, wanted());
  REQUIRE(space.space->retype_property("Things", "State", "status"));
  space.meddle = [](const http::Request& request, const auto&) -> std::optional<Answer> {
    if (request.method != "PATCH") return std::nullopt;
    return test::refusal(400, "validation_error", "Cannot update status options.");
  };
  space.requests.clear();
  const auto again = provisioned(space, wanted(first.layout));
  CHECK(again.done.empty());
  CHECK(space.changes() == 1);
  const auto& things = again.layout.sources.at("things");
  CHECK(things.usable);
  CHECK(things.properties.at("state").type == "status");
  REQUIRE(things.problems.size() == 2);
  CHECK(things.problems[0].find("lacks the options New, On Hold") != std::string::npos);
  CHECK(things.problems[1].find("add them by hand") != std::string::npos);
}

TEST_CASE("provision: a required column of another type makes the database unusable, and is not touched") {
  Workspace space;
  const auto first = provisioned(space, wanted());
  REQUIRE(space.space->retype_property("Things", "Notion Managed", "number"));
  space.requests.clear();
  const auto again = provisioned(space, wanted(first.layout));
  CHECK(space.changes() == 0);
  CHECK_FALSE(again.layout.sources.at("things").usable);
  CHECK(notion::feeds(test::kWorkspace, again.layout).size() == 1);
}

TEST_CASE("provision: a mirror whose name is taken keeps its own, and the database says so") {
  Workspace space;
  auto only_makers = wanted();
  only_makers.entities = {&test::kMakers};
  const auto makers = provisioned(space, only_makers).layout;
  REQUIRE(space.space->rename_property("Makers", "Worth", "Things"));
  const auto both = provisioned(space, wanted(makers));
  REQUIRE(both.layout.sources.at("makers").problems.size() == 1);
  CHECK(both.layout.sources.at("makers").problems[0].find("another column has that name") != std::string::npos);
  CHECK(both.layout.sources.at("makers").properties.at("worth").name == "Things");
}

TEST_CASE("provision: a relation waits without complaint for its other database") {
  Workspace space;
  auto only_things = wanted();
  only_things.entities = {&test::kThings};
  const auto alone = provisioned(space, only_things);
  CHECK(alone.layout.sources.at("things").problems.empty());
  CHECK_FALSE(alone.layout.sources.at("things").properties.contains("makers"));
  auto reversed = wanted(alone.layout);
  std::swap(reversed.entities[0], reversed.entities[1]);
  const auto both = provisioned(space, reversed);
  CHECK(both.did("things: added relation Makers -> Makers.Things"));
  CHECK(both.did("makers: added rollup Thing Value"));
  CHECK(both.layout.sources.at("things").properties.contains("makers"));
}

TEST_CASE("provision: reading only, it changes nothing and tells what is wrong") {
  Workspace space;
  auto look = wanted();
  look.change = false;
  const auto empty = provisioned(space, look);
  CHECK(space.changes() == 0);
  CHECK_FALSE(empty.layout.sources.at("things").usable);
  CHECK(empty.layout.sources.at("things").problems.at(0).find("hsn init") != std::string::npos);
  look.known = provisioned(space, wanted()).layout;
  REQUIRE(space.space->delete_property("Things", "SKU"));
  space.requests.clear();
  const auto drifted = provisioned(space, look);
  CHECK(space.changes() == 0);
  CHECK(drifted.done.empty());
  CHECK(drifted.layout.sources.at("things").problems ==
        std::vector<std::string>{"column \"SKU\" is missing: `hsn init` adds it"});
  space.space->share(false);
  const auto hidden = provisioned(space, look);
  CHECK_FALSE(hidden.layout.sources.at("things").usable);
}

TEST_CASE("provision: what cannot be reached is an error that says what to do") {
  Workspace space;
  auto missing = wanted();
  missing.ids["makers"] = {"99999999-0000-4000-8000-000000000000", ""};
  const auto lost = provision(space, missing);
  REQUIRE_FALSE(lost.result);
  CHECK(lost.result.error().fault == Fault::not_found);
  CHECK(describe(lost.result.error()).find("Connections") != std::string::npos);
  auto homeless = wanted();
  homeless.parent_page_id.clear();
  const auto nowhere = provision(space, homeless);
  REQUIRE_FALSE(nowhere.result);
  CHECK(describe(nowhere.result.error()).find("NOTION_MAKERS_DATABASE_ID") != std::string::npos);
  space.space->share(false);
  const auto hidden = provision(space, wanted());
  REQUIRE_FALSE(hidden.result);
  CHECK(describe(hidden.result.error()).find("NOTION_PARENT_PAGE_ID") != std::string::npos);
  space.meddle = [](const http::Request&, const auto&) -> std::optional<Answer> {
    return test::refusal(401, "unauthorized", "API token is invalid.");
  };
  CHECK(provision(space, wanted()).result.error().fault == Fault::refused);
}

TEST_CASE("provision: of several data sources one must be named") {
  Workspace space;
  const auto first = provisioned(space, wanted());
  const auto& source = first.layout.sources.at("makers");
  space.meddle = [&](const http::Request& request, const auto& serve) -> std::optional<Answer> {
    if (!request.url.ends_with("/databases/" + source.database_id)) return std::nullopt;
    auto body = Json::parse(serve().body);
    body["data_sources"] = {{{"id", "another"}, {"name", "Old makers"}}, {{"id", source.data_source_id}, {"name", "Makers"}}};
    return test::ok(body);
  };
  auto named = wanted();
  named.ids["makers"] = {source.database_id, ""};
  const auto unclear = provision(space, named);
  REQUIRE_FALSE(unclear.result);
  CHECK(describe(unclear.result.error()).find("\"Old makers\", \"Makers\"") != std::string::npos);
  named.ids["makers"].source = "Nobody";
  CHECK_FALSE(provision(space, named).result);
  named.ids["makers"].source = source.data_source_id;
  CHECK(provisioned(space, named).layout.sources.at("makers").data_source_id == source.data_source_id);
  named.ids["makers"].source = "makers";
  CHECK(provisioned(space, named).layout.sources.at("makers").data_source_id == source.data_source_id);
}

TEST_CASE("provision: two databases of our name are not guessed between") {
  Workspace space;
  provisioned(space, wanted());
  space.meddle = [&](const http::Request& request, const auto& serve) -> std::optional<Answer> {
    if (request.url.find("/children") == std::string::npos) return std::nullopt;
    auto body = Json::parse(serve().body);
    body["results"].push_back(body["results"][0]);
    return test::ok(body);
  };
  const auto twins = provision(space, wanted());
  REQUIRE_FALSE(twins.result);
  CHECK(describe(twins.result.error()).find("2 databases") != std::string::npos);
}

TEST_CASE("provision: the real databases come out whole, and a second run leaves them alone") {
  Workspace space;
  auto real = wanted();
  real.entities.assign(entities::all().begin(), entities::all().end());
  const auto made = provisioned(space, real);
  for (const auto& [entity, source] : made.layout.sources) {
    CAPTURE(entity);
    CHECK(source.usable);
    CHECK(source.problems.empty());
  }
  space.requests.clear();
  real.known = made.layout;
  CHECK(provisioned(space, real).done.empty());
  CHECK(space.changes() == 0);
}

}  // namespace provision_test
