#include "support/studio.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "core/json.hpp"
#include "entities/entities.hpp"
#include "http/auth.hpp"
#include "notion/hub.hpp"
#include "notion/provision.hpp"
#include "remote/registry.hpp"
#include "services/woocommerce/woocommerce.hpp"
#include "sync/pump.hpp"

namespace hsn::test {
namespace {

const std::string kPictured[] = {"Clients", "Products", "Orders"};
const notion::Account kAccount{"https://api.notion.com", "2026-03-11", Secret("ntn_sandbox")};

std::unique_ptr<remote::Remote> make_shop_remote() {
  services::woocommerce::Options options;
  options.address = {"https://shop.example.com", "wc/v3", Secret("ck_sandbox"), Secret("cs_sandbox")};
  return std::make_unique<services::woocommerce::WooCommerce>(std::move(options));
}

}  // namespace

Studio::Studio(sandbox::NotionOptions options_of_notion)
    : notion(sandbox::Notion::make(std::move(options_of_notion))),
      shop(sandbox::Shop::make({.https = true})),
      shop_remote_(make_shop_remote()) {
  wire = [](const http::Request&, const Pass& pass) -> FakeTransport::Answer { return pass(); };
  notion::Wanted wanted;
  for (const auto* schema : entities::all()) {
    if (schema->entity != "conflicts") wanted.entities.push_back(schema);
  }
  const auto schemas = wanted.entities;
  wanted.parent_page_id = sandbox::NotionOptions{}.parent_page_id;
  const auto setting_up = notion::make_provision(kAccount, std::move(wanted));
  while (const auto request = setting_up->next()) {
    if (const auto heard = setting_up->heard(serve(*request, clock.now())); !heard)
      throw std::runtime_error(describe(heard.error()));
  }
  layout_ = setting_up->layout();
  hub_remote_ = notion::make_hub(kAccount, schemas, layout_);

  catalog_.hub = {std::string(kHub), "Notion", hub_remote_.get(), notion::feeds(schemas, layout_)};
  const auto feeds = remote::find_service("woocommerce")->feeds;
  catalog_.services = {{"woocommerce", "WooCommerce", shop_remote_.get(), {feeds.begin(), feeds.end()}}};
  std::vector<std::string> names;
  for (const auto* schema : schemas) {
    catalog_.entities.push_back(schema);
    names.emplace_back(schema->entity);
    for (const auto& [field, property] : layout_.sources.at(names.back()).properties)
      catalog_.hub_fields[names.back()].insert(field);
  }
  options.policy.default_business_entity = "The HigherSelf Network";
  auto opened = state::Store::open(":memory:", names);
  if (!opened) throw std::runtime_error(describe(opened.error()));
  store_ = std::move(*opened);
}

sandbox::Emulator& Studio::invite(std::string_view service, std::string_view mapping,
                                  std::map<std::string, std::string, std::less<>> settings) {
  const auto& def = *remote::find_service(service);
  const auto place = std::find(remote::services().begin(), remote::services().end(), &def) - remote::services().begin();
  const auto& emulator = *sandbox::emulators()[static_cast<std::size_t>(place)];
  Guest guest{std::string(service) + ".example.com", emulator.make({{}, true, clock.now()}), nullptr};
  for (const auto& [name, value] : emulator.settings("https://" + guest.host)) settings.try_emplace(name, value);
  const std::span<const config::SettingDef> tables[] = {config::general_settings(), def.settings};
  config::KnownProperties known;
  for (const auto* schema : entities::all()) {
    for (const auto* field : all_fields(*schema)) known[std::string(schema->entity)][std::string(field->property)] = true;
  }
  const auto parsed = config::parse_mapping(mapping, "hsn.toml", known);
  const auto config = config::load(tables, {[](std::string_view) { return std::nullopt; }, {}, {}, settings});
  if (!parsed || !config) throw std::runtime_error(describe(parsed ? config.error() : parsed.error()));
  auto made = def.make(*config, *parsed);
  if (!made) throw std::runtime_error(describe(made.error()));
  guest.remote = std::move(*made);
  catalog_.services.push_back(
      {std::string(def.name), std::string(def.title), guest.remote.get(), {def.feeds.begin(), def.feeds.end()}});
  if (!free_time) {
    std::erase_if(catalog_.services.back().feeds,
                  [](const remote::Feed& feed) { return feed.entities.front().entity == "availability"; });
  }
  patience_.services[std::string(def.name)] = def.limits;
  guests_.push_back(std::move(guest));
  return *guests_.back().emulator;
}

http::Response Studio::serve(http::Request request, Instant now) {
  auto proof = http::authorize(request, now, "nonce");
  request.url = proof.url;
  request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
  if (http::host_of(request.url) == "api.notion.com") return notion->serve(request, now);
  for (const auto& guest : guests_) {
    if (http::host_of(request.url) == guest.host) return guest.emulator->serve(request, now);
  }
  return shop->serve(request, now);
}

FakeTransport::Answer Studio::answer_to(const http::Request& request, Instant now) {
  return wire(request, [&] { return serve(request, now); });
}

Studio::Ran Studio::sync() {
  return run([](sync::Engine& engine, state::RunId run, sync::Report& report) { engine.sync(run, report); });
}

sync::Priced Studio::diff() {
  sync::Priced priced;
  run([&](sync::Engine& engine, state::RunId, sync::Report& report) {
    engine.pull(report);
    priced = engine.diff(report);
  });
  return priced;
}

Studio::Ran Studio::run(const std::function<void(sync::Engine&, state::RunId, sync::Report&)>& verb) {
  FakeTransport transport(clock, [this](const http::Request& request, Instant now) { return answer_to(request, now); });
  auto patience = patience_;
  patience.stop = options.stop;
  http::Courier courier(transport, clock, seeded(++runs_), ledger_, patience);
  Ran ran;
  const auto run = store_->begin_run("sync", "test", clock.now());
  sync::Engine engine({.catalog = catalog_,
                       .store = *store_,
                       .courier = courier,
                       .clock = clock,
                       .random = seeded(runs_),
                       .events = {},
                       .journal_point = journal_point},
                      options);
  verb(engine, run, ran.report);
  store_->end_run(run, 0, "", clock.now());
  ran.requests = std::move(transport.requests);
  for (const auto& request : ran.requests) {
    const bool asks = request.method == "GET" || http::path_of(request.url).find("/query") != std::string::npos;
    ran.writes += asks ? 0 : 1;
  }
  return ran;
}

Studio::Ran Studio::settle_down() {
  for (int i = 0; i < 5; ++i) {
    clock.advance(std::chrono::hours(1));
    auto ran = sync();
    if (ran.writes == 0) return ran;
  }
  throw std::runtime_error("it never comes to rest");
}

sandbox::Notion::Page Studio::page(const std::string& database, const std::string& name) const {
  std::vector<sandbox::Notion::Page> found;
  for (auto& page : notion->pages(database)) {
    bool meant = false;
    for (const auto* property : {"External ID", "Name", "Order", "Submission", "Appointment"}) {
      const auto text = page.plain.find(property);
      meant = meant || (text != page.plain.end() && text->second == name);
    }
    if (meant) found.push_back(std::move(page));
  }
  if (found.size() != 1) throw std::runtime_error(std::to_string(found.size()) + " pages are " + name);
  return found.front();
}

void Studio::edit(const std::string& database, const std::string& name, const std::string& property,
                  const std::string& value_json) {
  if (!notion->edit(page(database, name).id, property, value_json, clock.now())) throw std::runtime_error("no such property");
}

std::string Studio::picture() const {
  std::map<std::string, std::string> names;  // page id -> External ID
  std::multiset<std::string> lines;
  for (const auto& database : kPictured) {
    for (const auto& page : notion->pages(database)) names[page.id] = page.plain.at("External ID");
  }
  for (const auto& database : kPictured) {
    for (const auto& page : notion->pages(database)) {
      std::string line = database + (page.in_trash ? " in the trash" : "");
      for (const auto& [property, text] : page.plain) {
        if (property != "Last Sync" && property != "Completed Date" && !text.empty()) line += " | " + property + ": " + text;
      }
      lines.insert(std::move(line));
    }
  }
  for (const std::string kind : {"customers", "products", "orders"}) {
    for (const auto& record : shop->all(kind)) {
      const auto json = parse_json(record);
      std::string line = kind;
      for (const auto* pointer : {"/id", "/name", "/number", "/status", "/regular_price", "/sku", "/stock_quantity", "/email",
                                  "/first_name", "/last_name", "/total", "/meta_data[key=notion_page_id]/value"}) {
        if (const auto text = text_at(*json, pointer)) line += " | " + std::string(pointer) + ": " + *text;
      }
      lines.insert(std::move(line));
    }
  }
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  for (const auto& [id, name] : names) {
    for (auto at = all.find(id); at != std::string::npos; at = all.find(id, at)) all.replace(at, id.size(), "<" + name + ">");
  }
  return all;
}

}  // namespace hsn::test
