#include "record/record.hpp"

#include <variant>

namespace hsn {

std::string page_link(std::string page_id) {
  std::erase(page_id, '-');
  return "https://www.notion.so/" + page_id;
}

std::string text_in(const Fields& fields, std::string_view name) {
  const auto it = fields.find(name);
  const auto* text = it == fields.end() ? nullptr : std::get_if<std::string>(&it->second);
  return text == nullptr ? std::string() : *text;
}

}  // namespace hsn
