#include "cli/exit_status.hpp"

#include <algorithm>
#include <csignal>
#include <set>

namespace hsn::cli {
namespace {

// An error about one record leaves the others in; one about a whole lane is counted by its kind.
Exit exit_of(const sync::Failed& failed) {
  switch (failed.error.fault) {
    case Fault::refused:
      return Exit::refused;
    case Fault::throttled:
    case Fault::unreachable:
    case Fault::ambiguous:  // it went on losing answers
    case Fault::conflict:   // it went on being busy
      return failed.record.empty() ? Exit::unreachable : Exit::some_failed;
    case Fault::not_found:
      // One part of a service, by its name: a form that was deleted. The others are in.
      if (failed.service != kHub && !failed.error.where.empty()) return Exit::some_failed;
      // A whole database: Notion answers 404 for what is not shared with the integration (notion.md).
      [[fallthrough]];
    case Fault::forbidden:
      return failed.record.empty() ? Exit::refused : Exit::some_failed;
    case Fault::bad_config:
      return failed.record.empty() ? Exit::usage : Exit::some_failed;
    case Fault::bad_data:
    case Fault::declined:
      return failed.record.empty() ? Exit::unexpected : Exit::some_failed;
  }
  return Exit::unexpected;
}

}  // namespace

std::vector<Exit> exits_of(const sync::Report& report, int signal) {
  std::set<Exit> hold;
  if (signal != 0) hold.insert(signal == SIGINT ? Exit::interrupted : Exit::terminated);
  if (!report.refused.empty()) hold.insert(Exit::limits);
  if (!report.credentials_refused.empty()) hold.insert(Exit::refused);
  if (!report.unreachable.empty() && signal == 0) hold.insert(Exit::unreachable);
  if (report.held() > 0) hold.insert(Exit::conflicts);
  for (const auto& failed : report.errors) {
    // What an interruption leaves undone is not a failure: the next run goes on.
    const bool stays = failed.error.fault == Fault::bad_data || failed.error.fault == Fault::declined;
    if (signal == 0 || stays) hold.insert(exit_of(failed));
  }
  std::vector<Exit> ordered;
  for (const Exit exit : kPrecedence) {
    if (hold.contains(exit)) ordered.push_back(exit);
  }
  return ordered;
}

Exit exit_of(const sync::Report& report, int signal) {
  const auto all = exits_of(report, signal);
  return all.empty() ? Exit::done : all.front();
}

Exit exit_of(const Error& error) {
  switch (error.fault) {
    case Fault::bad_config:
      return Exit::usage;
    case Fault::refused:
    case Fault::forbidden:
    case Fault::not_found:
      return Exit::refused;
    case Fault::throttled:
    case Fault::unreachable:
    case Fault::ambiguous:
      return Exit::unreachable;
    case Fault::conflict:
      return Exit::limits;
    case Fault::bad_data:
    case Fault::declined:
      return Exit::unexpected;
  }
  return Exit::unexpected;
}

}  // namespace hsn::cli
