// Acuity Scheduling as a Remote. Its behaviour, quirk by quirk, is in README.md here.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "remote/remote.hpp"
#include "services/acuity/bindings.hpp"
#include "services/acuity/decode.hpp"

namespace hsn::services::acuity {

struct Options {
  std::string root = "https://acuityscheduling.com/api/v1";
  std::string user;
  Secret key;
  bool mails_client = false;          // SERVICE_MAILS_CLIENT
  std::set<std::string> calendars{};  // ACUITY_CALENDAR_IDS; empty: all
  int availability_days = 14;         // AVAILABILITY_DAYS
  std::int64_t page_field = 0;        // ACUITY_NOTION_FIELD_ID; 0: none
  Naming naming{};
};

struct Place;   // where a walk or a send stands: place.hpp
struct Course;  // … a walk of free slots: slots.hpp

class Acuity final : public remote::Remote {
 public:
  explicit Acuity(Options options) : options_(std::move(options)) {}

  remote::Step list(const remote::Feed&, const remote::Window&) const override;
  Result<remote::Step> read(const remote::Ask&, const http::Response&) const override;
  Result<remote::Sending> write(std::span<const Write>) const override;
  Result<remote::Sent> wrote(std::span<const Write>, const remote::Ask&, const http::Response&) const override;
  std::optional<remote::Step> find(const Write&, Instant opened) const override;
  std::optional<remote::Step> find_anew(const Write&) const override;
  std::vector<remote::Probe> probes() const override;

 private:
  using Query = std::vector<std::pair<std::string, std::string>>;
  http::Request request(std::string_view method, std::string_view path, const Query&) const;
  Context context(Instant now) const { return {now, options_.naming, options_.page_field}; }
  // walk.cpp
  remote::Ask ask_days(const Place&) const;
  Result<remote::Step> read_days(const Place&, const http::Response&) const;
  Result<remote::Step> read_found(const Place&, const http::Response&) const;
  // walk_types.cpp
  remote::Step list_types(const remote::Window&) const;
  Result<remote::Step> read_types(const remote::Ask&, const http::Response&) const;
  // walk_slots.cpp
  remote::Step list_slots(const remote::Feed&, const remote::Window&) const;
  remote::Ask ask_slots(const Course&) const;
  Result<remote::Step> read_slots(const remote::Ask&, const http::Response&) const;
  Result<remote::Step> read_offers(Course, const nlohmann::json& list) const;
  Result<remote::Step> read_dates(Course, const nlohmann::json& list) const;
  remote::Step days_of(Course) const;
  Result<remote::Step> read_free(const Course&, const nlohmann::json& list) const;
  std::vector<Course> narrower(const Course&) const;
  Result<remote::Step> read_blocks(const Course&, const nlohmann::json& list) const;
  remote::Step read_wanted(Course, const std::set<std::string>& classes) const;
  remote::Step each_block(Course) const;
  Result<remote::Step> read_block(const Course&, const http::Response&) const;
  // push_block.cpp
  Result<remote::Sending> write_block(const Write&) const;
  Result<remote::Sent> wrote_block(const Write&, const remote::Ask&, const http::Response&) const;
  remote::Ask block_creation(const Course&) const;
  remote::Ask deletion(const Write&, Course) const;
  Result<Seen> deleted(const Write&, const Course&, const http::Response&) const;
  std::optional<remote::Step> find_block(const Write&) const;
  // push.cpp
  Result<remote::Ask> next_ask(const Write&, const Place&) const;
  remote::Ask ask_free(const Write&, const Place&) const;
  Result<remote::Ask> final_ask(const Write&, const Place&) const;
  Result<nlohmann::json> creation(const Write&, const Place&) const;
  remote::Sent settled(const Write&, const nlohmann::json&) const;
  void name_page(const Write&, nlohmann::json& body) const;
  std::string only_calendar() const;
  std::string calendar_for(const Place&) const;
  Query quietly(Query) const;

  Options options_;
};

}  // namespace hsn::services::acuity
