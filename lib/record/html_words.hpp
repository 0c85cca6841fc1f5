// A line of an HTML text changed word by word, so that the tags in it stay where they are. Only for html_editor.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "record/html_lines.hpp"

namespace hsn::html {

using Edit = std::pair<Span, std::string>;  // what is to stand there

// Null: a tag would have to change too.
std::optional<std::vector<Edit>> word_edits(std::string_view html, const TextLine& old, const TextLine& now);

}  // namespace hsn::html
