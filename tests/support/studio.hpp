// The real hub and the real shop client (and any other service that is invited), each in front of its emulator, with set-up
// databases and the engine between them: what users have, in one process and on a clock of its own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "notion/layout.hpp"
#include "sandbox/emulator.hpp"
#include "sandbox/notion.hpp"
#include "services/woocommerce/sandbox.hpp"
#include "state/store.hpp"
#include "support/fakes.hpp"
#include "sync/engine.hpp"

namespace hsn::test {

class Studio {
 public:
  explicit Studio(sandbox::NotionOptions = {});

  // Another registered service takes part, in front of its empty emulator; `mapping` is a mapping file.
  sandbox::Emulator& invite(std::string_view service, std::string_view mapping = {},
                            std::map<std::string, std::string, std::less<>> settings = {});

  bool free_time = false;  // services that are invited tell of free slots too

  FakeClock clock;
  std::unique_ptr<sandbox::Notion> notion;
  std::unique_ptr<sandbox::Shop> shop;
  sync::Options options;
  std::function<void(const char*)> journal_point;
  using Pass = std::function<http::Response()>;
  std::function<FakeTransport::Answer(const http::Request&, const Pass& pass)> wire;

  struct Ran {
    sync::Report report;
    std::vector<http::Request> requests;
    std::size_t writes = 0;  // requests that change something
  };
  Ran sync();
  sync::Priced diff();  // after a pull
  Ran settle_down();    // an hour later each: until a run writes nothing (five at most)
  state::Store& store() { return *store_; }
  sync::Catalog& catalog() { return catalog_; }

  // The page whose External ID, or title, this is; fails the test when it is not exactly one.
  sandbox::Notion::Page page(const std::string& database, const std::string& name) const;
  void edit(const std::string& database, const std::string& name, const std::string& property, const std::string& value_json);
  // What people see on both sides, without ids and times that a detour may change.
  std::string picture() const;

 private:
  Ran run(const std::function<void(sync::Engine&, state::RunId, sync::Report&)>& verb);
  http::Response serve(http::Request, Instant now);
  FakeTransport::Answer answer_to(const http::Request&, Instant now);

  notion::Layout layout_;
  struct Guest {
    std::string host;
    std::unique_ptr<sandbox::Emulator> emulator;
    std::unique_ptr<remote::Remote> remote;
  };

  std::unique_ptr<remote::Remote> hub_remote_, shop_remote_;
  std::vector<Guest> guests_;
  http::Courier::Options patience_;
  sync::Catalog catalog_;
  MapLedger ledger_;
  std::unique_ptr<state::Store> store_;
  std::uint64_t runs_ = 0;
};

}  // namespace hsn::test
