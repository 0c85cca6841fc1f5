// What a command line asks for: services by their names, records by what people call them, options of the engine.
#include <algorithm>
#include <set>

#include "cli/session.hpp"
#include "cli/workspace.hpp"
#include "core/text.hpp"
#include "entities/entities.hpp"

namespace hsn::cli {

Outcome<std::set<std::string>> Session::targets(const std::vector<std::string>& words) const {
  std::set<std::string> names;
  for (const auto& word : words) {
    if (word == kHub) continue;
    const auto* service = remote::find_service(word);
    if (service == nullptr) {
      std::vector<std::string> known{std::string(kHub)};
      for (const auto* one : remote::services()) known.emplace_back(one->name);
      return tl::unexpected(
          Error{Fault::bad_config, "there is no service \"" + word + "\"", "", "the targets are " + join(known, ", ")});
    }
    if (!is_enabled(*service, *config_)) {
      const auto missing = missing_credentials(*service, *config_);
      return tl::unexpected(
          Error{Fault::bad_config, std::string(service->title) + " is not enabled", "",
                missing.empty() ? "set " + std::string(service->enable) + "=true" : "set " + join(missing, " and ")});
    }
    names.emplace(service->name);
  }
  // "notion" stands for all enabled services, so naming another beside it narrows nothing.
  if (std::find(words.begin(), words.end(), kHub) != words.end()) names.clear();
  return names;
}

Outcome<std::set<std::string>> Session::whole_targets(const std::vector<std::string>& words) const {
  const bool named = !words.empty() && std::count(words.begin(), words.end(), kHub) == 0;
  if (named) return targets(words);
  for (const auto* service : remote::services()) {
    if (auto whole = wholly_set_up(*service, *config_); !whole) return tl::unexpected(whole.error());
  }
  return targets(words);
}

Outcome<RecordKey> Session::record(const std::string& words) {
  std::string wanted = words;
  if (words.starts_with("http://") || words.starts_with("https://")) {
    if (const auto id = config::parse_notion_id(words)) wanted = id->id;
  }
  auto hits = store().match(wanted);
  if (hits.size() > 1 && !globals_.only.empty())
    std::erase_if(hits, [&](const RecordKey& hit) { return hit.entity != globals_.only; });
  if (hits.size() == 1) return hits.front();
  if (hits.empty()) {
    return tl::unexpected(
        Error{Fault::bad_config, "no such record", words, "give an External ID, e-mail, order number, SKU, page id or link"});
  }
  std::vector<std::string> names;
  names.reserve(hits.size());
  for (const auto& hit : hits) names.push_back(hit.external_id + " (" + hit.entity + ")");
  return tl::unexpected(Error{Fault::bad_config, "several records fit: " + join(names, ", "), words,
                              "name one of them, or its entity with --only"});
}

Outcome<sync::Options> Session::options(const std::set<std::string>& services) {
  sync::Options options;
  options.policy.now = now();
  options.at_once = globals_.now;
  options.policy.settle = globals_.now ? Duration::zero() : config_->seconds("SETTLE_SECONDS");
  options.policy.managed_default = config_->flag("NOTION_MANAGED_DEFAULT");
  options.policy.default_business_entity = default_business_entity(*config_, mapping_).value();
  options.limits = {static_cast<std::size_t>(config_->integer("MAX_PUSH_CHANGES")),
                    static_cast<std::size_t>(config_->integer("MAX_DESTRUCTIVE_CHANGES")), globals_.max_changes,
                    globals_.max_destructive};
  options.overlap = config_->seconds("SYNC_OVERLAP_SECONDS");
  options.appointment_past = std::chrono::hours(24 * config_->integer("APPOINTMENT_PAST_DAYS"));
  options.appointment_future = std::chrono::hours(24 * config_->integer("APPOINTMENT_FUTURE_DAYS"));
  options.page_limits["availability"] = static_cast<std::size_t>(config_->integer("AVAILABILITY_MAX_CHANGES"));
  options.create_lookup = config_->seconds("CREATE_LOOKUP_SECONDS");
  options.full = globals_.full;
  options.dry_run = globals_.dry_run;
  options.services = services;
  options.limit = globals_.limit;
  options.stop = &outside_.stop;
  if (!globals_.only.empty()) {
    if (entities::find(globals_.only) == nullptr) {
      return tl::unexpected(Error{Fault::bad_config, "there is no entity \"" + globals_.only + "\"", "--only",
                                  "the entities are " + join(entity_order(), ", ")});
    }
    options.only = globals_.only;
  }
  if (!globals_.record.empty()) {
    auto key = record(globals_.record);
    if (!key) return tl::unexpected(key.error());
    options.record = std::move(*key);
  }
  return options;
}

std::function<bool()> Session::gives_way() {
  if (!lock_ || terminal().attended()) return {};
  // Asked before every request; a person does not notice half a second. Once wanted, all of the run ends.
  return [this, asked = Instant{}, wanted = false]() mutable {
    const auto at = now();
    if (wanted || at - asked < std::chrono::milliseconds(500)) return wanted;
    asked = at;
    return wanted = lock_->wanted();
  };
}

}  // namespace hsn::cli
