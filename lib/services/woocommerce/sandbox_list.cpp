#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "core/time.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox::shop {

namespace {

std::optional<std::int64_t> whole(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Answer<std::size_t> bounded(const Call& call, std::string_view name, std::size_t fallback, std::int64_t low, std::int64_t high) {
  const auto text = call.param(name);
  if (text.empty()) return fallback;
  const auto number = whole(text);
  if (!number) return tl::unexpected(invalid_param(name, std::string(name) + " is not of type integer.", "rest_invalid_type"));
  if (*number >= low && *number <= high) return static_cast<std::size_t>(*number);
  const auto why = high == INT64_MAX
                       ? " must be greater than or equal to 1"
                       : " must be between " + std::to_string(low) + " (inclusive) and " + std::to_string(high) + " (inclusive)";
  return tl::unexpected(invalid_param(name, std::string(name) + why, "rest_out_of_bounds"));
}

// The zone rules of woocommerce.md, Time: a Z together with dates_are_gmt=true is turned to local time and then compared with
// UTC.
Answer<std::optional<Instant>> cutoff(const State& state, const Call& call, std::string_view name) {
  const auto text = call.param(name);
  if (text.empty()) return std::nullopt;
  const auto at = parse_instant(text);
  if (!at || text.size() < 19) return tl::unexpected(invalid_param(name, "Invalid date.", "rest_invalid_date"));
  const bool gmt = call.param("dates_are_gmt") == "true" || call.param("dates_are_gmt") == "1";
  const bool zoned = text.find_first_of("Z+", 19) != std::string::npos || text.find('-', 19) != std::string::npos;
  if (zoned) return gmt ? *at + state.options.gmt_offset : *at;
  return gmt ? *at : *at - state.options.gmt_offset;
}

struct Filter {
  std::optional<Instant> after, before, modified_after, modified_before;
  std::vector<std::string> statuses, skus;
  std::set<std::int64_t> include, exclude;
  std::string search, email, role, category, customer;
  std::optional<std::int64_t> parent;
};

std::set<std::int64_t> ids(const Call& call, const std::string& name) {
  std::set<std::int64_t> found;
  for (const auto& [key, value] : call.query)
    if (key == name || key == name + "[]")
      for (const auto& part : split(value, ',')) found.insert(whole(trim(part)).value_or(-1));
  return found;
}

bool listed(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool status_fits(const Item& item, const Filter& filter) {
  const auto status = item.trashed ? std::string("trash") : text_at(item.body, "/status").value_or("");
  if (filter.statuses.empty() || listed(filter.statuses, "any"))
    return status != "trash" && status != "auto-draft" && status != "checkout-draft";
  return listed(filter.statuses, status);
}

bool contains(const Item& item, const char* pointer, const std::string& words) {
  return lower_ascii(text_at(item.body, pointer).value_or("")).find(words) != std::string::npos;
}

bool fits(const Item& item, Kind kind, const Filter& f) {
  if (item.kind != kind) return false;
  if (!f.include.empty() && !f.include.contains(item.id)) return false;
  if (f.exclude.contains(item.id)) return false;
  if (kind != Kind::customer) {
    if (!status_fits(item, f)) return false;
    if ((f.after && item.created <= *f.after) || (f.before && item.created >= *f.before)) return false;
    if ((f.modified_after && item.modified <= *f.modified_after) || (f.modified_before && item.modified >= *f.modified_before))
      return false;
  }
  if (kind == Kind::product) {
    const bool variation = text_at(item.body, "/type") == "variation";
    if (f.parent) return variation && (*f.parent == 0 || int_at(item.body, "/parent_id") == f.parent);
    if (!f.skus.empty()) return listed(f.skus, text_at(item.body, "/sku").value_or(""));
    if (variation) return false;
    if (!f.search.empty() && !contains(item, "/name", f.search)) return false;
    if (!f.category.empty()) {
      const auto& of = item.body.at("categories");
      return std::any_of(of.begin(), of.end(), [&](const Json& c) { return text_at(c, "/id") == f.category; });
    }
  }
  if (kind == Kind::order) {
    if (!f.customer.empty() && text_at(item.body, "/customer_id") != f.customer) return false;
    if (!f.search.empty() && !contains(item, "/billing/email", f.search) && !contains(item, "/number", f.search)) return false;
  }
  if (kind == Kind::customer) {
    if (!f.email.empty() && !equals_ignoring_case(text_at(item.body, "/email").value_or(""), f.email)) return false;
    if (f.role != "all" && text_at(item.body, "/role") != f.role) return false;
    if (!f.search.empty() && !contains(item, "/email", f.search)) return false;
  }
  return true;
}

constexpr std::string_view kProductOrders[] = {"date",   "id",       "include", "title", "slug",       "modified", "popularity",
                                               "rating", "post__in", "price",   "sales", "menu_order", "random"};
constexpr std::string_view kOrderOrders[] = {"date", "id", "include", "title", "slug", "modified"};
constexpr std::string_view kCustomerOrders[] = {"id", "include", "name", "registered_date"};

std::span<const std::string_view> orders_of(Kind kind) {
  switch (kind) {
    case Kind::product:
      return kProductOrders;
    case Kind::order:
      return kOrderOrders;
    case Kind::customer:
      return kCustomerOrders;
  }
  return {};
}

Answer<Filter> read_filter(const State& state, Kind kind, const Call& call) {
  Filter filter;
  // Customers have neither of these filters: ignored if sent.
  for (const auto& [name, into] :
       {std::pair{"after", &filter.after}, std::pair{"before", &filter.before},
        std::pair{"modified_after", &filter.modified_after}, std::pair{"modified_before", &filter.modified_before}}) {
    if (kind == Kind::customer) break;
    const auto at = cutoff(state, call, name);
    if (!at) return tl::unexpected(at.error());
    *into = *at;
  }
  for (const auto& [key, value] : call.query)
    if (key == "status" || key == "status[]" || key == "status[0]")
      for (const auto& part : split(value, ',')) filter.statuses.push_back(trim(part));
  static const std::vector<std::string> kProductStatuses{"any", "future", "trash", "draft", "pending", "private", "publish"};
  static const std::vector<std::string> kOrderStatuses{"any",        "trash",   "auto-draft",    "pending",
                                                       "processing", "on-hold", "completed",     "cancelled",
                                                       "refunded",   "failed",  "checkout-draft"};
  for (const auto& status : filter.statuses)
    if (kind != Kind::customer && !listed(kind == Kind::product ? kProductStatuses : kOrderStatuses, status))
      return tl::unexpected(invalid_param("status", "status is not one of the known ones.", "rest_not_in_enum"));
  filter.include = ids(call, "include");
  filter.exclude = ids(call, "exclude");
  filter.search = lower_ascii(call.param("search"));
  filter.email = call.param("email");
  filter.role = call.param("role").empty() ? "customer" : call.param("role");
  filter.category = call.param("category");
  filter.customer = call.param("customer");
  if (!call.param("sku").empty()) filter.skus = split(call.param("sku"), ',');
  return filter;
}

}  // namespace

Answer<Listed> list(State& state, Kind kind, const Call& call, std::optional<std::int64_t> parent) {
  const auto per_page = bounded(call, "per_page", 10, 1, 100);
  const auto page = bounded(call, "page", 1, 1, INT64_MAX);
  const auto offset = bounded(call, "offset", 0, 0, INT64_MAX);
  if (!per_page) return tl::unexpected(per_page.error());
  if (!page) return tl::unexpected(page.error());
  if (!offset) return tl::unexpected(offset.error());
  const auto orderby = call.param("orderby");
  const auto known = orders_of(kind);
  if (!orderby.empty() && std::find(known.begin(), known.end(), orderby) == known.end())
    return tl::unexpected(invalid_param("orderby", "orderby is not one of the known ones.", "rest_not_in_enum"));
  const auto order = call.param("order");
  if (!order.empty() && order != "asc" && order != "desc")
    return tl::unexpected(invalid_param("order", "order is not one of asc and desc.", "rest_not_in_enum"));
  auto filter = read_filter(state, kind, call);
  if (!filter) return tl::unexpected(filter.error());
  filter->parent = parent;

  std::vector<const Item*> found;
  for (const auto& [id, item] : state.all(kind))
    if (fits(item, kind, *filter)) found.push_back(&item);
  const bool ascending = order == "asc" || (order.empty() && kind == Kind::customer);
  const auto less = [&](const Item* a, const Item* b) {
    const auto key = [&](const Item* item) {
      if (orderby == "modified") return item->modified;
      if (orderby == "id" || kind == Kind::customer) return Instant{};
      return item->created;
    };
    const auto ka = key(a), kb = key(b);
    if (ka != kb) return ascending ? ka < kb : ka > kb;
    return ascending ? a->id < b->id : a->id > b->id;
  };
  Listed answer{{}, found.size(), *per_page, *page};
  const auto from = std::min(found.size(), *offset > 0 ? *offset : (*page - 1) * *per_page);
  const auto to = std::min(found.size(), from + *per_page);
  const auto begin = found.begin() + static_cast<std::ptrdiff_t>(from), end = found.begin() + static_cast<std::ptrdiff_t>(to);
  if (begin != found.begin()) std::nth_element(found.begin(), begin, found.end(), less);
  std::partial_sort(begin, end, found.end(), less);
  answer.items.assign(begin, end);
  return answer;
}

// "_fields=id,billing.email": members by path; single answers keep _links, lists drop them.
Json cut_fields(const Json& body, std::string_view fields, bool is_list) {
  if (fields.empty() || !body.is_object()) return body;
  auto cut = Json::object();
  for (const auto& field : split(fields, ',')) {
    const Json* from = &body;
    Json* to = &cut;
    for (const auto& step : split(trim(field), '.')) {
      const auto member = from->is_object() ? from->find(step) : from->end();
      if (member == from->end()) break;
      from = &*member;
      to = &(*to)[step];
    }
    if (from != &body) *to = *from;
  }
  if (!is_list && body.contains("_links")) cut["_links"] = body["_links"];
  return cut;
}

}  // namespace hsn::sandbox::shop
