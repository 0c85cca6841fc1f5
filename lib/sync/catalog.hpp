// Who takes part: schemas, remotes, and the rules that a workspace has changed. Built once by the session.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/mapping.hpp"
#include "core/clock.hpp"
#include "record/schema.hpp"
#include "remote/remote.hpp"
#include "remote/text_model.hpp"

namespace hsn::sync {

struct Party {
  std::string name;   // "notion", "woocommerce"
  std::string title;  // "Notion", "WooCommerce"
  const remote::Remote* remote = nullptr;
  std::vector<remote::Feed> feeds;
};

struct Catalog {
  std::vector<const Schema*> entities;  // those with a usable hub database, in relation order
  Party hub;
  std::vector<Party> services;  // enabled ones
  // Fields that the hub has a property for, by entity; others are neither planned nor compared.
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> hub_fields;
  std::map<std::pair<std::string, std::string>, config::FieldPolicy> policies;  // (entity, field)
  Words words;
  const remote::TextModel* model = nullptr;  // judges people's words (AI_SENTIMENT); null: the rules do
  std::string zone = "UTC";                  // in which people are told times, on pages and in messages

  const Schema* schema(std::string_view entity) const;
  const Party* service(std::string_view name) const;
  // The binding of the lane for this entity; null: the lane does not tell of it.
  const remote::EntityBinding* binding(const Lane&, std::string_view entity) const;
  Owner owner(const Schema&, const FieldDef&) const;  // with the workspace's override
  // When the service says that it last changed the record; Instant{}: it does not say. What is listed by its date tells that.
  Instant modified(const Lane&, const Seen&) const;
};

// Towards whom writes are planned.
struct Towards {
  bool hub = true;                            // services -> Notion
  std::map<std::string, std::string> shut{};  // services that get nothing now, and why, for who reads the page
  bool all_services = true;                   // Notion -> services
  std::set<std::string> services;             // else these
  bool hub_ids_only = false;                  // push woocommerce: the hub gets ids and sync block alone
  bool service(const std::string& name) const { return all_services || services.contains(name); }
};

// How a conflict without base is settled on demand (--adopt).
enum class Adopting { ask, notion, service };

struct Policy {
  Instant now{};
  Duration settle = std::chrono::seconds(60);  // SETTLE_SECONDS; zero: --now
  Duration hub_ahead{};                        // Notion's clock, against `now`
  bool managed_default = true;                 // NOTION_MANAGED_DEFAULT
  std::string default_business_entity;
  Towards towards;
  Adopting adopting = Adopting::ask;
  bool partial = false;  // some service has never been read whole: what hsn works out of what all of them say is not known yet
  bool ahead = false;    // for people who look: also the page writes that a push in the same plan puts off to the next round
};

}  // namespace hsn::sync
