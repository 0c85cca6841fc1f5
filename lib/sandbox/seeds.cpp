#include "sandbox/seeds.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"

namespace hsn::sandbox {

namespace {

struct Offering {
  const char* name;
  const char* sku;
  const char* price;
  int stock;  // -1: not managed
  const char* description;
};

constexpr Offering kOfferings[] = {
    {"Breathwork Session (60 min)", "TCP-BREATH-60", "120.00", -1, "<p>One-to-one guided <strong>breathwork</strong>.</p>"},
    {"Tidal Bloom — signed print", "T7S-TIDAL-01", "85.00", 12, "<p>Giclée on cotton paper, <em>signed</em> and numbered.</p>"},
    {"New Moon Circle", "TCP-MOON-NEW", "33.00", 20, "<p>Bring a cushion &amp; something warm.</p>"},
    {"Seven Gates — giclée", "T7S-GATES", "140.00", 5, "<p>Seven panels.<br />Frame on request.</p>"},
    {"Body & Soul Workshop 🌙", "TCP-WS-BODY", "95.00", 16, "<p>With:</p><ul><li>tea</li><li>songs</li></ul>"},
    {"Winter Retreat, three days", "TCP-RETREAT-W", "640.00", 8, "<p>Three days of quiet by the lake.</p>"},
    {"Sound Bath (Sunday)", "TCP-SOUND-SUN", "38.00", -1, "<p>Gongs and bowls.</p>"},
    {"Archive postcard no. 01", "T7S-POST-01", "4.50", 200, ""},
    {"Herbal tea “Día de paz”", "T7S-TEA-PAZ", "12.00", 40, "<p>Lemon balm, linden, lavender.</p>"},
    {"Gift card", "T7S-GIFT", "50.00", -1, ""},
    {"Meditation cushion, indigo", "T7S-CUSHION", "59.00", 9, "<p>Buckwheat filling.</p>"},
    {"Clay bowl by Ren", "T7S-BOWL-REN", "72.00", 3, "<p>Wheel-thrown, each one different.</p>"},
};

constexpr const char* kFirst[] = {"Ingrid", "Maren", "Tomás", "Aiko",   "Priya", "Jonas",
                                  "Zoë",    "Luís",  "Noor",  "Éloïse", "Ren",   "Sefa"};
constexpr const char* kLast[] = {"Vasquez-Thorne", "Oyelaran", "Brandt", "Lindqvist", "Nakamura", "Okafor", "Sørensen", "Araújo"};
// What buyers write of what they bought.
struct Verdict {
  int stars;
  const char* text;
};
constexpr Verdict kVerdicts[] = {
    {5, "<p>Absolutely beautiful print, the colours are even better than on the website. Thank you!</p>"},
    {2, "<p>It arrived damaged &amp; nobody replied to my email. Could you send another one?</p>"},
    {4, "<p>Lovely class, very relaxing.</p>"},
    {3, "<p>The tea is fine, the packaging could be better.</p>"},
};
constexpr const char* kCities[] = {"Ojai", "Ventura", "Santa Barbara", "Carpinteria", "Goleta"};
constexpr const char* kStatuses[] = {"processing", "completed", "processing", "pending", "on-hold", "completed", "cancelled"};

// Plain letters for the address; the name keeps its accents.
std::string ascii(const std::string& text) {
  std::string out;
  for (const char c : text)
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) out += static_cast<char>(c | 0x20);
  return out;
}

}  // namespace

Person person(std::size_t n) {
  const std::string first = kFirst[n % std::size(kFirst)];
  const std::string last = kLast[(n / std::size(kFirst) + n) % std::size(kLast)];
  const auto number = n < std::size(kFirst) ? std::string() : std::to_string(n);
  return {first, last, ascii(first) + "." + ascii(last) + number + "@example.com",
          "+1 805 555 0" + std::to_string(100 + n % 900)};
}

namespace {

Json billing(const Person& who, std::size_t n) {
  return {{"first_name", who.first},
          {"last_name", who.last},
          {"email", who.email},
          {"phone", who.phone},
          {"address_1", std::to_string(10 + n % 80) + " Larkspur Lane"},
          {"city", kCities[n % std::size(kCities)]},
          {"state", "CA"},
          {"postcode", "93023"},
          {"country", "US"}};
}

Json product(std::size_t n) {
  const auto& offering = kOfferings[n % std::size(kOfferings)];
  const auto edition = n / std::size(kOfferings);
  const auto suffix = edition == 0 ? std::string() : " " + std::to_string(edition + 1);
  Json json{{"name", offering.name + suffix},
            {"sku", std::string(offering.sku) + (edition == 0 ? "" : "-" + std::to_string(edition + 1))},
            {"regular_price", offering.price},
            {"description", offering.description},
            {"status", "publish"}};
  if (offering.stock >= 0) {
    json["manage_stock"] = true;
    json["stock_quantity"] = offering.stock + 5000 * (edition > 0 ? 1 : 0);
  }
  return json;
}

}  // namespace

void seed_shop(Shop& shop, const SeedSize& size, Instant now) {
  using std::chrono::minutes;
  auto at = now - std::chrono::hours(24 * 20);
  std::vector<std::int64_t> products, customers;
  for (std::size_t n = 0; n < size.products; ++n) products.push_back(shop.add_product(product(n).dump(), at));
  for (std::size_t n = 0; n < size.customers; ++n) {
    const auto who = person(n);
    customers.push_back(shop.add_customer(
        Json{{"email", who.email}, {"first_name", who.first}, {"last_name", who.last}, {"billing", billing(who, n)}}.dump(), at));
  }
  const auto people = size.customers + size.guests;
  const auto pace =
      size.orders == 0 ? minutes(1) : minutes(std::max<std::int64_t>(1, 24 * 60 * 19 / static_cast<std::int64_t>(size.orders)));
  for (std::size_t n = 0; n < size.orders && people > 0 && !products.empty(); ++n) {
    at = std::min(at + pace, now - minutes(10));
    const auto buyer = n % people;
    Json order{{"status", kStatuses[n % std::size(kStatuses)]},
               {"payment_method_title", "Card"},
               {"billing", billing(person(buyer), buyer)},
               {"line_items", {{{"product_id", products[n % products.size()]}, {"quantity", 1 + n % 2}}}}};
    if (buyer < customers.size()) order["customer_id"] = customers[buyer];
    if (n % 3 == 0) order["line_items"].push_back({{"product_id", products[(n + 4) % products.size()]}, {"quantity", 1}});
    if (n % 5 == 0) order["customer_note"] = "Please leave with the neighbour 🌿";
    const auto id = shop.add_order(order.dump(), at);
    if (n % 11 == 6) shop.refund(id, "5.00", at + minutes(5));
    if (n % 4 != 1) continue;
    const auto& verdict = kVerdicts[(n / 4) % std::size(kVerdicts)];
    const auto who = person(buyer);
    shop.add_review(Json{{"product_id", products[n % products.size()]},
                         {"reviewer", who.first},
                         {"reviewer_email", who.email},
                         {"review", verdict.text},
                         {"rating", verdict.stars}}
                        .dump(),
                    at + minutes(8));
  }
}

}  // namespace hsn::sandbox
