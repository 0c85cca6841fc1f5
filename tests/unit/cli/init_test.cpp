// `hsn init` on a terminal: what it asks, tries and writes down.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::init_test {
namespace {

struct Newcomer : Studio {
  std::filesystem::path file = dir.path() / "new.env";
  Newcomer() {
    environment = {{"HSN_STATE_DIR", (dir.path() / "state").string()}};
    terminal = true;
  }
  int asked(const std::string& answers) {
    in.clear();
    in.str(answers);
    return run({"init", "--env-file", file.string()});
  }
  std::string written() const {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  bool told(std::string_view part) const { return err.str().find(part) != std::string::npos; }
  bool keeps(std::string_view line) const { return written().find(line) != std::string::npos; }
};

std::string notion_answers(const std::string& token = sandbox::NotionOptions{}.token) {
  return token + "\n" + sandbox::NotionOptions{}.parent_page_id + "\n";
}

// In the order of all.def.
constexpr const char* kShop = "https://shop.example.com\nck_sandbox\ncs_sandbox\n";
constexpr const char* kNoForms = "\n";
constexpr const char* kNoAi = "\n\n\n";
constexpr const char* kNoFeedback = "\n";
constexpr const char* kNoBookings = "\n\n";
constexpr const char* kYes = "y\n";
constexpr const char* kNo = "n\n";

TEST_CASE("init: asks a newcomer, tries what is said, and writes it down") {
  Newcomer hsn;
  const int code =
      hsn.asked(notion_answers() + kShop + kNoForms + kNoAi + kNoFeedback + kNoBookings + "Europe/Berlin\n" + kYes + kYes);
  INFO(hsn.err.str());
  REQUIRE(code == 0);
  CHECK(hsn.told("connected as"));
  CHECK(hsn.told("key: may write"));
  CHECK(hsn.keeps("NOTION_API_TOKEN=" + sandbox::NotionOptions{}.token));
  CHECK(hsn.keeps("WOOCOMMERCE_CONSUMER_SECRET=cs_sandbox"));
  CHECK(hsn.keeps("BUSINESS_TIMEZONE=Europe/Berlin"));
  CHECK(hsn.keeps("NOTION_ORDERS_DATABASE_ID="));
  CHECK_FALSE(hsn.told("cs_sandbox"));

  const auto before = hsn.written();
  CHECK(hsn.asked("") == 2);
  CHECK(hsn.written() == before);
}

TEST_CASE("init: what does not work is asked again, with the other answers as they were given") {
  Newcomer hsn;
  const std::string wrong = "https://shop.example.com\nck_sandbox\ncs_wrong\n", mended = "\n\ncs_sandbox\n";
  const int code = hsn.asked(notion_answers("ntn_wrong") + kYes + sandbox::NotionOptions{}.token + "\n\n" + wrong + kYes +
                             mended + kNoForms + kNoAi + kNoFeedback + kNoBookings + "\n" + kYes + kYes);
  INFO(hsn.err.str());
  REQUIRE(code == 0);
  CHECK(hsn.keeps("NOTION_API_TOKEN=" + sandbox::NotionOptions{}.token));
  CHECK(hsn.keeps("WOOCOMMERCE_URL=https://shop.example.com"));
  CHECK(hsn.keeps("WOOCOMMERCE_CONSUMER_SECRET=cs_sandbox"));
}

TEST_CASE("init: one provider's key is enough, and the model is asked for; a booking service's key and zone are") {
  Newcomer hsn;
  const std::string ai = "\nsk-ant-1\n\nsome-model\n", amelia = "https://studio.example.com\nkey-1\nEurope/Vienna\n";
  hsn.asked(notion_answers() + kShop + kNoForms + ai + kNo + kNoFeedback + "\n" + amelia + kNo + "\n" + kYes + kNo);
  INFO(hsn.err.str());
  CHECK(hsn.keeps("ANTHROPIC_API_KEY=sk-ant-1"));
  CHECK(hsn.keeps("AI_DEFAULT_MODEL=some-model"));
  CHECK(hsn.keeps("AMELIA_API_KEY=key-1"));
  CHECK(hsn.keeps("AMELIA_TIMEZONE=Europe/Vienna"));
}

TEST_CASE("init: what was typed is kept when the databases are declined; a half given service is skipped") {
  Newcomer hsn;
  const std::string half = "https://shop.example.com\n\n";
  CHECK(hsn.asked(notion_answers() + half + kNoForms + kNoAi + kNoFeedback + kNoBookings + "\n" + kYes + kNo) == 0);
  CHECK(hsn.keeps("NOTION_API_TOKEN="));
  CHECK_FALSE(hsn.keeps("WOOCOMMERCE_URL"));
  CHECK(hsn.notion->pages("Clients").empty());
}

TEST_CASE("init: what cannot be kept in the env file is printed, on stdout unless a document stands there") {
  Studio hsn;
  // Neither lasts: a pipe, as <(…) makes one, would swallow the lines.
  hsn.must(0, {"init", "--yes", "--env-file", "/dev/null"});
  CHECK(hsn.out.str().find("NOTION_CLIENTS_DATABASE_ID=") != std::string::npos);
  hsn.must(0, {"init", "--yes", "--json", "--env-file", "/dev/null"});
  const auto document = parse_json(hsn.out.str());
  REQUIRE(document);
  CHECK(at(*document, "/env_file")->is_null());
  CHECK(hsn.err.str().find("NOTION_CLIENTS_DATABASE_ID=") != std::string::npos);
}

}  // namespace
}  // namespace hsn::cli::init_test
