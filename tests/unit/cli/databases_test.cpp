#include <catch2/catch.hpp>

#include "config/read_file.hpp"
#include "studio.hpp"

namespace hsn::cli::databases_test {
namespace {

bool said(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string line_of(const Studio& hsn, const std::string& setting) {
  const auto file = *config::read_file(hsn.dir.path() / ".env");
  const auto at = file.find(setting + "=") + setting.size() + 1;
  return file.substr(at, file.find('\n', at) - at);
}

TEST_CASE("databases: one that was replaced by another is refused before the first write; set back, the next run goes on") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  hsn.environment["NOTION_PRODUCTS_DATABASE_ID"] = line_of(hsn, "NOTION_CLIENTS_DATABASE_ID");
  hsn.must(2, {"sync"});
  CHECK(said(hsn.err.str(), "another Notion database of products"));
  CHECK(said(hsn.err.str(), "hsn rebuild"));
  CHECK(hsn.writes.empty());
  hsn.must(2, {"sync"});
  hsn.environment.erase("NOTION_PRODUCTS_DATABASE_ID");
  hsn.must(0, {"sync"});
  CHECK(hsn.writes.empty());
}

TEST_CASE("databases: a rebuild goes by the new one") {
  Studio hsn;
  hsn.add_product("Lamp", "40");
  hsn.set_up();
  hsn.environment["NOTION_PRODUCTS_DATABASE_ID"] = line_of(hsn, "NOTION_CLIENTS_DATABASE_ID");
  hsn.must(0, {"rebuild"});
  hsn.must(0, {"sync"});
  CHECK(hsn.page("Clients", "Lamp").plain.at("External ID").starts_with("woocommerce:product:"));
}

}  // namespace
}  // namespace hsn::cli::databases_test
