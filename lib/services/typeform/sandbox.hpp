// Typeform in miniature: /me, forms and their responses, as typeform.md says. Where the real one is strange, so is this: fresh
// responses may be missing from the list for a while, items come without response_id, titles are in the form alone.
#pragma once

#include <memory>
#include <string>

#include "sandbox/emulator.hpp"

namespace hsn::sandbox {

struct FormsOptions {
  std::string token = "tfp_sandbox";
  bool limited = true;  // two requests a second, as the real one; more is answered with 429
};

// What its people do, by Emulator::act:
//   form    {"id", "title", "fields": [{"id", "ref", "type", "title", "properties"?}], "hidden"?: [names]}
//   submit  {"form", "answers": {REF: value}, "hidden"?, "score"?, "raw"?: [answers], "token"?, "partial"?, "ago_seconds"?,
//            "late_seconds"?}   the list shows it so much later; returns {"token"}
//   more    {"form", "token", "answers"}   a partial response goes on
//   finish  {"form", "token"}   … and is sent after all
//   delete  {"form", "token"}
class Forms : public Emulator {
 public:
  static std::unique_ptr<Forms> make(FormsOptions);
};

}  // namespace hsn::sandbox
