#include "contract/stand.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "cli/workspace.hpp"
#include "http/auth.hpp"
#include "sandbox/notion.hpp"
#include "sync/walk.hpp"

namespace hsn::contract {
namespace {

constexpr const char* kAddress = "http://127.0.0.1:1";
constexpr auto kAround = std::chrono::hours(24 * 90);  // of today, for feeds that are read by what is dated in a window

template <class T>
T sound(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}

http::Courier::Options patience_of(const remote::ServiceDef& def) {
  http::Courier::Options options;
  options.services[std::string(def.name)] = def.limits;
  return options;
}

}  // namespace

std::vector<Service> everybody() {
  std::vector<Service> all;
  const auto defs = remote::services();
  const auto emulators = sandbox::emulators();
  for (std::size_t i = 0; i < defs.size(); ++i) all.push_back({*defs[i], *emulators[i]});
  return all;
}

std::string folder_of(const Service& service) {
  for (const std::string room : {"/lib/services/", "/tests/contract/"}) {
    auto folder = HSN_SOURCE + room + std::string(service.def.name);
    if (std::filesystem::is_directory(folder)) return folder;
  }
  throw std::runtime_error("no folder of " + std::string(service.def.name));
}

Settings settings_of(const Service& service) {
  const sandbox::NotionOptions notion;
  Settings settings{
      {"NOTION_BASE_URL", kAddress}, {"NOTION_API_TOKEN", notion.token}, {"NOTION_PARENT_PAGE_ID", notion.parent_page_id}};
  for (const auto& [name, value] : service.emulated.settings(kAddress)) settings.insert_or_assign(name, value);
  settings.insert_or_assign("AVAILABILITY_DAYS", "2");  // every question is asked again in every trouble
  return settings;
}

Result<config::Config> configured(const Settings& settings) {
  return config::load(cli::setting_tables(), {[](std::string_view) { return std::nullopt; }, {}, {}, settings});
}

Result<config::Mapping> mapping_of(const Service& service) {
  return config::parse_mapping(service.emulated.mapping, "hsn.toml", cli::known_properties());
}

Stand::Stand(const Service& of)
    : service(of),
      config(sound(configured(settings_of(of)))),
      mapping(sound(mapping_of(of))),
      emulator(of.emulated.make({{.products = 5, .customers = 3, .guests = 2, .orders = 8}, false, clock.now()})),
      remote(sound(of.def.make(config, mapping))),
      transport_(clock, [this](const http::Request& request, Instant now) { return answer_to(request, now); }),
      courier_(transport_, clock, test::seeded(1), ledger_, patience_of(of.def)) {}

test::FakeTransport::Answer Stand::answer_to(const http::Request& asked, Instant now) {
  auto request = asked;
  auto proof = http::authorize(request, now, std::to_string(sent.size()));
  request.url = proof.url;
  request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
  const auto pass = [&] { return emulator->serve(request, now); };
  sent.push_back(asked);
  return trouble ? trouble(asked, pass) : test::FakeTransport::Answer(pass());
}

Result<http::Response> Stand::ask(http::Request request) {
  courier_.start(std::move(request));
  return courier_.wait().value().outcome;
}

Stand::Walked Stand::walk(const remote::Feed& feed, remote::Window::Kind kind, const remote::Cursor& cursor,
                          std::vector<std::string> ids) {
  remote::Window window;
  window.kind = kind;
  window.cursor = cursor;
  window.ids = std::move(ids);
  window.now = clock.now();
  window.overlap = std::chrono::seconds(300);
  if (feed.windowed) {
    window.from = clock.now() - kAround;
    window.until = clock.now() + kAround;
  }
  return follow(remote->list(feed, window));
}

Stand::Walked Stand::follow(remote::Step first) {
  Walked walked;
  sync::Walk walk(
      {.remote = *remote,
       .service = std::string(service.def.name),
       .store =
           [&](std::span<const Seen> seen, const std::optional<remote::Cursor>& reached) {
             walked.seen.insert(walked.seen.end(), seen.begin(), seen.end());
             if (reached) walked.cursor = reached;
           },
       .spoilt = [&](const remote::Ask& asked, const Error& error) { walked.spoilt.emplace_back(asked.about, error); }},
      std::move(first));
  sync::Job* const jobs[] = {&walk};
  sync::pump(courier_, jobs);
  walked.error = walk.error();
  return walked;
}

Result<Seen> Stand::write(const Write& wanted) {
  auto sending = remote->write(std::span(&wanted, 1));
  if (!sending) return tl::unexpected(sending.error());
  auto asked = std::move(sending->ask);
  while (true) {
    const auto response = ask(asked.request);
    if (!response) return tl::unexpected(response.error());
    auto outcome = remote->wrote(std::span(&wanted, 1), asked, *response);
    if (!outcome) return tl::unexpected(outcome.error());
    if (!outcome->each.empty()) return std::move(outcome->each.front());
    if (!outcome->next) return fail(Fault::bad_data, "neither an outcome nor another question");
    asked = std::move(*outcome->next);
  }
}

std::vector<remote::Feed> Stand::listed() const {
  std::vector<remote::Feed> feeds;
  std::copy_if(service.def.feeds.begin(), service.def.feeds.end(), std::back_inserter(feeds),
               [](const remote::Feed& feed) { return !feed.unlisted; });
  return feeds;
}

bool Stand::tells_secrets(std::string_view text) const {
  const auto secrets = config.secrets();
  return std::any_of(secrets.begin(), secrets.end(),
                     [&](const Secret& secret) { return text.find(secret.reveal()) != std::string_view::npos; });
}

}  // namespace hsn::contract
