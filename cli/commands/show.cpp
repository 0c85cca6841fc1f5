// hsn show RECORD: one record from all sides, side by side.
#include <algorithm>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/reading.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "entities/entities.hpp"
#include "record/canonical.hpp"
#include "record/record_json.hpp"
#include "remote/registry.hpp"

namespace hsn::cli {

struct ShowOptions {
  std::string record;
};

namespace {

struct Side {
  std::string name;
  const Seen* seen;
  std::optional<Instant> changed;  // null: that side does not say
};

// What is read by the date that it has (a booking) tells that date, and not when somebody has changed it.
std::optional<Instant> changed_at(const Lane& lane, const Seen& seen) {
  const auto* service = remote::find_service(lane.service);
  const bool dated = service != nullptr && std::any_of(service->feeds.begin(), service->feeds.end(),
                                                       [&](const auto& feed) { return feed.name == lane.feed && feed.windowed; });
  return dated || seen.at == Instant{} ? std::nullopt : std::optional(seen.at);
}

std::vector<Side> sides_of(const Row& row) {
  std::vector<Side> sides;
  if (row.hub) sides.push_back({"Notion", &*row.hub, changed_at({std::string(kHub), row.key.entity}, *row.hub)});
  for (const auto& [lane, seen] : row.facets) sides.push_back({lane.str(), &seen, changed_at(lane, seen)});
  return sides;
}

Json as_json(const Row& row, const Schema& schema) {
  const auto fields = [&](const Fields& known) {
    Json json = Json::object();
    for (const auto& [name, value] : known) json[label_of(&schema, name)] = plain_json(value);
    return json;
  };
  Json sides = Json::object();
  for (const auto& side : sides_of(row)) {
    sides[side.name] = {{"id", side.seen->remote_id},
                        {"modified", instant_json(side.changed)},
                        {"gone", side.seen->gone},
                        {"problem", side.seen->problem},
                        {"fields", fields(side.seen->record.fields)}};
  }
  return {{"record", row.key.external_id},
          {"entity", row.key.entity},
          {"managed", row.managed},
          {"detached", row.detached},
          {"also_known_as", row.former},
          {"sides", sides},
          {"base", row.base ? fields(row.base->fields) : Json::object()}};
}

std::string in_words(Session& session, const Row& row, const Schema& schema) {
  const auto sides = sides_of(row);
  const Style style = session.style();
  std::string text = paint(on_one_line(sync::title_of(schema, row)), Tone::strong, style) + "  " + row.key.external_id + "\n";
  if (row.detached) text += "Its page is in the trash: nothing is synced until it is restored, or hsn relink.\n";
  for (const auto& twin : row.twins) text += "A second page has the same key: " + twin.remote_id + "\n";
  for (const auto& side : sides) {
    text += side.name + ": " + (side.seen->remote_id.empty() ? "mentioned only" : side.seen->remote_id);
    if (side.changed) text += ", changed " + local(session, side.changed);
    text += side.seen->gone ? ", gone" : "";
    text += side.seen->problem.empty() ? "\n" : ", cannot be read: " + on_one_line(side.seen->problem) + "\n";
  }
  Table table{{"Field"}, {}};
  for (const auto& side : sides) table.head.push_back(side.name);
  table.head.emplace_back("Last agreed");
  for (const FieldDef* field : all_fields(schema)) {
    std::vector<Cell> line{label_of(&schema, field->name)};
    const FieldValue* first = nullptr;
    bool known = false;
    for (const auto& side : sides) {
      const auto* value = side.seen->record.find(field->name);
      known = known || (value != nullptr && !is_empty(*value));
      const bool differs = value != nullptr && first != nullptr && !same(*field, *value, *first);
      line.emplace_back(value != nullptr ? display(field, *value, 0, style.zone) : "", differs ? Tone::warn : Tone::plain);
      if (first == nullptr) first = value;
    }
    const auto* base = row.base ? row.base->find(field->name) : nullptr;
    line.emplace_back(base != nullptr ? display(field, *base, 0, style.zone) : "", Tone::dim);
    if (known || (base != nullptr && !is_empty(*base))) table.rows.push_back(std::move(line));
  }
  return text + "\n" + render(table, style);
}

}  // namespace

Outcome<Exit> run(const ShowOptions& asked, Session& session) {
  if (auto done = open_to_read(session); !done) return tl::unexpected(done.error());
  const auto key = session.record(asked.record);
  if (!key) return tl::unexpected(key.error());
  const auto row = session.store().row(*key);
  const Schema* schema = entities::find(key->entity);
  if (!row || schema == nullptr) return tl::unexpected(Error{Fault::bad_config, "no such record", asked.record, ""});
  session.terminal().out << (session.globals().json ? document(as_json(*row, *schema)) : in_words(session, *row, *schema));
  return Exit::done;
}

Run declare_show(CLI::App& app) {
  auto options = std::make_shared<ShowOptions>();
  app.add_option("RECORD", options->record, "External ID, e-mail, order number, SKU, page id or link")->required();
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
