// What the log file tells: personal data at debug level alone.
#include <catch2/catch.hpp>
#include <fstream>

#include "config/read_file.hpp"
#include "studio.hpp"

namespace hsn::cli::log_levels_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Logging : Studio {
  explicit Logging(const std::string& level) {
    ada = add_customer("Ada", "ada@example.com");
    set_up();
    environment["LOG_LEVEL"] = level;
    environment["LOG_FILE"] = (dir.path() / "told.log").string();
  }
  std::string told() const { return *config::read_file(dir.path() / "told.log"); }
  std::int64_t ada = 0;
};

TEST_CASE("log: above debug level stands which command ran; what was typed with it is at debug level") {
  const std::string level = GENERATE("INFO", "DEBUG");
  Logging hsn(level);
  hsn.must(0, {"--record", "ada@example.com", "sync"});
  INFO(hsn.told());
  CHECK(said(hsn.told(), "began: hsn sync"));
  CHECK(said(hsn.told(), "run "));
  CHECK(said(hsn.told(), "ada@example.com") == (level == "DEBUG"));
}

TEST_CASE("log: a file that cannot be written is told by every run, and by check; the work is done") {
  Logging hsn("INFO");
  std::ofstream(hsn.dir.path() / "a file").flush();
  hsn.environment["LOG_FILE"] = (hsn.dir.path() / "a file" / "hsn.log").string();
  hsn.must(0, {"sync"});
  CHECK(said(hsn.err.str(), "the log cannot be written"));
  CHECK(said(hsn.err.str(), "check LOG_FILE"));
  hsn.must(0, {"check"});
  CHECK(said(hsn.out.str(), "cannot be written"));
  hsn.environment["LOG_FILE"] = (hsn.dir.path() / "yet" / "to be made" / "hsn.log").string();
  hsn.must(0, {"check"});
  CHECK_FALSE(said(hsn.out.str(), "cannot be written"));
}

TEST_CASE("log: a side that refuses is told with its lane and the kind of trouble, its words at debug level") {
  const std::string level = GENERATE("INFO", "DEBUG");
  Logging hsn(level);
  const auto reached = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (said(request.url, "shop.example.com"))
      return test::answer(401, R"({"code":"no","message":"the key of ada@example.com has expired"})");
    return reached(request, now);
  };
  hsn.must(6, {"sync"});
  INFO(hsn.told());
  CHECK(said(hsn.told(), "woocommerce/customers: refused"));
  CHECK(said(hsn.err.str(), "the key of ada@example.com"));
  CHECK(said(hsn.told(), "the key of ada@example.com") == (level == "DEBUG"));
}

TEST_CASE("log: a page that somebody put into the trash meanwhile is told without its key") {
  const std::string level = GENERATE("INFO", "DEBUG");
  Logging hsn(level);
  const auto page = hsn.page("Clients", "client:ada@example.com").id;
  hsn.shop->change("customers", hsn.ada, R"({"first_name":"Augusta"})", hsn.clock.now());
  const auto reached = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method == "PATCH" && said(request.url, page)) hsn.notion->trash(page, true, now);
    return reached(request, now);
  };
  hsn.must(0, {"sync", "--full"});
  INFO(hsn.told());
  CHECK(said(hsn.told(), "notion/clients: not_found"));
  CHECK(said(hsn.told(), "client:ada@example.com: its page is in the trash") == (level == "DEBUG"));
  CHECK(said(hsn.told(), "ada@example.com") == (level == "DEBUG"));
}

}  // namespace
}  // namespace hsn::cli::log_levels_test
