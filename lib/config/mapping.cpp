// The mapping file, table by table; its AI providers and routes are in mapping_ai.cpp, the names of columns in mapping_names.cpp.
#include "config/mapping.hpp"

#include <algorithm>

#include "config/mapping_ai.hpp"
#include "config/mapping_entities.hpp"
#include "config/mapping_names.hpp"
#include "config/read_file.hpp"
#include "config/toml_file.hpp"
#include "core/text.hpp"

namespace hsn::config {
namespace {

constexpr std::pair<std::string_view, OwnerOverride> kOwners[] = {
    {"service", OwnerOverride::service}, {"notion", OwnerOverride::notion}, {"both", OwnerOverride::both}};
constexpr std::pair<std::string_view, ConflictPolicy> kPolicies[] = {{"notion", ConflictPolicy::notion},
                                                                     {"service", ConflictPolicy::service},
                                                                     {"newest", ConflictPolicy::newest},
                                                                     {"hold", ConflictPolicy::hold}};

constexpr std::pair<std::string_view, Form::Target> kTargets[] = {{"clients", Form::Target::clients},
                                                                  {"feedback", Form::Target::feedback},
                                                                  {"appointments-request", Form::Target::appointments_request},
                                                                  {"store-only", Form::Target::store_only}};

constexpr std::string_view kOthers[] = {"tasks", "workflows", "operations", "templates"};

class Reader : TomlFile {
 public:
  Reader(std::string_view file, const KnownProperties& known, std::span<const std::string> businesses)
      : TomlFile(file), known_(known), businesses_(businesses) {}

  Mapping read(const toml::table& root) {
    begin_entities(businesses_, mapping_);
    for (const auto& [key, node] : root) {
      const auto name = key.str();
      if (name == "notion") {
        each(key, node, [this](const toml::key& entity, const toml::node& value) { notion(entity, value); });
      } else if (name == "fields") {
        each(key, node, [this](const toml::key& entity, const toml::node& value) { fields(entity, value); });
      } else if (name == "woocommerce") {
        each(key, node, [this](const toml::key& table, const toml::node& value) { woocommerce(table, value); });
      } else if (name == "ai") {
        each(key, node, [this](const toml::key& table, const toml::node& value) { read_ai(*this, table, value, mapping_); });
      } else if (name == "entities") {
        each(key, node,
             [this](const toml::key& slug, const toml::node& value) { read_entity(*this, slug, value, businesses_, mapping_); });
      } else if (name == "typeform") {
        each(key, node, [this](const toml::key& table, const toml::node& value) { typeform(table, value); });
      } else if (name == "acuity") {
        bookings(mapping_.acuity, "calendars", "types", key, node);
      } else if (name == "amelia") {
        bookings(mapping_.amelia, "providers", "services", key, node);
      } else if (name == "words") {
        each(key, node, [this](const toml::key& list, const toml::node& value) { words(list, value); });
      } else if (!is_of_others(name)) {
        refuse(key, "there is no table \"" + std::string(name) + "\"",
               "the tables are notion, fields, woocommerce, ai, entities, typeform, acuity, amelia, words");
      }
    }
    check_slugs();
    return std::move(mapping_);
  }

 private:
  // A slug of a business entity. Checked at the end: [entities] may stand below.
  std::string slug(const toml::key& key, const toml::node& node) {
    slugs_.emplace_back(text(key, node), key.source());
    return slugs_.back().first;
  }

  void notion(const toml::key& entity, const toml::node& node) {
    if (!is_of_others(entity.str())) read_names(*this, entity, node, known_, mapping_);
  }

  void fields(const toml::key& entity, const toml::node& node) {
    if (is_of_others(entity.str())) return;
    properties_of(*this, entity, known_);
    each(entity, node, [&](const toml::key& name, const toml::node& keys) {
      const auto [spelling, owner_is_free] = property_of(*this, entity, name, known_);
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
        mapping_.woo_categories.emplace_back(key.str(), slug(key, value));
      });
    } else if (table.str() == "statuses") {
      each(table, node, [this](const toml::key& key, const toml::node& value) {
        mapping_.woo_statuses[std::string(key.str())] = text(key, value);
      });
    } else {
      refuse(table, "there is no table \"" + std::string(table.str()) + "\" here", "the tables are categories, statuses");
    }
  }

  void words(const toml::key& name, const toml::node& node) {
    if (name.str() == "important") {
      mapping_.words.important = texts(name, node);
    } else if (name.str() == "alarm") {
      mapping_.words.alarm = texts(name, node);
    } else if (name.str() == "categories") {
      each(name, node, [&](const toml::key& category, const toml::node& list) {
        mapping_.words.categories[std::string(category.str())] = texts(category, list);
      });
    } else {
      refuse(name, "there is no key \"" + std::string(name.str()) + "\" here", "the keys are important, alarm, categories");
    }
  }

  void bookings(Bookings& bookings, std::string_view calendars, std::string_view types, const toml::key& service,
                const toml::node& node) {
    each(service, node, [&](const toml::key& table, const toml::node& entries) {
      if (table.str() == calendars) {
        each(table, entries, [&](const toml::key& id, const toml::node& value) {
          calendar(bookings.calendars[std::string(id.str())], id, value);
        });
      } else if (table.str() == types) {
        each(table, entries,
             [&](const toml::key& id, const toml::node& value) { type(bookings.types[std::string(id.str())], id, value); });
      } else {
        refuse(table, "there is no table \"" + std::string(table.str()) + "\" here",
               "the tables are " + std::string(calendars) + ".<id>, " + std::string(types) + ".<id>");
      }
    });
  }

  void calendar(Bookings::Calendar& calendar, const toml::key& id, const toml::node& node) {
    each(id, node, [&](const toml::key& key, const toml::node& value) {
      if (key.str() == "entity") {
        calendar.entity = slug(key, value);
      } else if (key.str() == "staff") {
        calendar.staff = texts(key, value);
      } else {
        refuse(key, "there is no key \"" + std::string(key.str()) + "\" here", "the keys are entity, staff");
      }
    });
  }

  void type(Bookings::Type& type, const toml::key& id, const toml::node& node) {
    each(id, node, [&](const toml::key& key, const toml::node& value) {
      if (key.str() == "entity") {
        type.entity = slug(key, value);
      } else if (key.str() == "product") {
        type.product = text(key, value);
      } else {
        refuse(key, "there is no key \"" + std::string(key.str()) + "\" here", "the keys are entity, product");
      }
    });
  }

  void typeform(const toml::key& table, const toml::node& node) {
    if (table.str() != "forms")
      refuse(table, "there is no table \"" + std::string(table.str()) + "\" here", "the tables are forms.<form id>");
    each(table, node, [this](const toml::key& id, const toml::node& value) { form(id, value); });
  }

  void form(const toml::key& id, const toml::node& node) {
    Form& form = mapping_.forms[std::string(id.str())];
    bool has_target = false;
    std::vector<std::pair<const toml::key*, const toml::node*>> fields;  // checked when the target is known
    each(id, node, [&](const toml::key& key, const toml::node& value) {
      const auto name = key.str();
      if (name == "target") {
        form.target = one_of(kTargets, key, value);
        has_target = true;
      } else if (name == "workflow") {
        const auto workflow = text(key, value);
        form.workflow = workflow == "none" ? "" : workflow;
      } else if (name == "entity") {
        form.entity = slug(key, value);
      } else if (name == "since") {
        form.since = day(key, value);
      } else if (name == "consent") {
        form.consent = flag(key, value);
      } else if (name == "fields") {
        each(key, value, [&](const toml::key& question, const toml::node& to) { fields.emplace_back(&question, &to); });
      } else if (name == "important") {
        each(key, value, [&](const toml::key& rule, const toml::node& to) { important(form.important, rule, to); });
      } else {
        refuse(key, "there is no key \"" + std::string(name) + "\" here",
               "the keys are target, workflow, entity, since, consent, fields, important");
      }
    });
    if (!has_target) {
      refuse(id, "the form \"" + std::string(id.str()) + "\" has no target",
             "add target = \"clients\", \"feedback\", \"appointments-request\" or \"store-only\"");
    }
    for (const auto& [question, to] : fields) form.fields.push_back(form_field(form.target, *question, *to));
  }

  // A response that is feedback also tells of a client: its questions may fill the properties of both.
  Form::Field form_field(Form::Target target, const toml::key& question, const toml::node& node) const {
    Form::Field field{std::string(question.str()), "", place(question.source())};
    const auto left_out = node.value_exact<std::string>();
    if (left_out && trim(*left_out).empty()) return field;
    field.property = text(question, node);
    std::vector<std::string_view> entities{"clients"};
    if (target == Form::Target::feedback) entities.insert(entities.begin(), "feedback");
    for (const auto entity : entities) {
      const auto properties = known_.find(entity);
      if (properties == known_.end()) continue;
      for (const auto& [known, owner_is_free] : properties->second) {
        if (!equals_ignoring_case(known, field.property)) continue;
        field.property = known;
        return field;
      }
    }
    refuse(question, std::string(entities.front()) + " have no property \"" + field.property + "\"",
           "use the name that hsn gives it, or \"\" to leave the question out");
  }

  void important(Form::Important& important, const toml::key& key, const toml::node& node) const {
    if (key.str() == "always") {
      important.always = flag(key, node);
    } else if (key.str() == "score") {
      important.score = number(key, node);
    } else if (key.str() == "rating") {
      important.rating = number(key, node);
    } else if (key.str() == "answers") {
      each(key, node, [&](const toml::key& question, const toml::node& values) {
        important.answers.emplace_back(question.str(), texts(question, values));
      });
    } else {
      refuse(key, "there is no key \"" + std::string(key.str()) + "\" here", "the keys are always, score, rating, answers");
    }
  }

  void check_slugs() const {
    for (const auto& [slug, at] : slugs_) {
      if (mapping_.entities.contains(slug)) continue;
      std::vector<std::string> known;
      for (const auto& entity : mapping_.entities) known.push_back(entity.first);
      refuse(at, "there is no business entity \"" + slug + "\"", "use one of " + join(known, ", "));
    }
  }

  const KnownProperties& known_;
  std::span<const std::string> businesses_;
  Mapping mapping_;
  std::vector<std::pair<std::string, toml::source_region>> slugs_;  // that were named
};

}  // namespace

bool is_of_others(std::string_view entity) { return std::count(std::begin(kOthers), std::end(kOthers), entity) > 0; }

Result<Mapping> parse_mapping(std::string_view text, std::string_view file, const KnownProperties& known,
                              std::span<const std::string> businesses) {
  try {
    const toml::table root = toml::parse(text, file);
    return Reader(file, known, businesses).read(root);
  } catch (const toml::parse_error& error) {
    return fail(Fault::bad_config, std::string(error.description()),
                std::string(file) + ":" + std::to_string(error.source().begin.line), "this is not TOML: see hsn.conf(5)");
  } catch (const Wrong& wrong) {
    return tl::unexpected(wrong.error);
  }
}

Result<Mapping> read_mapping(const std::filesystem::path& path, const KnownProperties& known,
                             std::span<const std::string> businesses) {
  std::error_code ignored;
  if (path.empty() || !std::filesystem::exists(path, ignored)) return parse_mapping({}, path.string(), known, businesses);
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  return parse_mapping(*text, path.string(), known, businesses);
}

}  // namespace hsn::config
