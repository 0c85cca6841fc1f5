#include "record/html_layout.hpp"

#include <algorithm>
#include <cctype>

#include "core/text.hpp"

namespace hsn::html {

namespace {

std::string attribute(std::string_view tag, std::string_view name) {
  const auto lower = lower_ascii(tag);
  for (auto at = lower.find(name); at != std::string::npos; at = lower.find(name, at + 1)) {
    auto from = at + name.size();
    while (from < tag.size() && tag[from] == ' ') ++from;
    if (from >= tag.size() || tag[from] != '=' || at == 0 || (lower[at - 1] != ' ' && lower[at - 1] != '\n')) continue;
    ++from;
    while (from < tag.size() && tag[from] == ' ') ++from;
    if (from >= tag.size()) return {};
    const char quote = tag[from];
    if (quote != '"' && quote != '\'') return decode_entities(tag.substr(from, tag.find_first_of(" \n\t", from) - from));
    const auto end = tag.find(quote, from + 1);
    return decode_entities(tag.substr(from + 1, end == std::string_view::npos ? end : end - from - 1));
  }
  return {};
}

Piece tag_of(std::string_view inside, Span span) {
  Piece piece{span, true, inside.starts_with('/'), {}, {}};
  if (piece.closing) inside.remove_prefix(1);
  std::size_t size = 0;
  while (size < inside.size() && std::isalnum(static_cast<unsigned char>(inside[size])) != 0) ++size;
  piece.name = lower_ascii(inside.substr(0, size));
  if (piece.name == "a") piece.href = attribute(inside, "href");
  return piece;
}

// The end of the text where it does not stand. It must not copy what may be a whole document, once for each tag in it.
std::size_t find_ignoring_case(std::string_view text, std::string_view lower, std::size_t from) {
  const auto same = [](unsigned char a, unsigned char b) { return std::tolower(a) == b; };
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), lower.begin(), lower.end(), same);
  return static_cast<std::size_t>(found - text.begin());
}

bool is_cell(std::string_view name) { return one_of(name, {"td", "th"}); }

// Collects runs the way a browser lays out text: white space collapses, blocks begin on lines of their own. And the way
// WordPress shows what its editor keeps without tags: a line end within a text is a break, an empty line ends a paragraph.
class Composer {
 public:
  void text(std::string_view raw, std::size_t at) {
    for (std::size_t i = 0, size = 0; i < raw.size(); i += size) {
      size = unit_size(raw.substr(i));
      const auto unit = size > 1 && raw[i] == '&' ? decode_entities(raw.substr(i, size)) : std::string(raw.substr(i, size));
      const Span span{at + i, at + i + size};
      if (unit == " " || unit == "\n" || unit == "\t" || unit == "\r") {
        if (!space_) blank_ = span;
        blank_.to = span.to;
        space_ = true;
        if (raw[i] == '\n') ++line_ends_;
      } else if (unit == "\xC2\xA0") {  // no-break space: a blank that does not collapse
        flush();
        add(" ", span);
        hard_ = true;
      } else {
        flush();
        add(unit, span);
        hard_ = false;
      }
    }
  }
  void tag(const Piece& e) {
    if (breaks_line(e)) {
      end_lines_before(e);
    } else {
      end_lines();
    }
    if (one_of(e.name, {"b", "strong"})) restyle([&] { bold_ += e.closing ? -1 : 1; });
    if (one_of(e.name, {"i", "em"})) restyle([&] { italic_ += e.closing ? -1 : 1; });
    if (e.name == "a") restyle([&] { form_.link = e.closing ? std::string() : e.href; });
    if (e.name == "img") after_block_ = after_break_ = false;
    if (e.name == "br") ++lines_, space_ = false, after_break_ = true;
    if (one_of(e.name, {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})) block(e.closing ? 2 : 1);
    if (one_of(e.name, {"div", "tr", "table", "section", "hr"})) block(1);
    if (one_of(e.name, {"ul", "ol"})) lines_ = 1;
    if (is_cell(e.name)) space_ = true, blank_ = {e.span.from, e.span.from};
    if (e.name == "li") {
      block(1);
      bullet_ = !e.closing;  // an item without text leaves no bullet to what follows
    }
  }
  Layout take() {
    restyle([] {});
    return std::move(out_);
  }

 private:
  // The bytes of a character reference or of a no-break space, else 1.
  static std::size_t unit_size(std::string_view raw) {
    constexpr std::size_t kLongest = 12;
    if (raw.starts_with("\xC2\xA0")) return 2;
    if (raw.front() != '&') return 1;
    const auto end = raw.substr(0, kLongest).find(';');
    if (end == std::string_view::npos || raw.substr(1, end).find('&') != std::string_view::npos) return 1;
    return decode_entities(raw.substr(0, end + 1)) == raw.substr(0, end + 1) ? 1 : end + 1;
  }
  void add(std::string_view text, Span span) {
    form_.text += text;
    out_.origin.insert(out_.origin.end(), text.size(), span);
  }
  // A blank that came before the change of style belongs to the text before it.
  template <class Change>
  void restyle(Change change) {
    put_blank();
    space_ = false;
    push();
    change();
    form_.bold = bold_ > 0;
    form_.italic = italic_ > 0;
  }
  bool begun() const { return !out_.runs.empty() || !form_.text.empty(); }
  bool blank_before() const {
    const auto& text = form_.text.empty() && !out_.runs.empty() ? out_.runs.back().text : form_.text;
    return !text.empty() && (text.back() == '\n' || (text.back() == ' ' && !hard_));
  }
  void put_blank() {
    if (!begun() || lines_ > 0 || !space_ || blank_before()) return;
    add(" ", blank_);
    hard_ = false;
  }
  void block(int lines) {
    lines_ = std::max(lines_, lines);
    space_ = false;
    after_block_ = true;
  }
  // Line ends of the source before text or a tag within it.
  void end_lines() {
    if (line_ends_ > 1 && !after_block_) {
      lines_ = std::max(lines_, 2);
    } else if (line_ends_ == 1 && !after_block_ && !after_break_) {
      ++lines_;
    }
    if (line_ends_ > 0) after_break_ = true;
    line_ends_ = 0;
  }
  void end_lines_before(const Piece& e) {
    if (e.name == "br") return end_lines();
    if ((bare_ || line_ends_ > 1) && !is_cell(e.name) && !after_block_) lines_ = std::max(lines_, 2);
    line_ends_ = 0;
    bare_ = false;
    if (e.name != "hr") depth_ = std::max(0, depth_ + (e.closing ? -1 : 1));
    after_block_ = true;
  }
  void push() {
    if (!form_.text.empty()) out_.runs.push_back(form_);
    form_.text.clear();
  }
  // What text finds before it: line ends and a bullet, which have no style, or a blank.
  void flush() {
    end_lines();
    put_blank();
    std::string front(begun() ? static_cast<std::size_t>(lines_) : 0, '\n');
    if (bullet_) front += kListItem;
    if (!front.empty()) {
      push();
      out_.origin.insert(out_.origin.end(), front.size(), Span{});
      out_.runs.push_back({front, false, false, {}});
    }
    lines_ = 0;
    bare_ = depth_ == 0;
    space_ = bullet_ = after_block_ = after_break_ = false;
  }
  Layout out_;
  Run form_;
  Span blank_;
  int bold_ = 0, italic_ = 0, lines_ = 0, line_ends_ = 0;
  bool space_ = false, bullet_ = false;
  bool hard_ = false;  // the text ends with a no-break space: a blank after it is one more
  bool after_block_ = true, after_break_ = false;
  int depth_ = 0;
  bool bare_ = false;  // text outside of any block: WordPress makes it a paragraph
};

// The second of two blanks would collapse.
std::string keep_blanks(std::string text, bool after_blank) {
  if (after_blank && text.starts_with(' ')) text.replace(0, 1, "&nbsp;");
  for (auto at = text.find("  "); at != std::string::npos; at = text.find("  ", at)) text.replace(at + 1, 1, "&nbsp;");
  return text;
}

}  // namespace

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool breaks_line(const Piece& piece) {
  return one_of(piece.name, {"p",  "h1",    "h2", "h3",      "h4", "h5", "h6", "blockquote", "div",   "tr",    "td",
                             "th", "table", "br", "section", "hr", "ul", "ol", "li",         "tbody", "thead", "tfoot"});
}

std::vector<Piece> pieces_of(std::string_view html) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < html.size();) {
    const auto rest = html.substr(at);
    const bool tag = rest.size() > 1 && rest[0] == '<' &&
                     (std::isalpha(static_cast<unsigned char>(rest[1])) != 0 || rest[1] == '/' || rest[1] == '!');
    const bool comment = rest.starts_with("<!--");
    auto end = !tag ? std::min(rest.find('<', 1), rest.size()) : comment ? rest.find("-->") : rest.find('>');
    if (end == std::string_view::npos) break;
    if (!tag) {
      pieces.push_back({{at, at + end}, false, false, {}, {}});
    } else {
      auto piece = tag_of(rest.substr(1, end - 1), {});
      end += comment ? 3 : 1;
      if (!piece.closing && one_of(piece.name, {"script", "style"})) end = find_ignoring_case(rest, "</" + piece.name, end);
      piece.span = {at, at + end};
      pieces.push_back(std::move(piece));
    }
    at += end;
  }
  return pieces;
}

Layout lay_out(std::string_view html, const std::vector<Piece>& pieces) {
  Composer composer;
  for (const auto& piece : pieces) {
    if (piece.tag) {
      composer.tag(piece);
    } else {
      composer.text(html.substr(piece.span.from, piece.span.to - piece.span.from), piece.span.from);
    }
  }
  return composer.take();
}

std::string line_html(const Line& line, bool after_blank) {
  std::string html;
  for (const auto& run : line.runs) {
    if (run.bold) html += "<strong>";
    if (run.italic) html += "<em>";
    if (!run.link.empty()) {
      auto link = encode_entities(run.link);
      for (auto at = link.find('"'); at != std::string::npos; at = link.find('"')) link.replace(at, 1, "&quot;");
      html += "<a href=\"" + link + "\">";
    }
    html += keep_blanks(encode_entities(run.text), after_blank);
    after_blank = run.text.ends_with(' ');
    if (!run.link.empty()) html += "</a>";
    if (run.italic) html += "</em>";
    if (run.bold) html += "</strong>";
  }
  return html;
}

std::string lines_html(const std::vector<Line>& lines) {
  std::vector<std::string> blocks;
  for (std::size_t i = 0; i < lines.size();) {
    if (lines[i].runs.empty()) {
      ++i;
    } else if (lines[i].item) {
      std::string list = "<ul>\n";
      for (; i < lines.size() && lines[i].item; ++i) list += "<li>" + line_html(lines[i]) + "</li>\n";
      blocks.push_back(list + "</ul>");
    } else {
      std::string paragraph = "<p>" + line_html(lines[i]);
      for (++i; i < lines.size() && !lines[i].runs.empty() && !lines[i].item; ++i) paragraph += "<br />\n" + line_html(lines[i]);
      blocks.push_back(paragraph + "</p>");
    }
  }
  return join(blocks, "\n");
}

}  // namespace hsn::html
