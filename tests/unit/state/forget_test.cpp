#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "help.hpp"

namespace forget_test {

using namespace hsn;
using namespace hsn::state;

namespace {

const RecordKey kBob{"clients", "client:bob@example.com"};

// Ada is forgotten; her notes have the words "create" and "Berlin" in lines of their own.
Erasure of_ada() {
  Erasure erasure;
  erasure.gone = {{"clients", "client:ada@example.com"}};
  erasure.names = {"client:ada@example.com"};
  erasure.words = {"ada@example.com", "Ada \"Augusta\" King", "create", "Berlin"};
  erasure.who = {"ada@example.com", "Ada \"Augusta\" King"};
  erasure.blank = [](std::string_view, Fields&) {};
  return erasure;
}

// What was written to Bob's page, as the history has it after Ada was forgotten.
Write kept_of(Write write) {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", kBob.external_id, "8")});
  write.to = kClientPages;
  write.key = kBob;
  const auto id = store->open_intent(1, std::vector{write}, kNow).at(0);
  store->settle(id, seen("clients", kBob.external_id, "p8"), kNow);
  CHECK(store->erase(of_ada()));
  return store->history(kBob, 0).at(0).write;
}

}  // namespace

TEST_CASE("erase: another client's history keeps the words that are everybody's, and its verbs") {
  Write write;
  write.verb = Verb::create;
  write.title = "Bob of Berlin";
  write.changes = {{"city", text("Berlin"), text("create"), "changed in Berlin"}};
  write.agreed = {{"city", text("create")}};
  const auto kept = kept_of(write);
  CHECK(kept.verb == Verb::create);
  CHECK(kept.title == write.title);
  CHECK(kept.changes == write.changes);
  CHECK(kept.agreed == write.agreed);
}

TEST_CASE("erase: what names the person goes from the history of others, quoted or not") {
  Write write;
  write.verb = Verb::update;
  write.title = "friend of Ada \"Augusta\" King";
  write.remark = "ask ada@example.com.";
  write.known.record.fields = {{"notes", text("<ada@example.com>")}};
  write.changes = {{"notes", text("Ada \"Augusta\" King, Berlin"), names({"client:ada@example.com"}), ""}};
  write.agreed = {{"tags", FieldValue(std::vector<std::string>{"ada@example.com", "VIP"})}};
  write.expect = {{kCustomers, "notes", text("ada@example.com")}};
  write.refs = {{"client:ada@example.com", "7"}};
  const auto kept = kept_of(write);
  CHECK(kept.verb == Verb::update);
  CHECK(kept.title == "friend of [forgotten]");
  CHECK(kept.remark == "ask [forgotten].");
  CHECK(kept.known.record.fields.at("notes") == text("<[forgotten]>"));
  CHECK(kept.changes.at(0).from == text("[forgotten], Berlin"));
  CHECK(kept.changes.at(0).to == names({"client:[forgotten]"}));
  CHECK(kept.agreed.at("tags") == FieldValue(std::vector<std::string>{"[forgotten]", "VIP"}));
  CHECK(kept.expect.at(0).value == text("[forgotten]"));
  CHECK(kept.refs == std::map<std::string, std::string>{{"client:[forgotten]", "7"}});
}

TEST_CASE("erase: an address or a name that only holds the person's is another's") {
  Write write;
  write.changes = {{"email", text("nada@example.com"), text("x.ada@example.com"), ""},
                   {"notes", text("ada@example.com.au"), text("Ada \"Augusta\" King-Noel ada@example.community"), ""}};
  CHECK(kept_of(write).changes == write.changes);
}

TEST_CASE("erase: commands and reports lose the words, in values alone") {
  auto store = memory();
  const auto run = store->begin_run("hsn show ada@example.com ADA@Example.COM", "anna", kNow);
  store->end_run(run, 0, R"({"create":1,"errors":[{"message":"Ada \"Augusta\" King has moved to Berlin"}]})", kNow);
  const auto other = store->begin_run("hsn sync", "anna", kNow);
  store->end_run(other, 0, "cut off: {\"ada@example.com", kNow);
  CHECK(store->erase(of_ada()));
  CHECK(store->run(run)->command == "hsn show [forgotten] [forgotten]");
  CHECK(store->run(run)->report == R"({"create":1,"errors":[{"message":"[forgotten] has moved to [forgotten]"}]})");
  CHECK(store->run(other)->report == "cut off: {\"[forgotten]");
}

TEST_CASE("erase: problems of others stay without the words, the person's own go, and so do notes that name them") {
  auto store = memory();
  store->problem(kBob, "woocommerce", Error{Fault::bad_data, "no such city: Berlin", "Berlin", "write to ada@example.com"});
  store->problem({"clients", "client:ada@example.com"}, "woocommerce", Error{Fault::bad_data, "no", "", ""});
  store->note("layout", "ada@example.com");
  store->note("forget key", "ada@example.com");
  store->note("backfill", "Berlin");
  store->note("asked", "ada@example.com");
  CHECK(store->erase(of_ada()));
  const auto problems = store->problems();
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].key == kBob);
  CHECK(problems[0].error.what == "no such city: [forgotten]");
  CHECK(problems[0].error.where == "[forgotten]");
  CHECK(problems[0].error.remedy == "write to [forgotten]");
  CHECK(store->note("layout"));
  CHECK(store->note("forget key"));
  CHECK(store->note("backfill") == "Berlin");
  CHECK_FALSE(store->note("asked"));
}

TEST_CASE("erase: what was said of an unreadable record that stays goes too") {
  auto store = memory();
  auto erasure = of_ada();
  erasure.kept = {kOrder};
  erasure.strike = [](std::string_view, Fields&) {};
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7")});
  auto unreadable = seen("orders", kOrder.external_id, "7");
  unreadable.problem = R"(phone is a list: ["+49 30 1"])";
  show(*store, kOrders, {unreadable});
  CHECK(store->erase(erasure));
  CHECK(store->row(kOrder)->facets.at(kOrders).problem == "could not be read");
}

TEST_CASE("erase: while another process reads the state, its journal is not emptied, and that is told") {
  const test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  const auto store = opened(file);
  show(*store, kCustomers, {seen("clients", "client:ada@example.com", "7")});
  auto reader = Store::open(file, {"clients"}, true);
  REQUIRE(reader);
  (*reader)->begin();
  CHECK((*reader)->row({"clients", "client:ada@example.com"}));
  CHECK_FALSE(store->erase(of_ada()));
  CHECK(std::filesystem::file_size(file.string() + "-wal") > 0);
  (*reader)->rollback();
  CHECK(store->erase(of_ada()));
  CHECK(std::filesystem::file_size(file.string() + "-wal") == 0);
}

}  // namespace forget_test
