// Times that people read are those of the business (BUSINESS_TIMEZONE), all of them.
#include <catch2/catch.hpp>
#include <fstream>

#include "core/json.hpp"
#include "core/time.hpp"
#include "studio.hpp"

namespace hsn::cli::zone_test {
namespace {

// A shop in New Zealand, 13 hours ahead of UTC in November, with an order of that morning: the evening before in UTC.
struct Auckland : Studio {
  Auckland() {
    environment["BUSINESS_TIMEZONE"] = "Pacific/Auckland";
    std::ofstream(dir.path() / "hsn.toml") << "[fields.orders.\"Order Date\"]\nowner = \"both\"\nconflict = \"hold\"\n";
    environment["HSN_CONFIG"] = (dir.path() / "hsn.toml").string();
    order = shop->add_order(
        R"({"status":"processing","date_created_gmt":"2026-11-22T20:30:00","billing":{"email":"ada@example.com"}})", clock.now());
    network = [this](const http::Request& request, Instant now) {
      auto answer = serve(request, now);
      const std::string was = "2026-11-22T20:30:00";
      if (http::host_of(request.url) == "api.notion.com") return answer;
      for (std::size_t at = 0; (at = answer->body.find(was, at)) != std::string::npos;) {
        answer->body.replace(at, was.size(), date);
        at += date.size();
      }
      return answer;
    };
    set_up();
  }
  // The shop never does that by itself.
  void change_date(const std::string& utc) {
    date = utc;
    shop->change("orders", order, R"({"customer_note":"moved to )" + utc + R"("})", clock.now());
  }
  std::string number() const { return std::to_string(order); }
  bool says(const std::string& part) const { return (out.str() + err.str()).find(part) != std::string::npos; }
  std::int64_t order = 0;
  std::string date = "2026-11-22T20:30:00";
};

TEST_CASE("zone: show, diff and log tell times as the business does, JSON as UTC") {
  Auckland hsn;
  hsn.must(0, {"show", hsn.number()});
  CHECK(hsn.says("2026-11-23 09:30"));
  CHECK_FALSE(hsn.says("2026-11-22 "));
  hsn.must(0, {"show", hsn.number(), "--json"});
  CHECK(hsn.says("2026-11-22 20:30"));
  hsn.change_date("2026-11-22T21:45:00");
  hsn.must(0, {"diff"});
  CHECK(hsn.says("2026-11-23 10:45"));
  hsn.must(0, {"sync"});
  hsn.must(0, {"log", hsn.number()});
  CHECK(hsn.says("2026-11-23 10:45"));
  CHECK_FALSE(hsn.says("2026-11-22 "));
}

TEST_CASE("zone: conflicts, explain and the page's note tell times as the business does") {
  Auckland hsn;
  hsn.change_date("2026-11-22T21:45:00");
  const auto page = hsn.notion->pages("Orders").front();
  hsn.notion->edit(page.id, "Order Date", R"({"date":{"start":"2026-11-22T22:15:00Z"}})", hsn.clock.now());
  hsn.must(5, {"sync"});
  for (const std::vector<std::string>& command : {std::vector<std::string>{"conflicts"}, {"explain", hsn.number()}}) {
    INFO(command.front());
    hsn.must(0, command);
    for (const auto* part : {"2026-11-23 09:30", "2026-11-23 10:45", "2026-11-23 11:15"}) CHECK(hsn.says(part));
    CHECK_FALSE(hsn.says("2026-11-22 "));
  }
  const auto note = hsn.notion->pages("Orders").front().plain.at("Sync Note");
  CHECK(note.find("2026-11-23 11:15") != std::string::npos);
  CHECK(note.find("2026-11-23 10:45") != std::string::npos);
}

TEST_CASE("zone: a saved plan that is out of date says so in the times of the business") {
  Auckland hsn;
  const auto plan = (hsn.dir.path() / "plan.json").string();
  hsn.change_date("2026-11-22T21:45:00");
  hsn.must(0, {"diff", "-o", plan});
  hsn.change_date("2026-11-22T23:05:00");
  hsn.must(9, {"push", "--plan", plan});
  CHECK(hsn.says("is 2026-11-23 12:05 in WooCommerce, expected 2026-11-23 10:45"));
}

TEST_CASE("zone: a day stays that day, a time range is moved at both ends") {
  const Date day{*parse_instant("2026-11-23"), std::nullopt, true, {}};
  const Date range{*parse_instant("2026-11-23T20:30:00Z"), parse_instant("2026-11-23T21:00:00Z"), false, "Europe/Berlin"};
  CHECK(display(day, 0, "Pacific/Auckland") == "2026-11-23");
  CHECK(display(range, 0, "Pacific/Auckland") == "2026-11-24 09:30 – 2026-11-24 10:00");
  CHECK(display(range) == "2026-11-23 20:30 – 2026-11-23 21:00");
}

}  // namespace
}  // namespace hsn::cli::zone_test
