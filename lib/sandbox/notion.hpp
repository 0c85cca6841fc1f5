// Notion in miniature: databases, data sources, pages, blocks of a parent page, users/me (notion.md).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "sandbox/emulator.hpp"

namespace hsn::sandbox {

// How the request budget is enforced; every refused request is a 429 with Retry-After.
struct Budget {
  enum class Kind { none, bucket, window } kind = Kind::none;
  int requests = 180;  // bucket: refill per `per` and burst; window: so many per window, opened by its first request
  Duration per = std::chrono::seconds(60);
  int burst = 3;  // bucket only
};

struct NotionOptions {
  std::string token = "ntn_sandbox";
  std::string parent_page_id = "11111111-2222-4333-8444-555555555555";
  Budget budget{};
  Duration index_lag{};    // queries see writes so much later; GET sees them at once
  std::uint64_t seed = 1;  // ids
};

class Notion : public Emulator {
 public:
  static std::unique_ptr<Notion> make(NotionOptions);

  // ---- a person at the keyboard, for tests and demos: edits made by a human user, not counted against the budget.
  // `property` by name; `value_json` as a page property value: {"number":45}. False: no such page or property.
  virtual bool edit(const std::string& page_id, const std::string& property, const std::string& value_json, Instant now) = 0;
  // A file from their own disk, which Notion keeps at an address that expires. False: no such page or column for files.
  virtual bool upload(const std::string& page_id, const std::string& property, const std::string& name, Instant now) = 0;
  virtual std::string add_page(const std::string& database_title, const std::string& properties_json, Instant now) = 0;
  virtual void trash(const std::string& page_id, bool in_trash, Instant now) = 0;
  virtual bool rename_property(const std::string& database_title, const std::string& from, const std::string& to) = 0;
  virtual bool rename_option(const std::string& database_title, const std::string& property, const std::string& from,
                             const std::string& to) = 0;
  virtual bool delete_property(const std::string& database_title, const std::string& property) = 0;
  virtual bool retype_property(const std::string& database_title, const std::string& property, const std::string& type) = 0;
  virtual void share(bool shared) = 0;  // false: every page and database answers 404

  struct Page {
    std::string id;
    std::string database_title;
    std::map<std::string, std::string> plain;  // property name -> plain text, for assertions and the sandbox page
    std::string properties_json;
    Instant created{}, edited{};
    bool in_trash = false, edited_by_bot = false;
  };
  virtual std::vector<Page> pages(const std::string& database_title) const = 0;
  virtual std::vector<std::string> databases() const = 0;  // titles
  struct Counters {
    std::size_t requests = 0, throttled = 0, queries = 0, creates = 0, updates = 0;
  };
  virtual Counters counters() const = 0;
};

}  // namespace hsn::sandbox
