#include "core/log.hpp"

#include <fmt/core.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <optional>

#include "core/json.hpp"

namespace hsn {
namespace {

struct Book {
  std::optional<spdlog::logger> file;
  std::optional<spdlog::logger> console;
  bool json = false;
  std::int64_t run = 0;
};
// The one process-wide object: a log that had to be handed to every function would be the loudest thing in each signature.
Book& book() {
  static Book instance;
  return instance;
}

spdlog::level::level_enum spd(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

template <class Sink>
spdlog::logger make_logger(std::shared_ptr<Sink> sink, Level level, const std::string& pattern) {
  sink->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
  spdlog::logger logger("hsn", std::move(sink));
  logger.set_level(spd(level));
  logger.flush_on(spdlog::level::debug);
  return logger;
}

// Foreign text must not forge a line or drive a terminal.
std::string one_line(std::string_view message) {
  std::string line(message);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

std::string text_line(std::int64_t run, std::string_view lane, std::string_view message) {
  std::string line;
  if (run != 0) line += fmt::format("run {} ", run);
  if (!lane.empty()) line += fmt::format("{}: ", lane);
  return line + one_line(message);
}

// The rest of the object that the pattern opens.
std::string json_members(std::int64_t run, std::string_view lane, std::string_view message) {
  Json members = Json::object();
  members["message"] = message;
  if (run != 0) members["run"] = run;
  if (!lane.empty()) members["lane"] = lane;
  return dump_json(members).substr(1);
}

}  // namespace

Result<void> open_log(const LogTargets& targets) {
  auto& log = book();
  log.file.reset();
  log.json = targets.json;
  log.console.emplace(make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), targets.stderr_level, "hsn: %l: %v"));
  if (targets.file.empty()) return {};
  const auto* const pattern = targets.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)" : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
  try {
    log.file.emplace(make_logger(
        std::make_shared<spdlog::sinks::rotating_file_sink_mt>(targets.file.string(), targets.max_bytes, targets.keep),
        targets.level, pattern));
  } catch (const spdlog::spdlog_ex& error) {
    return fail(Fault::bad_config, "the log cannot be written: " + one_line(error.what()), targets.file.string(), kLogRemedy);
  }
  return {};
}

void log(Level level, std::string_view lane, std::string_view message) {
  auto& log = book();
  if (log.console && log.console->should_log(spd(level))) log.console->log(spd(level), text_line(0, lane, message));
  if (!log.file || !log.file->should_log(spd(level))) return;
  log.file->log(spd(level), log.json ? json_members(log.run, lane, message) : text_line(log.run, lane, message));
}

void log_run(std::int64_t run) { book().run = run; }

}  // namespace hsn
