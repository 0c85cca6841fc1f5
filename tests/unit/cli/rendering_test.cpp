// A Notion that keeps what it is sent in a form of its own (apis/notion.md 13: the baseline is what it returns).
#include <catch2/catch.hpp>

#include "studio.hpp"

namespace hsn::cli::rendering_test {
namespace {

struct Tidy : Studio {
  Tidy() {
    lamp = add_product("Lamp™ & Co", "40");
    const auto rug = add_product("Rug", "90");
    order = shop->add_order(
        R"({"status":"processing","customer_note":"ring™ twice","billing":{"first_name":"Ada","email":"ada@example.com"},)"
        R"("line_items":[{"product_id":)" +
            std::to_string(lamp) + R"(,"quantity":1},{"product_id":)" + std::to_string(rug) + R"(,"quantity":1}]})",
        clock.now());
    network = [this](http::Request request, Instant now) {
      if (http::host_of(request.url) != "api.notion.com") return serve(request, now);
      for (std::size_t at = 0; (at = request.body.find("™", at)) != std::string::npos;) request.body.replace(at, 3, "(TM)");
      if (!hidden.empty()) hide(request.body);
      return serve(request, now);
    };
    set_up();
  }
  // A relation to that page is not taken.
  void hide(std::string& body) const {
    for (const std::string& part : {R"(,{"id":")" + hidden + R"("})", R"({"id":")" + hidden + R"("},)"})
      if (const auto at = body.find(part); at != std::string::npos) return void(body.erase(at, part.size()));
  }
  void must_write_nothing() {
    must(0, {"sync", "--json"});
    INFO(out.str());
    CHECK(writes.empty());
  }
  std::int64_t lamp = 0, order = 0;
  std::string hidden;
};

TEST_CASE("rendering: a text that Notion shows in another form is neither written again nor taken for an edit") {
  Tidy hsn;
  CHECK(hsn.page("Products", "Lamp(TM) & Co").plain.at("Name") == "Lamp(TM) & Co");
  hsn.must_write_nothing();
  hsn.edit("Products", "Lamp(TM) & Co", "Notion Managed", R"({"checkbox":true})");
  hsn.must(0, {"sync"});
  hsn.must_write_nothing();
  CHECK(hsn.shop->all("products").front().find("Lamp™") != std::string::npos);

  SECTION("a new name in the shop arrives, and is no conflict") {
    hsn.shop->change("products", hsn.lamp, R"({"name":"Lamp™ two"})", hsn.clock.now());
    hsn.must(0, {"sync"});
    CHECK(hsn.page("Products", "Lamp(TM) two").plain.at("Name") == "Lamp(TM) two");
    hsn.must_write_nothing();
  }
  SECTION("a saved plan that writes over it is not out of date") {
    hsn.shop->change("products", hsn.lamp, R"({"name":"Lamp™ two"})", hsn.clock.now());
    const auto plan = (hsn.dir.path() / "plan.json").string();
    hsn.must(0, {"diff", "-o", plan});
    hsn.must(0, {"push", "--plan", plan});
    CHECK(hsn.page("Products", "Lamp(TM) two").plain.at("Name") == "Lamp(TM) two");
  }
  SECTION("nor where the answer to the write was lost") {
    hsn.shop->change("products", hsn.lamp, R"({"name":"Lamp™ two"})", hsn.clock.now());
    const auto whole = hsn.network;
    hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
      auto answer = whole(request, now);
      if (request.method == "PATCH") return tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"});
      return answer;
    };
    hsn.must(0, {"sync"});
    hsn.network = whole;
    hsn.must(0, {"sync"});
    hsn.must_write_nothing();
    CHECK(hsn.page("Products", "Lamp(TM) two").plain.at("Name") == "Lamp(TM) two");
    CHECK(hsn.shop->all("products").front().find("Lamp™ two") != std::string::npos);
  }
  SECTION("an edit of the page goes out") {
    hsn.edit("Products", "Lamp(TM) & Co", "Name", R"({"title":[{"text":{"content":"Lantern"}}]})");
    hsn.must(0, {"sync"});
    CHECK(hsn.shop->all("products").front().find("Lantern") != std::string::npos);
    hsn.must_write_nothing();
  }
  SECTION("undo of the run that wrote it is not refused") {
    hsn.shop->change("products", hsn.lamp, R"({"name":"Lamp™ two"})", hsn.clock.now());
    hsn.must(0, {"sync"});
    hsn.must(0, {"undo", "5", "--yes"});
    CHECK(hsn.page("Products", "Lamp(TM) & Co").plain.at("Name") == "Lamp(TM) & Co");
  }
}

TEST_CASE("rendering: a relation that Notion does not show is not written again and again") {
  Tidy hsn;
  const auto rug = hsn.page("Products", "Rug").id;
  hsn.must_write_nothing();
  hsn.hidden = rug;
  hsn.shop->change("orders", hsn.order,
                   R"({"line_items":[{"product_id":)" + std::to_string(hsn.add_product("Bowl", "12")) + R"(,"quantity":1}]})",
                   hsn.clock.now());
  hsn.must(0, {"sync"});
  CHECK_FALSE(hsn.writes.empty());
  hsn.must_write_nothing();
}

}  // namespace
}  // namespace hsn::cli::rendering_test
