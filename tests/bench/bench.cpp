// hsn_bench: the two measurements that need code. tests/bench/run.sh puts them together and prints the ratios.
//   hsn_bench run COMMAND...      wall and CPU seconds and peak memory of a command, as "wall cpu mib"
//   hsn_bench plan ROWS CHANGES   a state of ROWS linked products of which CHANGES differ: planning time and peak memory
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/time.hpp"
#include "entities/entities.hpp"
#include "record/canonical.hpp"
#include "state/store.hpp"
#include "sync/plan.hpp"

namespace {

using namespace hsn;
using Steady = std::chrono::steady_clock;

double seconds(Steady::duration d) { return std::chrono::duration<double>(d).count(); }
double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; }

int run(char** command) {
  const auto began = Steady::now();
  const pid_t child = fork();
  if (child == 0) {
    // stdout carries our own answer; the command's goes to stderr.
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execvp(command[0], command);
    _exit(127);
  }
  int status = 0;
  rusage used{};
  wait4(child, &status, 0, &used);
  std::printf("%.3f %.3f %.1f\n", seconds(Steady::now() - began), seconds(used.ru_utime) + seconds(used.ru_stime),
              static_cast<double>(used.ru_maxrss) / 1024.0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

Seen product(std::size_t n, bool in_hub, const char* price) {
  const auto id = std::to_string(n);
  Seen seen;
  seen.record.key = {"products", "woocommerce:product:" + id};
  seen.record.fields = {{"name", "Print no. " + id},
                        {"sku", "SKU-" + id},
                        {"status", std::string("Published")},
                        {"stock_status", std::string("In Stock")},
                        {"regular_price", *Decimal::parse(price)},
                        {"product_type", std::string("simple")},
                        {"description", std::string("<b>Signed</b> and numbered.")}};
  seen.remote_id = in_hub ? "page-" + id : id;
  seen.at = seen.created = parse_instant("2026-11-01").value();
  seen.version = "1";
  if (in_hub) {
    seen.record.fields["managed"] = true;
    seen.record.fields["external_id"] = seen.record.key.external_id;
    seen.record.fields["sync_status"] = std::string("Synced");
    seen.record.fields["woocommerce_id"] = Decimal(static_cast<std::int64_t>(n));
  } else {
    seen.record.fields["woocommerce_id"] = Decimal(static_cast<std::int64_t>(n));
  }
  canonicalize(*entities::find("products"), seen.record);
  return seen;
}

sync::Catalog catalog_of_one() {
  static constexpr remote::Binding kBound[] = {{"name", "/name", remote::Mode::read_write},
                                               {"sku", "/sku", remote::Mode::read_write},
                                               {"status", "/status", remote::Mode::read_write},
                                               {"regular_price", "/regular_price", remote::Mode::read_write},
                                               {"stock_status", "/stock_status", remote::Mode::read_write},
                                               {"description", "/description", remote::Mode::read_write}};
  static constexpr remote::EntityBinding kEntity[] = {{"products", kBound}};
  sync::Catalog catalog;
  const auto* schema = entities::find("products");
  catalog.entities = {schema};
  catalog.hub = {"notion", "Notion", nullptr, {{"products", {}, {}}}};
  catalog.services = {{"woocommerce", "WooCommerce", nullptr, {{"products", kEntity, {}}}}};
  for (const auto* field : all_fields(*schema)) catalog.hub_fields["products"].insert(std::string(field->name));
  return catalog;
}

void observe(state::Store& store, std::size_t from, std::size_t to, const char* price, Instant now) {
  std::vector<Seen> hub, shop;
  for (std::size_t n = from; n < to; ++n) {
    hub.push_back(product(n, true, "85"));
    shop.push_back(product(n, false, price));
  }
  store.together([&] {
    store.observe({"notion", "products"}, hub, std::nullopt, now);
    store.observe({"woocommerce", "products"}, shop, std::nullopt, now);
  });
}

// Plans everything that is due; what needs no write is agreed on and put to rest, as the engine does.
std::size_t plan_due(state::Store& store, const sync::Catalog& catalog, Instant now) {
  sync::Policy policy;
  policy.now = now;
  std::size_t writes = 0;
  state::Position position;
  state::Scope scope;
  scope.entity = "products";
  while (!position.end) {
    store.together([&] {
      const auto rows = store.rows(scope, now, position);
      const auto plan = sync::make_plan({.rows = rows, .catalog = catalog, .policy = policy, .look = store.look()});
      writes += plan.writes.size();
      std::vector<state::Store::Agreed> agreed;
      for (const auto& adopt : plan.adopts) agreed.push_back({adopt.key, adopt.agreed});
      store.adopt(agreed);
      store.due(plan.wake);
    });
  }
  return writes;
}

int plan(std::size_t rows, std::size_t changes) {
  const auto folder = std::filesystem::temp_directory_path() / ("hsn-bench-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto now = parse_instant("2026-11-23T10:00:00Z").value();
  const auto catalog = catalog_of_one();
  {
    auto store = std::move(state::Store::open(folder / "hsn.db", {"products"}).value());
    for (std::size_t n = 0; n < rows; n += 1000) observe(*store, n, std::min(rows, n + 1000), "85", now);
    plan_due(*store, catalog, now);
    observe(*store, 0, changes, "90", now);
  }
  // A process of its own, so that making the state does not count.
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    auto store = std::move(state::Store::open(folder / "hsn.db", {"products"}).value());
    const auto began = Steady::now();
    const auto writes = plan_due(*store, catalog, now);
    const auto took = seconds(Steady::now() - began);
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%zu %.6f %.1f\n", writes, took, static_cast<double>(used.ru_maxrss) / 1024.0);
    std::fflush(stdout);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  std::filesystem::remove_all(folder);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "run" && argc > 2) return run(argv + 2);
  if (what == "plan" && argc == 4) return plan(std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10));
  std::fprintf(stderr, "usage: hsn_bench run COMMAND... | plan ROWS CHANGES\n");
  return 2;
}
