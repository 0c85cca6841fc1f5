#include "record/html_editor.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "record/html_words.hpp"

namespace hsn::html {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kBreak = "<br />\n";

bool is_blank(std::string_view text) { return text.find_first_not_of(kBlanks) == std::string_view::npos; }
bool is_block(const Piece& piece) { return breaks_line(piece) && piece.name != "br"; }
bool stands_alone(std::string_view name) { return one_of(name, {"", "img", "input", "embed", "source", "wbr"}); }

// With paragraphs as the gaps say.
std::string block_html(std::span<const TextLine> now) {
  std::vector<Line> lines;
  for (const auto& line : now) {
    if (line.gap > 1) lines.emplace_back();
    lines.push_back(line.line);
  }
  return lines_html(lines);
}

bool all_items(std::span<const TextLine> lines) {
  return std::all_of(lines.begin(), lines.end(), [](const TextLine& line) { return line.line.item; });
}

}  // namespace

// The tags around a line that belong to it alone are within it: <strong>, <span>, <a>.
std::size_t Editor::begin_of(std::size_t line) const {
  auto at = lines_[line].span.from;
  for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
    if (piece->span.from >= at) continue;
    if (piece->tag && (breaks_line(*piece) || piece->span.to > at)) break;
    const auto text = part({piece->span.from, std::min(piece->span.to, at)});
    if (!piece->tag && (!is_blank(text) || text.find('\n') != std::string_view::npos)) break;
    at = piece->span.from;
  }
  return std::min(html_.find_first_not_of(kBlanks, at), lines_[line].span.from);
}

std::size_t Editor::end_of(std::size_t line) const {
  const auto last = lines_[line].span.to;
  auto at = last;
  for (const auto& piece : pieces_) {
    if (piece.span.to <= at) continue;
    if (piece.tag && breaks_line(piece)) break;
    const auto text = part({std::max(piece.span.from, at), piece.span.to});
    if (!piece.tag && (!is_blank(text) || text.find('\n') != std::string_view::npos)) break;
    at = piece.span.to;
  }
  return std::max(html_.substr(0, at).find_last_not_of(kBlanks) + 1, last);
}

bool Editor::is_gone(const Piece& piece) const {
  return std::any_of(edits_.begin(), edits_.end(), [&](const auto& edit) {
    return edit.second.empty() && edit.first.from <= piece.span.from && piece.span.to <= edit.first.to;
  });
}

// The nearest one that is neither blank nor erased.
const Piece* Editor::piece_before(std::size_t at) const {
  for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
    if (piece->span.from >= at || is_gone(*piece)) continue;
    if (piece->tag || !is_blank(part({piece->span.from, std::min(piece->span.to, at)}))) return &*piece;
  }
  return nullptr;
}

const Piece* Editor::piece_after(std::size_t at) const {
  for (const auto& piece : pieces_) {
    if (piece.span.to <= at || is_gone(piece)) continue;
    if (piece.tag || !is_blank(part({std::max(piece.span.from, at), piece.span.to}))) return &piece;
  }
  return nullptr;
}

bool Editor::in_cells(const TextLine& line) const {
  return std::any_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
    return piece.span.from >= line.span.from && piece.span.to <= line.span.to && is_block(piece);
  });
}

// What of this part shows no text, or belongs to what is around it.
Editor::Kept Editor::kept(Span range, const TextLine& line) const {
  std::vector<const Piece*> all, open;
  std::vector<const Piece*> dropped;
  const auto has_text = [&](const Piece* from, const Piece* to) {
    return std::any_of(from, to, [&](const Piece& piece) { return !piece.tag && !is_blank(part(piece.span)); });
  };
  for (const auto& piece : pieces_) {
    if (!piece.tag || piece.span.from < range.from || piece.span.to > range.to) continue;
    all.push_back(&piece);
    if (!piece.closing) open.push_back(&piece);
    const auto partner = std::find_if(open.rbegin(), open.rend(), [&](const Piece* one) { return one->name == piece.name; });
    if (!piece.closing || partner == open.rend()) continue;
    if (has_text(*partner, &piece)) dropped.insert(dropped.end(), {*partner, &piece});
    open.erase(std::next(partner).base());
  }
  Kept kept;
  for (const auto* piece : all) {
    if (std::find(dropped.begin(), dropped.end(), piece) != dropped.end()) continue;
    const bool opens = std::find(open.begin(), open.end(), piece) != open.end() && !stands_alone(piece->name);
    (piece->span.from < line.span.from && !opens ? kept.before : kept.after) += part(piece->span);
  }
  return kept;
}

void Editor::put(Span span, std::string text) {
  // What is erased may lie around what was erased before.
  if (text.empty())
    std::erase_if(edits_, [&](const auto& edit) {
      return edit.second.empty() && span.from <= edit.first.from && edit.first.to <= span.to;
    });
  edits_.emplace_back(span, std::move(text));
}

// All of it into the first cell of a row; the others stay, empty.
bool Editor::edit_cells(const TextLine& old, const TextLine& now) {
  if (!old.placed) return false;
  const auto tag = std::min(html_.find('<', old.span.from), old.span.to);
  put({old.span.from, html_.substr(0, tag).find_last_not_of(kBlanks) + 1}, line_html(now.line));
  for (const auto& word : old.words)
    if (word.span.from > tag && word.run.text != " ") put(word.span, "");
  return true;
}

bool Editor::edit(std::size_t line, const TextLine& now) {
  const auto& old = lines_[line];
  if (auto words = word_edits(html_, old, now)) {
    for (auto& [span, text] : *words) put(span, std::move(text));
    return true;
  }
  if (in_cells(old)) return edit_cells(old, now);
  const Span range{begin_of(line), end_of(line)};
  const auto rest = kept(range, old);
  put(range, rest.before + line_html(now.line) + rest.after);
  return true;
}

void Editor::erase(std::size_t line) {
  const auto& old = lines_[line];
  Span range{begin_of(line), end_of(line)};
  const auto rest = in_cells(old) ? Kept{} : kept(range, old);
  if (!rest.before.empty() || !rest.after.empty()) return put(range, rest.before + rest.after);
  bool block = false;
  const auto* before = piece_before(range.from);
  const auto* after = piece_after(range.to);
  while (before != nullptr && after != nullptr && is_block(*before) && !before->closing && after->closing &&
         before->name == after->name) {
    range = {before->span.from, after->span.to};
    block = true;
    before = piece_before(range.from);
    after = piece_after(range.to);
  }
  if (block) {
    const auto next = html_.find_first_not_of(kBlanks, range.to);
    range.to = next == std::string_view::npos ? html_.size() : next;
  } else if (before != nullptr && before->name == "br") {
    range.from = before->span.from;
  } else if (after != nullptr && after->name == "br") {
    range.to = std::min(html_.find_first_not_of(kBlanks, after->span.to), html_.size());
  } else if (before == nullptr) {
    range.to = std::min(html_.find_first_not_of(kBlanks, range.to), html_.size());
  } else if (!before->tag) {
    range.from = html_.substr(0, range.from).find_last_not_of(kBlanks) + 1;
  }
  put(range, "");
}

// Behind the tags that end the block of this line, the whole table, the whole list; null: nothing ends there.
std::optional<std::size_t> Editor::end_of_block(std::size_t line) const {
  const auto* piece = piece_after(end_of(line));
  if (piece == nullptr || !is_block(*piece) || !piece->closing) return std::nullopt;
  const auto ends = [&](std::initializer_list<std::string_view> names) -> std::optional<std::size_t> {
    const auto* next = piece_after(piece->span.to);
    return next != nullptr && next->closing && one_of(next->name, names) ? std::optional(next->span.to) : std::nullopt;
  };
  if (piece->name == "li") return ends({"ul", "ol"});
  if (!one_of(piece->name, {"td", "th", "tr", "tbody", "thead", "tfoot"})) return piece->span.to;
  const auto table = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& one) {
    return one.span.from > piece->span.from && one.closing && one.name == "table";
  });
  return table == pieces_.end() ? std::nullopt : std::optional(table->span.to);
}

bool Editor::insert_items(std::span<const TextLine> now, const Piece* item) {
  if (item == nullptr || item->name != "li") return false;
  std::string text;
  for (const auto& line : now) {
    const auto html = "<li>" + line_html(line.line) + "</li>";
    text += item->closing ? "\n" + html : html + "\n";
  }
  const auto at = item->closing ? item->span.to : item->span.from;
  put({at, at}, std::move(text));
  return true;
}

bool Editor::insert_before_all(std::span<const TextLine> now, std::optional<std::size_t> before) {
  if (!before) {
    put({html_.size(), html_.size()}, (html_.empty() ? "" : "\n") + block_html(now));
    return true;
  }
  auto at = begin_of(*before);
  if (lines_[*before].line.item && all_items(now)) return insert_items(now, piece_before(at));
  const auto* piece = piece_before(at);
  for (; piece != nullptr && is_block(*piece) && !piece->closing; piece = piece_before(at)) at = piece->span.from;
  put({at, at}, block_html(now) + "\n");
  return true;
}

bool Editor::insert(std::span<const TextLine> now, std::optional<std::size_t> after, std::optional<std::size_t> before) {
  if (!after) return insert_before_all(now, before);
  const bool item = lines_[*after].line.item;
  const auto end = end_of(*after);
  const auto belongs = std::find_if(
      now.begin(), now.end(), [&](const TextLine& line) { return item ? !line.line.item : line.line.item || line.gap > 1; });
  const auto here = now.first(static_cast<std::size_t>(belongs - now.begin()));
  const auto rest = now.subspan(here.size());
  if (!here.empty() && item && !insert_items(here, piece_after(end))) return false;
  if (!here.empty() && !item) {
    std::string text;
    for (const auto& line : here) text.append(kBreak).append(line_html(line.line));
    put({end, end}, std::move(text));
  }
  if (rest.empty()) return true;
  if (before && lines_[*before].line.item && all_items(rest)) return insert_items(rest, piece_before(begin_of(*before)));
  if (const auto at = end_of_block(*after)) {
    put({*at, *at}, "\n" + block_html(rest));
    return true;
  }
  if (item) return false;
  // Text without a block, as the editor of WordPress keeps it; or a line before a break.
  const auto* next = piece_after(end);
  put({end, end}, (next != nullptr && next->name == "br" ? std::string(kBreak).append(kBreak) : "\n\n") +
                      (rest.size() == 1 && !rest.front().line.item ? line_html(rest.front().line) : block_html(rest)));
  return true;
}

bool Editor::space(std::size_t line, int gap) {
  const Span between{end_of(line - 1), begin_of(line)};
  std::string tags;
  for (const auto& piece : pieces_)
    if (piece.tag && piece.span.from >= between.from && piece.span.to <= between.to)
      tags += (piece.closing ? "/" : "") + piece.name;
  if (gap == 2) {
    if (tags.empty()) {
      put(between, "\n\n");
    } else {
      put({between.to, between.to}, std::string(kBreak));
    }
  } else if (one_of(tags, {"", "/pp", "brbr"})) {
    put(between, std::string(kBreak));
  } else {
    if (in_cells(lines_[line])) return false;
    put({between.from, between.from}, std::string(kBreak).append(part({between.to, end_of(line)})));
    erase(line);
  }
  return true;
}

std::optional<std::string> Editor::applied() {
  std::stable_sort(edits_.begin(), edits_.end(), [](const auto& a, const auto& b) { return a.first.from < b.first.from; });
  std::string out;
  std::size_t at = 0;
  for (const auto& [span, text] : edits_) {
    if (span.from < at || span.to < span.from) return std::nullopt;
    out.append(html_.substr(at, span.from - at)).append(text);
    at = span.to;
  }
  return out.append(html_.substr(at));
}

}  // namespace hsn::html
