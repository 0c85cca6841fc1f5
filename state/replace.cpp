#include "state/replace.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "core/time.hpp"
#include "state/db.hpp"

namespace hsn::state {
namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& file, const std::string& ending) { return file.string() + ending; }

fs::path free_name(const fs::path& state, Instant now) {
  const auto dated = beside(state, "." + format_date(now));
  auto name = dated;
  for (int next = 2; fs::exists(name); ++next) name = beside(dated, "-" + std::to_string(next));
  return name;
}

// From here on the file is whole without its journal, wherever a crash leaves either.
void take_journal_in(const fs::path& state) {
  if (!fs::exists(beside(state, "-wal"))) return;
  try {
    Connection(state, Connection::Mode::read_write).run("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const Broken&) {  // a damaged state is the usual reason for replacing it
  }
}

void make_durable(const fs::path& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return;
  ::fsync(handle);
  ::close(handle);
}

}  // namespace

Result<fs::path> replace_state(const fs::path& state, const fs::path& fresh, Instant now) {
  try {
    fs::path kept;
    if (fs::exists(state)) {
      take_journal_in(state);
      kept = free_name(state, now);
      fs::create_hard_link(state, kept);
      // A journal that is still there goes with its own file: beside the new one it would be played back into it.
      if (fs::exists(beside(state, "-wal"))) fs::rename(beside(state, "-wal"), beside(kept, "-wal"));
      fs::remove(beside(state, "-shm"));
    }
    fs::rename(fresh, state);
    make_durable(fs::absolute(state).parent_path());
    return kept;
  } catch (const fs::filesystem_error& failed) {
    return fail(Fault::bad_config, "the new state could not be put in its place: " + failed.code().message(), state.string(),
                "see who may write in its folder");
  }
}

void remove_state(const fs::path& file) {
  std::error_code ignored;
  for (const auto* ending : {"", "-wal", "-shm"}) fs::remove(beside(file, ending), ignored);
}

}  // namespace hsn::state
