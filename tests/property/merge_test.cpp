// Laws of the merge and of the plan that is made of it: random values, random edits on both sides, random histories.
#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "entities/entities.hpp"
#include "record/canonical.hpp"
#include "support/sync_world.hpp"
#include "sync/merge.hpp"

namespace hsn::sync::merge_test {
namespace {

using test::change_of;
using test::number;
using test::product;
using test::text;
using test::World;

void holds(const std::string& law, const std::function<void()>& check) {
  INFO(law);
  CHECK(rc::check(law, check));
}

// Few values, so that sides often agree; the empty one among them.
FieldValue any_text() { return *rc::gen::element(FieldValue{}, text("a"), text("b"), text("c")); }

struct Sides {
  FieldValue service = any_text(), hub = any_text(), base = any_text();
  bool has_base = *rc::gen::arbitrary<bool>();
};

const FieldDef kField{"field", Shape::text, "Field", Owner::both};

MergeInput random_input(const Sides& sides, const FieldDef& field = kField) {
  MergeInput in;
  in.field = &field;
  in.owner = *rc::gen::element(Owner::service, Owner::notion, Owner::both, Owner::tool, Owner::human);
  in.managed = *rc::gen::arbitrary<bool>();
  in.can_push = *rc::gen::arbitrary<bool>();
  in.hearsay_only = *rc::gen::weightedElement<bool>({{4, false}, {1, true}});
  in.policy = *rc::gen::element<std::optional<config::ConflictPolicy>>(
      std::nullopt, config::ConflictPolicy::notion, config::ConflictPolicy::service, config::ConflictPolicy::hold);
  in.service = &sides.service;
  in.hub = &sides.hub;
  in.base = sides.has_base ? &sides.base : nullptr;
  return in;
}

bool to_hub(Outcome outcome) { return outcome == Outcome::to_hub || outcome == Outcome::put_back_hub; }
bool to_service(Outcome outcome) { return outcome == Outcome::to_service || outcome == Outcome::put_back_service; }

TEST_CASE("merge laws: carrying a verdict out makes the sides equal, and then there is nothing to do") {
  holds("idempotent", [] {
    Sides sides;
    MergeInput in = random_input(sides);
    const Merged merged = merge(in);
    if (to_hub(merged.outcome)) sides.hub = merged.value;
    if (to_service(merged.outcome)) sides.service = merged.value;
    if (!to_hub(merged.outcome) && !to_service(merged.outcome) && merged.outcome != Outcome::adopt) return;
    sides.base = merged.agreed;
    sides.has_base = true;
    in.base = &sides.base;
    RC_ASSERT(same(kField, sides.service, sides.hub));
    RC_ASSERT(merge(in).outcome == Outcome::nothing);
  });
}

TEST_CASE("merge laws: nothing goes to a service that is not managed or cannot take it") {
  holds("no push", [] {
    const Sides sides;
    const MergeInput in = random_input(sides);
    if (!in.managed || !in.can_push) RC_ASSERT(!to_service(merge(in).outcome));
  });
}

TEST_CASE("merge laws: only people touch people's fields, and nobody what is not known") {
  holds("hands off", [] {
    const Sides sides;
    MergeInput in = random_input(sides);
    if (*rc::gen::arbitrary<bool>()) {
      in.owner = Owner::human;
    } else if (*rc::gen::arbitrary<bool>()) {
      in.service = nullptr;
    } else {
      in.hub = nullptr;
    }
    RC_ASSERT(merge(in).outcome == Outcome::nothing);
  });
}

TEST_CASE("merge laws: the policies notion and service mirror each other where both sides moved") {
  holds("symmetric", [] {
    const Sides sides;
    MergeInput in = random_input(sides);
    in.owner = Owner::both;
    in.managed = in.can_push = true;
    in.hearsay_only = false;
    Sides turned = sides;
    std::swap(turned.service, turned.hub);
    MergeInput mirror = in;
    mirror.service = &turned.service;
    mirror.hub = &turned.hub;
    mirror.base = in.base ? &turned.base : nullptr;
    in.policy = config::ConflictPolicy::notion;
    mirror.policy = config::ConflictPolicy::service;
    const Merged a = merge(in), b = merge(mirror);
    if (a.moved == Moved::no_base) return;
    RC_ASSERT(to_service(a.outcome) == to_hub(b.outcome));
    RC_ASSERT(to_hub(a.outcome) == to_service(b.outcome));
    RC_ASSERT(a.conflict == b.conflict);
    RC_ASSERT(a.value == b.value);
  });
}

TEST_CASE("merge laws: an emptied field that must keep a value never goes out") {
  FieldDef keeping = kField;
  keeping.keeps_value = true;
  holds("keeps", [&] {
    const Sides sides;
    const Merged merged = merge(random_input(sides, keeping));
    if (to_service(merged.outcome) && sides.has_base) RC_ASSERT(!is_empty(merged.value));
  });
}

// ---- histories

constexpr std::string_view kShared[] = {"name", "sku", "description", "regular_price", "sale_price", "stock_quantity"};

FieldValue any_value(const std::string& field) {
  const bool counts = field.ends_with("price") || field == "stock_quantity";
  if (counts) return FieldValue(Decimal(*rc::gen::inRange<std::int64_t>(0, 40)));
  return text(*rc::gen::element<std::string>("a", "b", "ä, ö", "💐"));
}

struct Edit {
  bool in_hub;
  std::string field;
  FieldValue value;
};

std::vector<Edit> any_edits(std::size_t most) {
  std::vector<Edit> edits;
  const auto count = *rc::gen::inRange<std::size_t>(0, most + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string field(*rc::gen::elementOf(std::vector<std::string_view>(std::begin(kShared), std::end(kShared))));
    edits.push_back({*rc::gen::arbitrary<bool>(), field, any_value(field)});
  }
  return edits;
}

World any_shop() {
  World world;
  Fields fields{{"product_type", text("simple")},   {"status", text("Published")}, {"manage_stock", true},
                {"stock_status", text("In Stock")}, {"featured", false},           {"categories", FieldValue{}}};
  for (const std::string_view field : kShared) fields[std::string(field)] = any_value(std::string(field));
  world.agree(product(1), "products", "1", fields);
  return world;
}

void make(World& world, const Edit& edit) {
  if (edit.in_hub) {
    world.edit_page(product(1), edit.field, edit.value);
  } else {
    world.edit_shop(product(1), edit.field, edit.value);
  }
}

TEST_CASE("histories: any edits on both sides come together within three rounds, and then nothing is planned") {
  holds("converges", [] {
    World world = any_shop();
    for (int day = 0; day < 3; ++day) {
      for (const Edit& edit : any_edits(8)) make(world, edit);
      world.policy.now += std::chrono::hours(24);
      std::size_t rounds = 0;
      std::set<std::string> waiting;
      for (Plan plan = world.plan(); !plan.writes.empty() || !plan.adopts.empty(); plan = world.plan()) {
        RC_ASSERT(++rounds <= 4U);
        world.carry_out(plan);
      }
      for (const Conflict& conflict : world.plan().conflicts) waiting.insert(conflict.field);
      for (const std::string_view field : kShared) {
        const FieldDef& def = *entities::find("products")->find(field);
        const bool held = waiting.contains(std::string(field));
        const std::string name(field);
        if (!held) RC_ASSERT(same(def, world.page(product(1), name), world.shop(product(1), name)));
      }
      RC_ASSERT(waiting.empty() || world.page(product(1), "sync_status") == text("Conflict"));
    }
  });
}

TEST_CASE("histories: an edit that nobody contradicts reaches both sides, and what is overwritten is on record") {
  holds("nothing lost", [] {
    World world = any_shop();
    std::map<std::string, FieldValue> hub_edits, shop_edits;
    for (const Edit& edit : any_edits(6)) {
      make(world, edit);
      (edit.in_hub ? hub_edits : shop_edits)[edit.field] = edit.value;
    }
    const Row before = world.row(product(1));
    std::vector<Change> changes;
    for (Plan plan = world.plan(); !plan.writes.empty() || !plan.adopts.empty(); plan = world.plan()) {
      for (const Write& write : plan.writes) changes.insert(changes.end(), write.changes.begin(), write.changes.end());
      world.carry_out(plan);
    }
    for (const std::string_view shared : kShared) {
      const std::string field(shared);
      const FieldDef& def = *entities::find("products")->find(field);
      const FieldValue& base = before.base->fields.at(field);
      const auto edited = [&](const std::map<std::string, FieldValue>& edits) {
        const auto it = edits.find(field);
        return it != edits.end() && !same(def, it->second, base) ? &it->second : nullptr;
      };
      const FieldValue *hub = edited(hub_edits), *shop = edited(shop_edits);
      if ((hub != nullptr) != (shop != nullptr)) {
        const FieldValue& meant = hub ? *hub : *shop;
        RC_ASSERT(same(def, world.page(product(1), field), meant));
        RC_ASSERT(same(def, world.shop(product(1), field), meant));
      }
      const FieldValue& page_was = before.hub->record.fields.at(field);
      if (!same(def, page_was, world.page(product(1), field))) {
        RC_ASSERT(std::any_of(changes.begin(), changes.end(),
                              [&](const Change& change) { return change.field == field && same(def, change.from, page_was); }));
      }
    }
  });
}

TEST_CASE("histories: no plan writes one field in both directions") {
  holds("one way", [] {
    World world = any_shop();
    for (const Edit& edit : any_edits(8)) make(world, edit);
    std::set<std::string> seen;
    for (const Write& write : world.plan().writes) {
      for (const auto& [field, value] : write.agreed) RC_ASSERT(seen.insert(field).second);
    }
  });
}

}  // namespace
}  // namespace hsn::sync::merge_test
