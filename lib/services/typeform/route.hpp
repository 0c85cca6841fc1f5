// What becomes of the responses to one form: its entry in the mapping file made ready, or the defaults.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/mapping.hpp"
#include "services/typeform/bindings.hpp"
#include "services/typeform/form.hpp"

namespace hsn::services::typeform {

using Entities = std::map<std::string, std::string, std::less<>>;  // business entities, slug -> name

struct Route {
  using Target = config::Form::Target;
  std::string form;
  bool mapped = false;
  Target target = Target::clients;
  std::string entity;                                       // name of a business entity; empty: nothing said
  bool consent = false;                                     // sending the form is consent
  bool creates_clients = true;                              // false: feedback tells of whoever is known, and of nobody else
  std::optional<Instant> since;                             // older responses are not read
  std::vector<std::pair<std::string, const Slot*>> fields;  // ref, id or title of a question -> what it fills; null: nothing

  // What this question fills here; null: it is only kept among the answers.
  const Slot* slot(const Question&) const;
  bool names(const Question&) const;  // the mapping file speaks of it
};

// bad_config names file and line of a property that no answer can fill.
Result<Route> make_route(std::string form, const config::Mapping&);
Entities entities_of(const config::Mapping&);

}  // namespace hsn::services::typeform
