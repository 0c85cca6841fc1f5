// Amelia in miniature: appointments with their bookings, customers, free slots; statuses and shapes as recorded.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
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
    std::string status = "approved", paid = "0", answers = "[]", zone;
    Instant created{};
  };
  struct Appointment {
    std::int64_t id{}, service = 1;
    Instant start{};
    std::string status = "approved", notes;
    std::vector<Booking> bookings;
  };

  http::Response serve(const http::Request&, Instant now) override;
  // book {at, first, last, email, phone?, service?, appointment?, status?} · move {id, at} · status {id, status} · erase {id} ·
  // all
  Result<nlohmann::json> act(std::string_view what, const nlohmann::json& body, Instant now) override;
  nlohmann::json tally() const override;
  std::vector<Table> overview() const override;

  // Who has this e-mail already, or somebody new.
  std::int64_t customer(const std::string& first, const std::string& last, const std::string& email, const std::string& phone);
  // A new appointment with its first booking. Its id.
  std::int64_t book(Instant start, std::int64_t customer, const std::string& status, std::int64_t service = 1, Instant now = {});
  Booking& add_booking(std::int64_t appointment, std::int64_t customer, const std::string& status, Instant now = {});
  Appointment& appointment(std::int64_t id) { return appointments_.at(id); }
  const std::map<std::int64_t, Appointment>& appointments() const { return appointments_; }
  const std::map<std::int64_t, Customer>& customers() const { return customers_; }
  void change_address(std::int64_t customer, const std::string& email) { customers_.at(customer).email = email; }
  void erase(std::int64_t appointment) { appointments_.erase(appointment); }

  bool old = false;  // as 9.5: refusals are 200, what succeeds is text/html
  std::size_t requests = 0, writes = 0, mails = 0;

 private:
  struct Call;
  struct Refusal;
  struct Route;
  enum class Shape;
  static const std::vector<Route>& routes();
  http::Response site(const http::Request&, Instant now);
  nlohmann::json answer(Call&);
  // sandbox.cpp: what changes something
  nlohmann::json create(const Call&);
  nlohmann::json update(const Call&);
  nlohmann::json set_status(const Call&);
  nlohmann::json set_time(const Call&);
  nlohmann::json cancel(const Call&);
  nlohmann::json add_customer(const Call&);
  Appointment& meant(const Call&);
  // sandbox_read.cpp
  nlohmann::json list(const Call&);
  nlohmann::json one(const Call&);
  nlohmann::json slots(const Call&);
  nlohmann::json people(const Call&);
  nlohmann::json services(const Call&);
  nlohmann::json one_service(const Call&);
  nlohmann::json employees(const Call&);
  nlohmann::json places(const Call&);
  bool is_free(Instant start, std::int64_t service, std::int64_t ignored) const;
  // sandbox_shown.cpp
  nlohmann::json shown(const Appointment&, Shape, Instant now) const;
  nlohmann::json shown(const Booking&, const Appointment&, Shape, Instant now) const;
  nlohmann::json shown(const Customer&, Shape, Instant now) const;

  std::map<std::int64_t, Appointment> appointments_;
  std::map<std::int64_t, Customer> customers_;
  std::int64_t last_appointment_ = 0, last_booking_ = 100, last_customer_ = 1;
};

}  // namespace hsn::sandbox
