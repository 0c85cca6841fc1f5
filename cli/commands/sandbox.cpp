// hsn sandbox: Notion and the services in miniature on localhost, with sample data. Nothing is kept when it ends.
#include <filesystem>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/chaos.hpp"
#include "cli/commands/options.hpp"
#include "cli/output/json.hpp"
#include "cli/session.hpp"
#include "config/read_file.hpp"
#include "config/write_file.hpp"
#include "core/json.hpp"
#include "sandbox/emulator.hpp"
#include "sandbox/world.hpp"
#include "server/front.hpp"

namespace hsn::cli {

struct SandboxOptions {
  std::string dir = "hsn-sandbox", budget = "none";
  int port = 0;
  bool empty = false;
  sandbox::SeedSize seed;
  std::optional<std::size_t> customers;
  bool chaos = false;
  std::uint64_t chaos_seed = 1;
};

namespace {

// "3/s": a rate with a burst, as Notion had it; "180/60s": a window, opened by its first request (notion.md 3).
Result<sandbox::Budget> parse_budget(const std::string& text) {
  sandbox::Budget budget;
  if (text == "none") return budget;
  const auto rate = http::parse_rate(text);
  if (!rate || rate->requests == 0) {
    return fail(Fault::bad_config, "\"" + text + "\" is no budget", "--budget", "write none, 3/s, 180/60s or 600/60s");
  }
  budget.kind = rate->per <= std::chrono::seconds(1) ? sandbox::Budget::Kind::bucket : sandbox::Budget::Kind::window;
  budget.requests = rate->requests;
  budget.per = rate->per;
  return budget;
}

// What was learnt of an earlier sandbox is wrong for this one: it has forgotten everything.
std::filesystem::path fresh_state(const std::filesystem::path& dir) {
  auto state = dir / "state";
  for (int next = 2; std::filesystem::exists(state); ++next) state = dir / ("state-" + std::to_string(next));
  return state;
}

constexpr std::string_view kOfSettings = "# Settings of a running `hsn sandbox`; of no use when it has ended.\n";
constexpr std::string_view kOfMapping = "# Mapping file of a running `hsn sandbox`; see hsn.conf(5).\n";

// Somebody's own settings are not written over; those of an earlier sandbox are.
Outcome<void> put_file(const std::filesystem::path& path, std::string_view mark, const std::string& text) {
  const auto there = config::read_file(path);
  if (there && !there->starts_with(mark))
    return tl::unexpected(Error{Fault::bad_config, "is not of a sandbox, and is not written over", path.string(),
                                "give another folder with --dir"});
  if (auto wrote = config::write_file(path, std::string(mark) + text); !wrote) return tl::unexpected(wrote.error());
  return {};
}

std::string env_file(const std::string& url, const sandbox::NotionOptions& notion, const std::filesystem::path& state) {
  config::EnvFile file;
  file.set("NOTION_BASE_URL", url);
  file.set("NOTION_API_TOKEN", notion.token);
  file.set("NOTION_PARENT_PAGE_ID", notion.parent_page_id);
  for (const auto* emulator : sandbox::emulators()) {
    for (const auto& [name, value] : emulator->settings(url)) file.set(name, value);
  }
  file.set("HSN_STATE_DIR", state.string());
  return file.str();
}

}  // namespace

Outcome<Exit> run(const SandboxOptions& asked, Session& session) {
  if (asked.chaos) return run_chaos(session, asked.chaos_seed);
  sandbox::NotionOptions notion;
  auto budget = parse_budget(asked.budget);
  if (!budget) return tl::unexpected(budget.error());
  notion.budget = *budget;
  std::error_code failed;
  std::filesystem::create_directories(asked.dir, failed);
  const auto dir = std::filesystem::absolute(asked.dir);
  const auto& clock = session.outside().clock;

  sandbox::World world(sandbox::Notion::make(notion));
  sandbox::Seed seed{asked.seed, asked.empty, clock.now()};
  if (asked.customers) seed.size = {seed.size.products, *asked.customers, 0, seed.size.orders};
  for (const auto* emulator : sandbox::emulators())
    world.mount(std::string(emulator->name), std::string(emulator->prefix), emulator->make(seed));

  auto front = server::Front::listen("127.0.0.1", asked.port, [&](const http::Request& request) {
    auto exchange = world.serve(request, clock.now());
    return server::Reply{std::move(exchange.response), exchange.cut};
  });
  if (!front) return tl::unexpected(front.error());
  const std::string url = "http://127.0.0.1:" + std::to_string((*front)->port());
  const auto state = fresh_state(dir);
  std::string mapping;
  for (const auto* emulator : sandbox::emulators()) mapping += emulator->mapping;
  if (auto put = put_file(dir / "hsn.toml", kOfMapping, mapping); !put) return tl::unexpected(put.error());
  if (auto put = put_file(dir / ".env", kOfSettings, env_file(url, notion, state)); !put) return tl::unexpected(put.error());

  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document({{"url", url}, {"port", (*front)->port()}, {"env_file", (dir / ".env").string()}, {"state", state.string()}});
  } else {
    out << "The sandbox is at " << url << "/_sandbox/ (Ctrl-C ends it; nothing is kept).\n\nNow, in another terminal:\n  cd "
        << dir.string()
        << "\n  hsn init --yes     makes the Notion databases\n  hsn sync           brings the shop to Notion\n"
           "  hsn diff           shows what would change next: nothing\n";
  }
  out.flush();
  (*front)->run_until(session.outside().stop);
  return Exit::done;
}

Run declare_sandbox(CLI::App& app) {
  auto options = std::make_shared<SandboxOptions>();
  app.add_option("--dir", options->dir, "where the settings file goes; ./hsn-sandbox when left out")->type_name("DIR");
  app.add_option("--port", options->port, "any free one when left out")->type_name("PORT")->check(CLI::Range(0, 65535));
  app.add_option("--budget", options->budget, "requests that Notion takes: none (no limit; the default), 3/s, 180/60s, 600/60s")
      ->type_name("RATE");
  app.add_flag("--empty", options->empty, "no sample data");
  app.add_option("--seed-products", options->seed.products, "so many sample products")->check(at_least(0))->type_name("N");
  app.add_option("--seed-orders", options->seed.orders, "so many sample orders")->check(at_least(0))->type_name("N");
  app.add_option("--seed-customers", options->customers, "so many sample customers, and no guests")
      ->check(at_least(0))
      ->type_name("N");
  app.add_flag("--chaos", options->chaos,
               "listen nowhere: try a day's run with your settings and mapping, killed at every point");
  app.add_option("--seed", options->chaos_seed, "of --chaos: another number, another day")->check(at_least(0))->type_name("N");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
