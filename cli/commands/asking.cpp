#include "cli/commands/asking.hpp"

#include <functional>
#include <optional>
#include <ostream>

#include "cli/commands/probing.hpp"
#include "cli/workspace.hpp"
#include "config/check_value.hpp"
#include "core/text.hpp"
#include "notion/hub.hpp"

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
    if (!notion()) return stopped();
    for (const auto* service : remote::services()) {
      if (!ask_service(*service)) return stopped();
    }
    err() << "\n";
    if (!one("BUSINESS_TIMEZONE")) return stopped();
    if (auto taken = session_.answered(answers_.settings); !taken) return tl::unexpected(taken.error());
    const auto written = yes("Write the answers to the env file?");
    if (!written) return stopped();
    answers_.may_write = *written;
    return std::move(answers_);
  }

 private:
  using Probes = std::function<Outcome<std::vector<remote::Probe>>()>;

  std::ostream& err() { return session_.terminal().err; }
  static tl::unexpected<Stop> stopped() {
    return tl::unexpected(Stop({Fault::bad_config, "no answer", "", "run hsn init again"}, Exit::usage));
  }
  bool is_set(std::string_view name) { return session_.config().has(name) || answers_.settings.contains(name); }

  // Null: the end of the input.
  std::optional<bool> yes(std::string_view question) {
    err() << question << " [Y/n] " << std::flush;
    const auto line = session_.line();
    if (!line) return std::nullopt;
    return !lower_ascii(trim(*line)).starts_with('n');
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

  bool notion() {
    while (true) {
      for (const auto* name : {"NOTION_API_TOKEN", "NOTION_PARENT_PAGE_ID"}) {
        if (!one(name)) return false;
      }
      const auto done = tried("notion", [this]() -> Outcome<std::vector<remote::Probe>> {
        const auto account = notion_account(session_.config());
        if (!account) return tl::unexpected(account.error());
        return notion::make_hub(*account, {}, {})->probes();
      });
      if (!done || *done) return done.has_value();
    }
  }

  bool ask_service(const remote::ServiceDef& service) {
    while (true) {
      err() << "\n"
            << service.title
            << (service.one_is_enough ? " (one of the keys is enough; without any it is skipped)\n"
                                      : " (Enter at the first question skips it)\n");
      const auto before = answers_.settings;
      bool any = false, all = true;
      for (const auto name : service.credentials) {
        if (!one(name)) return false;
        any = any || is_set(name);
        all = all && is_set(name);
        if (!all && !service.one_is_enough) break;
      }
      if (!(service.one_is_enough ? any : all)) {
        answers_.settings = before;
        err() << "  skipped\n";
        return true;
      }
      for (const auto name : service.also_asked) {
        if (!one(name)) return false;
      }
      const auto done = tried(service.name, [&]() -> Outcome<std::vector<remote::Probe>> {
        auto made = service.make(session_.config(), session_.mapping());
        if (!made) return tl::unexpected(made.error());
        return (*made)->probes();
      });
      if (!done || *done) return done.has_value();
    }
  }

  // Tries the answers at once. True: they do, or the person is content with them; false: to be asked again, where each answer
  // stands as the default. Null: the end of the input.
  std::optional<bool> tried(std::string_view target, const Probes& probes) {
    auto taken = session_.answered(answers_.settings);
    if (taken) taken = session_.connect();
    auto asked = taken ? probes() : tl::unexpected(taken.error());
    bool good = false;
    if (asked) {
      const auto lines = run_probes(session_, {{std::string(target), std::move(*asked)}});
      err() << lines_in_words(lines, {session_.coloured(), 0});
      good = !any_failed(lines);
    } else {
      session_.say(asked.error().error);
    }
    if (good) return true;
    const auto again = yes("Ask again?");
    return again ? std::optional<bool>(!*again) : std::nullopt;
  }

  Session& session_;
  Answers answers_;
};

}  // namespace

Outcome<Answers> ask_settings(Session& session) { return Asking(session).all(); }

}  // namespace hsn::cli
