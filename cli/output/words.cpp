#include "cli/output/words.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::cli {
namespace {

constexpr std::size_t kValue = 40;  // columns of a value; the whole of it is in `hsn show` and --json
constexpr std::size_t kAlike = 12;  // so much of two long texts may be the same before it is left out

Tone tone_of(const std::string& action) {
  if (action == "create") return Tone::good;
  if (action == "archive") return Tone::bad;
  return action == "link" ? Tone::dim : Tone::warn;
}

// Fields that have a meaning for people; a link write has no others.
bool is_bookkeeping(const Schema* schema, const Change& change) {
  const FieldDef* field = schema != nullptr ? schema->find(change.field) : nullptr;
  if (field == nullptr || field->property.empty()) return true;
  return in_sync_block(field->name) && field->name != "sync_status" && field->name != "sync_note";
}

// What a change makes of what, each fit for a cell: of two long texts that begin alike, from where they part.
std::pair<std::string, std::string> from_and_to(const Schema* schema, const Change& change, const Style& style) {
  const auto whole = [&](const FieldValue& value) { return shown(schema, change.field, value, style, 0); };
  const auto fit = [](std::string text) { return display(text_value(std::move(text)), kValue); };
  const auto from = whole(change.from), to = whole(change.to);
  const auto part = static_cast<std::size_t>(std::mismatch(from.begin(), from.end(), to.begin(), to.end()).first - from.begin());
  if (std::min(display_width(from), display_width(to)) <= kValue || part <= kAlike) return {fit(from), fit(to)};
  const auto word = from.rfind(' ', part - 1);
  auto start = word != std::string::npos && part - word <= kAlike ? word + 1 : part;
  while (start > 0 && (static_cast<unsigned char>(from[start]) & 0xC0U) == 0x80U) --start;
  return {fit("…" + from.substr(start)), fit("…" + to.substr(start))};
}

void add_write(Table& table, const Schema* schema, const Write& write, const Style& style) {
  const std::string action = schema != nullptr ? sync::action_of(*schema, write) : "update";
  const std::string record = write.title.empty() ? write.key.external_id : write.title;
  std::vector<std::vector<Cell>> lines;
  for (const auto& change : write.changes) {
    if (action != "link" && is_bookkeeping(schema, change)) continue;
    // A new record has nothing to come from, and its empty fields say nothing.
    if (action == "create" && is_empty(change.to)) continue;
    auto [from, to] = from_and_to(schema, change, style);
    lines.push_back({"", "", label_of(schema, change.field), action == "create" ? "" : std::move(from), std::move(to),
                     Cell(change.reason, Tone::dim)});
  }
  if (lines.empty()) lines.push_back({"", "", "", "", "", ""});
  lines.front()[0] = Cell(action, tone_of(action));
  lines.front()[1] = Cell(record, Tone::strong);
  for (auto& line : lines) table.rows.push_back(std::move(line));
}

std::string number(std::size_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

}  // namespace

std::string shown(const Schema* schema, std::string_view field, const FieldValue& value, const Style& style,
                  std::size_t columns) {
  return display(schema != nullptr ? schema->find(field) : nullptr, value, columns, style.zone);
}

std::string label_of(const Schema* schema, std::string_view field) {
  const FieldDef* def = schema != nullptr ? schema->find(field) : nullptr;
  return std::string(def != nullptr && !def->property.empty() ? def->property : field);
}

std::string title_of(const sync::Catalog& catalog, const std::string& service) {
  if (service == kHub) return "Notion";
  const auto* party = catalog.service(service);
  return party != nullptr ? party->title : service;
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  return number(count) + " " + std::string(count == 1 ? singular : plural);
}

std::string writes_in_words(const sync::Catalog& catalog, const std::vector<Write>& writes, const Style& style) {
  // Services first: that is what leaves the house.
  std::map<std::tuple<bool, std::string, std::size_t>, std::vector<const Write*>> groups;
  for (const auto& write : writes) {
    const auto place = std::find_if(catalog.entities.begin(), catalog.entities.end(),
                                    [&](const Schema* schema) { return schema->entity == write.key.entity; });
    groups[{write.to.service == kHub, write.to.service, static_cast<std::size_t>(place - catalog.entities.begin())}].push_back(
        &write);
  }
  std::string text;
  for (const auto& [place, group] : groups) {
    const auto& entity = group.front()->key.entity;
    const Schema* schema = catalog.schema(entity);
    text += (text.empty() ? "" : "\n");
    text +=
        paint("To " + title_of(catalog, std::get<1>(place)) + ", " + (schema != nullptr ? std::string(schema->title) : entity),
              Tone::strong, style);
    text += "  (" + count_of(group.size(), "record", "records") + ")\n";
    Table table{{"", "Record", "Field", "From", "To", "Why"}, {}};
    for (const Write* write : group) add_write(table, schema, *write, style);
    text += render(table, style, 2);
  }
  return text;
}

std::string conflicts_in_words(const sync::Catalog& catalog, const std::vector<sync::Conflict>& conflicts, const Style& style) {
  if (conflicts.empty()) return {};
  Table table{{"Record", "Field", "In Notion", "At the service", "Before", ""}, {}};
  for (const auto& conflict : conflicts) {
    const auto label =
        conflict.property.empty() ? label_of(catalog.schema(conflict.key.entity), conflict.field) : conflict.property;
    table.rows.push_back(
        {Cell(conflict.title.empty() ? conflict.key.external_id : conflict.title, Tone::strong), label,
         shown(catalog.schema(conflict.key.entity), conflict.field, conflict.hub, style, kValue),
         shown(catalog.schema(conflict.key.entity), conflict.field, conflict.service, style, kValue),
         shown(catalog.schema(conflict.key.entity), conflict.field, conflict.base, style, kValue),
         conflict.decided ? Cell("decided by its policy", Tone::dim) : Cell("waits for you: " + conflict.kind, Tone::bad)});
  }
  return paint("Conflicts", Tone::strong, style) + "  (hsn conflicts shows how to settle them)\n" + render(table, style, 2);
}

std::string conflicts_in_full(const sync::Catalog& catalog, const std::vector<sync::Conflict>& conflicts, const Style& style) {
  Table table{{"Record", "Field", "In Notion", "edited", "At the service", "edited", "Before", "Why"}, {}};
  const auto edited = [&](Instant at) { return at == Instant{} ? std::string("–") : format_local(at, style.zone); };
  for (const auto& conflict : conflicts) {
    const Schema* schema = catalog.schema(conflict.key.entity);
    table.rows.push_back(
        {Cell(conflict.title, Tone::strong), conflict.property, shown(schema, conflict.field, conflict.hub, style, kValue),
         Cell((conflict.by_us ? "before " : "") + edited(conflict.hub_at), Tone::dim),
         shown(schema, conflict.field, conflict.service, style, kValue), Cell(edited(conflict.service_at), Tone::dim),
         shown(schema, conflict.field, conflict.base, style, kValue), Cell(conflict.kind, Tone::bad)});
  }
  std::string text = render(table, style) + "\nTo settle one:\n";
  std::set<RecordKey> told;
  for (const auto& conflict : conflicts) {
    if (told.insert(conflict.key).second)
      for (const char* side : {"notion", "service"})
        text += "  hsn conflicts resolve " + conflict.key.external_id + " --take " + side + "\n";
  }
  return text;
}

std::string refusals_in_words(const sync::Catalog& catalog, const std::vector<sync::Refusal>& refusals, const Style& style) {
  if (refusals.empty()) return {};
  std::map<std::string, std::set<std::string>> called;  // title -> records: those of one name are told apart
  for (const auto& refusal : refusals) called[refusal.title].insert(refusal.key.external_id);
  const auto name_of = [&](const sync::Refusal& refusal) {
    if (refusal.title.empty()) return refusal.key.external_id;
    return called[refusal.title].size() == 1 ? refusal.title : refusal.title + "  " + refusal.key.external_id;
  };
  Table table{{"Record", "Field", "Why", "What to do"}, {}};
  for (const auto& refusal : refusals) {
    const auto label = label_of(catalog.schema(refusal.key.entity), refusal.field);
    auto why = refusal.error.what;
    if (!label.empty() && why.starts_with(label + ": ")) why.erase(0, label.size() + 2);  // said by the column before it
    table.rows.push_back({Cell(name_of(refusal), Tone::strong), label, Cell(why, refusal.failure ? Tone::bad : Tone::plain),
                          refusal.error.remedy});
  }
  return paint("Left as it is", Tone::strong, style) + "\n" + render(table, style, 2);
}

std::string overwritten_in_words(const sync::Catalog& catalog, const std::vector<sync::Overwritten>& overwritten,
                                 std::int64_t run, std::size_t most, const Style& style) {
  if (overwritten.empty()) return {};
  Table table{{"Record", "At", "Field", "From", "To", "Why"}, {}};
  for (const auto& one : overwritten) {
    if (table.rows.size() == most) break;
    const Schema* schema = catalog.schema(one.key.entity);
    const Change& change = one.change;
    auto [from, to] = from_and_to(schema, change, style);
    table.rows.push_back({Cell(one.title.empty() ? one.key.external_id : one.title, Tone::strong), title_of(catalog, one.service),
                          one.property, std::move(from), std::move(to), Cell(change.reason, Tone::dim)});
  }
  const auto left = overwritten.size() - table.rows.size();
  return paint("Overwritten", Tone::strong, style) + "  (hsn undo " + std::to_string(run) + " puts it back)\n" +
         render(table, style, 2) + (left > 0 ? "  and " + number(left) + " more: hsn log --json has them all\n" : "");
}

namespace {

// What keeps two sides apart although there is nothing to write; empty: nothing does.
std::string left_over(const sync::Plan& plan) {
  const auto held = static_cast<std::size_t>(
      std::count_if(plan.conflicts.begin(), plan.conflicts.end(), [](const sync::Conflict& one) { return !one.decided; }));
  std::set<RecordKey> waiting, refused;
  for (const auto& one : plan.refusals) (one.failure ? refused : waiting).insert(one.key);
  std::vector<std::string> parts;
  if (held > 0) parts.push_back(count_of(held, "conflict waits", "conflicts wait") + " for a person");
  if (!waiting.empty()) parts.push_back(count_of(waiting.size(), "record waits", "records wait"));
  if (!refused.empty()) parts.push_back(count_of(refused.size(), "record is left as it is", "records are left as they are"));
  return join(parts, ", ");
}

// "Acuity Type 12 has the same name."
std::string proposals_in_words(const std::vector<sync::Proposal>& proposals) {
  std::string text;
  for (const auto& one : proposals) {
    const auto kind = one.property.substr(0, one.property.rfind(' '));
    text += on_one_line(one.title) + ": " + kind + " " + one.number + " has the same name; put " + one.number + " into " +
            one.property + " to link them\n";
  }
  return text;
}

}  // namespace

std::string diff_in_words(const sync::Catalog& catalog, const sync::Priced& priced, const Style& style) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!part.empty()) add_line(text, part);
  };
  add(writes_in_words(catalog, priced.plan.writes, style));
  add(conflicts_in_words(catalog, priced.plan.conflicts, style));
  add(refusals_in_words(catalog, priced.plan.refusals, style));
  add(proposals_in_words(priced.proposals));
  for (const auto& refused : priced.refused) {
    add(paint(title_of(catalog, refused.target) + ": " + refused.error.what, Tone::bad, style) +
        (refused.error.remedy.empty() ? "\n" : " (" + refused.error.remedy + ")\n"));
  }
  if (priced.plan.writes.empty()) {
    const auto left = left_over(priced.plan);
    const std::string nothing = priced.partly ? "Nothing to do with what could be read" : "Nothing to do";
    add(!left.empty() ? nothing + ", but " + left + ".\n" : nothing + (priced.partly ? ".\n" : ": both sides are equal.\n"));
    return text;
  }
  std::vector<std::string> requests;
  for (const auto& [service, count] : priced.requests) {
    if (count > 0) requests.push_back(number(count) + " to " + title_of(catalog, service));
  }
  add(count_of(priced.plan.writes.size(), "change", "changes") +
      "; requests: " + (requests.empty() ? "none" : join(requests, ", ")) + "; " +
      (priced.time < std::chrono::seconds(1) ? "" : "about ") + format_duration(priced.time) + "\n");
  return text;
}

std::string summary(const sync::Report& report, Duration took) {
  sync::Counts total;
  for (const auto& target : report.targets) {
    total.created += target.counts.created;
    total.updated += target.counts.updated;
    total.archived += target.counts.archived;
    total.linked += target.counts.linked;
    total.unchanged += target.counts.unchanged;
    total.failed += target.counts.failed;
    total.pending += target.counts.pending;
  }
  std::size_t requests = 0;
  for (const auto& [service, traffic] : report.traffic) requests += traffic.requests;
  std::string line = "created " + number(total.created) + ", updated " + number(total.updated);
  if (total.archived > 0) line += ", archived " + number(total.archived);
  if (total.linked > 0) line += ", linked " + number(total.linked);
  line += ", unchanged " + number(total.unchanged) + ", failed " + number(total.failed) + ", conflicts " + number(report.held());
  if (!report.overwritten.empty()) line += ", overwritten " + number(report.overwritten.size());
  if (total.pending > 0) line += ", pending " + number(total.pending);
  return line + ", " + count_of(requests, "request", "requests") + ", " + format_duration(took);
}

}  // namespace hsn::cli
