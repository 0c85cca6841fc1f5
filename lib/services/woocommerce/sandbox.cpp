#include "services/woocommerce/sandbox.hpp"

#include "core/digest.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox {

namespace {

using namespace shop;  // NOLINT: the emulator's own pieces

constexpr std::string_view kReviews = "reviews";

class Emulated final : public Shop {
 public:
  explicit Emulated(ShopOptions options) {
    state_.options = std::move(options);
    state_.categories.push_back({{"id", 15}, {"name", "Uncategorized"}, {"slug", "uncategorized"}});
  }

  http::Response serve(const http::Request& request, Instant now) override {
    ++state_.counters.requests;
    auto call = read(request, now);
    auto response = call ? route(state_, request, *call) : answer_of(call.error());
    response.headers.push_back({"Date", format_http_date(now)});
    if (request.method == "HEAD") response.body.clear();
    return response;
  }

  std::int64_t add_product(const std::string& json, Instant now) override {
    return save(save_item(state_, Kind::product, nullptr, call(json, now)));
  }
  std::int64_t add_customer(const std::string& json, Instant now) override {
    return save(save_item(state_, Kind::customer, nullptr, call(json, now)));
  }
  std::int64_t add_order(const std::string& json, Instant now) override {
    return save(save_item(state_, Kind::order, nullptr, call(json, now)));
  }

  std::int64_t add_review(const std::string& json, Instant now) override {
    return shop::add_review(state_, parse_json(json).value_or(Json::object()), now);
  }

  bool change(const std::string& kind, std::int64_t id, const std::string& json, Instant now) override {
    if (kind == kReviews) return change_review(state_, id, parse_json(json).value_or(Json()));
    auto* item = named(kind, id);
    return item != nullptr && save_item(state_, item->kind, item, call(json, now)).has_value();
  }
  bool refund(std::int64_t order, const std::string& amount, Instant now) override {
    auto* item = state_.find(Kind::order, order);
    return item != nullptr && add_refund(state_, *item, call(Json{{"amount", amount}}.dump(), now)).has_value();
  }
  bool trash(const std::string& kind, std::int64_t id, Instant now) override {
    auto* item = named(kind, id);
    if (item == nullptr || item->kind == Kind::customer) return false;
    item->trashed = true;
    item->modified = now;
    return true;
  }
  bool erase(const std::string& kind, std::int64_t id) override {
    if (kind == kReviews) return state_.reviews.erase(id) == 1;
    auto* item = named(kind, id);
    return item != nullptr && state_.all(item->kind).erase(id) == 1;
  }
  std::vector<std::string> all(const std::string& kind) const override {
    std::vector<std::string> found;
    if (kind == kReviews) {
      for (const auto& [id, review] : state_.reviews) found.push_back(dump_json(review));
    }
    for (const auto* items : {&state_.posts, &state_.customers})
      for (const auto& [id, item] : *items)
        if (kind == route_of(item.kind)) found.push_back(dump_json(render(state_, item, "")));
    return found;
  }
  Counters counters() const override { return state_.counters; }

 private:
  static Call call(const std::string& json, Instant now) {
    Call made;
    made.body = parse_json(json).value_or(Json::object());
    made.now = now;
    made.batch = true;
    return made;
  }
  static std::int64_t save(const Answer<Item*>& saved) { return saved ? (*saved)->id : 0; }
  Item* named(const std::string& kind, std::int64_t id) {
    for (const auto known : {Kind::product, Kind::order, Kind::customer})
      if (kind == route_of(known)) return state_.find(known, id);
    return nullptr;
  }

  Answer<Call> read(const http::Request& request, Instant now) const {
    Call call;
    call.method = request.method;
    call.now = now;
    const auto root = request.url.find("/wp-json");
    if (root == std::string::npos) return tl::unexpected(no_route());
    call.base = request.url.substr(0, root);
    const auto mark = request.url.find('?');
    call.path = request.url.substr(root + 8, mark == std::string::npos ? mark : mark - root - 8);
    while (call.path.ends_with('/')) call.path.pop_back();
    if (mark != std::string::npos)
      for (const auto& pair : split(request.url.substr(mark + 1), '&')) {
        const auto equals = pair.find('=');
        call.query.emplace_back(percent_decode(pair.substr(0, equals)),
                                equals == std::string::npos ? "" : percent_decode(pair.substr(equals + 1)));
      }
    call.body = Json::object();
    bool json = false;
    for (const auto& header : request.headers) {
      if (equals_ignoring_case(header.name, "Content-Type"))
        json = lower_ascii(header.value).find("application/json") != std::string::npos;
      if (equals_ignoring_case(header.name, "X-HTTP-Method-Override")) call.method = header.value;
    }
    if (!call.param("_method").empty()) call.method = call.param("_method");
    if (!json || request.body.empty()) return call;  // other content types: the body is ignored
    auto body = parse_json(request.body);
    if (!body)
      return tl::unexpected(refusal(400, "rest_invalid_json", "Invalid JSON body passed.",
                                    {{"json_error_code", 4}, {"json_error_message", "Syntax error"}}));
    if (body->is_object()) call.body = std::move(*body);
    return call;
  }

  State state_;
};

}  // namespace

std::unique_ptr<Shop> Shop::make(ShopOptions options) { return std::make_unique<Emulated>(std::move(options)); }

}  // namespace hsn::sandbox
