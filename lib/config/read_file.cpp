#include "config/read_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace hsn::config {

Result<std::string> read_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  ssize_t got = file < 0 ? -1 : 0;
  std::string text;
  std::array<char, 4096> buffer{};
  while (file >= 0 && ((got = ::read(file, buffer.data(), buffer.size())) > 0 || (got < 0 && errno == EINTR))) {
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  const int error = errno;
  if (file >= 0) ::close(file);
  if (got == 0) return text;
  return fail(Fault::bad_config, std::string("cannot be read: ") + std::strerror(error), path.string(),
              error == EACCES ? "run hsn as the account that owns the file: sudo -u hsn hsn …" : "check the path");
}

}  // namespace hsn::config
