// Every answer that was recorded from a real store: it decodes, or becomes the right fault with words that staff can use.
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/store.hpp"

namespace replay_test {

using namespace hsn;
using namespace hsn::test;

namespace {

bool begins(const std::string& text, std::string_view front) { return text.starts_with(front); }

// The feed that a recorded path belongs to; empty: the client never asks there.
std::string feed_of(const Recorded& one) {
  const std::string path = one.request.value("path", "");
  for (const std::string name : {"products", "orders", "customers"}) {
    const auto base = "/wp-json/wc/v3/" + name;
    const auto rest = path.substr(std::min(path.size(), base.size()));
    const bool item = rest.empty() || (rest[0] == '/' && rest.find_first_not_of("0123456789", 1) == std::string::npos);
    if (begins(path, base) && item) return name;
  }
  return "";
}

std::string id_of(const Recorded& one) {
  const std::string path = one.request["path"];
  const auto last = path.substr(path.rfind('/') + 1);
  return last.find_first_not_of("0123456789") == std::string::npos ? last : "";
}

Write write_of(const Recorded& one) {
  const auto id = id_of(one);
  auto write = update(feed_of(one), id.empty() ? "1" : id, {to("sku", text("X"))});
  if (id.empty()) write.verb = Verb::create;
  return write;
}

struct Expected {
  std::string_view name;
  Fault fault;
  std::string_view words;
};
// Each recorded refusal of something that we ask or send.
constexpr Expected kRefusals[] = {
    {"auth_basic_plain_http", Fault::forbidden, "does not know the consumer key"},
    {"auth_none", Fault::forbidden, "does not know the consumer key"},
    {"auth_unknown_key", Fault::forbidden, "does not know the consumer key"},
    {"auth_unknown_key_single", Fault::forbidden, "does not know the consumer key"},
    {"auth_unknown_key_write", Fault::forbidden, "does not know the consumer key"},
    {"auth_query_string_plain_http", Fault::forbidden, "does not know the consumer key"},
    {"auth_wrong_secret", Fault::refused, "the consumer secret is wrong"},
    {"auth_read_key_writes", Fault::refused, "may only read"},
    {"auth_write_key_reads", Fault::refused, "may only write"},
    {"auth_oauth1_bad_signature", Fault::refused, "signature"},
    {"auth_oauth1_missing_parameters", Fault::refused, "signature"},
    {"category_create_duplicate", Fault::bad_data, "already exists"},
    {"customer_create_duplicate_email", Fault::bad_data, "already has this e-mail"},
    {"customer_create_duplicate_email_case", Fault::bad_data, "already has this e-mail"},
    {"customer_create_duplicate_username", Fault::bad_data, "already registered with that username"},
    {"customer_create_invalid_email", Fault::bad_data, "not valid"},
    {"customer_create_no_email", Fault::bad_data, "misses: email"},
    {"customer_delete_without_force", Fault::bad_data, "trash"},
    {"customer_get_unknown_404", Fault::not_found, "no such record"},
    {"customer_update_email_taken", Fault::bad_data, "another account has it"},
    {"customers_list_orderby_modified_refused", Fault::bad_data, "orderby is not one of"},
    {"fatal_error_500", Fault::unreachable, "critical error on this website"},
    {"gateway_502_html", Fault::unreachable, "502 Bad Gateway"},
    {"id_not_a_number", Fault::bad_config, "no such interface"},
    {"namespace_unknown", Fault::bad_config, "no such interface"},
    {"route_unknown", Fault::bad_config, "no such interface"},
    {"order_create_bad_email", Fault::bad_data, "Invalid email address"},
    {"order_create_bad_status", Fault::bad_data, "status is not one of"},
    {"order_create_unknown_coupon", Fault::bad_data, "Coupon \"nope\" cannot be applied"},
    {"order_create_unknown_customer", Fault::bad_data, "Customer ID is invalid"},
    {"order_get_unknown_404", Fault::not_found, "no such record"},
    {"order_refund_too_large", Fault::bad_data, "Invalid refund amount"},
    {"order_update_status_with_wc_prefix", Fault::bad_data, "status is not one of"},
    {"orders_list_status_invalid", Fault::bad_data, "status[0] is not one of"},
    {"product_create_duplicate_sku", Fault::bad_data, "used by product 13"},
    {"product_create_image_fetch_failed", Fault::bad_data, "https://images.example.com/print.jpg"},
    {"product_create_invalid_price_type", Fault::bad_data, "regular_price is not of type string"},
    {"product_create_invalid_type", Fault::bad_data, "type is not one of"},
    {"product_create_sku_of_trashed", Fault::bad_data, "trash"},
    {"product_create_sku_race_lost", Fault::bad_data, "made at this moment"},
    {"product_create_stock_fraction", Fault::bad_data, "not of type integer"},
    {"product_create_stock_not_integer", Fault::bad_data, "not of type integer"},
    {"product_delete_trashed_again", Fault::not_found, "trash"},
    {"product_delete_unknown", Fault::not_found, "no such record"},
    {"product_get_after_batch_delete", Fault::not_found, "no such record"},
    {"product_get_after_force_delete", Fault::not_found, "no such record"},
    {"product_get_unknown_404", Fault::not_found, "no such record"},
    {"product_invalid_json", Fault::bad_data, "Invalid JSON body"},
    {"product_update_unknown_404", Fault::not_found, "no such record"},
    {"products_batch_over_100", Fault::bad_data, "more than 100 items"},
    {"products_batch_sum_over_100", Fault::bad_data, "more than 100 items"},
    {"products_list_page_0", Fault::bad_data, "page"},
    {"products_list_per_page_0", Fault::bad_data, "per_page must be between"},
    {"products_list_per_page_101", Fault::bad_data, "per_page must be between"},
    {"products_modified_after_date_only", Fault::bad_data, "Invalid date"},
    {"products_modified_after_invalid", Fault::bad_data, "Invalid date"},
    {"products_orderby_invalid", Fault::bad_data, "orderby is not one of"},
    {"site_in_maintenance_503", Fault::unreachable, "maintenance"},
    {"variation_wrong_parent_404", Fault::not_found, "no such record"},
    {"webhook_create_bad_topic", Fault::bad_data, "topic"},
    {"webhook_create_bad_url", Fault::bad_data, "URL"},
    {"webhook_create_no_url", Fault::bad_data, "delivery_url"},
    {"webhook_delete_without_force", Fault::bad_data, "trash"},
};

const Expected* expected(std::string_view name) {
  for (const auto& row : kRefusals) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("replay: every recorded refusal becomes the right fault, in words and without markup") {
  for (const auto& name : recordings()) {
    const auto one = recorded(name);
    if (one.response.status < 300) continue;
    INFO(name << ": " << one.response.body.substr(0, 200));
    const auto result = woo::answer(one.response, woo::Asked::question, "here");
    REQUIRE_FALSE(result);
    const auto* row = expected(name);
    REQUIRE(row != nullptr);
    CHECK(result.error().fault == row->fault);
    CHECK_THAT(result.error().what, Catch::Contains(std::string(row->words)));
    CHECK(result.error().what.find('<') == std::string::npos);
    CHECK(result.error().what.find("&quot;") == std::string::npos);
    const bool helps = row->fault != Fault::refused && row->fault != Fault::forbidden && row->fault != Fault::bad_config;
    CHECK((helps || !result.error().remedy.empty()));
  }
}

TEST_CASE("replay: every recorded record and list decodes without a problem") {
  const auto shop = store();
  std::size_t records = 0;
  for (const auto& name : recordings()) {
    const auto one = recorded(name);
    const auto of = feed_of(one);
    if (of.empty() || one.response.status >= 300 || one.request["method"] == "HEAD") continue;
    INFO(name);
    const auto json = woo::answer(one.response, woo::Asked::question);
    REQUIRE(json);
    const auto list = json->is_array() ? *json : Json::array({*json});
    for (const auto& record : list) {
      for (const auto& seen : woo::decode(*woo::find_collection(of), record, {woo::Options()})) {
        // A list that was cut to a few members may lack what a customer's key is made of.
        if (of == "customers" && !record.contains("email")) continue;
        CHECK(seen.problem.empty());
        CHECK_FALSE(seen.record.key.external_id.empty());
        ++records;
      }
    }
  }
  CHECK(records > 200);
}

TEST_CASE("replay: every recorded answer to a change settles it, or says of which record and why not") {
  const auto shop = store();
  for (const auto& name : recordings()) {
    const auto one = recorded(name);
    const std::string method = one.request.value("method", "");
    if (feed_of(one).empty() || (method != "PUT" && method != "POST" && method != "PATCH")) continue;
    INFO(name);
    const Write writes[] = {write_of(one)};
    const auto outcome = shop.wrote(writes, remote::Ask{{}, feed_of(one), "", carry(woo::Question{})}, one.response);
    REQUIRE(outcome);
    REQUIRE(outcome->each.size() == 1);
    if (one.response.status < 300) {
      CHECK(outcome->each[0]);
    } else {
      REQUIRE_FALSE(outcome->each[0]);
      CHECK_FALSE(outcome->each[0].error().where.empty());
    }
  }
}

}  // namespace replay_test
