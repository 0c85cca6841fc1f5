// The service, Notion and the engine between them: sample data arrive, and then there is peace.
#include <algorithm>
#include <set>

#include "cli/miniature.hpp"
#include "contract/checks.hpp"
#include "entities/entities.hpp"

namespace hsn::contract {
namespace {

void comes_to_rest_with_notion(Stand& stand) {
  sync::Options options;
  cli::Miniature studio(stand.config, stand.mapping, options, 1);
  const auto ready = studio.set_up();
  if (!ready) FAIL(describe(ready.error()));
  CHECK(studio.run() == 0);

  const auto lines = studio.picture();
  for (const auto& feed : stand.listed()) {
    const auto& own = feed.entities.front();
    if (own.optional || own.adds) continue;
    const auto database = "Notion, " + std::string(entities::find(own.entity)->title) + " |";
    INFO(database);
    CHECK(std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.starts_with(database); }));
  }
}

constexpr Check kMeeting[] = {
    {"its sample data reach Notion, and then a whole sync writes nothing", comes_to_rest_with_notion},
};

}  // namespace

std::span<const Check> meeting() { return kMeeting; }

}  // namespace hsn::contract
