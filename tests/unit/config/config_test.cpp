#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "config/check_value.hpp"
#include "config/config.hpp"
#include "support/fakes.hpp"

namespace hsn::config::config_test {
namespace {

constexpr SettingDef kTable[] = {
    {"SHOP_URL", Kind::url, "", "", "SHOP_ADDRESS SHOP_ROOT"},
    {"SHOP_ALLOW_HTTP", Kind::boolean, "false", ""},
    {"SHOP_KEY", Kind::secret, "", "", "SHOP_TOKEN"},
    {"COUNT", Kind::integer, "7", "", "", "", "", 20, 1},
    {"ZONE", Kind::zone, "UTC", "", "TZ"},
    {"NAMES", Kind::list, "", ""},
    {"BASE_ID", Kind::id, "", ""},
    {"SPEED", Kind::rate, "", ""},
    {"LEVEL", Kind::choice, "INFO", "", "", "", "DEBUG INFO"},
};
constexpr std::span<const SettingDef> kTables[] = {kTable};

// An outside that is only what the test says it is.
struct Outside {
  test::TempDir dir;
  std::map<std::string, std::string, std::less<>> environment, flags;

  std::filesystem::path file(const std::string& name, const std::string& text) {
    const auto path = dir.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return path;
  }
  Result<Config> load() {
    Sources sources;
    sources.environment = [this](std::string_view name) -> std::optional<std::string> {
      const auto entry = environment.find(name);
      if (entry == environment.end()) return std::nullopt;
      return entry->second;
    };
    sources.candidates = {dir.path() / "none", dir.path() / ".env", dir.path() / "second.env"};
    sources.flags = flags;
    return config::load(kTables, sources);
  }
  Error error() {
    const auto config = load();
    REQUIRE_FALSE(config);
    CHECK(config.error().fault == Fault::bad_config);
    return config.error();
  }
};

TEST_CASE("config: a flag beats the environment, which beats the env file, which beats the default") {
  Outside outside;
  CHECK(outside.load()->integer("COUNT") == 7);
  CHECK(outside.load()->find("COUNT")->origin == "default");
  outside.file(".env", "#\nCOUNT=8\n");
  CHECK(outside.load()->integer("COUNT") == 8);
  CHECK(outside.load()->find("COUNT")->origin == ".env:2");
  outside.environment["COUNT"] = "9";
  CHECK(outside.load()->integer("COUNT") == 9);
  CHECK(outside.load()->find("COUNT")->origin == "environment");
  outside.flags["COUNT"] = "10";
  CHECK(outside.load()->integer("COUNT") == 10);
  CHECK(outside.load()->seconds("COUNT") == std::chrono::seconds(10));
}

TEST_CASE("config: one env file is read, not several") {
  Outside outside;
  outside.file("second.env", "COUNT=2\nNAMES=a\n");
  CHECK(outside.load()->integer("COUNT") == 2);
  outside.file(".env", "COUNT=1\n");
  const auto config = outside.load();
  CHECK(config->integer("COUNT") == 1);
  CHECK_FALSE(config->has("NAMES"));
  CHECK(config->env_file == outside.dir.path() / ".env");
}

TEST_CASE("config: an empty value counts as not set") {
  Outside outside;
  outside.file(".env", "COUNT=8\nSHOP_URL=\n");
  outside.environment["COUNT"] = "";
  CHECK(outside.load()->integer("COUNT") == 8);
  CHECK_FALSE(outside.load()->has("SHOP_URL"));
  CHECK(outside.load()->find("SHOP_URL")->origin.empty());
}

TEST_CASE("config: booleans are words of any case, and nothing else") {
  Outside outside;
  for (const char* yes : {"true", "TRUE", "1", "yes", "Yes", "on"}) {
    outside.environment["SHOP_ALLOW_HTTP"] = yes;
    CHECK(outside.load()->flag("SHOP_ALLOW_HTTP"));
  }
  for (const char* no : {"false", "0", "No", "OFF"}) {
    outside.environment["SHOP_ALLOW_HTTP"] = no;
    CHECK_FALSE(outside.load()->flag("SHOP_ALLOW_HTTP"));
  }
  for (const char* neither : {"ja", "2", "truee", "t"}) {
    outside.environment["SHOP_ALLOW_HTTP"] = neither;
    CHECK(outside.error().where == "SHOP_ALLOW_HTTP (environment)");
  }
}

TEST_CASE("config: a value that does not fit its setting is refused, naming setting, file and line") {
  const std::map<std::string, std::vector<std::string>> wrong = {
      {"COUNT", {"-1", "3.5", "x", "1 000", "21", "99999999999999999999"}},
      {"SHOP_URL", {"shop.example.com", "https://", "ftp://x", "https://a b", "https://user:pass@x"}},
      {"ZONE", {"Mars/Olympus"}},
      {"BASE_ID", {"abc", "https://www.notion.so/x"}},
      {"SPEED", {"fast", "0/s", "3/m", "/s", "-1"}},
      {"LEVEL", {"LOUD"}},
  };
  for (const auto& [name, values] : wrong) {
    for (const auto& text : values) {
      INFO(name << "=" << text);
      Outside outside;
      outside.file(".env", "\n" + name + "=\"" + text + "\"\n");
      CHECK(outside.error().where == name + " (.env:2)");
    }
  }
}

TEST_CASE("config: a number that is too large or too small is told its range") {
  Outside outside;
  for (const std::string number : {"21", "0", "-1"}) {
    outside.environment["COUNT"] = number;
    CHECK(outside.error().what == "\"" + number + "\" is not a whole number from 1 to 20");
    CHECK(outside.error().where == "COUNT (environment)");
  }
  for (const int number : {1, 20}) {
    outside.environment["COUNT"] = std::to_string(number);
    CHECK(outside.load()->integer("COUNT") == number);
  }
}

TEST_CASE("config: a request without a time limit, or a log without room, cannot be asked for") {
  for (const std::string_view name : {"HTTP_TIMEOUT_SECONDS", "LOG_MAX_BYTES"}) {
    const auto settings = general_settings();
    const auto def = std::find_if(settings.begin(), settings.end(), [&](const SettingDef& one) { return one.name == name; });
    CHECK_FALSE(check_value(*def, "0"));
    CHECK(check_value(*def, "1"));
  }
}

TEST_CASE("config: values come out in one spelling") {
  Outside outside;
  outside.environment = {{"SHOP_URL", "https://shop.example.com/"},
                         {"LEVEL", "debug"},
                         {"SPEED", "180/60s"},
                         {"NAMES", " a, b ,,c "},
                         {"BASE_ID", "0123456789ABCDEF0123456789abcdef/fedcba9876543210fedcba9876543210"}};
  const auto config = outside.load();
  REQUIRE(config);
  CHECK(config->text("SHOP_URL") == "https://shop.example.com");
  CHECK(config->text("LEVEL") == "DEBUG");
  CHECK(config->text("SPEED") == "180/60s");
  CHECK(config->list("NAMES") == std::vector<std::string>{"a", "b", "c"});
  CHECK(config->text("BASE_ID") == "01234567-89ab-cdef-0123-456789abcdef/fedcba98-7654-3210-fedc-ba9876543210");
}

TEST_CASE("config: a rate may be less than one request a second") {
  Outside outside;
  for (const char* good : {"0.5", "5", "2.5/s", "3/60s", "0.001"}) {
    outside.environment["SPEED"] = good;
    REQUIRE(outside.load());
    CHECK(outside.load()->text("SPEED") == good);
  }
  for (const char* bad :
       {"0", "0.0", "0.0001", ".5", "5.", "1.2.3", "-1", "1e3", "0.5/m", "5/0s", "5/00s", "5/", "5/60", "5/s/s"}) {
    INFO(bad);
    outside.environment["SPEED"] = bad;
    CHECK(outside.error().where == "SPEED (environment)");
  }
}

TEST_CASE("config: an alias is read, the main name wins, and a difference is a warning") {
  Outside outside;
  outside.file(".env", "SHOP_ROOT=https://b.example\nSHOP_ADDRESS=https://a.example\n");
  CHECK(outside.load()->text("SHOP_URL") == "https://a.example");
  CHECK(outside.load()->find("SHOP_URL")->origin == ".env:2 (SHOP_ADDRESS)");
  CHECK(outside.load()->warnings.size() == 1);
  outside.file(".env", "SHOP_URL=https://m.example\nSHOP_ROOT=https://m.example\n");
  CHECK(outside.load()->warnings.empty());
  outside.environment["SHOP_ADDRESS"] = "https://a.example";
  const auto config = outside.load();
  CHECK(config->text("SHOP_URL") == "https://m.example");
  REQUIRE(config->warnings.size() == 1);
  CHECK(config->warnings[0].find("SHOP_ADDRESS") != std::string::npos);
}

TEST_CASE("config: TZ belongs to the system: taken when it is a zone, ignored when not, never a warning") {
  Outside outside;
  outside.environment["TZ"] = "Europe/Berlin";
  CHECK(outside.load()->text("ZONE") == "Europe/Berlin");
  outside.environment["TZ"] = ":/etc/localtime";
  CHECK(outside.load()->text("ZONE") == "UTC");
  outside.environment["TZ"] = "Europe/Berlin";
  outside.environment["ZONE"] = "Europe/Paris";
  CHECK(outside.load()->text("ZONE") == "Europe/Paris");
  CHECK(outside.load()->warnings.empty());
}

TEST_CASE("config: a secret may stand in a file, and loses one line end") {
  Outside outside;
  const auto path = outside.file("key", "ck_0123456789\n");
  outside.environment["SHOP_KEY_FILE"] = path.string();
  const auto config = outside.load();
  REQUIRE(config);
  CHECK(config->secret("SHOP_KEY").reveal() == "ck_0123456789");
  CHECK(config->find("SHOP_KEY")->text.empty());
  CHECK(config->find("SHOP_KEY")->origin == "SHOP_KEY_FILE");
  CHECK(config->secrets().size() == 1);
}

TEST_CASE("config: a secret set twice over is an error, also through its alias") {
  Outside outside;
  outside.environment["SHOP_KEY_FILE"] = outside.file("key", "a").string();
  outside.environment["SHOP_KEY"] = "b";
  CHECK(outside.error().where == "SHOP_KEY");
  outside.environment.erase("SHOP_KEY");
  outside.environment["SHOP_TOKEN"] = "b";
  CHECK(outside.error().what.find("SHOP_KEY_FILE") != std::string::npos);
}

TEST_CASE("config: systemd's credentials are read where the setting itself is not set") {
  Outside outside;
  outside.file("SHOP_KEY", "from-credentials\r\n");
  outside.environment["CREDENTIALS_DIRECTORY"] = outside.dir.path().string();
  CHECK(outside.load()->secret("SHOP_KEY").reveal() == "from-credentials");
  outside.environment["SHOP_KEY"] = "from-environment";
  CHECK(outside.load()->secret("SHOP_KEY").reveal() == "from-environment");
}

TEST_CASE("config: a secret with a line break is refused, and is not repeated in the message") {
  Outside outside;
  outside.environment["SHOP_KEY_FILE"] = outside.file("key", "hush\nX-Evil: 1\n").string();
  const auto error = outside.error();
  CHECK(error.where.find("SHOP_KEY") != std::string::npos);
  CHECK(describe(error).find("hush") == std::string::npos);
  outside.environment["SHOP_KEY_FILE"] = "/nowhere/at/all";
  CHECK(outside.error().what.find("/nowhere/at/all") != std::string::npos);
}

TEST_CASE("config: plain http is for loopback, unless the service allows it") {
  Outside outside;
  for (const char* here : {"http://127.0.0.1:8080", "http://localhost/x", "http://[::1]:80", "http://127.1.2.3"}) {
    outside.environment["SHOP_URL"] = here;
    CHECK(outside.load());
  }
  for (const char* away : {"http://shop.example.com", "http://127.0.0.1.example.com", "http://localhost.example.com"}) {
    outside.environment["SHOP_URL"] = away;
    CHECK(outside.error().remedy == "use https://");
  }
  outside.environment["SHOP_ALLOW_HTTP"] = "yes";
  CHECK(outside.load());
}

TEST_CASE("config: files that others can read, and names that nothing reads, are told") {
  Outside outside;
  const auto path = outside.file(".env", "COUNT=1\nSUPABASE_URL=x\nSHOP_KEY_FILE=\nTZ=UTC\n");
  CHECK(outside.load()->warnings.empty());
  CHECK(outside.load()->unused == std::vector<std::string>{"SUPABASE_URL"});
  std::filesystem::permissions(path, std::filesystem::perms::group_read, std::filesystem::perm_options::add);
  REQUIRE(outside.load()->warnings.size() == 1);
  CHECK(outside.load()->warnings[0].find("chmod 600") != std::string::npos);
}

TEST_CASE("config: an env file that was named must be there") {
  Sources sources;
  sources.env_file = "/nowhere/hsn.env";
  const auto config = config::load(kTables, sources);
  REQUIRE_FALSE(config);
  CHECK(config.error().where == "/nowhere/hsn.env");
}

TEST_CASE("config: a page, a database and a data source are known by link, by digits and by dashed id") {
  const std::string id = "01234567-89ab-cdef-0123-456789abcdef";
  CHECK(parse_notion_id("0123456789abcdef0123456789ABCDEF")->id == id);
  CHECK(parse_notion_id("01234567-89AB-cdef-0123-456789abcdef")->id == id);
  CHECK(parse_notion_id("https://www.notion.so/Orders-0123456789abcdef0123456789abcdef?v=ffffffffffffffffffffffffffffffff")->id ==
        id);
  CHECK(parse_notion_id("https://www.notion.so/team/0123456789abcdef0123456789abcdef/#x")->id == id);
  CHECK(parse_notion_id("https://team.notion.site/A-page-0123456789abcdef0123456789abcdef")->id == id);
  CHECK(parse_notion_id(id + "/fedcba9876543210fedcba9876543210")->source == "fedcba98-7654-3210-fedc-ba9876543210");
  CHECK(parse_notion_id(id + "/Old orders ")->source == "Old orders");
  for (const char* wrong :
       {"", "/", "0123", "0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0", "https://www.notion.so/",
        "https://www.notion.so/?v=0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef/"}) {
    INFO(wrong);
    CHECK_FALSE(parse_notion_id(wrong));
  }
}

TEST_CASE("config: no setting and no alias stands in the general table twice, and each has a help line and a group") {
  std::map<std::string, int, std::less<>> seen;
  for (const auto& def : general_settings()) {
    CHECK(++seen[std::string(def.name)] == 1);
    CHECK_FALSE(def.help.empty());
    CHECK_FALSE(def.group.empty());
    CHECK((def.kind == Kind::choice) != def.choices.empty());
  }
}

TEST_CASE("config: every default is a value of its own setting") {
  const std::span<const SettingDef> tables[] = {general_settings()};
  const auto config = config::load(tables, Sources{});
  REQUIRE(config);
  CHECK(config->integer("HTTP_TIMEOUT_SECONDS") == 70);
  CHECK(config->text("NOTION_BASE_URL") == "https://api.notion.com");
}

TEST_CASE("config: the example file sets nothing, and names every setting") {
  const std::span<const SettingDef> tables[] = {kTable};
  const auto text = env_example(tables);
  const auto file = EnvFile::parse(text, "example");
  REQUIRE(file);
  CHECK(file->entries().empty());
  for (const auto& def : kTable)
    CHECK(text.find("\n#" + std::string(def.name) + "=" + std::string(def.fallback)) != std::string::npos);
}

}  // namespace
}  // namespace hsn::config::config_test
