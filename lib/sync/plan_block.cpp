// The sync block (higherself-model.md 3.1, 5.6): what a page says about its own state.
#include <algorithm>

#include "core/text.hpp"
#include "record/canonical.hpp"
#include "sync/draft.hpp"

namespace hsn::sync {

namespace {

constexpr std::size_t kNoteUnits = 500;
constexpr std::size_t kValueColumns = 60;

std::string cut_note(const std::string& text) {
  if (utf16_length(text) <= kNoteUnits) return text;
  return std::string(utf16_front(text, kNoteUnits - 1)) + "…";
}

std::string both_values(const Decision& decision, const Judged& judged) {
  return " (Notion: " + display(decision.field, *decision.hub, kValueColumns, judged.zone) + ", " + decision.teller + ": " +
         display(decision.field, *decision.service, kValueColumns, judged.zone) + ")";
}

// Empty: nothing that a reader of the page must know.
std::string line_of(const Decision& decision, const Judged& judged) {
  const Merged& merged = decision.merged;
  if (merged.outcome == Outcome::hold || (comes_in(decision) && (overwrites(decision) || merged.taken)))
    return std::string(decision.field->property) + ": " + merged.why + both_values(decision, judged);
  return merged.refused || decision.unread ? std::string(decision.field->property) + ": " + merged.why : std::string();
}

std::size_t refs_in(const FieldValue* value) {
  const auto* refs = value ? std::get_if<std::vector<Ref>>(value) : nullptr;
  return refs ? refs->size() : 0;
}

// More than a page can be given; empty: all of them are there.
std::string cut_line(const Decision& decision) {
  const auto told = refs_in(decision.service);
  if (told <= kHubRefs || refs_in(decision.hub) >= told) return {};
  return std::string(decision.field->property) + ": the first " + std::to_string(kHubRefs) + " of " + std::to_string(told) +
         " are shown, as Notion takes no more at once";
}

std::string cut_lines(const Judged& judged) {
  std::string text;
  for (const Decision& decision : judged.fields) {
    if (const auto line = cut_line(decision); !line.empty()) add_line(text, line);
  }
  return text;
}

const FieldDef* block_field(const Judged& judged, const Catalog& catalog, std::string_view name) {
  const FieldDef* field = judged.schema->find(name);
  return field && in_hub(catalog, *judged.schema, *field) ? field : nullptr;
}

void set(const Judged& judged, const Catalog& catalog, std::string_view name, const FieldValue& wanted, std::string reason,
         std::vector<Change>& changes) {
  const FieldDef* field = block_field(judged, catalog, name);
  const FieldValue* hub = hub_value(judged.row, name);
  const FieldValue to = field ? canonical(*field, wanted) : FieldValue{};
  if (field && hub && !same(*field, *hub, to)) changes.push_back({std::string(name), *hub, to, std::move(reason)});
}

// States whose reason may have ended since they were written. Error tells of an edit that was put back: it stays to be read.
bool is_stale(const FieldValue& status) {
  return is_empty(status) || status == FieldValue(std::string("Conflict")) || status == FieldValue(std::string("Pending")) ||
         status == FieldValue(std::string("Source Deleted"));
}

Date last_sync(const Judged& judged, const Policy& policy) {
  return {.start = std::max(policy.now, judged.row.pushed.value_or(policy.now)), .end = {}, .date_only = false, .zone = {}};
}

// A push from this page that the page does not show yet. Within the minute that Notion tells, an Error is of the try before it.
bool is_to_be_stamped(const Judged& judged) {
  const FieldDef& field = *judged.schema->find("last_sync");
  const FieldValue* shown = hub_value(judged.row, "last_sync");
  if (!judged.row.pushed || !shown) return false;
  const FieldValue pushed = hub_form(field, Date{.start = *judged.row.pushed, .end = {}, .date_only = false, .zone = {}});
  const auto* at = std::get_if<Date>(shown);
  const FieldValue* status = hub_value(judged.row, "sync_status");
  const bool is_error = status && *status == FieldValue(std::string("Error"));
  return !at || std::get<Date>(pushed).start > at->start || (is_error && std::get<Date>(pushed).start == at->start);
}

std::string born_in(const Judged& judged) {
  const auto is_page = [](const std::string& name) { return name.starts_with(kPagePrefix); };
  const auto& former = judged.row.former;
  const bool here = is_page(judged.row.key.external_id) || std::any_of(former.begin(), former.end(), is_page);
  return here ? "Manual" : judged.service_title;
}

bool something_goes_out(const Judged& judged) {
  return std::any_of(judged.fields.begin(), judged.fields.end(), [](const Decision& decision) { return goes_out(decision); });
}

void set_note(const Judged& judged, const Catalog& catalog, const Note& note, std::vector<Change>& changes) {
  set(judged, catalog, "sync_status", note.status, "state of the sync", changes);
  set(judged, catalog, "sync_note", note.text, "state of the sync", changes);
}

FieldValue business_entity(const Judged& judged, const FieldDef& field, const Policy& policy) {
  const auto told = judged.service.find("business_entity");
  FieldValue value =
      told != judged.service.end() && !is_empty(told->second) ? told->second : FieldValue(policy.default_business_entity);
  const auto* one = std::get_if<std::string>(&value);
  if (field.shape == Shape::multi_select && one) return canonical(field, std::vector<std::string>{*one});
  return canonical(field, std::move(value));
}

}  // namespace

std::string remark_of(const Decision& decision, const Judged& judged) {
  if (!decision.merged.conflict && !decision.merged.taken) return {};
  return std::string(decision.field->property) + ": " + decision.merged.why + both_values(decision, judged);
}

Note note_of(const Judged& judged) {
  if (judged.standing == Standing::gone)
    return {"Source Deleted", "Deleted in " + judged.service_title + ". This page is kept.", true};
  Note note{"Synced", judged.row.remark, !judged.row.remark.empty(), judged.row.remark};
  bool held = false, stuck = false, unread = false, refused = !judged.refused.empty() && something_goes_out(judged);
  std::string open = refused ? judged.refused : std::string();
  for (const Decision& decision : judged.fields) {
    const std::string line = line_of(decision, judged);
    if (line.empty()) continue;
    add_line(comes_in(decision) ? note.done : open, line);
    held = held || decision.merged.outcome == Outcome::hold;
    refused = refused || decision.merged.refused || decision.merged.declined;
    unread = unread || decision.unread;
    stuck = stuck || (decision.merged.refused && decision.merged.outcome == Outcome::nothing);
  }
  note.text = note.done;
  if (!open.empty()) add_line(note.text, open);
  if (note.text.empty() && judged.schema->remark != nullptr) {
    // What the page says of an edit stays to be read.
    const FieldValue* shown = hub_value(judged.row, "sync_note");
    note.text = judged.schema->remark(judged.service);
    note.lasting = !note.text.empty() && (shown == nullptr || is_empty(*shown));
  }
  const std::string cut = cut_lines(judged);
  if (!cut.empty()) add_line(note.text, cut);
  const bool waits = !judged.waits.empty() && !held && !refused;
  if (waits) add_line(note.text, judged.waits);
  if (held || refused || waits || unread) note.status = held ? "Conflict" : refused ? "Error" : "Pending";
  // A refusal is said as long as it lasts, and taken back once staff have thought better of it.
  const bool goes_on = held || stuck || waits || unread || !cut.empty() || !judged.refused.empty();
  if (!goes_on) note.done.clear();
  note.lasting = note.lasting || goes_on;
  note.text = cut_note(note.text);
  return note;
}

std::vector<Change> block_changes(const Judged& judged, const Catalog& catalog, const Policy& policy, bool others) {
  std::vector<Change> changes;
  if (judged.standing == Standing::new_for_service) {
    if (!judged.refused.empty()) set_note(judged, catalog, note_of(judged), changes);
    return changes;
  }
  if (!judged.told && judged.standing != Standing::gone) return changes;
  set(judged, catalog, "external_id", judged.row.key.external_id, "the record's key", changes);
  const FieldValue* source = hub_value(judged.row, "source");
  if (source && is_empty(*source)) set(judged, catalog, "source", born_in(judged), "where it was born", changes);
  const Note note = note_of(judged);
  const FieldValue* status = hub_value(judged.row, "sync_status");
  const bool stamped = is_to_be_stamped(judged);
  if (others || !changes.empty() || note.lasting || stamped || (status && is_stale(*status)))
    set_note(judged, catalog, note, changes);
  if (others || !changes.empty() || stamped)
    set(judged, catalog, "last_sync", last_sync(judged, policy), "time of the sync", changes);
  return changes;
}

std::vector<Change> block_of_new_page(const Judged& judged, const Catalog& catalog, const Policy& policy) {
  std::vector<Change> changes;
  const auto add = [&](std::string_view name, const FieldValue& value) {
    const FieldDef* field = block_field(judged, catalog, name);
    if (field && !is_empty(value)) changes.push_back({std::string(name), {}, canonical(*field, value), "new page"});
  };
  add("external_id", judged.row.key.external_id);
  add("source", judged.service_title);
  if (const FieldDef* field = judged.schema->find("business_entity"))
    add("business_entity", business_entity(judged, *field, policy));
  // Only what can be pushed to is managed: not the client that an order merely names (3.1).
  add("managed", policy.managed_default && judged.pushable && !judged.schema->starts_unmanaged);
  add("last_sync", last_sync(judged, policy));
  add("sync_status", std::string("Synced"));
  std::string note = judged.schema->remark != nullptr ? judged.schema->remark(judged.service) : std::string();
  if (const std::string cut = cut_lines(judged); !cut.empty()) add_line(note, cut);
  add("sync_note", note);
  return changes;
}

std::vector<Write> twin_writes(const Judged& judged, const Catalog& catalog, const Policy& policy) {
  std::vector<Write> writes;
  if (!judged.row.hub || !policy.towards.hub) return writes;
  const std::string text =
      "Another page has the same External ID and is the one that is kept true: " + page_link(judged.row.hub->remote_id);
  for (const Seen& twin : judged.row.twins) {
    Write write = blank_write(judged, policy, Verb::update, {std::string(kHub), std::string(judged.schema->entity)});
    write.known = twin;
    for (const auto& [name, wanted] :
         {std::pair<std::string_view, std::string>{"sync_status", "Conflict"}, {"sync_note", text}}) {
      const FieldDef* field = block_field(judged, catalog, name);
      const FieldValue* shown = twin.record.find(name);
      if (field && shown && !same(*field, *shown, wanted))
        write.changes.push_back({std::string(name), *shown, wanted, "a second page with the same External ID"});
    }
    if (!write.changes.empty()) writes.push_back(std::move(write));
  }
  return writes;
}

}  // namespace hsn::sync
