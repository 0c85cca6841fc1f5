#include "sync/inbox.hpp"

#include "core/text.hpp"
#include "record/canonical.hpp"

namespace hsn::sync {
namespace {

const Lane kInboxLane{std::string(kTool), std::string(kInbox)};
constexpr std::string_view kPrefix = "conflict:";
const FieldValue kOpen = std::string("Open"), kSettled = std::string("Settled");

const Seen* told_of(const Row& page) {
  const auto facet = page.facets.find(kInboxLane);
  return facet == page.facets.end() ? nullptr : &facet->second;
}

FieldValue value_of(const Record* record, std::string_view field) {
  const auto* value = record == nullptr ? nullptr : record->find(field);
  return value == nullptr ? FieldValue() : *value;
}
FieldValue on_page(const Row& page, std::string_view field) { return value_of(page.hub ? &page.hub->record : nullptr, field); }
FieldValue told(const Row& page, std::string_view field) {
  const auto* seen = told_of(page);
  return seen == nullptr ? on_page(page, field) : value_of(&seen->record, field);
}

bool is_open(const Row& page) { return told(page, "status") == kOpen; }

// An answer that was dealt with stays on the page, and counts no more.
std::string new_answer(const Row& page) {
  const auto answer = on_page(page, "take");
  const auto* words = std::get_if<std::string>(&answer);
  return words == nullptr || answer == value_of(page.base ? &*page.base : nullptr, "take") ? std::string() : *words;
}

std::optional<Side> side_of(const std::string& answer) {
  if (equals_ignoring_case(answer, "Notion")) return Side::notion;
  return equals_ignoring_case(answer, "Service") ? std::optional(Side::service) : std::nullopt;
}

bool shows(const Row& page, const Schema& schema, std::string_view field) {
  const auto* def = schema.find(field);
  return def != nullptr && same(*def, on_page(page, field), told(page, field));
}

std::string shown_digest(const Conflict& conflict) { return digest(conflict.service, conflict.hub); }

}  // namespace

Inbox::Inbox(Desk& desk) : desk_(desk) {}

bool Inbox::is_there() const {
  return desk_.world.catalog.schema(kInbox) != nullptr && desk_.world.catalog.service(kTool) != nullptr;
}

void Inbox::obey() {
  if (!is_there()) return;
  state::Scope scope;
  scope.entity = std::string(kInbox);
  state::Position position;
  while (!position.end) {
    for (const auto& page : desk_.world.store.rows(scope, desk_.now(), position)) obey(page);
  }
}

void Inbox::obey(const Row& page) {
  const auto answer = new_answer(page);
  if (answer.empty() || !is_open(page) || page.detached || told_of(page) == nullptr) return;
  const auto& id = page.key.external_id;
  const auto colon = id.rfind(':');
  const auto named = told(page, "record");
  const auto* record = std::get_if<std::string>(&named);
  const auto field = id.substr(colon + 1);
  auto& store = desk_.world.store;
  const auto keys = record == nullptr ? std::vector<RecordKey>() : store.match(*record);
  if (keys.size() != 1) return;
  if (store.held(keys.front())) {
    later_.insert(page.key);
    return;
  }
  const auto conflict = waiting(keys.front(), field);
  if (!conflict) return;  // settled by hand meanwhile: its record's plan will say so
  const auto side = side_of(answer);
  if (!side) return ask_again(page, "\"" + answer + "\" is neither side: please choose Notion or Service.");
  const auto& schema = *desk_.world.catalog.schema(kInbox);
  const bool asked_so = told(page, "shown") == FieldValue(shown_digest(*conflict)) && shows(page, schema, "in_notion") &&
                        shows(page, schema, "at_service");
  if (!asked_so) return ask_again(page, "The values have changed since: please choose again.");

  auto policy = desk_.options.policy;
  policy.now = desk_.now();
  const auto taken = resolve(store, desk_.world.catalog, policy, keys.front(), *side == Side::notion, field);
  if (!taken) return ask_again(page, describe(taken.error()));
  auto fields = told_of(page)->record.fields;
  fields["take"] = on_page(page, "take");
  show(page.key, std::move(fields), told_of(page)->created);
}

void Inbox::tell(const Plan& plan) {
  if (!is_there()) return;
  // Rows that were really judged: one that waits for its page to settle says nothing of its conflicts.
  std::map<RecordKey, std::set<RecordKey>> judged;
  for (const auto& [key, when] : plan.wake) {
    if (!when) judged[key];
  }
  for (const auto& write : plan.writes) judged[write.key];
  for (const auto& adopt : plan.adopts) judged[adopt.key];
  for (const auto& conflict : plan.conflicts) {
    if (conflict.decided) continue;
    const auto page = page_of(conflict);
    judged[conflict.key].insert(page);
    open(conflict, page);
  }
  for (const auto& [record, open_pages] : judged) {
    if (record.entity == kInbox) continue;
    for (const auto& key : desk_.world.store.named_after(kInbox, kPrefix, record)) {
      const auto page = open_pages.contains(key) ? std::nullopt : desk_.world.store.row(key);
      if (page && is_open(*page)) settle(*page, record);
    }
  }
}

void Inbox::close() {
  for (const auto& key : later_) desk_.world.store.due(key, desk_.now());
}

// A record that has got another key since keeps the page that is open.
RecordKey Inbox::page_of(const Conflict& conflict) const {
  const auto& store = desk_.world.store;
  for (const auto& key : store.named_after(kInbox, kPrefix, conflict.key)) {
    const auto page = key.external_id.ends_with(":" + conflict.field) ? store.row(key) : std::nullopt;
    if (page && is_open(*page)) return key;
  }
  return {std::string(kInbox), std::string(kPrefix) + conflict.key.external_id + ":" + conflict.field};
}

void Inbox::open(const Conflict& conflict, const RecordKey& key) {
  const auto page = desk_.world.store.row(key);
  const auto shown = shown_digest(conflict);
  if (page && told_of(*page) != nullptr && is_open(*page) && told(*page, "shown") == FieldValue(shown)) return;
  const auto* schema = desk_.world.catalog.schema(conflict.key.entity);
  const auto* field = schema == nullptr ? nullptr : schema->find(conflict.field);
  const auto text = [&](const FieldValue& value) { return FieldValue(display(field, value, 0, desk_.world.catalog.zone)); };
  if (page) clear_answer(*page);
  const auto id = desk_.world.store.locate(conflict.key.entity, conflict.key.external_id, kHub);
  show(key,
       {{"conflict", conflict.title + ": " + conflict.property},
        {"record", conflict.key.external_id},
        {"field", conflict.property},
        {"in_notion", text(conflict.hub)},
        {"at_service", text(conflict.service)},
        {"base", text(conflict.base)},
        {"seen", Date{.start = desk_.now(), .end = {}, .date_only = false, .zone = {}}},
        {"page", id ? page_link(*id) : FieldValue()},
        {"status", kOpen},
        {"take", FieldValue()},
        {"shown", shown}},
       page && told_of(*page) != nullptr ? told_of(*page)->created : desk_.now());
}

// What has become of it, the record's page says: a service may refuse it yet.
std::string Inbox::outcome(const Row& page, const RecordKey& record) const {
  const auto row = desk_.world.store.row(record);
  const auto& id = page.key.external_id;
  const auto is_decision = [&](const Hold& hold) { return hold.take && id.ends_with(":" + hold.field); };
  if (!row) return {};
  const auto decision = std::find_if(row->holds.begin(), row->holds.end(), is_decision);
  if (decision == row->holds.end()) {
    const auto has_it = [this](const auto& one) {
      return desk_.party(one.first.service) != nullptr && !one.second.remote_id.empty() && !one.second.gone;
    };
    if (row->detached) return "Nothing can be decided now: the record's page is in the trash.";
    if (std::none_of(row->facets.begin(), row->facets.end(), has_it))
      return "Nothing can be decided now: no service has the record.";
    return "Nothing is left to decide: the two sides do not differ any more.";
  }
  return std::string("Decided: what ") + (decision->take == Side::notion ? "Notion" : "the service") +
         " has is taken. The record's page says what became of it.";
}

void Inbox::settle(const Row& page, const RecordKey& record) {
  auto fields = told_of(page) != nullptr ? told_of(page)->record.fields : page.hub->record.fields;
  fields["status"] = kSettled;
  fields["take"] = on_page(page, "take");
  const auto& schema = *desk_.world.catalog.schema(kInbox);
  std::erase_if(fields, [&](const auto& field) { return !schema.find(field.first) || in_sync_block(field.first); });
  show(page.key, std::move(fields), told_of(page) != nullptr ? told_of(page)->created : desk_.now());
  desk_.world.store.remark(page.key, outcome(page, record));
}

void Inbox::ask_again(const Row& page, const std::string& why) {
  clear_answer(page);
  desk_.world.store.remark(page.key, why);
  desk_.world.store.due(page.key, desk_.now());
}

// It is noted as dealt with, and differs from what is told: so the plan takes it off the page.
void Inbox::clear_answer(const Row& page) {
  const auto answer = on_page(page, "take");
  if (is_empty(answer)) return;
  const state::Store::Agreed dealt_with{page.key, {{"take", answer}}};
  desk_.world.store.adopt(std::span(&dealt_with, 1));
}

void Inbox::show(const RecordKey& page, Fields fields, Instant created) {
  Seen seen;
  seen.record = {page, std::move(fields)};
  canonicalize(*desk_.world.catalog.schema(kInbox), seen.record);
  seen.remote_id = page.external_id;
  seen.at = desk_.now();
  seen.created = created;
  desk_.world.store.observe(kInboxLane, std::span(&seen, 1), std::nullopt, desk_.now());
}

std::optional<Conflict> Inbox::waiting(const RecordKey& record, const std::string& field) const {
  const auto row = desk_.world.store.row(record);
  if (!row) return std::nullopt;
  auto policy = desk_.options.policy;
  policy.now = desk_.now();
  policy.settle = Duration::zero();
  auto plan = make_plan(
      {.rows = std::span(&*row, 1), .catalog = desk_.world.catalog, .policy = policy, .look = desk_.world.store.look()});
  for (auto& conflict : plan.conflicts) {
    if (!conflict.decided && conflict.field == field) return std::move(conflict);
  }
  return std::nullopt;
}

}  // namespace hsn::sync
