// One service, whichever it is, in front of its own emulator with sample data, made from its registration alone; with a clock of
// its own, a courier between the two, and a door for trouble. What it sends is looked at on the way.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "http/courier.hpp"
#include "remote/registry.hpp"
#include "sandbox/emulator.hpp"
#include "support/fakes.hpp"

namespace hsn::contract {

using Settings = std::map<std::string, std::string, std::less<>>;

struct Service {
  const remote::ServiceDef& def;
  const sandbox::EmulatorDef& emulated;
};
// As registered, in order; its folder, and that of its emulator, README and nothing else.
std::vector<Service> everybody();
std::string folder_of(const Service&);

// What points the service to its emulator, and what that makes of it.
Settings settings_of(const Service&);
Result<config::Config> configured(const Settings&);
Result<config::Mapping> mapping_of(const Service&);

class Stand {
 public:
  explicit Stand(const Service&);

  const Service service;
  test::FakeClock clock;
  config::Config config;
  config::Mapping mapping;
  std::unique_ptr<sandbox::Emulator> emulator;
  std::unique_ptr<remote::Remote> remote;
  // Stands between the two; `pass` is the emulator's own answer. Null: nothing does.
  using Pass = std::function<http::Response()>;
  std::function<test::FakeTransport::Answer(const http::Request&, const Pass& pass)> trouble;
  std::vector<http::Request> sent;

  struct Walked {
    std::vector<Seen> seen;
    std::optional<remote::Cursor> cursor;
    std::optional<Error> error;                         // the walk ended before its time
    std::vector<std::pair<std::string, Error>> spoilt;  // records whose own question failed
  };
  Walked walk(const remote::Feed&, remote::Window::Kind, const remote::Cursor& = {}, std::vector<std::string> ids = {});
  Walked follow(remote::Step first);
  Result<http::Response> ask(http::Request);
  // The outcome of one write, with the questions that it leads to.
  Result<Seen> write(const Write&);

  std::vector<remote::Feed> listed() const;  // the feeds that are walked
  bool tells_secrets(std::string_view text) const;

 private:
  test::FakeTransport::Answer answer_to(const http::Request&, Instant now);

  test::FakeTransport transport_;
  test::MapLedger ledger_;
  http::Courier courier_;
};

}  // namespace hsn::contract
