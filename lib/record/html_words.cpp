#include "record/html_words.hpp"

#include <span>

#include "record/align.hpp"

namespace hsn::html {

namespace {

Pairs pair_words(const std::vector<Word>& old, const std::vector<Word>& now) {
  const auto same = [&](std::size_t i, std::size_t j) { return old[i].run == now[j].run; };
  return align(old.size(), now.size(), same, [&](std::size_t i, std::size_t j) {
    return !same(i, j) ? 0 : old[i].run.text == " " ? 1 : 4;
  });
}

// Words to stand where the HTML has this form already; null: the form cannot be taken off them.
std::optional<std::string> words_html(std::span<const Word> words, const Run& form, bool after_blank) {
  Line line;
  for (const auto& word : words) {
    auto run = word.run;
    if (same_form(run, form)) {
      run = {run.text, false, false, {}};
    } else if (!same_form(form, {})) {
      return std::nullopt;
    }
    append(line.runs, std::move(run));
  }
  return line_html(line, after_blank);
}

}  // namespace

std::optional<std::vector<Edit>> word_edits(std::string_view html, const TextLine& old, const TextLine& now) {
  if (!old.placed) return std::nullopt;
  auto pairs = pair_words(old.words, now.words);
  pairs.emplace_back(old.words.size(), now.words.size());
  std::vector<Edit> edits;
  std::size_t from = 0, first = 0;
  for (const auto& pair : pairs) {
    const auto to = pair.first, last = pair.second;
    if (from < to || first < last) {
      // In place of the words that go; else beside a neighbour, best one of the same form.
      const bool before_next = from == to && to < old.words.size() &&
                               (from == 0 || (!same_form(old.words[from - 1].run, now.words[first].run) &&
                                              same_form(old.words[from].run, now.words[first].run)));
      const auto& beside = from < to || before_next ? old.words[from] : old.words[from - 1];
      const auto span = from < to     ? Span{beside.span.from, old.words[to - 1].span.to}
                        : before_next ? Span{beside.span.from, beside.span.from}
                                      : Span{beside.span.to, beside.span.to};
      auto text = words_html(std::span(now.words).subspan(first, last - first), beside.run,
                             from > 0 && old.words[from - 1].run.text == " ");
      if (!text || html.substr(span.from, span.to - span.from).find('<') != std::string_view::npos) return std::nullopt;
      edits.emplace_back(span, std::move(*text));
    }
    from = to + 1;
    first = last + 1;
  }
  return edits;
}

}  // namespace hsn::html
