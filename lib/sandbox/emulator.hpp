// A remote's stand-in: a pure object from requests to answers. Strict as the fact sheets and fixtures say, never more lenient.
// A service's folder exports one EmulatorDef; services/all.def lists them, and the sandbox mounts them all.
#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "http/message.hpp"
#include "sandbox/page.hpp"

namespace hsn::sandbox {

class Emulator {
 public:
  virtual ~Emulator() = default;
  // `request.url` is absolute; headers carry Authorization as it came over the wire (Request::auth is not looked at).
  virtual http::Response serve(const http::Request&, Instant now) = 0;
  // What people and tests do at the service itself, through the sandbox's door: GET or POST /_sandbox/<name>/<what>. `body` is
  // what was posted, or the query's parameters as text. bad_data says what cannot be done; not_found that there is no such
  // `what`.
  virtual Result<nlohmann::json> act(std::string_view what, const nlohmann::json& body, Instant now);
  virtual nlohmann::json tally() const;         // for /_sandbox/counters
  virtual std::vector<Table> overview() const;  // for the sandbox's page
};

// How much sample data; the same number gives the same data.
struct SeedSize {
  std::size_t products = 12, customers = 8, guests = 4, orders = 20;
};
// What an emulator is filled with. The n-th person is the same in every service: see sandbox/seeds.hpp.
struct Seed {
  SeedSize size;
  bool empty = false;  // no sample data
  Instant now{};
};

struct EmulatorDef {
  std::string_view name;    // of its door: /_sandbox/<name>/
  std::string_view prefix;  // of its paths: "/wp-json/"
  std::unique_ptr<Emulator> (*make)(const Seed&);
  // The lines of the env file that point to it; `url` is the sandbox's own.
  std::vector<std::pair<std::string, std::string>> (*settings)(const std::string& url);
  std::string_view mapping{};  // its part of the mapping file that fits the sample data
};
std::span<const EmulatorDef* const> emulators();  // one for each line of services/all.def

}  // namespace hsn::sandbox
