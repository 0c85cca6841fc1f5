#include "sync/propose.hpp"

#include <map>

#include "record/canonical.hpp"
#include "sync/decide.hpp"

namespace hsn::sync {
namespace {

constexpr std::string_view kEntity = "products", kCalled = "booked_as";

bool asks_for_number(const Row& row, const std::string& name, const std::string& field) {
  const FieldValue* number = hub_value(row, field);
  return row.hub && !row.hub->gone && text_in(row.hub->record.fields, "name") == name && number != nullptr && is_empty(*number);
}

}  // namespace

std::vector<Proposal> propose(const state::Store& store, const Catalog& catalog) {
  std::vector<Proposal> proposals;
  const Schema* schema = catalog.schema(kEntity);
  if (schema == nullptr) return proposals;
  const auto offers = store.unclaimed(kEntity);
  std::map<std::pair<std::string, std::string>, std::size_t> same_name;
  for (const auto& offer : offers) ++same_name[{offer.field, text_in(offer.told, kCalled)}];
  for (const auto& offer : offers) {
    const auto name = text_in(offer.told, kCalled);
    if (name.empty() || same_name.at({offer.field, name}) > 1) continue;
    const auto product = store.look().called(kEntity, name);
    const auto row = product ? store.row({std::string(kEntity), *product}) : std::nullopt;
    if (row && asks_for_number(*row, name, offer.field))
      proposals.push_back({row->key, name, std::string(schema->find(offer.field)->property), offer.number});
  }
  return proposals;
}

}  // namespace hsn::sync
