#include "cli/output/progress.hpp"

#include <algorithm>
#include <ostream>

#include "cli/output/table.hpp"
#include "cli/session.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "record/record_text.hpp"

namespace hsn::cli {
namespace {

constexpr Duration kEvery{100};
constexpr std::size_t kBar = 24, kFallback = 80;

}  // namespace

std::string bar_of(std::size_t done, std::size_t planned, Duration spent, std::size_t columns) {
  done = std::min(done, planned);
  const std::size_t filled = planned == 0 ? kBar : kBar * done / planned;
  std::string line = "[" + std::string(filled, '#') + std::string(kBar - filled, '-') + "] " + std::to_string(done) + " of " +
                     std::to_string(planned);
  if (done > 0 && done < planned) {
    const auto left = static_cast<std::int64_t>(planned - done) * spent.count() / static_cast<std::int64_t>(done);
    line += ", " + format_duration(Duration(left)) + " to go";
  }
  return cut(line, columns);
}

Progress::Progress(Session& session)
    : session_(session),
      bar_(session.terminal().err_tty && !session.dumb() && !session.globals().quiet && session.globals().progress.empty()),
      lines_(session.globals().progress == "json"),
      columns_(session.terminal().columns > 1 ? session.terminal().columns - 1 : kFallback) {}

void Progress::draw(const std::string& line, bool at_once) {
  const auto now = session_.now();
  if (!bar_ || (!at_once && drawn_ && now - *drawn_ < kEvery)) return;
  drawn_ = now;
  shown_ = true;
  session_.terminal().err << "\r\x1b[K" << cut(line, columns_) << std::flush;
}

void Progress::wipe() {
  if (shown_) session_.terminal().err << "\r\x1b[K" << std::flush;
  shown_ = false;
}

sync::Events Progress::events() {
  sync::Events events;
  const auto tell = [this](const Json& event) {
    if (lines_) session_.terminal().err << dump_json(event) << std::endl;
  };
  events.pulled = [this, tell](const Lane& lane, std::size_t records) {
    pulled_[lane] += records;
    tell({{"event", "pulled"}, {"lane", lane.str()}, {"records", records}});
    draw("reading " + lane.str() + ": " + std::to_string(pulled_[lane]), false);
  };
  events.wrote = [tell](const Write& write, const Result<Seen>& outcome) {
    tell({{"event", "wrote"},
          {"verb", verb_name(write.verb)},
          {"target", write.to.service},
          {"entity", write.key.entity},
          {"record", write.key.external_id},
          {"ok", outcome.has_value()}});
  };
  events.progress = [this, tell](std::size_t done, std::size_t planned) {
    if (!began_) began_ = session_.now();
    tell({{"event", "progress"}, {"done", done}, {"planned", planned}});
    draw(bar_of(done, planned, std::chrono::duration_cast<Duration>(session_.now() - *began_), columns_), done == planned);
  };
  events.warning = [tell](const std::string& message) { tell({{"event", "warning"}, {"message", message}}); };
  return events;
}

}  // namespace hsn::cli
