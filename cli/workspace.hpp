// What the settings say about who takes part: services, entities, databases. Pure.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "core/result.hpp"
#include "http/limits.hpp"
#include "notion/hub.hpp"
#include "notion/layout.hpp"
#include "record/schema.hpp"
#include "remote/registry.hpp"

namespace hsn::cli {

// The general table, then each service's.
std::vector<std::span<const config::SettingDef>> setting_tables();
config::KnownProperties known_properties();
// The secrets that the mapping file names and no table has: keys of further AI providers. Views of the mapping.
std::vector<config::SettingDef> key_settings(const config::Mapping&);

bool is_enabled(const remote::ServiceDef&, const config::Config&);
std::vector<const remote::ServiceDef*> enabled_services(const config::Config&);
// Which of a service's credentials are not set; where one is enough, and none is: all of them, in one text with "or".
std::vector<std::string> missing_credentials(const remote::ServiceDef&, const config::Config&);

// Some of its credentials are set and others are not, and nobody has switched it off: a line was lost, so bad_config names them.
Result<void> wholly_set_up(const remote::ServiceDef&, const config::Config&);

// Clients always, what the enabled services fill, and those made on demand once they are set; `with` adds others by
// name. In relation order.
Result<std::vector<const Schema*>> wanted_entities(const config::Config&, const std::vector<std::string>& with = {});
bool is_optional(const Schema&);          // no service fills it by itself: made on demand
std::vector<std::string> entity_order();  // the names of all entities, in relation order
// By entity, from the single settings and NOTION_DATABASE_IDS.
Result<std::map<std::string, config::NotionId, std::less<>>> database_ids(const config::Config&);
// An id that people paste is that of the database or of its data source (notion.md 1).
bool is_of(const config::NotionId&, const notion::Source&);
// A state from another workspace takes that one's pages for ours, and would make second pages for what it does not know:
// refused where the settings name another database than the one whose pages it knows.
Result<void> same_databases(const std::map<std::string, config::NotionId, std::less<>>& ids, const notion::Layout& known,
                            const std::function<bool(std::string_view entity)>& knows_pages, const std::string& state_file);

// Rules of [[ai.routes]] that nobody could follow; the error names file and line.
Result<void> sound_routes(const config::Mapping&);
// Those of which no provider has a key.
std::vector<config::Mapping::AiRoute> unanswered_routes(const config::Config&, const config::Mapping&);
// As the list of business entities writes it; bad_config where it is not among them.
Result<std::string> default_business_entity(const config::Config&, const config::Mapping&);
Result<notion::Account> notion_account(const config::Config&);
Result<std::map<std::string, http::HostPolicy, std::less<>>> host_policies(const config::Config&);
// The mapping file's policies, by field instead of property.
std::map<std::pair<std::string, std::string>, config::FieldPolicy> field_policies(const config::Mapping&);

}  // namespace hsn::cli
