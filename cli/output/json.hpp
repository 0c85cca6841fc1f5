// The documents that `--json` prints: stable shapes, described in the man pages.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sync/catalog.hpp"
#include "sync/engine.hpp"
#include "sync/plan.hpp"

namespace hsn::cli {

// sync, push, pull, backfill. run 0: none was kept (dry run).
nlohmann::json report_json(std::int64_t run, const sync::Report&, int signal, Duration took);
nlohmann::json diff_json(const sync::Catalog&, const sync::Priced&);
nlohmann::json errors_json(const sync::Report&);  // of records and lanes
nlohmann::json error_json(const Error&);
// Of a command that stopped before it had anything to report: {"status":"failed","exit":N,"errors":[…]}
nlohmann::json stop_json(const Error&, int exit);
nlohmann::json conflict_json(const sync::Conflict&);
nlohmann::json instant_json(const std::optional<Instant>&);

// One document on stdout, ended by a line end.
std::string document(const nlohmann::json&);

}  // namespace hsn::cli
