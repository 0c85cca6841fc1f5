#include "support/table_remote.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "entities/entities.hpp"
#include "record/record_json.hpp"
#include "support/fakes.hpp"

namespace hsn::test {
namespace {

Error error_of(const http::Response& response) {
  const auto json = parse_json(response.body);
  const auto message = json ? text_at(*json, "/message").value_or("no words") : std::string("half an answer");
  if (response.status == 401) return {Fault::refused, message, "", ""};
  if (response.status == 403) return {Fault::forbidden, message, "", ""};
  if (response.status == 404) return {Fault::not_found, message, "", ""};
  if (response.status == 409) return {Fault::conflict, message, "", ""};
  if (response.status == 429) return {Fault::throttled, message, "", ""};
  if (response.status >= 500) return {Fault::unreachable, message, "", ""};
  return {Fault::bad_data, message, "", ""};
}

bool counts(std::string_view entity, std::string_view name) {
  const auto* field = entities::find(entity)->find(name);
  return field != nullptr && field->special == MergeRule::difference;
}

}  // namespace

std::string TableRemote::entity_of(std::string_view feed) const {
  for (const auto& one : feeds_) {
    if (one.name == feed && !one.entities.empty()) return std::string(one.entities[0].entity);
  }
  return std::string(feed);
}

void TableRemote::show_empty(std::string_view feed, const std::string& entity, Fields& fields) const {
  if (service_ == kHub) {
    for (const auto* field : all_fields(*entities::find(entity))) {
      if (!field->property.empty()) fields.try_emplace(std::string(field->name));
    }
    return;
  }
  for (const auto& one : feeds_) {
    if (one.name != feed) continue;
    for (const auto& binding : one.entities[0].fields) {
      if (binding.mode != remote::Mode::write) fields.try_emplace(std::string(binding.field));
    }
  }
}

std::string TableRemote::kind_of(std::string_view feed) const { return std::string(feed.substr(0, feed.size() - 1)); }

remote::Ask TableRemote::ask(std::string_view feed, const std::string& method, const std::string& tail) const {
  remote::Ask ask;
  ask.feed = feed;
  ask.request.service = service_;
  ask.request.method = method;
  ask.request.url = "https://" + service_ + ".example.com/" + std::string(feed) + tail;
  ask.request.repeat = method == "GET" ? http::Repeat::safe : http::Repeat::never;
  return ask;
}

remote::Step TableRemote::list(const remote::Feed& feed, const remote::Window& window) const {
  using Kind = remote::Window::Kind;
  remote::Step step;
  if (window.kind == Kind::these) {
    for (const auto& id : window.ids) {
      step.details.push_back(ask(feed.name, "GET", "/" + id));
      step.details.back().about = id;
    }
    return step;
  }
  const bool since = window.kind == Kind::since && !window.cursor.empty();
  step.next = ask(feed.name, "GET", "?since=" + (since ? window.cursor : "0"));
  step.next->carry = since ? window.cursor : "0";
  return step;
}

Result<remote::Step> TableRemote::read(const remote::Ask& question, const http::Response& response) const {
  remote::Step step;
  const auto entity = entity_of(question.feed);
  if (response.status == 404 && !question.about.empty()) {
    Seen gone;
    gone.record.key.entity = entity;
    gone.remote_id = question.about;
    gone.gone = true;
    if (service_ == kHub) gone.problem = "it is not shown any more";
    step.seen.push_back(std::move(gone));
    return step;
  }
  if (response.status != 200) return tl::unexpected(error_of(response));
  const auto json = parse_json(response.body);
  if (!json) return tl::unexpected(json.error());
  const auto read_one = [&](const Json& row, bool sure) {
    Seen seen;
    seen.record.fields = *fields_from_json(row.at("fields"));
    seen.remote_id = row.at("id").get<std::string>();
    seen.version = std::to_string(row.at("version").get<std::int64_t>());
    seen.at = instant(row.at("changed").get<std::string>());
    seen.created = instant(row.at("created").get<std::string>());
    seen.gone = row.at("gone").get<bool>();
    seen.by_us = row.at("by_us").get<bool>();
    seen.sure = sure;
    show_empty(question.feed, entity, seen.record.fields);
    const auto& fields = seen.record.fields;
    auto key = service_ == kHub ? text_of(fields, "external_id") : service_ + ":" + kind_of(question.feed) + ":" + seen.remote_id;
    if (entity == "clients" && service_ != kHub) seen.former_key = std::exchange(key, "client:" + text_of(fields, "email"));
    seen.record.key = {entity, key.empty() ? "notion:" + seen.remote_id : key};
    const auto email = text_of(fields, "billing_email");
    if (entity == "orders" && service_ != kHub && !email.empty()) {
      Seen client;
      client.record = {{"clients", "client:" + email}, {{"email", email}}};
      client.at = seen.at;
      client.account = text_of(fields, "account");
      seen.record.fields.erase("account");
      step.seen.push_back(std::move(client));
    }
    step.seen.push_back(std::move(seen));
  };
  if (!question.about.empty()) {
    read_one(*json, true);
    return step;
  }
  for (const auto& row : json->at("rows")) read_one(row, service_ != kHub);
  if (json->at("more").get<bool>()) {
    const auto parts = split(question.carry, ' ');
    const auto offset = parts.size() > 1 ? std::stoul(parts[1]) : 0;
    const auto next = std::to_string(offset + json->at("rows").size());
    step.next = ask(question.feed, "GET", "?since=" + parts[0] + "&offset=" + next);
    step.next->carry = parts[0] + " " + next;
  } else if (question.carry != "find") {
    step.cursor = std::to_string(json->at("clock").get<std::int64_t>());
  }
  return step;
}

std::map<std::string, Error> TableRemote::unwritable(const Write& write) const {
  std::map<std::string, Error> refused;
  for (const auto& change : write.changes) {
    if (change.to == FieldValue(std::string("too long")))
      refused[change.field] = {Fault::bad_data, "it is too long", change.field, ""};
  }
  return refused;
}

Result<remote::Sending> TableRemote::write(std::span<const Write> writes) const {
  const auto body_of = [&](const Write& write) {
    Fields fields;
    for (const auto& change : write.changes) {
      auto value = change.to;
      if (auto* refs = std::get_if<std::vector<Ref>>(&value); refs != nullptr && service_ == kHub) {
        for (auto& ref : *refs) ref.id = "@" + write.refs.at(ref.id);
        std::sort(refs->begin(), refs->end());
      }
      const auto* from = std::get_if<Decimal>(&change.from);
      const auto* to = std::get_if<Decimal>(&value);
      if (service_ != kHub && counts(write.key.entity, change.field) && from != nullptr && to != nullptr) {
        fields.insert_or_assign(change.field + "+", FieldValue(*to - *from));
      } else {
        fields.insert_or_assign(change.field, std::move(value));
      }
    }
    if (service_ != kHub && !write.page_id.empty()) fields.insert_or_assign("notion_page_id", FieldValue(write.page_id));
    return to_json(fields);
  };
  const auto& first = writes.front();
  if (!unwritable(first).empty()) return fail(Fault::bad_data, "it has a value that is too long", first.key.external_id);
  if (first.title == "no words for it") return fail(Fault::bad_data, "it cannot be put into words", first.key.external_id);
  if (first.verb == Verb::create) {
    auto sending = remote::Sending{ask(first.to.feed, "POST", ""), 1};
    sending.ask.request.body = dump_json({{"fields", body_of(first)}});
    return sending;
  }
  std::size_t together = 0;
  while (together < std::min(batch_, writes.size()) && writes[together].verb == Verb::update && writes[together].to == first.to) {
    ++together;
  }
  if (together > 1) {
    auto sending = remote::Sending{ask(first.to.feed, "POST", "/batch"), together};
    Json items = Json::array();
    for (const auto& write : writes.first(together)) items.push_back({{"id", write.known.remote_id}, {"fields", body_of(write)}});
    sending.ask.request.body = dump_json(items);
    sending.ask.carry = "batch";
    return sending;
  }
  auto sending = remote::Sending{ask(first.to.feed, "PUT", "/" + first.known.remote_id), 1};
  sending.ask.request.body = dump_json({{"fields", body_of(first)}});
  sending.ask.about = first.known.remote_id;
  // A value that is set may be set again; a difference may not.
  const bool counted = std::any_of(first.changes.begin(), first.changes.end(),
                                   [&](const Change& change) { return counts(first.key.entity, change.field); });
  if (service_ == kHub || !counted) sending.ask.request.repeat = http::Repeat::safe;
  return sending;
}

Result<remote::Sent> TableRemote::wrote(std::span<const Write> writes, const remote::Ask& question,
                                        const http::Response& response) const {
  remote::Sent sent;
  if (response.status >= 500) return fail(Fault::ambiguous, "a fault of the server");
  if (response.status >= 400) return tl::unexpected(error_of(response));
  const auto json = parse_json(response.body);
  if (!json) return fail(Fault::ambiguous, "half an answer");
  const auto one = [&](const Write& write, int status, const Json& body) -> Result<Seen> {
    if (status >= 400) return tl::unexpected(error_of(answer(status, dump_json(body))));
    remote::Ask look = question;
    look.about = write.known.remote_id.empty() ? "new" : write.known.remote_id;
    auto step = read(look, answer(200, dump_json(body)));
    if (!step) return tl::unexpected(step.error());
    return step->seen.back();
  };
  if (question.carry == "batch") {
    for (std::size_t i = 0; i < writes.size(); ++i) {
      sent.each.push_back(one(writes[i], json->at(i).at("status").get<int>(), json->at(i).at("body")));
    }
  } else {
    sent.each.push_back(one(writes.front(), response.status, *json));
  }
  return sent;
}

std::optional<remote::Step> TableRemote::find(const Write& write, Instant) const {
  remote::Step step;
  const auto key = service_ == kHub ? write.key.external_id : write.page_id;
  step.next = ask(write.to.feed, "GET", "?key=" + percent_encode(key));
  step.next->carry = "find";
  return step;
}

}  // namespace hsn::test
