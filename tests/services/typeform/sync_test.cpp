// From what people typed to what staff see, in whole runs: Notion and Typeform as emulators, the engine between them.
#include <catch2/catch.hpp>
#include <set>

#include "core/json.hpp"
#include "support/studio.hpp"

namespace typeform_sync_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kMapping = R"([typeform.forms.intake]
target = "clients"
entity = "the-7-space"
[typeform.forms.visit]
target = "feedback"
)";

Json question(const char* ref, const char* type, const char* title) {
  return {{"id", std::string("Q") + ref}, {"ref", ref}, {"type", type}, {"title", title}};
}

using Settings = std::map<std::string, std::string, std::less<>>;

struct House {
  explicit House(const Settings& settings = {}) : forms(studio.invite("typeform", kMapping, settings)) {
    act("form", {{"id", "intake"},
                 {"title", "Welcome"},
                 {"fields",
                  {question("first", "short_text", "First name"), question("email", "email", "E-mail"),
                   question("phone", "phone_number", "Phone"), question("news", "yes_no", "Newsletter?")}}});
    act("form", {{"id", "visit"},
                 {"title", "Your visit"},
                 {"fields",
                  {question("stars", "rating", "Stars"), question("words", "long_text", "Words"),
                   question("email", "email", "E-mail")}}});
  }
  std::string act(const char* what, const Json& body) {
    const auto done = forms.act(what, body, studio.clock.now());
    if (!done) throw std::runtime_error(describe(done.error()));
    return done->value("token", "");
  }
  std::string page(const std::string& database, const std::string& name, const std::string& property) const {
    return studio.page(database, name).plain.at(property);
  }

  Studio studio;
  sandbox::Emulator& forms;
};

std::size_t asked(const Studio::Ran& ran, const std::string& path) {
  std::size_t count = 0;
  for (const auto& request : ran.requests) count += request.url.find(path) != std::string::npos ? 1 : 0;
  return count;
}

std::string key(const std::string& form, const std::string& token) { return "typeform:response:" + form + ":" + token; }

}  // namespace

TEST_CASE(
    "typeform: a registration and an opinion become a client, two submissions and feedback; the second run writes nothing") {
  House house;
  const auto first = house.act(
      "submit",
      {{"form", "intake"},
       {"ago_seconds", 7200},
       {"hidden", {{"source", "Referral"}}},
       {"answers", {{"first", "Ingrid"}, {"email", "Ingrid@Example.com"}, {"phone", "+1 805 555 0142"}, {"news", true}}}});
  const auto second =
      house.act("submit", {{"form", "visit"},
                           {"ago_seconds", 3600},
                           {"answers", {{"stars", 4}, {"words", "Lovely tea."}, {"email", "ingrid@example.com"}}}});
  const auto third =
      house.act("submit", {{"form", "intake"}, {"answers", {{"first", "Ingrid"}, {"email", "ingrid@example.com"}}}});
  const auto ran = house.studio.sync();
  for (const auto& one : ran.report.errors) FAIL_CHECK(describe(one.error));
  CHECK(house.studio.settle_down().writes == 0);

  const std::string client = "client:ingrid@example.com";
  const std::pair<const char*, const char*> told[] = {
      {"Name", "Ingrid"},          {"Phone", "+1 805 555 0142"},       {"Email Consent", "Opted In"},
      {"Lead Source", "Referral"}, {"Business Entity", "The 7 Space"}, {"Client Type", "Lead"},
      {"Source", "TypeForm"}};
  for (const auto& [property, value] : told) {
    INFO(property);
    CHECK(house.page("Clients", client, property) == value);
  }
  CHECK(house.page("Form Submissions", key("intake", first), "Result") == "Client Created");
  CHECK(house.page("Form Submissions", key("intake", third), "Result") == "Client Updated");
  CHECK(house.page("Form Submissions", key("visit", second), "Result") == "Feedback");
  CHECK(house.page("Form Submissions", key("visit", second), "Answers") ==
        "E-mail: ingrid@example.com\nStars: 4\nWords: Lovely tea.");
  CHECK(house.page("Feedback", key("visit", second), "Content") == "Lovely tea.");
  CHECK(house.page("Feedback", key("visit", second), "Rating") == "4");
  CHECK_FALSE(house.page("Feedback", key("visit", second), "Client").empty());
  CHECK(house.studio.notion->pages("Clients").size() == 1);
}

TEST_CASE("typeform: six of ten who would recommend us are no praise, and are answered; eight are neither") {
  House house;
  house.act("form", {{"id", "visit"}, {"title", "Your visit"}, {"fields", {question("nps", "nps", "Recommend us?")}}});
  const auto six = house.act("submit", {{"form", "visit"}, {"answers", {{"nps", 6}}}});
  const auto eight = house.act("submit", {{"form", "visit"}, {"answers", {{"nps", 8}}}});
  for (const auto& one : house.studio.sync().report.errors) FAIL_CHECK(describe(one.error));
  CHECK(house.studio.settle_down().writes == 0);
  CHECK(house.page("Feedback", key("visit", six), "Sentiment") == "Negative");
  CHECK(house.page("Feedback", key("visit", six), "Status") == "Response Needed");
  CHECK(house.page("Feedback", key("visit", eight), "Sentiment") == "Neutral");
}

TEST_CASE("typeform: feedback finds the product by its SKU and the order by its number") {
  House house;
  auto& shop = *house.studio.shop;
  shop.add_product(R"({"name":"The Gates","sku":"T7S-GATES","regular_price":"85.00"})", house.studio.clock.now());
  const auto order = shop.add_order(R"({"status":"processing","billing":{"email":"ana@example.com"}})", house.studio.clock.now());
  const auto token = house.act("submit", {{"form", "visit"},
                                          {"hidden", {{"product", "T7S-GATES"}, {"order", "#" + std::to_string(order)}}},
                                          {"answers", {{"words", "Fine."}}}});
  for (const auto& one : house.studio.sync().report.errors) FAIL_CHECK(describe(one.error));
  CHECK(house.studio.settle_down().writes == 0);
  CHECK_FALSE(house.page("Feedback", key("visit", token), "Product").empty());
  CHECK_FALSE(house.page("Feedback", key("visit", token), "Order").empty());
}

TEST_CASE("typeform: a response that appears 30 minutes late is taken") {
  House house;
  house.act("submit", {{"form", "intake"}, {"answers", {{"email", "now@example.com"}}}});
  house.act("submit", {{"form", "intake"}, {"late_seconds", 1800}, {"answers", {{"email", "late@example.com"}}}});
  house.studio.sync();
  CHECK(house.studio.notion->pages("Clients").size() == 1);
  house.studio.clock.advance(5min);
  house.act("submit", {{"form", "intake"}, {"answers", {{"email", "next@example.com"}}}});
  house.studio.sync();
  CHECK(house.studio.notion->pages("Clients").size() == 2);
  house.studio.clock.advance(26min);
  house.studio.sync();
  CHECK(house.studio.notion->pages("Clients").size() == 3);
}

TEST_CASE("typeform: 3,000 responses take four requests, the form and three pages; the next run takes two and writes nothing") {
  House house;
  house.studio.options.services = {"typeform"};
  for (int i = 0; i < 3000; ++i) {
    house.act("submit", {{"form", "intake"},
                         {"ago_seconds", 7200 + 60 * i},
                         {"raw", Json::array({{{"type", "text"}, {"text", "x"}, {"field", {{"id", "Qfirst"}}}}})}});
  }
  house.studio.options.limit = 1;  // what is read counts here
  CHECK(asked(house.studio.sync(), "/forms/intake") == 4);
  const auto again = house.studio.sync();
  CHECK(asked(again, "/forms/intake") == 2);
}

TEST_CASE("typeform: who opts out is opted out in Notion; staff's own word stays afterwards") {
  House house;
  const auto say = [&](bool yes) {
    house.act("submit", {{"form", "intake"}, {"answers", {{"email", "a@example.com"}, {"news", yes}}}});
  };
  const auto consent = [&] { return house.page("Clients", "client:a@example.com", "Email Consent"); };
  say(true);
  house.studio.settle_down();
  CHECK(consent() == "Opted In");
  say(false);
  house.studio.settle_down();
  CHECK(consent() == "Opted Out");
  house.studio.edit("Clients", "client:a@example.com", "Email Consent", R"({"select":{"name":"Opted In"}})");
  house.studio.settle_down();
  CHECK(consent() == "Opted In");
}

TEST_CASE("typeform: what one form asked is not forgotten when the next one asks less") {
  House house;
  house.act("submit", {{"form", "intake"},
                       {"ago_seconds", 7200},
                       {"answers", {{"first", "Ada"}, {"email", "a@example.com"}, {"phone", "+1 805"}}}});
  house.act("submit", {{"form", "visit"}, {"answers", {{"stars", 5}, {"email", "a@example.com"}}}});
  house.studio.settle_down();
  CHECK(house.page("Clients", "client:a@example.com", "Name") == "Ada");
  CHECK(house.page("Clients", "client:a@example.com", "Phone") == "+1 805");
}

TEST_CASE("typeform: a deleted response is Source Deleted after a whole look; the client stays as it is") {
  House house;
  const auto token = house.act("submit", {{"form", "intake"}, {"answers", {{"email", "a@example.com"}}}});
  house.act("submit", {{"form", "intake"}, {"answers", {{"email", "b@example.com"}}}});
  house.studio.settle_down();
  house.act("delete", {{"form", "intake"}, {"token", token}});
  house.studio.options.full = true;
  house.studio.settle_down();
  CHECK(house.page("Form Submissions", key("intake", token), "Sync Status") == "Source Deleted");
  CHECK(house.page("Clients", "client:a@example.com", "Sync Status") == "Synced");
}

TEST_CASE("typeform: a response keeps the words of its form when form and questions are renamed or gone") {
  House house;
  const auto token = house.act("submit", {{"form", "intake"}, {"answers", {{"email", "a@example.com"}, {"phone", "+49301"}}}});
  house.studio.settle_down();
  const auto answers = house.page("Form Submissions", key("intake", token), "Answers");
  CHECK(answers.find("Phone: ") != std::string::npos);
  house.act("form", {{"id", "intake"}, {"title", "Intake 2027"}, {"fields", {question("email", "email", "Mail address")}}});
  house.studio.options.full = true;
  house.studio.clock.advance(1h);
  CHECK(house.studio.sync().writes == 0);
  CHECK(house.page("Form Submissions", key("intake", token), "Form") == "Welcome");
  CHECK(house.page("Form Submissions", key("intake", token), "Answers") == answers);
}

TEST_CASE("typeform: what a partial response answers later reaches its page, in the words of the form as it is then") {
  House house(Settings{{"TYPEFORM_INCLUDE_PARTIAL", "true"}});
  const auto token = house.act("submit", {{"form", "intake"}, {"partial", true}, {"answers", {{"email", "a@example.com"}}}});
  const auto show = [&](const char* property) { return house.page("Form Submissions", key("intake", token), property); };
  house.studio.settle_down();
  CHECK(show("Answers") == "E-mail: a@example.com");
  CHECK(show("Sync Note").empty());
  house.act("more", {{"form", "intake"}, {"token", token}, {"answers", {{"first", "Ada"}}}});
  house.studio.settle_down();
  CHECK(show("Answers") == "E-mail: a@example.com\nFirst name: Ada");
  CHECK(show("Submission") == "Welcome — Ada");
  house.act("finish", {{"form", "intake"}, {"token", token}});
  house.studio.settle_down();
  CHECK(show("Answers") == "E-mail: a@example.com\nFirst name: Ada");
}

TEST_CASE("typeform: what staff write over answers and form is put back, in the words that were asked") {
  House house;
  const auto token = house.act("submit", {{"form", "intake"}, {"answers", {{"email", "a@example.com"}, {"phone", "+49301"}}}});
  const auto id = key("intake", token);
  house.studio.settle_down();
  house.act("form", {{"id", "intake"}, {"title", "Intake 2027"}, {"fields", {question("email", "email", "Mail address")}}});
  house.studio.edit("Form Submissions", id, "Answers", R"({"rich_text":[{"text":{"content":"nothing"}}]})");
  house.studio.edit("Form Submissions", id, "Form", R"({"select":{"name":"Other"}})");
  house.studio.options.full = true;
  house.studio.settle_down();
  CHECK(house.page("Form Submissions", id, "Answers") == "E-mail: a@example.com\nPhone: +49301");
  CHECK(house.page("Form Submissions", id, "Form") == "Welcome");
}

TEST_CASE("typeform: a response without an e-mail is nobody's, and its page says so") {
  House house;
  const auto token = house.act("submit", {{"form", "intake"}, {"answers", {{"first", "Ada"}}}});
  const auto said = house.act("submit", {{"form", "visit"}, {"answers", {{"words", "Das war nicht gut, die Kurse waren voll"}}}});
  house.studio.settle_down();
  CHECK(house.page("Form Submissions", key("intake", token), "Sync Note") == "no e-mail");
  CHECK(house.page("Feedback", key("visit", said), "Sync Note") == "no e-mail\nSentiment: language not covered");
}

TEST_CASE("typeform: down, 401, HTML or half a JSON: the shop is still read, and the report says who failed") {
  using Kind = http::Failure::Kind;
  const std::pair<const char*, std::function<FakeTransport::Answer()>> troubles[] = {
      {"down",
       [] {
         return tl::unexpected(http::Failure{Kind::not_sent, "connection refused"});
       }},
      {"401", [] { return answer(401, R"({"code":"AUTHENTICATION_FAILED","description":"no"})"); }},
      {"html", [] { return answer(200, "<html>Welcome to this WiFi</html>"); }},
      {"half", [] { return answer(200, R"({"items":[{"response_id":"t1","ans)"); }},
  };
  for (const auto& [name, trouble] : troubles) {
    INFO(name);
    House house;
    house.studio.shop->add_product(R"({"name":"Lamp","regular_price":"40.00"})", house.studio.clock.now());
    house.studio.wire = [&](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
      return http::host_of(request.url) == "typeform.example.com" ? trouble() : pass();
    };
    const auto ran = house.studio.sync();
    REQUIRE(ran.report.errors.size() == 1);
    CHECK(ran.report.errors[0].service == "typeform");
    CHECK(house.studio.notion->pages("Products").size() == 1);
  }
}

}  // namespace typeform_sync_test
