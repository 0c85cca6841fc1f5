#include "sync/readback.hpp"

#include <catch2/catch.hpp>

#include "core/time.hpp"
#include "entities/entities.hpp"

namespace readback_test {

using namespace hsn;

TEST_CASE("readback: a page shows what was written, or something else as well") {
  const auto& schema = *entities::find("orders");
  Write write;
  write.key = {"orders", "woocommerce:order:7"};
  write.changes = {{"total", {}, Decimal::parse("85.00").value(), ""},
                   {"status", {}, std::string("Completed"), ""},
                   {"client", {}, std::vector<Ref>{{"client:anna@example.com"}}, ""}};
  write.refs = {{"client:anna@example.com", "p1"}};
  Seen page;
  page.record = {write.key,
                 {{"total", Decimal(85)},
                  {"status", std::string("Completed")},
                  {"client", std::vector<Ref>{{"@p1"}}},
                  {"tracking_number", std::string()},
                  {"managed", false}}};
  CHECK(sync::shows(page, write, schema));
  auto& fields = page.record.fields;
  SECTION("a value that was changed on the way") { fields["total"] = Decimal(84); }
  SECTION("another record") { fields["client"] = std::vector<Ref>{{"@p2"}}; }
  SECTION("a record too many") { fields["client"] = std::vector<Ref>{{"@p1"}, {"@p2"}}; }
  SECTION("a value that nobody wrote") { fields["tracking_number"] = std::string("1Z999AA1"); }
  SECTION("a mark that nobody set") { fields["managed"] = true; }
  SECTION("a value that did not arrive") { fields.erase("status"); }
  CHECK_FALSE(sync::shows(page, write, schema));
}

}  // namespace readback_test
