// parse_json and at(): <pointer>\n<text>.
#include "fuzz/fuzz.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(json, input) {
  const auto pointer = cut(input, "\n");
  for (const auto lead : {Lead::none, Lead::skip}) {
    const auto json = parse_json(input, lead);
    if (!json) {
      check(json.error());
      continue;
    }
    const auto text = dump_json(*json);
    law(is_utf8(text), "what is dumped is UTF-8");
    const auto again = parse_json(text);
    law(again && dump_json(*again) == text, "what is dumped parses to the same", text);
    law(parse_json("\xEF\xBB\xBF" + text).has_value(), "a byte order mark is skipped");
    const auto* place = at(*json, pointer);
    law(place != nullptr || (!text_at(*json, pointer) && !int_at(*json, pointer) && !bool_at(*json, pointer)),
        "where there is nothing, nothing is read");
    if (const auto number = int_at(*json, pointer)) law(Decimal(*number).to_int() == number, "a whole number is a decimal");
    // nlohmann's pointers are RFC 6901's; ours add "[key=K]" and are lenient where those throw.
    if (place != nullptr && pointer.find('[') == std::string_view::npos && pointer.find('~') == std::string_view::npos) {
      try {
        law(json->at(Json::json_pointer(std::string(pointer))) == *place, "pointers lead where RFC 6901 says", pointer);
      } catch (const Json::exception&) {
        law(false, "pointers that lead nowhere lead nowhere", pointer);
      }
    }
  }
}
