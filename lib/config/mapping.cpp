// The only file that knows TOML.
#include "config/mapping.hpp"

#include <toml++/toml.h>

#include <algorithm>

#include "config/read_file.hpp"
#include "core/text.hpp"

namespace hsn::config {
namespace {

// higherself-model.md 1.
constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
    {"connection-practice", "The Connection Practice"},
    {"the-7-space", "The 7 Space"},
    {"higherself-network", "The HigherSelf Network"},
};

constexpr std::pair<std::string_view, OwnerOverride> kOwners[] = {
    {"service", OwnerOverride::service}, {"notion", OwnerOverride::notion}, {"both", OwnerOverride::both}};
constexpr std::pair<std::string_view, ConflictPolicy> kPolicies[] = {{"notion", ConflictPolicy::notion},
                                                                     {"service", ConflictPolicy::service},
                                                                     {"newest", ConflictPolicy::newest},
                                                                     {"hold", ConflictPolicy::hold}};

// How a server can be told to answer in JSON (ai-providers.md 5).
constexpr std::pair<std::string_view, std::string_view> kJsonModes[] = {
    {"schema", "schema"}, {"object", "object"}, {"prompt", "prompt"}};

// The first error stops everything: thrown inside this file, a value outside.
struct Wrong {
  Error error;
};

class Reader {
 public:
  Reader(std::string_view file, const KnownProperties& known) : file_(file), known_(known) {}

  Mapping read(const toml::table& root) {
    for (const auto& [slug, name] : kEntities) mapping_.entities[std::string(slug)].name = name;
    for (const auto& [key, node] : root) {
      const auto name = key.str();
      if (name == "notion") {
        each(key, node, [this](const toml::key& entity, const toml::node& value) { notion(entity, value); });
      } else if (name == "fields") {
        each(key, node, [this](const toml::key& entity, const toml::node& value) { fields(entity, value); });
      } else if (name == "woocommerce") {
        each(key, node, [this](const toml::key& table, const toml::node& value) { woocommerce(table, value); });
      } else if (name == "ai") {
        each(key, node, [this](const toml::key& table, const toml::node& value) { ai(table, value); });
      } else if (name == "entities") {
        each(key, node, [this](const toml::key& slug, const toml::node& value) { entity(slug, value); });
      } else {
        refuse(key, "there is no table \"" + std::string(name) + "\"",
               "the tables are notion, fields, woocommerce, ai, entities");
      }
    }
    check_categories();
    return std::move(mapping_);
  }

 private:
  [[noreturn]] void refuse(const toml::source_region& at, std::string what, std::string remedy) const {
    throw Wrong{{Fault::bad_config, std::move(what), file_ + ":" + std::to_string(at.begin.line), std::move(remedy)}};
  }
  [[noreturn]] void refuse(const toml::key& key, std::string what, std::string remedy = {}) const {
    refuse(key.source(), std::move(what), std::move(remedy));
  }

  // The members of a table, in the order of the file.
  template <class Visit>
  void each(const toml::key& name, const toml::node& node, Visit visit) const {
    const auto* table = node.as_table();
    if (table == nullptr) refuse(name, "\"" + std::string(name.str()) + "\" must be a table");
    std::vector<std::pair<const toml::key*, const toml::node*>> members;
    for (const auto& [key, value] : *table) members.emplace_back(&key, &value);
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
      const auto &x = a.first->source().begin, &y = b.first->source().begin;
      return std::pair(x.line, x.column) < std::pair(y.line, y.column);
    });
    for (const auto& [key, value] : members) visit(*key, *value);
  }

  std::string text(const toml::key& key, const toml::node& node) const {
    const auto value = node.value_exact<std::string>();
    if (!value || trim(*value).empty()) refuse(key, "\"" + std::string(key.str()) + "\" must be a text in quotes");
    return trim(*value);
  }

  template <class Value, std::size_t size>
  Value one_of(const std::pair<std::string_view, Value> (&choices)[size], const toml::key& key, const toml::node& node) const {
    const auto word = text(key, node);
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
      if (name == word) return value;
      names.emplace_back(name);
    }
    refuse(key, "\"" + word + "\" is no " + std::string(key.str()), "use one of " + join(names, ", "));
  }

  const std::map<std::string, bool>& entity_properties(const toml::key& entity) const {
    const auto found = known_.find(entity.str());
    if (found != known_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& known : known_) names.push_back(known.first);
    refuse(entity, "there is no entity \"" + std::string(entity.str()) + "\"", "the entities are " + join(names, ", "));
  }

  // Our spelling of the property, and whether its owner may be overridden.
  std::pair<std::string, bool> property(const toml::key& entity, const toml::key& name) const {
    for (const auto& [known, owner_is_free] : entity_properties(entity)) {
      if (equals_ignoring_case(known, name.str())) return {known, owner_is_free};
    }
    refuse(name, std::string(entity.str()) + " have no property \"" + std::string(name.str()) + "\"",
           "use the name that hsn gives it; names with blanks go in quotes");
  }

  void notion(const toml::key& entity, const toml::node& node) {
    entity_properties(entity);
    each(entity, node, [&](const toml::key& table, const toml::node& names) {
      if (table.str() != "properties")
        refuse(table, "there is no table \"" + std::string(table.str()) + "\" here", "use properties");
      each(table, names, [&](const toml::key& key, const toml::node& name) {
        mapping_.property_names[std::string(entity.str())][property(entity, key).first] = text(key, name);
      });
    });
  }

  void fields(const toml::key& entity, const toml::node& node) {
    entity_properties(entity);
    each(entity, node, [&](const toml::key& name, const toml::node& keys) {
      const auto [spelling, owner_is_free] = property(entity, name);
      FieldPolicy policy;
      each(name, keys, [&, free = owner_is_free](const toml::key& key, const toml::node& value) {
        if (key.str() == "owner") {
          if (!free) refuse(key, "the owner of \"" + std::string(name.str()) + "\" cannot be changed", "leave this line out");
          policy.owner = one_of(kOwners, key, value);
        } else if (key.str() == "conflict") {
          policy.conflict = one_of(kPolicies, key, value);
        } else {
          refuse(key, "there is no key \"" + std::string(key.str()) + "\" here", "the keys are owner, conflict");
        }
      });
      mapping_.fields[{std::string(entity.str()), spelling}] = policy;
    });
  }

  void woocommerce(const toml::key& table, const toml::node& node) {
    if (table.str() == "categories") {
      each(table, node, [this](const toml::key& key, const toml::node& value) {
        mapping_.woo_categories.emplace_back(key.str(), text(key, value));
        category_lines_.push_back(key.source());
      });
    } else if (table.str() == "statuses") {
      each(table, node, [this](const toml::key& key, const toml::node& value) {
        mapping_.woo_statuses[std::string(key.str())] = text(key, value);
      });
    } else {
      refuse(table, "there is no table \"" + std::string(table.str()) + "\" here", "the tables are categories, statuses");
    }
  }

  void entity(const toml::key& slug, const toml::node& node) {
    Mapping::Entity& entity = mapping_.entities[std::string(slug.str())];
    each(slug, node, [&](const toml::key& key, const toml::node& value) {
      if (key.str() == "name") {
        entity.name = text(key, value);
      } else if (key.str() == "notify") {
        const auto* list = value.as_array();
        if (list == nullptr) refuse(key, "\"notify\" must be a list of addresses", "write [\"anna@example.com\"]");
        entity.notify.clear();
        for (const auto& address : *list) entity.notify.push_back(text(key, address));
      } else {
        refuse(key, "there is no key \"" + std::string(key.str()) + "\" here", "the keys are name, notify");
      }
    });
    if (entity.name.empty()) refuse(slug, "the entity \"" + std::string(slug.str()) + "\" has no name", "add name = \"…\"");
  }

  // One text, or a list of them.
  std::vector<std::string> texts(const toml::key& key, const toml::node& node) const {
    const auto* list = node.as_array();
    if (list == nullptr) return {text(key, node)};
    std::vector<std::string> all;
    for (const auto& one : *list) all.push_back(text(key, one));
    return all;
  }

  std::int64_t count(const toml::key& key, const toml::node& node) const {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 0) refuse(key, "\"" + std::string(key.str()) + "\" must be a whole number");
    return *value;
  }

  void ai(const toml::key& table, const toml::node& node) {
    if (table.str() == "providers") {
      each(table, node, [this](const toml::key& name, const toml::node& keys) { ai_provider(name, keys); });
    } else if (table.str() == "routes") {
      const auto* list = node.as_array();
      if (list == nullptr) refuse(table, "\"routes\" must be a list of tables", "write [[ai.routes]]");
      for (const auto& rule : *list) ai_route(table, rule);
    } else {
      refuse(table, "there is no table \"" + std::string(table.str()) + "\" here", "the tables are routes, providers");
    }
  }

  void ai_route(const toml::key& table, const toml::node& node) {
    Mapping::AiRoute route;
    each(table, node, [&](const toml::key& key, const toml::node& value) {
      if (key.str() == "task") {
        route.tasks = texts(key, value);
      } else if (key.str() == "entity") {
        route.entities = texts(key, value);
      } else if (key.str() == "model") {
        route.models = texts(key, value);
      } else if (key.str() == "use") {
        route.use = texts(key, value);
      } else if (key.str() == "min_chars") {
        route.min_chars = count(key, value);
      } else if (key.str() == "max_chars") {
        route.max_chars = count(key, value);
      } else {
        refuse(key, "there is no key \"" + std::string(key.str()) + "\" here",
               "the keys are task, entity, model, min_chars, max_chars, use");
      }
    });
    if (route.use.empty()) refuse(table, "a route says nothing to use", "add use = [\"provider:model\"]");
    mapping_.ai_routes.push_back(std::move(route));
  }

  void ai_provider(const toml::key& name, const toml::node& node) {
    auto& provider = mapping_.ai_providers[std::string(name.str())];
    const std::pair<std::string_view, std::string*> keys[] = {{"base_url", &provider.base_url},
                                                              {"key_setting", &provider.key_setting},
                                                              {"max_tokens_param", &provider.max_tokens_param},
                                                              {"json", &provider.json}};
    each(name, node, [&](const toml::key& key, const toml::node& value) {
      const auto found =
          std::find_if(std::begin(keys), std::end(keys), [&](const auto& known) { return known.first == key.str(); });
      if (found == std::end(keys))
        refuse(key, "there is no key \"" + std::string(key.str()) + "\" here",
               "the keys are base_url, key_setting, max_tokens_param, json");
      *found->second = key.str() == "json" ? std::string(one_of(kJsonModes, key, value)) : text(key, value);
    });
    if (provider.base_url.empty()) refuse(name, "the provider \"" + std::string(name.str()) + "\" has no base_url");
  }

  // After everything is read: [entities] may stand below [woocommerce].
  void check_categories() const {
    for (std::size_t i = 0; i < mapping_.woo_categories.size(); ++i) {
      const auto& slug = mapping_.woo_categories[i].second;
      if (mapping_.entities.contains(slug)) continue;
      std::vector<std::string> slugs;
      for (const auto& known : mapping_.entities) slugs.push_back(known.first);
      refuse(category_lines_[i], "there is no business entity \"" + slug + "\"", "use one of " + join(slugs, ", "));
    }
  }

  std::string file_;
  const KnownProperties& known_;
  Mapping mapping_;
  std::vector<toml::source_region> category_lines_;
};

}  // namespace

Result<Mapping> parse_mapping(std::string_view text, std::string_view file, const KnownProperties& known) {
  try {
    const toml::table root = toml::parse(text, file);
    return Reader(file, known).read(root);
  } catch (const toml::parse_error& error) {
    return fail(Fault::bad_config, std::string(error.description()),
                std::string(file) + ":" + std::to_string(error.source().begin.line), "this is not TOML: see hsn.conf(5)");
  } catch (const Wrong& wrong) {
    return tl::unexpected(wrong.error);
  }
}

Result<Mapping> read_mapping(const std::filesystem::path& path, const KnownProperties& known) {
  std::error_code ignored;
  if (path.empty() || !std::filesystem::exists(path, ignored)) return parse_mapping({}, path.string(), known);
  const auto text = read_file(path);
  if (!text) return fail(text.error().fault, text.error().what, path.string(), text.error().remedy);
  return parse_mapping(*text, path.string(), known);
}

}  // namespace hsn::config
