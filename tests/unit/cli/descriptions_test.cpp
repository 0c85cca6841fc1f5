#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::descriptions_test {
namespace {

const std::string kHtml =
    "<h2 class=\"lead\">Slow breath</h2>\n"
    "<p><img class=\"wide\" src=\"https://shop.example.com/1.jpg\" alt=\"\" /></p>\n"
    "<table><tbody><tr><td>Monday</td><td>10:00</td></tr></tbody></table>\n"
    "<p style=\"text-align: center\">Bring a <span class=\"x\">warm</span> mat.</p>\n"
    "<p>Come early.</p>";

// A product whose description has more than Notion can hold.
struct Described : Studio {
  Described() {
    product = add_product("Breathwork", "40");
    shop->change("products", product, Json{{"description", kHtml}}.dump(), clock.now());
    set_up();
  }
  std::string html() const { return *text_at(*parse_json(shop->all("products").front()), "/description"); }
  void type(const std::string& text) {
    edit("Products", "Breathwork", "Description", Json{{"rich_text", {{{"text", {{"content", text}}}}}}}.dump());
  }
  std::string shown() const { return page("Products", "Breathwork").plain.at("Description"); }
  std::string synced() {
    must(0, {"sync", "--json"});
    return std::to_string(*int_at(*parse_json(out.str()), "/run"));
  }
  std::int64_t product = 0;
};

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_CASE("descriptions: a word edited in Notion is a word edited in the shop, and undo brings every byte back") {
  Described hsn;
  REQUIRE(hsn.shown() == "Slow breath\n\nMonday 10:00\nBring a warm mat.\n\nCome early.");
  hsn.type(with(hsn.shown(), "warm", "thick"));
  const auto run = hsn.synced();
  CHECK(hsn.html() == with(kHtml, "warm", "thick"));
  hsn.must(0, {"undo", run});
  CHECK(hsn.html() == kHtml);
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
  CHECK(hsn.html() == kHtml);
}

TEST_CASE("descriptions: what the shop's staff have put beside the text meanwhile stays") {
  Described hsn;
  const auto richer = with(kHtml, "<p>Come", "<p><iframe src=\"https://v.example.com\"></iframe></p>\n<p>Come");
  hsn.shop->change("products", hsn.product, Json{{"description", richer}}.dump(), hsn.clock.now());
  hsn.type(hsn.shown() + "\n\nTea is served.");
  hsn.must(0, {"sync"});
  CHECK(hsn.html() == richer + "\n<p>Tea is served.</p>");
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("descriptions: a request whose answer is lost is sent again as it was") {
  Described hsn;
  hsn.type(with(hsn.shown(), "warm", "thick"));
  const auto reached = hsn.network;
  bool lost = false;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    auto answer = reached(request, now);
    if (request.method != "PUT" || lost) return answer;
    lost = true;
    return test::answer(502, "<html>bad gateway</html>");
  };
  hsn.must(0, {"sync"});
  CHECK(lost);
  CHECK(hsn.html() == with(kHtml, "warm", "thick"));
}

}  // namespace
}  // namespace hsn::cli::descriptions_test
