// Random histories against the reference model. HSN_HISTORIES says how many (100 when it does not), HSN_SEED which is the first.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "support/history.hpp"

namespace histories_test {
namespace {

using namespace hsn::test;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string failure(const Story& story) {
  const auto shortest = shortened(story, [](const Story& shorter) { return !play(shorter).wrong.empty(); });
  const auto ending = play(shortest);
  return ending.wrong + "\n" + setting_of(shortest) + ending.tale + "again: HSN_SEED=" + std::to_string(story.seed) +
         " HSN_HISTORIES=1 test_property \"histories: whatever*\"\n";
}

}  // namespace

TEST_CASE("histories: whatever people, networks and power cuts do, each side ends with what it must hold") {
  const auto count = from_environment("HSN_HISTORIES", 100), first = from_environment("HSN_SEED", 1);
  Tally tally;
  std::size_t failed = 0;
  for (auto seed = first; seed < first + count && failed < 5; ++seed) {
    const auto story = story_of(seed);
    const auto ending = play(story);
    tally += ending.tally;
    if (ending.wrong.empty()) continue;
    ++failed;
    UNSCOPED_INFO(failure(story));
    CHECK(ending.wrong.empty());
  }
  std::cout << "counts: histories " << count << ", runs " << tally.runs << ", killed " << tally.killed << ", evenings "
            << tally.evenings << ", edits " << tally.edits << ", overwritten with a line " << tally.logged
            << ", overwritten in a race " << tally.races << ", held for a person " << tally.held;
  for (std::size_t i = 0; i < tally.troubles.size(); ++i)
    std::cout << ", " << name_of(static_cast<Trouble>(i)) << " " << tally.troubles[i];
  std::cout << "\n";
}

}  // namespace histories_test
