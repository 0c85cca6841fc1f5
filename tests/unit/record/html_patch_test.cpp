#include <catch2/catch.hpp>
#include <random>

#include "record/rich_text.hpp"

namespace html_patch_test {

using namespace hsn;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// The HTML after somebody has replaced this of its text.
std::string edited(const std::string& html, const std::string& from, const std::string& to) {
  const auto markup = to_markup(to_runs(replaced(html_to_markup(html), from, to)));
  const auto patched = patch_html(html, markup);
  CHECK(html_to_markup(patched) == markup);
  return patched;
}

const std::string kPage =
    "<h2 class=\"lead\">Slow breath</h2>\n"
    "<p><img src=\"https://a.example/1.jpg\" alt=\"\" /></p>\n"
    "<table class=\"times\"><tbody><tr><td>Monday</td><td>10:00</td></tr>\n"
    "<tr><td>Friday</td><td>12:00</td></tr></tbody></table>\n"
    "<p style=\"text-align:center\">Bring a <strong>warm</strong> mat &amp; <span class=\"x\">a blanket</span>.</p>\n"
    "<ul class=\"k\">\n<li>tea</li>\n<li>songs</li>\n</ul>\n"
    "<p>Come as<br />\nyou are.</p>\n"
    "<iframe src=\"https://v.example\"></iframe>";

TEST_CASE("an edited word is replaced in the shop's HTML, and every other byte stays") {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{{"Slow", "Deep"},
                                                                                 {"10:00", "11:30"},
                                                                                 {"warm", "thick &lt;3"},
                                                                                 {"blanket", "pillow"},
                                                                                 {"songs", "slow songs"},
                                                                                 {"you are", "you like"}}) {
    CHECK(edited(kPage, from, to) == replaced(kPage, from, to));
  }
  CHECK(patch_html(kPage, html_to_markup(kPage)) == kPage);
}

TEST_CASE("a form that is given or taken touches its line alone") {
  CHECK(edited(kPage, "Bring", "<b>Bring</b>") == replaced(kPage, "Bring", "<strong>Bring</strong>"));
  CHECK(edited(kPage, "<b>warm</b>", "warm") ==
        replaced(kPage, "Bring a <strong>warm</strong> mat &amp; <span class=\"x\">a blanket</span>.",
                 "Bring a warm mat &amp; a blanket."));
  const std::string picture = "<p>See <strong>this <img src=\"/1.jpg\"></strong> now</p><h3>End</h3>";
  CHECK(edited(picture, "<b>this </b>", "that ") == "<p>See that now<img src=\"/1.jpg\"></p><h3>End</h3>");
}

TEST_CASE("new lines come in at their place, in the kind of block they belong to") {
  CHECK(edited(kPage, "• tea\n", "• tea\n• cake\n") == replaced(kPage, "<li>tea</li>\n", "<li>tea</li>\n<li>cake</li>\n"));
  CHECK(edited(kPage, "• tea\n", "• cake\n• tea\n") == replaced(kPage, "<li>tea</li>\n", "<li>cake</li>\n<li>tea</li>\n"));
  CHECK(edited(kPage, "Come as\n", "Come just as\nnow\n") == replaced(kPage, "Come as<br />", "Come just as<br />\nnow<br />"));
  CHECK(edited(kPage, "breath\n", "breath\n\nWhy\n") == replaced(kPage, "</h2>\n", "</h2>\n<p>Why</p>\n"));
  CHECK(edited(kPage, "Slow", "New:\n\nSlow") == "<p>New:</p>\n" + kPage);
  CHECK(edited(kPage, "you are.", "you are.\n• x\n• y") ==
        replaced(kPage, "are.</p>", "are.</p>\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>"));
}

TEST_CASE("lines that are deleted take along the block that is empty then, and no more") {
  CHECK(edited(kPage, "Slow breath\n\n", "") == replaced(kPage, "<h2 class=\"lead\">Slow breath</h2>\n", ""));
  CHECK(edited(kPage, "Friday 12:00\n", "") == replaced(kPage, "<tr><td>Friday</td><td>12:00</td></tr>", ""));
  CHECK(edited(kPage, "\nyou are.", "") == replaced(kPage, "<br />\nyou are.", ""));
  CHECK(edited(kPage, "• songs\n", "") == replaced(kPage, "<li>songs</li>\n", ""));
  CHECK(edited("<p><img src=\"/1.jpg\">Old</p><p>Stay</p>", "Old\n\n", "") == "<p><img src=\"/1.jpg\"></p><p>Stay</p>");
  CHECK(patch_html(kPage, "") ==
        "<p><img src=\"https://a.example/1.jpg\" alt=\"\" /></p>\n<iframe src=\"https://v.example\"></iframe>");
}

TEST_CASE("an empty line comes in or goes without what is around it") {
  CHECK(edited(kPage, "Come as\n", "Come as\n\n") == replaced(kPage, "as<br />\n", "as<br />\n<br />\n"));
  CHECK(edited("<h3>A</h3><p>b</p>\n<p>c</p>", "b\n\nc", "b\nc") == "<h3>A</h3><p>b<br />\nc</p>");
}

TEST_CASE("what WordPress keeps without paragraphs reads as it shows it, and stays without") {
  const std::string classic = "<h2>Title</h2>\n<img src=\"/a.jpg\" />\n\nFirst line\nand break.\n\nLast <b>one</b>.";
  CHECK(html_to_markup(classic) == "Title\n\nFirst line\nand break.\n\nLast <b>one</b>.");
  CHECK(html_to_markup(
            "<h2>Title</h2>\n<p><img src=\"/a.jpg\" /></p>\n<p>First line<br />\nand break.</p>\n<p>Last <b>one</b>.</p>\n") ==
        html_to_markup(classic));
  CHECK(edited(classic, "First", "1st") == replaced(classic, "First", "1st"));
  CHECK(edited(classic, "break.\n", "break.\n\nNew.\n") == replaced(classic, "break.\n", "break.\n\nNew.\n"));
  CHECK(edited(classic, "\n\nLast <b>one</b>.", "") == replaced(classic, "\n\nLast <b>one</b>.", ""));
}

TEST_CASE("whatever the HTML and the edit, what is patched reads as it was edited") {
  static const std::vector<std::string> kParts = {"<p>",        "</p>",
                                                  "<h2>",       "</h2>",
                                                  "<ul>",       "</ul>",
                                                  "<li>",       "</li>",
                                                  "<br />",     "\n",
                                                  "\n\n",       "<table>",
                                                  "<tr>",       "<td>",
                                                  "</td>",      "</tr>",
                                                  "</table>",   "<strong>",
                                                  "</strong>",  "<em>",
                                                  "</em>",      "<a href=\"https://a.example/\">",
                                                  "</a>",       "<img>",
                                                  "&nbsp;",     "&amp;",
                                                  "tea",        "• ",
                                                  "one two",    "e\xCC\x81",
                                                  " ",          "<div>",
                                                  "</div>",     "<span>",
                                                  "</span>",    "<b>x</b>",
                                                  "<!-- c -->", "<script>s</script>"};
  static const std::vector<std::string> kEdits = {"new", "\n", "\n\n", "• ", " ", "<b>bold</b>", "<i>", "\n• item\n", "&lt;"};
  std::mt19937 random(1);
  const auto below = [&](std::size_t end) { return random() % end; };
  for (int trial = 0; trial < 3000; ++trial) {
    std::string html;
    for (auto parts = below(24); parts > 0; --parts) html += kParts[below(kParts.size())];
    auto typed = html_to_markup(html);
    for (auto edits = below(4); edits > 0; --edits) {
      const auto at = below(typed.size() + 1);
      typed.replace(at, below(2) * below(12), below(4) == 0 ? "" : kEdits[below(kEdits.size())]);
    }
    const auto markup = to_markup(to_runs(typed));
    const auto patched = patch_html(html, markup);
    INFO(html << "\n-> " << markup << "\n-> " << patched);
    REQUIRE(html_to_markup(patched) == markup);
    REQUIRE(patch_html(html, html_to_markup(html)) == html);
  }
}

}  // namespace html_patch_test
