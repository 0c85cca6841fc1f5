#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "config/mapping.hpp"
#include "support/fakes.hpp"

namespace hsn::config::mapping_test {
namespace {

const KnownProperties kKnown = {{"products", {{"Name", true}, {"Regular Price", true}, {"WooCommerce ID", false}}},
                                {"orders", {{"Order Date", true}, {"Paid Date", true}}},
                                {"clients", {{"Email", true}, {"Lead Source", false}, {"Name", false}}},
                                {"feedback", {{"Content", true}, {"Rating", true}}}};

Mapping read(std::string_view toml) {
  auto mapping = parse_mapping(toml, "hsn.toml", kKnown);
  if (!mapping) FAIL(describe(mapping.error()));
  return std::move(*mapping);
}
Error error_of(std::string_view toml) {
  const auto mapping = parse_mapping(toml, "hsn.toml", kKnown);
  REQUIRE_FALSE(mapping);
  CHECK(mapping.error().fault == Fault::bad_config);
  return mapping.error();
}

TEST_CASE("mapping: without a file all defaults hold") {
  for (const Mapping& mapping : {read(""), *read_mapping("/nowhere/hsn.toml", kKnown)}) {
    CHECK(mapping.property_names.empty());
    CHECK(mapping.fields.empty());
    CHECK(mapping.entities.size() == 3);
    CHECK(mapping.entities.find("the-7-space")->second.name == "The 7 Space");
  }
}

TEST_CASE("mapping: business entities are the three and the file's, in their order; a new name takes the old one's place") {
  CHECK(read("").business_entities ==
        std::vector<std::string>{"The Connection Practice", "The 7 Space", "The HigherSelf Network"});
  const auto mapping = read("[entities.the-7-space]\nname = \"Seven\"\n[entities.north]\nname = \"North\"\n");
  CHECK(mapping.business_entities ==
        std::vector<std::string>{"The Connection Practice", "Seven", "The HigherSelf Network", "North"});
  CHECK(*mapping.business_entity(" seven ") == "Seven");
  CHECK(mapping.business_entity("The 7 Space") == nullptr);
}

TEST_CASE("mapping: where the settings list the business entities, another one is refused with its line") {
  const std::vector<std::string> listed{"Studio North", "The 7 Space", "studio north"};
  const auto within = [&](std::string_view toml) { return parse_mapping(toml, "hsn.toml", kKnown, listed); };
  const auto mapping = within(
      "[entities.north]\nname = \"studio north\"\n[typeform.forms.a]\ntarget = \"clients\"\nentity = \"north\"\n"
      "[typeform.forms.b]\ntarget = \"clients\"\nentity = \"studio-north\"\n");
  REQUIRE(mapping);
  CHECK(mapping->business_entities == std::vector<std::string>{"Studio North", "The 7 Space"});
  CHECK(mapping->entities.find("north")->second.name == "Studio North");
  CHECK(mapping->entities.find("the-7-space")->second.name == "The 7 Space");
  for (const auto& [toml, line] : {std::pair("\n[entities.south]\nname = \"South\"\n", 3),
                                   {"[entities.the-7-space]\nnotify = []\nname = \"Seven\"\n", 3},
                                   {"\n[entities.connection-practice]\nnotify = []\n", 2},
                                   {"[woocommerce.categories]\nPrints = \"higherself-network\"\n", 2}}) {
    const auto refused = within(toml);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::bad_config);
    CHECK(refused.error().where == "hsn.toml:" + std::to_string(line));
  }
}

TEST_CASE("mapping: names, owners and policies are read") {
  const auto mapping = read(R"(
[notion.orders.properties]
"Order Date" = "Datum"
[fields.products."Regular Price"]
owner = "both"
conflict = "hold"
[fields.products.name]
conflict = "newest"
[woocommerce.statuses]
backordered = "Back Ordered"
[entities.the-7-space]
notify = ["a@example.com"]
[entities.new-one]
name = "New One"
)");
  CHECK(mapping.property_names.find("orders")->second.at("Order Date") == "Datum");
  const auto price = mapping.fields.at({"products", "Regular Price"});
  CHECK(price.owner == OwnerOverride::both);
  CHECK(price.conflict == ConflictPolicy::hold);
  CHECK(mapping.fields.at({"products", "Name"}).conflict == ConflictPolicy::newest);
  CHECK_FALSE(mapping.fields.at({"products", "Name"}).owner);
  CHECK(mapping.woo_statuses.find("backordered")->second == "Back Ordered");
  CHECK(mapping.entities.find("the-7-space")->second.name == "The 7 Space");
  CHECK(mapping.entities.find("the-7-space")->second.notify == std::vector<std::string>{"a@example.com"});
  CHECK(mapping.entities.find("new-one")->second.name == "New One");
}

TEST_CASE("mapping: two properties in one column are refused, naming the line; they may change places") {
  const std::string orders = "[notion.orders.properties]\n";
  const auto both = error_of(orders + "\"Order Date\" = \"Datum\"\n\"Paid Date\" = \"Datum\"\n");
  CHECK(both.where == "hsn.toml:3");
  CHECK(both.what == "\"Paid Date\" and \"Order Date\" of orders are one column, \"Datum\"");
  const auto taken = error_of(orders + "\"Order Date\" = \"Paid Date\"\n");
  CHECK(taken.where == "hsn.toml:2");
  CHECK(taken.what == "\"Order Date\" and \"Paid Date\" of orders are one column, \"Paid Date\"");
  const auto swapped = read(orders + "\"Order Date\" = \"Paid Date\"\n\"Paid Date\" = \"Order Date\"\n");
  CHECK(swapped.property_names.at("orders").at("Order Date") == "Paid Date");
  CHECK(read(orders + "\"Paid Date\" = \"Paid Date\"\n").property_names.at("orders").at("Paid Date") == "Paid Date");
}

TEST_CASE("mapping: categories keep the order of the file, since the first one counts") {
  const auto mapping =
      read("[woocommerce.categories]\nZebra = \"the-7-space\"\n\"A b.c\" = \"new\"\n[entities.new]\nname = \"N\"\n");
  REQUIRE(mapping.woo_categories.size() == 2);
  CHECK(mapping.woo_categories[0] == std::pair<std::string, std::string>("Zebra", "the-7-space"));
  CHECK(mapping.woo_categories[1].first == "A b.c");
}

TEST_CASE("mapping: calendars and types of a booking service name a business entity, staff and a product") {
  const auto mapping = read(R"(
[acuity.calendars.14209019]
entity = "the-7-space"
staff = ["gallery@example.com"]
[acuity.types.94517100]
product = "woocommerce:product:812"
[amelia.providers.3]
entity = "connection-practice"
[amelia.services.7]
entity = "connection-practice"
product = "TCP-BREATH-60"
)");
  CHECK(mapping.acuity.calendars.at("14209019").entity == "the-7-space");
  CHECK(mapping.acuity.calendars.at("14209019").staff == std::vector<std::string>{"gallery@example.com"});
  CHECK(mapping.acuity.types.at("94517100").product == "woocommerce:product:812");
  CHECK(mapping.amelia.calendars.at("3").entity == "connection-practice");
  CHECK(mapping.amelia.types.at("7").product == "TCP-BREATH-60");
}

TEST_CASE("mapping: a form says what becomes of its responses") {
  const auto mapping = read(R"(
[typeform.forms.intake01]
target = "clients"
workflow = "client-onboarding"
entity = "studio"
since = 2026-01-31
consent = true
[typeform.forms.intake01.fields]
"e0f1-name" = "name"
"How did you hear of us?" = "Lead Source"
"secret" = ""
[typeform.forms.intake01.important]
always = true
score = 8
rating = 2.5
answers = { "interested_in" = ["Retreat", "Course"] }
[typeform.forms.fb]
target = "feedback"
workflow = "none"
fields = { "q1" = "Rating", "q2" = "Email" }
[entities.studio]
name = "Studio"
)");
  const auto& form = mapping.forms.at("intake01");
  CHECK(form.target == Form::Target::clients);
  CHECK(form.workflow == "client-onboarding");
  CHECK(form.entity == "studio");
  CHECK(form.since == test::instant("2026-01-31T00:00:00Z"));
  CHECK(form.consent);
  REQUIRE(form.fields.size() == 3);
  CHECK(form.fields[0].question == "e0f1-name");
  CHECK(form.fields[0].property == "Name");
  CHECK(form.fields[0].where == "hsn.toml:9");
  CHECK(form.fields[1].property == "Lead Source");
  CHECK(form.fields[2].property.empty());
  CHECK(form.important.always);
  CHECK(form.important.score == Decimal(8));
  CHECK(form.important.rating == Decimal::parse("2.5"));
  CHECK(form.important.answers.at(0).second == std::vector<std::string>{"Retreat", "Course"});
  const auto& feedback = mapping.forms.at("fb");
  CHECK(feedback.target == Form::Target::feedback);
  CHECK(feedback.workflow.empty());
  CHECK_FALSE(feedback.since);
  CHECK(feedback.fields[0].property == "Rating");
  CHECK(feedback.fields[1].property == "Email");
}

TEST_CASE("mapping: whatever is not known is refused with file and line") {
  const std::pair<const char*, int> wrong[] = {
      {"\n[nonsense]\n", 2},
      {"[notion.unicorns.properties]\n", 1},
      {"[notion.orders.columns]\n", 1},
      {"[notion.orders.properties]\n\"Order Dat\" = \"x\"\n", 2},
      {"[notion.orders.properties]\n\"Order Date\" = 5\n", 2},
      {"[notion.orders.properties]\n\"Order Date\" = \" \"\n", 2},
      {"[fields.products.Colour]\n", 1},
      {"[fields.products.Name]\nowner = \"me\"\n", 2},
      {"[fields.products.Name]\n\nconflict = \"coin\"\n", 3},
      {"[fields.products.Name]\ncolour = \"red\"\n", 2},
      {"[fields.products.\"WooCommerce ID\"]\nowner = \"notion\"\n", 2},
      {"[fields.products]\nName = \"notion\"\n", 2},
      {"[woocommerce.colours]\n", 1},
      {"[woocommerce.categories]\nA = \"the-7-space\"\nPrints = \"the-8-space\"\n", 3},
      {"[entities.x]\nnotify = []\n", 1},
      {"[entities.the-7-space]\nnotify = \"a@example.com\"\n", 2},
      {"[entities.the-7-space]\nname = \"A\"\nshade = 1\n", 3},
      {"[acuity.providers.1]\nentity = \"the-7-space\"\n", 1},
      {"[acuity.calendars.1]\nentity = \"the-8-space\"\n", 2},
      {"[amelia.services.1]\ncolour = 1\n", 2},
      {"[typeform.formz.x]\n", 1},
      {"[typeform.forms.x]\nconsent = true\n", 1},
      {"[typeform.forms.x]\ntarget = \"orders\"\n", 2},
      {"[typeform.forms.x]\ntarget = \"clients\"\ncolour = 1\n", 3},
      {"[typeform.forms.x]\ntarget = \"clients\"\nentity = \"the-8-space\"\n", 3},
      {"[typeform.forms.x]\ntarget = \"clients\"\nsince = \"soon\"\n", 3},
      {"[typeform.forms.x]\ntarget = \"clients\"\nsince = 2026-02-30\n", 3},
      {"[typeform.forms.x]\ntarget = \"clients\"\nconsent = \"yes\"\n", 3},
      {"[typeform.forms.x]\ntarget = \"clients\"\n[typeform.forms.x.fields]\nq = \"Rating\"\n", 4},
      {"[typeform.forms.x]\ntarget = \"feedback\"\n[typeform.forms.x.fields]\nq = \"Colour\"\n", 4},
      {"[typeform.forms.x]\ntarget = \"clients\"\n[typeform.forms.x.important]\nscore = \"8\"\n", 4},
      {"[typeform.forms.x]\ntarget = \"clients\"\n[typeform.forms.x.important]\nloud = true\n", 4},
      {"[typeform.forms.x]\ntarget = \"clients\"\n[typeform.forms.x.important]\nanswers = { a = \"b\" }\n", 4},
      {"a = \n", 1},
      {"notion = 3\n", 1},
      {"[fields.products.Name]\nowner = \"both\"\nowner = \"both\"\n", 3},
  };
  for (const auto& [toml, line] : wrong) {
    INFO(toml);
    CHECK(error_of(toml).where == "hsn.toml:" + std::to_string(line));
  }
}

TEST_CASE("mapping: a tool's own field has no owner to change, but a conflict policy is harmless") {
  CHECK(read("[fields.products.\"WooCommerce ID\"]\nconflict = \"service\"\n").fields.size() == 1);
}

TEST_CASE("mapping: a file that cannot be read is an error, not a default") {
  const test::TempDir dir;
  CHECK_FALSE(read_mapping(dir.path(), kKnown));
  std::ofstream(dir.path() / "hsn.toml") << "[x";
  const auto mapping = read_mapping(dir.path() / "hsn.toml", kKnown);
  REQUIRE_FALSE(mapping);
  CHECK(mapping.error().where == (dir.path() / "hsn.toml").string() + ":1");
}

TEST_CASE("mapping: routes to AI providers keep their order; conditions are a text or a list") {
  const auto mapping = read(R"(
[[ai.routes]]
task = ["Summarize", "Classify"]
max_chars = 500
use = ["openai:a", "anthropic:b"]
[[ai.routes]]
entity = "the-7-space"
use = "local:c"
[ai.providers.local]
base_url = "http://localhost:11434/v1"
key_setting = "LOCAL_KEY"
json = "object"
)");
  REQUIRE(mapping.ai_routes.size() == 2);
  CHECK(mapping.ai_routes[0].where == "hsn.toml:2");
  CHECK(mapping.ai_routes[0].tasks == std::vector<std::string>{"Summarize", "Classify"});
  CHECK(mapping.ai_routes[0].max_chars == 500);
  CHECK_FALSE(mapping.ai_routes[0].min_chars);
  CHECK(mapping.ai_routes[0].use == std::vector<std::string>{"openai:a", "anthropic:b"});
  CHECK(mapping.ai_routes[1].entities == std::vector<std::string>{"the-7-space"});
  CHECK(mapping.ai_routes[1].use == std::vector<std::string>{"local:c"});
  CHECK(mapping.ai_providers.find("local")->second.key_setting == "LOCAL_KEY");
}

TEST_CASE("mapping: databases that hsn does not fill may be named") {
  const auto mapping = read(R"(
[tasks.assignees]
booking = "ana@example.com"
[notion.workflows.properties]
Status = "Zustand"
[fields.operations.Status]
owner = "notion"
)");
  CHECK(mapping.property_names.empty());
  CHECK(mapping.fields.empty());
  CHECK(error_of("[task.assignees]").where == "hsn.toml:1");
}

TEST_CASE("mapping: what an AI route or provider cannot be is named with its line") {
  CHECK(error_of("[[ai.routes]]\ntask = \"Draft\"").what.find("nothing to use") != std::string::npos);
  CHECK(error_of("[[ai.routes]]\nuse = \"a:b\"\n[[ai.routes]]\ntask = \"Draft\"").where == "hsn.toml:3");
  CHECK(error_of("[ai.providers.local]\nbase_url = \"x\"").where == "hsn.toml:2");
  CHECK(error_of("[ai.providers.local]\nbase_url = \"http://example.com\"").where == "hsn.toml:2");
  CHECK(error_of("[[ai.routes]]\nuse = \"a:b\"\ncolour = 1").where == "hsn.toml:3");
  CHECK(error_of("[[ai.routes]]\nuse = \"a:b\"\nmin_chars = -1").where == "hsn.toml:3");
  CHECK(error_of("[ai.providers.local]\njson = \"maybe\"").where == "hsn.toml:2");
  CHECK(error_of("[ai.providers.local]\njson = \"object\"").what.find("base_url") != std::string::npos);
  CHECK(error_of("[ai.models]").where == "hsn.toml:1");
}

}  // namespace
}  // namespace hsn::config::mapping_test
