// The store as a Remote: REST API v3. Its behaviour, quirk by quirk, is in README.md here.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "remote/remote.hpp"
#include "services/woocommerce/bindings.hpp"
#include "services/woocommerce/decode.hpp"
#include "services/woocommerce/encode.hpp"
#include "services/woocommerce/options.hpp"

namespace hsn::services::woocommerce {

struct Place;  // where a walk stands: place.hpp

class WooCommerce final : public remote::Remote {
 public:
  explicit WooCommerce(Options options) : options_(std::move(options)) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  std::map<std::string, Error> unwritable(const Write&) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::optional<remote::Step> find(const Write&, Instant opened) const override;
  std::vector<remote::Probe> probes() const override;

 private:
  // walk.cpp: lists
  remote::Ask ask(const Collection&, const Place&) const;
  Result<remote::Step> read_page(const Collection&, Place, const http::Response&) const;
  Result<remote::Step> read_currency(const Collection&, Place, const http::Response&) const;
  Result<remote::Step> read_variations(Place, const http::Response&) const;
  void add_variations(const nlohmann::json& product, const Place&, remote::Step&) const;
  // owner.cpp: records of a list, and who owns an order that does not say
  void add_record(const Collection&, const nlohmann::json& record, const Place&, remote::Step&) const;
  Result<remote::Step> read_owner(const Collection&, const Place&, const http::Response&) const;
  // these.cpp: records by id
  remote::Step these(const Collection&, const std::vector<std::string>& ids, const std::string& currency) const;
  Result<remote::Step> read_these(const Collection&, Place, const http::Response&) const;
  Result<remote::Step> read_one(const Collection&, const Place&, const http::Response&) const;
  // find.cpp
  Result<remote::Step> read_candidates(const Collection&, Place, const http::Response&) const;
  Result<remote::Step> read_notes(const Place&, const http::Response&) const;
  // push.cpp
  Result<remote::Ask> next_ask(const Write&, const Question&) const;
  std::vector<nlohmann::json> batch_bodies(std::span<const Write>, const Question&) const;
  remote::Ask batch(std::span<const Write>, const std::vector<nlohmann::json>& bodies, Question) const;
  // wrote.cpp
  remote::Sent go_on(const Write&, const Question&) const;
  remote::Sent made_term(const Write&, Question, const http::Response&) const;
  remote::Sent heard_currency(std::span<const Write>, Question, const http::Response&) const;
  Result<remote::Sent> batch_wrote(std::span<const Write>, const Question&, const http::Response&) const;
  Result<Seen> settled(const Write&, const Question&, const nlohmann::json&) const;
  // erase.cpp
  Result<remote::Sending> erase(const Write&, const Collection&) const;
  Result<Seen> erased(const Write&, const http::Response&) const;

  Context context(const Place&) const;
  Options options_;
};

}  // namespace hsn::services::woocommerce
