#include "sync/engine.hpp"

#include <utility>

#include "sync/desk.hpp"

namespace hsn::sync {

Engine::Engine(World world, Options options) : desk_(std::make_unique<Desk>(std::move(world), std::move(options))) {}
Engine::~Engine() = default;

void Engine::sync(state::RunId run, Report& report) {
  recover(report);
  if (desk_->options.pull) pull(report);
  push(run, report);
}

}  // namespace hsn::sync
