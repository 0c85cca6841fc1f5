#include "sync/guard.hpp"

#include <catch2/catch.hpp>

#include "support/sync_world.hpp"

namespace hsn::sync::guard_test {
namespace {

using test::product;
using test::text;

const std::map<std::string, std::size_t> kLinked{{"products", 100}};

Write update(int id, const std::string& service, const std::string& field) {
  Write write;
  write.verb = Verb::update;
  write.to = {service, "products"};
  write.key = product(id);
  write.counts = service != kHub;
  write.changes = {{field, text("w"), text("x"), ""}};
  return write;
}

Tally of(std::size_t count, const std::string& service, const std::string& field, bool destructive = false) {
  Tally tally;
  for (std::size_t i = 0; i < count; ++i) {
    Plan chunk;
    chunk.writes.push_back(update(static_cast<int>(i), service, field));
    chunk.writes.back().destructive = destructive;
    tally.add(chunk);
  }
  return tally;
}

TEST_CASE("guard: as many records as the limit may change at a service, one more may not, and the flag is named") {
  CHECK(guard(of(200, "woocommerce", "name"), kLinked, {}).empty());
  const auto refused = guard(of(201, "woocommerce", "name"), kLinked, {});
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].target == "woocommerce");
  CHECK(refused[0].error.what.find("201") != std::string::npos);
  CHECK(refused[0].error.remedy.find("--max-changes 201") != std::string::npos);
  CHECK(guard(of(201, "woocommerce", "name"), kLinked, {.max_push_changes = 201, .max_destructive = 10}).empty());
}

TEST_CASE("guard: two writes to one record are one record changed") {
  Tally tally;
  Plan plan;
  plan.writes = {update(1, "woocommerce", "name"), update(1, "woocommerce", "sku")};
  tally.add(plan);
  CHECK(tally.changed.at("woocommerce").size() == 1);
}

TEST_CASE("guard: cancelling and unpublishing have a limit of their own") {
  CHECK(guard(of(10, "woocommerce", "status", true), kLinked, {}).empty());
  const auto refused = guard(of(11, "woocommerce", "status", true), kLinked, {});
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].error.remedy.find("--max-destructive 11") != std::string::npos);
}

TEST_CASE("guard: services are judged one by one") {
  Tally tally = of(201, "woocommerce", "name");
  Plan other;
  other.writes.push_back(update(1, "acuity", "name"));
  tally.add(other);
  const auto refused = guard(tally, kLinked, {});
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].target == "woocommerce");
}

TEST_CASE("guard: pages made or changed do not count, unless most of a database changes alike") {
  const GuardLimits tight;
  const std::map<std::string, std::size_t> few{{"products", 101}}, many{{"products", 102}}, tiny{{"products", 60}};
  const auto refused = guard(of(51, "notion", "regular_price"), few, tight);
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].target == "notion");
  CHECK(refused[0].error.what.find("Regular Price") != std::string::npos);
  CHECK(refused[0].error.remedy.find("--max-changes 51") != std::string::npos);
  CHECK(guard(of(51, "notion", "regular_price"), many, tight).empty());
  CHECK(guard(of(50, "notion", "regular_price"), tiny, {.max_push_changes = 10, .max_destructive = 10}).empty());
  // A limit on pushes says nothing of it: only a person who has looked does.
  CHECK(guard(of(51, "notion", "regular_price"), few, {.max_push_changes = 1000}).size() == 1);
  CHECK(guard(of(51, "notion", "regular_price"), few, {.meant_changes = 50}).size() == 1);
  CHECK(guard(of(51, "notion", "regular_price"), few, {.meant_changes = 51}).empty());
  CHECK(guard(of(51, "notion", "last_sync"), few, tight).empty());
  Tally creates;
  for (int i = 0; i < 1000; ++i) {
    Plan chunk;
    chunk.writes.push_back(update(i, "notion", "name"));
    chunk.writes.back().verb = Verb::create;
    creates.add(chunk);
  }
  CHECK(guard(creates, few, tight).empty());
  Tally fills;
  for (int i = 0; i < 1000; ++i) {
    Plan chunk;
    chunk.writes.push_back(update(i, "notion", "name"));
    chunk.writes.back().changes[0].from = {};
    fills.add(chunk);
  }
  CHECK(guard(fills, few, tight).empty());
}

TEST_CASE("guard: many pages with the External ID of another are a copied database; a few are told") {
  Tally tally;
  Plan plan;
  plan.twins = 200;
  tally.add(plan);
  CHECK(guard(tally, kLinked, {}).empty());
  plan.twins = 1;
  tally.add(plan);
  const auto refused = guard(tally, kLinked, {});
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].target == "notion");
  CHECK(refused[0].error.what.find("201 pages have the External ID of another page") != std::string::npos);
  CHECK(refused[0].error.remedy.find("--max-changes 201") != std::string::npos);
}

TEST_CASE("guard: a side that seems empty, or has lost more than half, is not believed") {
  CHECK_FALSE(too_much_missing(0, 0));
  CHECK(too_much_missing(1, 1));
  CHECK_FALSE(too_much_missing(1, 2));
  CHECK_FALSE(too_much_missing(2, 2, true));  // the days that are looked at may have had no more
  CHECK(too_much_missing(3, 3, true));
  CHECK_FALSE(too_much_missing(20, 21, true));
  CHECK_FALSE(too_much_missing(20, 30));
  CHECK(too_much_missing(21, 30));
  CHECK_FALSE(too_much_missing(500, 1000));
  CHECK(too_much_missing(501, 1000));
  CHECK(too_much_missing(501, 1000, false, 500));
  CHECK_FALSE(too_much_missing(501, 1000, false, 501));  // a person says so
}

}  // namespace
}  // namespace hsn::sync::guard_test
