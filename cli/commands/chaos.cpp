#include "cli/commands/chaos.hpp"

#include <algorithm>
#include <iterator>
#include <ostream>

#include "cli/miniature.hpp"
#include "cli/output/json.hpp"
#include "cli/output/words.hpp"
#include "core/json.hpp"
#include "core/log.hpp"

namespace hsn::cli {
namespace {

struct Killed {};
using Picture = std::multiset<std::string>;

struct Tallied {
  std::size_t journal = 0, wire = 0, lost = 0, twice = 0, echoes = 0;
  std::string story;  // of the first failure
};

class Chaos {
 public:
  Chaos(Session& session, sync::Options options, std::uint64_t seed, std::size_t stride)
      : session_(session), options_(std::move(options)), seed_(seed), stride_(stride) {}

  Result<Tallied> all() {
    auto undisturbed = morning();
    if (!undisturbed) return tl::unexpected(undisturbed.error());
    const bool rests = (*undisturbed)->comes_to_rest();
    expected_ = (*undisturbed)->picture();
    if (!rests) return fail(Fault::bad_data, "even undisturbed the runs never come to rest");
    if (auto done = kill_at_every_point(); !done) return tl::unexpected(done.error());
    if (auto done = lose_every_answer(); !done) return tl::unexpected(done.error());
    return tally_;
  }

 private:
  Result<std::unique_ptr<Miniature>> morning() const {
    auto day = std::make_unique<Miniature>(session_.config(), session_.mapping(), options_, seed_);
    if (auto set_up = day->set_up(); !set_up) return tl::unexpected(set_up.error());
    day->a_day();
    return day;
  }
  bool told_to_stop() const { return session_.outside().stop.load(); }

  Result<void> kill_at_every_point() {
    for (std::size_t point = 1; !told_to_stop(); point += stride_) {
      auto day = morning();
      if (!day) return tl::unexpected(day.error());
      std::size_t passed = 0;
      std::string name;
      Miniature::Trouble trouble;
      trouble.journal_point = [&](const char* at) {
        if (++passed != point) return;
        name = at;
        throw Killed{};
      };
      try {
        (*day)->run(trouble);
        return {};
      } catch (const Killed&) {
        ++tally_.journal;
      }
      recover(**day, "killed at journal point " + std::to_string(point) + " (" + name + ")");
    }
    return {};
  }

  Result<void> lose_every_answer() {
    for (std::size_t request = 1; !told_to_stop(); request += stride_) {
      auto day = morning();
      if (!day) return tl::unexpected(day.error());
      bool reached = false;
      Miniature::Trouble trouble;
      trouble.lost_after = [&](std::size_t number) {
        reached = reached || number == request;
        return number == request;
      };
      (*day)->run(trouble);
      if (!reached) return {};
      ++tally_.wire;
      recover(**day, "the answer to request " + std::to_string(request) + " lost");
    }
    return {};
  }

  // At once, then later; then both sides must show what they show without the mishap.
  void recover(Miniature& day, const std::string& mishap) {
    day.run();
    const bool rests = day.comes_to_rest();
    const auto seen = day.picture();
    if (rests && seen == expected_) return;
    if (seen.size() > expected_.size()) {
      ++tally_.twice;
    } else if (seen != expected_) {
      ++tally_.lost;
    } else {
      ++tally_.echoes;
    }
    if (tally_.story.empty()) tally_.story = story(mishap, seen, rests);
  }

  std::string story(const std::string& mishap, const Picture& seen, bool rests) const {
    constexpr std::size_t kLines = 6;
    std::string text = "seed " + std::to_string(seed_) + ": " + mishap + (rests ? "" : "; the runs after it never come to rest");
    const auto add = [&](const Picture& these, const Picture& but_not, const char* heading) {
      std::vector<std::string> lines;
      std::set_difference(these.begin(), these.end(), but_not.begin(), but_not.end(), std::back_inserter(lines));
      for (std::size_t i = 0; i < std::min(kLines, lines.size()); ++i) text += std::string("\n  ") + heading + lines[i];
    };
    add(expected_, seen, "missing: ");
    add(seen, expected_, "instead: ");
    return text;
  }

  Session& session_;
  sync::Options options_;
  std::uint64_t seed_;
  std::size_t stride_;
  Picture expected_;
  Tallied tally_;
};

}  // namespace

Outcome<Exit> run_chaos(Session& session, std::uint64_t seed, std::size_t stride) {
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  if (auto done = session.answered(miniature_settings()); !done) return tl::unexpected(done.error());
  auto options = session.options({});
  if (!options) return tl::unexpected(options.error());
  options->dry_run = false;
  options->full = false;
  const auto tally = Chaos(session, *options, seed, stride).all();
  if (!tally) return tl::unexpected(tally.error());
  const auto points = tally->journal + tally->wire;
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document({{"seed", seed},
                     {"crash_points", points},
                     {"journal", tally->journal},
                     {"wire", tally->wire},
                     {"lost", tally->lost},
                     {"twice", tally->twice},
                     {"echoes", tally->echoes},
                     {"story", tally->story.empty() ? Json(nullptr) : Json(tally->story)}});
  } else {
    out << count_of(points, "crash point", "crash points") << ": " << tally->lost << " lost, " << tally->twice << " twice, "
        << tally->echoes << " echoes\n";
    if (!tally->story.empty()) out << tally->story << "\n";
  }
  if (const int signal = session.signal(); signal != 0) return static_cast<Exit>(128 + signal);
  return tally->story.empty() ? Exit::done : Exit::unexpected;
}

}  // namespace hsn::cli
