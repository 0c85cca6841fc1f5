// Words struck out of texts, of JSON, and of writes, for `hsn forget`: in whatever letters they are written.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "record/row.hpp"

namespace hsn::state {

inline constexpr std::string_view kStruck = "[forgotten]";

class Strike {
 public:
  // None of the words may be empty.
  explicit Strike(const std::set<std::string>& words);

  bool in(std::string_view text) const;  // plain text or JSON: any of the words, as it is or escaped
  std::string struck(std::string text) const;
  std::string struck_json(const std::string& text) const;  // in its values alone, where it is JSON
  // In all values of the write, but only where a word stands by itself: "ada@example.com" is not in "nada@example.com".
  void strike(Write&) const;
  void strike(FieldValue&) const;

 private:
  void strike(Fields&) const;
  void strike(std::string&) const;
  void strike(Record&) const;

  std::vector<std::string> words_, sought_;  // the longest first; these and their escaped forms
};

}  // namespace hsn::state
