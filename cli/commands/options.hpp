// Options that several commands share.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sync/catalog.hpp"

namespace hsn::cli {

inline CLI::Option* add_targets(CLI::App& app, std::vector<std::string>& targets) {
  return app.add_option("TARGET", targets, "notion (all enabled services; the default) or a service");
}

// A count, in plain digits: the parser itself takes "-1" for 2^64 - 1 and "010" for 8.
inline CLI::Validator at_least(std::uint64_t least) {
  const auto check = [least](const std::string& text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number >= least && std::to_string(number) == text) return std::string();
    return "\"" + text + "\" is not a whole number of at least " + std::to_string(least);
  };
  return CLI::Validator(check, "");
}

// How first links whose two sides differ are settled (higherself-model.md 5.2).
inline void add_adopt(CLI::App& app, std::string& adopt) {
  app.add_option("--adopt", adopt, "where a record is linked for the first time and both sides differ, take this one")
      ->check(CLI::IsMember({"notion", "service"}))
      ->type_name("notion|service");
}
inline void add_create_terms(CLI::App& app, bool& create_terms) {
  app.add_flag("--create-terms", create_terms, "make categories and tags of products that the shop lacks");
}
inline constexpr const char* kCreateTerms = "WOOCOMMERCE_CREATE_TERMS";  // the setting that the flag stands for

inline sync::Adopting adopting(const std::string& word) {
  if (word == "notion") return sync::Adopting::notion;
  return word == "service" ? sync::Adopting::service : sync::Adopting::ask;
}

}  // namespace hsn::cli
