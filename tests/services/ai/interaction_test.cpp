// Conversations as records, from elsewhere, and as examples for a training.
#include "services/ai/interaction.hpp"

#include <set>

#include "entities/entities.hpp"
#include "record/canonical.hpp"
#include "services/ai/providers.hpp"

namespace ai_interaction_test {

using namespace hsn;
using namespace hsn::test;

namespace {

ai::Interaction said(std::string prompt, std::string response, std::int64_t turn = 1) {
  ai::Interaction said;
  said.id = ai::uuid_of(prompt);
  said.thread = "t";
  said.turn = turn;
  said.prompt = std::move(prompt);
  said.response = std::move(response);
  said.created = instant("2026-11-23T10:00:00Z");
  return said;
}

ai::Told told(std::string prompt, std::string response, std::int64_t turn, std::string review, bool ticked,
              std::string corrected = {}) {
  return {said(std::move(prompt), std::move(response), turn), true, std::move(review), std::move(corrected), ticked};
}

}  // namespace

TEST_CASE("ai records: every field is one of the table, the title is one line of the prompt") {
  auto one = said("Why is\nthe sky " + std::string(200, 'x'), "Because");
  one.tokens_in = 12;
  one.client = "client:ana@example.com";
  one.model = " some-model ";  // as an answer may spell it
  const auto seen = ai::seen_of(one);
  CHECK(seen.record.key.external_id == "ai:interaction:" + one.id);
  const auto* schema = entities::find("interactions");
  for (const auto& [name, value] : seen.record.fields) {
    INFO(name);
    REQUIRE(schema->find(name) != nullptr);
    CHECK(canonical(*schema->find(name), value) == value);
  }
  const auto title = std::get<std::string>(*seen.record.find("title"));
  CHECK(title.starts_with("Why is the sky xxx"));
  CHECK(title.ends_with("…"));
  CHECK(seen.record.find("tokens_out") == nullptr);  // not told is not zero
}

TEST_CASE("ai records: a long answer shows its first 2,000 characters in the hub and is no difference") {
  const auto* field = entities::find("interactions")->find("response");
  const std::string whole(5'000, 'a');
  const auto shown = hub_form(*field, whole);
  CHECK(std::get<std::string>(shown) == std::string(1'999, 'a') + "…");
  CHECK(hub_form(*field, shown) == shown);
  CHECK(same(*field, shown, whole));
  CHECK(from_hub_form(*field, shown, whole) == FieldValue(whole));
}

TEST_CASE("ai records: ids are UUIDs; the same text has the same one") {
  CHECK(ai::uuid_of(0x0123456789abcdefULL, 0xfedcba9876543210ULL) == "01234567-89ab-4def-bedc-ba9876543210");
  CHECK(ai::uuid_of("a") == ai::uuid_of("a"));
  CHECK(ai::uuid_of("a") != ai::uuid_of("b"));
}

TEST_CASE("ai import: a question and its answer become a turn; a repeated import makes the same records; bad lines are named") {
  const std::string lines =
      R"({"thread":"a","role":"system","content":"be kind"}
{"thread":"a","role":"user","content":"One?"}
{"thread":"b","role":"user","content":"Card 4111 1111 1111 1111"}
{"thread":"a","role":"user","content":"And two?"}
{"thread":"a","role":"assistant","content":"Yes","provider":"anthropic","model":"m","time":"2026-01-02T03:04:05Z"}
nonsense
{"thread":"b","role":"assistant","content":"I see","provider":"elsewhere"}
{"thread":"c","role":"assistant","content":"?"}
{"role":"user","content":"?"}
{"thread":"d","role":"user","content":"Anybody?"}
)";
  const auto first = ai::read_conversations(lines, "x.jsonl", {});
  REQUIRE(first.turns.size() == 2);
  CHECK(first.turns[0].prompt == "One?\n\nAnd two?");
  CHECK(first.turns[0].provider == "Anthropic");
  CHECK(first.turns[0].created == instant("2026-01-02T03:04:05Z"));
  CHECK(first.turns[1].prompt == "Card [card number]");
  CHECK(first.turns[1].provider == "Custom");
  std::set<std::string> places;
  for (const auto& error : first.wrong) places.insert(error.where);
  CHECK(places == std::set<std::string>{"x.jsonl:6", "x.jsonl:8", "x.jsonl:9", "x.jsonl:10"});
  const auto again = ai::read_conversations(lines, "x.jsonl", {});
  for (std::size_t i = 0; i < first.turns.size(); ++i) CHECK(ai::seen_of(first.turns[i]) == ai::seen_of(again.turns[i]));
}

TEST_CASE("ai threads: only what was answered goes along, with staff's corrections in place of the answers") {
  auto failed = told("two", "No answer: overloaded", 2, "", false);
  failed.said.outcome = "Error";
  const std::vector all{told("two", "2", 2, "", false), failed, told("one", "1", 1, "", false, "ONE")};
  CHECK(ai::next_turn(all, "t") == 3);
  CHECK(ai::next_turn(all, "other") == 1);
  const auto turns = ai::exchanges(ai::thread_of(all, "t"));
  REQUIRE(turns.size() == 2);
  CHECK(turns[0].response == "ONE");
  CHECK(turns[1].response == "2");
}

TEST_CASE("ai export: approved or corrected, and ticked; with the turns before it; never a beginning alone") {
  auto error = told("e", "No answer: overloaded", 5, "Approved", true);
  error.said.outcome = "Error";
  auto cut = told("c", "long…", 6, "Approved", true);
  cut.said.thread = "other";
  cut.whole = false;
  const auto training =
      ai::training_of({told("a", "A", 1, "Approved", true), told("b", "B", 2, "Needs Correction", true, "BB"),
                       told("c", "C", 3, "Approved", false), told("d", "D", 4, "Rejected", true, "DD"), error, cut});
  CHECK(training.examples == 2);
  CHECK(training.cut.size() == 1);
  CHECK(
      training.jsonl ==
      R"({"messages":[{"content":"a","role":"user"},{"content":"A","role":"assistant"}]})"
      "\n"
      R"({"messages":[{"content":"a","role":"user"},{"content":"A","role":"assistant"},{"content":"b","role":"user"},{"content":"BB","role":"assistant"}]})"
      "\n");
}

TEST_CASE("ai records: what staff say of an answer comes from its page, the whole text from here") {
  Row row;
  row.key = {"interactions", "ai:interaction:1"};
  row.facets[ai::kLane] = ai::seen_of(said("p", std::string(3'000, 'r')));
  row.hub = Seen{};
  row.hub->record.fields = {{"review", std::string("Approved")}, {"use_for_training", true}, {"response", std::string("r…")}};
  const auto known = ai::told_of(row);
  REQUIRE(known);
  CHECK(known->whole);
  CHECK(known->said.response.size() == 3'000);
  CHECK(known->review == "Approved");
  CHECK(known->for_training);
  row.facets.clear();
  CHECK_FALSE(ai::told_of(row)->whole);
  row.detached = true;
  CHECK_FALSE(ai::told_of(row));
}

}  // namespace ai_interaction_test
