// hsn feedback add|import|respond: what people said elsewhere, into the local state; and an answer, onto its page.
#include <filesystem>
#include <ostream>
#include <set>

#include "cli/commands/all.hpp"
#include "cli/commands/feedback_file.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "cli/workspace.hpp"
#include "config/read_file.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "entities/entities.hpp"
#include "services/user_feedback/bindings.hpp"
#include "services/user_feedback/item.hpp"

namespace hsn::cli {

struct FeedbackOptions {
  std::string verb, content, file, record;
  // of `add`, by the names that items have
  std::map<std::string, std::string> members;
};

namespace {

namespace uf = services::user_feedback;

// The members that an option of `add` fills.
struct Member {
  const char *option, *name, *help, *type;
};
constexpr Member kMembers[] = {
    {"--email", "email", "who said it", "ADDRESS"},
    {"--name", "name", "and the name", "NAME"},
    {"--rating", "rating", "how many stars", "N"},
    {"--scale", "rating_scale", "of how many; 5 when left out, or 10 for more than 5", "N"},
    {"--channel", "channel", "Phone, Email, In Person …; Import when left out", "CHANNEL"},
    {"--type", "feedback_type", "Suggestion, Bug, Complaint …; found by rule when left out", "TYPE"},
    {"--product", "product", "id, SKU or exact name", "PRODUCT"},
    {"--order", "order", "number", "ORDER"},
    {"--appointment", "appointment", "id", "ID"},
};

Outcome<FileKind> kind_of(const std::string& file) {
  const auto ending = lower_ascii(std::filesystem::path(file).extension().string());
  if (ending == ".json") return FileKind::json;
  if (ending == ".jsonl") return FileKind::jsonl;
  if (ending == ".csv") return FileKind::csv;
  return tl::unexpected(Error{Fault::bad_config, "is neither .json, .jsonl nor .csv", file, "rename it to what it is"});
}

Outcome<void> each_item(const FeedbackOptions& asked, Session& session, const TakeItem& take) {
  if (asked.verb == "add") {
    Json item{{"content", asked.content}, {"created_at", format_instant(session.now())}};
    for (const auto& [name, text] : asked.members) {
      if (!text.empty()) item[name] = text;
    }
    if (auto known = uf::check_words(item); !known) return tl::unexpected(known.error());
    take(0, item);
    return {};
  }
  const auto kind = kind_of(asked.file);
  if (!kind) return tl::unexpected(kind.error());
  const auto text = config::read_file(asked.file);
  if (!text) return tl::unexpected(text.error());
  const auto read = read_feedback(*text, *kind, take);
  if (read) return {};
  auto error = read.error();
  error.where = asked.file + (error.where.empty() ? "" : ", " + error.where);
  return tl::unexpected(Stop(std::move(error), Exit::usage));
}

// What came in, and what did not.
struct Intake {
  std::vector<Seen> all;
  std::vector<std::string> records, repeated;  // `repeated`: there before in the same file; the last counts
  std::vector<std::string> new_ones;           // of `records`, what nobody has told hsn before
  std::vector<Error> failed;
  std::set<std::string> known;

  void add(std::vector<Seen> seen) {
    const auto& record = seen.back().record.key.external_id;
    (known.insert(record).second ? records : repeated).push_back(record);
    for (auto& one : seen) {
      entities::canonicalize(one);
      all.push_back(std::move(one));
    }
  }
};

std::string place_of(const FeedbackOptions& asked, std::size_t line) {
  return asked.file + (asked.file.ends_with(".json") ? ", item " : ", line ") + std::to_string(line);
}

Outcome<Intake> read_all(const FeedbackOptions& asked, Session& session) {
  Intake intake;
  const uf::Reading reading{.imported = true, .creates_clients = session.config().flag("FEEDBACK_CREATES_CLIENTS")};
  const auto read = each_item(asked, session, [&](std::size_t line, const Result<Json>& item) {
    auto seen = item ? uf::decode(*item, reading) : std::vector<Seen>();
    if (!item || !seen.back().problem.empty()) {
      Error error = item ? Error{Fault::bad_data, seen.back().problem, "", "mend it and try again"} : item.error();
      if (line > 0) error.where = place_of(asked, line);
      intake.failed.push_back(std::move(error));
    } else {
      intake.add(std::move(seen));
    }
  });
  if (!read) return tl::unexpected(read.error());
  if (asked.verb == "add" && !intake.failed.empty()) return tl::unexpected(Stop(intake.failed.front(), Exit::usage));
  return intake;
}

// "2 items taken, none of them new".
std::string taken(const Intake& intake, bool dry_run) {
  const auto all = intake.records.size(), fresh = intake.new_ones.size(), again = intake.repeated.size();
  auto words = count_of(all, "item", "items") + (dry_run ? " would be taken" : " taken");
  if (all == 1 && fresh == 0) words += ", and not new";
  if (all > 1 && fresh < all) words += ", " + (fresh == 0 ? "none" : std::to_string(fresh)) + " of them new";
  if (again > 0)
    words += " (" + count_of(again, "more has the id", "more have the id") + " of another in this file: the last counts)";
  return words;
}

Outcome<Exit> take(const FeedbackOptions& asked, Session& session) {
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  if (!is_enabled(*remote::find_service("user_feedback"), session.config()))
    return tl::unexpected(
        Error{Fault::bad_config, "User Feedback is not enabled", "", "set ENABLE_USER_FEEDBACK=true, and run `hsn init`"});
  auto intake = read_all(asked, session);
  if (!intake) return tl::unexpected(intake.error());
  if (auto done = session.open(Session::Access::write); !done) return tl::unexpected(done.error());
  for (const auto& record : intake->records) {
    if (!session.store().row({"feedback", record})) intake->new_ones.push_back(record);
  }
  if (!session.globals().dry_run)
    sync::take_in(session.store(), {"user_feedback", std::string(uf::kImport)}, intake->all, session.now());
  for (const auto& error : intake->failed) session.say(error);
  auto& out = session.terminal().out;
  if (session.globals().json) {
    Json errors = Json::array();
    for (const auto& error : intake->failed) errors.push_back(describe(error));
    out << document({{"taken", intake->records}, {"new", intake->new_ones}, {"repeated", intake->repeated}, {"failed", errors}});
  } else if (!session.globals().quiet) {
    out << taken(*intake, session.globals().dry_run) << "; the next `hsn sync` brings what is new or changed to Notion\n";
  }
  return intake->failed.empty() ? Exit::done : Exit::some_failed;
}

// The base stays as it is: the answer is a person's, so that the next sync still tells the service of it.
Outcome<Exit> respond(const FeedbackOptions& asked, Session& session) {
  if (clean_text(asked.content).empty())
    return tl::unexpected(Stop(Error{Fault::bad_data, "the answer says nothing", "", "write one and try again"}, Exit::usage));
  const auto options = prepare(session, {});
  if (!options) return tl::unexpected(options.error());
  const auto key = session.record(asked.record);
  if (!key) return tl::unexpected(key.error());
  const auto row = session.store().row(*key);
  if (key->entity != "feedback" || !row || !row->hub || row->hub->gone)
    return tl::unexpected(
        Error{Fault::bad_config, "is no feedback with a page in Notion", key->external_id, "run `hsn sync` first"});
  Write write;
  write.verb = Verb::update;
  write.to = {std::string(kHub), key->entity};
  write.key = *key;
  write.known = *row->hub;
  write.at = session.now();
  write.counts = false;
  for (const auto& [field, value] :
       {std::pair<std::string, std::string>{"response", clean_text(asked.content)}, {"status", "Responded"}}) {
    const auto* now = row->hub->record.find(field);
    write.changes.push_back({field, now == nullptr ? FieldValue() : *now, value, "hsn feedback respond"});
  }
  if (options->dry_run) {
    sync::Priced shown;
    shown.plan.writes.push_back(std::move(write));
    session.terminal().out << (session.globals().json ? document(diff_json(session.catalog(), shown))
                                                      : writes_in_words(session.catalog(), shown.plan.writes, session.style()));
    return Exit::done;
  }
  return run_and_report(session, *options, [&](Crew& crew, state::RunId run, sync::Report& report) {
    crew.engine.recover(report);
    crew.engine.apply(run, {write}, report);
  });
}

}  // namespace

Outcome<Exit> run(const FeedbackOptions& asked, Session& session) {
  return asked.verb == "respond" ? respond(asked, session) : take(asked, session);
}

Run declare_feedback(CLI::App& app) {
  auto options = std::make_shared<FeedbackOptions>();
  app.require_subcommand(1, 1);
  const auto verb = [&](const char* name, const char* help) {
    auto* sub = app.add_subcommand(name, help);
    sub->callback([options, name] { options->verb = name; });
    return sub;
  };
  auto* add = verb("add", "what somebody said");
  add->add_option("TEXT", options->content, "the words")->required();
  for (const auto& member : kMembers)
    add->add_option(member.option, options->members[member.name], member.help)->type_name(member.type);
  verb("import", "a file of it: .json, .jsonl or .csv")->add_option("FILE", options->file, "the file")->required();
  auto* respond = verb("respond", "an answer, onto its page");
  respond->add_option("RECORD", options->record, "External ID, page id or link")->required();
  respond->add_option("TEXT", options->content, "the answer")->required();
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
