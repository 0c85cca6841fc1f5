// hsn explain RECORD: why this record would or would not change at the next sync.
#include "sync/explain.hpp"

#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/reading.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "entities/entities.hpp"
#include "record/record_json.hpp"

namespace hsn::cli {

struct ExplainOptions {
  std::string record;
};

namespace {

constexpr std::size_t kShown = 30;

Json as_json(const RecordKey& key, const sync::Explanation& why) {
  Json fields = Json::array();
  for (const auto& field : why.fields) {
    fields.push_back({{"field", field.property.empty() ? field.field : field.property},
                      {"base", plain_json(field.base)},
                      {"service", plain_json(field.service)},
                      {"notion", plain_json(field.hub)},
                      {"decision", field.decision},
                      {"why", field.why}});
  }
  return {{"record", key.external_id}, {"title", why.title}, {"about", why.record}, {"fields", fields}};
}

std::string in_words(const Style& style, const RecordKey& key, const sync::Explanation& why) {
  std::string text = paint(on_one_line(why.title), Tone::strong, style) + "  " + key.external_id + "\n";
  for (const auto& line : why.record) text += on_one_line(line) + "\n";
  const Schema* schema = entities::find(key.entity);
  Table table{{"Field", "Last agreed", "Service", "Notion", "Decision", "Why"}, {}};
  for (const auto& field : why.fields) {
    const auto value = [&](bool known, const FieldValue& what) {
      return known ? shown(schema, field.field, what, style, kShown) : std::string("?");
    };
    table.rows.push_back({field.property.empty() ? field.field : field.property, value(field.in_base, field.base),
                          value(field.in_service, field.service), value(field.in_hub, field.hub),
                          Cell(field.decision, Tone::strong), Cell(field.why, Tone::dim)});
  }
  return text + "\n" + render(table, style);
}

}  // namespace

Outcome<Exit> run(const ExplainOptions& asked, Session& session) {
  if (auto done = open_to_read(session); !done) return tl::unexpected(done.error());
  if (auto done = session.assemble(Session::Layout::kept); !done) return tl::unexpected(done.error());
  const auto key = session.record(asked.record);
  if (!key) return tl::unexpected(key.error());
  const auto row = session.store().row(*key);
  if (!row) return tl::unexpected(Error{Fault::bad_config, "no such record", asked.record, ""});
  const auto options = session.options({});
  if (!options) return tl::unexpected(options.error());
  auto why = sync::explain(*row, session.catalog(), options->policy, session.store().look());
  if (session.store().held(*key))
    why.record.emplace_back("The outcome of an earlier write is not known yet: the next run looks it up first.");
  session.terminal().out << (session.globals().json ? document(as_json(*key, why)) : in_words(session.style(), *key, why));
  return Exit::done;
}

Run declare_explain(CLI::App& app) {
  auto options = std::make_shared<ExplainOptions>();
  app.add_option("RECORD", options->record, "External ID, e-mail, order number, SKU, page id or link")->required();
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
