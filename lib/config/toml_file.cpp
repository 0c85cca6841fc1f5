#include "config/toml_file.hpp"

#include <algorithm>
#include <chrono>

namespace hsn::config {

void TomlFile::refuse(const toml::source_region& at, std::string what, std::string remedy) const {
  throw Wrong{{Fault::bad_config, std::move(what), place(at), std::move(remedy)}};
}
void TomlFile::refuse(const toml::key& key, std::string what, std::string remedy) const {
  refuse(key.source(), std::move(what), std::move(remedy));
}

std::vector<TomlFile::Member> TomlFile::members(const toml::key& name, const toml::node& node) const {
  const auto* table = node.as_table();
  if (table == nullptr) refuse(name, "\"" + std::string(name.str()) + "\" must be a table");
  std::vector<Member> members;
  for (const auto& [key, value] : *table) members.emplace_back(&key, &value);
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    const auto &x = a.first->source().begin, &y = b.first->source().begin;
    return std::pair(x.line, x.column) < std::pair(y.line, y.column);
  });
  return members;
}

std::string TomlFile::text(const toml::key& key, const toml::node& node) const {
  const auto value = node.value_exact<std::string>();
  if (!value || trim(*value).empty()) refuse(key, "\"" + std::string(key.str()) + "\" must be a text in quotes");
  return trim(*value);
}

bool TomlFile::flag(const toml::key& key, const toml::node& node) const {
  const auto value = node.value_exact<bool>();
  if (!value) refuse(key, "\"" + std::string(key.str()) + "\" must be true or false", "without quotes");
  return *value;
}

Decimal TomlFile::number(const toml::key& key, const toml::node& node) const {
  const auto value = node.is_number() ? Decimal::from_double(node.value<double>().value_or(0)) : std::nullopt;
  if (!value) refuse(key, "\"" + std::string(key.str()) + "\" must be a number", "without quotes");
  return *value;
}

Instant TomlFile::day(const toml::key& key, const toml::node& node) const {
  const auto date = node.value_exact<toml::date>();
  const auto when = date ? std::chrono::year(date->year) / date->month / date->day : std::chrono::year_month_day();
  if (!date || !when.ok()) refuse(key, "\"" + std::string(key.str()) + "\" must be a date", "write 2026-01-31, without quotes");
  return std::chrono::sys_days(when);
}

std::vector<std::string> TomlFile::texts(const toml::key& key, const toml::node& node) const {
  const auto* list = node.as_array();
  if (list == nullptr) refuse(key, "\"" + std::string(key.str()) + "\" must be a list", "write [\"…\", \"…\"]");
  std::vector<std::string> all;
  for (const auto& one : *list) all.push_back(text(key, one));
  return all;
}

std::vector<std::string> TomlFile::one_or_more(const toml::key& key, const toml::node& node) const {
  if (node.is_array()) return texts(key, node);
  return {text(key, node)};
}

std::int64_t TomlFile::count(const toml::key& key, const toml::node& node) const {
  const auto value = node.value_exact<std::int64_t>();
  if (!value || *value < 0) refuse(key, "\"" + std::string(key.str()) + "\" must be a whole number");
  return *value;
}

}  // namespace hsn::config
