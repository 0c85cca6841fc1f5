// What a registration says is true and whole: tables, settings, papers.
#include <algorithm>
#include <filesystem>
#include <set>

#include "cli/workspace.hpp"
#include "contract/checks.hpp"
#include "core/text.hpp"
#include "entities/entities.hpp"

namespace hsn::contract {
namespace {

template <class Look>
void each_entity(const Stand& stand, Look look) {
  for (const auto& feed : stand.service.def.feeds) {
    for (const auto& binding : feed.entities) {
      INFO(feed.name << ": " << binding.entity);
      const Schema* schema = entities::find(binding.entity);
      REQUIRE(schema != nullptr);
      look(feed, binding, *schema);
    }
  }
}

const config::SettingDef* setting_of(const Stand& stand, std::string_view name) {
  const auto& all = stand.service.def.settings;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& setting) { return setting.name == name; });
  return found == all.end() ? nullptr : &*found;
}

void binds_known_fields(Stand& stand) {
  each_entity(stand, [](const remote::Feed&, const remote::EntityBinding& entity, const Schema& schema) {
    std::set<std::string_view> bound;
    for (const auto& binding : entity.fields) {
      INFO(binding.field);
      const FieldDef* field = schema.find(binding.field);
      REQUIRE(field != nullptr);
      CHECK(bound.insert(binding.field).second);
      for (const auto& alias : binding.aliases) {
        const auto is_it = [&](const Choice& choice) { return choice.name == alias.ours; };
        CHECK((field->choices.empty() || std::any_of(field->choices.begin(), field->choices.end(), is_it)));
      }
    }
  });
}

void writes_to_its_own_alone(Stand& stand) {
  each_entity(stand, [](const remote::Feed& feed, const remote::EntityBinding& entity, const Schema& schema) {
    const auto is_written = [](const remote::Binding& binding) { return binding.mode != remote::Mode::read; };
    const bool written = std::any_of(entity.fields.begin(), entity.fields.end(), is_written);
    CHECK_FALSE((entity.hearsay && (written || entity.creates)));
    CHECK((!entity.creates || schema.unfinished != nullptr));
    CHECK((!entity.adds || entity.hearsay));
    CHECK(!(&entity == &feed.entities.front() && entity.hearsay && !entity.adds));
  });
}

void names_its_feeds_once(Stand& stand) {
  std::set<std::string_view> names;
  REQUIRE_FALSE(stand.service.def.feeds.empty());
  for (const auto& feed : stand.service.def.feeds) {
    CHECK(names.insert(feed.name).second);
    CHECK_FALSE(feed.entities.empty());
  }
}

void is_found_as_people_write_it(Stand& stand) {
  const auto& def = stand.service.def;
  auto written = std::string(def.name);
  std::replace(written.begin(), written.end(), '_', '-');
  CHECK(remote::find_service(def.name) == &def);
  CHECK(remote::find_service(" " + written + " ") == &def);
  CHECK_FALSE(def.title.empty());
}

void explains_its_settings(Stand& stand) {
  const auto reference = config::env_example(cli::setting_tables());
  for (const auto& setting : stand.service.def.settings) {
    INFO(setting.name);
    CHECK(reference.find(std::string(setting.name) + "=") != std::string::npos);
    CHECK_FALSE(setting.help.empty());
    CHECK_FALSE(setting.group.empty());
  }
}

void registers_its_credentials(Stand& stand) {
  const auto& def = stand.service.def;
  REQUIRE_FALSE(def.credentials.empty());
  CHECK(setting_of(stand, def.enable) != nullptr);
  for (const auto names : {def.credentials, def.also_asked}) {
    for (const auto name : names) CHECK(setting_of(stand, name) != nullptr);
  }
  const auto is_secret = [](const auto& setting) { return setting.kind == config::Kind::secret; };
  CHECK(std::any_of(def.settings.begin(), def.settings.end(), is_secret));
  CHECK(cli::is_enabled(def, stand.config));
}

// Each that is missing is named, unless the service can do without; where one is enough, the first when there is none.
void names_the_missing_setting(Stand& stand) {
  const auto& def = stand.service.def;
  std::size_t named = 0;
  const auto check = [&](const Settings& settings, const auto& is_expected) {
    const auto config = configured(settings);
    REQUIRE(config);
    const auto made = def.make(*config, stand.mapping);
    if (made) return;
    INFO(describe(made.error()));
    CHECK(made.error().fault == Fault::bad_config);
    CHECK(is_expected(made.error().where));
    CHECK_FALSE(made.error().remedy.empty());
    CHECK_FALSE(stand.tells_secrets(describe(made.error())));
    ++named;
  };
  for (const auto name : def.credentials) {
    if (def.one_is_enough) break;
    auto without = settings_of(stand.service);
    without.erase(std::string(name));
    check(without, [&](const std::string& where) { return where == name; });
  }
  if (def.one_is_enough) check({}, [&](const std::string& where) { return where == def.credentials.front(); });
  CHECK(named > 0);
}

void points_to_its_emulator(Stand& stand) {
  const auto& emulated = stand.service.emulated;
  CHECK(emulated.prefix.starts_with("/"));
  CHECK(emulated.prefix.ends_with("/"));
  for (const auto& other : everybody()) {
    CHECK((&other.emulated == &emulated || !other.emulated.prefix.starts_with(emulated.prefix)));
    CHECK((&other.emulated == &emulated || other.emulated.name != emulated.name));
  }
  for (const auto& [name, value] : emulated.settings("http://127.0.0.1:1")) {
    INFO(name);
    CHECK(stand.config.find(name) != nullptr);
  }
}

void has_its_papers(Stand& stand) {
  const std::filesystem::path folder = folder_of(stand.service);
  REQUIRE(std::filesystem::exists(folder / "README.md"));
  CHECK(std::filesystem::file_size(folder / "README.md") > 200);
}

constexpr Check kRegistration[] = {
    {"its tables name fields and options that the entity has, each once", binds_known_fields},
    {"it writes to records of its own alone", writes_to_its_own_alone},
    {"its feeds have names of their own", names_its_feeds_once},
    {"it is found by the name that people write", is_found_as_people_write_it},
    {"its settings are in the reference, each with a word of help", explains_its_settings},
    {"its switch and its credentials are settings, and with them it takes part", registers_its_credentials},
    {"a missing credential is refused by its name, with what to do", names_the_missing_setting},
    {"the sandbox's settings are its own, and its paths lead to it alone", points_to_its_emulator},
    {"its folder has a README", has_its_papers},
};

}  // namespace

std::span<const Check> registration() { return kRegistration; }

}  // namespace hsn::contract
