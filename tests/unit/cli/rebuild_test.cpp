#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "core/json.hpp"
#include "state/store.hpp"
#include "studio.hpp"

namespace hsn::cli::rebuild_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Running : Studio {
  Running() {
    const auto lamp = add_product("Lamp", "40");
    add_customer("Ada", "ada@example.com");
    add_order("Ada", "ada@example.com", lamp);
    set_up();
  }
  std::vector<std::filesystem::path> states() const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(dir.path() / "state")) {
      const auto name = entry.path().filename().string();
      if (name.starts_with("hsn.db") && !name.ends_with("-wal") && !name.ends_with("-shm")) found.push_back(entry.path());
    }
    return found;
  }
};

TEST_CASE("rebuild: a lost state is made again without a write, and the next sync has nothing to do") {
  Running hsn;
  std::filesystem::remove(hsn.state());
  hsn.must(0, {"rebuild", "--json"});
  CHECK(hsn.writes.empty());
  const auto json = parse_json(hsn.out.str());
  REQUIRE(json);
  CHECK(bool_at(*json, "/whole") == true);
  CHECK(int_at(*json, "/records") == 3);
  CHECK(int_at(*json, "/paired") == 3);
  CHECK(int_at(*json, "/differ") == 0);
  CHECK(int_at(*json, "/conflicts") == 0);
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("rebuild: a page whose products cannot all be read for now gets no twin") {
  Studio hsn;
  Json order = {{"status", "processing"}, {"billing", {{"email", "ada@example.com"}}}, {"line_items", Json::array()}};
  for (int i = 0; i < 27; ++i) {
    const auto id = hsn.add_product("Lamp " + std::to_string(i), "40");
    order["line_items"].push_back({{"product_id", id}, {"quantity", 1}});
  }
  const auto key = "woocommerce:order:" + std::to_string(hsn.shop->add_order(dump_json(order), hsn.clock.now()));
  hsn.set_up();
  std::filesystem::remove(hsn.state());
  const auto whole = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.url.find("/properties/") == std::string::npos) return whole(request, now);
    return test::answer(403, R"({"object":"error","status":403,"code":"restricted_resource","message":"Not now."})");
  };
  hsn.must(4, {"sync"});
  hsn.page("Orders", key);  // exactly one
  hsn.network = whole;
  hsn.must(0, {"sync"});
  hsn.page("Orders", key);
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("rebuild: a page that somebody has archived is no page less, and gets no second one") {
  Running hsn;
  hsn.add_product("Chair", "60");
  hsn.must(0, {"sync"});
  const auto lamp = hsn.page("Products", "Lamp").id;
  http::Request archive;
  archive.service = "notion";
  archive.method = "PATCH";
  archive.url = "https://api.notion.com/v1/pages/" + lamp;
  archive.headers = {{"Notion-Version", "2026-03-11"}, {"Content-Type", "application/json"}};
  archive.body = R"({"is_archived":true})";
  archive.auth = http::Bearer{Secret(sandbox::NotionOptions{}.token)};
  REQUIRE(hsn.serve(archive, hsn.clock.now())->status == 200);
  const bool lost = GENERATE(false, true);
  if (lost) {
    std::filesystem::remove(hsn.state());
  } else {
    hsn.must(0, {"rebuild"});
  }
  hsn.must(0, {"sync"});
  CHECK(hsn.page("Products", "Lamp").id == lamp);
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("rebuild: the former state is kept beside the new one, and is the whole of it") {
  Running hsn;
  hsn.must(0, {"rebuild"});
  const auto kept = hsn.state().string() + ".2026-11-23";
  CHECK(said(hsn.out.str(), kept));
  const auto former = state::Store::open(kept, {"clients", "products", "orders"}, true);
  REQUIRE(former);
  CHECK((*former)->linked("products") == 1);
  hsn.must(0, {"rebuild"});
  CHECK(std::filesystem::exists(kept + "-2"));
}

TEST_CASE("rebuild: a damaged state is replaced, with a warning") {
  Running hsn;
  std::ofstream(hsn.state(), std::ios::trunc) << "this is no database, however long one looks at it";
  hsn.must(0, {"rebuild", "-v"});
  CHECK(said(hsn.err.str(), "what only this file knew is lost"));
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("rebuild: check finds damage that no run has met yet, and names it as the cure") {
  Running hsn;
  for (int i = 0; i < 60; ++i) hsn.add_product("Vase " + std::to_string(i), "5");
  hsn.must(0, {"sync"});
  hsn.must(0, {"check"});
  // The last pages: some record's text, which is looked at only when that record changes.
  std::fstream file(hsn.state(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(hsn.state())) - 3 * 4096);
  file << std::string(2 * 4096, '\x5a') << std::flush;
  hsn.must(0, {"status"});
  hsn.must(1, {"check"});
  CHECK(said(hsn.out.str(), "the state file is damaged"));
  CHECK(said(hsn.out.str(), "hsn rebuild"));
}

TEST_CASE("rebuild: nothing is replaced in a dry run, without an answer, or when a side cannot be read") {
  Running hsn;
  const auto before = hsn.states();
  hsn.must(0, {"rebuild", "-n"});
  CHECK(hsn.states() == before);
  hsn.terminal = true;
  hsn.in.str("n\n");
  hsn.must(0, {"rebuild"});
  CHECK(hsn.states() == before);
  hsn.terminal = false;
  hsn.environment["WOOCOMMERCE_CONSUMER_SECRET"] = "cs_wrong";
  hsn.must(6, {"rebuild"});
  CHECK(hsn.states() == before);
}

TEST_CASE("rebuild: a part of everything is refused") {
  Running hsn;
  hsn.must(2, {"rebuild", "--only", "orders"});
  CHECK(said(hsn.err.str(), "--only"));
}

TEST_CASE("rebuild: a state from an old backup does not tell a customer twice") {
  Running hsn;
  const auto backup = hsn.dir.path() / "backup";
  std::filesystem::copy(hsn.state().parent_path(), backup);
  hsn.edit("Orders", "#" + std::string(*text_at(*parse_json(hsn.shop->all("orders").front()), "/number")), "Tracking Number",
           R"({"rich_text":[{"type":"text","text":{"content":"1Z999AA1"}}]})");
  const auto told = [&] {
    hsn.must(0, {"sync"});
    return std::count_if(hsn.writes.begin(), hsn.writes.end(),
                         [](const http::Request& request) { return request.url.ends_with("/notes"); });
  };
  CHECK(told() == 1);
  std::filesystem::remove_all(hsn.state().parent_path());
  std::filesystem::copy(backup, hsn.state().parent_path());
  CHECK(told() == 0);
  CHECK(told() == 0);
  CHECK(hsn.writes.empty());
}

}  // namespace
}  // namespace hsn::cli::rebuild_test
