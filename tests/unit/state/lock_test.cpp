#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <functional>

#include "state/lock.hpp"
#include "support/fakes.hpp"

namespace lock_test {

using namespace hsn;
using namespace hsn::state;

namespace {

LockOptions options(const test::TempDir& dir, std::string holder = "run by anna: hsn sync") {
  LockOptions options;
  options.file = dir.path() / "sub" / "hsn.db.lock";
  options.holder = std::move(holder);
  return options;
}

// Another process, in step with this one: each side tells the other with one byte.
class Other {
 public:
  explicit Other(const std::function<void(Other&)>& work) {
    REQUIRE(pipe(there_.data()) == 0);
    REQUIRE(pipe(back_.data()) == 0);
    child_ = fork();
    if (child_ != 0) return;
    std::swap(there_, back_);
    work(*this);
    _exit(0);
  }
  ~Other() { end(SIGKILL); }
  Other(const Other&) = delete;
  Other& operator=(const Other&) = delete;

  void tell() { REQUIRE(write(there_[1], "x", 1) == 1); }
  void await() {
    char byte = 0;
    REQUIRE(read(back_[0], &byte, 1) == 1);
  }
  void end(int signal_number) {
    if (child_ <= 0) return;
    kill(child_, signal_number);
    waitpid(child_, nullptr, 0);
    child_ = 0;
    for (const auto& ends : {there_, back_})
      for (const int end : ends) close(end);
  }

 private:
  std::array<int, 2> there_{}, back_{};
  pid_t child_ = 0;
};

}  // namespace

TEST_CASE("lock: its folder and files are made for their owner alone") {
  using std::filesystem::perms;
  test::TempDir dir;
  const auto wanted = options(dir);
  const auto lock = acquire(wanted);
  REQUIRE(lock);
  const auto mode = [](const std::filesystem::path& path) { return std::filesystem::status(path).permissions(); };
  CHECK(mode(wanted.file.parent_path()) == perms::owner_all);
  CHECK(mode(wanted.file) == (perms::owner_read | perms::owner_write));
}

TEST_CASE("lock: is held by one, and free again when it goes; the file stays") {
  test::TempDir dir;
  auto first = acquire(options(dir));
  REQUIRE(first);
  const auto second = acquire(options(dir, "run by bob"));
  REQUIRE_FALSE(second);
  CHECK(second.error().fault == Fault::conflict);
  CHECK(second.error().what == "run by anna: hsn sync holds the lock");
  first->reset();
  CHECK(std::filesystem::exists(options(dir).file));
  CHECK(acquire(options(dir)));
}

TEST_CASE("lock: kill -9 leaves it free") {
  test::TempDir dir;
  Other other([&](Other& self) {
    const auto lock = acquire(options(dir, "the dead"));
    self.tell();
    self.await();
  });
  other.await();
  CHECK_FALSE(acquire(options(dir)));
  other.end(SIGKILL);
  CHECK(acquire(options(dir)));
}

TEST_CASE("lock: --wait waits so long, says once for whom, and gives up") {
  test::TempDir dir;
  auto held = acquire(options(dir));
  auto patient = options(dir, "bob");
  std::vector<std::string> told;
  patient.waiting = [&](const std::string& holder) { told.push_back(holder); };
  patient.wait = Duration(1);
  CHECK(acquire(patient).error().fault == Fault::conflict);
  CHECK(told == std::vector<std::string>{"run by anna: hsn sync"});
  CHECK_FALSE((*held)->wanted());
  patient.wait = std::chrono::hours(1);
  patient.waiting = [&](const std::string&) { held->reset(); };
  CHECK(acquire(patient));
}

TEST_CASE("lock: somebody on a terminal waits without end, and the holder is told") {
  test::TempDir dir;
  auto held = acquire(options(dir));
  REQUIRE(held);
  CHECK_FALSE((*held)->wanted());
  Other other([&](Other& self) {
    auto attended = options(dir, "carl");
    attended.attended = true;
    bool told = false;
    attended.give_up = [&] {  // called while it waits: by the second time the wish stands
      if (std::exchange(told, true)) self.tell();
      return false;
    };
    const auto lock = acquire(attended);
    self.tell();
    self.await();
  });
  other.await();
  CHECK((*held)->wanted());
  CHECK((*held)->wanted());
  held->reset();
  CHECK(acquire([&] {
    auto again = options(dir);
    again.wait = std::chrono::hours(1);
    again.waiting = [&](const std::string&) { other.end(SIGKILL); };
    return again;
  }()));
}

TEST_CASE("lock: waiting can be given up") {
  test::TempDir dir;
  const auto held = acquire(options(dir));
  auto attended = options(dir);
  attended.attended = true;
  int asked = 0;
  attended.give_up = [&] { return ++asked == 2; };
  CHECK_FALSE(acquire(attended));
  CHECK(asked == 2);
  CHECK_FALSE((*held)->wanted());
}

}  // namespace lock_test
