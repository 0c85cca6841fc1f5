#include "core/time.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox::shop {

Refusal refusal(int status, std::string_view code, std::string_view message, Json data) {
  data["status"] = status;
  return {status, {{"code", code}, {"message", message}, {"data", std::move(data)}}};
}

Refusal invalid_param(std::string_view name, std::string_view why, std::string_view code) {
  const std::string key(name);
  return refusal(400, "rest_invalid_param", "Invalid parameter(s): " + key,
                 {{"params", {{key, why}}}, {"details", {{key, {{"code", code}, {"message", why}, {"data", nullptr}}}}}});
}

std::string Call::param(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

Item* State::find(Kind kind, std::int64_t id) {
  auto& items = all(kind);
  const auto it = items.find(id);
  return it == items.end() || it->second.kind != kind ? nullptr : &it->second;
}

std::string gmt_time(Instant at) { return format_instant(at).substr(0, 19); }
std::string local_time(const State& state, Instant at) { return gmt_time(at + state.options.gmt_offset); }

const char* route_of(Kind kind) {
  switch (kind) {
    case Kind::product:
      return "products";
    case Kind::order:
      return "orders";
    case Kind::customer:
      return "customers";
  }
  return "";
}

namespace {

void put_time(const State& state, Json& body, const std::string& name, std::optional<Instant> at) {
  body[name] = at ? Json(local_time(state, *at)) : Json();
  body[name + "_gmt"] = at ? Json(gmt_time(*at)) : Json();
}

}  // namespace

Json render(const State& state, const Item& item, const std::string& base) {
  auto body = item.body;
  put_time(state, body, "date_created", item.created);
  put_time(state, body, "date_modified", item.modified);
  if (item.trashed) body["status"] = "trash";
  if (item.kind == Kind::order) {
    put_time(state, body, "date_paid", item.paid);
    put_time(state, body, "date_completed", item.completed);
  }
  if (item.kind == Kind::product)
    body["related_ids"] =
        Json::array({item.id + static_cast<std::int64_t>(state.counters.requests % 7)});  // shuffled on every read
  const auto route = base + "/wp-json/wc/v3/" + route_of(item.kind);
  body["_links"] = {{"self", {{{"href", route + "/" + std::to_string(item.id)}}}}, {"collection", {{{"href", route}}}}};
  return body;
}

}  // namespace hsn::sandbox::shop
