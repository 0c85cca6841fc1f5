#include "remote/registry.hpp"

#include <catch2/catch.hpp>

namespace registry_test {

using namespace hsn;
using namespace hsn::remote;

namespace {

config::Config settings(const std::map<std::string, std::string>& texts) {
  config::Config config;
  for (const auto& def : find_service("woocommerce")->settings) {
    config.values[std::string(def.name)] = {std::string(def.fallback), Secret(), "default"};
  }
  for (const auto& [name, text] : texts) {
    const bool secret = name.find("CONSUMER") != std::string::npos;
    config.values[name] = {secret ? "" : text, secret ? Secret(text) : Secret(), "environment"};
  }
  return config;
}

}  // namespace

TEST_CASE("every service of all.def is whole: feeds, settings, credentials among the settings, a maker") {
  REQUIRE_FALSE(services().empty());
  for (const auto* service : services()) {
    INFO(service->name);
    CHECK(find_service(service->name) == service);
    CHECK_FALSE(service->feeds.empty());
    CHECK(service->make != nullptr);
    for (const auto credential : service->credentials) {
      const auto listed =
          std::any_of(service->settings.begin(), service->settings.end(), [&](const auto& s) { return s.name == credential; });
      CHECK(listed);
    }
    for (const auto& feed : service->feeds) {
      REQUIRE_FALSE(feed.entities.empty());
      CHECK(feed.entities.front().hearsay == feed.entities.front().adds);
    }
  }
}

TEST_CASE("services are found by the spellings that people type") {
  CHECK(find_service(" WooCommerce ") == find_service("woocommerce"));
  CHECK(find_service("feedback") == find_service("user_feedback"));
  CHECK(find_service("magento") == nullptr);
}

TEST_CASE("WooCommerce is made from its settings, or says which one is wrong") {
  const auto make = [](std::map<std::string, std::string> texts) {
    return find_service("woocommerce")->make(settings(texts), config::Mapping{});
  };
  const std::map<std::string, std::string> good{{"WOOCOMMERCE_URL", "https://shop.example.com/"},
                                                {"WOOCOMMERCE_CONSUMER_KEY", "ck"},
                                                {"WOOCOMMERCE_CONSUMER_SECRET", "cs"}};
  CHECK(make(good));
  auto bad = good;
  bad["WOOCOMMERCE_URL"] = "http://shop.example.com";
  CHECK(make(bad).error().where == "WOOCOMMERCE_URL");
  bad = good;
  bad["WOOCOMMERCE_VERSION"] = "../v3";
  CHECK(make(bad).error().where == "WOOCOMMERCE_VERSION");
}

}  // namespace registry_test
