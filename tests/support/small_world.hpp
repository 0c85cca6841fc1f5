// A hub and a shop in memory with clients, products and orders, and the engine between them: every run is a new engine over the
// same state. Faults are put on the wire by a function.
#pragma once

#include <catch2/catch.hpp>
#include <functional>
#include <memory>
#include <string>

#include "state/store.hpp"
#include "support/fakes.hpp"
#include "support/table_remote.hpp"
#include "support/tables.hpp"
#include "support/values.hpp"
#include "sync/engine.hpp"

namespace hsn::test {

class SmallWorld {
 public:
  explicit SmallWorld(std::size_t batch = 1);

  FakeClock clock;
  Tables hub{"notion"}, shop{"woocommerce"};
  sync::Options options;
  sync::Events events;
  std::size_t in_flight = 4;
  std::function<void(const char*)> journal_point;
  // Stands on the wire: calls `pass` to let the request through, or not.
  using Pass = std::function<http::Response()>;
  std::function<FakeTransport::Answer(const http::Request&, const Pass& pass)> wire;

  // What is left of a run besides the report.
  struct Ran {
    sync::Report report;
    std::vector<http::Request> requests;
    state::RunId run{};
    std::size_t writes() const;  // requests that change something
  };
  using Verb = std::function<void(sync::Engine&, state::RunId, sync::Report&)>;
  Ran run(const Verb&);
  Ran sync();
  Ran settle_down();  // an hour later: runs until one writes nothing (five at most), the last of them returned

  state::Store& store();
  // Another's store instead of one of its own; an empty one, in which nothing is kept (Store::begin) beyond this world.
  void borrow(state::Store& store) { borrowed_ = &store; }
  static std::unique_ptr<state::Store> new_store();
  std::unique_ptr<state::Store> lose_state() { return std::move(store_); }  // the next store() is empty
  sync::Catalog& catalog() { return catalog_; }

  void with_inbox();  // the hub has a database for conflicts

  // Shorthands for what the tests say often.
  std::string add_product(const std::string& name, int price);
  std::string add_customer(const std::string& email, const std::string& first_name);
  std::string add_order(const std::string& number, const std::string& email, const std::vector<std::string>& products, int total);
  // The one page with this External ID; fails the test when there is none or more than one.
  const Tables::Entry& page(const std::string& database, const std::string& external_id);
  FieldValue on_page(const std::string& database, const std::string& external_id, const std::string& field);
  FieldValue in_shop(const std::string& feed, const std::string& id, const std::string& field);
  void edit_page(const std::string& database, const std::string& external_id, const std::string& field, FieldValue value);

 private:
  void take_part(const Schema&);

  TableRemote hub_remote_, shop_remote_;
  sync::Catalog catalog_;
  MapLedger ledger_;
  std::unique_ptr<state::Store> store_;
  state::Store* borrowed_ = nullptr;
  std::uint64_t runs_ = 0;
};

}  // namespace hsn::test

template <>
struct Catch::StringMaker<hsn::FieldValue> {
  static std::string convert(const hsn::FieldValue& value) { return hsn::display(value); }
};
