// Session: a new state beside the one that is there, and how it takes its place.
#include "cli/session.hpp"
#include "cli/workspace.hpp"
#include "state/replace.hpp"

namespace hsn::cli {

Outcome<void> Session::open_fresh() {
  if (auto done = configure(); !done) return done;
  access_ = Access::write;
  if (auto locked = open_lock(); !locked) return locked;
  std::error_code ignored;
  if (std::filesystem::exists(state_file(), ignored)) {
    auto former = state::Store::open(state_file(), entity_order(), true);
    if (former) {
      former_ = std::move(*former);
    } else if (former.error().fault == Fault::conflict) {
      return tl::unexpected(former.error());  // of a newer hsn: not ours to replace
    } else {
      warn(describe(former.error()) + "; what only this file knew is lost");
    }
  }
  state::remove_state(fresh_file());
  auto fresh = state::Store::open(fresh_file(), entity_order());
  if (!fresh) return tl::unexpected(fresh.error());
  store_ = std::move(*fresh);
  // Columns that staff have renamed are found by their ids.
  if (former_) {
    if (const auto layout = former_->note(state::Store::kLayoutNote)) store_->note(state::Store::kLayoutNote, *layout);
  }
  return {};
}

Outcome<std::filesystem::path> Session::keep_fresh() {
  former_.reset();
  store_.reset();
  auto kept = state::replace_state(state_file(), fresh_file(), now());
  if (!kept) return tl::unexpected(kept.error());
  return *kept;
}

void Session::discard_fresh() {
  former_.reset();
  store_.reset();
  state::remove_state(fresh_file());
}

}  // namespace hsn::cli
