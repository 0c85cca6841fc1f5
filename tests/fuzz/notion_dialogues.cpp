// Notion's answers while its databases are looked for, made and mended, and while the knowledge pages are read:
// <letter of the dialogue>200…
#include "fuzz/workspace.hpp"
#include "notion/knowledge.hpp"
#include "notion/provision.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

constexpr const char* kSomeId = "aaaaaaaa-0000-4000-8000-000000000001";

notion::Account account() { return {"https://api.notion.com", "2026-03-11", Secret(std::string(kSecret))}; }

void converse(remote::Dialogue& dialogue, std::string_view input) {
  for (const auto& answer : answers(input)) {
    const auto request = dialogue.next();
    if (!request) return;
    check(*request, kNotionUrl);
    if (const auto heard = dialogue.heard(answer); !heard) return check(heard.error());
  }
}

void provision(std::string_view input, bool by_id, bool change) {
  notion::Wanted wanted;
  wanted.entities = {&kThings};
  if (by_id) wanted.ids["things"] = {kSomeId, ""};
  wanted.parent_page_id = kPageId;
  wanted.change = change;
  const auto dialogue = notion::make_provision(account(), std::move(wanted));
  converse(*dialogue, input);
  const auto text = notion::encode(dialogue->layout());
  const auto again = notion::decode_layout(text);
  law(again && notion::encode(*again) == text, "a layout is stored and read back without loss", text);
}

void knowledge(std::string_view input) {
  const auto reading = notion::read_knowledge(account(), std::string(kPageId), kSomeId, {{"p", "Prices", "2026-11-01", "x\n"}});
  converse(*reading, input);
  const auto& pages = reading->pages();
  const auto text = notion::encode(pages);
  law(notion::encode(notion::decode_knowledge(text)) == text, "pages are stored and read back without loss", text);
  law(utf16_length(notion::text_of(pages, 99)) <= 99, "no more goes along than may");
}

}  // namespace

FUZZ(notion_dialogues, input) {
  switch (choice(input, 4)) {
    case 0:
      return knowledge(input);
    case 1:
      return provision(input, true, true);
    case 2:
      return provision(input, true, false);
    default:
      return provision(input, false, true);
  }
}
