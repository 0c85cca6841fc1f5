// Which part of the shop answers: path and method to the pieces in the other files.
#include <charconv>

#include "core/text.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox::shop {

namespace {

constexpr std::string_view kReviewPath = "/wc/v3/products/reviews";

struct Target {
  Kind kind{};
  std::optional<std::int64_t> id;
  std::string below;  // "variations", "refunds", "notes", "batch", …
  std::optional<std::int64_t> below_id;
};

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Target> target_of(const std::string& path) {
  constexpr std::string_view kRoot = "/wc/v3/";
  if (!path.starts_with(kRoot)) return std::nullopt;
  const auto parts = split(path.substr(kRoot.size()), '/');
  Target target;
  if (parts[0] == "orders")
    target.kind = Kind::order;
  else if (parts[0] == "customers")
    target.kind = Kind::customer;
  else if (parts[0] != "products")
    return std::nullopt;
  if (parts.size() > 1) {
    target.id = number(parts[1]);
    if (!target.id) target.below = parts[1];
  }
  if (parts.size() > 2) {
    if (!target.id) return std::nullopt;
    target.below = parts[2];
  }
  if (parts.size() > 3 && !(target.below_id = number(parts[3]))) return std::nullopt;
  if (parts.size() > 4) return std::nullopt;
  return target;
}

// GET and DELETE say 404 for an unknown id; PUT says 400, but for customers (woocommerce.md, Errors).
Refusal unknown_id(Kind kind, const std::string& method) {
  if (kind == Kind::customer) return refusal(404, "wc_user_invalid_id", "Invalid user ID.");
  const auto* code = kind == Kind::product ? "woocommerce_rest_product_invalid_id" : "woocommerce_rest_shop_order_invalid_id";
  return refusal(method == "GET" || method == "DELETE" ? 404 : 400, code, "Invalid ID.");
}

http::Response answer(int status, const Json& body) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json; charset=UTF-8"}};
  response.body = dump_json(body);
  return response;
}

class Router {
 public:
  explicit Router(State& state) : state_(state) {}

  http::Response route(const http::Request& request, const Call& call) {
    if (call.path.empty()) return index(call);
    if (call.path == "/wc/v3") return answer(200, {{"namespace", "wc/v3"}, {"routes", Json::object()}});
    if (const auto refused = authenticate(state_, request, call)) return answer_of(*refused);
    if (call.method != "GET" && call.method != "HEAD") ++state_.counters.writes;
    if (auto fixed = side_routes(call)) return *fixed;
    const auto target = target_of(call.path);
    if (!target) return answer_of(no_route());
    if (target->below == "batch" && call.method == "POST") return batch(target->kind, call);
    if (target->below == "variations" && target->kind == Kind::product && target->id) return variations(*target, call);
    if ((target->below == "refunds" || target->below == "notes") && target->kind == Kind::order && target->id)
      return below_order(*target, call);
    if (!target->below.empty()) return answer_of(no_route());
    return target->id ? item(target->kind, *target->id, call) : collection(target->kind, call);
  }

 private:
  http::Response index(const Call& call) const {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(state_.options.gmt_offset).count();
    return answer(200, {{"name", "The Connection Practice &amp; The 7 Space"},
                        {"url", call.base},
                        {"gmt_offset", hours},
                        {"namespaces", {"wc/v3", "wp/v2"}}});
  }

  std::optional<http::Response> side_routes(const Call& call) {
    const auto& path = call.path;
    if (path == "/wc/v3/data/currencies/current")
      return answer(200, {{"code", state_.options.currency}, {"name", "United States (US) dollar"}, {"symbol", "&#36;"}});
    if (path == "/wc/v3/orders/statuses")
      return answer(200, Json::array({{{"slug", "pending"}, {"name", "Pending payment"}},
                                      {{"slug", "processing"}, {"name", "Processing"}},
                                      {{"slug", "completed"}, {"name", "Completed"}}}));
    if (path == "/wc/v3/settings/general/woocommerce_currency")
      return answer(200, {{"id", "woocommerce_currency"}, {"value", state_.options.currency}});
    if (path == "/wc/v3/products/categories") return terms(state_.categories, call);
    if (path == "/wc/v3/products/tags") return terms(state_.tags, call);
    if (path == kReviewPath || path.starts_with(std::string(kReviewPath) + "/")) return reviews(call);
    if (path == "/wc/v3/variations" && call.method == "GET") return listing(Kind::product, call, 0);
    return std::nullopt;
  }

  http::Response terms(std::vector<Json>& known, const Call& call) {
    if (call.method == "POST") {
      const auto name = text_at(call.body, "/name").value_or("");
      for (const auto& term : known)
        if (equals_ignoring_case(decode_entities(text_at(term, "/name").value_or("")), decode_entities(name)))
          return answer_of(refusal(400, "term_exists", "A term with the name provided already exists with this parent.",
                                   {{"resource_id", term["id"]}}));
      return answer(201, create_term(state_, known, name));
    }
    auto found = Json::array();
    const auto search = lower_ascii(call.param("search"));
    for (const auto& term : known)
      if (lower_ascii(decode_entities(text_at(term, "/name").value_or(""))).find(search) != std::string::npos)
        found.push_back(cut_fields(term, call.param("_fields"), true));
    auto response = answer(200, found);
    response.headers.push_back({"X-WP-Total", std::to_string(found.size())});
    response.headers.push_back({"X-WP-TotalPages", found.empty() ? "0" : "1"});
    return response;
  }

  http::Response reviews(const Call& call) const {
    if (call.method != "GET") return answer_of(no_route());
    if (call.path != kReviewPath) {
      const auto id = number(call.path.substr(kReviewPath.size() + 1));
      const auto found = find_review(state_, id.value_or(0));
      return found ? answer(200, cut_fields(*found, call.param("_fields"), false)) : answer_of(found.error());
    }
    const auto page = list_reviews(state_, call);
    if (!page) return answer_of(page.error());
    auto body = Json::array();
    for (const auto& review : page->reviews) body.push_back(cut_fields(review, call.param("_fields"), true));
    auto response = answer(200, body);
    response.headers.push_back({"X-WP-Total", std::to_string(page->total)});
    response.headers.push_back({"X-WP-TotalPages", std::to_string(page->pages)});
    return response;
  }

  http::Response listing(Kind kind, const Call& call, std::optional<std::int64_t> parent = std::nullopt) {
    const auto listed = list(state_, kind, call, parent);
    if (!listed) return answer_of(listed.error());
    auto body = Json::array();
    for (const auto* found : listed->items)
      body.push_back(cut_fields(render(state_, *found, call.base), call.param("_fields"), true));
    auto response = answer(200, body);
    const auto pages = (listed->total + listed->per_page - 1) / listed->per_page;
    response.headers.push_back({"X-WP-Total", std::to_string(listed->total)});
    response.headers.push_back({"X-WP-TotalPages", std::to_string(pages)});
    std::string link = "<" + call.base + "/wp-json/>; rel=\"https://api.w.org/\"";
    if (listed->page < pages)
      link = "<" + call.base + "/wp-json" + call.path + "?page=" + std::to_string(listed->page + 1) + ">; rel=\"next\"";
    response.headers.push_back({"Link", link});
    return response;
  }

  http::Response one(const Item& found, const Call& call, int status = 200) const {
    return answer(status, cut_fields(render(state_, found, call.base), call.param("_fields"), false));
  }
  http::Response one(const Answer<Item*>& saved, const Call& call, int status) const {
    return saved ? one(**saved, call, status) : answer_of(saved.error());
  }

  http::Response collection(Kind kind, const Call& call) {
    if (call.method == "GET" || call.method == "HEAD") return listing(kind, call);
    if (call.method == "POST") return one(save_item(state_, kind, nullptr, call), call, 201);
    return answer_of(no_route());
  }

  http::Response item(Kind kind, std::int64_t id, const Call& call) {
    auto* found = state_.find(kind, id);
    if (found == nullptr) return answer_of(unknown_id(kind, call.method));
    if (call.method == "GET" || call.method == "HEAD") return one(*found, call);
    if (call.method == "DELETE") return remove(*found, call);
    return one(save_item(state_, kind, found, call), call, 200);
  }

  http::Response remove(Item& found, const Call& call) {
    const bool force = call.param("force") == "true";
    auto before = render(state_, found, call.base);
    if (force) {
      state_.all(found.kind).erase(found.id);
      return answer(200, before);
    }
    if (found.kind == Kind::customer)
      return answer_of(refusal(501, "woocommerce_rest_trash_not_supported", "Customers do not support trashing."));
    if (found.trashed)
      return answer_of(refusal(410, "woocommerce_rest_already_trashed",
                               "The " + std::string(route_of(found.kind)) + " has already been deleted."));
    found.trashed = true;
    found.modified = call.now;
    return answer(200, before);  // the answer still shows the old status
  }

  http::Response variations(const Target& target, const Call& call) {
    if (state_.find(Kind::product, *target.id) == nullptr) return answer_of(unknown_id(Kind::product, "GET"));
    if (!target.below_id) {
      if (call.method == "GET") return listing(Kind::product, call, *target.id);
      return one(save_product(state_, nullptr, call, *target.id), call, 201);
    }
    auto* found = state_.find(Kind::product, *target.below_id);
    if (found == nullptr || int_at(found->body, "/parent_id") != target.id)
      return answer_of(refusal(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID."));
    if (call.method == "GET") return one(*found, call);
    return one(save_product(state_, found, call, *target.id), call, 200);
  }

  http::Response below_order(const Target& target, const Call& call) {
    auto* order = state_.find(Kind::order, *target.id);
    if (order == nullptr) return answer_of(unknown_id(Kind::order, "GET"));
    const bool refunds = target.below == "refunds";
    if (call.method == "GET") return answer(200, Json(refunds ? order->refunds : order->notes));
    const auto added = refunds ? add_refund(state_, *order, call) : add_note(state_, *order, call);
    return added ? answer(201, *added) : answer_of(added.error());
  }

  // 200 even if every item failed; each failed one stands at its own place. Deletes are forced.
  http::Response batch(Kind kind, const Call& call) {
    std::size_t items = 0;
    for (const auto* list : {"create", "update", "delete"})
      if (call.body.contains(list)) items += call.body[list].size();
    if (items > 100)
      return answer_of(
          refusal(413, "woocommerce_rest_request_entity_too_large", "Unable to accept more than 100 items for this request."));
    if (items == 0) return answer(200, Json::array());
    auto body = Json::object();
    const auto failed = [](Json id, const Refusal& refused) { return Json{{"id", std::move(id)}, {"error", refused.body}}; };
    for (const auto* list : {"create", "update", "delete"}) {
      if (!call.body.contains(list)) continue;
      auto& out = body[list] = Json::array();
      for (const auto& entry : call.body[list]) {
        auto part = call;
        part.batch = true;
        part.body = entry.is_object() ? entry : Json::object();
        const bool creates = std::string_view(list) == "create", deletes = std::string_view(list) == "delete";
        const auto id = deletes ? int_at(entry, "") : int_at(entry, "/id");
        auto* found = creates || !id ? nullptr : state_.find(kind, *id);
        if (!creates && found == nullptr) {
          out.push_back(failed(id ? Json(*id) : Json(), unknown_id(kind, deletes ? "DELETE" : "PUT")));
          continue;
        }
        if (deletes) {
          out.push_back(render(state_, *found, call.base));
          state_.all(kind).erase(*id);
          continue;
        }
        const auto saved = save_item(state_, kind, found, part);
        out.push_back(saved ? render(state_, **saved, call.base) : failed(creates ? Json(0) : Json(*id), saved.error()));
      }
    }
    return answer(200, body);
  }

  State& state_;
};

}  // namespace

Refusal no_route() { return refusal(404, "rest_no_route", "No route was found matching the URL and request method."); }

http::Response answer_of(const Refusal& refused) { return answer(refused.status, refused.body); }

Answer<Item*> save_item(State& state, Kind kind, Item* existing, const Call& call) {
  switch (kind) {
    case Kind::product:
      return save_product(state, existing, call, existing != nullptr ? int_at(existing->body, "/parent_id").value_or(0) : 0);
    case Kind::order:
      return save_order(state, existing, call);
    case Kind::customer:
      return save_customer(state, existing, call);
  }
  return existing;
}

http::Response route(State& state, const http::Request& request, const Call& call) { return Router(state).route(request, call); }

}  // namespace hsn::sandbox::shop
