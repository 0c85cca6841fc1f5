#include "config/write_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace hsn::config {
namespace {

std::string reason() { return std::strerror(errno); }

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto wrote = ::write(fd, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

// A device, a pipe, what stdout is: there is nothing to replace.
bool write_plainly(const std::filesystem::path& path, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool whole = write_all(fd, text);
  const int why = errno;
  ::close(fd);
  errno = why;
  return whole;
}

// Owns the temporary file until it has taken the place of the real one.
class Replacement {
 public:
  explicit Replacement(const std::filesystem::path& target) : target_(target), temporary_(target.string() + ".XXXXXX") {
    fd_ = ::mkstemp(temporary_.data());  // mode 0600
  }
  ~Replacement() {
    if (fd_ >= 0) ::close(fd_);
    if (!done_) ::unlink(temporary_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  bool fill(std::string_view text) {
    if (fd_ < 0) return false;
    // Set up by root for the account `hsn`: the file goes on belonging to whom it belonged to. Fails for all but root.
    struct stat before {};
    if (::stat(target_.c_str(), &before) == 0 && ::fchown(fd_, before.st_uid, before.st_gid) != 0) errno = 0;
    return write_all(fd_, text) && ::fsync(fd_) == 0;
  }
  bool take_over() {
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) return false;
    done_ = true;
    const int folder = ::open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
      ::fsync(folder);
      ::close(folder);
    }
    return true;
  }

 private:
  std::filesystem::path target_;
  std::string temporary_;
  int fd_ = -1;
  bool done_ = false;
};

}  // namespace

Result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code ignored;
  const auto cannot = [&path](const char* remedy) {
    return fail(Fault::bad_config, "cannot be written: " + reason(), path.string(), remedy);
  };
  const auto there = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there)) {
    if (!write_plainly(path, text)) return cannot("name a file");
    return {};
  }
  // A link to the real file stays a link.
  const auto target = std::filesystem::weakly_canonical(path, ignored);
  Replacement file(target.empty() ? path : target);
  if (!file.fill(text) || !file.take_over()) return cannot("check the folder's permissions and free space");
  return {};
}

}  // namespace hsn::config
