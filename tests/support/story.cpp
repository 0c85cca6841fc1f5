#include "support/story.hpp"

#include <array>

#include "support/fakes.hpp"

namespace hsn::test {
namespace {

using namespace std::chrono_literals;

struct Chapter {
  Doing doing;
  unsigned weight;
};
constexpr std::array kChapters{
    Chapter{Doing::edit_page, 16},          Chapter{Doing::edit_record, 14}, Chapter{Doing::sell, 5},
    Chapter{Doing::count_stock, 5},         Chapter{Doing::new_product, 3},  Chapter{Doing::new_customer, 2},
    Chapter{Doing::new_order, 5},           Chapter{Doing::new_page, 4},     Chapter{Doing::copy_page, 1},
    Chapter{Doing::remove_record, 2},       Chapter{Doing::erase_record, 2}, Chapter{Doing::trash_page, 2},
    Chapter{Doing::restore_page, 2},        Chapter{Doing::tick_managed, 3}, Chapter{Doing::hide_page, 2},
    Chapter{Doing::show_page, 2},           Chapter{Doing::wait, 6},         Chapter{Doing::sync, 8},
    Chapter{Doing::sync_in_trouble, 14},    Chapter{Doing::sync_killed, 10}, Chapter{Doing::sync_while_edited, 4},
    Chapter{Doing::sync_without_a_side, 3}, Chapter{Doing::evening, 2},
};
constexpr std::array<const char*, kTroubles> kTroubleNames{"lost after it was carried out",
                                                           "lost before it was carried out",
                                                           "lost but carried out late",
                                                           "never sent",
                                                           "cut off",
                                                           "a gateway's page",
                                                           "answered 500",
                                                           "answered 502",
                                                           "answered 503",
                                                           "answered 429",
                                                           "answered 529",
                                                           "answered 409",
                                                           "answered 403"};

const Chapter& chapter(unsigned drawn) {
  for (const auto& one : kChapters) {
    if (drawn < one.weight) return one;
    drawn -= one.weight;
  }
  return kChapters.front();
}

std::string seconds(Duration time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

const char* name_of(Trouble trouble) { return kTroubleNames[static_cast<std::size_t>(trouble)]; }

Story story_of(std::uint64_t seed) {
  auto random = seeded(seed);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  unsigned weights = 0;
  for (const auto& one : kChapters) weights += one.weight;
  Story story;
  story.seed = seed;
  story.records = 1 + below(3);
  story.batch = below(3) == 0 ? 10 : 1;
  story.minutes = below(2) == 0;
  if (below(2) == 0) story.policy = below(4);
  if (below(3) == 0) story.lag = std::chrono::seconds(1 + below(20));
  if (below(4) == 0) story.settle = 60s;
  if (below(4) == 0) story.hub_skew = std::chrono::seconds(below(600)) - 300s;
  if (below(4) == 0) story.shop_skew = std::chrono::seconds(below(600)) - 300s;
  const auto length = 3 + below(12);
  for (unsigned i = 0; i < length; ++i) story.steps.push_back({chapter(below(weights)).doing, below(64), below(64), below(4096)});
  return story;
}

std::string setting_of(const Story& story) {
  return "story " + std::to_string(story.seed) + ": batches of " + std::to_string(story.batch) +
         (story.minutes ? ", Notion tells minutes" : "") + ", policy " + std::to_string(story.policy) + ", lists lag " +
         seconds(story.lag) + ", pages rest " + seconds(story.settle) + ", Notion's clock " + seconds(story.hub_skew) +
         ", the shop's " + seconds(story.shop_skew) + "\n";
}

Story shortened(Story story, const std::function<bool(const Story&)>& fails) {
  const auto try_it = [&](Story shorter) {
    if (!fails(shorter)) return false;
    story = std::move(shorter);
    return true;
  };
  for (bool found = true; found;) {
    found = false;
    for (std::size_t i = 0; i < story.steps.size(); ++i) {
      auto shorter = story;
      shorter.steps.erase(shorter.steps.begin() + static_cast<std::ptrdiff_t>(i));
      if (try_it(std::move(shorter))) found = true, --i;
    }
    const auto simpler = [&]<class T>(T Story::*member, T value) {
      if (story.*member == value) return;
      auto plain = story;
      plain.*member = value;
      found = try_it(std::move(plain)) || found;
    };
    simpler(&Story::records, std::size_t{1});
    simpler(&Story::batch, std::size_t{1});
    simpler(&Story::minutes, false);
    simpler(&Story::policy, 0U);
    for (auto member : {&Story::lag, &Story::settle, &Story::hub_skew, &Story::shop_skew}) simpler(member, Duration::zero());
  }
  return story;
}

}  // namespace hsn::test
