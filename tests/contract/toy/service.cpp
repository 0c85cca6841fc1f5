// A guest book of people and their towns. Made up: all that a service needs, and no more.
#include "core/json.hpp"
#include "record/canonical.hpp"
#include "remote/binding.hpp"
#include "remote/registry.hpp"

namespace hsn::services {

namespace toy {
namespace {

using config::Kind;
using remote::As;
using remote::Ask;
using remote::Finding;
using remote::Step;
using remote::Window;

constexpr std::string_view kGroup = "Toy";
constexpr config::SettingDef kSettings[] = {
    {"ENABLE_TOY", Kind::boolean, "", "take part; unset: when address and key are set", "", kGroup},
    {"TOY_URL", Kind::url, "", "address of the guest book", "", kGroup},
    {"TOY_KEY", Kind::secret, "", "its key", "", kGroup},
    {"TOY_RATE_LIMIT", Kind::rate, "", "requests a second", "", kGroup},
    {"TOY_MAX_RETRIES", Kind::integer, "", "instead of HTTP_MAX_RETRIES", "", kGroup, "", config::kMostRetries},
};
constexpr std::string_view kCredentials[] = {"TOY_URL", "TOY_KEY"};

constexpr remote::Binding kGuest[] = {
    {"email", "/mail", remote::Mode::read, {}, {}, As::email},
    {"first_name", "/name", remote::Mode::read},
    {"city", "/town", remote::Mode::read_write},
};
constexpr remote::EntityBinding kEntities[] = {{.entity = "clients", .fields = kGuest}};
constexpr remote::Feed kFeeds[] = {{.name = "guests", .entities = kEntities}};

Result<Json> answer(const http::Response& response, bool change = false) {
  const auto said = "the guest book answers " + std::to_string(response.status);
  if (response.status == 401 || response.status == 403) return fail(Fault::refused, said, "", "check TOY_KEY");
  if (response.status == 404) return fail(Fault::bad_config, said, "TOY_URL", "set it to the guest book's address");
  if (response.status == 429) return fail(Fault::throttled, said, "", "try again later");
  if (response.status >= 500) return fail(change ? Fault::ambiguous : Fault::unreachable, said, "", "try again later");
  if (response.status != 200) return fail(Fault::bad_data, said);
  auto json = parse_json(response.body);
  if (json && at(*json, "/guests") != nullptr && at(*json, "/guests")->is_array()) return json;
  return fail(change ? Fault::ambiguous : Fault::bad_data, "the guest book's answer is not usable", "", "check TOY_URL");
}

Seen read_guest(const Json& guest) {
  Seen seen;
  seen.record.key = {"clients", "client:" + fold_email(text_at(guest, "/mail").value_or(""))};
  seen.remote_id = text_at(guest, "/id").value_or("");
  if (auto fields = remote::decode_all(kGuest, guest)) {
    seen.record.fields = std::move(*fields);
  } else {
    seen.problem = fields.error().what;
  }
  return seen;
}

class GuestBook final : public remote::Remote {
 public:
  GuestBook(std::string url, Secret key) : url_(std::move(url)), key_(std::move(key)) {}

  Step list(const remote::Feed& feed, const Window& window) const override {
    Step step;
    for (const auto& id : window.ids) step.details.push_back({request("GET", "/guests/" + id), std::string(feed.name), id, ""});
    if (window.kind == Window::Kind::these) return step;
    step.next = page(window.kind == Window::Kind::since && !window.cursor.empty() ? window.cursor : "0");
    return step;
  }

  Result<Step> read(const Ask& asked, const http::Response& response) const override {
    const auto json = answer(response);
    if (!json) return tl::unexpected(json.error());
    Step step;
    for (const auto& guest : json->at("guests")) step.seen.push_back(read_guest(guest));
    if (!asked.about.empty()) return step;
    const auto last = text_at(*json, "/last").value_or(asked.carry);
    if (!step.seen.empty()) step.next = page(last);
    step.cursor = last;
    return step;
  }

  Result<remote::Sending> write(std::span<const Write> writes) const override {
    const auto& write = writes.front();
    Json body = Json::object();
    for (const auto& change : write.changes) {
      if (const auto* binding = remote::find(kGuest, change.field)) {
        if (auto put = remote::encode(*binding, change.to, body); !put) return tl::unexpected(put.error());
      }
    }
    auto asked = request("PUT", "/guests/" + write.known.remote_id);
    asked.body = dump_json(body);
    return remote::Sending{{std::move(asked), "guests", write.known.remote_id, ""}, 1};
  }

  Result<remote::Sent> wrote(std::span<const Write>, const Ask&, const http::Response& response) const override {
    remote::Sent sent;
    const auto json = answer(response, true);
    if (json) {
      sent.each.emplace_back(read_guest(json->at("guests").front()));
    } else {
      sent.each.emplace_back(tl::unexpected(json.error()));
    }
    return sent;
  }

  std::optional<Step> find(const Write&, Instant) const override { return std::nullopt; }

  std::vector<remote::Probe> probes() const override {
    return {{"guest book", request("GET", "/guests?after=0"), [](const Result<http::Response>& response) {
               const auto json = response ? answer(*response) : tl::unexpected(response.error());
               if (json) return Finding{Finding::State::ok, "readable", "", {}};
               return Finding{Finding::State::fail, json.error().what, json.error().remedy, json.error().fault};
             }}};
  }

 private:
  http::Request request(std::string method, const std::string& path) const {
    http::Request asked;
    asked.service = "toy";
    asked.repeat = method == "GET" ? http::Repeat::safe : http::Repeat::never;
    asked.method = std::move(method);
    asked.url = url_ + path;
    asked.auth = http::Bearer{key_};
    return asked;
  }
  Ask page(const std::string& after) const { return {request("GET", "/guests?after=" + after), "guests", "", after}; }

  std::string url_;
  Secret key_;
};

Result<std::unique_ptr<remote::Remote>> make(const config::Config& config, const config::Mapping&) {
  for (const auto name : kCredentials) {
    if (!config.has(name)) return fail(Fault::bad_config, "is not set", std::string(name), "set it, or ENABLE_TOY=false");
  }
  return std::make_unique<GuestBook>(config.text("TOY_URL"), config.secret("TOY_KEY"));
}

}  // namespace
}  // namespace toy

extern const remote::ServiceDef k_toy;
const remote::ServiceDef k_toy{
    .name = "toy",
    .title = "Toy",
    .feeds = toy::kFeeds,
    .settings = toy::kSettings,
    .enable = "ENABLE_TOY",
    .credentials = toy::kCredentials,
    .make = toy::make,
};

}  // namespace hsn::services
