// How hsn speaks to tables in memory (tables.hpp), whichever side they play.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "remote/remote.hpp"

namespace hsn::test {

class TableRemote final : public remote::Remote {
 public:
  TableRemote(std::string service, std::vector<remote::Feed> feeds, std::size_t batch = 1)
      : service_(std::move(service)), feeds_(std::move(feeds)), batch_(batch) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::map<std::string, Error> unwritable(const Write&) const override;
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
