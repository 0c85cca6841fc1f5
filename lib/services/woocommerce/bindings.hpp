// Which field of ours is which of the store's (higherself-model.md 3.2-3.4): the tables that reading, writing, `_fields` and the
// planner's "can this be pushed?" derive from.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "remote/remote.hpp"

namespace hsn::services::woocommerce {

// How a list is read on from where the last walk ended.
enum class Finds {
  changes,  // modified_after, orderby=modified
  newest,   // neither: ids above the last one known (customers)
  dated,    // by creation alone: after, orderby=date_gmt (reviews)
};

// A list of the store, one a feed.
struct Collection {
  std::string_view feed;
  std::string_view path;     // "products/reviews"
  std::string_view entity;   // "clients" of customers
  std::string_view kind;     // in External IDs: "product"
  std::string_view members;  // read beside those that the bindings name
  Finds finds = Finds::changes;
  bool has_trash = true;  // of its own, to be asked for apart
};

const Collection* find_collection(std::string_view feed);
// What a list must be asked to show all of it: shop staff buy too, and reviews wait to be approved.
std::span<const std::pair<std::string_view, std::string_view>> widenings(const Collection&);
std::span<const remote::Binding> bindings(const Collection&);
std::span<const remote::Binding> hearsay_bindings(const Collection&);  // a client as an order or a review tells of him
// What a variation has of its own; the rest is its parent's.
bool is_of_variation(std::string_view field);

std::span<const remote::Feed> feeds();

// The order statuses that every store has; others are the workspace's mapping or title case.
std::span<const remote::Alias> order_statuses();

// The call for a parcel's number: a note to the customer on the order.
inline constexpr std::string_view kTracking = "tracking";
inline constexpr std::string_view kPageIdKey = "notion_page_id";

}  // namespace hsn::services::woocommerce
