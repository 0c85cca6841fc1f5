// Amelia's client and its emulator, ready for a conversation in process; and the answers recorded from the real one.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "core/time.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "services/amelia/sandbox.hpp"
#include "services/conversation.hpp"
#include "support/fakes.hpp"
#include "support/values.hpp"

namespace hsn::amelia_test {

namespace amelia = hsn::services::amelia;
using test::answer;
using test::instant;
using test::number;
using test::text;

inline amelia::Options options_of(const std::string& zone = "America/Los_Angeles") {
  amelia::Options options;
  options.root = "https://studio.example.com";
  options.key = Secret("amelia_sandbox");
  options.zone = zone;
  return options;
}
inline amelia::Context context() { return {"America/Los_Angeles", instant("2026-11-23T10:00:00Z"), {}, {}}; }

// A file of tests/fixtures/amelia: a call with its answer, or a webhook's body.
struct Recorded {
  std::string name;  // "appointment_get", "9.5/appointment_get"
  Json request, body;
  http::Response response;
  bool is_webhook = false;

  std::string call() const { return request["query"].value("call", ""); }
};

inline Recorded recorded(const std::string& name) {
  std::ifstream in(std::filesystem::path(HSN_FIXTURES) / "amelia" / (name + ".json"));
  std::stringstream all;
  all << in.rdbuf();
  const auto json = parse_json(all.str());
  if (!json) FAIL(name + ": " + describe(json.error()));
  Recorded out{name, json->value("request", Json()), {}, {}, !json->contains("response")};
  if (out.is_webhook) {
    out.body = out.request["body"];
    return out;
  }
  out.body = (*json)["response"].value("body", Json());
  std::vector<http::Header> headers;
  for (const auto& [header, value] : (*json)["response"]["headers"].items()) headers.push_back({header, value});
  out.response = answer((*json)["response"]["status"], out.body.is_null() ? "" : out.body.dump(), headers);
  return out;
}

inline Json appointment_of(const std::string& name) { return recorded(name).body["data"]["appointment"]; }

inline FieldValue field(const Seen& seen, const std::string& name) {
  INFO(name);
  const auto* value = seen.record.find(name);
  REQUIRE(value != nullptr);
  return *value;
}
inline Change moved_to(const std::string& at) {
  return {"when", {}, Date{.start = instant(at), .end = {}, .date_only = false, .zone = {}}, ""};
}
inline Change status_to(const std::string& status) { return {"status", {}, text(status), ""}; }

struct Reception {
  sandbox::Amelia site;
  amelia::Amelia client{options_of()};
  Instant now = instant("2026-11-23T10:00:00Z");
  std::vector<http::Request> requests;

  std::int64_t person(const std::string& email = "ingrid@example.com", const std::string& first = "Ingrid",
                      const std::string& last = "Vasquez-Thorne") {
    return site.customer(first, last, email, "+18055550142");
  }
  std::int64_t booked(const std::string& at, const std::string& status = "approved", std::int64_t service = 1,
                      const std::string& email = "ingrid@example.com") {
    return site.book(instant(at), person(email), status, service, now);
  }
  std::string id_of(std::int64_t appointment, std::size_t booking = 0) {
    const auto& meant = site.appointment(appointment).bookings.at(booking);
    return std::to_string(appointment) + "/" + std::to_string(meant.id) + "/" + std::to_string(meant.customer);
  }

  http::Response send(const http::Request& request) {
    requests.push_back(request);
    return site.serve(request, now);
  }

  test::Answering answering() {
    return [this](const http::Request& request) { return send(request); };
  }
  std::map<std::string, Seen> walk(remote::Step step) { return test::walked(client, std::move(step), answering()); }
  remote::Window window(remote::Window::Kind kind = remote::Window::Kind::since) const { return test::window_at(now, kind); }
  static const remote::Feed& feed(std::string_view name = amelia::kAppointments) {
    return name == amelia::kAppointments ? amelia::feeds()[0] : amelia::feeds()[1];
  }
  std::map<std::string, Seen> all(std::string_view name = amelia::kAppointments) {
    return walk(client.list(feed(name), window()));
  }
  std::map<std::string, Seen> these(std::vector<std::string> ids, std::string_view name = amelia::kAppointments) {
    auto asked = window(remote::Window::Kind::these);
    asked.ids = std::move(ids);
    return walk(client.list(feed(name), asked));
  }
  Seen one(const std::string& remote_id) {
    return these({remote_id}).at("amelia:booking:" + amelia::booking_id(remote_id).booking);
  }

  Result<Seen> carry_out(const Write& write) { return test::carried_out(client, write, answering()); }

  Write update(std::int64_t appointment, std::string_view via, std::vector<Change> changes, std::size_t booking = 0) {
    Write write;
    write.verb = Verb::update;
    write.to = {"amelia", "appointments"};
    write.via = via;
    write.known = one(id_of(appointment, booking));
    write.key = write.known.record.key;
    write.changes = std::move(changes);
    write.at = now;
    requests.clear();
    return write;
  }
  Write request_of(const std::string& email, const std::string& title, const std::string& at, const std::string& service = "1") {
    Write write;
    write.verb = Verb::create;
    write.to = {"amelia", "appointments"};
    write.key = {"appointments", "notion:page-1"};
    write.title = title;
    write.changes = {{"client", {}, std::vector<Ref>{{"client:" + email}}, ""},
                     {"offering", {}, std::vector<Ref>{{"woocommerce:product:7"}}, ""},
                     moved_to(at)};
    write.refs = {{"client:" + email, email}, {"woocommerce:product:7", service}};
    write.at = now;
    requests.clear();
    return write;
  }
  std::size_t posts() const {
    std::size_t count = 0;
    for (const auto& request : requests) count += request.method == "POST";
    return count;
  }
};

}  // namespace hsn::amelia_test
