// What the fuzz targets share: how an input is cut into pieces, and the laws that hold for whatever a server says.
// An input that stands for answers is text, so that seeds can be written and crashes read by eye:
//
//   <one letter: which question>200
//   X-WP-TotalPages: 2
//
//   {"results": []}
//   ====
//   404 …                    the answer to what is asked next
#pragma once

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "http/message.hpp"
#include "record/canonical.hpp"
#include "record/record_json.hpp"
#include "record/record_text.hpp"
#include "remote/remote.hpp"

namespace hsn::fuzz {

inline void law(bool holds, std::string_view which, std::string_view on = "") {
  if (holds) return;
  std::fprintf(stderr, "LAW BROKEN: %.*s\n%.*s\n", static_cast<int>(which.size()), which.data(), static_cast<int>(on.size()),
               on.data());
  std::abort();
}

// Takes the front up to the separator off the text; all of it when there is none.
inline std::string_view cut(std::string_view& text, std::string_view separator) {
  const auto end = text.find(separator);
  const auto front = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
  return front;
}

// One of so many, by the first byte of the input, which is taken off.
inline std::size_t choice(std::string_view& input, std::size_t of) {
  if (input.empty()) return 0;
  const auto byte = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  return (byte >= 'a' ? byte - std::size_t{'a'} : byte) % of;
}

inline http::Response response_of(std::string_view text) {
  http::Response response;
  response.status = static_cast<int>(int_at(Json(std::string(cut(text, "\n"))), "").value_or(200) % 1000);
  for (auto line = cut(text, "\n"); !line.empty(); line = cut(text, "\n")) {
    const auto name = cut(line, ": ");
    response.headers.push_back({std::string(name), std::string(line)});
  }
  response.body = text;
  return response;
}
inline std::deque<http::Response> answers(std::string_view input) {
  std::deque<http::Response> all;
  do all.push_back(response_of(cut(input, "\n====\n")));
  while (!input.empty());
  return all;
}

inline constexpr std::string_view kSecret = "the-token-that-nobody-may-see";

// What the server has not said itself cannot come from anywhere but the settings.
inline bool secret_was_said = false;

struct Target {
  std::string_view name;
  void (*body)(std::string_view input);
};
inline std::vector<Target>& targets() {
  static std::vector<Target> all;
  return all;
}
struct Registration {
  Registration(std::string_view name, void (*body)(std::string_view)) { targets().push_back({name, body}); }
};
inline void run(const Target& target, std::string_view input) {
  // In one piece or not: tags inside it are left out when a server's page is quoted.
  const auto has = [&](std::string_view piece) { return input.find(piece) != std::string_view::npos; };
  secret_was_said = has(kSecret.substr(0, 8)) || has(kSecret.substr(kSecret.size() - 8));
  target.body(input);
}

inline void keeps_the_secret(const std::string& text) {
  law(secret_was_said || text.find(kSecret) == std::string::npos, "nothing holds a secret", text);
}

inline void check(const Error& error) {
  law(!error.what.empty(), "an error says what went wrong");
  keeps_the_secret(describe(error));
}

// A value as the state and the planner take it.
inline void check(const FieldDef& field, const FieldValue& value) {
  const auto stored = decode_fields(encode_fields({{"x", value}}));
  law(stored && stored->at("x") == value, "what is read can be stored and read back", encode_fields({{"x", value}}));
  const auto shown = hub_form(field, value);
  law(hub_form(field, shown) == shown, "hub_form is idempotent", encode_fields({{"value", value}, {"shown", shown}}));
  law(same(field, value, shown), "a value is the same as what the hub shows of it",
      encode_fields({{"value", value}, {"shown", shown}}));
  const auto canon = canonical(field, value);
  law(canonical(field, canon) == canon, "canonical is idempotent", encode_fields({{"value", value}, {"canonical", canon}}));
}

// As sync takes it from a service.
inline void check(Seen seen, const Schema* schema) {
  law(!seen.record.key.entity.empty(), "a record says what it is");
  if (seen.gone || !seen.problem.empty() || schema == nullptr) return;
  law(!seen.record.key.external_id.empty(), "a readable record has a key");
  canonicalize(*schema, seen.record);
  for (const auto& [name, value] : seen.record.fields) {
    if (const auto* field = schema->find(name)) check(*field, value);
  }
}

// Credentials go where they belong, whatever an answer says; and a request line has no room for blanks or line ends.
inline void check(const http::Request& request, std::string_view base) {
  law(request.url.starts_with(base), "requests go to the address of the settings", request.url);
  law(request.url.find_first_of(" \t\r\n") == std::string::npos, "an address holds no blanks", request.url);
  for (const char c : request.url)
    law(static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F, "an address is ASCII", request.url);
  law(is_utf8(request.body), "a body is UTF-8", request.body);
}

using FindSchema = std::function<const Schema*(std::string_view entity)>;

// Walks on with the answers of the input, question after question, until one of the two is used up.
inline void walk(const remote::Remote& remote, remote::Step first, std::deque<http::Response> said, std::string_view base,
                 const FindSchema& schema) {
  std::deque<remote::Ask> open;
  const auto take = [&](const remote::Step& step) {
    for (const auto& seen : step.seen) check(seen, schema(seen.record.key.entity));
    for (const auto& ask : step.details) open.push_back(ask);
    if (step.next) open.push_back(*step.next);
  };
  take(first);
  while (!open.empty() && !said.empty()) {
    const auto ask = std::move(open.front());
    open.pop_front();
    check(ask.request, base);
    const auto step = remote.read(ask, said.front());
    if (!step) return check(step.error());
    const auto again = remote.read(ask, said.front());
    law(again && again->seen == step->seen && again->cursor == step->cursor, "reading is a pure function");
    take(*step);
    said.pop_front();
  }
}

// The same for writes.
inline void send(const remote::Remote& remote, std::span<const Write> writes, std::deque<http::Response> said,
                 std::string_view base, const FindSchema& schema) {
  const auto sending = remote.write(writes);
  if (!sending) return check(sending.error());
  law(sending->taken > 0 && sending->taken <= writes.size(), "a request takes some of the writes");
  const auto taken = writes.first(sending->taken);
  auto ask = sending->ask;
  for (; !said.empty(); said.pop_front()) {
    check(ask.request, base);
    const auto sent = remote.wrote(taken, ask, said.front());
    if (!sent) return check(sent.error());
    law(sent->next ? sent->each.empty() : sent->each.size() == taken.size(), "an outcome for each write, or one more question");
    for (std::size_t i = 0; i < sent->each.size(); ++i) {
      const auto& outcome = sent->each[i];
      if (!outcome) {
        check(outcome.error());
        continue;
      }
      law(said.front().status / 100 == 2 || said.front().status == 404, "what was refused is not taken for done");
      law(!outcome->remote_id.empty(), "what was written has an id");
      if (taken[i].verb == Verb::update)
        law(outcome->remote_id == taken[i].known.remote_id, "the answer is about the record that was sent", outcome->remote_id);
      check(*outcome, schema(outcome->record.key.entity));
    }
    if (!sent->next) return;
    ask = *sent->next;
  }
}

}  // namespace hsn::fuzz

// The body of a target: what is done with one input. One program may hold several (corpus.cpp), so what a target has in its
// anonymous namespace has a name of its own.
#define FUZZ(name, input)                                                   \
  static void fuzz_##name(std::string_view input);                          \
  static const hsn::fuzz::Registration kTarget_##name(#name, &fuzz_##name); \
  static void fuzz_##name(std::string_view input)
