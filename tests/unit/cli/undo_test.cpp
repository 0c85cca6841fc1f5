#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "studio.hpp"

namespace hsn::cli::undo_test {
namespace {

// An order whose note the customer has changed; a run has brought that to its page.
struct Changed : Studio {
  Changed() {
    const auto id = add_order("Ada", "ada@example.com", add_product("Lamp", "40"));
    set_up();
    shop->change("orders", id, R"({"customer_note":"Ring twice"})", clock.now());
    must(0, {"sync", "--json"});
    run_id = std::to_string(*int_at(*parse_json(out.str()), "/run"));
  }
  std::string note() const {
    for (const auto& page : notion->pages("Orders")) return page.plain.at("Customer Note");
    return {};
  }
  void empty_note() {
    for (const auto& page : notion->pages("Orders")) notion->edit(page.id, "Customer Note", R"({"rich_text":[]})", clock.now());
  }
  std::string run_id;
};

TEST_CASE("undo: what was put back stays so") {
  Changed hsn;
  REQUIRE(hsn.note() == "Ring twice");
  hsn.must(0, {"undo", hsn.run_id});
  CHECK(hsn.note().empty());
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.note().empty());
}

TEST_CASE("undo: what could not be put back is not held") {
  Changed hsn;
  const auto reached = hsn.network;
  hsn.network = [&](const http::Request& request, Instant now) -> test::FakeTransport::Answer {
    if (request.method != "PATCH") return reached(request, now);
    return test::answer(400, R"({"object":"error","status":400,"code":"validation_error","message":"no"})");
  };
  hsn.must(4, {"undo", hsn.run_id});
  hsn.network = reached;
  hsn.empty_note();
  hsn.must(0, {"sync", "--full"});
  CHECK(hsn.note() == "Ring twice");
}

}  // namespace
}  // namespace hsn::cli::undo_test
