// An order without an e-mail belongs to the owner of its account (higherself-model.md 3.4), whose e-mail is one question more.
#include "core/json.hpp"
#include "core/text.hpp"
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/place.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {
namespace {

// 0: the order says it itself, or is a guest's, or is no order.
std::int64_t account_to_ask(const Collection& collection, const Json& record) {
  const bool says = collection.feed != "orders" || !trim(text_at(record, "/billing/email").value_or("")).empty();
  return says ? 0 : int_at(record, "/customer_id").value_or(0);
}

}  // namespace

void WooCommerce::add_record(const Collection& collection, const Json& record, const Place& place, remote::Step& step) const {
  auto all = decode(collection, record, context(place));
  const auto account = all.empty() ? 0 : account_to_ask(collection, record);
  if (account <= 0) {
    for (auto& seen : all) step.seen.push_back(std::move(seen));
    return;
  }
  Place asking;
  asking.phase = Phase::owner;
  asking.wanted = dump_json(record);
  step.details.push_back({options_.address.get("customers/" + std::to_string(account), {{"_fields", "id,email"}}),
                          std::string(collection.feed), all.back().remote_id, carry(asking)});
}

// An account that is no more leaves the order without a client; one that cannot be read now leaves the order unread.
Result<remote::Step> WooCommerce::read_owner(const Collection& collection, const Place& place,
                                             const http::Response& response) const {
  const auto order = parse_json(place.wanted).value_or(Json::object());
  auto told = context(place);
  const auto owner =
      answer(response, Asked::question, gone(collection, text_at(order, "/id").value_or("")).record.key.external_id);
  if (owner) {
    told.owner = text_at(*owner, "/email").value_or("");
  } else if (owner.error().fault != Fault::not_found) {
    return tl::unexpected(owner.error());
  }
  remote::Step step;
  step.seen = decode(collection, order, told);
  return step;
}

}  // namespace hsn::services::woocommerce
