// Typeform as a Remote. It is only read: a response cannot be changed. Its behaviour, quirk by quirk, is in README.md here.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "remote/remote.hpp"
#include "services/typeform/place.hpp"
#include "services/typeform/route.hpp"

namespace hsn::services::typeform {

struct Options {
  std::string root;  // "https://api.typeform.com", without a slash at the end
  Secret token;
  std::vector<Route> routes;  // the forms to read, in order
  Entities entities;
  bool partial = false;  // TYPEFORM_INCLUDE_PARTIAL
};

class Typeform final : public remote::Remote {
 public:
  explicit Typeform(Options options) : options_(std::move(options)) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::optional<remote::Step> find(const Write&, Instant opened) const override;
  std::vector<remote::Probe> probes() const override;

 private:
  http::Request get(const std::string& path, const std::vector<std::pair<std::string, std::string>>& query = {}) const;
  remote::Ask ask(const Place&) const;
  const Route* find_route(std::string_view form) const;
  Route route(const std::string& form) const;  // the defaults for a form that is not read any more

  remote::Step these(const std::vector<std::string>& ids) const;
  Result<remote::Step> read_form(Place, const http::Response&) const;
  Result<remote::Step> read_page(Place, const http::Response&) const;
  Result<remote::Step> read_these(const Place&, const http::Response&) const;
  remote::Step read_tokens(Place) const;
  remote::Step after_form(Place) const;
  void begin_form(Place&) const;

  Options options_;
};

}  // namespace hsn::services::typeform
