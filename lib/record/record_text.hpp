// Fields and writes as JSON text, and back, without a tree in between: every record of every chunk passes here several times.
// Digests are made of this text, so its form is fixed: members sorted, no blanks, nothing escaped that need not be.
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "record/row.hpp"

namespace hsn {

std::string encode_fields(const Fields&);
std::string encode_value(const FieldValue&);
std::string encode_write(const Write&);
std::string_view verb_name(Verb);
// Reads what the encoders wrote, blanks between the tokens allowed; bad_data for anything else. Whether text is UTF-8 is not
// looked at.
Result<Fields> decode_fields(std::string_view);
Result<FieldValue> decode_value(std::string_view);

}  // namespace hsn
