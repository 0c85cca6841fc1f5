// The class behind make_provision: a stack of open questions, each with what to do with its answer. provision.cpp finds or makes
// the databases, provision_columns.cpp their columns, provision_relations.cpp what leads from one to another. An answer that was
// lost is never guessed: what is there is read again, and a change that is not there is sent once more.
#pragma once

#include <deque>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "notion/provision.hpp"
#include "notion/schema_match.hpp"
#include "notion/wire.hpp"

namespace hsn::notion {

inline constexpr int kPatches = 2;  // to make the same change, when the first answer was lost
// Carried out or not, the columns will show it: lost, or somebody else was writing.
bool is_open(Fault);
// Whether only this one change failed, and the rest may still go well.
bool is_local(Fault);

class Provisioning final : public Provision {
 public:
  Provisioning(Account, Wanted);
  ~Provisioning() override;

  std::optional<http::Request> next() override;
  Result<void> heard(const Result<http::Response>&) override;
  const Layout& layout() const override { return layout_; }
  const std::vector<Done>& done() const override { return done_; }

 private:
  using Raw = std::function<Result<void>(const Result<http::Response>&)>;
  using Read = std::function<Result<void>(Result<nlohmann::json>)>;
  struct Question {
    http::Request request;
    Raw heard;
  };
  struct Child {
    std::string id, title;
  };
  // The entity that is being worked on.
  struct Current {
    const Schema* schema = nullptr;
    std::string database_id;
    bool by_setting = false, created = false;
    bool titled = false;                          // found under the parent page by its name
    int patches = 0;                              // changes sent
    std::vector<const FieldDef*> adding;          // sent, and not yet seen
    std::optional<std::vector<Lacking>> options;  // the same, of options; sent once
  };
  using Then = std::function<Result<void>()>;

  void ask(http::Request, Raw);
  void ask_for(http::Request, Sort, Read);
  void tell(const Schema&, std::string what);
  Names names(const Schema&) const;
  Match note(const Schema&);  // reads the stored schema into the layout

  // Databases.
  Result<void> next_entity();
  Result<void> by_id(const std::string& id);
  Result<void> by_title();
  void read_children(const std::string& cursor, Then);
  Result<void> create();
  Result<void> created(const Result<http::Response>&);
  Result<void> look_again();
  Result<void> pick(const nlohmann::json& database);
  void read_schema(const std::string& data_source_id);
  Result<void> without(Error);

  // Columns. `columns` as one change: by name, or by id.
  void change(const nlohmann::json& data_source, nlohmann::json columns, Read);
  Result<void> columns(const nlohmann::json& data_source);
  Result<void> add_columns(const std::vector<const FieldDef*>&);
  Result<void> add_options(const std::vector<Lacking>&);

  // Relations and rollups.
  Result<void> relations(const Schema&, Then);
  Result<void> mirrors(const Schema&, const Then&);
  void add_relation(const Schema&, const FieldDef&, Then);
  Result<void> related(const Schema&, const FieldDef&, const Then&);
  Result<void> name_mirror(const Schema&, const FieldDef&, const std::string& mirror_id, const Then&);
  Result<void> late_relations(std::size_t index);
  Result<void> rollups(std::size_t index);
  Result<void> finish();

  const Schema* schema(std::string_view entity) const;
  // Reads the stored schema again after a change; `then` runs when it is stored.
  void refresh(const std::string& entity, Then);
  // The name of the column at the other end of that relation which carries our property.
  std::string far_column(const nlohmann::json& relation, std::string_view property) const;
  nlohmann::json missing_rollups(const Schema&) const;

  Wire wire_;
  Wanted wanted_;
  Layout layout_;
  std::vector<Done> done_;
  std::deque<Question> open_;
  std::size_t index_ = 0;
  Current now_;
  std::optional<std::vector<Child>> children_;
  std::map<std::string, nlohmann::json, std::less<>> schemas_;                 // data sources, as last read
  std::map<std::string, std::vector<std::string>, std::less<>> shortcomings_;  // problems that no schema shows
  std::map<const FieldDef*, int> tried_;                                       // relations: how often they were sent
  std::set<const FieldDef*> named_;                                            // those whose mirror has been looked at
  std::map<std::string, int, std::less<>> rollups_tried_;                      // by entity
};

}  // namespace hsn::notion
