// Sets up databases, or adopts existing ones; reads their schemas. Never renames, retypes or deletes; safe to repeat and to
// interrupt (existing databases are found by id, then by exact title among the parent page's children, never by search).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/mapping.hpp"
#include "notion/hub.hpp"
#include "notion/layout.hpp"
#include "remote/remote.hpp"

namespace hsn::notion {

struct Wanted {
  std::vector<const Schema*> entities;                       // to create or adopt, in relation order
  std::map<std::string, config::NotionId, std::less<>> ids;  // by entity: from the settings
  std::string parent_page_id;                                // may be empty when every entity has an id
  config::Mapping mapping;                                   // property names of this workspace
  Layout known;                                              // property ids of earlier runs: a renamed column is still ours
  bool change = true;  // false: only read (check, daily refresh): nothing is created or added
};

struct Done {
  std::string entity, what;  // "created", "adopted", "added Regular Price", "added relation Client -> Clients.Orders"
};

class Provision : public remote::Dialogue {
 public:
  virtual const Layout& layout() const = 0;  // complete for every entity that is finished so far
  virtual const std::vector<Done>& done() const = 0;
};

// Asks users/me first. An entity whose database cannot be reached is a problem of its Source when `change` is false, else
// an Error (not_found with the "Connections" menu step as remedy).
std::unique_ptr<Provision> make_provision(Account, Wanted);

// Where the database's id is kept, by its title: "NOTION_FORM_SUBMISSIONS_DATABASE_ID".
std::string database_setting(const Schema&);

}  // namespace hsn::notion
