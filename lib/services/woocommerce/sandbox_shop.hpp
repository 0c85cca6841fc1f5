// Inside of the shop emulator: what it stores and the pieces that sandbox*.cpp are made of. Everything here follows the
// recorded answers of WooCommerce 10.9 (woocommerce.md); where the real shop is strange, so is this.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.hpp"
#include "services/woocommerce/sandbox.hpp"

namespace hsn::sandbox::shop {

enum class Kind { product, order, customer };
const char* route_of(Kind);  // "products"

struct Item {
  std::int64_t id = 0;
  Kind kind{};
  Json body;  // as answered, without dates and _links
  Instant created{}, modified{};
  std::optional<Instant> paid, completed;
  bool trashed = false;
  bool stock_taken = false;
  std::vector<Json> notes;
  std::vector<Json> refunds;
};

// A refused request: WordPress' error body.
struct Refusal {
  int status = 400;
  Json body;
};
Refusal refusal(int status, std::string_view code, std::string_view message, Json data = Json::object());
Refusal invalid_param(std::string_view name, std::string_view why, std::string_view code);

template <class T>
using Answer = tl::expected<T, Refusal>;

using Query = std::vector<std::pair<std::string, std::string>>;  // decoded, in order

struct Call {
  std::string method, path;  // path below /wp-json, without a slash at the end
  Query query;
  Json body;  // object; empty when there was none
  Instant now{};
  std::string base;    // "http://127.0.0.1:8081"
  bool batch = false;  // inside a batch types are checked less (woocommerce.md, Batch)
  std::string param(std::string_view name) const;
};

struct State {
  ShopOptions options;
  std::map<std::int64_t, Item> posts;  // products, variations, orders: one number space, as in WordPress
  std::map<std::int64_t, Item> customers;
  std::map<std::int64_t, Json> reviews;  // as answered, with date_created_gmt
  std::vector<Json> categories, tags;
  std::set<std::string> nonces;
  std::int64_t next_post = 13, next_customer = 2, next_meta = 100, next_term = 16, next_note = 1, next_review = 1;
  Shop::Counters counters;

  Item* find(Kind, std::int64_t id);
  std::map<std::int64_t, Item>& all(Kind kind) { return kind == Kind::customer ? customers : posts; }
};

// ---- sandbox_routes.cpp
http::Response route(State&, const http::Request&, const Call&);
Refusal no_route();
http::Response answer_of(const Refusal&);
Answer<Item*> save_item(State&, Kind, Item* existing, const Call&);  // nullptr: a new one

// ---- sandbox_auth.cpp
std::optional<Refusal> authenticate(State&, const http::Request&, const Call&);

// ---- sandbox_list.cpp
struct Listed {
  std::vector<const Item*> items;
  std::size_t total = 0, per_page = 10, page = 1;
};
Answer<Listed> list(State&, Kind, const Call&, std::optional<std::int64_t> parent = std::nullopt);
Json render(const State&, const Item&, const std::string& base);
Json cut_fields(const Json&, std::string_view fields, bool is_list);

// ---- sandbox_products.cpp
Answer<Item*> save_product(State&, Item* existing, const Call&, std::int64_t parent = 0);
std::string kses(std::string_view name);  // what WordPress makes of a name
void merge_meta(State&, Json& body, const Json& sent);
void move_stock(State&, Item& order, bool take, Instant now);
Json create_term(State&, std::vector<Json>& terms, const std::string& name);

// ---- sandbox_orders.cpp
Answer<Item*> save_order(State&, Item* existing, const Call&);
Answer<Json> add_refund(State&, Item& order, const Call&);
Answer<Json> add_note(State&, Item& order, const Call&);
Answer<Item*> save_customer(State&, Item* existing, const Call&);

// ---- sandbox_reviews.cpp
struct ReviewPage {
  std::vector<Json> reviews;
  std::size_t total = 0, pages = 0;
};
Answer<ReviewPage> list_reviews(const State&, const Call&);
Answer<Json> find_review(const State&, std::int64_t id);
std::int64_t add_review(State&, const Json&, Instant now);  // 0: there is no such product
bool change_review(State&, std::int64_t id, const Json&);

// ---- sandbox_render.cpp
std::string local_time(const State&, Instant);
std::string gmt_time(Instant);

}  // namespace hsn::sandbox::shop
