// The real outside: streams, terminal, signals, clock, network.
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
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

// std::getline goes on after a signal, so it is called only when there is something to read.
bool await_input() {
  constexpr int kGlance = 100;  // ms; a signal ends the poll at once, unless it came just before it
  while (!stop) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (std::cin.rdbuf()->in_avail() > 0 || poll(&input, 1, kGlance) > 0) return true;
  }
  return false;
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
  const bool read = await_input() && std::getline(std::cin, line);
  if (terminal) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  if (!read) return std::nullopt;
  return line;
}

// Whoever closed the pipe has seen enough (`hsn log | head`); a full disk has not.
bool answer_is_lost() {
  if (std::cout.flush()) return false;
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return poll(&output, 1, 0) < 0 || (output.revents & POLLERR) == 0;
}

// Where whoever started us has closed one, a file of ours would get its number, and our words. What cannot be answered fails.
void open_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) == -1) open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_closed_streams();
  std::ios::sync_with_stdio(false);
  mallopt(M_TRIM_THRESHOLD, 4 << 20);  // memory goes back to the system in large pieces only: each time costs page faults
  umask(S_IRWXG | S_IRWXO);            // state, logs, plans and traces hold personal data
  listen_to_signals();
  const hsn::SystemClock clock;
  hsn::cli::Outside outside{{std::cin, std::cout, std::cerr, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1,
                             isatty(STDERR_FILENO) == 1, columns(), hidden_line, await_input},
                            hsn::config::system_sources(),
                            clock,
                            hsn::system_random(),
                            [&clock](const hsn::http::CurlOptions& options) {
                              return hsn::http::make_curl_transport(clock, hsn::system_random(), options);
                            },
                            who,
                            stop,
                            caught};
  const int code = hsn::cli::run({argv + 1, argv + argc}, outside);
  if (!answer_is_lost()) return code;
  std::cerr << "hsn: the answer could not be written to stdout: is the disk full?" << std::endl;
  return caught != 0 ? code : static_cast<int>(hsn::cli::Exit::unexpected);
}
