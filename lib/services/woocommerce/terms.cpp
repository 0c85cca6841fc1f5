#include "services/woocommerce/terms.hpp"

#include <algorithm>
#include <array>

#include "core/json.hpp"
#include "core/text.hpp"
#include "services/woocommerce/currency.hpp"
#include "services/woocommerce/texts.hpp"

namespace hsn::services::woocommerce {
namespace {

using Ids = std::map<std::string, std::int64_t>;

// The hub has no commas in options: "Mind, Body" of the store is "Mind / Body" there (higherself-model.md 15).
std::string folded(std::string_view name) {
  std::string text = clean_text(decode_entities(name));
  for (std::size_t at = text.find(','); at != std::string::npos; at = text.find(',', at + 2)) text.replace(at, 1, " /");
  return fold_case(text);
}

std::vector<std::string> names(const FieldValue& value) {
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  return list == nullptr ? std::vector<std::string>() : *list;
}

// The first name of the list that is not among the ids.
std::optional<std::string> unknown_name(const Write& write, std::string_view field, const Ids& ids) {
  const auto* change = find_change(write, field);
  if (change == nullptr) return std::nullopt;
  const auto wanted = names(change->to);
  const auto found =
      std::find_if(wanted.begin(), wanted.end(), [&](const std::string& name) { return !ids.contains(folded(name)); });
  return found == wanted.end() ? std::nullopt : std::optional(*found);
}

void take(const Json& list, std::string_view pointer, Ids& ids, bool address) {
  if (!list.is_array()) return;
  for (const auto& element : list) {
    const auto id = int_at(element, "/id");
    const auto text = text_at(element, pointer);
    if (id && *id > 0 && text) ids.emplace(address ? *text : folded(*text), *id);  // of two with one name: the older
  }
}

void take_member(const Json& product, const char* member, std::string_view pointer, Ids& ids, bool address) {
  if (const auto* list = at(product, "/" + std::string(member))) take(*list, pointer, ids, address);
}

Json ids_json(const Ids& ids) {
  Json json = Json::object();
  for (const auto& [name, id] : ids) json[name] = id;
  return json;
}

Ids ids_at(const Json& json, std::string_view pointer) {
  Ids ids;
  if (const auto* object = at(json, pointer); object != nullptr && object->is_object()) {
    for (const auto& [name, id] : object->items()) ids.emplace(name, int_at(id, "").value_or(0));
  }
  return ids;
}

}  // namespace

Result<void> put_listed(const Write& write, const Change& change, const Question& question, Json& body) {
  auto& list = body[change.field] = Json::array();
  const bool pictures = change.field == "images";
  const auto& ids = pictures ? question.images : change.field == "tags" ? question.tags : question.categories;
  for (const auto& name : names(change.to)) {
    const auto known = ids.find(pictures ? name : folded(name));
    if (known != ids.end()) {
      list.push_back({{"id", known->second}});
    } else if (pictures) {
      list.push_back({{"src", name}});
    } else {
      const std::string kind = change.field == "tags" ? "tag" : "category";
      return fail(Fault::bad_data, "no such " + kind + " at the store: \"" + name + "\"", about(write),
                  "add it in the store under Products, choose another, or push with --create-terms");
    }
  }
  return {};
}

Question::Stage next_stage(const Write& write, const Question& question) {
  const auto asks = [&](std::string_view field) {
    const auto* change = find_change(write, field);
    return change != nullptr && !is_empty(change->to);
  };
  if (write.verb == Verb::create && write.to.feed == "products" && question.currency.empty()) return Question::Stage::currency;
  const bool listed = asks("categories") || asks("tags") || asks("images");
  const bool text =
      std::any_of(std::begin(kTexts), std::end(kTexts), [&](auto field) { return find_change(write, field) != nullptr; });
  if (write.verb == Verb::update && (listed || text) && !question.product_read) return Question::Stage::product;
  if (!question.categories_read && unknown_name(write, "categories", question.categories)) return Question::Stage::categories;
  if (!question.tags_read && unknown_name(write, "tags", question.tags)) return Question::Stage::tags;
  if (question.create_terms && missing_term(write, question)) return Question::Stage::term;
  return Question::Stage::send;
}

const Write* asks_currency(std::span<const Write> writes) {
  const auto found = std::find_if(writes.begin(), writes.end(),
                                  [](const Write& write) { return next_stage(write, {}) == Question::Stage::currency; });
  return found == writes.end() ? nullptr : &*found;
}

std::optional<Term> missing_term(const Write& write, const Question& question) {
  if (auto name = unknown_name(write, "categories", question.categories)) return Term{"categories", std::move(*name)};
  if (auto name = unknown_name(write, "tags", question.tags)) return Term{"tags", std::move(*name)};
  return std::nullopt;
}

void learn_term(Question& question, const Term& term, const Json& answer) {
  const auto made = int_at(answer, "/id"), had = int_at(answer, "/data/resource_id");
  auto& ids = term.field == "tags" ? question.tags : question.categories;
  if (const auto id = made ? made : had; id && *id > 0) ids.emplace(folded(term.name), *id);
}

void learn(Question& question, const Json& answer, bool last) {
  switch (question.stage) {
    case Question::Stage::currency:
      question.currency = currency_code(text_at(answer, currency_source(question.page)->pointer).value_or(""));
      if (!question.currency.empty() || !currency_source(question.page + 1)) {
        if (question.currency.empty()) question.currency = kNoCurrency;
        question.page = 1;
        return;
      }
      break;
    case Question::Stage::product:
      take_member(answer, "categories", "/name", question.categories, false);
      take_member(answer, "tags", "/name", question.tags, false);
      take_member(answer, "images", "/src", question.images, true);
      for (const auto field : kTexts)
        if (auto html = text_at(answer, "/" + std::string(field))) question.texts.emplace(field, std::move(*html));
      question.product_read = true;
      return;
    case Question::Stage::categories:
      take(answer, "/name", question.categories, false);
      question.categories_read = last;
      break;
    case Question::Stage::tags:
      take(answer, "/name", question.tags, false);
      question.tags_read = last;
      break;
    case Question::Stage::term:  // learn_term does
    case Question::Stage::send:
      return;
  }
  question.page = last ? 1 : question.page + 1;
}

std::string carry(const Question& question) {
  return dump_json({{"stage", static_cast<int>(question.stage)},
                    {"page", question.page},
                    {"batch", question.batch},
                    {"create_terms", question.create_terms},
                    {"currency", question.currency},
                    {"read", {question.product_read, question.categories_read, question.tags_read}},
                    {"categories", ids_json(question.categories)},
                    {"tags", ids_json(question.tags)},
                    {"images", ids_json(question.images)},
                    {"texts", question.texts}});
}

Question question_of(std::string_view carry) {
  const auto json = parse_json(carry).value_or(Json::object());
  Question question;
  question.stage = static_cast<Question::Stage>(int_at(json, "/stage").value_or(static_cast<int>(Question::Stage::send)));
  question.page = static_cast<int>(int_at(json, "/page").value_or(1));
  question.batch = bool_at(json, "/batch").value_or(false);
  question.create_terms = bool_at(json, "/create_terms").value_or(false);
  question.currency = text_at(json, "/currency").value_or("");
  question.product_read = bool_at(json, "/read/0").value_or(false);
  question.categories_read = bool_at(json, "/read/1").value_or(false);
  question.tags_read = bool_at(json, "/read/2").value_or(false);
  question.categories = ids_at(json, "/categories");
  question.tags = ids_at(json, "/tags");
  question.images = ids_at(json, "/images");
  for (const auto field : kTexts)
    if (auto html = text_at(json, "/texts/" + std::string(field))) question.texts.emplace(field, std::move(*html));
  return question;
}

}  // namespace hsn::services::woocommerce
