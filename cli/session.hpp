// Everything a command needs, wired on demand: settings, log, state and lock, network, remotes, catalog. Each step is done once;
// a command takes only the steps it needs, so that readers take no lock and `hsn status` opens no socket.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/ensemble.hpp"
#include "cli/exit_status.hpp"
#include "cli/globals.hpp"
#include "cli/output/table.hpp"
#include "cli/outside.hpp"
#include "config/config.hpp"
#include "config/mapping.hpp"
#include "core/log.hpp"
#include "http/courier.hpp"
#include "http/redact.hpp"
#include "http/tape.hpp"
#include "notion/hub.hpp"
#include "notion/layout.hpp"
#include "remote/registry.hpp"
#include "state/lock.hpp"
#include "state/store.hpp"
#include "sync/catalog.hpp"
#include "sync/engine.hpp"

namespace hsn::cli {

class Session {
 public:
  Session(Outside&, const Globals&, std::string command, std::vector<std::string> arguments);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const Globals& globals() const { return globals_; }
  Outside& outside() { return outside_; }
  Terminal& terminal() { return outside_.terminal; }
  Instant now() const { return outside_.clock.now(); }
  int signal() const { return outside_.signal.load(); }
  const std::string& command() const { return command_; }  // its name alone, which tells of nobody
  // What was typed, for the history: "hsn sync notion".
  std::string command_line() const;

  // ---- the steps, in this order. open and connect read the settings first; assemble wants an open state, and connects by itself
  // where it has to ask.
  // For `hsn init`: --env-file may name a file that is yet to be written; and settings that were typed in count as given.
  void allow_new_env_file() { new_env_file_ = true; }
  Outcome<void> answered(const std::map<std::string, std::string, std::less<>>&);
  Outcome<void> configure();  // settings, mapping file, log
  enum class Access { read, write };
  Outcome<void> open(Access);  // the state; write: and its lock, and the log file
  // Around a long wait for somebody else: the state and its lock are left to others, and taken again however long that takes.
  void lay_down();
  Outcome<void> take_up();
  // For `hsn rebuild`: locked, a new and empty state beside the one that is there, which is kept to be looked into.
  Outcome<void> open_fresh();
  const state::Store* former() const { return former_.get(); }  // null: there is none, or it cannot be read
  // The new state takes the other's place, which gets the name that comes back; or it is thrown away.
  Outcome<std::filesystem::path> keep_fresh();
  void discard_fresh();
  Outcome<void> connect();  // network, with budgets, patience and tape
  enum class Layout { kept, fresh };
  // Remotes and catalog. kept: from the layout in the state, without a request; fresh: read again when older than a day or
  // when a database is missing from it.
  Outcome<void> assemble(Layout);

  const config::Config& config() const { return *config_; }
  std::vector<std::span<const config::SettingDef>> tables() const;  // of all settings, also those that the mapping file names
  const config::Mapping& mapping() const { return mapping_; }
  state::Store& store() { return *store_; }
  const state::Lock* lock() const { return lock_.get(); }
  http::Courier& courier() { return *courier_; }
  void keep_layout(const notion::Layout&);  // with what follows for the records
  void doubt_layout();                      // the next run reads the columns of the databases again, unless this one has
  const sync::Catalog& catalog() const { return ensemble_.catalog; }
  const notion::Layout& layout() const { return layout_; }
  // Databases that cannot take part; the others go on.
  const std::vector<Error>& unusable() const { return ensemble_.unusable; }
  // What the enabled services fill and no database is known for. Valid after assemble().
  const std::vector<const Schema*>& without_database() const { return without_database_; }
  std::filesystem::path state_file() const;
  std::filesystem::path log_file() const;
  bool reads_only() const { return access_ == Access::read; }

  // ---- what was asked for
  // Services by their names and accepted spellings; "notion" adds nothing. Every one must be enabled.
  Outcome<std::set<std::string>> targets(const std::vector<std::string>& words) const;
  // The same, for a run: and where all take part none may be set up in part only, since it would be left out without a word.
  Outcome<std::set<std::string>> whole_targets(const std::vector<std::string>& words) const;
  Outcome<RecordKey> record(const std::string& words);                    // RECORD; several hits: usage error with the list
  Outcome<sync::Options> options(const std::set<std::string>& services);  // of the engine, from settings and global options
  // Options::yield_now of an unattended sync, pull or push: the next one goes on where it ended. What nobody goes on with has
  // none.
  std::function<bool()> gives_way();

  // ---- saying
  void say(const Error&);               // one line on stderr, secrets out
  void note(const std::string& line);   // on stderr, on a terminal or with -v, not with -q
  void warn(const std::string& words);  // a note, in one line
  bool chatty() const;                  // would note() say it?
  bool dumb() const;                    // a terminal that takes no sequences: no colours, no bar
  bool coloured() const;
  Style style() const;  // of tables on this terminal, for the people of this business
  // On a terminal, unless --yes: must be answered with y. Elsewhere: yes.
  bool agreed(const std::string& question);
  Exit declined();                    // says that nothing was done; the exit of a command that was not agreed to
  std::optional<std::string> line();  // that a person types; null at the end of input, and after a signal

 private:
  std::string environment(std::string_view name) const;  // empty: not set
  Level stderr_level() const;
  Outcome<void> open_lock();
  Outcome<void> take_lock(bool insist = false);  // insist: wait as a person would, and be let in
  Outcome<void> open_store();
  std::filesystem::path fresh_file() const { return state_file().string() + ".new"; }
  void open_log_files();

  Outside& outside_;
  const Globals& globals_;
  std::string command_;
  std::vector<std::string> arguments_;
  bool new_env_file_ = false;
  std::map<std::string, std::string, std::less<>> answers_;
  std::optional<config::Config> config_;
  config::Mapping mapping_;
  std::vector<config::SettingDef> key_settings_;  // secrets that the mapping file names; views of it
  http::Redactor redact_;
  std::optional<Access> access_;
  std::unique_ptr<state::Lock> lock_;
  std::unique_ptr<state::Store> store_, former_;
  std::unique_ptr<http::Transport> transport_;
  std::unique_ptr<http::Ledger> ledger_;
  std::unique_ptr<http::Tape> tape_;
  std::unique_ptr<http::Courier> courier_;
  notion::Layout layout_;
  std::vector<const Schema*> without_database_;
  bool layout_read_ = false;  // in this run
  Ensemble ensemble_;
};

}  // namespace hsn::cli
