#include <catch2/catch.hpp>

#include "client.hpp"

namespace notion_schema_test {

using hsn::Json;
using hsn::test::NotionClient;

namespace {

const Json kNone = Json::object();
const char* const kInvalid = "400 validation_error";

struct Studio : NotionClient {
  Studio() {
    clients = database("Clients", {{"Name", {{"title", kNone}}},
                                   {"State", {{"select", {{"options", {{{"name", "lead"}}, {{"name", "active"}}}}}}}}});
    orders = database("Orders", {{"Name", {{"title", kNone}}},
                                 {"Total", {{"number", {{"format", "euro"}}}}},
                                 {"Day", {{"date", kNone}}},
                                 {"Client", relation(clients, "Orders")}});
  }
  static Json relation(const std::string& target, const std::string& mirror) {
    return {{"relation",
             {{"data_source_id", target}, {"type", "dual_property"}, {"dual_property", {{"synced_property_name", mirror}}}}}};
  }
  Json columns(const std::string& source) { return call("GET", "data_sources/" + source)["properties"]; }
  Json change(const std::string& source, Json properties) {
    return call("PATCH", "data_sources/" + source, {{"properties", std::move(properties)}});
  }
  std::string refused(const std::string& source, Json properties) {
    return refusal("PATCH", "data_sources/" + source, {{"properties", std::move(properties)}});
  }
  std::string add(const std::string& source, const std::string& name, Json more = Json::object()) {
    more["Name"] = title(name);
    return page(source, more)["id"];
  }
  static Json refs(const std::vector<std::string>& ids) {
    auto list = Json::array();
    for (const auto& id : ids) list.push_back({{"id", id}});
    return {{"relation", list}};
  }
  Json value(const std::string& id, const std::string& property) { return call("GET", "pages/" + id)["properties"][property]; }
  std::string clients, orders;
};

}  // namespace

TEST_CASE("notion sandbox: a database has exactly one title, and no column of an unknown kind") {
  NotionClient client;
  const auto create = [&](Json properties) {
    return client.refusal("POST", "databases",
                          {{"parent", {{"type", "page_id"}, {"page_id", client.options.parent_page_id}}},
                           {"initial_data_source", {{"properties", std::move(properties)}}}});
  };
  CHECK(create({{"Total", {{"number", kNone}}}}) == kInvalid);
  CHECK(create({{"A", {{"title", kNone}}}, {"B", {{"title", kNone}}}}) == kInvalid);
  CHECK(create({{"A", {{"title", kNone}}}, {"B", {{"wish", kNone}}}}) == kInvalid);
  CHECK(create({{"A", {{"title", kNone}}}, {"B", {{"number", {{"format", "gold"}}}}}}) == kInvalid);
  CHECK(create({{"A", {{"title", kNone}}}, {"B", {{"select", {{"options", {{{"name", "a,b"}}}}}}}}}) == kInvalid);
  CHECK(create({{"A", {{"title", kNone}}}, {"B", {{"select", {{"options", {{{"name", "new"}}, {{"name", "New"}}}}}}}}}) ==
        kInvalid);
  CHECK(client.notion->databases().empty());
  CHECK(create({{"A", {{"title", kNone}}}}) == "accepted");
}

TEST_CASE("notion sandbox: a database is a child of its parent page, and holds its data source under another id") {
  Studio studio;
  const auto children = studio.call("GET", "blocks/" + studio.options.parent_page_id + "/children");
  REQUIRE(children["results"].size() == 2);
  const auto block = children["results"][1];
  CHECK(block["type"] == "child_database");
  CHECK(block["child_database"]["title"] == "Orders");
  const auto database = studio.call("GET", "databases/" + block["id"].get<std::string>());
  CHECK(database["data_sources"] == Json::array({{{"id", studio.orders}, {"name", "Orders"}}}));
  CHECK_FALSE(database.contains("properties"));
  CHECK(studio.refusal("GET", "databases/" + studio.orders) == "404 object_not_found");
  CHECK(studio.refusal("GET", "data_sources/" + block["id"].get<std::string>()) == "404 object_not_found");
  const auto first = studio.call("GET", "blocks/" + studio.options.parent_page_id + "/children?page_size=1");
  CHECK(first["has_more"] == true);
  const auto rest = studio.call(
      "GET", "blocks/" + studio.options.parent_page_id + "/children?start_cursor=" + first["next_cursor"].get<std::string>());
  REQUIRE(rest["results"].size() == 1);
  CHECK(rest["results"][0]["id"] == block["id"]);
}

TEST_CASE("notion sandbox: columns are added, renamed, removed; the title is not removed or converted") {
  Studio studio;
  const auto before = studio.columns(studio.orders);
  const auto after = studio.change(
      studio.orders, {{"Total", {{"name", "Sum"}}}, {"Note", {{"rich_text", kNone}}}, {"Day", nullptr}})["properties"];
  CHECK(after["Sum"]["id"] == before["Total"]["id"]);
  CHECK(after["Sum"]["number"]["format"] == "euro");
  CHECK(after.contains("Note"));
  CHECK_FALSE(after.contains("Day"));
  CHECK(studio.refused(studio.orders, {{"Name", nullptr}}) == kInvalid);
  CHECK(studio.refused(studio.orders, {{"Name", {{"rich_text", kNone}}}}) == kInvalid);
  CHECK(studio.refused(studio.orders, {{"Sum", {{"title", kNone}}}}) == kInvalid);
  CHECK(studio.refused(studio.orders, {{"Gone", nullptr}}) == kInvalid);
  CHECK(studio.refused(studio.orders, {{"Sum", {{"name", "Note"}}}}) == kInvalid);
  const auto by_id = studio.change(studio.orders, {{before["Total"]["id"].get<std::string>(), {{"name", "Total"}}}});
  CHECK(by_id["properties"].contains("Total"));
}

TEST_CASE("notion sandbox: a schema change that is refused in part changes nothing") {
  Studio studio;
  const auto before = studio.columns(studio.orders), others = studio.columns(studio.clients);
  CHECK(studio.refused(studio.orders, {{"A", {{"rich_text", kNone}}},
                                       {"B", Studio::relation(studio.clients, "Again")},
                                       {"Total", {{"name", "Sum"}}},
                                       {"Z", {{"wish", kNone}}}}) == kInvalid);
  CHECK(studio.columns(studio.orders) == before);
  CHECK(studio.columns(studio.clients) == others);
}

TEST_CASE("notion sandbox: an options list is complete: what is left out is deleted, names and colours stay") {
  Studio studio;
  const auto old = studio.columns(studio.clients)["State"]["select"]["options"];
  const auto lead = old[0], active = old[1];
  const auto page = studio.add(studio.clients, "Ada", {{"State", {{"select", {{"name", "active"}}}}}});
  const auto set = [&](Json options) { return Json{{"State", {{"select", {{"options", std::move(options)}}}}}}; };
  const auto after = studio.change(
      studio.clients,
      set({{{"id", lead["id"]}}, {{"name", "lost"}, {"color", "red"}}}))["properties"]["State"]["select"]["options"];
  REQUIRE(after.size() == 2);
  CHECK(after[0] == lead);
  CHECK(after[1]["color"] == "red");
  CHECK(studio.value(page, "State")["select"].is_null());
  CHECK(studio.refused(studio.clients, set({{{"id", lead["id"]}, {"name", "Lead!"}}})) == kInvalid);
  CHECK(studio.refused(studio.clients, set({{{"name", "lost"}, {"color", "green"}}})) == kInvalid);
  CHECK(studio.change(studio.clients, {{"State", {{"select", kNone}}}})["properties"]["State"]["select"]["options"] == after);
}

TEST_CASE("notion sandbox: a status is made with three options in three groups") {
  Studio studio;
  const auto status = studio.change(studio.clients, {{"Stage", {{"status", kNone}}}})["properties"]["Stage"]["status"];
  REQUIRE(status["options"].size() == 3);
  REQUIRE(status["groups"].size() == 3);
  CHECK(status["groups"][2]["name"] == "Complete");
  CHECK(status["groups"][2]["option_ids"] == Json::array({status["options"][2]["id"]}));
}

TEST_CASE("notion sandbox: a two-way relation makes its mirror under the asked name, and both sides follow each other") {
  Studio studio;
  const auto mirror = studio.columns(studio.clients)["Orders"];
  const auto relation = studio.columns(studio.orders)["Client"];
  CHECK(mirror["relation"]["data_source_id"] == studio.orders);
  CHECK(mirror["relation"]["dual_property"]["synced_property_id"] == relation["id"]);
  CHECK(relation["relation"]["dual_property"] ==
        Json({{"synced_property_id", mirror["id"]}, {"synced_property_name", "Orders"}}));
  const auto ada = studio.add(studio.clients, "Ada"), bob = studio.add(studio.clients, "Bob");
  const auto order = studio.add(studio.orders, "1", {{"Client", Studio::refs({ada})}});
  CHECK(studio.value(ada, "Orders")["relation"] == Json::array({{{"id", order}}}));
  studio.call("PATCH", "pages/" + order, {{"properties", {{"Client", Studio::refs({bob})}}}});
  CHECK(studio.value(ada, "Orders")["relation"] == Json::array());
  CHECK(studio.value(bob, "Orders")["relation"] == Json::array({{{"id", order}}}));
  studio.call("PATCH", "pages/" + ada, {{"properties", {{"Orders", Studio::refs({order})}}}});
  CHECK(studio.value(order, "Client")["relation"] == Json::array({{{"id", bob}}, {{"id", ada}}}));
}

TEST_CASE("notion sandbox: a mirror whose name is taken gets another one") {
  Studio studio;
  const auto changed = studio.change(studio.orders, {{"Payer", Studio::relation(studio.clients, "State")}});
  const auto name = changed["properties"]["Payer"]["relation"]["dual_property"]["synced_property_name"].get<std::string>();
  CHECK(name != "State");
  CHECK(studio.columns(studio.clients)[name]["type"] == "relation");
}

TEST_CASE("notion sandbox: a relation may be to its own data source, from the first request on") {
  NotionClient client;
  const auto source = client.database("Tree", {{"Name", {{"title", kNone}}}});
  const auto changed =
      client.call("PATCH", "data_sources/" + source, {{"properties", {{"Parent", Studio::relation(source, "Children")}}}});
  CHECK(changed["properties"]["Children"]["relation"]["dual_property"]["synced_property_id"] ==
        changed["properties"]["Parent"]["id"]);
  const auto root = client.page(source, {{"Name", NotionClient::title("root")}})["id"].get<std::string>();
  const auto leaf =
      client.page(source, {{"Name", NotionClient::title("leaf")}, {"Parent", Studio::refs({root})}})["id"].get<std::string>();
  CHECK(client.call("GET", "pages/" + root)["properties"]["Children"]["relation"] == Json::array({{{"id", leaf}}}));
  const auto self = client.call("PATCH", "pages/" + root, {{"properties", {{"Parent", Studio::refs({root})}}}});
  CHECK(self["properties"]["Children"]["relation"].size() == 2);
}

TEST_CASE("notion sandbox: relation targets have to exist, in the right data source") {
  Studio studio;
  const auto ada = studio.add(studio.clients, "Ada");
  const auto order = studio.add(studio.orders, "1");
  const auto set = [&](const std::string& id) {
    return studio.refusal("PATCH", "pages/" + order, {{"properties", {{"Client", Studio::refs({id})}}}});
  };
  CHECK(set(ada) == "accepted");
  CHECK(set(order) == kInvalid);
  CHECK(set("00000000-0000-4000-8000-000000000000") == "404 object_not_found");
  CHECK(set("ada") == kInvalid);
  CHECK(studio.refused(studio.orders, {{"X", Studio::relation("00000000-0000-4000-8000-000000000000", "Y")}}) ==
        "404 object_not_found");
}

TEST_CASE("notion sandbox: a page shows 25 references and says that there are more; the property endpoint has all") {
  Studio studio;
  const auto ada = studio.add(studio.clients, "Ada");
  for (int i = 0; i < 30; ++i)
    studio.add(studio.orders, std::to_string(i), {{"Client", Studio::refs({ada})}, {"Total", {{"number", 1}}}});
  const auto shown = studio.value(ada, "Orders");
  CHECK(shown["relation"].size() == 25);
  CHECK(shown["has_more"] == true);
  const auto all = studio.call("GET", "pages/" + ada + "/properties/" + shown["id"].get<std::string>());
  CHECK(all["results"].size() == 30);
  CHECK(all["results"][29]["relation"]["id"].is_string());
  std::vector<std::string> many(101, ada);
  const auto order = studio.add(studio.orders, "x");
  CHECK(studio.refusal("PATCH", "pages/" + order, {{"properties", {{"Client", Studio::refs(many)}}}}) == kInvalid);
}

TEST_CASE("notion sandbox: rollups are computed when they are read") {
  Studio studio;
  const auto rollup = [&](const char* property, const char* function) {
    return Json{{"rollup", {{"relation_property_name", "Orders"}, {"rollup_property_name", property}, {"function", function}}}};
  };
  studio.change(studio.clients, {{"Count", rollup("Name", "count")},
                                 {"Spent", rollup("Total", "sum")},
                                 {"Last", rollup("Day", "latest_date")},
                                 {"Mean", rollup("Total", "average")}});
  REQUIRE(studio.status == 200);
  const auto ada = studio.add(studio.clients, "Ada");
  CHECK(studio.value(ada, "Spent")["rollup"] == Json({{"type", "number"}, {"number", 0}, {"function", "sum"}}));
  CHECK(studio.value(ada, "Mean")["rollup"]["number"].is_null());
  CHECK(studio.value(ada, "Last")["rollup"]["date"].is_null());
  const auto edited = studio.call("GET", "pages/" + ada)["last_edited_time"];
  studio.now += std::chrono::minutes(5);
  studio.add(studio.orders, "1",
             {{"Client", Studio::refs({ada})}, {"Total", {{"number", 10.5}}}, {"Day", {{"date", {{"start", "2026-11-02"}}}}}});
  studio.add(studio.orders, "2",
             {{"Client", Studio::refs({ada})}, {"Total", {{"number", 4.5}}}, {"Day", {{"date", {{"start", "2026-10-30"}}}}}});
  CHECK(studio.value(ada, "Count")["rollup"]["number"] == 2);
  CHECK(studio.value(ada, "Spent")["rollup"]["number"] == 15);
  CHECK(studio.value(ada, "Last")["rollup"]["date"]["start"] == "2026-11-02");
  CHECK(studio.call("GET", "pages/" + ada)["last_edited_time"] == edited);  // computed: the page itself did not change
  CHECK(studio.refused(studio.clients, {{"Bad", rollup("Nope", "sum")}}) == kInvalid);
  CHECK(studio.refused(studio.clients, {{"Bad", rollup("Total", "guess")}}) == kInvalid);
}

TEST_CASE("notion sandbox: a column that takes another type keeps its id and what can be read as the new one") {
  Studio studio;
  const auto id = studio.columns(studio.orders)["Total"]["id"];
  const auto order = studio.add(studio.orders, "1", {{"Total", {{"number", 12.5}}}});
  REQUIRE(studio.notion->retype_property("Orders", "Total", "rich_text"));
  const auto text = studio.value(order, "Total");
  CHECK(text["id"] == id);
  CHECK(text["rich_text"][0]["plain_text"] == "12.5");
  REQUIRE(studio.notion->retype_property("Orders", "Total", "number"));
  CHECK(studio.value(order, "Total")["number"] == 12.5);
  REQUIRE(studio.notion->retype_property("Orders", "Total", "date"));
  CHECK(studio.value(order, "Total")["date"].is_null());
}

TEST_CASE("notion sandbox: a person renames and deletes columns") {
  Studio studio;
  CHECK(studio.notion->rename_property("Orders", "Total", "Sum"));
  CHECK_FALSE(studio.notion->rename_property("Orders", "Total", "Sum"));
  CHECK(studio.notion->delete_property("Orders", "Client"));
  CHECK_FALSE(studio.columns(studio.clients).contains("Orders"));  // the mirror goes with it
  CHECK_FALSE(studio.notion->delete_property("Orders", "Name"));
}

}  // namespace notion_schema_test
