// A desk with Notion and a shop in miniature behind it, set up: commands as people give them, in one process.
#pragma once

#include <fstream>
#include <memory>
#include <stdexcept>

#include "http/auth.hpp"
#include "outside.hpp"
#include "sandbox/notion.hpp"
#include "services/woocommerce/sandbox.hpp"

namespace hsn::cli {

struct Studio : Desk {
  std::unique_ptr<sandbox::Notion> notion = sandbox::Notion::make({});
  std::unique_ptr<sandbox::Shop> shop = sandbox::Shop::make({.https = true});
  std::vector<http::Request> writes;  // requests that change something

  Studio() {
    environment["NOTION_API_TOKEN"] = sandbox::NotionOptions{}.token;
    environment["NOTION_PARENT_PAGE_ID"] = sandbox::NotionOptions{}.parent_page_id;
    environment["WOOCOMMERCE_URL"] = "https://shop.example.com";
    environment["WOOCOMMERCE_CONSUMER_KEY"] = "ck_sandbox";
    environment["WOOCOMMERCE_CONSUMER_SECRET"] = "cs_sandbox";
    environment["SETTLE_SECONDS"] = "0";
    std::ofstream(dir.path() / ".env").flush();  // `hsn init` writes it on
    network = [this](const http::Request& request, Instant now) { return serve(request, now); };
  }

  test::FakeTransport::Answer serve(http::Request request, Instant now) {
    const bool asks = request.method == "GET" || request.url.find("/query") != std::string::npos;
    if (!asks) writes.push_back(request);
    auto proof = http::authorize(request, now, "nonce");
    request.url = proof.url;
    request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
    if (http::host_of(request.url) == "api.notion.com") return notion->serve(request, now);
    return shop->serve(request, now);
  }

  // So many minutes later: the command must end with this code.
  void must(int exit, const std::vector<std::string>& arguments) {
    clock.advance(std::chrono::minutes(10));
    writes.clear();
    if (const int code = run(arguments); code != exit)
      throw std::runtime_error("exit " + std::to_string(code) + ": " + err.str() + out.str());
  }
  void set_up() {
    must(0, {"init", "--yes"});
    must(0, {"sync"});
  }

  std::int64_t add_product(const std::string& name, const std::string& price) {
    return shop->add_product(
        R"({"name":")" + name + R"(","type":"simple","status":"publish","regular_price":")" + price + R"("})", clock.now());
  }
  std::int64_t add_customer(const std::string& first_name, const std::string& email) {
    return shop->add_customer(R"({"first_name":")" + first_name + R"(","last_name":"Lovelace","email":")" + email +
                                  R"(","billing":{"phone":"+44 20 7946 0001","address_1":"12 Analytical Row"}})",
                              clock.now());
  }
  std::int64_t add_order(const std::string& first_name, const std::string& email, std::int64_t product) {
    return shop->add_order(
        R"({"status":"processing","billing":{"first_name":")" + first_name +
            R"(","last_name":"Lovelace","phone":"+44 20 7946 0001","address_1":"12 Analytical Row","email":")" + email +
            R"("},"line_items":[{"product_id":)" + std::to_string(product) + R"(,"quantity":1}]})",
        clock.now());
  }
  // The page whose External ID or title this is; it must be exactly one that is not in the trash.
  sandbox::Notion::Page page(const std::string& database, const std::string& name) const {
    std::vector<sandbox::Notion::Page> found;
    for (auto& page : notion->pages(database)) {
      bool meant = false;
      for (const auto* property : {"External ID", "Name", "Order", "Conflict"}) {
        const auto text = page.plain.find(property);
        meant = meant || (text != page.plain.end() && text->second == name);
      }
      if (meant && !page.in_trash) found.push_back(std::move(page));
    }
    if (found.size() != 1) throw std::runtime_error(std::to_string(found.size()) + " pages are " + name);
    return found.front();
  }
  void edit(const std::string& database, const std::string& name, const std::string& property, const std::string& json) {
    if (!notion->edit(page(database, name).id, property, json, clock.now())) throw std::runtime_error("no such property");
  }
  std::filesystem::path state() const { return dir.path() / "state" / "hsn.db"; }
};

}  // namespace hsn::cli
