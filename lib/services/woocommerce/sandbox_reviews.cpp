// Product reviews: read only, as far as we ask. Only approved ones are shown unless asked; nothing tells of a change.
#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "core/time.hpp"
#include "services/woocommerce/sandbox_shop.hpp"

namespace hsn::sandbox::shop {

namespace {

constexpr std::string_view kReviewOrders[] = {"date", "date_gmt", "id", "product"};
constexpr std::string_view kReviewStatuses[] = {"all", "hold", "approved", "spam", "trash"};

Answer<std::size_t> number_of(const Call& call, std::string_view name, std::size_t fallback, std::size_t most) {
  const auto text = call.param(name);
  if (text.empty()) return fallback;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= most) return number;
  return tl::unexpected(invalid_param(name, std::string(name) + " is out of bounds", "rest_out_of_bounds"));
}

std::optional<Refusal> unknown_word(const Call& call, std::string_view name, std::span<const std::string_view> known) {
  const auto word = call.param(name);
  if (word.empty() || std::find(known.begin(), known.end(), word) != known.end()) return std::nullopt;
  return invalid_param(name, std::string(name) + " is not one of the known ones.", "rest_not_in_enum");
}

// Without a zone: the shop's own clock.
Answer<std::optional<Instant>> moment(const State& state, const Call& call, std::string_view name) {
  const auto text = call.param(name);
  if (text.empty()) return std::nullopt;
  const auto at = parse_instant(text);
  if (!at || text.size() < 19) return tl::unexpected(invalid_param(name, "Invalid date.", "rest_invalid_date"));
  return text.find_first_of("Z+", 19) != std::string::npos ? *at : *at - state.options.gmt_offset;
}

bool status_shown(const Json& review, const std::string& asked) {
  const auto status = text_at(review, "/status").value_or("");
  if (asked == "all") return status == "approved" || status == "hold";
  return status == (asked.empty() ? "approved" : asked);
}

}  // namespace

Answer<ReviewPage> list_reviews(const State& state, const Call& call) {
  const auto per_page = number_of(call, "per_page", 10, 100), page = number_of(call, "page", 1, SIZE_MAX);
  if (!per_page) return tl::unexpected(per_page.error());
  if (!page) return tl::unexpected(page.error());
  constexpr std::string_view kDirections[] = {"asc", "desc"};
  for (const auto& refused : {unknown_word(call, "orderby", kReviewOrders), unknown_word(call, "status", kReviewStatuses),
                              unknown_word(call, "order", kDirections)})
    if (refused) return tl::unexpected(*refused);
  const auto after = moment(state, call, "after"), before = moment(state, call, "before");
  if (!after) return tl::unexpected(after.error());
  if (!before) return tl::unexpected(before.error());

  std::vector<const Json*> found;
  for (const auto& [id, review] : state.reviews) {
    const auto written = parse_instant(text_at(review, "/date_created_gmt").value_or("")).value_or(Instant{});
    const auto product = call.param("product");
    const bool fits = status_shown(review, call.param("status")) && (!*after || written > **after) &&
                      (!*before || written < **before) && (product.empty() || text_at(review, "/product_id") == product);
    if (fits) found.push_back(&review);
  }
  const auto orderby = call.param("orderby");
  const auto* key = orderby == "id" ? "id" : orderby == "product" ? "product_id" : "date_created_gmt";
  const bool ascending = call.param("order") == "asc";
  std::stable_sort(found.begin(), found.end(),
                   [&](const Json* a, const Json* b) { return ascending ? a->at(key) < b->at(key) : b->at(key) < a->at(key); });
  ReviewPage answer{{}, found.size(), (found.size() + *per_page - 1) / *per_page};
  for (auto i = std::min(found.size(), (*page - 1) * *per_page); i < std::min(found.size(), *page * *per_page); ++i)
    answer.reviews.push_back(*found[i]);
  return answer;
}

Answer<Json> find_review(const State& state, std::int64_t id) {
  const auto found = state.reviews.find(id);
  if (found == state.reviews.end())
    return tl::unexpected(refusal(404, "woocommerce_rest_review_invalid_id", "Invalid review ID."));
  return found->second;
}

std::int64_t add_review(State& state, const Json& sent, Instant now) {
  const auto product = int_at(sent, "/product_id").value_or(0);
  if (state.find(Kind::product, product) == nullptr) return 0;
  const auto id = state.next_review++;
  state.reviews[id] = {{"id", id},
                       {"date_created", local_time(state, now)},
                       {"date_created_gmt", gmt_time(now)},
                       {"product_id", product},
                       {"status", text_at(sent, "/status").value_or("approved")},
                       {"reviewer", text_at(sent, "/reviewer").value_or("")},
                       {"reviewer_email", text_at(sent, "/reviewer_email").value_or("")},
                       {"review", text_at(sent, "/review").value_or("")},
                       {"rating", int_at(sent, "/rating").value_or(0)},
                       {"verified", true}};
  return id;
}

bool change_review(State& state, std::int64_t id, const Json& sent) {
  const auto found = state.reviews.find(id);
  if (found == state.reviews.end() || !sent.is_object()) return false;
  found->second.update(sent);
  return true;
}

}  // namespace hsn::sandbox::shop
