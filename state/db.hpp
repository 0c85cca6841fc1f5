// SQLite in four small types: a connection with its prepared statements, a query, a transaction that rolls back unless
// committed, and a statement's text. What goes wrong here is a broken floor: it throws Broken.
#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "state/store.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace hsn::state {

// Statements are literals of the program: nothing foreign can get into one, and its address is its name in the cache.
struct Sql {
  const char* text;
  consteval Sql(const char* literal) : text(literal) {}  // NOLINT(google-explicit-constructor): reads as the statement
};

inline constexpr const char* kRestore = "restore the file from a backup, or move it aside and run `hsn rebuild`";

class Connection;

// A statement that is being run. What it reads is valid until the next step.
class Query {
 public:
  using Shelf = std::vector<sqlite3_stmt*>;
  Query(Connection& connection, Shelf& shelf, sqlite3_stmt* statement)
      : connection_(&connection), shelf_(&shelf), statement_(statement) {}
  Query(Query&&) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  void bind(int at, std::int64_t);
  void bind(int at, std::string_view);
  void bind(int at, Instant);
  void bind(int at, std::nullopt_t);
  template <std::integral T>
  void bind(int at, T value) {
    bind(at, static_cast<std::int64_t>(value));
  }
  template <class T>
  void bind(int at, const std::optional<T>& value) {
    if (value) {
      bind(at, *value);
    } else {
      bind(at, std::nullopt);
    }
  }

  int parameters() const;
  bool step();  // false: no more lines
  std::int64_t integer(int column) const;
  bool flag(int column) const { return integer(column) != 0; }
  std::string_view text(int column) const;
  std::string string(int column) const { return std::string(text(column)); }
  bool null(int column) const;
  Instant instant(int column) const { return Instant(Duration(integer(column))); }
  std::optional<Instant> maybe_instant(int column) const;

 private:
  void check(int code) const;

  Connection* connection_;
  Shelf* shelf_;  // the connection's, where it goes back to
  sqlite3_stmt* statement_;
};

class Connection {
 public:
  enum class Mode { read_only, read_write };
  Connection(const std::filesystem::path&, Mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  template <class... Args>
  Query query(Sql sql, const Args&... args) {
    Query query = prepare(sql);
    int at = 0;
    (query.bind(++at, args), ...);
    assert(at == query.parameters());  // one that is missing would be NULL
    return query;
  }
  // Runs it to its end; the number of lines it changed.
  template <class... Args>
  std::size_t run(Sql sql, const Args&... args) {
    Query running = query(sql, args...);
    while (running.step()) {
    }
    return changes();
  }
  // The first column of the first line.
  template <class... Args>
  std::optional<std::int64_t> number(Sql sql, const Args&... args) {
    Query asked = query(sql, args...);
    if (!asked.step() || asked.null(0)) return std::nullopt;
    return asked.integer(0);
  }
  void script(const std::string& sql);  // several statements, no parameters
  std::int64_t last_id() const;
  bool in_transaction() const;
  bool read_only() const;
  const std::string& name() const { return name_; }

 private:
  friend class Query;
  Query prepare(Sql);
  std::size_t changes() const;
  [[noreturn]] void raise(int code) const;

  std::string name_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<const char*, Query::Shelf> idle_;
};

// Takes the write lock at once (a reader that turns writer half-way could be refused), unless the file is only read. Inside
// another one: a savepoint.
class Transaction {
 public:
  explicit Transaction(Connection&);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool inner_;
  bool open_ = true;
};

}  // namespace hsn::state
