#include "record/html_layout.hpp"

#include <catch2/catch.hpp>

namespace html_layout_test {

using namespace hsn;

TEST_CASE("html: a script or style ends at its closing tag, however that is written, else with the document") {
  const std::string html = "<STYLE>a</p></Style><b>";
  const auto pieces = html::pieces_of(html);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[0].span.to == html.find("</Style>"));
  CHECK(pieces[1].closing);
  CHECK(html::pieces_of("<script>a</style><b>").size() == 1);
}

// Each of them looked at all the rest of the document, which took minutes.
TEST_CASE("html: twenty thousand styles before a long text are read at once") {
  std::string html;
  for (int i = 0; i < 20'000; ++i) html += "<style></style>";
  html += std::string(4U << 20U, 'x');
  CHECK(html::pieces_of(html).size() == 40'001);
}

}  // namespace html_layout_test
