#include "cli/commands/plan_file.hpp"

#include "config/read_file.hpp"
#include "config/write_file.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "record/record_json.hpp"

namespace hsn::cli {
namespace {

constexpr std::int64_t kVersion = 1;

}  // namespace

std::string encode_plan(const std::vector<Write>& writes, Instant made) {
  Json list = Json::array();
  for (const auto& write : writes) list.push_back(to_json(write));
  return dump_json({{"hsn_plan", kVersion}, {"made", format_instant(made)}, {"writes", std::move(list)}}) + "\n";
}

Result<std::vector<Write>> decode_plan(std::string_view text, const std::string& file) {
  const auto no_plan = [&](std::string what) {
    return fail(Fault::bad_config, std::move(what), file, "make it with `hsn diff -o FILE`");
  };
  const auto json = parse_json(text);
  if (!json) return no_plan("this is no plan: " + json.error().what);
  if (int_at(*json, "/hsn_plan") != kVersion) return no_plan("this is no plan, or one of another version of hsn");
  const auto* list = at(*json, "/writes");
  if (list == nullptr || !list->is_array()) return no_plan("this plan has no list of writes");
  std::vector<Write> writes;
  for (const auto& item : *list) {
    auto write = write_from_json(item);
    if (!write) return no_plan("change " + std::to_string(writes.size() + 1) + ": " + write.error().what);
    writes.push_back(std::move(*write));
  }
  return writes;
}

Result<void> save_plan(const std::filesystem::path& path, const std::vector<Write>& writes, Instant made) {
  return config::write_file(path, encode_plan(writes, made));
}

Result<std::vector<Write>> load_plan(const std::filesystem::path& path) {
  const auto text = config::read_file(path);
  if (!text) return tl::unexpected(text.error());
  return decode_plan(*text, path.string());
}

}  // namespace hsn::cli
