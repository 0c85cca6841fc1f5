#include "cli/commands/probing.hpp"

#include <algorithm>
#include <map>

#include "core/time.hpp"

namespace hsn::cli {
namespace {

using State = remote::Finding::State;

constexpr Duration kSkew = std::chrono::seconds(60);  // higherself-model.md 13

constexpr const char* kUnreachable = "look at its address (`hsn config show`) and at the network, then run `hsn check` again";

struct Flying {
  std::size_t target, probe;
};

// How far our clock is off the remote's; the answer travelled for at most `took`.
std::optional<Line> clock_line(const std::string& target, const http::Response& response, Instant now) {
  const auto date = response.date();
  if (!date) return std::nullopt;
  const auto off = std::chrono::duration_cast<Duration>(now - *date);
  if (std::chrono::abs(off) <= kSkew + response.took) return line_of(target, "clock", State::ok, "in step");
  return line_of(
      target, "clock", State::warn,
      "this machine's clock is " + format_duration(std::chrono::abs(off)) + (off > Duration::zero() ? " ahead" : " behind"),
      "set it, or install an NTP client (apt install systemd-timesyncd)");
}

}  // namespace

Line line_of(std::string target, std::string check, State state, std::string detail, std::string remedy) {
  return {std::move(target), std::move(check), {state, std::move(detail), std::move(remedy), Fault::bad_config}, {}};
}

Line failed_line(std::string target, std::string check, const Error& error) {
  const std::string detail = error.where.empty() ? error.what : error.where + ": " + error.what;
  return {std::move(target), std::move(check), {State::fail, detail, error.remedy, error.fault}, {}};
}

bool any_failed(const std::vector<Line>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.finding.state == State::fail; });
}

std::vector<Line> run_probes(Session& session, const std::vector<Probing>& all) {
  auto& courier = session.courier();
  std::map<http::Ticket, Flying> flying;
  std::map<std::pair<std::size_t, std::size_t>, Line> judged;
  std::map<std::size_t, Line> clocks;
  for (std::size_t t = 0; t < all.size(); ++t) {
    for (std::size_t p = 0; p < all[t].probes.size(); ++p) flying[courier.start(all[t].probes[p].request)] = {t, p};
  }
  while (!flying.empty()) {
    const auto delivered = courier.wait();
    if (!delivered) break;
    const auto found = flying.find(delivered->ticket);
    if (found == flying.end()) continue;
    const auto [t, p] = found->second;
    flying.erase(found);
    const auto& outcome = delivered->outcome;
    auto finding = all[t].probes[p].judge(outcome);
    // A run would just try again; somebody who looks now has something to look at.
    if (!outcome && finding.fault == Fault::unreachable) finding.remedy = kUnreachable;
    judged[{t, p}] = {all[t].target, all[t].probes[p].check, std::move(finding), outcome ? outcome->took : Duration{}};
    if (outcome && !clocks.contains(t)) {
      if (auto line = clock_line(all[t].target, *outcome, session.now())) clocks.emplace(t, std::move(*line));
    }
  }
  std::vector<Line> lines;
  for (std::size_t t = 0; t < all.size(); ++t) {
    for (std::size_t p = 0; p < all[t].probes.size(); ++p) {
      const auto line = judged.find({t, p});
      lines.push_back(line != judged.end()
                          ? line->second
                          : failed_line(all[t].target, all[t].probes[p].check,
                                        {Fault::unreachable, "interrupted before an answer came", "", "run it again"}));
    }
    if (const auto clock = clocks.find(t); clock != clocks.end()) lines.push_back(clock->second);
  }
  return lines;
}

std::string lines_in_words(const std::vector<Line>& lines, const Style& style) {
  std::string text;
  std::size_t width = 0;
  for (const auto& line : lines) width = std::max(width, line.target.size() + line.check.size() + 2);
  for (const auto& line : lines) {
    const auto& [state, detail, remedy, fault] = line.finding;
    const std::string mark = state == State::ok ? "ok  " : state == State::warn ? "warn" : "FAIL";
    const Tone tone = state == State::ok ? Tone::good : state == State::warn ? Tone::warn : Tone::bad;
    std::string what = line.target + ": " + line.check;
    what.resize(std::max(width, what.size()), ' ');
    text += paint(mark, tone, style) + "  " + what + "  " + detail + "\n";
    // The remedy is what the line is for: it is never cut.
    if (state != State::ok && !remedy.empty()) text += std::string(6 + width + 2, ' ') + "-> " + remedy + "\n";
  }
  return text;
}

}  // namespace hsn::cli
