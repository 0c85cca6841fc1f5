// hsn ai ask PROMPT: knowledge and earlier turns along, providers tried in turn, every try kept, the answer on stdout.
#include "cli/commands/ai_ask.hpp"

#include <algorithm>
#include <iterator>
#include <ostream>

#include "cli/commands/options.hpp"
#include "cli/commands/talking.hpp"
#include "cli/output/json.hpp"
#include "cli/workspace.hpp"
#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/knowledge.hpp"
#include "services/ai/routing.hpp"
#include "sync/pump.hpp"

namespace hsn::cli {

struct AskOptions {
  std::vector<std::string> prompt;
  std::string thread, task = "Question", client, model;
};

namespace {

using services::ai::Interaction;

constexpr std::string_view kKnowledgeNote = "knowledge";
constexpr std::size_t kEarlierTurns = 20;  // of a thread that go along

std::string prompt_text(const AskOptions& asked, Session& session) {
  if (!asked.prompt.empty() && asked.prompt != std::vector<std::string>{"-"}) return join(asked.prompt, " ");
  return {std::istreambuf_iterator<char>(session.terminal().in), {}};
}

// The pages as they are now; where Notion cannot be asked, as they were when it could.
notion::Knowledge knowledge(Session& session) {
  const auto& config = session.config();
  const auto id_in = [&](std::string_view setting) {
    const auto id = config::parse_notion_id(config.text(setting));
    return id ? id->id : std::string();
  };
  const auto page = id_in("NOTION_KNOWLEDGE_PAGE_ID"), database = id_in("NOTION_KNOWLEDGE_DATABASE_ID");
  const auto account = notion_account(config);
  if ((page.empty() && database.empty()) || !account) return {};
  auto known = notion::decode_knowledge(session.store().note(kKnowledgeNote).value_or(""));
  const auto reading = notion::read_knowledge(*account, page, database, known);
  if (const auto heard = sync::converse(session.courier(), *reading); !heard) {
    auto error = heard.error();
    error.what = "the knowledge pages could not be read again: " + error.what;
    session.say(error);
    return known;
  }
  if (!session.globals().dry_run) session.store().note(kKnowledgeNote, notion::encode(reading->pages()));
  return reading->pages();
}

// One question, whoever is asked it.
struct Enquiry {
  Interaction said;
  services::ai::Question question;
  std::string entity;  // slug
};

// The client's External ID, and which of our businesses knows this person first.
Outcome<void> name_client(const AskOptions& asked, Session& session, Enquiry& enquiry) {
  enquiry.said.business_entity = session.config().text("DEFAULT_BUSINESS_ENTITY");
  if (!asked.client.empty()) {
    const auto key = session.record(asked.client);
    if (!key) return tl::unexpected(key.error());
    if (key->entity != "clients")
      return tl::unexpected(Error{Fault::bad_config, "this is no client", asked.client, "give the client's e-mail"});
    enquiry.said.client = key->external_id;
    const auto row = session.store().row(*key);
    const auto* entities = row && row->hub ? row->hub->record.find("business_entity") : nullptr;
    const auto* names = entities == nullptr ? nullptr : std::get_if<std::vector<std::string>>(entities);
    if (names != nullptr && !names->empty()) enquiry.said.business_entity = names->front();
  }
  enquiry.entity = services::ai::slug_of(session.mapping(), enquiry.said.business_entity);
  return {};
}

Outcome<Enquiry> enquiry_of(const AskOptions& asked, Session& session) {
  const auto hidden = services::ai::redactions(session.config());
  const auto clean = [&](const std::string& text) { return services::ai::redact(clean_text(text), hidden); };
  Enquiry enquiry;
  enquiry.said.prompt = clean(prompt_text(asked, session));
  if (enquiry.said.prompt.empty())
    return tl::unexpected(Error{Fault::bad_config, "nothing was asked", "", "hsn ai ask \"…\", or give the text on stdin"});
  if (auto named = name_client(asked, session, enquiry); !named) return tl::unexpected(named.error());
  const auto& random = session.outside().random;
  enquiry.said.thread = asked.thread.empty() ? services::ai::uuid_of(random(), random()) : asked.thread;
  enquiry.said.task = asked.task;
  enquiry.said.asked_by = session.outside().who();
  auto& question = enquiry.question;
  if (!asked.thread.empty()) {
    const auto all = known_conversations(session);
    enquiry.said.turn = services::ai::next_turn(all, asked.thread);
    question.earlier = services::ai::exchanges(services::ai::thread_of(all, asked.thread));
    if (question.earlier.size() > kEarlierTurns)
      question.earlier.erase(question.earlier.begin(), question.earlier.end() - kEarlierTurns);
    for (auto& exchange : question.earlier) exchange = {clean(exchange.prompt), clean(exchange.response)};
  }
  const auto room = static_cast<std::size_t>(session.config().integer("AI_KNOWLEDGE_MAX_CHARS"));
  question.system = clean(notion::text_of(knowledge(session), room));
  if (!question.system.empty()) enquiry.said.knowledge_version = sha256_hex(question.system).substr(0, 12);
  question.prompt = enquiry.said.prompt;
  question.max_tokens = session.config().integer("AI_MAX_TOKENS");
  question.timeout = session.config().seconds("AI_TIMEOUT_SECONDS");
  return enquiry;
}

// What came of one try, whatever it was.
struct Try {
  Interaction said;
  std::optional<Error> error;
};

constexpr std::pair<services::ai::Ending, std::string_view> kEndings[] = {{services::ai::Ending::ok, "OK"},
                                                                          {services::ai::Ending::truncated, "Truncated"},
                                                                          {services::ai::Ending::filtered, "Filtered"}};

Try failed(Interaction said, const services::ai::Provider& provider, Error error, const services::ai::Redactions& hidden) {
  if (!error.where.starts_with(provider.name)) error.where = provider.name + (error.where.empty() ? "" : ": " + error.where);
  error.what = services::ai::redact(std::move(error.what), hidden);
  said.outcome = "Error";
  said.response = "No answer: " + describe(error);
  return {std::move(said), std::move(error)};
}

Try ask_one(Session& session, const Enquiry& enquiry, const services::ai::Choice& choice) {
  const auto hidden = services::ai::redactions(session.config());
  const auto& random = session.outside().random;
  auto said = enquiry.said;
  said.id = services::ai::uuid_of(random(), random());
  said.provider = choice.provider->option;
  said.model = choice.model;
  said.created = session.now();
  auto question = enquiry.question;
  question.model = choice.model;
  session.courier().start(services::ai::ask(*choice.provider, question));
  const auto delivered = session.courier().wait();
  if (!delivered)
    return failed(std::move(said), *choice.provider, {Fault::unreachable, "interrupted before an answer came", "", ""}, hidden);
  if (!delivered->outcome) {
    const bool limits = delivered->outcome.error().fault == Fault::throttled;
    auto error = limits ? services::ai::limited(*choice.provider) : delivered->outcome.error();
    return failed(std::move(said), *choice.provider, std::move(error), hidden);
  }
  said.latency_ms = delivered->outcome->took.count();
  const auto answer = services::ai::read(*choice.provider, question, *delivered->outcome);
  if (!answer) return failed(std::move(said), *choice.provider, answer.error(), hidden);
  said.model = answer->model;
  said.tokens_in = answer->tokens_in;
  said.tokens_out = answer->tokens_out;
  said.response = services::ai::redact(answer->text, hidden);
  said.outcome = std::find_if(std::begin(kEndings), std::end(kEndings), [&](const auto& one) {
                   return one.first == answer->ending;
                 })->second;
  Try tried{std::move(said), std::nullopt};
  if (answer->ending == services::ai::Ending::filtered)
    tried.error = Error{Fault::bad_data, "it refuses to answer" + (tried.said.response.empty() ? "" : ": " + tried.said.response),
                        choice.provider->name, "ask in other words"};
  return tried;
}

// Until one answers.
std::vector<Try> ask_in_turn(Session& session, const Enquiry& enquiry, const std::vector<services::ai::Choice>& choices) {
  std::vector<Try> tries;
  for (const auto& choice : choices) {
    tries.push_back(ask_one(session, enquiry, choice));
    if (!tries.back().error || session.signal() != 0) break;
    if (tries.size() < choices.size()) session.say(*tries.back().error);
  }
  return tries;
}

Json json_of(const std::vector<Try>& tries) {
  const auto& last = tries.back();
  const auto number = [](const std::optional<std::int64_t>& value) { return value ? Json(*value) : Json(nullptr); };
  Json all = Json::array();
  for (const auto& one : tries) {
    all.push_back({{"record", "ai:interaction:" + one.said.id},
                   {"provider", one.said.provider},
                   {"model", one.said.model},
                   {"outcome", one.said.outcome},
                   {"error", one.error ? error_json(*one.error) : Json(nullptr)}});
  }
  return {{"answer", last.error ? Json(nullptr) : Json(last.said.response)},
          {"outcome", last.said.outcome},
          {"thread", last.said.thread},
          {"turn", last.said.turn},
          {"provider", last.said.provider},
          {"model", last.said.model},
          {"tokens_in", number(last.said.tokens_in)},
          {"tokens_out", number(last.said.tokens_out)},
          {"latency_ms", number(last.said.latency_ms)},
          {"knowledge_version", last.said.knowledge_version},
          {"tries", std::move(all)}};
}

void tell(Session& session, const std::vector<Try>& tries) {
  const auto& last = tries.back();
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document(json_of(tries));
  } else if (!last.error) {
    out << last.said.response << "\n";
  }
  if (last.error) {
    session.say(*last.error);
  } else if (last.said.outcome == "Truncated") {
    session.say({Fault::bad_data, "the answer was cut before its end", last.said.provider, "raise AI_MAX_TOKENS"});
  }
  session.note("thread " + last.said.thread + ", turn " + std::to_string(last.said.turn) + ", " + last.said.provider + " " +
               last.said.model);
}

// What was said is safe in the state: a Notion that is away is no failure of the question.
Outcome<Exit> record(Session& session, const std::vector<Try>& tries, const sync::Options& options) {
  std::vector<Interaction> conversations;
  conversations.reserve(tries.size());
  for (const auto& one : tries) conversations.push_back(one.said);
  if (auto taken = session.take_up(); !taken) return tl::unexpected(taken.error());
  keep(session, conversations);
  const auto ran = run_silently(session, options, carry_to_pages);
  if (ran.exit != Exit::unreachable) {
    say_problems(session, ran.report);
    return ran.exit;
  }
  session.say(
      {Fault::unreachable, "Notion could not be reached: the conversation is kept here", "", "the next sync writes its page"});
  return Exit::done;
}

Exit exit_of_question(const Try& last) {
  if (!last.error) return Exit::done;
  const auto exit = exit_of(*last.error);
  return exit == Exit::refused || exit == Exit::unreachable ? exit : Exit::some_failed;
}

// The one it would ask, and whom after that if it fails.
Exit would_ask(Session& session, const std::vector<services::ai::Choice>& choices) {
  Json names = Json::array();
  for (const auto& choice : choices) names.push_back(choice.provider->name + ":" + choice.model);
  if (session.globals().json) {
    session.terminal().out << document({{"would_ask", names}});
  } else {
    for (const auto& name : names) session.terminal().out << "would ask " << name.get_ref<const std::string&>() << "\n";
  }
  return Exit::done;
}

Outcome<Exit> run_ask(const AskOptions& asked, Session& session) {
  if (auto done = prepare_to_talk(session); !done) return tl::unexpected(done.error());
  const auto providers = services::ai::providers(session.config(), session.mapping());
  if (!providers) return tl::unexpected(providers.error());
  const auto enquiry = enquiry_of(asked, session);
  if (!enquiry) return tl::unexpected(enquiry.error());
  const services::ai::Wish wish{asked.task, enquiry->entity, asked.model, utf16_length(enquiry->said.prompt)};
  const auto choices = services::ai::route(wish, session.mapping().ai_routes, *providers, session.config());
  if (!choices) return tl::unexpected(choices.error());
  const auto options = talk_options(session);
  if (!options) return tl::unexpected(options.error());
  if (options->dry_run) {
    return would_ask(session, *choices);
  }
  session.lay_down();  // a provider may think for a minute
  const auto tries = ask_in_turn(session, *enquiry, *choices);
  tell(session, tries);
  session.terminal().out.flush();
  const auto recorded = record(session, tries, *options);
  const Exit exit = exit_of_question(tries.back());
  return exit == Exit::done || !recorded ? recorded : exit;
}

}  // namespace

Run declare_ask(CLI::App& app) {
  auto options = std::make_shared<AskOptions>();
  app.add_option("PROMPT", options->prompt, "what is asked; - or nothing: read from stdin");
  app.add_option("--thread", options->thread, "go on with this conversation; its earlier turns go along")->type_name("ID");
  app.add_option(
         "--task", options->task,
         "kind of work, for the routes: " + join({std::begin(services::ai::kTasks), std::end(services::ai::kTasks)}, ", "))
      ->type_name("TASK")
      ->transform(CLI::IsMember(std::vector<std::string>(std::begin(services::ai::kTasks), std::end(services::ai::kTasks)),
                                CLI::ignore_case))
      ->default_str("Question");
  app.add_option("--client", options->client, "whom it is about: e-mail or External ID")->type_name("RECORD");
  app.add_option("--model", options->model, "MODEL or PROVIDER:MODEL, instead of what routes and defaults say")
      ->type_name("MODEL");
  return [options](Session& session) { return run_ask(*options, session); };
}

}  // namespace hsn::cli
