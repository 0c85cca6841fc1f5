// A second file beside the state, open to every process at once: what each host's budget has left (and later: webhook
// deliveries).
#pragma once

#include <filesystem>
#include <memory>

#include "core/result.hpp"
#include "http/ledger.hpp"

namespace hsn::state {

// A lost or corrupt spool is made anew: budgets are learnt again. ":memory:" for tests.
Result<std::unique_ptr<http::Ledger>> open_ledger(const std::filesystem::path&);

}  // namespace hsn::state
