// hsn relink RECORD PAGE: pair, or pair again, a record with a page by hand.
#include <algorithm>
#include <deque>
#include <ostream>

#include "cli/commands/all.hpp"
#include "cli/commands/options.hpp"
#include "cli/commands/running.hpp"
#include "cli/output/json.hpp"
#include "core/json.hpp"

namespace hsn::cli {

struct RelinkOptions {
  std::string record, page;
};

namespace {

// One page by its id, with whatever further questions its long relations need.
Result<Seen> read_page(Session& session, const remote::Feed& feed, const std::string& page) {
  const Schema* schema = session.catalog().schema(feed.name);
  const auto not_there = [&](const std::string& why) {
    const std::string database(schema != nullptr ? schema->title : feed.name);
    return fail(Fault::bad_config, "there is no such page in the database " + database + (why.empty() ? "" : ": " + why), page,
                "check the link; the page must be in that database and not in the trash");
  };
  const auto& hub = *session.catalog().hub.remote;
  remote::Window window;
  window.kind = remote::Window::Kind::these;
  window.now = session.now();
  window.ids = {page};
  std::vector<Seen> seen;
  std::deque<remote::Ask> asks;
  const auto take = [&](remote::Step step) {
    std::move(step.seen.begin(), step.seen.end(), std::back_inserter(seen));
    std::move(step.details.begin(), step.details.end(), std::back_inserter(asks));
    if (step.next) asks.push_back(std::move(*step.next));
  };
  take(hub.list(feed, window));
  while (!asks.empty()) {
    const auto ask = std::move(asks.front());
    asks.pop_front();
    session.courier().start(ask.request);
    const auto delivered = session.courier().wait();
    if (!delivered) return fail(Fault::unreachable, "interrupted before an answer came", page);
    if (!delivered->outcome) return tl::unexpected(delivered->outcome.error());
    auto step = hub.read(ask, *delivered->outcome);
    if (!step && step.error().fault == Fault::bad_data) return not_there(step.error().what);
    if (!step) return tl::unexpected(step.error());
    take(std::move(*step));
  }
  const auto found = std::find_if(seen.begin(), seen.end(), [&](const Seen& one) { return one.remote_id == page; });
  if (found == seen.end() || found->gone) return not_there("");
  if (!found->problem.empty()) return not_there(found->problem);
  return std::move(*found);
}

// The other record that has this page, be it that the state knows it so or that the page says so. A record that is nothing but
// this page loses nothing.
std::optional<RecordKey> whose_else(const state::Store& store, const RecordKey& key, const Seen& page) {
  auto candidates = store.match(page.remote_id);
  if (std::find(candidates.begin(), candidates.end(), key) != candidates.end()) return std::nullopt;
  candidates.push_back(page.record.key);
  for (const auto& candidate : candidates) {
    const auto row = store.row(candidate);
    if (row && row->key.entity == key.entity && row->key != key && !row->facets.empty()) return row->key;
  }
  return std::nullopt;
}

// A page is not taken from another record without a person's word for it; false: it was not given.
Outcome<bool> may_take(Session& session, const RecordKey& key, const Seen& page) {
  const auto other = whose_else(session.store(), key, page);
  if (!other || session.globals().yes) return true;
  const std::string what = "this is the page of another record, " + other->external_id;
  if (session.globals().dry_run || !session.terminal().attended()) {
    return tl::unexpected(
        Stop({Fault::conflict, what, page.remote_id, "check the link; --yes takes the page from it"}, Exit::limits));
  }
  return session.agreed(what + ". Take it from there?");
}

}  // namespace

Outcome<Exit> run(const RelinkOptions& asked, Session& session) {
  const auto page = config::parse_notion_id(asked.page);
  if (!page) return tl::unexpected(page.error());
  if (const auto options = prepare(session, {}); !options) return tl::unexpected(options.error());
  const auto key = session.record(asked.record);
  if (!key) return tl::unexpected(key.error());
  const auto& feeds = session.catalog().hub.feeds;
  const auto feed = std::find_if(feeds.begin(), feeds.end(), [&](const remote::Feed& one) { return one.name == key->entity; });
  if (feed == feeds.end())
    return tl::unexpected(Error{Fault::bad_config, "the database of " + key->entity + " is not set up", "", "run `hsn init`"});
  const auto seen = read_page(session, *feed, page->id);
  if (!seen) return tl::unexpected(seen.error());
  const auto may = may_take(session, *key, *seen);
  if (!may) return tl::unexpected(may.error());
  if (!*may) return session.declined();
  if (!session.globals().dry_run) {
    if (auto linked = session.store().relink(*key, *seen); !linked) return tl::unexpected(Stop(linked.error(), Exit::usage));
  }
  auto& out = session.terminal().out;
  if (session.globals().json) {
    out << document({{"record", key->external_id}, {"page", page->id}});
  } else if (!session.globals().quiet) {
    out << key->external_id << (session.globals().dry_run ? " would be" : " is") << " paired with page " << page->id
        << "; hsn diff shows what follows\n";
  }
  return Exit::done;
}

Run declare_relink(CLI::App& app) {
  auto options = std::make_shared<RelinkOptions>();
  app.add_option("RECORD", options->record, "External ID, e-mail, order number, SKU")->required();
  app.add_option("PAGE", options->page, "link or id of the page")->required();
  return [options](Session& session) { return run(*options, session); };
}

}  // namespace hsn::cli
