// Notion's answers to our changes.
#include "fuzz/workspace.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(notion_wrote, input) {
  static const auto notion = hub();
  static const std::vector<Write> kWrites = [] {
    Write update;
    update.verb = Verb::update;
    update.to = {"notion", "things"};
    update.key = {"things", "woocommerce:product:24"};
    update.known.remote_id = kPageId;
    update.changes = {{"name", {}, std::string("Moon print"), ""}, {"price", {}, Decimal(85), ""}};
    auto create = update, archive = update;
    create.verb = Verb::create;
    create.known.remote_id.clear();
    archive.verb = Verb::archive;
    return std::vector{update, create, archive};
  }();
  const auto& write = kWrites[choice(input, kWrites.size())];
  send(*notion, std::span(&write, 1), answers(input), kNotionUrl, thing_schema);
}
