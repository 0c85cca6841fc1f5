// What is booked at Acuity and Amelia, and the products that have its numbers.
#include "services/acuity/diary.hpp"
#include "services/amelia/sandbox.hpp"
#include "support/studio.hpp"

namespace offerings_test {

using namespace hsn;
using namespace hsn::test;

namespace {

struct Offers {
  Studio studio;
  sandbox::Acuity& acuity = dynamic_cast<sandbox::Acuity&>(studio.invite("acuity"));
  sandbox::Amelia& amelia = dynamic_cast<sandbox::Amelia&>(studio.invite("amelia"));

  void sell(const std::string& name) {
    studio.shop->add_product(Json{{"name", name}, {"regular_price", "85.00"}, {"status", "publish"}}.dump(), studio.clock.now());
  }
  void write_page(const std::string& name, const Json& more) {
    auto page = more;
    page["Name"] = {{"title", {{{"text", {{"content", name}}}}}}};
    studio.notion->add_page("Products", page.dump(), studio.clock.now());
  }
  void set(const std::string& name, const std::string& property, const Json& value) {
    studio.edit("Products", name, property, value.dump());
    studio.settle_down();
  }
  std::string shown(const std::string& name, const std::string& property) {
    const auto page = studio.page("Products", name);
    const auto text = page.plain.find(property);
    return text == page.plain.end() ? std::string() : text->second;
  }
  std::vector<std::string> proposed() {
    std::vector<std::string> lines;
    for (const auto& one : sync::propose(studio.store(), studio.catalog()))
      lines.push_back(one.title + ": " + one.property + " " + one.number);
    return lines;
  }
};

using Lines = std::vector<std::string>;
const Json kReading{{"number", 94517100}}, kSoundBath{{"number", 94517101}}, kNothing{{"number", nullptr}};

}  // namespace

TEST_CASE("a product with a type's or a service's number shows how long it takes and where it is booked", "[acuity]") {
  Offers offers;
  offers.sell("Reading");
  offers.sell("Breathwork");
  offers.studio.settle_down();
  CHECK(offers.shown("Reading", "Duration Minutes").empty());
  offers.set("Reading", "Acuity Type ID", kReading);
  offers.set("Breathwork", "Amelia Service ID", {{"number", 1}});
  CHECK(offers.shown("Reading", "Duration Minutes") == "50");
  CHECK(offers.shown("Reading", "Booking Link") == "https://acuity.example.com/schedule/94517100");
  CHECK(offers.shown("Breathwork", "Duration Minutes") == "60");
  CHECK(offers.shown("Breathwork", "Booking Link").empty());
  CHECK(offers.studio.notion->pages("Products").size() == 2);

  offers.set("Reading", "Duration Minutes", {{"number", 15}});
  CHECK(offers.shown("Reading", "Duration Minutes") == "50");
  CHECK(offers.shown("Reading", "Sync Note").find("put back: Acuity decides this field") != std::string::npos);
  offers.set("Reading", "Booking Link", {{"url", "https://the7space.example.com/reading"}});
  CHECK(offers.shown("Reading", "Booking Link") == "https://the7space.example.com/reading");

  offers.set("Reading", "Acuity Type ID", kSoundBath);
  CHECK(offers.shown("Reading", "Duration Minutes") == "60");
  CHECK(offers.shown("Reading", "Booking Link") == "https://the7space.example.com/reading");
}

TEST_CASE("a link that staff have entered before stays, whichever is read first", "[acuity]") {
  Offers offers;
  offers.write_page("Reading", {{"Acuity Type ID", kReading}, {"Booking Link", {{"url", "https://the7space.example.com/"}}}});
  offers.studio.clock.advance(std::chrono::hours(1));
  REQUIRE(offers.studio.sync().report.errors.empty());
  CHECK(offers.shown("Reading", "Duration Minutes") == "50");
  CHECK(offers.shown("Reading", "Booking Link") == "https://the7space.example.com/");
  CHECK(offers.shown("Reading", "Source") == "Manual");
  offers.studio.clock.advance(std::chrono::hours(1));
  CHECK(offers.studio.sync().writes == 0);
}

TEST_CASE("a new page with a type's number is made in the shop once it is finished", "[acuity]") {
  Offers offers;
  offers.write_page("Reading", {{"Acuity Type ID", kReading}, {"Notion Managed", {{"checkbox", true}}}});
  offers.studio.settle_down();
  CHECK(offers.shown("Reading", "Duration Minutes") == "50");
  CHECK(offers.studio.shop->all("products").empty());
  offers.studio.edit("Products", "Reading", "Status", R"({"select":{"name":"Published"}})");
  offers.set("Reading", "Regular Price", {{"number", 85}});
  CHECK(offers.studio.shop->all("products").size() == 1);
  CHECK(offers.shown("Reading", "External ID").starts_with("woocommerce:product:"));
}

TEST_CASE("a number that is taken back, or given to another product, tells nothing any more", "[acuity]") {
  Offers offers;
  offers.sell("Reading");
  offers.sell("Long Reading");
  offers.studio.settle_down();
  offers.set("Reading", "Acuity Type ID", kReading);
  offers.set("Reading", "Acuity Type ID", kNothing);
  offers.set("Reading", "Duration Minutes", {{"number", 15}});
  CHECK(offers.shown("Reading", "Duration Minutes") == "15");
  offers.set("Long Reading", "Acuity Type ID", kReading);
  CHECK(offers.shown("Long Reading", "Duration Minutes") == "50");
  CHECK(offers.shown("Reading", "Duration Minutes") == "15");
}

TEST_CASE("a page and an offer with exactly one name are proposed to be linked, and nothing else is", "[acuity]") {
  Offers offers;
  for (const char* name : {"Reading", "Sound Bath", "Sound Bath", "sound bath"}) offers.sell(name);
  offers.studio.settle_down();
  CHECK(offers.proposed() == Lines{"Reading: Acuity Type ID 94517100"});
  const auto quiet = offers.studio.sync();
  CHECK(quiet.writes == 0);
  offers.set("Reading", "Acuity Type ID", kReading);
  CHECK(offers.proposed().empty());
}

TEST_CASE("of two types with one name none is proposed", "[acuity]") {
  Offers offers;
  offers.sell("Reading");
  offers.studio.wire = [](const http::Request& request, const Studio::Pass& pass) {
    auto response = pass();
    if (!request.url.ends_with("/appointment-types")) return FakeTransport::Answer(std::move(response));
    auto types = *parse_json(response.body);
    auto twin = types[0];
    twin["id"] = 94517199;
    types.push_back(twin);
    response.body = types.dump();
    return FakeTransport::Answer(std::move(response));
  };
  offers.studio.settle_down();
  CHECK(offers.proposed().empty());
}

TEST_CASE("a service that shows no list of what can be booked keeps nothing else from being read", "[acuity]") {
  Offers offers;
  offers.studio.wire = [](const http::Request& request, const Studio::Pass& pass) -> FakeTransport::Answer {
    const bool asked =
        request.url.find("/appointment-types") != std::string::npos || request.url.find("/services") != std::string::npos;
    return asked ? answer(404, R"({"status_code":404,"message":"no","data":{}})") : pass();
  };
  CHECK(offers.studio.sync().report.errors.empty());
}

}  // namespace offerings_test
