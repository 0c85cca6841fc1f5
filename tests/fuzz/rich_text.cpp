// HTML of a shop to our markup, to runs, and back.
#include "record/rich_text.hpp"

#include "fuzz/fuzz.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(rich_text, input) {
  const auto markup_law = [](const std::string& markup) {
    law(is_utf8(markup), "markup is UTF-8", markup);
    const auto runs = to_runs(markup);
    law(to_markup(runs) == markup, "to_markup undoes to_runs", markup + "\n-> " + to_markup(runs));
    for (const auto& run : runs) law(!run.text.empty(), "no run is empty", markup);
    const auto html = markup_to_html(markup);
    law(html_to_markup(html) == markup, "markup survives the way through HTML",
        markup + "\n-> " + html + "\n-> " + html_to_markup(html));
  };
  markup_law(html_to_markup(input));
  // Anything parses as markup, and is canonical from then on.
  markup_law(to_markup(to_runs(input)));
  const auto patch_law = [](const std::string& html, const std::string& markup) {
    const auto patched = patch_html(html, markup);
    law(html_to_markup(patched) == markup, "a patched HTML reads as the markup", html + "\n-> " + markup + "\n-> " + patched);
    law(patch_html(html, html_to_markup(html)) == html, "what was not edited keeps its bytes", html);
  };
  const std::string html(input), shown = html_to_markup(html);
  const auto middle = shown.size() / 2;
  patch_law(html, to_markup(to_runs(html)));
  patch_law(html, to_markup(to_runs(shown.substr(0, middle) + " new " + shown.substr(middle))));
  patch_law(html, to_markup(to_runs(shown.substr(std::min(shown.size(), shown.find('\n'))))));
  is_utf8(strip_html(input));
}
