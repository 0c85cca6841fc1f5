#include "config/mapping_entities.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace hsn::config {
namespace {

// higherself-model.md 1.
struct Business {
  std::string_view slug, name;
};
constexpr Business kBusinesses[] = {
    {"connection-practice", "The Connection Practice"},
    {"the-7-space", "The 7 Space"},
    {"higherself-network", "The HigherSelf Network"},
};

// "Studio North" -> "studio-north".
std::string slug_of_name(std::string_view name) {
  std::string slug;
  for (const char c : lower_ascii(name)) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80U) != 0;
    if (kept) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  if (slug.ends_with('-')) slug.pop_back();
  return slug;
}

std::string usual_slug(std::string_view name) {
  for (const auto& business : kBusinesses)
    if (equals_ignoring_case(business.name, name)) return std::string(business.slug);
  return slug_of_name(name);
}

std::string usual_name(std::string_view slug) {
  for (const auto& business : kBusinesses)
    if (business.slug == slug) return std::string(business.name);
  return {};
}

}  // namespace

const std::string* Mapping::business_entity(std::string_view name) const {
  const auto found = std::find_if(business_entities.begin(), business_entities.end(),
                                  [&](const std::string& one) { return equals_ignoring_case(one, trim(name)); });
  return found == business_entities.end() ? nullptr : &*found;
}

void begin_entities(std::span<const std::string> listed, Mapping& mapping) {
  const auto add = [&](const std::string& name) {
    if (mapping.business_entity(name) != nullptr) return;
    mapping.business_entities.push_back(name);
    mapping.entities[usual_slug(name)].name = name;
  };
  for (const auto& name : listed) add(name);
  if (!listed.empty()) return;
  for (const auto& business : kBusinesses) add(std::string(business.name));
}

void read_entity(const TomlFile& file, const toml::key& slug, const toml::node& node, std::span<const std::string> listed,
                 Mapping& mapping) {
  auto& entity = mapping.entities[std::string(slug.str())];
  const auto former = entity.name;
  if (entity.name.empty()) entity.name = usual_name(slug.str());
  const auto* named = &slug;
  file.each(slug, node, [&](const toml::key& key, const toml::node& value) {
    if (key.str() == "name") {
      entity.name = file.text(key, value);
      named = &key;
    } else if (key.str() == "notify") {
      entity.notify = file.texts(key, value);
    } else {
      file.refuse(key, "there is no key \"" + std::string(key.str()) + "\" here", "the keys are name, notify");
    }
  });
  if (entity.name.empty()) file.refuse(slug, "the entity \"" + std::string(slug.str()) + "\" has no name", "add name = \"…\"");
  auto& all = mapping.business_entities;
  if (const auto* known = mapping.business_entity(entity.name)) {
    entity.name = *known;
  } else if (!listed.empty()) {
    file.refuse(*named, "the business entity \"" + entity.name + "\" is not in BUSINESS_ENTITIES",
                "add it there, or use one of " + join(all, ", "));
  } else if (const auto renamed = std::find(all.begin(), all.end(), former); renamed != all.end()) {
    *renamed = entity.name;
  } else {
    all.push_back(entity.name);
  }
}

}  // namespace hsn::config
