#include "record/rich_text.hpp"

#include <catch2/catch.hpp>

namespace rich_text_test {

using namespace hsn;

TEST_CASE("runs and markup are two ways to write the same text") {
  const std::vector<Run> runs{
      {"5 < 6 & ", false, false, ""}, {"bold", true, false, ""}, {" link", true, true, "https://a.example/?x=1&y=\"2\""}};
  const auto markup = to_markup(runs);
  CHECK(markup == "5 &lt; 6 &amp; <b>bold</b><b><i><a href=\"https://a.example/?x=1&amp;y=&quot;2&quot;\"> link</a></i></b>");
  CHECK(to_runs(markup) == runs);
}

TEST_CASE("neighbours of equal form are joined, outer blanks and empty runs go") {
  CHECK(to_markup({{"  a", false, false, ""}, {"b", false, false, ""}, {"", true, false, ""}, {" c \n", false, false, ""}}) ==
        "ab c");
  CHECK(to_markup({}).empty());
}

TEST_CASE("text that only looks like markup stays text") {
  CHECK(to_markup(to_runs("a <script> & b")) == "a &lt;script&gt; &amp; b");
  CHECK(to_markup(to_runs("<a href=\"never closed")) == "&lt;a href=\"never closed");
}

TEST_CASE("a shop's HTML becomes paragraphs, breaks, bullets, bold, italic and links") {
  CHECK(html_to_markup("<p>Slow <strong>breath</strong>,<br />\nlong <em>calm</em>.</p>\n<p>Bring a mat.</p>") ==
        "Slow <b>breath</b>,\nlong <i>calm</i>.\n\nBring a mat.");
  CHECK(html_to_markup("<p>With:</p><ul>\n<li>tea</li>\n<li><a href='https://a.example'>songs</a></li>\n</ul><p>Come.</p>") ==
        "With:\n• tea\n• <a href=\"https://a.example\">songs</a>\nCome.");
  CHECK(html_to_markup("Body &amp; Soul <script>alert(1)</script><!-- x --> 5 &lt; 6") == "Body &amp; Soul 5 &lt; 6");
}

TEST_CASE("an empty item of a list leaves no bullet") {
  CHECK(html_to_markup("<ul><li>tea</li><li></li></ul><p><b>Come</b></p>") == "• tea\n<b>Come</b>");
  CHECK(html_to_markup("<ul><li><strong></strong></li><li>tea</li></ul>") == "• tea");
}

TEST_CASE("markup goes back to HTML and reads the same") {
  for (const std::string markup : {"Slow <b>breath</b>,\nlong <i>calm</i>.\n\nBring a mat.", "With:\n• tea\n• songs\nCome.",
                                   "two  blanks", "three   blanks", "four    of <b>them</b>", "<b>two </b> <i>  more</i>",
                                   "<b><i><a href=\"https://a.example/?a=1&amp;b=2\">all</a></i></b> &lt;p&gt;", ""}) {
    CHECK(html_to_markup(markup_to_html(markup)) == markup);
  }
}

TEST_CASE("a style that goes over several lines is the same style however its line ends are marked up") {
  const std::string markup = "<b>one\ntwo</b>\nthree";
  CHECK(to_markup(to_runs("<b>one</b>\n<b>two</b>\nthree")) == markup);
  CHECK(to_markup(to_runs("<b>one</b><b>\ntwo\n</b>three")) == markup);
  CHECK(html_to_markup(markup_to_html(markup)) == markup);
  const std::string link = "• <a href=\"https://a.example/\">x\ny</a>";
  CHECK(html_to_markup(markup_to_html(link)) == link);
}

TEST_CASE("of lines there is nothing that HTML would not keep") {
  for (const auto& [typed, kept] :
       std::vector<std::pair<std::string, std::string>>{{"With:\n\n• tea\n\n• songs\n\nCome.", "With:\n• tea\n• songs\nCome."},
                                                        {"• <b>tea\n\nand</b>\n\nsongs", "• <b>tea\nand</b>\n\nsongs"},
                                                        {"one\n<b> two</b>\n<i>  • tea</i>", "one\n<b>two</b>\n• <i>tea</i>"},
                                                        {"  • tea\n\nsongs", "• tea\nsongs"},
                                                        {"\n one \n<b> two </b> \n\nthree", "one\n<b>two</b>\n\nthree"},
                                                        {"one\ttwo\xC2\xA0three\r\n four", "one two three\nfour"},
                                                        {"one\n \n\n<i> </i>\ntwo", "one\n\ntwo"},
                                                        {"• <b> </b>\n•\n\n• tea ", "•\n•\n• tea"},
                                                        {"•  tea\n• <b> songs</b>", "• tea\n• <b>songs</b>"}}) {
    CHECK(to_markup(to_runs(typed)) == kept);
    CHECK(html_to_markup(markup_to_html(typed)) == kept);
  }
}

TEST_CASE("a run of which nothing is left when it is cleaned does not keep its neighbours apart") {
  CHECK(to_runs(std::string("e<b>\0</b>\xCC\x81", 11)) == std::vector<Run>{{"\xC3\xA9", false, false, ""}});
}

TEST_CASE("any bytes parse") {
  for (const std::string html : {"<", "<p", "<!--", "</", "<a href=", "<a href=\"x", "&", "&#;", "<script>", "\xff<b>\xc3"}) {
    const auto markup = html_to_markup(html);
    CHECK(to_markup(to_runs(markup)) == markup);
  }
}

TEST_CASE("a link that no other side can follow is dropped, its words stay") {
  CHECK(html_to_markup("<a href=\"/shop\">here</a>") == "here");
  CHECK(html_to_markup("see <a href=\"https://a.example/" + std::string(2000, 'a') + "\">here</a>") == "see here");
  CHECK(html_to_markup("<a href=\"MAILTO:ana@example.com\">mail</a>") == "<a href=\"MAILTO:ana@example.com\">mail</a>");
  CHECK(to_runs("a <a href=\"javascript:x()\">b</a>").size() == 1);
  CHECK(html_to_markup("<a href=\"https://a.example/\xff\">here</a>") == "here");
  CHECK(html_to_markup("<a href=\"https://a.example/\n\">here</a>") == "here");
}

}  // namespace rich_text_test
