// All emulators behind one address, with one list of faults, one clock, and a door for people and tests:
//
//   GET  /_sandbox/                 everything as an HTML page
//   GET  /_sandbox/counters         requests seen, by emulator
//   GET  /_sandbox/notion/pages     ?database=TITLE: the rows, as plain text
//   POST /_sandbox/notion/edit      {"page", "property", "value": {"number": 45}}   as a human user
//   POST /_sandbox/notion/add       {"database", "properties"}
//   POST /_sandbox/notion/trash     {"page", "in_trash"?: false}
//   POST /_sandbox/notion/rename    {"database", "from", "to"}                      a column
//   POST /_sandbox/notion/delete    {"database", "property"}
//   POST /_sandbox/notion/retype    {"database", "property", "type"}
//   POST /_sandbox/notion/share     {"shared": false}
//   GET  /_sandbox/shop/all         ?kind=products
//   POST /_sandbox/<name>/<what>    what a service's own people do there: Emulator::act (shop: add, change, refund, trash, erase)
//   POST /_sandbox/fault            {"fault": "drop-after:POST:/v1/pages:3"}        as parse_failpoint reads it
//   POST /_sandbox/faults/clear
//   POST /_sandbox/clock            {"advance_seconds": 3600}                       the emulators' now runs ahead
//
// "page" is a page id, or {"database": TITLE, "title": TITLE OF THE ROW}. What cannot be done is a 400 with {"error"}.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sandbox/emulator.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/notion.hpp"

namespace hsn::sandbox {

class World {
 public:
  explicit World(std::unique_ptr<Notion>);  // answers below /v1/
  // Emulators see the whole URL: the prefix chooses one, and stays. To be called before the first request.
  // `name` is that of its door, /_sandbox/<name>/; returns what was mounted.
  Emulator& mount(std::string name, std::string prefix, std::unique_ptr<Emulator>);
  Notion& notion() { return *notion_; }

  // From any thread; one request at a time.
  Exchange serve(const http::Request&, Instant now);

 private:
  friend class Door;
  struct Mount {
    std::string name, prefix;
    std::unique_ptr<Emulator> emulator;
  };
  std::mutex mutex_;
  Notion* notion_;
  std::vector<Mount> mounts_;
  Faults faults_;
  Duration ahead_{};
};

}  // namespace hsn::sandbox
