// Amelia in miniature: appointments with their bookings, customers, one service's free slots; statuses and shapes as recorded.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "sandbox/emulator.hpp"

namespace hsn::sandbox {

class Amelia final : public Emulator {
 public:
  struct Customer {
    std::int64_t id{};
    std::string first, last, email, phone;
  };
  struct Booking {
    std::int64_t id{}, customer{};
    std::string status = "approved";
  };
  struct Appointment {
    std::int64_t id{};
    Instant start{};
    std::string status = "approved", notes;
    std::vector<Booking> bookings;
  };

  http::Response serve(const http::Request&, Instant now) override;
  // book {at, first, last, email, phone?, appointment?, status?} · move {id, at} · status {id, status} · erase {id} · all
  Result<nlohmann::json> act(std::string_view what, const nlohmann::json& body, Instant now) override;
  nlohmann::json tally() const override;
  std::vector<Table> overview() const override;

  std::int64_t customer(const std::string& first, const std::string& last, const std::string& email, const std::string& phone);
  // A new appointment, or one more booking of that one (a group). The appointment's id.
  std::int64_t book(Instant start, std::int64_t customer, const std::string& status, std::int64_t appointment = 0);
  const std::map<std::int64_t, Appointment>& appointments() const { return appointments_; }
  const std::map<std::int64_t, Customer>& customers() const { return customers_; }

  bool old = false;  // as 9.5: refusals are 200, everything is text/html
  std::size_t requests = 0, writes = 0, mails = 0;

 private:
  struct Call;
  struct Refusal;
  nlohmann::json answer(const Call&);
  nlohmann::json list(const Call&) const;
  nlohmann::json slots(const Call&) const;
  nlohmann::json people(const Call&) const;
  nlohmann::json create(const Call&);
  nlohmann::json on_appointment(const Call&, const std::string& what, Appointment&);
  nlohmann::json shown(const Appointment&, bool listed) const;
  nlohmann::json shown(const Customer&) const;
  bool is_free(Instant start, std::int64_t ignored) const;

  std::map<std::int64_t, Appointment> appointments_;
  std::map<std::int64_t, Customer> customers_;
  std::int64_t last_appointment_ = 0, last_booking_ = 100, last_customer_ = 1;
};

}  // namespace hsn::sandbox
