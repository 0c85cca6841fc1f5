// Changes on their way to the store: one record, a batch, a note. What its answers mean: wrote.cpp.
#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "services/woocommerce/currency.hpp"
#include "services/woocommerce/encode.hpp"
#include "services/woocommerce/terms.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {
namespace {

using remote::Ask;
using remote::Sending;

// The interface takes 100, but a shared host needs up to a second for each product (woocommerce.md, Batch), and a batch that
// times out leaves all of its records in doubt.
constexpr std::size_t kBatch = 50;

Question knowing(std::string_view currency) {
  Question question;
  question.currency = currency;
  return question;
}

bool goes_alone(const Write& write) {
  static constexpr std::string_view kAlone[] = {"stock_quantity", "images"};
  const auto alone = [&](std::string_view field) { return find_change(write, field) != nullptr; };
  return !write.expect.empty() || !write.via.empty() || is_variation(write) ||
         (write.verb != Verb::create && write.verb != Verb::update) || std::any_of(std::begin(kAlone), std::end(kAlone), alone) ||
         next_stage(write, knowing(kNoCurrency)) != Question::Stage::send;
}

// A number that is set twice is the same; a difference, or something new, is not.
// Stock counts relatively, each sending of a picture makes a new copy, and an order may have been refunded in between
// (woocommerce.md, Products and Orders).
http::Repeat repeat_of(const Write& write, const Json& body) {
  const bool absolute = !body.contains("inventory_delta") && !body.contains("images") && write.to.feed != "orders";
  return write.verb == Verb::update && absolute ? http::Repeat::safe : http::Repeat::never;
}

Json note_body(const Write& write) { return {{"note", tracking_note(write)}, {"customer_note", true}}; }

}  // namespace

Result<Ask> WooCommerce::next_ask(const Write& write, const Question& so_far) const {
  const auto& collection = *find_collection(write.to.feed);
  auto question = so_far;
  question.stage = next_stage(write, question);
  Ask ask;
  ask.feed = write.to.feed;
  ask.about = write.known.remote_id.empty() ? write.key.external_id : write.known.remote_id;
  ask.carry = carry(question);
  std::string path(collection.path);
  if (write.verb == Verb::update) {
    auto own = path_of(collection, write.known.remote_id);
    if (!own) return tl::unexpected(own.error());
    path = std::move(*own);
  }
  const Query terms{{"per_page", "100"}, {"page", std::to_string(question.page)}, {"orderby", "id"}, {"_fields", "id,name"}};
  switch (question.stage) {
    case Question::Stage::currency: {
      const auto& source = *currency_source(question.page);
      ask.request = options_.address.get(source.path, {{"_fields", std::string(source.fields)}});
      return ask;
    }
    case Question::Stage::product:
      // As it is kept: the usual answer has shortcodes carried out and paragraphs put around the text.
      ask.request = options_.address.get(
          path, {{"_fields", "id,date_modified_gmt,categories,tags,images,description,short_description"}, {"context", "edit"}});
      return ask;
    case Question::Stage::categories:
      ask.request = options_.address.get("products/categories", terms);
      return ask;
    case Question::Stage::tags:
      ask.request = options_.address.get("products/tags", terms);
      return ask;
    case Question::Stage::term: {
      const auto term = *missing_term(write, question);
      // Made twice, it is refused with the id of the first.
      ask.request = options_.address.send("POST", "products/" + std::string(term.field),
                                          dump_json({{"name", encode_entities(term.name)}}), http::Repeat::safe);
      return ask;
    }
    case Question::Stage::send:
      break;
  }
  auto body = body_of(write, collection, question, options_);
  if (!body) return tl::unexpected(body.error());
  const auto method = write.verb == Verb::create ? "POST" : "PUT";
  ask.request = options_.address.send(method, path, dump_json(*body), repeat_of(write, *body));
  return ask;
}

Result<Sending> WooCommerce::write(std::span<const Write> writes) const {
  const auto& first = writes.front();
  const auto* collection = find_collection(first.to.feed);
  if (collection == nullptr) return fail(Fault::bad_data, "the store has no feed \"" + first.to.feed + "\"", about(first));
  if (first.verb == Verb::archive) return erase(first, *collection);
  if (first.verb == Verb::append || first.via == kTracking) {
    const auto path = path_of(*collection, first.known.remote_id);
    if (!path) return tl::unexpected(path.error());
    return Sending{{options_.address.send("POST", *path + "/notes", dump_json(note_body(first)), http::Repeat::never),
                    first.to.feed, first.known.remote_id, std::string(kTrackingNote)}};
  }
  const auto bodies = batch_bodies(writes, {});
  Question question;
  question.batch = bodies.size() > 1;
  question.create_terms = options_.create_terms;
  const auto together = writes.first(bodies.size());
  const auto* create = asks_currency(together);
  if (question.batch && !create) return Sending{batch(together, bodies, question), together.size()};
  // Before the store is asked anything.
  if (const auto never = unwritable(first); !question.batch && !never.empty()) {
    auto error = never.begin()->second;
    error.where = about(first);
    return tl::unexpected(std::move(error));
  }
  auto ask = next_ask(question.batch ? *create : first, question);
  if (!ask) return tl::unexpected(ask.error());
  return Sending{std::move(*ask), std::max<std::size_t>(1, together.size())};
}

// A product without a part of what its page says may be on sale at the wrong price: a create goes whole or not at all.
std::map<std::string, Error> WooCommerce::unwritable(const Write& write) const {
  const auto* collection = find_collection(write.to.feed);
  if (collection == nullptr || write.verb != Verb::update) return {};
  auto found = misfits(write, *collection, nullptr, options_);
  // Counting begins with a count: ticked alone, the product would be out of stock.
  const bool begins = std::any_of(write.changes.begin(), write.changes.end(), [](const Change& change) {
    return change.field == "manage_stock" && change.to == FieldValue(true);
  });
  if (begins && found.contains("stock_quantity"))
    found.emplace("manage_stock", Error{Fault::bad_data, "goes out together with Stock Quantity", "", ""});
  return found;
}

// Of the writes that can go in one request, from the front.
std::vector<Json> WooCommerce::batch_bodies(std::span<const Write> writes, const Question& question) const {
  const auto& first = writes.front();
  const auto& collection = *find_collection(first.to.feed);
  std::vector<Json> bodies;
  for (const auto& write : writes) {
    if (goes_alone(write) || write.to != first.to || bodies.size() == kBatch) break;
    auto body = body_of(write, collection, question, options_);
    const bool addressed = write.verb == Verb::create || path_of(collection, write.known.remote_id);
    if (!body || !addressed) break;
    bodies.push_back(std::move(*body));
  }
  return bodies;
}

Ask WooCommerce::batch(std::span<const Write> writes, const std::vector<Json>& bodies, Question question) const {
  Json all = Json::object();
  auto repeat = http::Repeat::safe;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const auto& write = writes[i];
    auto item = bodies[i];
    if (write.verb == Verb::update) item["id"] = int_at(Json(write.known.remote_id), "").value_or(0);
    all[write.verb == Verb::create ? "create" : "update"].push_back(std::move(item));
    if (repeat_of(write, bodies[i]) == http::Repeat::never) repeat = http::Repeat::never;
  }
  question.stage = Question::Stage::send;
  const auto path = writes.front().to.feed + "/batch";
  return {options_.address.send("POST", path, dump_json(all), repeat), writes.front().to.feed, "", carry(question)};
}

}  // namespace hsn::services::woocommerce
