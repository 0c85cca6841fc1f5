#include "cli/miniature.hpp"

#include <algorithm>
#include <deque>

#include "cli/workspace.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "http/auth.hpp"
#include "http/transport.hpp"
#include "notion/provision.hpp"
#include "state/spool.hpp"
#include "sync/pump.hpp"

namespace hsn::cli {
namespace {

constexpr const char* kAddress = "http://127.0.0.1:1";
constexpr Duration kLatency(100);

Random numbers_from(std::uint64_t seed) {
  return [state = seed]() mutable {  // splitmix64
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  };
}

std::string words_json(const char* kind, const std::string& text) {
  return dump_json({{kind, Json::array({{{"type", "text"}, {"text", {{"content", text}}}}})}});
}

bool only_asks(const http::Request& request) {
  return request.method == "GET" || request.url.find("/query") != std::string::npos;
}

}  // namespace

class Miniature::HandClock final : public Clock {
 public:
  Instant now() const override { return at_; }
  void move_to(Instant at) { at_ = std::max(at_, at); }

 private:
  Instant at_ = parse_instant("2026-11-23T10:00:00Z").value_or(Instant{});
};

// Each request is answered by the emulators at once; the answer arrives a little later, and waiting moves the clock.
class Miniature::Wire final : public http::Transport {
 public:
  Wire(sandbox::World& world, HandClock& clock, const Trouble& trouble) : world_(world), clock_(clock), trouble_(trouble) {}

  http::Ticket start(const http::Request& asked) override {
    http::Request request = asked;
    auto proof = http::authorize(request, clock_.now(), std::to_string(last_));
    request.url = std::move(proof.url);
    request.headers.insert(request.headers.end(), proof.headers.begin(), proof.headers.end());
    auto exchange = world_.serve(request, clock_.now());
    ++requests;
    writes += only_asks(asked) ? 0U : 1U;
    const bool lost = !exchange.response || (trouble_.lost_after && trouble_.lost_after(requests));
    http::Completion completion{++last_, {}};
    if (lost) {
      completion.outcome = tl::unexpected(http::Failure{http::Failure::Kind::lost, "connection reset"});
    } else {
      completion.outcome = std::move(*exchange.response);
    }
    flying_.emplace_back(clock_.now() + kLatency, std::move(completion));
    return last_;
  }
  std::optional<http::Completion> wait(Instant deadline) override {
    if (flying_.empty() || flying_.front().first > deadline) {
      clock_.move_to(deadline);
      return std::nullopt;
    }
    clock_.move_to(flying_.front().first);
    auto completion = std::move(flying_.front().second);
    flying_.pop_front();
    return completion;
  }

  std::size_t requests = 0, writes = 0;

 private:
  sandbox::World& world_;
  HandClock& clock_;
  const Trouble& trouble_;
  std::deque<std::pair<Instant, http::Completion>> flying_;
  http::Ticket last_ = 0;
};

std::map<std::string, std::string, std::less<>> miniature_settings() {
  const sandbox::NotionOptions notion;
  std::map<std::string, std::string, std::less<>> settings{
      {"NOTION_BASE_URL", kAddress}, {"NOTION_API_TOKEN", notion.token}, {"NOTION_PARENT_PAGE_ID", notion.parent_page_id}};
  for (const auto* emulator : sandbox::emulators()) {
    for (auto& [name, value] : emulator->settings(kAddress)) settings.insert_or_assign(std::move(name), std::move(value));
  }
  return settings;
}

Miniature::Miniature(const config::Config& config, const config::Mapping& mapping, sync::Options options, std::uint64_t seed)
    : config_(config), mapping_(mapping), options_(std::move(options)), seed_(seed), clock_(std::make_unique<HandClock>()) {}

Miniature::~Miniature() = default;

Result<void> Miniature::set_up() {
  world_ = std::make_unique<sandbox::World>(sandbox::Notion::make({}));
  sandbox::Seed seed{{.products = 5, .customers = 1, .guests = 1, .orders = 2}, false, clock_->now()};
  for (const auto* emulator : sandbox::emulators()) {
    auto& mounted = world_->mount(std::string(emulator->name), std::string(emulator->prefix), emulator->make(seed));
    if (emulator->name == "shop") shop_ = &mounted;
  }
  auto ledger = state::open_ledger(":memory:");
  if (!ledger) return tl::unexpected(ledger.error());
  ledger_ = std::move(*ledger);
  auto store = state::Store::open(":memory:", entity_order());
  if (!store) return tl::unexpected(store.error());
  store_ = std::move(*store);

  const auto account = notion_account(config_);
  if (!account) return tl::unexpected(account.error());
  const auto entities = wanted_entities(config_);
  if (!entities) return tl::unexpected(entities.error());
  {
    const Trouble none;
    Wire wire(*world_, *clock_, none);
    http::Courier courier(wire, *clock_, numbers_from(seed_), *ledger_, {});
    const auto provision =
        notion::make_provision(*account, {*entities, {}, sandbox::NotionOptions{}.parent_page_id, mapping_, {}, true});
    if (auto heard = sync::converse(courier, *provision); !heard) return heard;
    layout_ = provision->layout();
  }
  auto ensemble = make_ensemble(config_, mapping_, *account, *entities, layout_);
  if (!ensemble) return tl::unexpected(ensemble.error());
  ensemble_ = std::move(*ensemble);
  if (!comes_to_rest()) return fail(Fault::bad_data, "the first runs never come to rest");
  options_.full = true;  // what is gone is noticed today
  return {};
}

std::size_t Miniature::run(const Trouble& trouble) {
  Wire wire(*world_, *clock_, trouble);
  http::Courier::Options patience;
  patience.stop = options_.stop;
  http::Courier courier(wire, *clock_, numbers_from(seed_), *ledger_, patience);
  const auto run = store_->begin_run("sync", "chaos", clock_->now());
  sync::Report report;
  sync::Engine engine({.catalog = ensemble_.catalog,
                       .store = *store_,
                       .courier = courier,
                       .clock = *clock_,
                       .random = numbers_from(seed_),
                       .events = {},
                       .journal_point = trouble.journal_point},
                      options_);
  engine.sync(run, report);
  store_->end_run(run, 0, "", clock_->now());
  return wire.writes;
}

bool Miniature::comes_to_rest() {
  constexpr int kRuns = 6;
  for (int i = 0; i < kRuns; ++i) {
    clock_->move_to(clock_->now() + std::chrono::hours(1));
    if (run() == 0) return true;
  }
  return false;
}

std::string Miniature::property(const std::string& entity, const std::string& field) const {
  const auto source = layout_.sources.find(entity);
  if (source == layout_.sources.end()) return {};
  const auto found = source->second.properties.find(field);
  return found == source->second.properties.end() ? std::string() : found->second.name;
}

// By External ID, so that the same day is lived every time.
std::vector<sandbox::Notion::Page> Miniature::pages(const std::string& entity) const {
  const Schema* schema = ensemble_.catalog.schema(entity);
  auto pages = schema == nullptr ? std::vector<sandbox::Notion::Page>() : world_->notion().pages(std::string(schema->title));
  const auto key = property(entity, "external_id");
  std::sort(pages.begin(), pages.end(), [&](const auto& a, const auto& b) { return a.plain.at(key) < b.plain.at(key); });
  return pages;
}

void Miniature::edit(const std::string& entity, std::size_t nth, const std::string& field, const std::string& value_json) {
  const auto all = pages(entity);
  const auto name = property(entity, field);
  if (!all.empty() && !name.empty()) world_->notion().edit(all[(nth + seed_) % all.size()].id, name, value_json, clock_->now());
}

void Miniature::at_the_shop(const std::string& what, const std::string& json) {
  if (shop_ != nullptr) shop_->act(what, parse_json(json).value_or(Json::object()), clock_->now());
}

void Miniature::a_day() {
  clock_->move_to(clock_->now() + std::chrono::minutes(10));
  const auto products = pages("products");
  const auto key = property("products", "external_id");
  const auto shop_id = [&](std::size_t nth) {
    if (products.empty()) return std::string("0");
    const auto& id = products[(nth + seed_) % products.size()].plain.at(key);
    return id.substr(id.rfind(':') + 1);
  };
  at_the_shop("change", R"({"kind":"products","id":)" + shop_id(0) + R"(,"record":{"regular_price":"61.00"}})");
  at_the_shop("change", R"({"kind":"products","id":)" + shop_id(1) + R"(,"record":{"regular_price":"62.00"}})");
  at_the_shop("erase", R"({"kind":"products","id":)" + shop_id(2) + "}");
  at_the_shop("add", R"({"kind":"products","record":{"name":"Mirror","type":"simple","status":"publish","regular_price":"75"}})");
  at_the_shop("add",
              R"({"kind":"orders","record":{"status":"processing","billing":{"first_name":"Mina","email":"mina@example.com"},)"
              R"("line_items":[{"product_id":)" +
                  shop_id(3) + R"(,"quantity":1}]}})");
  edit("products", 1, "regular_price", R"({"number":45})");  // the shop has changed it too
  edit("products", 3, "short_description", words_json("rich_text", "Made by hand"));
  edit("orders", 0, "internal_note", words_json("rich_text", "Ring twice"));
  edit("orders", 1, "status", R"({"select":{"name":"Completed"}})");
  edit("clients", 0, "last_name", words_json("rich_text", "Lovelace"));
  if (!products.empty()) {
    world_->notion().trash(products[(4 + seed_) % products.size()].id, true, clock_->now());
    world_->notion().add_page("Products",
                              dump_json({{property("products", "name"), *parse_json(words_json("title", "Candle"))},
                                         {property("products", "status"), {{"select", {{"name", "Published"}}}}},
                                         {property("products", "regular_price"), {{"number", 9}}},
                                         {property("products", "managed"), {{"checkbox", true}}}}),
                              clock_->now());
  }
  clock_->move_to(clock_->now() + std::chrono::minutes(5));
}

std::multiset<std::string> Miniature::picture() const {
  std::map<std::string, std::string> names;  // page id -> External ID
  std::vector<std::string> lines;
  for (const Schema* schema : ensemble_.catalog.entities) {
    const std::string entity(schema->entity);
    const std::set<std::string> passing{property(entity, "last_sync"), property(entity, "completed_date"),
                                        property(entity, "seen")};
    for (const auto& page : pages(entity)) {
      names[page.id] = page.plain.at(property(entity, "external_id"));
      auto& line = lines.emplace_back("Notion, " + std::string(schema->title) + (page.in_trash ? ", in the trash" : ""));
      for (const auto& [name, text] : page.plain) {
        if (!passing.contains(name) && !text.empty()) line.append(" | ").append(name).append(": ").append(text);
      }
    }
  }
  for (const auto& table : shop_ == nullptr ? std::vector<sandbox::Table>() : shop_->overview()) {
    for (const auto& row : table.rows) {
      auto& line = lines.emplace_back(table.title);
      for (std::size_t i = 0; i < row.size(); ++i) line.append(" | ").append(table.columns[i]).append(": ").append(row[i]);
    }
  }
  for (auto& line : lines) {
    for (const auto& [id, name] : names) {
      for (auto at = line.find(id); at != std::string::npos; at = line.find(id, at))
        line.replace(at, id.size(), "<" + name + ">");
    }
  }
  return {lines.begin(), lines.end()};
}

}  // namespace hsn::cli
