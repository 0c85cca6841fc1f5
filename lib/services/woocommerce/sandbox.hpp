// A WooCommerce shop in miniature: REST v3 products, variations, orders, refunds, notes, customers, batch, as recorded.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "sandbox/emulator.hpp"

namespace hsn::sandbox {

struct ShopOptions {
  std::string consumer_key = "ck_sandbox";
  std::string consumer_secret = "cs_sandbox";
  std::string permission = "read_write";  // or "read", "write"
  std::string currency = "USD";
  Duration gmt_offset = std::chrono::hours(-8);
  bool https = false;  // false: Basic is not looked at, only OAuth 1.0a works
};

class Shop : public Emulator {
 public:
  static std::unique_ptr<Shop> make(ShopOptions);

  // ---- the shop's own staff and customers. JSON bodies as the REST API takes them; ids come back.
  virtual std::int64_t add_product(const std::string& json, Instant now) = 0;
  virtual std::int64_t add_customer(const std::string& json, Instant now) = 0;
  virtual std::int64_t add_order(const std::string& json, Instant now) = 0;  // takes stock, sums totals
  virtual std::int64_t add_review(const std::string& json, Instant now) = 0;
  virtual bool change(const std::string& kind, std::int64_t id, const std::string& json, Instant now) = 0;
  virtual bool refund(std::int64_t order, const std::string& amount, Instant now) = 0;
  virtual bool trash(const std::string& kind, std::int64_t id, Instant now) = 0;
  virtual bool erase(const std::string& kind, std::int64_t id) = 0;  // force=true: gone without a trace

  virtual std::vector<std::string> all(
      const std::string& kind) const = 0;  // "products", "orders", "customers", "reviews": JSON, by id
  struct Counters {
    std::size_t requests = 0, writes = 0, mails = 0;
  };
  virtual Counters counters() const = 0;

  Result<nlohmann::json> act(std::string_view what, const nlohmann::json& body, Instant now) override;
  nlohmann::json tally() const override;
  std::vector<Table> overview() const override;
};

}  // namespace hsn::sandbox
