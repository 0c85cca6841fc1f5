#include "state/spool.hpp"

#include "core/log.hpp"
#include "state/db.hpp"
#include "state/files.hpp"

namespace hsn::state {

namespace {

constexpr std::string_view kInMemory = ":memory:";

class SqlLedger final : public http::Ledger {
 public:
  explicit SqlLedger(const std::filesystem::path& path) : db_(path, Connection::Mode::read_write) {
    // Losing the last moments of it to a power cut costs a budget that is learnt again: no waiting for the disk.
    db_.script(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -256;"
        "CREATE TABLE IF NOT EXISTS budget (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;");
    kept("");
  }

  void update(std::string_view key, const std::function<std::string(std::string_view)>& change) override {
    Transaction transaction(db_);
    const std::string before = kept(key);
    const std::string after = change(before);
    if (after.empty()) {
      db_.run("DELETE FROM budget WHERE name = ?1", key);
    } else if (after != before) {
      db_.run("INSERT OR REPLACE INTO budget (name, text) VALUES (?1, ?2)", key, after);
    }
    transaction.commit();
  }

 private:
  std::string kept(std::string_view key) {
    auto asked = db_.query("SELECT text FROM budget WHERE name = ?1", key);
    return asked.step() ? asked.string(0) : std::string();
  }

  Connection db_;
};

}  // namespace

Result<std::unique_ptr<http::Ledger>> open_ledger(const std::filesystem::path& path) {
  const bool on_disk = path != kInMemory;
  for (const bool anew : {false, true}) {
    try {
      if (on_disk && anew)
        for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + part);
      if (on_disk)
        if (auto made = make_private_file(path); !made) return tl::unexpected(made.error());
      return std::make_unique<SqlLedger>(path);
    } catch (const Broken& broken) {
      if (anew || broken.error.fault != Fault::bad_data) return tl::unexpected(broken.error);
      log(Level::warning, "", path.string() + " is damaged and made anew: what each service allows is learnt again");
    } catch (const std::filesystem::filesystem_error& error) {
      return fail(Fault::bad_config, "the damaged file cannot be removed", path.string(), error.code().message());
    }
  }
  return fail(Fault::bad_config, "the file cannot be made", path.string());
}

}  // namespace hsn::state
