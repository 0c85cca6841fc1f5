// hsn backfill SERVICE [ENTITY] --since DATE: older records, window by window; resumable.
#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::cli {

struct BackfillOptions {
  std::string service, entity, since, until, order = "newest";
};

namespace {

Result<Instant> parse_day(const std::string& text, const std::string& option, const std::string& zone) {
  constexpr std::size_t kDay = 10;  // 2026-11-23: midnight where the business is
  const auto at = text.size() == kDay ? from_local(text + " 00:00:00", zone) : from_local(text, zone);
  if (at) return *at;
  if (const auto instant = parse_instant(text)) return *instant;
  return fail(Fault::bad_config, "\"" + text + "\" is not a date", option, "write it as 2023-01-31");
}

// The feeds that bring the entity: its own ones. Customers are read by content anyway, but harmless to name.
Result<std::vector<Lane>> lanes_of(const BackfillOptions& asked, const remote::ServiceDef& service) {
  std::vector<Lane> lanes;
  std::vector<std::string> names;
  for (const auto& feed : service.feeds) {
    if (feed.entities.empty() || feed.unlisted) continue;
    const std::string own(feed.entities.front().entity);
    names.push_back(own);
    if (asked.entity.empty() || asked.entity == own) lanes.push_back({std::string(service.name), std::string(feed.name)});
  }
  if (names.empty()) return fail(Fault::bad_config, std::string(service.title) + " has no older records to read");
  if (lanes.empty()) {
    return fail(Fault::bad_config, std::string(service.title) + " has no \"" + asked.entity + "\"", "",
                "it has " + join(names, ", "));
  }
  return lanes;
}

// Not where Notion has no database for what it brings.
bool is_read(const sync::Catalog& catalog, const Lane& lane) {
  const auto* service = catalog.service(lane.service);
  return service != nullptr && std::any_of(service->feeds.begin(), service->feeds.end(),
                                           [&](const remote::Feed& feed) { return feed.name == lane.feed; });
}

}  // namespace

Outcome<Exit> run(const BackfillOptions& asked, Session& session) {
  if (auto done = session.configure(); !done) return tl::unexpected(done.error());
  if (asked.service == kHub) {
    return tl::unexpected(Error{Fault::bad_config, "backfill reads a service, and Notion is none", "",
                                "name the service whose older records are missing; Notion itself is read by hsn pull --full"});
  }
  const auto* service = remote::find_service(asked.service);
  if (service == nullptr) return tl::unexpected(session.targets({asked.service}).error());
  auto lanes = lanes_of(asked, *service);
  if (!lanes) return tl::unexpected(lanes.error());
  const auto zone = session.config().text("BUSINESS_TIMEZONE");
  const auto since = parse_day(asked.since, "--since", zone);
  if (!since) return tl::unexpected(since.error());
  // The end of today and not this very second: so that a run that was cut short is known again by its dates.
  const auto until = asked.until.empty() ? Result<Instant>(floor_day(session.now()) + std::chrono::hours(24))
                                         : parse_day(asked.until, "--until", zone);
  if (!until) return tl::unexpected(until.error());
  if (*since >= *until) return tl::unexpected(Error{Fault::bad_config, "--since must lie before --until", "", ""});
  const auto options = prepare(session, {std::string(service->name)});
  if (!options) return tl::unexpected(options.error());
  std::erase_if(*lanes, [&](const Lane& lane) { return !is_read(session.catalog(), lane); });
  if (lanes->empty())
    return tl::unexpected(Error{Fault::bad_config, "there is no database for it in Notion", asked.entity,
                                "`hsn init --with " + asked.entity + "` makes one"});
  if (!session.agreed("Read everything of " + std::string(service->title) + " from " + format_date(*since) + " to " +
                      format_date(*until) + " and bring it to Notion?")) {
    return session.declined();
  }
  const auto work = [&](Crew& crew, state::RunId run, sync::Report& report) {
    crew.engine.backfill(run, *lanes, *since, *until, asked.order == "newest", report);
  };
  if (options->dry_run) {
    return show_plan_and_forget(session, *options, [&](Crew& crew, sync::Report& report) { work(crew, 0, report); });
  }
  return run_and_report(session, *options, work);
}

Run declare_backfill(CLI::App& app) {
  auto options = std::make_shared<BackfillOptions>();
  app.add_option("SERVICE", options->service, "a service, as woocommerce")->required();
  app.add_option("ENTITY", options->entity, "one that the service tells of, as orders; all of them when left out");
  app.add_option("--since", options->since, "the first day, as 2023-01-31")->required()->type_name("DATE");
  app.add_option("--until", options->until, "the day after the last one; until now when left out")->type_name("DATE");
  app.add_option("--order", options->order, "newest first (the default) or oldest first")
      ->check(CLI::IsMember({"newest", "oldest"}))
      ->type_name("newest|oldest");
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
