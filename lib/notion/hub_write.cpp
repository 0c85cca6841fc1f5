#include <algorithm>
#include <cctype>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/body.hpp"
#include "notion/hub_remote.hpp"
#include "notion/properties.hpp"

namespace hsn::notion {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

void replace_word(std::string& text, const std::string& word, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos;) {
    const auto end = at + word.size();
    const bool whole = (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
    if (whole) text.replace(at, word.size(), by);
    at += whole ? by.size() : word.size();
  }
}

// Notion names columns by the ids that we sent; staff know them by name.
std::string in_words(std::string message, const Source& source) {
  constexpr std::size_t kTelling = 4;  // shorter ids turn up by chance
  for (const auto& [field, property] : source.properties) {
    if (property.id.size() < kTelling || property.id == "title") continue;
    for (const auto& id : {property.id, percent_decode(property.id)}) replace_word(message, id, "\"" + property.name + "\"");
  }
  return message;
}

std::string name_of(const Write& write) {
  return write.title.empty() ? write.key.external_id : write.title + " (" + write.key.external_id + ")";
}

// Ids come with dashes and without (notion.md 2).
bool same_page(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view id) {
    auto text = lower_ascii(id);
    std::erase(text, '-');
    return text;
  };
  return bare(a) == bare(b);
}

Result<Json> create_body(const Write& write, const Source& source, Json properties) {
  // Without its key a page could never be found again, whatever else the plan had to say.
  const auto key = source.properties.find("external_id");
  if (key == source.properties.end())
    return fail(Fault::bad_config, "the database has no usable column External ID", name_of(write), "run `hsn init`");
  if (!properties.contains(key->second.id))
    properties[key->second.id] = {
        {"rich_text", Json::array({{{"type", "text"}, {"text", {{"content", write.key.external_id}}}}})}};
  return Json{{"parent", {{"type", "data_source_id"}, {"data_source_id", source.data_source_id}}},
              {"properties", std::move(properties)}};
}

}  // namespace

Result<Json> Hub::encoded_changes(const Write& write, const Place& where) const {
  Json properties = Json::object();
  for (const auto& change : write.changes) {
    const auto* field = where.schema->find(change.field);
    const auto property = where.source->properties.find(change.field);
    if (field == nullptr || property == where.source->properties.end()) continue;
    auto value = encode(*field, property->second, change.to, write.refs);
    if (!value) {
      value.error().where = name_of(write) + ", " + value.error().where;
      return tl::unexpected(std::move(value.error()));
    }
    if (*value) properties[property->second.id] = std::move(**value);
  }
  return properties;
}

Result<remote::Sending> Hub::write(std::span<const Write> writes) const {
  const auto& write = writes.front();
  const auto where = place(write.to.feed);
  if (!where || !where->source->usable)
    return fail(Fault::bad_config, "there is no usable Notion database for it", name_of(write), "see `hsn check notion`");
  if (write.verb != Verb::create && write.known.remote_id.empty())
    return fail(Fault::bad_data, "its Notion page is not known", name_of(write));
  const auto path = "/pages/" + percent_encode(write.known.remote_id);
  const auto sending = [&](http::Request request) {
    return remote::Sending{{std::move(request), write.to.feed, write.key.external_id, {}}, 1};
  };
  switch (write.verb) {
    case Verb::archive:
      return sending(wire_.patch(path, {{"in_trash", true}}));
    case Verb::append:
      return fail(Fault::bad_data, "nothing is ever appended to a Notion page", name_of(write));
    case Verb::create:
    case Verb::update:
      break;
  }
  auto properties = encoded_changes(write, *where);
  if (!properties) return tl::unexpected(std::move(properties.error()));
  if (write.verb == Verb::update && properties->empty())
    return fail(Fault::bad_data, "nothing of it can be written: the columns are gone, or what they name has no page yet",
                name_of(write), "see `hsn check notion`");
  auto body = write.verb == Verb::create ? create_body(write, *where->source, std::move(*properties))
                                         : Result<Json>(Json{{"properties", std::move(*properties)}});
  if (!body) return tl::unexpected(std::move(body.error()));
  if (write.verb == Verb::create) {
    if (auto blocks = blocks_at_once(body_blocks(*where->schema, write), 0); !blocks.empty())
      (*body)["children"] = std::move(blocks);
  }
  auto request = write.verb == Verb::create ? wire_.post("/pages", *body) : wire_.patch(path, *body);
  if (request.body.size() > kPayloadBytes)
    return fail(Fault::bad_data, "its texts are together longer than the 500 KB that Notion takes at once", name_of(write),
                "shorten them at the service");
  return sending(std::move(request));
}

std::map<std::string, Error> Hub::unwritable(const Write& write) const {
  std::map<std::string, Error> refused;
  const auto where = place(write.to.feed);
  if (!where) return refused;
  for (const auto& change : write.changes) {
    const auto* field = where->schema->find(change.field);
    const auto property = where->source->properties.find(change.field);
    if (field == nullptr || property == where->source->properties.end()) continue;
    if (auto value = encode(*field, property->second, change.to, write.refs); !value)
      refused.emplace(change.field, std::move(value.error()));
  }
  return refused;
}

Result<remote::Sent> Hub::wrote(std::span<const Write> writes, const remote::Ask& ask, const http::Response& response) const {
  const auto& write = writes.front();
  const auto where = place(ask.feed);
  if (!where) return fail(Fault::ambiguous, "an answer to a write that was not sent", ask.feed);
  const bool first = ask.carry.empty();
  if (const auto saved = first && response.status == 503 ? refusal_of(response).committed_id : ""; !saved.empty()) {
    // The answer was late, not the write: Notion says what it saved (notion.md 5, "503 special case").
    return sent(Told{std::nullopt, page_ask(ask.feed, *where, saved)});
  }
  const auto carry = first ? Json::object() : parse_json(ask.carry).value_or(Json::object());
  auto told = read_about(ask, *where, carry, response, Sort::write);
  if (told && told->seen && write.verb != Verb::create) {
    auto& id = told->seen->remote_id;
    if (!same_page(id, write.known.remote_id))
      return sent(fail(Fault::ambiguous, "Notion's answer is about another page", name_of(write)));
    id = write.known.remote_id;
  }
  const bool shows_page = first || text_at(carry, "/about") == kPage;
  if (told && shows_page && told->seen && write.verb == Verb::create) {
    const auto blocks = body_blocks(*where->schema, write);
    if (const auto have = blocks_at_once(blocks, 0).size(); have < blocks.size())
      return sent(Told{std::nullopt, rest_of_body(ask, body_of(response, Sort::write, {}).value_or(Json()), blocks, have)});
  }
  if (told) return sent(std::move(told));
  auto& error = told.error();
  error.where = name_of(write);
  error.what = in_words(std::move(error.what), *where->source);
  // The write itself was carried out; what it made could not be read.
  if (!first) error.fault = Fault::ambiguous;
  // A collision proves little about a page that was to be made: it is looked up (notion.md 5, "409").
  if (write.verb == Verb::create && error.fault == Fault::conflict) error.fault = Fault::ambiguous;
  return sent(std::move(told));
}

remote::Sent Hub::sent(Result<Told> told) {
  remote::Sent sent;
  if (!told) {
    sent.each.push_back(tl::unexpected(std::move(told.error())));
  } else if (told->seen) {
    sent.each.push_back(std::move(*told->seen));
  } else {
    sent.next = std::move(told->more);
  }
  return sent;
}

}  // namespace hsn::notion
