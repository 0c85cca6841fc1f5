// hsn ai ask|import|export: conversations with AI providers. ai_ask.cpp asks; here they are brought in and taken out.
#include <ostream>

#include "cli/commands/ai_ask.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/talking.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "config/read_file.hpp"
#include "config/write_file.hpp"
#include "core/json.hpp"

namespace hsn::cli {

struct AiFileOptions {
  std::string file;
};

namespace {

Outcome<Exit> import_conversations(const AiFileOptions& asked, Session& session) {
  if (auto done = prepare_to_talk(session); !done) return tl::unexpected(done.error());
  const auto text = config::read_file(asked.file);
  if (!text) return tl::unexpected(text.error());
  const auto hidden = services::ai::redactions(session.config());
  const auto imported = services::ai::read_conversations(*text, asked.file, hidden);
  const auto options = talk_options(session);
  if (!options) return tl::unexpected(options.error());
  const auto found = count_of(imported.turns.size(), "turn", "turns");
  if (imported.instructions > 0)
    session.note(count_of(imported.instructions, "system turn is", "system turns are") +
                 " left out: a page holds question and answer");
  const auto tell_wrong = [&](sync::Report& report) {
    for (const auto& error : imported.wrong)
      report.errors.push_back({error.where, std::string(services::ai::kLane.service), error});
  };
  if (options->dry_run) {
    sync::Report report;
    tell_wrong(report);
    if (session.globals().json) session.terminal().out << document(report_json(0, report, 0, {}));
    say_problems(session, report);
    session.note(found + " would be taken; nothing was written");
    return exit_of(report, 0);
  }
  keep(session, imported.turns);
  session.note(found + " taken");
  return run_and_report(session, *options, [&](Crew& crew, state::RunId run, sync::Report& report) {
    carry_to_pages(crew, run, report);
    tell_wrong(report);
  });
}

Outcome<Exit> export_training(const AiFileOptions& asked, Session& session) {
  if (auto done = prepare_to_talk(session); !done) return tl::unexpected(done.error());
  const auto options = talk_options(session);
  if (!options) return tl::unexpected(options.error());
  // What staff think of the answers stands in Notion.
  const auto ran =
      run_silently(session, *options, [](Crew& crew, state::RunId, sync::Report& report) { crew.engine.pull(report); });
  say_problems(session, ran.report);
  if (ran.exit != Exit::done) return ran.exit;
  const auto training = services::ai::training_of(known_conversations(session));
  for (const auto& record : training.cut)
    session.say({Fault::bad_data, "left out: only the beginning of its text is known here", record, "its page has the whole"});
  if (!options->dry_run) {
    if (auto wrote = config::write_file(asked.file, training.jsonl); !wrote) return tl::unexpected(wrote.error());
  }
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document({{"file", asked.file}, {"examples", training.examples}, {"left_out", training.cut}});
  } else if (!session.globals().quiet) {
    out << asked.file << ": " << count_of(training.examples, "example", "examples") << (options->dry_run ? " would be" : "")
        << " written\n";
  }
  return training.cut.empty() ? Exit::done : Exit::some_failed;
}

}  // namespace

Run declare_ai(CLI::App& app) {
  app.require_subcommand(1);
  auto* ask = app.add_subcommand("ask", "ask a provider; the answer goes to stdout and, with the question, to Notion");
  auto* import = app.add_subcommand("import", "take over conversations from elsewhere");
  auto* training = app.add_subcommand("export", "write approved and corrected answers for a training");
  const auto answer = declare_ask(*ask);
  auto in = std::make_shared<AiFileOptions>(), out = std::make_shared<AiFileOptions>();
  import->add_option("FILE", in->file, "JSON lines: {\"thread\",\"role\",\"content\",\"provider\",\"model\",\"time\"}")
      ->required();
  training->add_option("--training", out->file, "JSON lines: {\"messages\":[{\"role\",\"content\"}]}")
      ->type_name("FILE")
      ->required();
  return [=](Session& session) -> Outcome<Exit> {
    if (import->parsed()) return import_conversations(*in, session);
    return training->parsed() ? export_training(*out, session) : answer(session);
  };
}

}  // namespace hsn::cli
