// hsn conflicts [list|resolve RECORD --take notion|service [--field F]].
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/reading.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace hsn::cli {

struct ConflictsOptions {
  bool resolve = false;
  std::string record, take, field;
};

namespace {

Outcome<Exit> list(Session& session) {
  if (auto done = open_to_read(session); !done) return tl::unexpected(done.error());
  if (auto done = session.assemble(Session::Layout::kept); !done) return tl::unexpected(done.error());
  const auto held = standing(session).held;
  auto& out = session.terminal().out;
  if (session.globals().json) {
    Json conflicts = Json::array();
    for (const auto& conflict : held) conflicts.push_back(conflict_json(conflict));
    out << document({{"conflicts", conflicts}});
  } else if (held.empty()) {
    out << "No conflicts.\n";
  } else {
    out << conflicts_in_full(session.catalog(), held, session.style());
  }
  return Exit::done;
}

// Staff name a field as Notion shows it.
std::optional<std::string> field_named(const Schema& schema, const std::string& word) {
  for (const FieldDef* field : all_fields(schema)) {
    if (equals_ignoring_case(field->property, word) || field->name == word) return std::string(field->name);
  }
  return std::nullopt;
}

Outcome<Exit> resolve(const ConflictsOptions& asked, Session& session) {
  if (auto done = session.open(Session::Access::write); !done) return tl::unexpected(done.error());
  if (auto done = session.assemble(Session::Layout::kept); !done) return tl::unexpected(done.error());
  const auto key = session.record(asked.record);
  if (!key) return tl::unexpected(key.error());
  const auto options = session.options({});
  if (!options) return tl::unexpected(options.error());
  std::optional<std::string> field;
  const Schema* schema = session.catalog().schema(key->entity);
  if (!asked.field.empty()) {
    field = schema != nullptr ? field_named(*schema, asked.field) : std::nullopt;
    if (!field) {
      return tl::unexpected(Error{Fault::bad_config, key->entity + " have no field \"" + asked.field + "\"", "--field",
                                  "hsn conflicts lists them"});
    }
  }
  const bool dry = session.globals().dry_run;
  if (dry) session.store().begin();
  const auto settled = sync::resolve(session.store(), session.catalog(), options->policy, *key, asked.take == "notion", field);
  if (dry) session.store().rollback();
  if (!settled) return tl::unexpected(Stop(settled.error(), Exit::usage));
  auto& out = session.terminal().out;
  Json fields = Json::array();
  for (const auto& conflict : *settled) {
    const auto& taken = asked.take == "notion" ? conflict.hub : conflict.service;
    fields.push_back(conflict_json(conflict));
    if (!session.globals().json && !session.globals().quiet) {
      out << on_one_line(conflict.title) << ", " << label_of(schema, conflict.field) << ": "
          << shown(schema, conflict.field, taken, session.style(), 60) << (dry ? " would be" : " is")
          << " taken at the next sync\n";
    }
  }
  if (session.globals().json) out << document({{"record", key->external_id}, {"take", asked.take}, {"resolved", fields}});
  return Exit::done;
}

}  // namespace

Outcome<Exit> run(const ConflictsOptions& asked, Session& session) {
  return asked.resolve ? resolve(asked, session) : list(session);
}

Run declare_conflicts(CLI::App& app) {
  auto options = std::make_shared<ConflictsOptions>();
  app.require_subcommand(0, 1);
  app.add_subcommand("list", "those that wait (the default)");
  auto* resolve = app.add_subcommand("resolve", "settle one, by taking one side");
  resolve->add_option("RECORD", options->record, "External ID, e-mail, order number, SKU, page id or link")->required();
  resolve->add_option("--take", options->take, "the side whose value is right")
      ->required()
      ->check(CLI::IsMember({"notion", "service"}))
      ->type_name("notion|service");
  resolve->add_option("--field", options->field, "this field alone, as Notion calls it")->type_name("FIELD");
  resolve->callback([options] { options->resolve = true; });
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
