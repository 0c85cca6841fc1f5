// Every service of the registry, made from settings that say what they can; and what can be asked of it and told to it, found in
// its tables. A service that is added is fuzzed without a line here.
#pragma once

#include <algorithm>
#include <map>
#include <memory>

#include "entities/entities.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/window.hpp"
#include "remote/registry.hpp"

namespace hsn::fuzz {

inline constexpr std::string_view kMapping = R"(
[typeform.forms.intake01]
target = "clients"
entity = "connection-practice"
consent = true

[typeform.forms.visit001]
target = "feedback"
entity = "the-7-space"

[woocommerce.statuses]
awaiting-pickup = "Ready for Pickup"

[acuity.calendars.14209019]
entity = "the-7-space"

[acuity.types.94517101]
product = "TCP-SOUND-SUN"

[ai.providers.own]
base_url = "https://ai.example.com"
key_setting = "OPENAI_API_KEY"
)";

struct Service {
  const remote::ServiceDef* def;
  std::string base;  // of every address
  std::unique_ptr<remote::Remote> remote;
};

inline std::string base_of(const remote::ServiceDef& def) {
  std::string name(def.name);
  std::replace(name.begin(), name.end(), '_', '-');
  return "https://" + name + ".example.com";
}

// Each address leads to one place, each secret is THE secret, and whatever is off unless it is asked for is on.
inline config::Config settings() {
  std::vector<std::span<const config::SettingDef>> tables{config::general_settings()};
  config::Sources sources{[](std::string_view) { return std::nullopt; }, {}, {}, {}};
  for (const auto* def : remote::services()) {
    tables.push_back(def->settings);
    for (const auto& setting : def->settings) {
      auto& value = sources.flags[std::string(setting.name)];
      if (setting.kind == config::Kind::url) value = base_of(*def);
      if (setting.kind == config::Kind::secret) value = kSecret;
      if (setting.kind == config::Kind::boolean && setting.fallback == "false") value = "true";
      const auto& needed = def->credentials;
      if (value.empty() && std::find(needed.begin(), needed.end(), setting.name) != needed.end()) value = "12345";
      if (value.empty()) sources.flags.erase(std::string(setting.name));
    }
  }
  const auto loaded = config::load(tables, sources);
  law(loaded.has_value(), "the settings of the fuzzers are settings", loaded ? "" : describe(loaded.error()));
  return *loaded;
}

inline config::Mapping mapping() {
  const auto parsed = config::parse_mapping(kMapping, "hsn.toml", {});
  law(parsed.has_value(), "the mapping of the fuzzers is one", parsed ? "" : describe(parsed.error()));
  return *parsed;
}

inline const std::vector<Service>& registered() {
  static const auto all = [] {
    std::vector<Service> made;
    for (const auto* def : remote::services()) {
      auto remote = def->make(settings(), mapping());
      law(remote.has_value(), "a service is made from its settings", remote ? "" : describe(remote.error()));
      made.push_back({def, base_of(*def) + "/", std::move(*remote)});
    }
    return made;
  }();
  return all;
}

inline FieldValue made_up(const FieldDef& field) {
  switch (field.shape) {
    case Shape::title:
    case Shape::text:
    case Shape::rich:
      return std::string("Moon print");
    case Shape::number:
      return Decimal(3);
    case Shape::checkbox:
      return true;
    case Shape::select:
      return std::string(field.choices.empty() ? "Studio" : field.choices.front().name);
    case Shape::multi_select:
      return std::vector<std::string>{"Art", "Prints"};
    case Shape::date:
      return Date{.start = *parse_instant("2026-12-01"), .end = {}, .date_only = true, .zone = {}};
    case Shape::datetime:
      return Date{.start = *parse_instant("2026-12-01T18:00:00Z"),
                  .end = *parse_instant("2026-12-01T19:00:00Z"),
                  .date_only = false,
                  .zone = {}};
    case Shape::url:
      return std::string("https://example.com/a");
    case Shape::email:
      return std::string("ada@example.com");
    case Shape::phone:
      return std::string("+1 805 555 0199");
    case Shape::files:
      return std::vector<std::string>{"https://example.com/a.png"};
    case Shape::people:
      break;
    case Shape::relation:
      return std::vector<Ref>{{field.target == "clients" ? "client:ada@example.com" : "woocommerce:product:24"}};
  }
  return {};
}

// A record as it was seen before, and nothing to change yet.
inline Write blank(const remote::ServiceDef& def, const remote::Feed& feed, const Schema& schema, const std::string& id) {
  Write write;
  write.verb = Verb::update;
  write.to = {std::string(def.name), std::string(feed.name)};
  write.key = {std::string(schema.entity),
               schema.entity == "clients" ? "client:ada@example.com" : write.to.service + ":it:" + id};
  write.title = "Moon print — Ada Example";
  write.known.remote_id = id;
  write.known.record.key = write.key;
  for (const auto& field : schema.fields) write.known.record.fields[std::string(field.name)] = made_up(field);
  write.refs = {{"client:ada@example.com", "ada@example.com"}, {"woocommerce:product:24", "24"}};
  write.page_id = "cccccccc-0000-4000-8000-000000000001";
  write.at = window(remote::Window::Kind::all).now;
  return write;
}

inline void change(Write& write, const remote::Binding& binding, const FieldDef& field) {
  auto value = binding.aliases.empty() ? made_up(field) : FieldValue(std::string(binding.aliases.back().ours));
  write.known.record.fields.erase(std::string(field.name));
  write.changes.push_back({std::string(field.name), {}, std::move(value), ""});
}

// Whatever a feed can be told of one record: it is made, put away, each call with all that goes through it, each field alone.
inline std::vector<Write> writes_of(const remote::ServiceDef& def, const remote::Feed& feed, const std::string& id) {
  std::vector<Write> whole, alone;
  for (const auto& entity : feed.entities) {
    const auto* schema = entities::find(entity.entity);
    if (entity.hearsay || schema == nullptr) continue;
    auto none = blank(def, feed, *schema, id);
    auto made = none;
    made.verb = Verb::create;
    made.known = {};
    made.key.external_id = "notion:" + id;
    std::map<std::string_view, Write> calls;
    for (const auto& binding : entity.fields) {
      const auto* field = schema->find(binding.field);
      if (binding.mode == remote::Mode::read || field == nullptr) continue;
      change(made, binding, *field);
      auto& one = alone.emplace_back(none);
      one.via = binding.via;
      one.verb = field->special == MergeRule::told_once ? Verb::append : Verb::update;
      auto& call = calls.try_emplace(binding.via, one).first->second;
      change(one, binding, *field);
      change(call, binding, *field);
    }
    none.verb = Verb::archive;
    whole.push_back(std::move(made));
    whole.push_back(std::move(none));
    for (auto& [via, call] : calls) whole.push_back(std::move(call));
  }
  whole.insert(whole.end(), alone.begin(), alone.end());
  return whole;
}

}  // namespace hsn::fuzz
