// Texts that a damaged state may hold: fields of a record, a value, the knowledge pages.
#include "fuzz/fuzz.hpp"
#include "notion/knowledge.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(state_texts, input) {
  const auto fields = decode_fields(input);
  const auto value = decode_value(input);
  if (!fields) check(fields.error());
  if (value) display(*value, 40);
  // Bytes that are no UTF-8 are taken for text, and written down as U+FFFD.
  const bool sound = is_utf8(input);
  if (fields && sound)
    law(decode_fields(encode_fields(*fields)) == *fields, "fields are stored without loss", encode_fields(*fields));
  if (value && sound) law(decode_value(encode_value(*value)) == *value, "a value is stored without loss", encode_value(*value));
  const auto pages = notion::encode(notion::decode_knowledge(input));
  law(notion::encode(notion::decode_knowledge(pages)) == pages, "pages are stored without loss", pages);
}
