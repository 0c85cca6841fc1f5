#include "cli/commands/asking.hpp"

#include <ostream>

#include "cli/commands/probing.hpp"
#include "cli/workspace.hpp"
#include "config/check_value.hpp"
#include "core/text.hpp"

namespace hsn::cli {
namespace {

const config::SettingDef& setting(std::string_view name) {
  for (const auto table : setting_tables()) {
    for (const auto& def : table) {
      if (def.name == name) return def;
    }
  }
  static constexpr config::SettingDef kNone{};
  return kNone;
}

class Asking {
 public:
  explicit Asking(Session& session) : session_(session) {}

  Outcome<Answers> all() {
    err() << "Enter keeps what stands in [brackets].\n\n";
    for (const auto* name : {"NOTION_API_TOKEN", "NOTION_PARENT_PAGE_ID"}) {
      if (!one(name)) return stopped();
    }
    for (const auto* service : remote::services()) {
      if (!ask_service(*service)) return stopped();
    }
    if (!one("BUSINESS_TIMEZONE")) return stopped();
    if (auto taken = session_.answered(answers_.settings); !taken) return tl::unexpected(taken.error());
    err() << "Write the answers to the env file? [Y/n] " << std::flush;
    const auto line = session_.line();
    if (!line) return stopped();
    answers_.may_write = !lower_ascii(trim(*line)).starts_with('n');
    return std::move(answers_);
  }

 private:
  std::ostream& err() { return session_.terminal().err; }
  static tl::unexpected<Stop> stopped() {
    return tl::unexpected(Stop({Fault::bad_config, "no answer", "", "run hsn init again"}, Exit::usage));
  }

  // False: the end of the input. Asks again until the answer fits its setting.
  bool one(std::string_view name) {
    const auto& def = setting(name);
    const bool secret = def.kind == config::Kind::secret;
    const auto& config = session_.config();
    const std::string now = secret ? (config.has(name) ? config.secret(name).masked() : "") : config.text(name);
    while (true) {
      err() << def.help << "\n  " << name << (now.empty() ? "" : " [" + now + "]") << ": " << std::flush;
      const auto typed = secret ? session_.terminal().hidden_line() : session_.line();
      if (secret) err() << "\n";
      if (!typed) return false;
      const auto line = trim(*typed);
      if (line.empty()) return true;
      const auto value = config::check_value(def, line);
      if (value) {
        if (*value != now) answers_.settings[std::string(name)] = *value;
        return true;
      }
      err() << "  " << (secret ? "That does not look right" : value.error().what)
            << (value.error().remedy.empty() ? "" : ": " + value.error().remedy) << "\n";
    }
  }

  bool ask_service(const remote::ServiceDef& service) {
    err() << "\n" << service.title << " (Enter at the first question skips it)\n";
    const auto before = answers_.settings;
    for (const auto name : service.credentials) {
      if (!one(name)) return false;
      if (!session_.config().has(name) && !answers_.settings.contains(name)) {
        answers_.settings = before;
        err() << "  skipped\n";
        return true;
      }
    }
    if (try_now(service)) return true;
    err() << "Ask again? [Y/n] " << std::flush;
    const auto line = session_.line();
    if (!line) return false;
    if (lower_ascii(trim(*line)).starts_with('n')) return true;
    answers_.settings = before;
    return ask_service(service);
  }

  bool try_now(const remote::ServiceDef& service) {
    auto taken = session_.answered(answers_.settings);
    if (taken) taken = session_.connect();
    if (!taken) {
      session_.say(taken.error().error);
      return false;
    }
    auto made = service.make(session_.config(), session_.mapping());
    if (!made) {
      session_.say(made.error());
      return false;
    }
    const auto lines = run_probes(session_, {{std::string(service.name), (*made)->probes()}});
    err() << lines_in_words(lines, {session_.coloured(), 0});
    return !any_failed(lines);
  }

  Session& session_;
  Answers answers_;
};

}  // namespace

Outcome<Answers> ask_settings(Session& session) { return Asking(session).all(); }

}  // namespace hsn::cli
