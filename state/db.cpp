#include "state/db.hpp"

#include <sqlite3.h>

#include <utility>

namespace hsn::state {

namespace {

// What to tell a person who has never heard of SQLite, by its primary result code.
struct Words {
  int code;
  Fault fault;
  const char* what;
  const char* remedy;
};
constexpr Words kWords[] = {
    {SQLITE_FULL, Fault::bad_config, "the disk is full; nothing was half-stored", "free some space and run again"},
    {SQLITE_IOERR, Fault::bad_config, "the disk cannot be read or written", "check the disk, then run again"},
    {SQLITE_CORRUPT, Fault::bad_data, "the state file is damaged", kRestore},
    {SQLITE_NOTADB, Fault::bad_data, "this is not a state file of hsn",
     "check --state; if it should be one, restore a backup, or move it aside and run `hsn rebuild`"},
    {SQLITE_CANTOPEN, Fault::bad_config, "the state file cannot be opened",
     "check that the folder exists and belongs to the account that runs hsn"},
    {SQLITE_READONLY, Fault::bad_config, "the state file cannot be written",
     "check that file and folder belong to the account that runs hsn"},
    {SQLITE_PERM, Fault::bad_config, "the state file may not be opened",
     "check that file and folder belong to the account that runs hsn"},
    {SQLITE_AUTH, Fault::bad_config, "the state file may not be opened",
     "check that file and folder belong to the account that runs hsn"},
    {SQLITE_BUSY, Fault::bad_config, "another program is using the state file", "end it, then run again"},
    {SQLITE_LOCKED, Fault::bad_config, "another program is using the state file", "end it, then run again"},
    {SQLITE_PROTOCOL, Fault::bad_config, "another program is using the state file", "end it, then run again"},
};

constexpr int kBusyMilliseconds = 10'000;

}  // namespace

// ---- Query

Query::Query(Query&& other) noexcept
    : connection_(other.connection_), shelf_(other.shelf_), statement_(std::exchange(other.statement_, nullptr)) {}
Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);  // or an idle statement would keep copies of whole bodies
  shelf_->push_back(statement_);
}

int Query::parameters() const { return sqlite3_bind_parameter_count(statement_); }
void Query::check(int code) const {
  if (code != SQLITE_OK) connection_->raise(code);
}
void Query::bind(int at, std::int64_t value) { check(sqlite3_bind_int64(statement_, at, value)); }
void Query::bind(int at, std::string_view value) {
  // A null pointer would bind NULL, and an empty view may hold one.
  const char* text = value.empty() ? "" : value.data();
  check(sqlite3_bind_text64(statement_, at, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}
void Query::bind(int at, Instant value) { bind(at, static_cast<std::int64_t>(value.time_since_epoch().count())); }
void Query::bind(int at, std::nullopt_t) { check(sqlite3_bind_null(statement_, at)); }

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) connection_->raise(code);
  return false;
}
std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }
std::string_view Query::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return bytes == nullptr ? std::string_view()
                          : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}
bool Query::null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::optional<Instant> Query::maybe_instant(int column) const {
  if (null(column)) return std::nullopt;
  return instant(column);
}

// ---- Connection

Connection::Connection(const std::filesystem::path& path, Mode mode) : name_(path.string()) {
  const int access = mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(name_.c_str(), &handle_, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) {
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closing(std::exchange(handle_, nullptr), sqlite3_close);
    raise(code);
  }
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
}

Connection::~Connection() {
  for (auto& [sql, statements] : idle_)
    for (auto* statement : statements) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Query Connection::prepare(Sql sql) {
  auto& idle = idle_[sql.text];
  if (!idle.empty()) {
    auto* statement = idle.back();
    idle.pop_back();
    return {*this, idle, statement};
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) raise(code);
  return {*this, idle, statement};
}

void Connection::script(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) raise(code);
}

std::int64_t Connection::last_id() const { return sqlite3_last_insert_rowid(handle_); }
std::size_t Connection::changes() const { return static_cast<std::size_t>(sqlite3_changes64(handle_)); }
bool Connection::read_only() const { return sqlite3_db_readonly(handle_, "main") == 1; }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Connection::raise(int code) const {
  const int primary = code & 0xff;
  const std::string detail = std::string(" [") + (handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code)) + "]";
  for (const auto& words : kWords)
    if (words.code == primary) throw Broken({words.fault, words.what + detail, name_, words.remedy});
  throw Broken(
      {Fault::bad_data, "the state refuses what hsn asks of it" + detail, name_, "this is a mistake in hsn: please report it"});
}

// ---- Transaction

Transaction::Transaction(Connection& connection) : connection_(connection), inner_(connection.in_transaction()) {
  if (inner_) {
    connection_.run("SAVEPOINT inside");
  } else if (connection_.read_only()) {
    connection_.run("BEGIN");
  } else {
    connection_.run("BEGIN IMMEDIATE");
  }
}

Transaction::~Transaction() {
  // After a full disk SQLite may have rolled everything back by itself.
  if (!open_ || !connection_.in_transaction()) return;
  try {
    if (inner_) {
      connection_.run("ROLLBACK TO inside");
      connection_.run("RELEASE inside");
    } else {
      connection_.run("ROLLBACK");
    }
  } catch (const Broken&) {  // the error that brought us here is already on its way, and the journal undoes the rest
  }
}

void Transaction::commit() {
  if (inner_) {
    connection_.run("RELEASE inside");
  } else {
    connection_.run("COMMIT");
  }
  open_ = false;
}

}  // namespace hsn::state
