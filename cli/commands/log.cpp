// hsn log [RECORD]: the runs; or every change of one record.
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/reading.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "entities/entities.hpp"
#include "record/record_json.hpp"

namespace hsn::cli {

struct LogOptions {
  std::string record;
};

namespace {

constexpr std::size_t kRuns = 20, kChanges = 200, kValue = 40;

std::size_t limit(const Session& session, std::size_t usual) {
  return session.globals().limit > 0 ? session.globals().limit : usual;
}

// "created 3, updated 2", summed over the targets of the kept report; or what kept it from doing anything.
std::string told_by(const Json& report) {
  std::map<std::string, std::int64_t> sums;
  const auto* targets = at(report, "/targets");
  if (targets == nullptr || !targets->is_array()) return {};
  for (const auto& target : *targets) {
    for (const auto* name : {"created", "updated", "archived", "linked", "failed"}) {
      sums[name] += int_at(target, std::string("/") + name).value_or(0);
    }
  }
  std::string text;
  for (const auto* name : {"created", "updated", "archived", "linked", "failed"}) {
    if (sums[name] > 0) text += (text.empty() ? "" : ", ") + std::string(name) + " " + std::to_string(sums[name]);
  }
  if (const auto* refused = at(report, "/refused"); refused != nullptr && !refused->empty())
    text += text.empty() ? "refused" : ", the rest refused";
  if (!text.empty()) return text;
  if (const auto* errors = at(report, "/errors"); errors != nullptr && !errors->empty())
    return "failed: " + text_at(errors->front(), "/message").value_or("");
  return "nothing to do";
}

Outcome<Exit> runs(Session& session) {
  Table table{{"Run", "When", "Who", "Command", "Exit", "What"}, {}};
  Json list = Json::array();
  for (const auto& run : session.store().runs(limit(session, kRuns))) {
    const auto report = parse_json(run.report.empty() ? "{}" : run.report);
    const Json kept = report ? *report : Json::object();
    table.rows.push_back(
        {std::to_string(run.id), local(session, run.began), run.who, run.command,
         run.ended ? Cell(std::to_string(run.exit), run.exit == 0 ? Tone::good : Tone::bad) : Cell("not ended", Tone::warn),
         run.ended ? told_by(kept) : ""});
    list.push_back({{"run", run.id},
                    {"began", instant_json(run.began)},
                    {"ended", instant_json(run.ended)},
                    {"who", run.who},
                    {"command", run.command},
                    {"exit", run.ended ? Json(run.exit) : Json(nullptr)},
                    {"report", kept}});
  }
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document({{"runs", list}});
  } else {
    out << (table.rows.empty() ? "No runs yet: hsn sync\n" : render(table, session.style()));
  }
  return Exit::done;
}

std::string side_of(const std::string& service) {
  if (service == kHub) return "Notion";
  const auto* def = remote::find_service(service);
  return def != nullptr ? std::string(def->title) : service;
}

Outcome<Exit> changes(const LogOptions& asked, Session& session) {
  const auto key = session.record(asked.record);
  if (!key) return tl::unexpected(key.error());
  const Schema* schema = entities::find(key->entity);
  const Style style = session.style();
  Table table{{"Run", "When", "Side", "Field", "From", "To", "Why"}, {}};
  Json list = Json::array();
  for (const auto& intent : session.store().history(*key, limit(session, kChanges))) {
    const auto when = intent.settled ? intent.settled : std::optional<Instant>(intent.opened);
    const bool done = intent.outcome == "done";
    for (const auto& change : intent.write.changes) {
      table.rows.push_back({std::to_string(intent.run), local(session, when), side_of(intent.write.to.service),
                            label_of(schema, change.field), shown(schema, change.field, change.from, style, kValue),
                            shown(schema, change.field, change.to, style, kValue),
                            done ? Cell(change.reason, Tone::dim)
                                 : Cell(intent.outcome.empty() ? "outcome not known yet" : intent.outcome, Tone::bad)});
      list.push_back({{"run", intent.run},
                      {"at", instant_json(when)},
                      {"side", intent.write.to.service},
                      {"field", label_of(schema, change.field)},
                      {"from", plain_json(change.from)},
                      {"to", plain_json(change.to)},
                      {"reason", change.reason},
                      {"outcome", intent.outcome}});
    }
  }
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document({{"record", key->external_id}, {"changes", list}});
  } else {
    out << (table.rows.empty() ? key->external_id + " has never been changed by hsn\n" : render(table, session.style()));
  }
  return Exit::done;
}

}  // namespace

Outcome<Exit> run(const LogOptions& asked, Session& session) {
  if (auto done = open_to_read(session); !done) return tl::unexpected(done.error());
  return asked.record.empty() ? runs(session) : changes(asked, session);
}

Run declare_log(CLI::App& app) {
  auto options = std::make_shared<LogOptions>();
  app.add_option("RECORD", options->record, "External ID, e-mail, order number, SKU, page id or link");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
