#include "sync/readback.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "record/canonical.hpp"
#include "sync/desk.hpp"
#include "sync/holds.hpp"

namespace hsn::sync {
namespace {

// A page's refs by the External IDs under which they were sent.
FieldValue with_names(FieldValue shown, const Write& write) {
  if (auto* refs = std::get_if<std::vector<Ref>>(&shown)) {
    for (const auto& [name, page] : write.refs)
      for (auto& ref : *refs)
        if (ref.id == "@" + page) ref.id = name;
    std::sort(refs->begin(), refs->end());
  }
  return shown;
}

// The side goes on showing the value that was to be changed.
bool was_not_taken(const FieldDef& field, const Change& change, const Seen& after) {
  const auto* there = after.record.find(change.field);
  return there != nullptr && !same(field, *there, change.to) && same(field, *there, change.from);
}

}  // namespace

bool shows(const Seen& page, const Write& write, const Schema& schema) {
  const auto nothing = [](const FieldValue& value) { return is_empty(value) || value == FieldValue(false); };
  const auto written = [&](const std::string& field) {
    return std::any_of(write.changes.begin(), write.changes.end(), [&](const Change& change) { return change.field == field; });
  };
  const auto arrived = [&](const Change& change) {
    const auto* field = schema.find(change.field);
    const auto* shown = page.record.find(change.field);
    if (field == nullptr || shown == nullptr) return false;
    auto sent = change.to;
    if (auto* refs = std::get_if<std::vector<Ref>>(&sent)) {
      for (auto& ref : *refs) {
        if (const auto there = write.refs.find(ref.id); there != write.refs.end()) ref.id = "@" + there->second;
      }
    }
    return same(*field, *shown, sent);
  };
  return std::all_of(write.changes.begin(), write.changes.end(), arrived) &&
         std::all_of(page.record.fields.begin(), page.record.fields.end(),
                     [&](const auto& shown) { return nothing(shown.second) || written(shown.first); });
}

std::string left_as_it_was(const Write& write, const Seen& after, const Catalog& catalog) {
  const auto* schema = catalog.schema(write.key.entity);
  const auto* service = catalog.service(write.to.service);
  if (service == nullptr || schema == nullptr || write.verb == Verb::archive) return {};
  std::vector<std::string> lines;
  for (const auto& change : write.changes) {
    const auto* field = schema->find(change.field);
    if (field == nullptr || field->property.empty() || !was_not_taken(*field, change, after)) continue;
    lines.push_back(std::string(field->property) + ": " + service->title + " did not take " +
                    display(field, change.to, kColumns, catalog.zone) + ", it goes on showing " +
                    display(field, *after.record.find(change.field), kColumns, catalog.zone));
  }
  return join(lines, "\n");
}

std::vector<Hold> renderings(const Write& write, const Seen& after, const Schema& schema) {
  std::vector<Hold> learnt;
  for (const auto& change : write.changes) {
    const auto* field = schema.find(change.field);
    const auto agreed = write.agreed.find(change.field);
    const auto* there = after.record.find(change.field);
    if (field == nullptr || there == nullptr || agreed == write.agreed.end()) continue;
    const auto shown = with_names(*there, write);
    const bool otherwise = !same(*field, shown, change.to) && !same(*field, shown, change.from);
    if (otherwise && same(*field, agreed->second, change.to)) learnt.push_back(rendering(change.field, agreed->second, shown));
  }
  return learnt;
}

void tell_overwritten(const Write& write, const Seen& after, const Catalog& catalog, Report& report) {
  const auto* schema = catalog.schema(write.key.entity);
  for (const auto& change : write.changes) {
    const auto* field = schema == nullptr ? nullptr : schema->find(change.field);
    if (!change.overwrites || field == nullptr || was_not_taken(*field, change, after)) continue;
    report.overwritten.push_back({write.key, write.title, write.to.service, std::string(field->property), change});
  }
}

}  // namespace hsn::sync
