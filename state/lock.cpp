#include "state/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "state/files.hpp"

namespace hsn::state {

namespace {

constexpr auto kPoll = std::chrono::milliseconds(100);

// A file that is never unlinked: whoever has it open must mean the same one.
class File {
 public:
  explicit File(const std::filesystem::path& path) : number_(open(path.c_str(), O_RDWR | O_CLOEXEC)) {}
  File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (number_ >= 0) close(number_);  // which gives up the lock
  }
  explicit operator bool() const { return number_ >= 0; }

  bool take(int how) const { return flock(number_, how | LOCK_NB) == 0; }
  void release() const { flock(number_, LOCK_UN); }

  std::string text() const {
    std::array<char, 512> bytes{};
    const auto read = pread(number_, bytes.data(), bytes.size(), 0);
    return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(read, 0))};
  }
  // Only for whoever waits to read: nothing depends on it.
  void write(const std::string& text) const {
    if (ftruncate(number_, 0) != 0) return;
    [[maybe_unused]] const auto written = pwrite(number_, text.data(), text.size(), 0);
  }

 private:
  int number_;
};

class Held final : public Lock {
 public:
  Held(File lock, File want) : lock_(std::move(lock)), want_(std::move(want)) {}
  ~Held() override { lock_.write({}); }

  bool wanted() const override {
    if (!want_.take(LOCK_EX)) return errno == EWOULDBLOCK;
    want_.release();
    return false;
  }

 private:
  File lock_, want_;
};

std::filesystem::path want_file(std::filesystem::path lock) { return lock.replace_extension(".want"); }

tl::unexpected<Error> busy(const std::filesystem::path& file, const std::string& holder) {
  const std::string who = holder.empty() ? "another run" : holder;
  return fail(Fault::conflict, who + " holds the lock", file.string(), "wait for it to end, or use --wait SECONDS");
}

// Nothing happens meanwhile that this thread could attend to; the answer is the same whatever the clock says.
bool take_patiently(const File& lock, const File& want, const LockOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  while (!lock.take(LOCK_EX)) {
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    if (options.give_up && options.give_up()) return false;
    if (options.attended) want.take(LOCK_SH);  // fails now and then: the holder looks by taking it for a moment
    if (!options.attended && std::chrono::steady_clock::now() - began >= options.wait) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<Lock>> acquire(const LockOptions& options) {
  for (const auto& path : {options.file, want_file(options.file)})
    if (auto made = make_private_file(path); !made) return tl::unexpected(made.error());
  File lock(options.file), want(want_file(options.file));
  if (!lock || !want)
    return fail(Fault::bad_config, "the lock file cannot be opened: " + std::generic_category().message(errno),
                options.file.string(), "check that the folder belongs to the account that runs hsn");
  if (!lock.take(LOCK_EX)) {
    const std::string holder = lock.text();
    const bool waits = options.attended || options.wait > Duration::zero();
    if (!waits) return busy(options.file, holder);
    if (options.waiting) options.waiting(holder);
    const bool taken = take_patiently(lock, want, options);
    want.release();
    if (!taken) return busy(options.file, lock.text());
  }
  lock.write(options.holder);
  return std::make_unique<Held>(std::move(lock), std::move(want));
}

}  // namespace hsn::state
