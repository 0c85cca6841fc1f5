// What hsn leaves as it is, and how people hear of it.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "state/store.hpp"
#include "studio.hpp"

namespace hsn::cli::left_alone_test {
namespace {

struct Lamp : Studio {
  Lamp() {
    lamp = add_product("Lamp", "40");
    add_product("Chair", "60");
    set_up();
  }
  std::string picture() const { return text_at(*parse_json(shop->all("products").front()), "/images/0/src").value_or(""); }
  void upload() { REQUIRE(notion->upload(page("Products", "Lamp").id, "Images", "a.png", clock.now())); }
  std::int64_t lamp = 0;
  Json status() {
    must(0, {"status", "--json"});
    return *parse_json(out.str());
  }
};

constexpr const char* kLinked =
    R"({"files":[{"name":"lamp.png","type":"external","external":{"url":"https://img.example.com/lamp.png"}}]})";

TEST_CASE("left alone: a picture uploaded to a page stays there, and the page says why the shop has not got it") {
  Lamp hsn;
  hsn.upload();
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  hsn.must(0, {"sync"});
  const auto product = *parse_json(hsn.shop->all("products").front());
  CHECK(text_at(product, "/regular_price") == "45");
  CHECK(at(product, "/images")->empty());
  const auto page = hsn.page("Products", "Lamp");
  CHECK(page.plain.at("Sync Status") == "Pending");
  CHECK(page.plain.at("Sync Note") == "Images: a file uploaded to Notion has no address that lasts: put a link in its place");
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());

  hsn.edit("Products", "Lamp", "Images", kLinked);
  hsn.must(0, {"sync"});
  CHECK(hsn.picture() == "https://img.example.com/lamp.png");
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Status") == "Synced");
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Note").empty());
}

TEST_CASE("left alone: a write whose first question has no answer is not taken for one that may have been carried out") {
  Lamp hsn;
  const auto whole = hsn.network;
  std::size_t lost = 0;
  const auto path = "/products/" + std::to_string(hsn.lamp);
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method != "GET" || request.url.find(path) == std::string::npos) return whole(request, now);
    ++lost;
    return tl::unexpected(http::Failure{http::Failure::Kind::lost, "reset"});
  };
  hsn.edit("Products", "Lamp", "Description", R"({"rich_text":[{"text":{"content":"Made of clay"}}]})");
  hsn.must(7, {"sync"});
  CHECK(lost > 0);
  hsn.network = whole;
  CHECK((*state::Store::open(hsn.state(), {"clients", "products", "orders"}, true))->open_intents().empty());
  hsn.must(0, {"sync"});
  CHECK(text_at(*parse_json(hsn.shop->all("products").front()), "/description").value_or("").find("Made of clay") !=
        std::string::npos);
}

TEST_CASE("left alone: a secret that a service quotes in its refusal is nowhere to be read") {
  Lamp hsn;
  const auto whole = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method == "GET" || request.url.find("/products") == std::string::npos) return whole(request, now);
    return test::answer(400, R"({"code":"no","message":"the key cs_sandbox may not do this"})");
  };
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  hsn.must(4, {"sync", "--json"});
  CHECK(hsn.out.str().find("[secret] may not do this") != std::string::npos);
  CHECK(hsn.out.str().find("cs_sandbox") == std::string::npos);
  const auto note = hsn.page("Products", "Lamp").plain.at("Sync Note");
  CHECK(note.find("[secret] may not do this") != std::string::npos);
  hsn.must(0, {"status"});
  CHECK(hsn.out.str().find("cs_sandbox") == std::string::npos);
}

TEST_CASE("left alone: a name cannot steer the terminal, wherever it is told") {
  Lamp hsn;
  const auto evil = hsn.add_product(R"(Vase\u001b]0;owned\u0007\u001b[31m)", "5");
  hsn.must(0, {"sync"});
  const auto key = "woocommerce:product:" + std::to_string(evil);
  hsn.edit("Products", key, "Stock Quantity", R"({"number":2.5})");
  const std::vector<std::vector<std::string>> commands{{"sync"}, {"status"}, {"diff"}, {"show", key}, {"explain", key}, {"log"}};
  for (const auto& command : commands) {
    hsn.run(command);
    if (command.front() == "sync") CHECK(hsn.err.str().find("Vase") != std::string::npos);
    const auto told = hsn.out.str() + hsn.err.str();
    INFO(command.front() << ": " << told);
    CHECK(std::none_of(told.begin(), told.end(), [](char c) { return c == '\x1b' || c == '\x07'; }));
  }
}

TEST_CASE("left alone: what is said of a refused field is the same whether another goes out beside it or not") {
  Lamp hsn;
  hsn.edit("Products", "Lamp", "Stock Quantity", R"({"number":5})");
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  hsn.must(4, {"sync"});
  const auto note = hsn.page("Products", "Lamp").plain.at("Sync Note");
  CHECK(note.find("Stock Quantity: the store counts a Stock Quantity only with Manage Stock ticked") != std::string::npos);
  hsn.writes.clear();
  hsn.must(4, {"sync"});
  CHECK(hsn.writes.empty());
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Note") == note);
}

TEST_CASE("left alone: an order that is gone at the shop is told to be so although its customer was to hear something") {
  Studio hsn;
  const auto order = hsn.add_order("Ada", "ada@example.com", hsn.add_product("Lamp", "40"));
  hsn.set_up();
  const auto key = "woocommerce:order:" + std::to_string(order);
  hsn.edit("Orders", key, "Tracking Number", R"({"rich_text":[{"text":{"content":"1Z999"}}]})");
  REQUIRE(hsn.shop->erase("orders", order));
  hsn.must(0, {"sync"});
  CHECK(hsn.page("Orders", key).plain.at("Sync Status") == "Source Deleted");
  hsn.must(0, {"sync"});
}

TEST_CASE("left alone: an error of a record that Notion has not complained of does not make the columns be read again") {
  Lamp hsn;
  hsn.edit("Products", "Lamp", "Stock Quantity", R"({"number":2.5})");
  hsn.must(4, {"sync"});
  const auto whole = hsn.network;
  int schemas = 0;
  hsn.network = [&](const http::Request& request, Instant now) {
    schemas += request.method == "GET" && request.url.find("/data_sources/") != std::string::npos ? 1 : 0;
    return whole(request, now);
  };
  hsn.must(4, {"sync"});
  CHECK(schemas == 0);
}

TEST_CASE("left alone: what the shop would never take is told by its column, and the rest of the page arrives") {
  Lamp hsn;
  hsn.edit("Products", "Lamp", "Stock Quantity", R"({"number":5})");
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  hsn.must(4, {"sync"});
  CHECK(text_at(*parse_json(hsn.shop->all("products").front()), "/regular_price") == "45");
  CHECK(hsn.err.str().find("Stock Quantity: the store counts a Stock Quantity only with Manage Stock ticked") !=
        std::string::npos);
}

TEST_CASE("left alone: what the shop turns out not to take, once it is asked, keeps nothing else of the page") {
  Lamp hsn;
  std::string column, correct;
  std::size_t asks = 1;
  SECTION("a category that it has not") {
    column = "Categories";
    hsn.edit("Products", "Lamp", column, R"({"multi_select":[{"name":"Nowhere"}]})");
    correct = R"({"multi_select":[{"name":"Uncategorized"}]})";
  }
  SECTION("a picture that it cannot fetch") {
    column = "Images";
    hsn.edit("Products", "Lamp", column,
             R"({"files":[{"name":"a.png","type":"external","external":{"url":"https://unreachable.example.com/a.png"}}]})");
    correct = R"({"files":[]})";
    asks = 2;  // it is sent to be known
  }
  hsn.edit("Products", "Lamp", "Regular Price", R"({"number":45})");
  hsn.edit("Products", "Lamp", "Name", R"({"title":[{"text":{"content":"Big lamp"}}]})");
  hsn.must(4, {"sync"});
  const auto product = [&] { return *parse_json(hsn.shop->all("products").front()); };
  CHECK(text_at(product(), "/regular_price") == "45");
  CHECK(text_at(product(), "/name") == "Big lamp");
  CHECK(hsn.page("Products", "Big lamp").plain.at("Sync Note").starts_with("WooCommerce: " + column + ": "));
  CHECK(hsn.page("Products", "Big lamp").plain.at("Sync Status") == "Error");
  hsn.must(4, {"sync"});
  CHECK(hsn.writes.size() == asks - 1);
  hsn.edit("Products", "Big lamp", column, correct);
  hsn.must(0, {"sync"});
  CHECK(hsn.page("Products", "Big lamp").plain.at("Sync Status") == "Synced");
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("left alone: of a stock that is counted no more nobody says that a difference was added to it") {
  Lamp hsn;
  hsn.shop->change("products", hsn.lamp, R"({"manage_stock":true,"stock_quantity":5})", hsn.clock.now());
  hsn.must(0, {"sync"});
  hsn.shop->change("products", hsn.lamp, R"({"manage_stock":false,"stock_quantity":null})", hsn.clock.now());
  hsn.edit("Products", "Lamp", "Stock Quantity", R"({"number":10})");
  hsn.edit("Products", "Lamp", "Sale Price", R"({"number":4})");
  for (int i = 0; i < 3; ++i) {
    hsn.must(4, {"sync", "--full"});
    const auto note = hsn.page("Products", "Lamp").plain.at("Sync Note");
    CHECK(note.starts_with("WooCommerce: Stock Quantity: the store counts a Stock Quantity only with Manage Stock ticked"));
    CHECK(note.find("changed on both sides") == std::string::npos);
    hsn.edit("Products", "Lamp", "Sale Price", R"({"number":)" + std::to_string(5 + i) + "}");
  }
}

TEST_CASE("left alone: what hsn finds before it sends anything is on the page until somebody corrects it") {
  Lamp hsn;
  const bool stock = GENERATE(true, false);
  if (stock) {
    hsn.edit("Products", "Lamp", "Manage Stock", R"({"checkbox":true})");
    hsn.must(0, {"sync"});
    hsn.edit("Products", "Lamp", "Stock Quantity", R"({"number":2.5})");
  } else {
    hsn.edit("Products", "Lamp", "Status", R"({"select":{"name":"Sold"}})");
  }
  hsn.must(4, {"sync"});
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Status") == "Error");
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Note").starts_with("WooCommerce: "));
  CHECK(hsn.page("Products", "Lamp").plain.at(stock ? "Stock Quantity" : "Status") == (stock ? "2.5" : "Sold"));
  hsn.must(4, {"sync"});
  CHECK(hsn.writes.empty());

  if (stock) hsn.edit("Products", "Lamp", "Stock Quantity", R"({"number":2})");
  if (!stock) hsn.edit("Products", "Lamp", "Status", R"({"select":{"name":"Draft"}})");
  hsn.must(0, {"sync"});
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Status") == "Synced");
  CHECK(hsn.page("Products", "Lamp").plain.at("Sync Note").empty());
}

TEST_CASE("left alone: a saved plan does not write over a picture that was uploaded since") {
  Lamp hsn;
  hsn.shop->change("products", hsn.lamp, R"({"images":[{"src":"https://img.example.com/lamp.png"}]})", hsn.clock.now());
  const auto plan = (hsn.dir.path() / "plan.json").string();
  hsn.must(0, {"diff", "-o", plan});
  hsn.upload();
  hsn.must(9, {"push", "notion", "--plan", plan});
  CHECK(hsn.err.str().find("Images has a value now that cannot be read") != std::string::npos);
  CHECK(hsn.writes.empty());
}

TEST_CASE("left alone: an undo passes over a value that it cannot read") {
  Lamp hsn;
  hsn.edit("Products", "Lamp", "Images", kLinked);
  hsn.must(0, {"sync", "--json"});
  const auto run_id = std::to_string(*int_at(*parse_json(hsn.out.str()), "/run"));
  hsn.upload();
  hsn.must(0, {"sync"});
  hsn.must(0, {"undo", run_id});
  CHECK((hsn.out.str() + hsn.err.str()).find("it has been changed since") != std::string::npos);
  CHECK(hsn.picture() == "https://img.example.com/lamp.png");
}

TEST_CASE("left alone: status counts the records whose pages are gone") {
  Lamp hsn;
  CHECK(hsn.status()["left_alone"].empty());
  hsn.notion->trash(hsn.page("Products", "Lamp").id, true, hsn.clock.now());
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.status()["left_alone"] == Json{{"products", 1}});
  hsn.must(0, {"status"});
  CHECK(hsn.out.str().find("in Notion's trash or not shown to hsn any more: Products (1)\n") != std::string::npos);
}

TEST_CASE("left alone: a state made by a newer hsn is refused with 9 before the first request, by readers too") {
  Studio hsn;
  hsn.set_up();
  constexpr std::streamoff kVersion = 60;  // user_version in the header of a SQLite file
  std::fstream(hsn.state(), std::ios::in | std::ios::out | std::ios::binary).seekp(kVersion).write("\0\0\0\x63", 4);
  hsn.network = [](const http::Request& request, Instant) -> test::FakeTransport::Answer {
    throw std::runtime_error("asked for " + request.url);
  };
  for (const std::string command : {"sync", "status", "rebuild"}) {
    INFO(command);
    hsn.must(9, {command});
    CHECK(hsn.err.str().find("made by a newer hsn") != std::string::npos);
  }
}

}  // namespace
}  // namespace hsn::cli::left_alone_test
