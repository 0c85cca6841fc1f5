// The real outside: streams, terminal, signals, clock, network.
#include <malloc.h>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "cli/app.hpp"

namespace {

// Signal handlers reach nothing but globals.
std::atomic<bool> stop{false};
std::atomic<int> caught{0};

void on_signal(int number) {
  // Impatient: the state is whole at every instruction, so nothing is lost by leaving at once.
  if (stop.exchange(true)) _exit(128 + number);
  caught = number;
}

void listen_to_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // `hsn log | head` must not end a run
}

std::string who() {
  if (const char* person = std::getenv("SUDO_USER"); person != nullptr && *person != '\0') return person;
  if (const passwd* account = getpwuid(getuid()); account != nullptr) return account->pw_name;
  return std::to_string(getuid());
}

std::size_t columns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::optional<std::string> hidden_line() {
  termios before{};
  const bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  if (terminal) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  if (!read) return std::nullopt;
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);  // memory goes back to the system in large pieces only: each time costs page faults
  umask(S_IRWXG | S_IRWXO);            // state, logs, plans and traces hold personal data
  listen_to_signals();
  const hsn::SystemClock clock;
  hsn::cli::Outside outside{{std::cin, std::cout, std::cerr, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1,
                             isatty(STDERR_FILENO) == 1, columns(), hidden_line},
                            hsn::config::system_sources(),
                            clock,
                            hsn::system_random(),
                            [&clock](const hsn::http::CurlOptions& options) {
                              return hsn::http::make_curl_transport(clock, hsn::system_random(), options);
                            },
                            who,
                            stop,
                            caught};
  return hsn::cli::run({argv + 1, argv + argc}, outside);
}
