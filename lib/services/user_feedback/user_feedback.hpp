// The feedback service as a Remote: GET and PATCH of /api/feedback. Its behaviour is in README.md here.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/secret.hpp"
#include "remote/remote.hpp"
#include "services/user_feedback/item.hpp"

namespace hsn::services::user_feedback {

struct Options {
  std::string url;  // empty: there is no service, only what is imported
  Secret key;
  std::string project;  // USER_FEEDBACK_PROJECT_ID
  bool creates_clients = true;
};

class UserFeedback final : public remote::Remote {
 public:
  explicit UserFeedback(Options options) : options_(std::move(options)) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::optional<remote::Step> find(const Write&, Instant opened) const override;
  std::vector<remote::Probe> probes() const override;

 private:
  http::Request request(std::string_view method, const std::string& path) const;
  remote::Ask page(const nlohmann::json& place) const;
  Result<remote::Step> read_page(nlohmann::json place, const http::Response&) const;
  Result<remote::Step> read_one(const nlohmann::json& place, const http::Response&) const;
  Result<remote::Step> read_list_for(nlohmann::json place, const http::Response&) const;

  Options options_;
};

}  // namespace hsn::services::user_feedback
