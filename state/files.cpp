#include "state/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace hsn::state {

namespace {

tl::unexpected<Error> cannot(const std::string& what, const std::filesystem::path& path) {
  return fail(Fault::bad_config, what + ": " + std::generic_category().message(errno), path.string(),
              "check --state, and that the place belongs to the account that runs hsn");
}

Result<void> make_private_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return {};
  if (auto above = make_private_folder(folder.parent_path()); !above) return above;
  if (mkdir(folder.c_str(), 0700) != 0) {
    if (errno == EEXIST && std::filesystem::is_directory(folder, ignored)) return {};  // another process was first
    return cannot("the folder cannot be made", folder);
  }
  if (chmod(folder.c_str(), 0700) != 0) return cannot("the folder cannot be made private", folder);
  return {};
}

}  // namespace

Result<void> make_private_file(const std::filesystem::path& path) {
  if (auto folder = make_private_folder(path.parent_path()); !folder) return folder;
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) return {};
  if (file < 0) return cannot("the file cannot be made", path);
  const bool is_private = fchmod(file, 0600) == 0;
  auto made = is_private ? Result<void>() : cannot("the file cannot be made private", path);
  close(file);
  return made;
}

}  // namespace hsn::state
