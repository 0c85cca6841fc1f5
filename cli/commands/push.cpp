// hsn push TARGET...: pull, plan, show and ask on a terminal, then apply the changes towards TARGET only.
#include <algorithm>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/plan_file.hpp"
#include "cli/commands/running.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"

namespace hsn::cli {

struct PushOptions {
  std::vector<std::string> targets;
  std::string adopt, plan;
  bool no_pull = false, create_terms = false;
};

namespace {

bool names_hub(const std::vector<std::string>& targets) {
  return std::find(targets.begin(), targets.end(), kHub) != targets.end();
}

// By their own names, however they were spelt.
std::set<std::string> services_named(const std::vector<std::string>& targets) {
  std::set<std::string> names;
  for (const auto& word : targets) {
    if (const auto* service = remote::find_service(word); service != nullptr) names.emplace(service->name);
  }
  return names;
}

// push woocommerce: Notion -> WooCommerce, with the ids and sync block that this needs in Notion; push notion: services ->
// Notion.
sync::Towards towards(const std::vector<std::string>& targets) {
  sync::Towards towards;
  towards.all_services = false;
  towards.services = services_named(targets);
  towards.hub_ids_only = !names_hub(targets);
  return towards;
}

// --dry-run of a saved plan: its records are read again and it is refused as it would be, and everything is as before.
Exit check_saved(Session& session, const sync::Options& options, std::vector<Write> writes) {
  sync::Priced shown;
  shown.plan.writes = writes;
  sync::Report report;
  session.store().begin();
  {
    Crew crew(session, options);
    crew.engine.recover(report);
    crew.engine.apply({}, std::move(writes), report);
  }
  session.store().rollback();
  shown.refused = report.refused;
  const Exit exit = exit_of(report, report.interrupted ? session.signal() : 0);
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document(diff_json(session.catalog(), shown));
  } else if (!session.globals().quiet && exit == Exit::done) {
    out << writes_in_words(session.catalog(), shown.plan.writes, session.style());
  }
  say_problems(session, report);
  return exit;
}

// Of a saved plan, what was asked for: --only, --record and --limit.
void narrow(std::vector<Write>& writes, const sync::Options& options, const state::Store& store) {
  std::erase_if(writes, [&](const Write& write) {
    if (options.only && write.key.entity != *options.only) return true;
    const auto row = options.record ? store.row(write.key) : std::nullopt;  // under the name that it has by now
    return options.record && (row ? row->key : write.key) != *options.record;
  });
  if (options.limit > 0) sync::keep_records(writes, options.limit);
}

Outcome<Exit> push_saved(const PushOptions& asked, Session& session, const sync::Options& options) {
  auto writes = load_plan(asked.plan);
  if (!writes) return tl::unexpected(writes.error());
  if (!asked.targets.empty()) {
    const auto wanted = services_named(asked.targets);
    const bool hub = names_hub(asked.targets);
    std::erase_if(*writes,
                  [&](const Write& write) { return write.to.service == kHub ? !hub : !wanted.contains(write.to.service); });
  }
  for (const auto& write : *writes) {
    if (write.to.service != kHub && session.catalog().service(write.to.service) == nullptr) {
      return tl::unexpected(
          Error{Fault::bad_config, "the plan writes to " + write.to.service + ", which is not enabled", asked.plan, ""});
    }
  }
  narrow(*writes, options, session.store());
  if (writes->empty() && !session.globals().json) {
    session.note("nothing to do: the plan has nothing for this");
    return Exit::done;
  }
  if (options.dry_run) return check_saved(session, options, std::move(*writes));
  return run_and_report(session, options, [&](Crew& crew, state::RunId run, sync::Report& report) {
    crew.engine.recover(report);
    crew.engine.apply(run, std::move(*writes), report);
  });
}

// The plan is shown and agreed on; what is then carried out is made from the same reading.
bool shown_and_agreed(Crew& crew, Session& session) {
  if (session.globals().yes || !session.terminal().attended()) return true;
  sync::Report ignored;
  const auto priced = crew.engine.diff(ignored);
  crew.progress.wipe();
  session.terminal().err << diff_in_words(session.catalog(), priced, session.style());
  return priced.plan.writes.empty() || session.agreed("Carry this out?");
}

}  // namespace

Outcome<Exit> run(const PushOptions& asked, Session& session) {
  if (asked.targets.empty() && asked.plan.empty()) {
    return tl::unexpected(Error{Fault::bad_config, "push needs a TARGET", "", "hsn push woocommerce, or hsn push notion"});
  }
  if (asked.create_terms) {
    if (auto taken = session.answered({{kCreateTerms, "true"}}); !taken) return tl::unexpected(taken.error());
  }
  auto options = prepare(session, asked.targets);
  if (!options) return tl::unexpected(options.error());
  if (!asked.plan.empty()) {
    options->services.clear();
    return push_saved(asked, session, *options);
  }
  options->policy.adopting = adopting(asked.adopt);
  // One record was asked for by somebody; of a whole push the next one finds what is left.
  if (!options->record) options->yield_now = session.gives_way();
  // "push notion woocommerce" names both sides: then the service is a target of its own, and not narrowed away.
  options->policy.towards = towards(asked.targets);
  const auto pull = [&asked](Crew& crew, sync::Report& report) {
    if (!asked.no_pull) crew.engine.pull(report);
  };
  if (options->dry_run) return show_plan_and_forget(session, *options, pull);
  return run_and_report(session, *options, [&](Crew& crew, state::RunId run, sync::Report& report) {
    crew.engine.recover(report);
    pull(crew, report);
    if (shown_and_agreed(crew, session)) {
      crew.engine.push(run, report);
    } else {
      report.interrupted = report.interrupted || session.outside().stop;
    }
  });
}

Run declare_push(CLI::App& app) {
  auto options = std::make_shared<PushOptions>();
  app.add_option("TARGET", options->targets, "notion (services to Notion) or a service (Notion to it)");
  add_adopt(app, options->adopt);
  app.add_flag("--no-pull", options->no_pull, "from what is already known");
  add_create_terms(app, options->create_terms);
  app.add_option("--plan", options->plan, "carry out exactly this saved plan; refused where a record has changed since")
      ->type_name("FILE");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
