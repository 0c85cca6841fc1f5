// Who takes part, with whom hsn speaks for each: the remotes, and the catalog over them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "core/result.hpp"
#include "notion/hub.hpp"
#include "notion/layout.hpp"
#include "remote/remote.hpp"
#include "remote/text_model.hpp"
#include "sync/catalog.hpp"

namespace hsn::cli {

struct Ensemble {
  std::vector<std::unique_ptr<remote::Remote>> remotes;
  std::unique_ptr<remote::TextModel> model;  // null: the rules judge what people say
  sync::Catalog catalog;                     // refers to these
  std::vector<Error> unusable;               // databases that cannot take part; the others go on
  std::vector<std::string> idle;             // services that are set up and have nothing to do here, and why
};

// From the databases as the layout has them, and the enabled services. bad_config when none of the databases is usable.
Result<Ensemble> make_ensemble(const config::Config&, const config::Mapping&, const notion::Account&,
                               const std::vector<const Schema*>& entities, const notion::Layout&);

}  // namespace hsn::cli
