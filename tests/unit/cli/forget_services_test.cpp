// What every service tells of a person who was forgotten, when it is read again.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "config/read_file.hpp"
#include "core/text.hpp"
#include "entities/entities.hpp"
#include "http/auth.hpp"
#include "outside.hpp"
#include "sandbox/seeds.hpp"
#include "sandbox/world.hpp"

namespace hsn::cli::forget_services_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Notion and every service, with the sample data, in which one person has ordered, booked, answered and praised.
struct Town : Desk {
  Town() {
    constexpr const char* kAddress = "http://127.0.0.1:1";
    const sandbox::NotionOptions options;
    auto made = sandbox::Notion::make(options);
    notion = made.get();
    world = std::make_unique<sandbox::World>(std::move(made));
    environment["NOTION_BASE_URL"] = kAddress;
    environment["NOTION_API_TOKEN"] = options.token;
    environment["NOTION_PARENT_PAGE_ID"] = options.parent_page_id;
    environment["SETTLE_SECONDS"] = "0";
    environment["LOG_LEVEL"] = "DEBUG";
    environment["AVAILABILITY_DAYS"] = "2";
    std::ofstream mapping(dir.path() / "hsn.toml");
    for (const auto* emulator : sandbox::emulators()) {
      for (const auto& [name, value] : emulator->settings(kAddress)) environment[name] = value;
      mapping << emulator->mapping;
      world->mount(std::string(emulator->name), std::string(emulator->prefix), emulator->make({{}, false, clock.now()}));
    }
    mapping.close();
    std::ofstream(dir.path() / ".env").flush();
    network = [this](const http::Request& request, Instant now) { return serve(request, now); };
    must({"init", "--yes"});
    must({"sync"});
    who = sandbox::person(0);
  }
  test::FakeTransport::Answer serve(http::Request request, Instant now) {
    if (request.service == "notion" && request.method != "GET" && !said(request.url, "/query")) writes.push_back(request.body);
    auto proof = http::authorize(request, now, "nonce" + std::to_string(++requests));
    request.url = proof.url;
    request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
    return world->serve(request, now).response.value();
  }
  void must(std::vector<std::string> arguments) {
    clock.advance(std::chrono::minutes(10));
    writes.clear();
    arguments.insert(arguments.begin(), {"--config", (dir.path() / "hsn.toml").string()});
    if (const int code = run(arguments); code != 0)
      throw std::runtime_error("exit " + std::to_string(code) + ": " + err.str() + out.str());
  }
  // All that the pages show which are not in the trash, by database.
  std::map<std::string, std::string> pages() const {
    std::map<std::string, std::string> all;
    for (const auto* schema : entities::all()) {
      auto& text = all[std::string(schema->title)];
      for (const auto& page : notion->pages(std::string(schema->title))) {
        if (page.in_trash) continue;
        for (const auto& [property, value] : page.plain) {
          if (property != "Last Sync") text += property + ": " + value + "\n";
        }
      }
    }
    return all;
  }
  bool tells(const std::string& text) const {
    return said(text, who.email) || said(text, who.first + " " + who.last) || said(text, who.phone);
  }
  void check_forgotten() const {
    for (const auto& [database, text] : pages()) {
      INFO(database << ": " << text);
      CHECK_FALSE(tells(text));
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir.path() / "state")) {
      INFO(entry.path());
      if (entry.is_regular_file()) CHECK_FALSE(tells(*config::read_file(entry.path())));
    }
  }
  sandbox::Notion* notion = nullptr;
  std::unique_ptr<sandbox::World> world;
  std::vector<std::string> writes;  // to Notion
  std::size_t requests = 0;
  sandbox::Person who;
};

TEST_CASE("forget: bookings, feedback and responses that are read again come in without the person, and change nothing") {
  const bool rebuilt = GENERATE(false, true);
  INFO((rebuilt ? "after a rebuild" : "in the state of the first sync"));
  Town hsn;
  for (const auto* database : {"Clients", "Orders", "Appointments", "Feedback", "Form Submissions"}) {
    INFO(database);
    CHECK(hsn.tells(hsn.pages().at(database)));
  }
  if (rebuilt) {
    hsn.must({"rebuild", "--yes"});
    for (const auto& entry : std::filesystem::directory_iterator(hsn.dir.path() / "state")) {
      if (entry.path().filename().string().starts_with("hsn.db.2")) std::filesystem::remove(entry);  // the former state
    }
    hsn.must({"sync"});
  }
  hsn.must({"forget", hsn.who.email, "--yes"});
  hsn.check_forgotten();
  const auto after = hsn.pages();
  for (const auto& again : std::vector<std::vector<std::string>>{{"sync"}, {"sync", "--full"}, {"rebuild", "--yes"}, {"sync"}}) {
    INFO(again.front());
    hsn.must(again);
    CHECK(hsn.writes == std::vector<std::string>());
    CHECK(hsn.pages() == after);
    hsn.check_forgotten();
  }
}

TEST_CASE("forget: an old file of feedback that is imported again brings nobody back") {
  Town hsn;
  const auto file = (hsn.dir.path() / "old.csv").string();
  std::ofstream(file) << "email,name,content,created_at\n"
                      << hsn.who.email << "," << hsn.who.first << " " << hsn.who.last << ",Please call me,2025-03-01T10:00:00Z\n"
                      << hsn.who.email << ",,"
                      << "It has no date,\n"
                      << "berta@example.com,Berta,What a calm place,2025-03-01T10:00:00Z\n";
  hsn.must({"feedback", "import", file});
  hsn.must({"sync"});
  CHECK(said(hsn.pages().at("Feedback"), "Please call me"));
  hsn.must({"forget", hsn.who.email, "--yes"});
  const auto after = hsn.pages();
  hsn.must({"feedback", "import", file});
  hsn.must({"sync"});
  CHECK(hsn.pages() == after);
  CHECK(said(hsn.pages().at("Feedback"), "What a calm place"));
  hsn.check_forgotten();
  hsn.must({"feedback", "add", "I am back", "--email", hsn.who.email});
  hsn.must({"sync"});
  CHECK(said(hsn.pages().at("Clients"), hsn.who.email));
}

TEST_CASE("forget: what was found in a person's words stays when the words are gone") {
  Town hsn;
  const auto classified = [&] {
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& page : hsn.notion->pages("Feedback")) {
      auto& fields = found[page.plain.at("External ID")];
      for (const auto* property : {"Type", "Sentiment", "Sentiment Score", "Sentiment Source", "Category", "Status", "Rating"})
        fields.push_back(page.plain.at(property));
    }
    return found;
  };
  const auto before = classified();
  hsn.must({"forget", hsn.who.email, "--yes"});
  hsn.must({"sync", "--full"});
  CHECK(classified() == before);
}

TEST_CASE("forget: the receipt tells of each kind what stays and where, and lists nothing twice") {
  Town hsn;
  hsn.must({"forget", hsn.who.email, "--yes"});
  const auto receipt = hsn.out.str();
  INFO(receipt);
  std::set<std::string> lines;
  for (const auto& line : split(receipt, '\n')) {
    const bool new_line = lines.insert(line).second || line.empty();
    CHECK(new_line);
    if (said(line, "the law")) CHECK(said(line, "WooCommerce keeps Orders ("));
  }
  CHECK(said(receipt, "Stays: Amelia keeps Appointments (1) as they are: to erase the person there too, delete these in Amelia"));
  for (const auto* part : {"TypeForm keeps ", "kept without them: appointments amelia:booking:", "kept without them: feedback "})
    CHECK(said(receipt, part));
}

}  // namespace
}  // namespace hsn::cli::forget_services_test
