// The mapping file (TOML; higherself-model.md 16): names, owners, rules. No settings, no secrets. May be absent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/decimal.hpp"
#include "core/result.hpp"
#include "core/words.hpp"

namespace hsn::config {

enum class ConflictPolicy { notion, service, newest, hold };
enum class OwnerOverride { service, notion, both };

struct FieldPolicy {
  std::optional<OwnerOverride> owner;
  std::optional<ConflictPolicy> conflict;
};

// What becomes of the responses to one form of Typeform (higherself-model.md 4.1).
struct Form {
  enum class Target { clients, feedback, appointments_request, store_only };
  struct Field {
    std::string question;  // its ref, id or title
    std::string property;  // of the target, in our spelling; empty: left out
    std::string where;     // file and line
  };
  // A response is important when any of these holds.
  struct Important {
    bool always = false;
    std::optional<Decimal> score, rating;                                   // score at least, rating at most
    std::vector<std::pair<std::string, std::vector<std::string>>> answers;  // question -> any of these texts
  };
  Target target{};
  std::string workflow;          // slug; empty: none
  std::string entity;            // slug of a business entity; empty: nothing said
  std::optional<Instant> since;  // older responses are not read
  bool consent = false;          // sending the form is consent
  std::vector<Field> fields;
  Important important;
};

// What a booking service's calendars (or providers) and types (or services) are to this business (3.5).
struct Bookings {
  struct Calendar {
    std::string entity;  // slug of a business entity; empty: nothing said
    std::vector<std::string> staff;
  };
  struct Type {
    std::string entity;
    std::string product;  // External ID or SKU; empty: by the number on the product's page
  };
  std::map<std::string, Calendar, std::less<>> calendars;  // by the service's own id
  std::map<std::string, Type, std::less<>> types;
};

struct Mapping {
  // entity -> our property name -> name in this workspace (only before the first match)
  std::map<std::string, std::map<std::string, std::string>, std::less<>> property_names;
  // (entity, property) -> policy
  std::map<std::pair<std::string, std::string>, FieldPolicy> fields;
  std::vector<std::pair<std::string, std::string>> woo_categories;  // category name or slug -> entity slug, in file order
  std::map<std::string, std::string, std::less<>> woo_statuses;     // custom status -> option in Notion
  struct Entity {
    std::string name;
    std::vector<std::string> notify;
  };
  Words words;
  std::map<std::string, Entity, std::less<>> entities;  // by slug
  std::vector<std::string> business_entities;           // their names: the options that `hsn init` makes, in this order
  // How the business entity of this name is written; null: there is none.
  const std::string* business_entity(std::string_view name) const;
  std::map<std::string, Form, std::less<>> forms;  // form id -> what becomes of its responses
  Bookings acuity, amelia;
  // Which AI provider is asked for what: in order, the first that fits. An empty condition fits everything.
  struct AiRoute {
    std::vector<std::string> tasks, entities, models;
    std::optional<std::int64_t> min_chars, max_chars;
    std::vector<std::string> use;  // "provider:model", tried in turn
    std::string where{};           // "hsn.toml:12"
  };
  std::vector<AiRoute> ai_routes;
  struct AiProvider {
    std::string base_url, key_setting, max_tokens_param, json;
  };
  std::map<std::string, AiProvider, std::less<>> ai_providers;  // further servers that speak OpenAI's language
};

// What may be named: entity -> property -> may its owner be overridden (not T and H fields). Comes from the schemas, which
// this room does not know.
using KnownProperties = std::map<std::string, std::map<std::string, bool>, std::less<>>;

// Databases of the same workspace that hsn does not fill: tasks, workflows, operations, templates. What names them is taken, and
// not used.
bool is_of_others(std::string_view entity);

// bad_config names file and line: unknown key, property, service or policy; a business entity that is not among `businesses`
// (BUSINESS_ENTITIES; empty: the three that are usual, and the file may add others).
Result<Mapping> parse_mapping(std::string_view toml, std::string_view file, const KnownProperties&,
                              std::span<const std::string> businesses = {});
// A missing file: defaults.
Result<Mapping> read_mapping(const std::filesystem::path&, const KnownProperties&, std::span<const std::string> businesses = {});

}  // namespace hsn::config
