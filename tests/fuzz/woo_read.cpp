// A store's answers to everything that a walk asks.
#include "fuzz/shop.hpp"
#include "fuzz/workspace.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(input) {
  using Kind = remote::Window::Kind;
  namespace woo = services::woocommerce;
  static const auto store = shop();
  static const std::vector<remote::Step> kFirst = [] {
    std::vector<remote::Step> first;
    for (const auto& feed : woo::feeds()) {
      auto since = window(Kind::since), these = window(Kind::these);
      first.push_back(store.list(feed, since));
      since.cursor = "2026-11-23T05:10:00";
      first.push_back(store.list(feed, since));
      these.ids = {"24", "58"};
      first.push_back(store.list(feed, these));
      first.push_back(store.list(feed, window(Kind::range)));
      first.push_back(store.list(feed, window(Kind::all)));
    }
    for (const auto* const feed : {"products", "orders", "customers"}) {
      Write lost;
      lost.verb = std::string_view(feed) == "orders" ? Verb::append : Verb::create;
      lost.to = {"woocommerce", feed};
      lost.key = {"products", "notion:page-1"};
      lost.page_id = "page-1";
      lost.known.remote_id = lost.verb == Verb::append ? "58" : "";
      lost.changes = {{"sku", {}, std::string("SKU-1"), ""},
                      {"name", {}, std::string("Moon print"), ""},
                      {"tracking_number", {}, std::string("1Z999"), ""}};
      if (auto step = store.find(lost, window(Kind::all).now)) first.push_back(std::move(*step));
    }
    return first;
  }();
  const auto& first = kFirst[choice(input, kFirst.size())];
  walk(store, first, answers(input), kShopUrl, entities::find);
}
