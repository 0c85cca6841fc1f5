// What the store's answers to our changes mean, and what is asked next.
#include <algorithm>

#include "core/json.hpp"
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/currency.hpp"
#include "services/woocommerce/encode.hpp"
#include "services/woocommerce/terms.hpp"
#include "services/woocommerce/texts.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {
namespace {

using remote::Ask;
using remote::Sent;

// A list or a text is written as a whole: what somebody has changed there since would go with it.
bool has_moved_on(const Write& write, const Json& product) {
  const auto version = modified_of(*find_collection(write.to.feed), product);
  return !version.empty() && !write.known.version.empty() && version != write.known.version;
}

// The answer to a note is the note; the order is as it was, and now known to carry the number.
Seen with_note(const Write& write) {
  auto seen = write.known;
  for (const auto& change : write.changes) seen.record.fields[change.field] = change.to;
  return seen;
}

Sent one(Result<Seen> outcome) {
  Sent sent;
  sent.each.push_back(std::move(outcome));
  return sent;
}

Sent all_failed(std::span<const Write> writes, Error error) {
  Sent sent;
  for (const auto& write : writes) {
    error.where = about(write);
    sent.each.push_back(tl::unexpected(error));
  }
  return sent;
}

Sent goes_on(Result<Ask> next) {
  if (!next) return one(tl::unexpected(next.error()));
  Sent sent;
  sent.next = std::move(*next);
  return sent;
}

// Nothing of it has been kept, and it may go without that field.
Sent failed_for(std::string_view field, const Write& write, Error error) {
  auto sent = one(tl::unexpected(error));
  error.where.clear();
  if (write.verb == Verb::update && error.fault == Fault::bad_data) sent.unwritable.emplace(field, std::move(error));
  return sent;
}

// A picture that cannot be fetched is found out before anything of a product is kept.
Sent refused(const Write& write, Error error, const http::Response& response) {
  const auto json = parse_json(response.body, Lead::skip);
  const bool picture = json && text_at(*json, "/code").value_or("").ends_with("image_upload_error");
  return picture ? failed_for("images", write, std::move(error)) : one(tl::unexpected(std::move(error)));
}

}  // namespace

Sent WooCommerce::go_on(const Write& write, const Question& question) const {
  auto next = next_ask(write, question);
  const bool in_parts = !next && write.verb == Verb::update;
  auto sent = goes_on(std::move(next));
  if (in_parts) sent.unwritable = misfits(write, *find_collection(write.to.feed), &question, options_);
  return sent;
}

Result<Sent> WooCommerce::wrote(std::span<const Write> writes, const Ask& asked, const http::Response& response) const {
  const auto& write = writes.front();
  if (write.verb == Verb::archive) return one(erased(write, response));
  auto question = question_of(asked.carry);
  if (question.stage == Question::Stage::currency) return heard_currency(writes, std::move(question), response);
  if (question.batch) return batch_wrote(writes, question, response);
  if (question.stage == Question::Stage::term) return made_term(write, std::move(question), response);
  const bool is_question = asked.carry != kTrackingNote && question.stage != Question::Stage::send;
  const auto json = answer(response, is_question ? Asked::question : Asked::change, about(write));
  if (!json) return refused(write, json.error(), response);
  if (asked.carry == kTrackingNote) return one(with_note(write));
  if (!is_question) return one(settled(write, question, *json));
  if (question.stage == Question::Stage::product && has_moved_on(write, *json))
    return one(fail(Fault::conflict, "the store has changed it since it was read", about(write), "sync again"));
  const bool last = !json->is_array() || !has_next_page(response, question.page, json->size(), 100);
  learn(question, *json, last);
  return go_on(write, question);
}

// The write goes on with the id of its new category or tag.
Sent WooCommerce::made_term(const Write& write, Question question, const http::Response& response) const {
  const auto term = *missing_term(write, question);
  const auto json = parse_json(response.body, Lead::skip);
  const bool exists = json && text_at(*json, "/code") == "term_exists";
  if (const auto told = answer(response, Asked::change, about(write)); !told && !exists)
    return failed_for(term.field, write, told.error());
  learn_term(question, term, json.value_or(Json::object()));
  const auto left = missing_term(write, question);
  if (left && left->field == term.field && left->name == term.name)
    return one(
        fail(Fault::bad_data, "the store did not tell the id of the new \"" + term.name + "\"", about(write), "run again"));
  return go_on(write, question);
}

// A key that may not read the settings leaves the currency unknown; a store that cannot answer now is not sent anything either.
Sent WooCommerce::heard_currency(std::span<const Write> writes, Question question, const http::Response& response) const {
  const auto told = answer(response, Asked::question);
  if (!told && (response.status >= 500 || response.status == 429)) return all_failed(writes, told.error());
  learn(question, told.value_or(Json::object()), false);
  if (question.batch && !question.currency.empty()) return goes_on(batch(writes, batch_bodies(writes, question), question));
  const auto* create = asks_currency(writes);
  return go_on(create ? *create : writes.front(), question);
}

// Answers stand in the order of what was asked, creates and updates apart; one that failed holds an error in its place. A batch
// that is refused by itself fails as one: its records may be taken singly.
Result<Sent> WooCommerce::batch_wrote(std::span<const Write> writes, const Question& question,
                                      const http::Response& response) const {
  const auto json = answer(response, Asked::change);
  if (!json && response.status >= 400 && response.status < 500) return tl::unexpected(json.error());
  if (!json) return all_failed(writes, json.error());
  Sent sent;
  std::size_t created = 0, updated = 0;
  for (const auto& write : writes) {
    const bool create = write.verb == Verb::create;
    const auto place = (create ? "/create/" : "/update/") + std::to_string((create ? created : updated)++);
    const auto* item = at(*json, place);
    if (item == nullptr) {
      sent.each.push_back(fail(Fault::ambiguous, "the store's answer to the batch has no line for this record", about(write)));
    } else if (const auto* error = at(*item, "/error")) {
      const auto status = int_at(*error, "/data/status").value_or(400);
      sent.each.push_back(tl::unexpected(refusal(static_cast<int>(status), *error, Asked::change, about(write))));
    } else {
      sent.each.push_back(settled(write, question, *item));
    }
  }
  return sent;
}

Result<Seen> WooCommerce::settled(const Write& write, const Question& question, const Json& json) const {
  const auto& collection = *find_collection(write.to.feed);
  const auto& known = write.known;
  Context told{.options = options_};
  if (const auto* currency = known.record.find("currency")) told.currency = display(*currency);
  if (!question.currency.empty() && question.currency != kNoCurrency) told.currency = question.currency;
  std::vector<Seen> all;
  if (is_variation(write)) {
    all.push_back(decode_variation(json, known.remote_id.substr(0, known.remote_id.find('/')), told));
    if (const auto* name = known.record.find("name")) all.back().record.fields["name"] = *name;
  } else {
    all = decode(collection, json, told);
  }
  const auto own = std::find_if(all.begin(), all.end(), [](const Seen& seen) { return !seen.remote_id.empty(); });
  const bool other = own != all.end() && write.verb == Verb::update && own->remote_id != known.remote_id;
  if (own == all.end() || other) {
    return fail(Fault::ambiguous, "the store's answer does not hold the record that was sent", about(write),
                "the next run looks what became of it");
  }
  const auto& key = own->record.key.external_id;
  // The answer to a change has descriptions as they are kept, lists have them as they are shown.
  for (const auto field : kTexts) {
    const auto html = text_at(json, "/" + std::string(field));
    const auto* value = value_after(write, field);
    const auto* markup = value == nullptr ? nullptr : std::get_if<std::string>(value);
    if (html && markup != nullptr && shows(*html, *markup)) own->record.fields[std::string(field)] = *markup;
  }
  // Whose it is was learnt from the account.
  if (const auto* client = known.record.find("client")) own->record.fields.emplace("client", *client);
  if (write.key.external_id.starts_with("client:") && key != write.key.external_id) own->former_key = write.key.external_id;
  return *own;
}

}  // namespace hsn::services::woocommerce
