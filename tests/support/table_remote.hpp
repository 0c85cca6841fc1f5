// A remote and its world in memory, for tests of the engine: tables of records behind a trivial JSON protocol, with pages of a
// few rows, look-ups by id, search by key, and batches. It plays the hub as well as a service.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "http/message.hpp"
#include "remote/remote.hpp"

namespace hsn::test {

// The far side: what people see there.
class Tables {
 public:
  explicit Tables(std::string service) : service_(std::move(service)) {}

  struct Entry {
    std::string id;
    Fields fields;
    std::int64_t version = 0;
    Instant created{}, changed{};
    bool gone = false, by_us = false;
  };
  using Table = std::map<std::string, Entry>;

  // A person's doing. The id comes back.
  std::string add(const std::string& feed, Fields fields, Instant now);
  void edit(const std::string& feed, const std::string& id, const std::string& field, FieldValue value, Instant now);
  void remove(const std::string& feed, const std::string& id, Instant now);
  void erase(const std::string& feed, const std::string& id);  // without a trace in lists: answers 404
  const Table& table(const std::string& feed) { return tables_[feed]; }
  const Entry& at(const std::string& feed, const std::string& id) { return tables_.at(feed).at(id); }

  http::Response serve(const http::Request&, Instant now);
  std::size_t creates = 0, updates = 0, reads = 0;

 private:
  http::Response list(const http::Request&, const std::string& feed) const;
  http::Response write(const http::Request&, const std::string& feed, const std::string& id, Instant now);

  std::string service_;
  std::map<std::string, Table> tables_;
  std::int64_t clock_ = 0, ids_ = 100;
};

// How hsn speaks to it.
class TableRemote final : public remote::Remote {
 public:
  TableRemote(std::string service, std::vector<remote::Feed> feeds, std::size_t batch = 1)
      : service_(std::move(service)), feeds_(std::move(feeds)), batch_(batch) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::optional<remote::Step> find(const Write&, Instant opened) const override;
  std::vector<remote::Probe> probes() const override { return {}; }

  const std::vector<remote::Feed>& feeds() const { return feeds_; }

 private:
  std::string entity_of(std::string_view feed) const;
  // Both sides show empty fields too.
  void show_empty(std::string_view feed, const std::string& entity, Fields&) const;
  std::string kind_of(std::string_view feed) const;
  remote::Ask ask(std::string_view feed, const std::string& method, const std::string& tail) const;

  std::string service_;
  std::vector<remote::Feed> feeds_;
  std::size_t batch_;
};

}  // namespace hsn::test
