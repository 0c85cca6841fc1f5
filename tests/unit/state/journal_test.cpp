#include <catch2/catch.hpp>

#include "help.hpp"

namespace journal_test {

using namespace hsn;
using namespace hsn::state;
using Keys = std::vector<std::string>;

namespace {

Write planned(Verb verb, const Lane& to, const RecordKey& key = kOrder) {
  Write write;
  write.verb = verb;
  write.to = to;
  write.key = key;
  write.title = "#1007";
  write.changes = {{"total", Decimal(1), Decimal(2), "changed in the shop"}};
  write.agreed = {{"total", Decimal(2)}};
  write.at = kNow;
  return write;
}
IntentId sent(Store& store, const Write& write, RunId run = 1) { return store.open_intent(run, std::vector{write}, kNow).at(0); }

std::unique_ptr<Store> with_order() {
  auto store = memory();
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7", {{"total", Decimal(2)}})});
  drain(*store);
  return store;
}

FieldValue moment(Instant at) { return Date{.start = at, .end = {}, .date_only = false, .zone = {}}; }
Seen stamped(int total, const FieldValue& last_sync) {
  return seen("orders", kOrder.external_id, "p1", {{"total", Decimal(total)}, {"last_sync", last_sync}});
}

}  // namespace

TEST_CASE("journal: a request has left when its run has ended, or the next one has begun") {
  auto store = with_order();
  const auto killed = store->begin_run("hsn sync", "cron", kNow);
  store->open_intent(killed, std::vector{planned(Verb::create, kPages)}, kNow);
  CHECK_FALSE(store->open_intents().at(0).left);
  const auto next = store->begin_run("hsn sync", "cron", after(90));
  CHECK(store->open_intents().at(0).left == after(90));
  store->begin_run("hsn sync", "cron", after(300));
  CHECK(store->open_intents().at(0).left == after(90));
  store->open_intent(next, std::vector{planned(Verb::update, kOrders)}, after(91));
  store->end_run(next, 0, "", after(200));
  CHECK(store->open_intents().at(1).left == after(200));
}

TEST_CASE("journal: an intent holds its row until it is settled, and is read back whole") {
  auto store = with_order();
  auto write = planned(Verb::update, kOrders);
  write.known = store->row(kOrder)->facets.at(kOrders);
  write.refs = {{kAnna.external_id, "c1"}};
  write.expect = {{kPages, "total", Decimal(2)}};
  const auto ids = store->open_intent(3, std::vector{write, planned(Verb::create, kPages)}, kNow);
  REQUIRE(ids.size() == 2);
  CHECK(store->held(kOrder));
  CHECK_FALSE(store->held(kAnna));
  const auto open = store->open_intents();
  REQUIRE(open.size() == 2);
  CHECK(open[0].id == ids[0]);
  CHECK(open[0].run == 3);
  CHECK(open[0].opened == kNow);
  CHECK_FALSE(open[0].settled);
  CHECK(open[0].outcome.empty());
  CHECK(open[0].write.changes == write.changes);
  CHECK(open[0].write.known == write.known);
  CHECK(open[0].write.refs == write.refs);
  CHECK(open[0].write.expect == write.expect);
  store->settle(ids[0], write.known, after(1));
  CHECK(store->held(kOrder));
  store->settle(ids[1], seen("orders", kOrder.external_id, "p1"), after(1));
  CHECK_FALSE(store->held(kOrder));
  CHECK(store->open_intents().empty());
}

TEST_CASE("settle: a page that was made is the row's; base, journal and agenda go with it") {
  auto store = with_order();
  const auto id = sent(*store, planned(Verb::create, kPages));
  store->settle(id, seen("orders", kOrder.external_id, "p1", {{"total", Decimal(2)}, {"managed", true}}, after(1)), after(2));
  const auto row = store->row(kOrder);
  CHECK(row->hub->remote_id == "p1");
  CHECK(row->hub->record.fields.at("total") == FieldValue(Decimal(2)));
  CHECK(row->managed);
  CHECK(row->base->fields == Fields{{"total", Decimal(2)}});
  CHECK_FALSE(row->pushed);  // that is for writes to services
  CHECK(drain(*store, after(2)) == Keys{kOrder.external_id});
  const auto history = store->history(kOrder, 10);
  REQUIRE(history.size() == 1);
  CHECK(history[0].outcome == "done");
  CHECK(history[0].settled == after(2));
}

TEST_CASE("settle: a page that is as it was wanted leaves its row at rest, unless somebody woke it meanwhile") {
  auto store = memory();
  show(*store, kOrders, {seen("orders", kOrder.external_id, "7", {{"total", Decimal(2)}})});
  const auto look = [&](Instant now) {
    Keys due;
    for (Position position; !position.end;)
      for (const auto& row : store->rows({}, now, position)) due.push_back(row.key.external_id);
    return due;
  };
  CHECK(look(after(1)) == Keys{kOrder.external_id});
  const auto page = seen("orders", kOrder.external_id, "p1", {{"total", Decimal(2)}}, after(1));
  const auto id = sent(*store, planned(Verb::create, kPages));
  bool ended = true, rests = false;
  SECTION("as it was wanted") { rests = true; }
  SECTION("not as it was wanted") { ended = false; }
  SECTION("the shop has news") {
    show(*store, kOrders, {seen("orders", kOrder.external_id, "7", {{"total", Decimal(3)}}, after(2))}, after(2));
  }
  SECTION("a client whom it names has a page now") {
    show(*store, kCustomers, {seen("clients", kAnna.external_id, "5")}, after(2));
    show(*store, kOrders, {seen("orders", kOrder.external_id, "7", {{"client", names({kAnna.external_id})}}, after(2))},
         after(2));
    look(after(2));
    store->settle(sent(*store, planned(Verb::create, kClientPages, kAnna)), seen("clients", kAnna.external_id, "c1"), after(2));
  }
  store->settle(id, page, after(3), ended);
  const auto due = look(after(3));
  CHECK((std::count(due.begin(), due.end(), kOrder.external_id) == 0) == rests);
}

TEST_CASE("settle: our own write comes back in a walk and changes nothing; its older state in a lagging index neither") {
  auto store = with_order();
  auto page = seen("orders", kOrder.external_id, "p1", {{"total", Decimal(2)}}, after(60));
  show(*store, kPages, {seen("orders", kOrder.external_id, "p1", {{"total", Decimal(1)}})});
  store->settle(sent(*store, planned(Verb::update, kPages)), page, after(60));
  drain(*store, after(60));
  page.sure = false;
  show(*store, kPages, {page}, after(61));
  CHECK(drain(*store, after(61)).empty());
  auto stale = seen("orders", kOrder.external_id, "p1", {{"total", Decimal(1)}});
  stale.sure = false;
  show(*store, kPages, {stale}, after(62));
  CHECK(drain(*store, after(62)).empty());
  CHECK(store->row(kOrder)->hub->record.fields.at("total") == FieldValue(Decimal(2)));
}

TEST_CASE("settle: the answer is believed as sure even if it was read like a query") {
  auto store = with_order();
  auto page = seen("orders", kOrder.external_id, "p1", {{"total", Decimal(2)}}, after(60));
  page.sure = false;
  store->settle(sent(*store, planned(Verb::create, kPages)), page, after(60));
  auto stale = seen("orders", kOrder.external_id, "p1", {{"total", Decimal(1)}});
  stale.sure = false;
  show(*store, kPages, {stale}, after(62));
  CHECK(store->row(kOrder)->hub->record.fields.at("total") == FieldValue(Decimal(2)));
}

TEST_CASE("settle: a record made at a service from a page gives the row its key; the old one goes on answering") {
  auto store = memory();
  show(*store, kProductPages, {seen("products", "", "p1", {{"name", text("Cup")}})});
  show(*store, kPages, {seen("orders", kOrder.external_id, "o1", {{"products", names({"@p1"})}})});
  drain(*store);
  const RecordKey born{"products", "notion:p1"}, made{"products", "woocommerce:product:812"};
  const auto id = sent(*store, planned(Verb::create, kShop, born));
  const auto answer = seen("products", made.external_id, "812", {{"name", text("Cup")}});
  SECTION("as it should be") {}
  SECTION("although a walk has met it before") { show(*store, kShop, {answer}); }
  store->settle(id, answer, after(1));
  const auto row = store->row(born);
  REQUIRE(row);
  CHECK(row->key == made);
  CHECK(row->hub->remote_id == "p1");
  CHECK(row->facets.at(kShop).remote_id == "812");
  CHECK(row->former == std::set<std::string>{"notion:p1"});
  CHECK(row->pushed == after(1));
  CHECK(store->history(made, 10).size() == 1);
  CHECK(drain(*store, after(1)) == Keys{made.external_id, kOrder.external_id});  // whose relation has a new name
}

TEST_CASE("settle: a pushed e-mail re-keys the client") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  const auto id = sent(*store, planned(Verb::update, kCustomers, {"clients", "client:old@example.com"}));
  store->settle(id, seen("clients", "client:new@example.com", "5"), after(1));
  CHECK(store->row({"clients", "client:old@example.com"})->key.external_id == "client:new@example.com");
}

TEST_CASE("settle: an answer that goes on telling a client's former address does not bring it back") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:b@example.com", "5")});
  const Lane other{"amelia", "customers"};
  show(*store, other, {seen("clients", "client:b@example.com", "9")});
  show(*store, other, {seen("clients", "client:c@example.com", "9")});
  REQUIRE(store->row({"clients", "client:b@example.com"})->key.external_id == "client:c@example.com");
  const auto id = sent(*store, planned(Verb::update, kCustomers, {"clients", "client:c@example.com"}));
  store->settle(id, seen("clients", "client:b@example.com", "5"), after(1));
  CHECK(store->row({"clients", "client:b@example.com"})->key.external_id == "client:c@example.com");
}

TEST_CASE("settle: a guest becomes a customer: what an order said of them gives way") {
  auto store = memory();
  show(*store, kOrders, {seen("clients", kAnna.external_id, "", {{"phone", text("1")}})});
  store->settle(sent(*store, planned(Verb::create, kCustomers, kAnna)), seen("clients", kAnna.external_id, "5"), after(1));
  CHECK(store->row(kAnna)->facets.at(kCustomers).remote_id == "5");
  CHECK(store->row(kAnna)->facets.contains(kOrders));
}

TEST_CASE("settle: an appended note leaves the record as it was; ids that are merely noted are no push") {
  auto store = with_order();
  auto note = planned(Verb::append, kOrders);
  note.agreed = {{"tracking_number", text("1Z")}};
  note.counts = false;
  store->settle(sent(*store, note), {}, after(1));
  const auto row = store->row(kOrder);
  CHECK(row->facets.at(kOrders).remote_id == "7");
  CHECK(row->facets.at(kOrders).record.fields.at("total") == FieldValue(Decimal(2)));
  CHECK(row->base->fields == note.agreed);
  CHECK_FALSE(row->pushed);
}

TEST_CASE("settle: an edit made in between shows in the answer and is kept, not agreed on") {
  auto store = with_order();
  show(*store, kPages, {seen("orders", kOrder.external_id, "p1", {{"total", Decimal(1)}, {"note", text("a")}})});
  store->adopt(std::vector<Store::Agreed>{{kOrder, {{"note", text("a")}}}});
  store->settle(sent(*store, planned(Verb::update, kPages)),
                seen("orders", kOrder.external_id, "p1", {{"total", Decimal(2)}, {"note", text("b")}}), after(1));
  CHECK(store->row(kOrder)->hub->record.fields.at("note") == text("b"));
  CHECK(store->row(kOrder)->base->fields == Fields{{"total", Decimal(2)}, {"note", text("a")}});
}

TEST_CASE("settle: a page that shows the Last Sync of our write is as it is after it, in the same minute too") {
  auto store = with_order();
  const FieldValue before = GENERATE(false, true) ? moment(kNow) : FieldValue();
  auto write = planned(GENERATE(Verb::create, Verb::update), kPages);
  if (write.verb == Verb::update) write.known.remote_id = GENERATE("p1", "p2");
  write.changes.push_back({"last_sync", before, moment(kNow), "time of the sync"});
  store->settle(sent(*store, write), stamped(2, moment(kNow)), kNow);
  auto row = stamped(3, GENERATE(false, true) ? moment(kNow) : moment(after(-60)));
  row.sure = false;
  show(*store, kPages, std::vector{row});
  const bool ours = is_empty(before) && write.known.remote_id != "p2" && row.record.fields.at("last_sync") == moment(kNow);
  CHECK(store->doubts(kPages).empty() == ours);
  CHECK(store->row(kOrder)->hub->record.fields.at("total") == FieldValue(Decimal(ours ? 3 : 2)));
}

TEST_CASE("settle: clears the doubt about its record, and a second time does nothing") {
  auto store = with_order();
  store->doubt(kOrders, "7");
  const auto id = sent(*store, planned(Verb::update, kOrders));
  const auto answer = seen("orders", kOrder.external_id, "7", {{"total", Decimal(2)}});
  store->settle(id, answer, after(1));
  CHECK(store->doubts(kOrders).empty());
  drain(*store, after(1));
  store->settle(id, answer, after(2));
  CHECK(drain(*store, after(2)).empty());
}

TEST_CASE("drop: what has been carried out stays so") {
  auto store = with_order();
  const auto id = sent(*store, planned(Verb::update, kOrders));
  store->settle(id, seen("orders", kOrder.external_id, "7", {{"total", Decimal(2)}}), after(1));
  store->drop(id, {Fault::unreachable, "too late", "", ""}, after(2));
  CHECK(store->history(kOrder, 1).at(0).outcome == "done");
  CHECK(store->doubts(kOrders).empty());
}

TEST_CASE("together: answers and new intents are one transaction, which a crash in its midst undoes whole") {
  auto store = with_order();
  const auto id = sent(*store, planned(Verb::update, kOrders));
  const auto answer = seen("orders", kOrder.external_id, "7", {{"total", Decimal(2)}});
  const auto both = [&](bool crash) {
    store->together([&] {
      store->settle(id, answer, after(1));
      sent(*store, planned(Verb::update, kPages));
      if (crash) throw std::runtime_error("killed");
    });
  };
  CHECK_THROWS(both(true));
  REQUIRE(store->open_intents().size() == 1);
  CHECK(store->open_intents()[0].id == id);
  CHECK_FALSE(store->row(kOrder)->base);
  both(false);
  REQUIRE(store->open_intents().size() == 1);
  CHECK(store->open_intents()[0].id != id);
  CHECK(store->row(kOrder)->base);
}

TEST_CASE("drop: the row stays due; its record is in doubt unless the error was about the data") {
  auto store = with_order();
  auto write = planned(Verb::update, kOrders);
  write.known.remote_id = "7";
  const auto fault = GENERATE(Fault::bad_data, Fault::unreachable, Fault::ambiguous, Fault::not_found, Fault::conflict);
  store->drop(sent(*store, write), {fault, "refused", "total", ""}, after(1));
  CHECK_FALSE(store->held(kOrder));
  CHECK(drain(*store, after(1)) == Keys{kOrder.external_id});
  CHECK(store->doubts(kOrders).empty() == (fault == Fault::bad_data));
  CHECK(store->history(kOrder, 1).at(0).outcome == "total: refused");
  CHECK_FALSE(store->row(kOrder)->base);
  store->drop(sent(*store, planned(Verb::create, kPages)), {fault, "", "", ""}, after(1));
  CHECK(store->doubts(kPages).empty());
  CHECK_FALSE(store->held(kOrder));
}

TEST_CASE("absorb: a row with something on the wire is not joined with another") {
  auto store = memory();
  show(*store, kCustomers, {seen("clients", "client:old@example.com", "5")});
  show(*store, kOrders, {seen("clients", "client:new@example.com", "")});
  sent(*store, planned(Verb::create, kClientPages, {"clients", "client:new@example.com"}));
  show(*store, kCustomers, {seen("clients", "client:new@example.com", "5")});
  CHECK(store->row({"clients", "client:old@example.com"})->key.external_id == "client:old@example.com");
  CHECK(store->problems().size() == 1);
}

TEST_CASE("history: newest first, cut at the limit, by run and by record") {
  auto store = with_order();
  for (const RunId run : {1, 2, 2}) {
    auto write = planned(Verb::update, kOrders);
    write.title = std::to_string(run);
    store->settle(sent(*store, write, run), seen("orders", kOrder.external_id, "7"), after(1));
  }
  CHECK(store->history(kOrder, 2).size() == 2);
  CHECK(store->history(kOrder, 2)[0].run == 2);
  CHECK(store->history(kOrder, 0).size() == 3);
  CHECK(store->history(kAnna, 10).empty());
  CHECK(store->intents_of(2).size() == 2);
  CHECK(store->intents_of(9).empty());
}

TEST_CASE("runs: are kept with who, when, how it ended and the report") {
  auto store = memory();
  const auto first = store->begin_run("sync", "anna", kNow);
  const auto second = store->begin_run("pull woocommerce", "cron", after(60));
  store->end_run(first, 4, "{\"a\":1}", after(30));
  CHECK(first != second);
  const auto run = store->run(first);
  REQUIRE(run);
  CHECK((run->command == "sync" && run->who == "anna" && run->began == kNow));
  CHECK((run->ended == after(30) && run->exit == 4 && run->report == "{\"a\":1}"));
  CHECK_FALSE(store->run(second)->ended);
  CHECK_FALSE(store->run(99));
  REQUIRE(store->runs(1).size() == 1);
  CHECK(store->runs(1)[0].id == second);
  CHECK(store->runs(10).size() == 2);
}

}  // namespace journal_test
