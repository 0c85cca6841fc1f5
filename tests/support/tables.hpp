// The far side in memory, for tests of the engine: tables of records that people edit, behind a trivial JSON protocol with
// pages of a few rows, look-ups by id, search by key, and batches. It plays the hub as well as a service, with the habits of
// real ones on request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/json.hpp"
#include "http/message.hpp"
#include "record/record.hpp"

namespace hsn::test {

class Tables {
 public:
  explicit Tables(std::string service) : service_(std::move(service)) {}

  struct Entry {
    std::string id;
    Fields fields;
    std::int64_t version = 0;
    Instant created{}, changed{};
    bool gone = false, by_us = false;
    bool hidden = false;  // not shared with hsn: neither listed nor found
  };
  using Table = std::map<std::string, Entry>;
  struct Habits {
    bool minutes = false;  // tells times to the minute
    Duration lag{};        // lists and searches show what was so long ago
    Duration skew{};       // its clock is ahead by this
  };
  Habits habits;
  // Called with what hsn is about to change: `before` is null for a new record.
  using Watch = std::function<void(const std::string& feed, const Entry* before, const Fields& fields)>;
  Watch watch;

  // A person's doing. The id comes back.
  std::string add(const std::string& feed, Fields fields, Instant now);
  void edit(const std::string& feed, const std::string& id, const std::string& field, FieldValue value, Instant now);
  void remove(const std::string& feed, const std::string& id, Instant now);
  void restore(const std::string& feed, const std::string& id, Instant now);
  void erase(const std::string& feed, const std::string& id);  // without a trace in lists: answers 404
  void hide(const std::string& feed, const std::string& id, bool hidden) { tables_.at(feed).at(id).hidden = hidden; }
  const Table& table(const std::string& feed) { return tables_[feed]; }
  const Entry& at(const std::string& feed, const std::string& id) { return tables_.at(feed).at(id); }

  http::Response serve(const http::Request&, Instant now);
  std::size_t creates = 0, updates = 0, reads = 0;

 private:
  struct Past {
    Instant until;
    std::string feed;
    Entry entry;
    std::int64_t clock;
  };
  Entry& touch(const std::string& feed, Entry& entry, Instant now);
  Json json_of(const Entry& entry) const;
  http::Response list(const http::Request&, const std::string& feed, Instant now) const;
  http::Response write(const http::Request&, const std::string& feed, const std::string& id, Instant now);
  http::Response write_batch(const Json& body, const std::string& feed, Instant now);

  std::string service_;
  std::map<std::string, Table> tables_;
  std::vector<Past> past_;  // kept only for those that lag
  std::int64_t clock_ = 0, ids_ = 100;
};

/// The text of a field; empty when there is none.
std::string text_of(const Fields& fields, std::string_view name);

}  // namespace hsn::test
