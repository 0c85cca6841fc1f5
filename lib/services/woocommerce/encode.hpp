// Our changes as the store's JSON. Pure; a change that the store would misread is an error here, before anything is sent.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "record/row.hpp"
#include "services/woocommerce/bindings.hpp"
#include "services/woocommerce/options.hpp"

namespace hsn::services::woocommerce {

// Categories, tags and pictures are sent by id, which only the store knows; a text is edited within the store's HTML; and the
// answer to a create does not say the currency. What has been learnt so far, by what is still to be asked; rides in Ask::carry.
struct Question {
  enum class Stage { currency, product, categories, tags, term, send };
  Stage stage = Stage::send;
  bool batch = false;         // what follows the question about the currency is a batch
  bool create_terms = false;  // a category or tag that the store lacks is made there
  std::string currency;       // of the store; empty: not asked yet, kNoCurrency: not to be had
  int page = 1;
  bool product_read = false, categories_read = false, tags_read = false;  // to the end
  std::map<std::string, std::int64_t> categories, tags, images;           // by folded name, by address
  std::map<std::string, std::string> texts;                               // the store's HTML, by field
};
std::string carry(const Question&);
Question question_of(std::string_view carry);
// Takes in the answer of the stage; `last`: no page behind it.
void learn(Question&, const nlohmann::json& answer, bool last);
// The stage that comes next for this write; Stage::send when nothing is missing.
Question::Stage next_stage(const Write&, const Question&);
// The first whose answer will not tell the currency; null: all tell it.
const Write* asks_currency(std::span<const Write>);

// The body of the PUT or POST. Only changed fields.
Result<nlohmann::json> body_of(const Write&, const Collection&, const Question&, const Options&);

// Of an update: the fields that body_of would fail for, by what the store has answered; null: whatever it will answer.
std::map<std::string, Error> misfits(const Write&, const Collection&, const Question* asked, const Options&);

// "24/25" -> "products/24/variations/25"; bad_data for what is no id.
Result<std::string> path_of(const Collection&, const std::string& remote_id);
bool is_variation(const Write&);
const Change* find_change(const Write&, std::string_view field);
const FieldValue* value_after(const Write&, std::string_view field);  // as changed, else as it is
// For reports: the key, and the title where there is one.
std::string about(const Write&);
// What the customer reads when a parcel goes out; and Ask::carry of it.
std::string tracking_note(const Write&);
inline constexpr std::string_view kTrackingNote = "note";

}  // namespace hsn::services::woocommerce
