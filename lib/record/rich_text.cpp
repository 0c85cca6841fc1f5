#include "record/rich_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/text.hpp"

namespace hsn {

namespace {

// clean_text trims; inside a text the blanks between two runs count.
std::string clean_inside(const std::string& text) {
  auto guarded = clean_text("." + text + ".");
  return guarded.substr(1, guarded.size() - 2);
}

// A browser shows each of them as a blank, and so the shop's HTML is read.
std::string plain_blanks(std::string text) {
  for (const std::string_view other : {"\t", "\r", "\xC2\xA0"})
    for (auto at = text.find(other); at != std::string::npos; at = text.find(other, at)) text.replace(at, other.size(), " ");
  return text;
}

bool blank(char c) { return c == ' ' || c == '\n'; }

// Notion refuses the whole request over one link that is relative or longer than 2,000, and its own links to pages are
// relative, which no shop can follow: such words stay, the link goes.
bool leads_anywhere(const std::string& link) {
  constexpr std::size_t kLinkUnits = 2'000;
  static constexpr std::array<std::string_view, 4> kSchemes = {"https://", "http://", "mailto:", "tel:"};
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
  if (!is_utf8(link) || std::any_of(link.begin(), link.end(), control)) return false;
  return utf16_length(link) <= kLinkUnits && std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) {
           return lower_ascii(link.substr(0, scheme.size())) == scheme;
         });
}

void trim_ends(std::vector<Run>& runs) {
  while (!runs.empty()) {
    auto& text = runs.front().text;
    text.erase(0, text.find_first_not_of(" \n"));
    if (!text.empty()) break;
    runs.erase(runs.begin());
  }
  while (!runs.empty()) {
    auto& text = runs.back().text;
    while (!text.empty() && blank(text.back())) text.pop_back();
    if (!text.empty()) break;
    runs.pop_back();
  }
}

// HTML keeps no blank at either end of a line or after a bullet.
void trim_line(Line& line) {
  trim_ends(line.runs);
  line.item = !line.runs.empty() && line.runs.front().text.starts_with(kListItem);
  if (!line.item) return;
  line.runs.front().text.erase(0, kListItem.size());
  trim_ends(line.runs);
}

// Neither does it keep the form of a line end, which cannot be seen (between lines of one form it has that form, else none), nor
// of a bullet, nor empty lines around the items of a list, nor of several the second.
std::vector<Run> in_lines(const std::vector<Run>& runs) {
  std::vector<Run> out;
  std::string ends;
  bool after_item = false;
  for (auto& line : lines_of(runs)) {
    if (!line.runs.empty()) {
      ends.resize(std::min<std::size_t>(ends.size(), line.item || after_item ? 1 : 2));
      if (line.item) ends += kListItem;
      auto& first = line.runs.front();
      if (!line.item && !out.empty() && same_form(out.back(), first)) {
        first.text.insert(0, ends);
      } else {
        append(out, {ends, false, false, {}});
      }
      for (auto& run : line.runs) append(out, std::move(run));
      ends.clear();
      after_item = line.item;
    }
    if (!out.empty()) ends += '\n';
  }
  return out;
}

std::vector<Run> tidy(const std::vector<Run>& runs) {
  std::vector<Run> joined;
  for (auto run : runs) {
    run.text = clean_inside(run.text);
    if (!leads_anywhere(run.link)) run.link.clear();
    append(joined, std::move(run));
  }
  for (auto& run : joined) run.text = plain_blanks(clean_inside(run.text));  // what was joined may compose
  return in_lines(joined);
}

std::string escape(std::string_view text, bool quotes = false) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += quotes ? "&quot;" : "\"";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string unescape(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
  std::string out;
  while (!text.empty()) {
    bool found = false;
    for (const auto& [entity, character] : kEntities) {
      if (!text.starts_with(entity)) continue;
      out += character;
      text.remove_prefix(entity.size());
      found = true;
      break;
    }
    if (found) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

// Our own tags only; null for anything else, which is then text.
struct Tag {
  char name;
  bool closing;
  std::string href;
  std::size_t size;
};
std::optional<Tag> tag_at(std::string_view text) {
  static constexpr struct {
    std::string_view mark;
    char name;
    bool closing;
  } kPlain[] = {{"<b>", 'b', false}, {"</b>", 'b', true}, {"<i>", 'i', false}, {"</i>", 'i', true}, {"</a>", 'a', true}};
  for (const auto& plain : kPlain)
    if (text.starts_with(plain.mark)) return Tag{plain.name, plain.closing, {}, plain.mark.size()};
  constexpr std::string_view kLink = "<a href=\"";
  if (!text.starts_with(kLink)) return std::nullopt;
  const auto end = text.find("\">", kLink.size());
  if (end == std::string_view::npos) return std::nullopt;
  return Tag{'a', false, unescape(text.substr(kLink.size(), end - kLink.size())), end + 2};
}

}  // namespace

std::vector<Line> lines_of(const std::vector<Run>& runs) {
  std::vector<Line> lines(1);
  for (auto run : runs) {
    const std::string text = std::move(run.text);
    for (std::size_t at = 0;;) {
      const auto end = text.find('\n', at);
      run.text = text.substr(at, end - at);
      append(lines.back().runs, run);
      if (end == std::string::npos) break;
      lines.emplace_back();
      at = end + 1;
    }
  }
  for (auto& line : lines) trim_line(line);
  return lines;
}

bool same_form(const Run& a, const Run& b) { return a.bold == b.bold && a.italic == b.italic && a.link == b.link; }

void append(std::vector<Run>& runs, Run run) {
  if (run.text.empty()) return;
  if (!runs.empty() && same_form(runs.back(), run)) {
    runs.back().text += run.text;
  } else {
    runs.push_back(std::move(run));
  }
}

std::vector<Run> to_runs(std::string_view markup) {
  std::vector<Run> runs;
  Run form;
  std::string_view rest = markup;
  while (!rest.empty()) {
    if (const auto tag = rest.front() == '<' ? tag_at(rest) : std::nullopt) {
      if (tag->name == 'b') form.bold = !tag->closing;
      if (tag->name == 'i') form.italic = !tag->closing;
      if (tag->name == 'a') form.link = tag->closing ? std::string() : tag->href;
      rest.remove_prefix(tag->size);
      continue;
    }
    auto size = rest.find('<', 1);
    if (size == std::string_view::npos) size = rest.size();
    auto run = form;
    run.text = unescape(rest.substr(0, size));
    runs.push_back(std::move(run));
    rest.remove_prefix(size);
  }
  return tidy(runs);
}

std::string to_markup(const std::vector<Run>& runs) {
  std::string out;
  for (const auto& run : tidy(runs)) {
    if (run.bold) out += "<b>";
    if (run.italic) out += "<i>";
    if (!run.link.empty()) out += "<a href=\"" + escape(run.link, true) + "\">";
    out += escape(run.text);
    if (!run.link.empty()) out += "</a>";
    if (run.italic) out += "</i>";
    if (run.bold) out += "</b>";
  }
  return out;
}

std::string plain_text(std::string_view markup) {
  std::string out;
  for (const auto& run : to_runs(markup)) out += run.text;
  return out;
}

}  // namespace hsn
