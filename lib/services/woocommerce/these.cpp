// Records by id: a hundred in a request, then what is missing among the trashed, then one by one for the last word.
#include <algorithm>
#include <map>
#include <set>

#include "core/json.hpp"
#include "core/text.hpp"
#include "remote/binding.hpp"
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/place.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {
namespace {

using remote::Ask;
using remote::Step;

constexpr std::size_t kAtOnce = 100;

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "24/25" is variation 25 of product 24.
std::pair<std::string, std::string> parent_and_id(const std::string& remote_id) {
  const auto slash = remote_id.find('/');
  if (slash == std::string::npos) return {"", remote_id};
  return {remote_id.substr(0, slash), remote_id.substr(slash + 1)};
}

std::string list_path(const Collection& collection, const std::string& parent) {
  return parent.empty() ? std::string(collection.path) : "products/" + parent + "/variations";
}

Ask ask_many(const Address& address, const Collection& collection, const Place& place) {
  Query query{{"include", join(place.ids, ",")}, {"per_page", std::to_string(kAtOnce)}};
  if (place.phase == Phase::these_trashed) query.emplace_back("status", "trash");
  for (const auto& [name, value] : widenings(collection)) query.emplace_back(name, value);
  if (place.parent.empty()) query.emplace_back("_fields", remote::members(bindings(collection), collection.members));
  Ask ask;
  ask.feed = collection.feed;
  ask.carry = carry(place);
  ask.request = address.get(list_path(collection, place.parent), query);
  return ask;
}

Ask ask_one(const Address& address, const Collection& collection, Place place, const std::string& id) {
  place.phase = Phase::one;
  place.ids = {id};
  Ask ask;
  ask.feed = collection.feed;
  ask.about = place.parent.empty() ? id : place.parent + "/" + id;
  ask.carry = carry(place);
  ask.request = address.get(list_path(collection, place.parent) + "/" + id, {});
  return ask;
}

}  // namespace

Step WooCommerce::these(const Collection& collection, const std::vector<std::string>& ids, const std::string& currency) const {
  std::map<std::string, std::vector<std::string>> by_parent;
  Step step;
  for (const auto& remote_id : ids) {
    const auto [parent, id] = parent_and_id(remote_id);
    const bool sound = is_number(id) && (parent.empty() || is_number(parent));
    if (sound) {
      by_parent[parent].push_back(id);
    } else {
      auto seen = gone(collection, remote_id);
      seen.gone = false;
      seen.problem = "\"" + remote_id + "\" is no id of the store";
      step.seen.push_back(std::move(seen));
    }
  }
  // Reviews have no `include`: one by one.
  if (collection.finds == Finds::dated) {
    for (const auto& [parent, list] : by_parent) {
      for (const auto& id : list) step.details.push_back(ask_one(options_.address, collection, {}, id));
    }
    return step;
  }
  for (const auto& [parent, list] : by_parent) {
    for (std::size_t from = 0; from < list.size(); from += kAtOnce) {
      Place place;
      place.phase = parent.empty() ? Phase::these : Phase::these_variations;
      place.parent = parent;
      place.currency = currency;
      const auto until = std::min(list.size(), from + kAtOnce);
      place.ids.assign(list.begin() + static_cast<std::ptrdiff_t>(from), list.begin() + static_cast<std::ptrdiff_t>(until));
      step.details.push_back(ask_many(options_.address, collection, place));
    }
  }
  return step;
}

Result<Step> WooCommerce::read_these(const Collection& collection, Place place, const http::Response& response) const {
  const bool parent_gone = !place.parent.empty() && says_not_there(response);
  const auto list =
      parent_gone ? Result<Json>(Json::array()) : answered_list(response, "woocommerce/" + std::string(collection.feed));
  if (!list) return tl::unexpected(list.error());
  Step step;
  std::set<std::string> met;
  for (const auto& record : *list) {
    met.insert(text_at(record, "/id").value_or(""));
    if (!place.parent.empty()) {
      step.seen.push_back(decode_variation(record, place.parent, context(place)));
      continue;
    }
    add_record(collection, record, place, step);
  }
  std::erase_if(place.ids, [&](const std::string& id) { return met.contains(id); });
  if (place.ids.empty()) return step;
  if (place.phase == Phase::these && collection.has_trash) {
    place.phase = Phase::these_trashed;
    step.details.push_back(ask_many(options_.address, collection, place));
    return step;
  }
  for (const auto& id : place.ids) step.details.push_back(ask_one(options_.address, collection, place, id));
  return step;
}

Result<Step> WooCommerce::read_one(const Collection& collection, const Place& place, const http::Response& response) const {
  const auto id = place.ids.empty() ? std::string() : place.ids.front();
  const auto remote_id = place.parent.empty() ? id : place.parent + "/" + id;
  const auto record = answer(response, Asked::question, gone(collection, remote_id).record.key.external_id);
  Step step;
  if (record) {
    if (!place.parent.empty()) {
      step.seen.push_back(decode_variation(*record, place.parent, context(place)));
    } else {
      add_record(collection, *record, place, step);
    }
  } else if (record.error().fault == Fault::not_found) {
    step.seen.push_back(gone(collection, remote_id));
  } else {
    return tl::unexpected(record.error());
  }
  return step;
}

}  // namespace hsn::services::woocommerce
