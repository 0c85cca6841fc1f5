// What the sandbox holds, as one HTML page to look at: tables, no scripts, nothing to press.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hsn::sandbox {

struct Table {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // as long as `columns`; text, escaped here
};
std::string html_page(std::string_view heading, std::span<const Table>);

}  // namespace hsn::sandbox
