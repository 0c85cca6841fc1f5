// A TOML file being read: its members in order, its values with their types, and what is said of a wrong one. Inside of this room
// only.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::config {

// The first error stops everything: thrown while reading, a value outside of this room.
struct Wrong {
  Error error;
};

class TomlFile {
 public:
  using Member = std::pair<const toml::key*, const toml::node*>;

  explicit TomlFile(std::string_view path) : path_(path) {}

  std::string place(const toml::source_region& at) const { return path_ + ":" + std::to_string(at.begin.line); }
  [[noreturn]] void refuse(const toml::source_region& at, std::string what, std::string remedy) const;
  [[noreturn]] void refuse(const toml::key& key, std::string what, std::string remedy = {}) const;

  std::vector<Member> members(const toml::key& name, const toml::node& node) const;  // of a table, in the order of the file
  template <class Visit>
  void each(const toml::key& name, const toml::node& node, Visit visit) const {
    for (const auto& [key, value] : members(name, node)) visit(*key, *value);
  }

  std::string text(const toml::key&, const toml::node&) const;  // trimmed, and not empty
  bool flag(const toml::key&, const toml::node&) const;
  Decimal number(const toml::key&, const toml::node&) const;
  std::int64_t count(const toml::key&, const toml::node&) const;  // whole, and not below zero
  Instant day(const toml::key&, const toml::node&) const;
  std::vector<std::string> texts(const toml::key&, const toml::node&) const;
  std::vector<std::string> one_or_more(const toml::key&, const toml::node&) const;  // a text, or a list of them

  template <class Value, std::size_t size>
  Value one_of(const std::pair<std::string_view, Value> (&choices)[size], const toml::key& key, const toml::node& node) const {
    const auto word = text(key, node);
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
      if (name == word) return value;
      names.emplace_back(name);
    }
    refuse(key, "\"" + word + "\" is no " + std::string(key.str()), "use one of " + join(names, ", "));
  }

 private:
  std::string path_;
};

}  // namespace hsn::config
