// The class behind make_hub. hub.cpp reads, hub_write.cpp writes, hub_body.cpp completes long bodies, hub_probes.cpp checks.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "notion/hub.hpp"
#include "notion/page.hpp"
#include "notion/scan.hpp"
#include "notion/wire.hpp"

namespace hsn::notion {

// What a carry is about.
inline constexpr const char* kRows = "rows";  // a Scan
inline constexpr const char* kPage = "page";  // one page, by id
inline constexpr const char* kRefs = "refs";  // the page is here, the rest of one relation is being read
inline constexpr const char* kBody = "body";  // the page is here, its body is being counted or written

class Hub final : public remote::Remote {
 public:
  Hub(Account, std::span<const Schema* const>, Layout);

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::map<std::string, Error> unwritable(const Write&) const override;
  std::optional<remote::Step> find(const Write&, Instant opened) const override;
  std::vector<remote::Probe> probes() const override;

 private:
  // A record, or the question that is still open about it.
  struct Told {
    std::optional<Seen> seen;
    std::optional<remote::Ask> more;
  };
  struct Place {
    const Schema* schema;
    const Source* source;
  };

  std::optional<Place> place(std::string_view feed) const;
  Shelf shelf(const Place&) const;
  std::vector<std::string> property_ids(const Place&) const;

  remote::Ask query(const std::string& feed, const Place&, const Scan&) const;
  remote::Ask page_ask(const std::string& feed, const Place&, const std::string& id) const;
  remote::Ask refs_ask(const std::string& feed, const std::string& id, const nlohmann::json& carry,
                       const std::string& from) const;

  // A new page and the blocks that its body shall have, of which it has the first `have`: the request for some of the rest.
  // Null: it has them all.
  std::optional<remote::Ask> rest_of_body(const remote::Ask& about, nlohmann::json page, nlohmann::json blocks,
                                          std::size_t have) const;
  // The same of a page that was found again, when nobody knows how far its body came.
  remote::Ask count_of_body(const remote::Ask& about, nlohmann::json carry, const std::string& from) const;

  Result<remote::Step> read_rows(const remote::Ask&, const Place&, Scan, const http::Response&) const;
  Result<Told> read_about(const remote::Ask&, const Place&, const nlohmann::json& carry, const http::Response&, Sort) const;
  Result<Told> read_refs(const remote::Ask&, const Place&, nlohmann::json carry, const nlohmann::json& answer) const;
  Told tell(const std::string& feed, const Place&, const nlohmann::json& page, bool sure) const;
  Result<Told> read_body(const remote::Ask&, const Place&, nlohmann::json carry, const nlohmann::json& answer) const;

  Result<nlohmann::json> encoded_changes(const Write&, const Place&) const;
  static remote::Sent sent(Result<Told>);

  Wire wire_;
  std::map<std::string, const Schema*, std::less<>> schemas_;
  Layout layout_;
};

}  // namespace hsn::notion
