// Acuity's client and its emulator, ready for a conversation in process.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"
#include "http/auth.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/sandbox.hpp"
#include "services/conversation.hpp"
#include "support/fakes.hpp"
#include "support/values.hpp"

namespace hsn::test {

inline services::acuity::Options diary_options() {
  services::acuity::Options options;
  options.root = "https://acuity.example.com/acuity/api/v1";
  options.user = "12345";
  options.key = Secret("acuity_sandbox");
  return options;
}

inline std::int64_t booked(sandbox::Acuity& acuity, const std::string& at, const std::string& email = "ingrid@example.com",
                           std::int64_t type = 94517100) {
  sandbox::Acuity::Booking booking;
  booking.type = type;
  booking.start = instant(at);
  booking.first = "Ingrid";
  booking.last = "Vasquez-Thorne";
  booking.email = email;
  booking.phone = "+1 805 555 0101";
  return acuity.book(std::move(booking), instant("2026-11-20T08:00:00Z"));
}

struct Diary {
  sandbox::Acuity acuity;
  services::acuity::Acuity client{diary_options()};
  Instant now = instant("2026-11-23T10:00:00Z");
  std::vector<http::Request> requests;
  int exchanges = 0;

  http::Response send(http::Request request) {
    requests.push_back(request);
    ++exchanges;
    auto proof = http::authorize(request, now, "nonce");
    request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
    return acuity.serve(request, now + std::chrono::milliseconds(110) * exchanges);  // at most ten a second
  }

  Answering answering() {
    return [this](const http::Request& request) { return send(request); };
  }
  std::map<std::string, Seen> walk(remote::Step step) { return walked(client, std::move(step), answering()); }
  remote::Window window(remote::Window::Kind kind = remote::Window::Kind::since) const { return window_at(now, kind); }
  std::map<std::string, Seen> all() { return walk(client.list(services::acuity::feeds().front(), window())); }
  std::map<std::string, Seen> times() { return walk(client.list(services::acuity::feeds()[1], window())); }
  std::map<std::string, Seen> blocked() { return walk(client.list(services::acuity::feeds()[2], window())); }
  Seen one(std::int64_t id) {
    auto asked = window(remote::Window::Kind::these);
    asked.ids = {std::to_string(id)};
    return walk(client.list(services::acuity::feeds().front(), asked)).at("acuity:appointment:" + std::to_string(id));
  }

  Result<Seen> carry_out(const Write& write) { return carried_out(client, write, answering()); }

  Write update(std::int64_t id, std::string_view via, std::vector<Change> changes) {
    Write write;
    write.verb = Verb::update;
    write.to = {"acuity", "appointments"};
    write.via = via;
    write.known = one(id);
    write.key = write.known.record.key;
    write.changes = std::move(changes);
    write.at = now;
    requests.clear();
    return write;
  }
  Write request_of(const std::string& email, const std::string& title, const std::string& at,
                   const std::string& type = "94517100") {
    Write write;
    write.verb = Verb::create;
    write.to = {"acuity", "appointments"};
    write.key = {"appointments", "notion:page-1"};
    write.title = title;
    write.changes = {{"client", {}, std::vector<Ref>{{"client:" + email}}, ""},
                     {"offering", {}, std::vector<Ref>{{"woocommerce:product:7"}}, ""},
                     {"when", {}, Date{.start = instant(at), .end = {}, .date_only = false, .zone = {}}, ""}};
    write.refs = {{"client:" + email, email}, {"woocommerce:product:7", type}};
    write.at = now;
    return write;
  }
};

inline Change moved_to(const std::string& at) {
  return {"when", {}, Date{.start = instant(at), .end = {}, .date_only = false, .zone = {}}, ""};
}

}  // namespace hsn::test
