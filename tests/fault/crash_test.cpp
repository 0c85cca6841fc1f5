// A run is killed at every journal point and at every request, again and again; whatever happened, the next runs must reach the
// state that an undisturbed run reaches, with nothing twice and nothing lost.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "support/small_world.hpp"

namespace crash_test {

using namespace hsn;
using namespace hsn::test;
using namespace std::chrono_literals;

namespace {

struct Crash {};

// Everything that a day in the shop brings: creates, updates both ways, pushes, a deletion there and a page in the trash here.
struct Day {
  explicit Day(std::size_t batch = 1) : world(batch) {
    lamp = world.add_product("Lamp", 40);
    chair = world.add_product("Chair", 60);
    rug = world.add_product("Rug", 90);
    vase = world.add_product("Vase", 20);
    ada = world.add_customer("ada@example.com", "Ada");
    order = world.add_order("1001", "ada@example.com", {lamp, chair}, 100);
    world.settle_down();

    world.clock.advance(10min);
    world.add_product("Mirror", 75);
    world.add_order("1002", "guest@example.com", {lamp}, 40);
    world.shop.edit("products", chair, "regular_price", number(65), world.clock.now());
    world.edit_page("products", "woocommerce:product:" + lamp, "regular_price", number(45));
    world.edit_page("products", "woocommerce:product:" + lamp, "stock_quantity", number(12));
    world.edit_page("orders", "woocommerce:order:" + order, "status", text("Completed"));
    world.edit_page("clients", "client:ada@example.com", "last_name", text("Lovelace"));
    world.hub.add(
        "products",
        {{"name", text("Candle")}, {"status", text("Published")}, {"regular_price", number(9)}, {"managed", FieldValue(true)}},
        world.clock.now());
    world.shop.remove("products", rug, world.clock.now());
    world.hub.remove("products", world.page("products", "woocommerce:product:" + vase).id, world.clock.now());
    world.clock.advance(5min);
  }

  SmallWorld world;
  std::string lamp, chair, rug, vase, ada, order;
};

// What people see on both sides, without ids and times that a detour may change.
std::string picture(SmallWorld& world) {
  std::map<std::string, std::string> names;  // page id -> External ID
  const std::string databases[] = {"clients", "products", "orders"};
  const auto key_of = [](const Fields& fields) {
    const auto key = fields.find("external_id");
    return key == fields.end() ? std::string("(none)") : display(key->second);
  };
  for (const auto& database : databases) {
    for (const auto& [id, page] : world.hub.table(database)) names["@" + id] = key_of(page.fields);
  }
  const auto line = [&](const Tables::Entry& entry) {
    std::string text = entry.gone ? " gone" : "";
    for (const auto& [name, value] : entry.fields) {
      if (name == "last_sync" || name == "notion_page_id" || name == "notion_sync_time" || is_empty(value)) continue;
      const auto* refs = std::get_if<std::vector<Ref>>(&value);
      std::set<std::string> named;
      for (const auto& ref : refs == nullptr ? std::vector<Ref>() : *refs)
        named.insert(names.contains(ref.id) ? names[ref.id] : ref.id);
      text += " " + name + "=";
      if (refs == nullptr) text += display(value);
      for (const auto& name_of : named) text += name_of + ",";
    }
    return text + "\n";
  };
  std::multiset<std::string> lines;
  for (const auto& database : databases) {
    for (const auto& [id, page] : world.hub.table(database)) lines.insert("page" + line(page));
  }
  for (const std::string feed : {"customers", "products", "orders"}) {
    for (const auto& [id, entry] : world.shop.table(feed)) lines.insert(feed + " " + id + line(entry));
  }
  std::string text;
  for (const auto& one : lines) text += one;
  return text;
}

std::string undisturbed(std::size_t batch) {
  Day day(batch);
  day.world.settle_down();
  return picture(day.world);
}

// After whatever happened: at once, then later, until nothing is left to do.
std::string recovered(Day& day) {
  day.world.journal_point = nullptr;
  day.world.wire = [](const http::Request&, const SmallWorld::Pass& pass) -> FakeTransport::Answer { return pass(); };
  day.world.sync();
  day.world.settle_down();
  CHECK(day.world.store().open_intents().empty());
  return picture(day.world);
}

// Kills one run at its n-th point; false: the run was over before.
bool killed_at(Day& day, int n) {
  int passed = 0;
  day.world.journal_point = [&](const char*) {
    if (++passed == n) throw Crash{};
  };
  try {
    day.world.sync();
  } catch (const Crash&) {
    return true;
  }
  return false;
}

using Trouble = FakeTransport::Answer (*)(const SmallWorld::Pass&);
FakeTransport::Answer lost_after(const SmallWorld::Pass& pass) {
  pass();
  return tl::unexpected(http::Failure{http::Failure::Kind::lost, "connection reset"});
}
FakeTransport::Answer lost_before(const SmallWorld::Pass&) {
  return tl::unexpected(http::Failure{http::Failure::Kind::lost, "connection reset"});
}
FakeTransport::Answer not_sent(const SmallWorld::Pass&) {
  return tl::unexpected(http::Failure{http::Failure::Kind::not_sent, "no route"});
}
FakeTransport::Answer cut(const SmallWorld::Pass& pass) {
  auto response = pass();
  response.body.resize(response.body.size() / 2);
  return response;
}
FakeTransport::Answer server_fault_after(const SmallWorld::Pass& pass) {
  pass();
  return answer(502, "<html>bad gateway</html>");
}

// How long an answer is cut: everywhere with HSN_SOAK, else at the ends and at a dozen places between.
std::vector<std::size_t> cuts_of(std::size_t size) {
  const char* soak = std::getenv("HSN_SOAK");
  const std::size_t stride = soak != nullptr && *soak != '\0' ? 1 : std::max<std::size_t>(1, size / 12);
  std::vector<std::size_t> cuts;
  for (std::size_t length = 0; length < size; length += stride) cuts.push_back(length);
  if (size > 1 && stride > 1) cuts.push_back(size - 1);
  return cuts;
}

// The n-th request of a run meets the trouble; false: there were fewer.
bool disturbed_at(Day& day, int n, Trouble trouble) {
  int passed = 0;
  day.world.wire = [&](const http::Request&, const SmallWorld::Pass& pass) { return ++passed == n ? trouble(pass) : pass(); };
  day.world.sync();
  return passed >= n;
}

}  // namespace

TEST_CASE("fault: killed at any journal point the next runs reach the same end") {
  for (const std::size_t batch : {1U, 10U}) {
    const auto expected = undisturbed(batch);
    int points = 0;
    while (true) {
      Day day(batch);
      if (!killed_at(day, points + 1)) break;
      ++points;
      INFO("killed at point " << points << ", batches of " << batch);
      REQUIRE(recovered(day) == expected);
    }
    CHECK(points > 50);
    std::cout << "crash points survived (batches of " << batch << "): " << points << "\n";
  }
}

TEST_CASE("fault: killed again while it recovers") {
  const auto expected = undisturbed(1);
  int points = 0, pairs = 0;
  while (true) {
    Day first;
    if (!killed_at(first, points + 1)) break;
    points += 17;
    for (int second = 1;; second += 23) {
      Day day;
      killed_at(day, points - 16);
      day.world.clock.advance(70s);
      if (!killed_at(day, second)) break;
      ++pairs;
      INFO("killed at point " << points - 16 << ", then at point " << second);
      REQUIRE(recovered(day) == expected);
    }
  }
  std::cout << "pairs of crashes survived: " << pairs << "\n";
}

TEST_CASE("fault: any one answer lost or cut or replaced by a gateway's page") {
  const std::map<std::string, Trouble> troubles{{"lost after it was carried out", lost_after},
                                                {"lost before", lost_before},
                                                {"never sent", not_sent},
                                                {"cut in half", cut},
                                                {"502 after it was carried out", server_fault_after}};
  const auto expected = undisturbed(1);
  for (const auto& [name, trouble] : troubles) {
    int requests = 0;
    while (true) {
      Day day;
      if (!disturbed_at(day, requests + 1, trouble)) break;
      ++requests;
      INFO(name << ", request " << requests);
      REQUIRE(recovered(day) == expected);
    }
    CHECK(requests > 10);
    std::cout << "requests survived, " << name << ": " << requests << "\n";
  }
}

TEST_CASE("fault: any one answer cut at any byte") {
  const auto expected = undisturbed(1);
  std::vector<std::size_t> sizes;
  {
    Day day;
    day.world.wire = [&](const http::Request&, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
      auto response = pass();
      sizes.push_back(response.body.size());
      return response;
    };
    day.world.sync();
  }
  std::size_t points = 0;
  for (std::size_t n = 0; n < sizes.size(); ++n) {
    for (const auto length : cuts_of(sizes[n])) {
      Day day;
      std::size_t passed = 0;
      day.world.wire = [&](const http::Request&, const SmallWorld::Pass& pass) -> FakeTransport::Answer {
        auto response = pass();
        if (passed++ == n) response.body.resize(std::min(length, response.body.size()));
        return response;
      };
      day.world.sync();
      ++points;
      INFO("answer " << n + 1 << " cut after " << length << " of " << sizes[n] << " bytes");
      REQUIRE(recovered(day) == expected);
    }
  }
  CHECK(points > 250);
  std::cout << "cut points survived: " << points << " in " << sizes.size() << " answers\n";
}

}  // namespace crash_test
