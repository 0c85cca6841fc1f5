#include "core/text.hpp"

#include <catch2/catch.hpp>

namespace text_test {

using namespace hsn;

TEST_CASE("text: clean text is NFC with LF line ends, trimmed, without NUL") {
  CHECK(clean_text(" a\r\nb\rc\n ") == "a\nb\nc");
  CHECK(clean_text("Cafe\xCC\x81") == "Caf\xC3\xA9");
  CHECK(clean_text(std::string_view("a\0b", 3)) == "ab");
  CHECK(clean_text("\xC3\xA9\r") == "\xC3\xA9");
  CHECK(clean_text("a\xFFz") == "a\xEF\xBF\xBDz");
  CHECK(clean_text("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(clean_text("") == "");
}

TEST_CASE("text: cleaning twice changes nothing more") {
  const std::string text = GENERATE("  \xCC\x81\x61\xCC\x81 ", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7", "\xFF\xFE\r\r\n",
                                    "\xE1\x84\x80\xE1\x85\xA1");
  CHECK(clean_text(clean_text(text)) == clean_text(text));
}

TEST_CASE("text: only whole, shortest, assigned-range sequences are UTF-8") {
  CHECK(is_utf8("gr\xC3\xBC\xC3\x9F \xF0\x9F\x8C\x99"));
  CHECK_FALSE(is_utf8("\xC3"));
  CHECK_FALSE(is_utf8("\xC0\x80"));
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));
  CHECK_FALSE(is_utf8("\xF4\x90\x80\x80"));
}

TEST_CASE("text: folding makes differently written words equal") {
  CHECK(fold_case("Stra\xC3\x9F"
                  "e") == fold_case("STRASSE"));
  CHECK(fold_case("\xC3\x84rger") == fold_case("a\xCC\x88RGER"));
  CHECK(fold_case("on-hold") != fold_case("on hold"));
  CHECK(lower_case("STRASSE A\xCC\x88") == "strasse \xC3\xA4");
  CHECK(lower_case("Stra\xC3\x9F"
                   "e") ==
        "stra\xC3\x9F"
        "e");
}

TEST_CASE("text: the ASCII helpers leave other letters alone") {
  CHECK(lower_ascii("\xC3\x84"
                    "BC") ==
        "\xC3\x84"
        "bc");
  CHECK(equals_ignoring_case("Retry-After", "retry-after"));
  CHECK_FALSE(equals_ignoring_case("a", "ab"));
  CHECK(trim("\t a b \n") == "a b");
  CHECK(trim(" \n") == "");
}

TEST_CASE("text: splitting and joining are each other's inverse") {
  CHECK(split("a,,b", ',') == std::vector<std::string>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(join(split("a,,b,", ','), ",") == "a,,b,");
  CHECK(join({}, ",") == "");
}

TEST_CASE("text: a line is added below what is there") {
  std::string text;
  add_line(text, "first");
  CHECK(text == "first");
  add_line(text, "second");
  CHECK(text == "first\nsecond");
}

TEST_CASE("text: what is put in a word's place is not looked at again, and no word is in no place") {
  CHECK(replaced("Ada and Ada", "Ada", "Ada King") == "Ada King and Ada King");
  CHECK(replaced("aaa", "aa", "b") == "ba");
  CHECK(replaced("forgotten", "forgotten", "[forgotten]") == "[forgotten]");
  CHECK(replaced("Ada", "", "x") == "Ada");
  CHECK(replaced("", "Ada", "x").empty());
}

TEST_CASE("text: lengths are counted as Notion counts, in UTF-16 units") {
  CHECK(utf16_length("abc") == 3);
  CHECK(utf16_length("\xC3\xA9") == 1);
  CHECK(utf16_length("\xF0\x9F\x8C\x99") == 2);
}

TEST_CASE("text: a front never cuts a grapheme, unless it alone is too long") {
  const std::string flag = "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA";                // two code points, four units
  const std::string family = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7";  // five units
  CHECK(utf16_front("abc", 2) == "ab");
  CHECK(utf16_front("abc", 3) == "abc");
  CHECK(utf16_front("ae\xCC\x81z", 2) == "a");
  CHECK(utf16_front("a" + flag, 4) == "a");
  CHECK(utf16_front("a" + flag, 5) == "a" + flag);
  CHECK(utf16_front(flag + flag, 6) == flag);
  CHECK(utf16_front(family, 4) == "\xF0\x9F\x91\xA9\xE2\x80\x8D");
  CHECK(utf16_front("\xF0\x9F\x8C\x99x", 2) == "\xF0\x9F\x8C\x99");
}

TEST_CASE("text: cutting a long text into fronts loses nothing and respects the limit") {
  std::string text;
  for (int i = 0; i < 500; ++i)
    text += i % 7 == 0 ? "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7" : i % 3 == 0 ? "e\xCC\x81" : "x";
  std::string_view rest = text;
  std::string again;
  while (!rest.empty()) {
    const auto front = utf16_front(rest, 20);
    REQUIRE_FALSE(front.empty());
    CHECK(utf16_length(front) <= 20);
    again += front;
    rest.remove_prefix(front.size());
  }
  CHECK(again == text);
}

TEST_CASE("text: a terminal shows wide characters on two columns and accents on none") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xE6\x9C\x88") == 2);
  CHECK(display_width("\xF0\x9F\x8C\x99") == 2);
}

TEST_CASE("text: entities are decoded once, unknown ones stay") {
  CHECK(decode_entities("Tom &amp; Jerry") == "Tom & Jerry");
  CHECK(decode_entities("&amp;lt;") == "&lt;");
  CHECK(decode_entities("&#36;&#x1F319;&#X41;") ==
        "$\xF0\x9F\x8C\x99"
        "A");
  CHECK(decode_entities("&eacute;&Eacute;&thetasym;&euro;&apos;&nbsp;") == "\xC3\xA9\xC3\x89\xCF\x91\xE2\x82\xAC'\xC2\xA0");
  CHECK(decode_entities("&nosuch; &; & &amp") == "&nosuch; &; & &amp");
  CHECK(decode_entities("&#0;&#xD800;&#x110000;&#99999999999;&#x;") == "&#0;&#xD800;&#x110000;&#99999999999;&#x;");
  CHECK(decode_entities("&#1114111;") == "\xF4\x8F\xBF\xBF");
}

TEST_CASE("text: what is encoded decodes to itself") {
  CHECK(encode_entities("5 < 6 & \"7\" > 1") == "5 &lt; 6 &amp; \"7\" &gt; 1");
  CHECK(decode_entities(encode_entities("&lt; <b> &amp;")) == "&lt; <b> &amp;");
}

TEST_CASE("text: tags go, words stay apart, comparisons survive") {
  CHECK(strip_html("<p>Two <b>bo</b>ld</p><p>lines<br/>here</p>") == "Two bold lines here");
  CHECK(strip_html("5 < 6 &amp; 7 > 1") == "5 < 6 & 7 > 1");
  CHECK(strip_html("<style>p {}</style>text<!-- no --><script>x()</script>") == "text");
  CHECK(strip_html("open <b") == "open <b");
  CHECK(strip_html("<!-- open") == "");
  CHECK(strip_html("&lt;b&gt;") == "<b>");
  CHECK(strip_html("<") == "<");
}

}  // namespace text_test
