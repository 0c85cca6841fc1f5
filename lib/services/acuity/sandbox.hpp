// Acuity in miniature: bookings, cancelled ones, free slots and classes, clients. Never more lenient than acuity.md says.
#pragma once

#include <deque>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sandbox/emulator.hpp"

namespace hsn::sandbox {

class Acuity final : public Emulator {
 public:
  struct Type {
    std::int64_t id;
    std::string name;
    int minutes;
    std::string price;
    int places;  // more than one: a class, once a day
    bool active = true;
  };
  struct Block {
    std::int64_t id{};
    Instant start{}, end{};
    std::string notes;
  };
  struct Booking {
    std::int64_t id{}, type{};
    Instant start{}, made{};
    std::string first, last, email, phone, notes, cancel_note, page;
    std::string paid = "0.00";
    bool canceled = false, no_show = false;
  };

  static constexpr std::int64_t kPageField = 9;  // of the intake form: for ACUITY_NOTION_FIELD_ID

  Acuity();

  http::Response serve(const http::Request&, Instant now) override;
  // block {at, until, notes?} · unblock {id} · retire {type}
  // book {type, at, first, last, email, phone?} · move {id, at} · cancel {id, no_show?} · erase {id} · change {id, email?,
  // notes?, paid?} · all
  Result<nlohmann::json> act(std::string_view what, const nlohmann::json& body, Instant now) override;
  nlohmann::json tally() const override;
  std::vector<Table> overview() const override;

  std::int64_t book(Booking, Instant now);
  const std::map<std::int64_t, Booking>& bookings() const { return bookings_; }
  const std::map<std::int64_t, Block>& blocked() const { return blocks_; }
  const Type* type(std::int64_t id) const;

  bool fickle_links = false;  // another confirmationPage at each reading (acuity.md 2 calls it volatile)
  std::size_t requests = 0, writes = 0, mails = 0;

 private:
  struct Call;
  struct Refusal;
  nlohmann::json answer(const Call&);
  nlohmann::json list(const Call&) const;
  nlohmann::json create(const Call&);
  nlohmann::json change(const Call&, Booking&);
  nlohmann::json cancel(const Call&, Booking&);
  nlohmann::json reschedule(const Call&, Booking&);
  std::vector<Instant> starts(const Type&, const std::string& day, Instant now, std::int64_t ignored) const;
  nlohmann::json dates(const Call&) const;
  nlohmann::json times(const Call&) const;
  nlohmann::json classes(const Call&) const;
  nlohmann::json types() const;
  nlohmann::json calendars() const;
  nlohmann::json blocks(const Call&) const;
  nlohmann::json block(const Call&);
  nlohmann::json unblock(const Call&);
  static void take_fields(const Call&, Booking&);
  const Type& bookable(const Call&) const;
  nlohmann::json clients(const Call&) const;
  nlohmann::json shown(const Booking&, bool forms) const;
  int places_left(const Type&, Instant start, Instant now, std::int64_t ignored) const;
  void tell_client(const Call&);

  std::vector<Type> types_;
  std::map<std::int64_t, Booking> bookings_;
  std::map<std::int64_t, Block> blocks_;
  std::int64_t last_id_ = 1722118000, last_block_ = 8589934600;  // beyond 32 bits, as the real ones
  std::deque<Instant> recent_;                                   // requests of the last second
};

}  // namespace hsn::sandbox
