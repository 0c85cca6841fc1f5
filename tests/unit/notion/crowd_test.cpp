// More rows of one minute than a query shows: a source that cuts at 20 is read to its last row.
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "core/text.hpp"
#include "core/time.hpp"
#include "notion/hub.hpp"
#include "notion/slice.hpp"
#include "unit/notion/workspace.hpp"

namespace crowd_test {

using namespace hsn;

namespace {

constexpr std::size_t kShown = 20, kAtOnce = 5;

struct Crowded {
  std::vector<std::pair<std::string, std::string>> rows;  // created_time, External ID; the page is called by its place
  bool fold = true;                                       // text conditions ignore letter case
  bool empty_lacks = true;                                // an empty text "does not contain" another
  std::size_t asked = 0;

  bool meets(const Json& condition, const std::pair<std::string, std::string>& row) const {
    if (condition.contains("timestamp")) {
      const auto& test = condition["created_time"];
      const auto at = *parse_instant(row.first);
      if (test.contains("before")) return at < *parse_instant(test["before"].get<std::string>());
      return at >= *parse_instant(test["on_or_after"].get<std::string>());
    }
    if (condition["property"] != "ext1") throw std::runtime_error("a condition on " + condition["property"].dump());
    const auto& test = condition["rich_text"];
    const auto folded = [&](const std::string& text) { return fold ? lower_ascii(text) : text; };
    const auto has = [&](const char* name) {
      return folded(row.second).find(folded(test[name].get<std::string>())) != std::string::npos;
    };
    if (test.contains("is_empty")) return row.second.empty();
    if (test.contains("contains")) return has("contains");
    return row.second.empty() ? empty_lacks : !has("does_not_contain");
  }

  http::Response answer(const http::Request& request) {
    ++asked;
    const auto body = test::body(request);
    const Json filter = body.value("filter", Json({{"and", Json::array()}}));
    const Json all = filter.contains("and") ? filter["and"] : Json::array({filter});
    CHECK(all.size() <= 100);
    std::vector<Json> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::all_of(all.begin(), all.end(), [&](const Json& condition) { return meets(condition, rows[i]); }))
        found.push_back(test::page("p" + std::to_string(i), rows[i].second, rows[i].first));
    }
    const auto created = [](const Json& page) { return page["created_time"].get<std::string>(); };
    std::stable_sort(found.begin(), found.end(), [&](const Json& a, const Json& b) { return created(a) < created(b); });
    const bool cut = found.size() > kShown;
    found.resize(std::min(found.size(), kShown));
    const auto from = body.contains("start_cursor") ? std::stoul(body["start_cursor"].get<std::string>()) : 0;
    const auto until = std::min(found.size(), from + kAtOnce);
    auto json =
        test::rows({found.begin() + static_cast<std::ptrdiff_t>(from), found.begin() + static_cast<std::ptrdiff_t>(until)},
                   until < found.size() ? std::to_string(until) : std::string());
    if (cut) json["request_status"] = {{"type", "incomplete"}, {"incomplete_reason", "query_result_limit_reached"}};
    return test::ok(json);
  }

  // The pages that a whole reading shows; an error ends it early.
  std::set<std::string> read() {
    const auto hub = notion::make_hub(test::account(), test::kWorkspace, test::layout());
    remote::Window window;
    window.kind = remote::Window::Kind::all;
    window.now = test::instant("2026-11-23T10:05:00Z");
    std::set<std::string> seen;
    auto step = hub->list({.name = "things", .entities = {}}, window);
    while (step.next && asked < 2000) {
      auto next = hub->read(*step.next, answer(step.next->request));
      if (!next) return seen;
      step = std::move(*next);
      for (const auto& one : step.seen) seen.insert(one.remote_id);
    }
    ended = step.cursor.has_value();
    return seen;
  }
  bool ended = false;
};

const std::string kMinute = "2026-11-20T08:00:00.000Z";

}  // namespace

TEST_CASE("crowd: a minute with more rows than a query shows is read by External IDs, with the minutes around it") {
  const auto variant = GENERATE(0, 1, 2, 3);
  Crowded source;
  source.fold = variant % 2 == 0;
  source.empty_lacks = variant < 2;
  for (int i = 0; i < 30; ++i)
    source.rows.emplace_back("2026-11-20T07:5" + std::to_string(i % 10) + ":00.000Z", "early:" + std::to_string(i));
  for (int i = 1; i <= 110; ++i) source.rows.emplace_back(kMinute, "woocommerce:order:" + std::to_string(i));
  for (int i = 0; i < 42; ++i)
    source.rows.emplace_back(kMinute, std::string(i % 3 == 0 ? "client:Ä" : "client:é") + std::to_string(i) + "@x.com");
  for (int i = 0; i < 30; ++i) source.rows.emplace_back(kMinute, "CLIENT:" + std::to_string(i) + "@x.com");
  for (int i = 0; i < 15; ++i) source.rows.emplace_back(kMinute, "");
  source.rows.emplace_back(kMinute, "woocommerce:order:1/woocommerce:order:2");
  for (int i = 0; i < 30; ++i)
    source.rows.emplace_back("2026-11-20T08:0" + std::to_string(1 + i % 9) + ":00.000Z", "late:" + std::to_string(i));
  CHECK(source.read().size() == source.rows.size());
  CHECK(source.ended);
  CHECK(source.asked < 250);
}

TEST_CASE("crowd: rows that nothing tells apart are an error, not an end") {
  Crowded nameless;
  for (int i = 0; i < 25; ++i) nameless.rows.emplace_back(kMinute, "");
  CHECK(nameless.read().size() == kShown);
  CHECK_FALSE(nameless.ended);
  Crowded mixed;
  for (int i = 0; i < 25; ++i) mixed.rows.emplace_back(kMinute, i < 21 ? "" : "k" + std::to_string(i));
  mixed.read();
  CHECK_FALSE(mixed.ended);
  Crowded twins;
  for (int i = 0; i < 25; ++i) twins.rows.emplace_back(kMinute, "woocommerce:order:1");
  CHECK(twins.read().size() == kShown);
  CHECK_FALSE(twins.ended);
}

TEST_CASE("crowd: a fork parts between characters, not inside one") {
  notion::Fork fork;
  for (const char* key : {"client:ä1", "client:ö2", "Client:ä3", ""}) fork.saw(key);
  CHECK(fork.stem == "client:");
  CHECK(fork.branches == std::vector<std::string>{"client:ä", "client:ö"});
  fork.saw("clie");
  CHECK(fork.stem == "clie");
  CHECK(fork.branches == std::vector<std::string>{"clien"});
}

}  // namespace crowd_test
