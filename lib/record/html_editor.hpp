// Edits of an HTML text, line by line: what is not named keeps its bytes. Only for html_patch.cpp, which checks the outcome.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "record/html_words.hpp"

namespace hsn::html {

// Each line is named once at most. A member that returns false has met what it does not understand; then nothing is to be had.
class Editor {
 public:
  explicit Editor(std::string_view html) : html_(html), pieces_(pieces_of(html)), lines_(source_lines(html, pieces_)) {}

  const std::vector<TextLine>& lines() const { return lines_; }
  bool edit(std::size_t line, const TextLine& now);
  void erase(std::size_t line);  // with its block, if that is empty then
  // New lines between two that stay, as far as there are such.
  bool insert(std::span<const TextLine> now, std::optional<std::size_t> after, std::optional<std::size_t> before);
  bool space(std::size_t line, int gap);  // puts an empty line before it (2), or takes it away (1)
  std::optional<std::string> applied();

 private:
  struct Kept {
    std::string before, after;
  };

  std::string_view part(Span span) const { return html_.substr(span.from, span.to - span.from); }
  std::size_t begin_of(std::size_t line) const;
  std::size_t end_of(std::size_t line) const;
  const Piece* piece_before(std::size_t at) const;
  const Piece* piece_after(std::size_t at) const;
  bool is_gone(const Piece&) const;
  bool in_cells(const TextLine&) const;
  Kept kept(Span, const TextLine&) const;
  bool edit_cells(const TextLine&, const TextLine& now);
  std::optional<std::size_t> end_of_block(std::size_t line) const;
  bool insert_before_all(std::span<const TextLine> now, std::optional<std::size_t> before);
  bool insert_items(std::span<const TextLine> now, const Piece* item);
  void put(Span, std::string);

  std::string_view html_;
  std::vector<Piece> pieces_;
  std::vector<TextLine> lines_;
  std::vector<Edit> edits_;
};

}  // namespace hsn::html
