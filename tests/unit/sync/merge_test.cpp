#include "sync/merge.hpp"

#include <catch2/catch.hpp>

#include "core/time.hpp"
#include "entities/entities.hpp"

namespace hsn::sync::merge_test {
namespace {

using config::ConflictPolicy;

const FieldDef kText{"field", Shape::text, "Field", Owner::both};

FieldValue text(std::string_view value) { return value.empty() ? FieldValue{} : FieldValue(std::string(value)); }
FieldValue number(std::string_view value) { return *Decimal::parse(value); }

struct Sides {
  FieldValue service, hub;
  std::optional<FieldValue> base;
};

MergeInput input(const FieldDef& field, Owner owner, bool managed, const Sides& sides) {
  MergeInput in;
  in.field = &field;
  in.owner = owner;
  in.managed = managed;
  in.service = &sides.service;
  in.hub = &sides.hub;
  in.base = sides.base ? &*sides.base : nullptr;
  in.can_push = true;
  in.service_title = "WooCommerce";
  return in;
}

// The table of higherself-model.md 5.2 as it stands there, with its two sentences on first links and on H and T.
struct Row {
  const char* name;
  Sides sides;
  Moved moved;
  // S, N, B managed, B unmanaged, T, H
  const char* verdicts[6];
};

const Row kRows[] = {
    {"equal, base elsewhere",
     {text("x"), text("x"), text("b")},
     Moved::equal,
     {"adopt", "adopt", "adopt", "adopt", "adopt", "-"}},
    {"equal, base knows", {text("x"), text("x"), text("x")}, Moved::equal, {"-", "-", "-", "-", "-", "-"}},
    {"equal, no base", {text("x"), text("x"), {}}, Moved::equal, {"adopt", "adopt", "adopt", "adopt", "adopt", "-"}},
    {"only s", {text("s"), text("b"), text("b")}, Moved::service_only, {"hub", "back s", "hub", "hub", "hub", "-"}},
    {"only n", {text("b"), text("n"), text("b")}, Moved::hub_only, {"back n", "service", "service", "back n", "back n", "-"}},
    {"both", {text("s"), text("n"), text("b")}, Moved::both, {"hub", "service!", "service!", "hub!", "hub", "-"}},
    {"first, n empty", {text("s"), text(""), {}}, Moved::no_base, {"hub", "hub", "hub", "hub", "hub", "-"}},
    {"first, s empty", {text(""), text("n"), {}}, Moved::no_base, {"hub", "service", "service", "hub", "hub", "-"}},
    {"first, both set", {text("s"), text("n"), {}}, Moved::no_base, {"hub", "hold", "hold", "hub!", "hub", "-"}},
};

std::string verdict(const Merged& merged) {
  const std::string logged = merged.conflict ? "!" : "";
  switch (merged.outcome) {
    case Outcome::nothing:
      return "-" + logged;
    case Outcome::adopt:
      return "adopt" + logged;
    case Outcome::to_hub:
      return "hub" + logged;
    case Outcome::to_service:
      return "service" + logged;
    case Outcome::put_back_hub:
      return "back n" + logged;
    case Outcome::put_back_service:
      return "back s" + logged;
    case Outcome::hold:
      return "hold" + logged;
  }
  return "?";
}

TEST_CASE("merge: every cell of the table is as the model says") {
  const std::pair<Owner, bool> columns[] = {{Owner::service, true}, {Owner::notion, true}, {Owner::both, true},
                                            {Owner::both, false},   {Owner::tool, true},   {Owner::human, true}};
  for (const Row& row : kRows) {
    for (std::size_t i = 0; i < 6; ++i) {
      INFO(row.name << ", column " << i);
      const Merged merged = merge(input(kText, columns[i].first, columns[i].second, row.sides));
      CHECK(verdict(merged) == row.verdicts[i]);
      CHECK(merged.moved == row.moved);
    }
  }
}

TEST_CASE("merge: what Notion decides is the service's while Notion Managed is not ticked") {
  for (const Row& row : kRows) {
    INFO(row.name);
    CHECK(verdict(merge(input(kText, Owner::notion, false, row.sides))) == row.verdicts[0]);
  }
}

TEST_CASE("merge: a service's and the tool's columns do not ask whether the page is managed") {
  for (const Row& row : kRows) {
    CHECK(verdict(merge(input(kText, Owner::service, false, row.sides))) == row.verdicts[0]);
    CHECK(verdict(merge(input(kText, Owner::tool, false, row.sides))) == row.verdicts[4]);
    CHECK(verdict(merge(input(kText, Owner::human, false, row.sides))) == row.verdicts[5]);
  }
}

TEST_CASE("merge: what goes to a side is the other side's value") {
  CHECK(merge(input(kText, Owner::both, true, {text("s"), text("b"), text("b")})).value == text("s"));
  CHECK(merge(input(kText, Owner::both, true, {text("b"), text("n"), text("b")})).value == text("n"));
  CHECK(merge(input(kText, Owner::service, true, {text("b"), text("n"), text("b")})).value == text("b"));
  CHECK(merge(input(kText, Owner::notion, true, {text("s"), text("b"), text("b")})).value == text("b"));
  CHECK(merge(input(kText, Owner::both, true, {text("x"), text("x"), text("b")})).agreed == text("x"));
}

TEST_CASE("merge: a policy replaces the verdict on what changed on both sides, and nothing else") {
  struct Case {
    ConflictPolicy policy;
    const char* verdict;
  };
  const Case cases[] = {{ConflictPolicy::notion, "service!"}, {ConflictPolicy::service, "hub!"}, {ConflictPolicy::hold, "hold!"}};
  for (const Case& c : cases) {
    const Sides both{text("s"), text("n"), text("b")};
    for (const Owner owner : {Owner::service, Owner::notion, Owner::both}) {
      MergeInput in = input(kText, owner, true, both);
      in.policy = c.policy;
      CHECK(verdict(merge(in)) == c.verdict);
    }
    const Sides only_service{text("s"), text("b"), text("b")};
    MergeInput in = input(kText, Owner::both, true, only_service);
    in.policy = c.policy;
    CHECK(verdict(merge(in)) == "hub");
    const Sides first{text("s"), text("n"), {}};
    in = input(kText, Owner::both, true, first);
    in.policy = c.policy;
    CHECK(verdict(merge(in)) == "hold");
  }
}

TEST_CASE("merge: the policy notion cannot send what is not managed") {
  const Sides sides{text("s"), text("n"), text("b")};
  MergeInput in = input(kText, Owner::both, false, sides);
  in.policy = ConflictPolicy::notion;
  CHECK(verdict(merge(in)) == "hub!");
}

TEST_CASE("merge: newest takes the later side, and holds when that cannot be known") {
  const Sides sides{text("s"), text("n"), text("b")};
  MergeInput in = input(kText, Owner::both, true, sides);
  in.policy = ConflictPolicy::newest;
  in.service_at = *parse_instant("2026-11-23T10:00:00Z");
  in.hub_at = *parse_instant("2026-11-23T10:01:00Z");
  CHECK(verdict(merge(in)) == "service!");
  in.hub_at = *parse_instant("2026-11-23T09:59:00Z");
  CHECK(verdict(merge(in)) == "hub!");
  in.hub_at = *parse_instant("2026-11-23T10:00:59Z");
  CHECK(verdict(merge(in)) == "hold!");
  in.hub_at = *parse_instant("2026-11-23T09:59:01Z");
  CHECK(verdict(merge(in)) == "hold!");
  in.hub_at = {};
  CHECK(verdict(merge(in)) == "hold!");
}

TEST_CASE("merge: a first link that waits is decided by --adopt") {
  const Sides sides{text("s"), text("n"), {}};
  MergeInput in = input(kText, Owner::both, true, sides);
  CHECK(merge(in).kind == "first link");
  in.adopting = Adopting::notion;
  CHECK(verdict(merge(in)) == "service");
  in.adopting = Adopting::service;
  CHECK(verdict(merge(in)) == "hub");
  const Sides later{text("s"), text("n"), text("b")};
  in = input(kText, Owner::both, true, later);
  in.adopting = Adopting::service;
  CHECK(verdict(merge(in)) == "service!");
}

TEST_CASE("merge: emptiness is an edit, except where the field must keep a value") {
  const Sides emptied{text("b"), text(""), text("b")}, both{text("s"), text(""), text("b")};
  CHECK(verdict(merge(input(kText, Owner::both, true, emptied))) == "service");
  CHECK(is_empty(merge(input(kText, Owner::both, true, emptied)).value));
  FieldDef keeping = kText;
  keeping.keeps_value = true;
  CHECK(verdict(merge(input(keeping, Owner::both, true, emptied))) == "back n");
  CHECK(verdict(merge(input(keeping, Owner::notion, true, both))) == "back n");
  CHECK(merge(input(keeping, Owner::both, true, both)).value == text("s"));
  CHECK(verdict(merge(input(keeping, Owner::both, true, {text(""), text("b"), text("b")}))) == "hub");
}

TEST_CASE("merge: of a value that is not known nothing is planned") {
  const Sides sides{text("s"), text("n"), text("b")};
  for (const Owner owner : {Owner::service, Owner::notion, Owner::both, Owner::tool, Owner::human}) {
    MergeInput in = input(kText, owner, true, sides);
    in.service = nullptr;
    CHECK(merge(in).outcome == Outcome::nothing);
    in = input(kText, owner, true, sides);
    in.hub = nullptr;
    CHECK(merge(in).outcome == Outcome::nothing);
  }
}

TEST_CASE("merge: where no service takes the field, the shop decides what both share and Notion keeps its own") {
  const Sides edited{text("b"), text("n"), text("b")}, filled{text(""), text("n"), {}}, both{text("s"), text("n"), text("b")},
      shop{text("s"), text("b"), text("b")};
  const auto without = [](Owner owner, const Sides& sides) {
    MergeInput in = input(kText, owner, true, sides);
    in.can_push = false;
    return verdict(merge(in));
  };
  CHECK(without(Owner::both, edited) == "back n");
  CHECK(without(Owner::both, both) == "hub!");
  CHECK(without(Owner::both, filled) == "-");
  CHECK(without(Owner::notion, edited) == "-");
  CHECK(without(Owner::notion, both) == "-");
  CHECK(without(Owner::notion, shop) == "-");
}

TEST_CASE("merge: hearsay fills and updates, and never undoes what staff wrote") {
  const auto hearsay = [](const Sides& sides, bool can_push, bool managed = true) {
    MergeInput in = input(kText, Owner::both, managed, sides);
    in.hearsay_only = true;
    in.can_push = can_push;
    return verdict(merge(in));
  };
  CHECK(hearsay({text("s"), text(""), {}}, false) == "hub");
  CHECK(hearsay({text("s"), text("b"), text("b")}, false) == "hub");
  CHECK(hearsay({text("b"), text("n"), text("b")}, false) == "-");
  CHECK(hearsay({text("s"), text("n"), text("b")}, false) == "-");
  CHECK(hearsay({text("s"), text("n"), {}}, false) == "-");
  CHECK(hearsay({text("s"), text(""), text("b")}, false) == "-");
  CHECK(hearsay({text("b"), text("n"), text("b")}, true) == "service");
  CHECK(hearsay({text("b"), text("n"), text("b")}, true, false) == "-");
}

TEST_CASE("merge: what a service decides is put back, even where it is merely mentioned") {
  const auto mentioned = [](const Sides& sides) {
    MergeInput in = input(kText, Owner::service, true, sides);
    in.hearsay_only = true;
    in.can_push = false;
    return verdict(merge(in));
  };
  CHECK(mentioned({text("b"), text("n"), text("b")}) == "back n");
  CHECK(mentioned({text("s"), text("n"), text("b")}) == "hub");
}

TEST_CASE("merge: a composed name follows until somebody edits it, and is theirs for ever") {
  const FieldDef& name = *entities::find("clients")->find("name");
  const auto named = [&](const Sides& sides) { return verdict(merge(input(name, Owner::tool, true, sides))); };
  CHECK(named({text("Ada B"), text("Ada A"), text("Ada A")}) == "hub");
  CHECK(named({text("Ada A"), text("Ada!"), text("Ada A")}) == "-");
  CHECK(named({text("Ada B"), text("Ada!"), text("Ada A")}) == "-");
  CHECK(named({text("Ada A"), text("Ada!"), {}}) == "-");
  CHECK(named({text("Ada A"), text(""), {}}) == "hub");
  CHECK(named({text("Ada A"), text(""), text("Ada A")}) == "hub");
  CHECK(named({text("Ada A"), text("Ada A"), {}}) == "adopt");
  const FieldDef& onboarding = *entities::find("clients")->find("onboarding");
  CHECK(verdict(merge(input(onboarding, Owner::tool, true, {text("Done"), text(""), text("Not Started")}))) == "-");
}

TEST_CASE("merge: a lead is raised to client from where the tool left it, and nothing else is touched") {
  const FieldDef& type = *entities::find("clients")->find("client_type");
  const auto typed = [&](const Sides& sides) { return verdict(merge(input(type, Owner::tool, true, sides))); };
  CHECK(typed({text("Client"), text("Lead"), text("Lead")}) == "hub");
  CHECK(typed({text("Client"), text("Lead"), {}}) == "hub");
  CHECK(typed({text("Lead"), text(""), {}}) == "hub");
  CHECK(typed({text("Client"), text("Partner"), text("Lead")}) == "-");
  CHECK(typed({text("Client"), text("Partner"), {}}) == "-");
  CHECK(typed({text("Client"), text("Lead"), text("Client")}) == "-");
  CHECK(typed({text("Lead"), text("Client"), text("Client")}) == "-");
  CHECK(typed({text("Client"), text("Friend"), text("Friend")}) == "-");
}

TEST_CASE("merge: phones are the same by their digits") {
  const FieldDef& phone = *entities::find("clients")->find("phone");
  CHECK(moved(phone, nullptr, nullptr, nullptr) == Moved::no_base);
  const Sides sides{text("+49 (30) 1234"), text("+49 30-1234"), text("+49301234")};
  CHECK(merge(input(phone, Owner::both, true, sides)).moved == Moved::equal);
}

TEST_CASE("merge: an order's status goes out only along the list, anything else is put back and said") {
  const Schema& orders = *entities::find("orders");
  const FieldDef& status = *orders.find("status");
  const auto set = [&](const char* from, const char* to, const char* base) {
    const Sides sides{text(from), text(to), text(base)};
    MergeInput in = input(status, Owner::both, true, sides);
    in.transitions = orders.transitions;
    return merge(in);
  };
  std::size_t allowed = 0;
  for (const Choice& from : status.choices) {
    for (const Choice& to : status.choices) {
      if (from.name == to.name) continue;
      const Merged merged = set(from.name.data(), to.name.data(), from.name.data());
      allowed += merged.outcome == Outcome::to_service ? 1 : 0;
      if (merged.outcome == Outcome::to_service) continue;
      CHECK(merged.outcome == Outcome::put_back_hub);
      CHECK(merged.refused);
      CHECK(merged.value == text(from.name));
    }
  }
  CHECK(allowed == 9);
  CHECK(set("Processing", "Completed", "Processing").outcome == Outcome::to_service);
  CHECK(set("Processing", "Refunded", "Processing").refused);
  CHECK(set("Processing", "Completed", "On Hold").outcome == Outcome::to_service);
  CHECK(set("Completed", "Processing", "On Hold").refused);
}

TEST_CASE("merge: stock is set where the shop still shows the base, else the difference is added") {
  const FieldDef& stock = *entities::find("products")->find("stock_quantity");
  const auto counted = [&](const char* s, const char* n, const char* b) {
    const Sides sides{number(s), number(n), number(b)};
    return merge(input(stock, Owner::both, true, sides));
  };
  const Merged set = counted("10", "25", "10");
  CHECK((verdict(set) == "service" && set.exact && set.value == number("25") && set.agreed == number("25")));
  const Merged added = counted("7", "25", "10");
  CHECK((verdict(added) == "service" && !added.exact && added.value == number("22") && added.agreed == number("25")));
  const Merged none_left = counted("3", "4", "7");
  CHECK((verdict(none_left) == "service" && none_left.value == number("0")));
  const Merged short_of = counted("2", "4", "7");
  CHECK((verdict(short_of) == "hold!" && short_of.kind == "stock"));
  CHECK(verdict(counted("7", "10", "10")) == "hub");
  CHECK(verdict(counted("7", "7", "10")) == "adopt");
}

TEST_CASE("merge: stock follows a policy where there is one, and the shop where the page is not managed") {
  const FieldDef& stock = *entities::find("products")->find("stock_quantity");
  const Sides sides{number("7"), number("25"), number("10")};
  MergeInput in = input(stock, Owner::both, true, sides);
  in.policy = ConflictPolicy::hold;
  CHECK(verdict(merge(in)) == "hold!");
  CHECK(verdict(merge(input(stock, Owner::both, false, sides))) == "hub!");
}

TEST_CASE("merge: a text that Notion could hold only in part does not go out shortened") {
  const std::string full(250'000, 'a');
  const Sides sides{text(full), text("staff wrote this"), text(full)};
  const Merged merged = merge(input(kText, Owner::both, true, sides));
  CHECK((merged.outcome == Outcome::nothing && merged.refused));
}

TEST_CASE("merge: who opts out at a service is opted out, once; staff may have been told otherwise since") {
  const FieldDef& consent = *entities::find("clients")->find("email_consent");
  const std::pair<Sides, const char*> rows[] = {
      {{text("Opted Out"), text("Unknown"), {}}, "hub"},
      {{text("Opted Out"), text("Opted In"), text("Opted In")}, "hub"},
      {{text("Opted Out"), text("Opted Out"), {}}, "adopt"},
      {{text("Opted Out"), text("Opted In"), text("Opted Out")}, "-"},
      {{text("Opted In"), text("Opted Out"), text("Opted Out")}, "adopt"},
      {{text("Opted In"), text("Unknown"), {}}, "-"},
      {{text("Unknown"), text("Opted In"), {}}, "-"},
  };
  for (const auto& [sides, expected] : rows) {
    INFO(display(sides.service) << " / " << display(sides.hub));
    CHECK(verdict(merge(input(consent, Owner::human, false, sides))) == expected);
  }
}

}  // namespace
}  // namespace hsn::sync::merge_test
