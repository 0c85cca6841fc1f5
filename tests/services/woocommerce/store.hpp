// A store client as tests want it, and recorded answers (tests/fixtures/woocommerce) ready to be read.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"
#include "services/woocommerce/woocommerce.hpp"
#include "support/fakes.hpp"
#include "support/values.hpp"

namespace hsn::test {

namespace woo = hsn::services::woocommerce;

inline woo::WooCommerce store(bool variations = false, bool link_orders = false, bool create_terms = false) {
  woo::Options options;
  options.create_terms = create_terms;
  options.address = {"https://shop.example.com", "wc/v3", Secret("ck_1"), Secret("cs_1")};
  options.variations = variations;
  options.link_orders = link_orders;
  options.statuses = {{"awaiting-pickup", "Ready for Pickup"}};
  return woo::WooCommerce(std::move(options));
}

struct Recorded {
  std::string name;
  Json request;
  http::Response response;
  Json body;  // null when it is no JSON
};

inline Recorded recorded(const std::string& name) {
  std::ifstream file(std::filesystem::path(HSN_FIXTURES) / "woocommerce" / (name + ".json"));
  std::stringstream text;
  text << file.rdbuf();
  auto json = Json::parse(text.str());
  Recorded out{name, json["request"], {}, json["response"].value("body", Json())};
  out.response.status = json["response"]["status"];
  for (const auto& [key, value] : json["response"]["headers"].items()) out.response.headers.push_back({key, value});
  out.response.headers.push_back({"Date", "Mon, 23 Nov 2026 05:30:00 GMT"});
  out.response.body = json["response"].contains("raw_body") ? json["response"]["raw_body"].get<std::string>() : out.body.dump();
  return out;
}

inline std::vector<std::string> recordings() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(HSN_FIXTURES) / "woocommerce")) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

inline const remote::Feed& feed(std::string_view name) {
  for (const auto& one : woo::feeds()) {
    if (one.name == name) return one;
  }
  FAIL("no feed " << name);
  return woo::feeds().front();
}

inline remote::Window since(const std::string& cursor, Duration overlap = std::chrono::seconds(300)) {
  remote::Window window;
  window.kind = remote::Window::Kind::since;
  window.cursor = cursor;
  window.overlap = overlap;
  return window;
}
inline remote::Window all() {
  remote::Window window;
  window.kind = remote::Window::Kind::all;
  return window;
}
inline remote::Window these(std::vector<std::string> ids) {
  remote::Window window;
  window.kind = remote::Window::Kind::these;
  window.ids = std::move(ids);
  return window;
}

inline std::string parameter(const remote::Ask& ask, std::string_view name) {
  return http::query_value(ask.request.url, name).value_or("");
}

// A list of records as the store would page it.
inline http::Response page(const Json& list, int number = 1, int pages = 1) {
  return answer(
      200, list.dump(),
      {{"X-WP-TotalPages", std::to_string(pages)},
       {"X-WP-Total", std::to_string(100 * pages)},
       {"Date", "Mon, 23 Nov 2026 05:30:00 GMT"},
       {"Link", number < pages ? "<https://shop.example.com/x>; rel=\"next\"" : "<https://x/>; rel=\"https://api.w.org/\""}});
}

inline Seen own(const std::vector<Seen>& seen) {
  for (const auto& one : seen) {
    if (!one.remote_id.empty()) return one;
  }
  FAIL("no record was read");
  return {};
}
inline Seen decoded(const std::string& collection, const Json& json, const woo::Options& options = {},
                    const std::string& currency = "") {
  return own(woo::decode(*woo::find_collection(collection), json, {.options = options, .currency = currency}));
}

inline Write update(const std::string& feed_name, const std::string& id, std::vector<Change> changes) {
  Write write;
  write.verb = Verb::update;
  write.to = {"woocommerce", feed_name};
  write.known.remote_id = id;
  const auto& collection = *woo::find_collection(feed_name);
  write.key = woo::gone(collection, id).record.key;
  write.known.record.key = write.key;
  write.changes = std::move(changes);
  return write;
}
inline Write create(std::vector<Change> changes, const std::string& page_id = "page-1") {
  auto write = update("products", "", std::move(changes));
  write.verb = Verb::create;
  write.key = {"products", "notion:" + page_id};
  write.page_id = page_id;
  return write;
}
inline Change to(const std::string& field, FieldValue value) { return {field, {}, std::move(value), ""}; }

// What goes out once the store has said which currency it has, where that was asked first.
inline Result<remote::Sending> sending_of(std::span<const Write> writes, const woo::WooCommerce& shop = store()) {
  auto sending = shop.write(writes);
  if (!sending || http::path_of(sending->ask.request.url).find("/data/currencies/current") == std::string::npos) return sending;
  const auto heard = shop.wrote(writes.first(sending->taken), sending->ask, answer(200, R"({"code":"CHF"})"));
  REQUIRE(heard);
  REQUIRE(heard->next);
  sending->ask = *heard->next;
  return sending;
}

inline Json sent(const Result<remote::Sending>& sending) {
  REQUIRE(sending);
  return Json::parse(sending->ask.request.body);
}

}  // namespace hsn::test
