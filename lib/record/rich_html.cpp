#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "core/text.hpp"
#include "record/rich_text.hpp"

namespace hsn {

namespace {

struct Element {
  std::string name;  // lower case
  bool closing = false;
  std::string href;
};

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

Element parse_element(std::string_view inside) {
  Element element;
  if (inside.starts_with('/')) {
    element.closing = true;
    inside.remove_prefix(1);
  }
  std::size_t size = 0;
  while (size < inside.size() && std::isalnum(static_cast<unsigned char>(inside[size])) != 0) ++size;
  element.name = lower_ascii(inside.substr(0, size));
  if (element.name == "a") element.href = attribute(inside, "href");
  return element;
}

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Collects runs the way a browser lays out text: white space collapses, blocks begin on lines of their own.
class Layout {
 public:
  void text(std::string_view raw) {
    const auto decoded = decode_entities(raw);
    for (std::size_t i = 0; i < decoded.size(); ++i) {
      const char c = decoded[i];
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        space_ = true;
      } else if (decoded.compare(i, 2, "\xC2\xA0") == 0) {  // no-break space: a blank that does not collapse
        flush();
        form_.text += ' ';
        hard_ = true;
        ++i;
      } else {
        flush();
        form_.text += c;
        hard_ = false;
      }
    }
  }
  void element(const Element& e) {
    if (one_of(e.name, {"b", "strong"})) restyle([&] { bold_ += e.closing ? -1 : 1; });
    if (one_of(e.name, {"i", "em"})) restyle([&] { italic_ += e.closing ? -1 : 1; });
    if (e.name == "a") restyle([&] { form_.link = e.closing ? std::string() : e.href; });
    if (e.name == "br") ++lines_, space_ = false;
    if (one_of(e.name, {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})) block(e.closing ? 2 : 1);
    if (one_of(e.name, {"div", "tr", "table", "section", "hr"})) block(1);
    if (one_of(e.name, {"ul", "ol"})) lines_ = 1;
    if (e.name == "li") {
      block(1);
      bullet_ = !e.closing;  // an item without text leaves no bullet to what follows
    }
  }
  std::vector<Run> take() {
    restyle([] {});
    return std::move(runs_);
  }

 private:
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
  bool begun() const { return !runs_.empty() || !form_.text.empty(); }
  bool blank_before() const {
    const auto& text = form_.text.empty() && !runs_.empty() ? runs_.back().text : form_.text;
    return !text.empty() && (text.back() == '\n' || (text.back() == ' ' && !hard_));
  }
  void put_blank() {
    if (!begun() || lines_ > 0 || !space_ || blank_before()) return;
    form_.text += ' ';
    hard_ = false;
  }
  void block(int lines) {
    lines_ = std::max(lines_, lines);
    space_ = false;
  }
  void push() {
    if (!form_.text.empty()) runs_.push_back(form_);
    form_.text.clear();
  }
  // What text finds before it: line ends and a bullet, which have no style, or a blank.
  void flush() {
    put_blank();
    std::string front(begun() ? static_cast<std::size_t>(lines_) : 0, '\n');
    if (bullet_) front += kListItem;
    if (!front.empty()) {
      push();
      runs_.push_back({front, false, false, {}});
    }
    lines_ = 0;
    space_ = bullet_ = false;
  }
  std::vector<Run> runs_;
  Run form_;
  int bold_ = 0, italic_ = 0, lines_ = 0;
  bool space_ = false, bullet_ = false;
  bool hard_ = false;  // the text ends with a no-break space: a blank after it is one more
};

// The second of two blanks would collapse.
std::string keep_blanks(std::string text, bool after_blank) {
  if (after_blank && text.starts_with(' ')) text.replace(0, 1, "&nbsp;");
  for (auto at = text.find("  "); at != std::string::npos; at = text.find("  ", at)) text.replace(at + 1, 1, "&nbsp;");
  return text;
}

std::string line_html(const Line& line) {
  std::string html;
  bool after_blank = false;
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

}  // namespace

std::string html_to_markup(std::string_view html) {
  Layout layout;
  while (!html.empty()) {
    const bool tag = html.size() > 1 && html[0] == '<' &&
                     (std::isalpha(static_cast<unsigned char>(html[1])) != 0 || html[1] == '/' || html[1] == '!');
    if (!tag) {
      auto size = html.find('<', 1);
      if (size == std::string_view::npos) size = html.size();
      layout.text(html.substr(0, size));
      html.remove_prefix(size);
      continue;
    }
    const bool comment = html.starts_with("<!--");
    const auto end = comment ? html.find("-->") : html.find('>');
    if (end == std::string_view::npos) break;
    const auto element = parse_element(html.substr(1, end - 1));
    html.remove_prefix(end + (comment ? 3 : 1));
    if (!element.closing && (element.name == "script" || element.name == "style")) {
      const auto close = lower_ascii(html).find("</" + element.name);
      html.remove_prefix(close == std::string::npos ? html.size() : close);
    } else {
      layout.element(element);
    }
  }
  return to_markup(layout.take());
}

std::string markup_to_html(std::string_view markup) {
  const auto lines = lines_of(to_runs(markup));
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

}  // namespace hsn
