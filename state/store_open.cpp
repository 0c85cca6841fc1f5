// The file: made private, told from others, brought up to date.
#include <iterator>
#include <string>
#include <utility>

#include "state/files.hpp"
#include "state/impl.hpp"

namespace hsn::state {

namespace {

// Every migration, in order; `user_version` counts those a file has been through.
constexpr const char* kMigrations[] = {
#include "state/migrations.inc"
};
constexpr std::size_t kVersion = std::size(kMigrations);
constexpr std::int64_t kApplicationId = 0x68736e31;  // "hsn1": tells our file from any other SQLite file

constexpr std::string_view kMemory = ":memory:";

}  // namespace

Store::Store(std::unique_ptr<Tables> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& path, std::vector<std::string> entities, bool read_only) {
  try {
    if (path != kMemory && read_only && !std::filesystem::exists(path))
      return fail(Fault::bad_config, "there is no state yet", path.string(), "`hsn pull` makes it; or check --state");
    if (path != kMemory && !read_only) {
      if (auto made = make_private_file(path); !made) return tl::unexpected(made.error());
    }
    auto impl = std::make_unique<Tables>(path, read_only ? Connection::Mode::read_only : Connection::Mode::read_write,
                                         std::move(entities));
    if (auto ready = impl->prepare(read_only); !ready) return tl::unexpected(ready.error());
    return std::unique_ptr<Store>(new Store(std::move(impl)));
  } catch (const Broken& broken) {
    return tl::unexpected(broken.error);
  }
}

Result<void> Tables::prepare(bool read_only) {
  const auto version = static_cast<std::size_t>(db.number("PRAGMA user_version").value_or(0));
  const bool ours = db.number("PRAGMA application_id") == kApplicationId;
  const bool empty = version == 0 && db.number("SELECT count(*) FROM sqlite_master") == 0;
  if (!ours && !empty)
    return fail(Fault::bad_data, "this is a SQLite file of another program, not a state of hsn", db.name(), "check --state");
  if (version > kVersion)
    return fail(Fault::conflict, "the state was made by a newer hsn", db.name(), "use that version, or a newer one");
  if (read_only && version < kVersion)
    return fail(Fault::bad_config, "the state is of an older hsn", db.name(),
                "run `hsn pull` once: it brings the file up to date");

  // 2 MiB of cache: the whole program has to do with 30. A page that is written often is carried over from the log seldom.
  db.script(
      "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -2048; PRAGMA trusted_schema = OFF;"
      "PRAGMA wal_autocheckpoint = 4000;");
  if (read_only) return {};
  const auto journal = [&] {
    auto asked = db.query("PRAGMA journal_mode = WAL");
    asked.step();
    return asked.string(0);
  }();
  if (journal != "wal" && db.name() != kMemory)
    return fail(Fault::bad_config, "this file system cannot hold the state: it has no shared memory for SQLite", db.name(),
                "put the state on a local disk");
  return version < kVersion ? migrate(version) : Result<void>();
}

Result<void> Tables::migrate(std::size_t version) {
  if (version > 0) {
    const std::string copy = db.name() + ".v" + std::to_string(version);
    if (auto made = make_private_file(copy); !made) return made;
    std::filesystem::resize_file(copy, 0);
    db.run("VACUUM INTO ?1", copy);
  }
  Transaction transaction(db);
  // Another process may have been first.
  version = static_cast<std::size_t>(db.number("PRAGMA user_version").value_or(0));
  for (; version < kVersion; ++version) db.script(kMigrations[version]);
  db.script("PRAGMA application_id = " + std::to_string(kApplicationId) + "; PRAGMA user_version = " + std::to_string(version));
  transaction.commit();
  return {};
}

Result<void> Store::intact() const {
  try {
    auto asked = impl_->db.query("PRAGMA quick_check(1)");
    if (asked.step() && asked.text(0) == "ok") return {};
    const auto told = asked.string(0);  // a heading, then where
    return fail(Fault::bad_data, "the state file is damaged [" + told.substr(told.rfind('\n') + 1) + "]", impl_->db.name(),
                kRestore);
  } catch (const Broken& broken) {
    return tl::unexpected(broken.error);
  }
}

void Store::begin() { impl_->db.run("BEGIN IMMEDIATE"); }

void Store::rollback() {
  impl_->forget_what_is_cached();
  if (impl_->db.in_transaction()) impl_->db.run("ROLLBACK");
}

void Store::together(const std::function<void()>& steps) {
  Work work(*impl_);
  struct Joining {
    explicit Joining(bool& is_joined) : joined(is_joined), before(std::exchange(is_joined, true)) {}
    ~Joining() { joined = before; }
    Joining(const Joining&) = delete;
    Joining& operator=(const Joining&) = delete;
    bool& joined;
    bool before;
  };
  {
    const Joining joining(impl_->joined);
    steps();
  }
  work.commit();
}

}  // namespace hsn::state
