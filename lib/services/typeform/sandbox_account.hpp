// Inside of the emulator of Typeform: what it stores, and how a response is made of what somebody typed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/json.hpp"

namespace hsn::sandbox::forms {

struct Response {
  std::string token;
  Json body;                            // answers, hidden, calculated
  Instant landed{}, staged{}, shown{};  // `shown`: from when on the list has it
  std::optional<Instant> submitted;     // null: begun and not sent
};

struct Form {
  Json definition;
  std::vector<Response> responses;  // in the order they came
};

struct Account {
  std::map<std::string, Form, std::less<>> forms;
  std::size_t requests = 0, throttled = 0, next = 1;

  Response* find(const std::string& form, const std::string& token);
};

// What a person typed, by the question's ref, as the API tells it: {"type", "field", VALUE}.
Json answer_to(const Json& field, const Json& typed);
Json shown_form(const Form&);
Json shown_response(const Response&, std::size_t place);

}  // namespace hsn::sandbox::forms
