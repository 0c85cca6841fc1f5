// An edited text back into the HTML that it came from.
#include <algorithm>
#include <iterator>

#include "record/align.hpp"
#include "record/html_editor.hpp"

namespace hsn {

namespace {

using html::TextLine;

std::vector<std::string> sorted_words(const TextLine& line) {
  std::vector<std::string> texts;
  for (const auto& word : line.words)
    if (word.run.text != " ") texts.push_back(word.run.text);
  std::sort(texts.begin(), texts.end());
  return texts;
}

// A line stays what it is, of a list or not; those with more words in common belong together rather.
Pairs pair_lines(const std::vector<TextLine>& old, const std::vector<TextLine>& now) {
  std::vector<std::vector<std::string>> left, right;
  for (const auto& line : old) left.push_back(sorted_words(line));
  for (const auto& line : now) right.push_back(sorted_words(line));
  const auto same = [&](std::size_t i, std::size_t j) { return old[i].line == now[j].line; };
  return align(old.size(), now.size(), same, [&](std::size_t i, std::size_t j) {
    if (same(i, j)) return 1000;
    if (old[i].line.item != now[j].line.item) return 0;
    std::vector<std::string> common;
    std::set_intersection(left[i].begin(), left[i].end(), right[j].begin(), right[j].end(), std::back_inserter(common));
    return 1 + static_cast<int>(500 * common.size() / std::max<std::size_t>({1, left[i].size(), right[j].size()}));
  });
}

std::optional<std::string> patched(std::string_view html, const std::vector<TextLine>& now) {
  html::Editor editor(html);
  const auto& old = editor.lines();
  auto pairs = pair_lines(old, now);
  pairs.emplace_back(old.size(), now.size());
  std::size_t from = 0, first = 0;  // behind the last pair
  for (const auto& pair : pairs) {
    const auto to = pair.first, last = pair.second;
    for (auto line = from; line < to; ++line) editor.erase(line);
    const auto after = from > 0 ? std::optional(from - 1) : std::nullopt;
    const auto before = to < old.size() ? std::optional(to) : std::nullopt;
    if (first < last && !editor.insert(std::span(now).subspan(first, last - first), after, before)) return std::nullopt;
    if (before && old[to].line != now[last].line && !editor.edit(to, now[last])) return std::nullopt;
    from = to + 1;
    first = last + 1;
  }
  return editor.applied();
}

// With an empty line between two lines where there is to be one, and none elsewhere.
std::optional<std::string> spaced(std::string_view html, const std::vector<TextLine>& now) {
  html::Editor editor(html);
  const auto& old = editor.lines();
  if (old.size() != now.size()) return std::nullopt;
  for (std::size_t i = 1; i < old.size(); ++i)
    if (old[i].gap != now[i].gap && !editor.space(i, now[i].gap)) return std::nullopt;
  return editor.applied();
}

}  // namespace

std::string patch_html(std::string_view html, std::string_view markup) {
  if (html_to_markup(html) == markup) return std::string(html);
  const auto now = html::text_lines(lines_of(to_runs(markup)));
  auto done = patched(html, now);
  if (done) done = spaced(*done, now);
  if (done && html_to_markup(*done) == markup) return std::move(*done);
  return markup_to_html(markup);
}

}  // namespace hsn
