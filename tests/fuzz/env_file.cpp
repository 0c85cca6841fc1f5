// The env file: <name>\n<value>\n\n<file>.
#include "config/config.hpp"
#include "fuzz/fuzz.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

std::map<std::string, std::string> values(const config::EnvFile& file) {
  std::map<std::string, std::string> all;
  for (const auto& [name, entry] : file.entries()) all[name] = entry.first;
  return all;
}

}  // namespace

FUZZ(env_file, input) {
  const std::string name = "SETTING_" + std::to_string(choice(input, 3));
  const std::string value(cut(input, "\n----\n"));
  auto file = config::EnvFile::parse(input, ".env");
  if (!file) return check(file.error());
  const auto before = values(*file);
  const auto again = config::EnvFile::parse(file->str(), ".env");
  law(again && values(*again) == before && again->str() == file->str(), "an env file is written as it was read", file->str());
  if (value.find('\0') != std::string::npos) return;
  file->set(name, value);
  const auto changed = config::EnvFile::parse(file->str(), ".env");
  auto expected = before;
  expected[name] = value;
  law(changed && values(*changed) == expected && values(*file) == expected, "one line is set, all others stay", file->str());
  file->set(name, value);
  law(file->str() == changed->str(), "setting twice is setting once", file->str());
  if (const auto id = config::parse_notion_id(value)) {
    const auto same_id = config::parse_notion_id(id->id);
    law(same_id && same_id->id == id->id && id->id.size() == 36, "an id is read as itself", id->id);
  }
}
