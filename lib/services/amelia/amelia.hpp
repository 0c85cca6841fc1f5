// Amelia, a booking plugin of WordPress, as a Remote. Its behaviour, quirk by quirk, is in README.md here.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "remote/remote.hpp"
#include "services/amelia/bindings.hpp"
#include "services/amelia/decode.hpp"
#include "services/amelia/slots.hpp"

namespace hsn::services::amelia {

struct Options {
  std::string root;  // of the site: "https://studio.example.com"
  Secret key;
  std::string zone;            // AMELIA_TIMEZONE
  bool zone_is_told = false;   // false: AMELIA_TIMEZONE is empty, and `zone` is the business's
  bool mails_client = false;   // SERVICE_MAILS_CLIENT
  int availability_days = 14;  // AVAILABILITY_DAYS
  Naming naming{};
};

// AMELIA_BASE_URL without what people paste along: "/wp-admin/admin-ajax.php?…", trailing slashes.
std::string site_root(std::string_view url);

struct Place;  // where a walk or a send stands: place.hpp

class Amelia final : public remote::Remote {
 public:
  explicit Amelia(Options options) : options_(std::move(options)) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::optional<remote::Step> find(const Write&, Instant opened) const override;
  std::string shared(const Write&) const override;
  std::vector<remote::Probe> probes() const override;

 private:
  using Query = std::vector<std::pair<std::string, std::string>>;
  http::Request get(const std::string& call, const Query&) const;
  http::Request post(const std::string& call, const nlohmann::json& body, http::Repeat) const;
  std::string local(Instant) const;  // "2026-12-01 09:00"
  Context context(const Place&) const;
  // walk.cpp
  Result<remote::Step> read_locations(Place, const http::Response&) const;
  Result<remote::Step> read_days(const Place&, const http::Response&) const;
  Result<remote::Step> read_found(const Place&, const http::Response&) const;
  Result<remote::Step> read_one(const std::string& remote_id, const Place&, const http::Response&) const;
  Result<remote::Step> read_witness(const std::string& remote_id, const Place&, const http::Response&) const;
  // walk_services.cpp
  remote::Step list_services(const remote::Window&) const;
  Result<remote::Step> read_services(const remote::Ask&, const http::Response&) const;
  // slots.cpp
  remote::Step list_slots(const remote::Window&) const;
  remote::Ask ask_slots(const Course&) const;
  Result<remote::Step> read_slots(const remote::Ask&, const http::Response&) const;
  void add_free(Course&, const nlohmann::json& data) const;
  remote::Step all_free(const Course&) const;
  Seen free_slot(const Course&, const Course::Free&) const;
  // push.cpp
  Result<remote::Ask> next_ask(const Write&, const Place&) const;
  Result<http::Request> creation_step(const Write&, const Place&) const;
  Result<http::Request> change(const Write&) const;
  http::Request creation(const Write&, const Place&) const;
  Result<Place> after(const Write&, Place, const nlohmann::json& data) const;
  http::Request look(const Place&, Instant start) const;
  remote::Sent settled(const Write&, const nlohmann::json& appointment, const Context&) const;

  Options options_;
};

}  // namespace hsn::services::amelia
