#include "record/rich_text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/text.hpp"

namespace hsn {

namespace {

bool same_form(const Run& a, const Run& b) { return a.bold == b.bold && a.italic == b.italic && a.link == b.link; }

// clean_text trims; inside a text the blanks between two runs count.
std::string clean_inside(const std::string& text) {
  auto guarded = clean_text("." + text + ".");
  return guarded.substr(1, guarded.size() - 2);
}

bool blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

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

void append(std::vector<Run>& runs, Run run) {
  if (run.text.empty()) return;
  if (!runs.empty() && same_form(runs.back(), run)) {
    runs.back().text += run.text;
  } else {
    runs.push_back(std::move(run));
  }
}

void trim_ends(std::vector<Run>& runs) {
  while (!runs.empty()) {
    auto& text = runs.front().text;
    text.erase(0, text.find_first_not_of(" \n\t\r"));
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

void drop_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(' '), text.size())); }

// What HTML does not keep of lines: the form of a line end, which cannot be seen (between lines of one form it has that form,
// else none), and of a list's bullet; blanks before a line or an item; empty lines around the items of a list.
std::vector<Run> in_lines(const std::vector<Run>& runs) {
  std::vector<Run> out;
  std::string ends;
  bool begun = false, bare = true;  // the line: is anything of it there; would a blank be its first
  bool item = false, after_item = false;
  for (const auto& run : runs) {
    for (std::string_view rest = run.text; !rest.empty();) {
      if (rest.front() == '\n') {
        ends += '\n';
        if (std::exchange(begun, false)) after_item = item;
        bare = true;
        rest.remove_prefix(1);
        continue;
      }
      if (bare) drop_blanks(rest);
      auto text = rest.substr(0, rest.find('\n'));
      if (text.empty()) continue;
      rest.remove_prefix(text.size());
      const bool first = !std::exchange(begun, true);
      if (first) item = text.starts_with(kListItem);
      if (item || after_item) ends.resize(std::min<std::size_t>(ends.size(), 1));
      if (first && item) {
        ends += kListItem;
        text.remove_prefix(kListItem.size());
        drop_blanks(text);
      }
      bare = text.empty();
      auto line = run;
      line.text = text;
      if (!out.empty() && same_form(out.back(), line) && !(first && item)) {
        line.text.insert(0, ends);
      } else {
        append(out, {ends, false, false, {}});
      }
      ends.clear();
      append(out, std::move(line));
    }
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
  for (auto& run : joined) run.text = clean_inside(run.text);  // what was joined may compose
  trim_ends(joined);
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
