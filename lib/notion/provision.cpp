#include "notion/provision.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/limits.hpp"
#include "notion/provisioning.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

bool in_trash(const Json& json) {
  return bool_at(json, "/in_trash").value_or(false) || bool_at(json, "/archived").value_or(false);
}

bool ambiguous(const Error& error) { return error.fault == Fault::ambiguous; }

}  // namespace

std::string database_setting(const Schema& schema) {
  std::string name = "NOTION_";
  for (const char c : schema.title) name += c == ' ' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name + "_DATABASE_ID";
}

std::unique_ptr<Provision> make_provision(Account account, Wanted wanted) {
  return std::make_unique<Provisioning>(std::move(account), std::move(wanted));
}

Provisioning::Provisioning(Account account, Wanted wanted)
    : wire_(std::move(account)), wanted_(std::move(wanted)), layout_(wanted_.known) {
  ask(wire_.get("/users/me"), [this](const Result<http::Response>& response) -> Result<void> {
    if (!response) return tl::unexpected(response.error());
    const auto me = body_of(*response, Sort::read, "Notion");
    if (!me) return tl::unexpected(me.error());
    layout_.bot_id = text_of(*me, "/id");
    layout_.read_at = response->date().value_or(layout_.read_at);
    return next_entity();
  });
}

Provisioning::~Provisioning() = default;

std::optional<http::Request> Provisioning::next() {
  if (open_.empty()) return std::nullopt;
  return open_.front().request;
}

Result<void> Provisioning::heard(const Result<http::Response>& response) {
  const auto question = std::move(open_.front());
  open_.pop_front();
  return question.heard(response);
}

void Provisioning::ask(http::Request request, Raw heard) { open_.push_front({std::move(request), std::move(heard)}); }

void Provisioning::ask_for(http::Request request, Sort sort, Read read) {
  const std::string where(now_.schema->title);
  ask(std::move(request), [read = std::move(read), sort, where](const Result<http::Response>& response) -> Result<void> {
    if (!response) return read(tl::unexpected(response.error()));
    return read(body_of(*response, sort, where));
  });
}

void Provisioning::tell(const Schema& schema, std::string what) {
  done_.push_back({std::string(schema.entity), std::move(what)});
}

// ---- which database

Result<void> Provisioning::next_entity() {
  if (index_ == wanted_.entities.size()) return wanted_.change ? late_relations(0) : finish();
  now_ = Current{};
  now_.schema = wanted_.entities[index_];
  ++index_;
  if (const auto set = wanted_.ids.find(now_.schema->entity); set != wanted_.ids.end() && !set->second.id.empty()) {
    now_.by_setting = true;
    return by_id(set->second.id);
  }
  const auto known = wanted_.known.sources.find(now_.schema->entity);
  if (known != wanted_.known.sources.end() && !known->second.database_id.empty()) return by_id(known->second.database_id);
  return by_title();
}

// People paste either of two ids: of the database, or of its data source (notion.md 1, "Discovery step").
Result<void> Provisioning::by_id(const std::string& id) {
  ask_for(wire_.get("/databases/" + percent_encode(id)), Sort::read, [this, id](Result<Json> database) -> Result<void> {
    if (database) return pick(*database);
    const auto fault = database.error().fault;
    if (fault != Fault::not_found && fault != Fault::bad_data) return tl::unexpected(database.error());
    ask_for(wire_.get("/data_sources/" + percent_encode(id)), Sort::read,
            [this, error = database.error()](Result<Json> data_source) -> Result<void> {
              if (data_source) {
                now_.database_id = text_of(*data_source, "/parent/database_id");
                return columns(*data_source);
              }
              if (now_.by_setting || now_.titled) return without(error);
              // The id of an earlier run is only a hint: the database may have been replaced.
              return now_.created ? look_again() : by_title();
            });
    return {};
  });
  return {};
}

Result<void> Provisioning::by_title() {
  if (wanted_.parent_page_id.empty())
    return without({Fault::bad_config,
                    "there is no database for it yet, and no page to make it in",
                    {},
                    "set NOTION_PARENT_PAGE_ID or " + database_setting(*now_.schema) + ", then run `hsn init`"});
  if (!children_) {
    children_.emplace();
    read_children({}, [this] { return by_title(); });
    return {};
  }
  std::vector<std::string> ids;
  for (const auto& child : *children_)
    if (child.title == now_.schema->title) ids.push_back(child.id);
  if (ids.size() > 1)
    return without({Fault::bad_config,
                    "the parent page holds " + std::to_string(ids.size()) + " databases of this name: " + join(ids, ", "),
                    {},
                    "set " + database_setting(*now_.schema) + " to the right one"});
  now_.titled = !ids.empty();
  if (ids.size() == 1) return by_id(ids.front());
  if (wanted_.change) return create();
  return without({Fault::not_found, "there is no database for it yet", {}, "run `hsn init`"});
}

void Provisioning::read_children(const std::string& cursor, Then then) {
  auto path = "/blocks/" + percent_encode(wanted_.parent_page_id) + "/children?page_size=" + std::to_string(kPageSize);
  if (!cursor.empty()) path += "&start_cursor=" + percent_encode(cursor);
  ask_for(wire_.get(path), Sort::read, [this, then = std::move(then)](Result<Json> list) -> Result<void> {
    if (!list) {
      children_.reset();
      auto error = list.error();
      error.where = "the parent page (NOTION_PARENT_PAGE_ID)";
      const bool about_page = error.fault == Fault::not_found || error.fault == Fault::bad_data;
      return about_page && !wanted_.change ? without(std::move(error)) : Result<void>(tl::unexpected(std::move(error)));
    }
    const auto* blocks = at(*list, "/results");
    if (blocks != nullptr && blocks->is_array()) {
      for (const auto& block : *blocks) {
        if (text_of(block, "/type") == "child_database" && !in_trash(block))
          children_->push_back({text_of(block, "/id"), text_of(block, "/child_database/title")});
      }
    }
    const auto more = text_of(*list, "/next_cursor");
    if (!bool_at(*list, "/has_more").value_or(false) || more.empty()) return then();
    read_children(more, then);
    return {};
  });
}

Result<void> Provisioning::create() {
  const Json title = Json::array({{{"type", "text"}, {"text", {{"content", now_.schema->title}}}}});
  const Json body = {{"parent", {{"type", "page_id"}, {"page_id", wanted_.parent_page_id}}},
                     {"title", title},
                     {"initial_data_source", {{"properties", first_columns(*now_.schema, names(*now_.schema))}}}};
  ask(wire_.post("/databases", body), [this](const Result<http::Response>& response) { return created(response); });
  return {};
}

Result<void> Provisioning::created(const Result<http::Response>& response) {
  if (!response) return ambiguous(response.error()) ? look_again() : Result<void>(tl::unexpected(response.error()));
  if (const auto saved = refusal_of(*response).committed_id; response->status == 503 && !saved.empty()) {
    now_.created = true;
    return by_id(saved);
  }
  const auto database = body_of(*response, Sort::write, now_.schema->title);
  if (!database && database.error().fault == Fault::conflict && ++now_.patches == 1) return create();
  if (!database) return ambiguous(database.error()) ? look_again() : Result<void>(tl::unexpected(database.error()));
  now_.created = true;
  return pick(*database);
}

// Notion may still be carrying it out: a second POST in this run could make a twin (notion.md 5).
Result<void> Provisioning::look_again() {
  children_.emplace();
  read_children({}, [this]() -> Result<void> {
    const bool made =
        std::any_of(children_->begin(), children_->end(), [this](const Child& c) { return c.title == now_.schema->title; });
    if (!made)
      return fail(Fault::ambiguous, "nobody can tell whether the database was made: Notion's answer was lost",
                  std::string(now_.schema->title), "run `hsn init` again in a minute; it looks before it makes one");
    now_.created = true;
    return by_title();
  });
  return {};
}

// ---- which of its data sources

Result<void> Provisioning::pick(const Json& database) {
  if (in_trash(database)) return without({Fault::not_found, "the database is in Notion's trash", {}, "restore it in Notion"});
  now_.database_id = text_of(database, "/id");
  const auto set = wanted_.ids.find(now_.schema->entity);
  const auto wanted = set == wanted_.ids.end() ? std::string() : set->second.source;
  const auto known = wanted_.known.sources.find(now_.schema->entity);
  const auto known_id = known == wanted_.known.sources.end() ? std::string() : known->second.data_source_id;
  std::vector<std::string> ids, shown;
  std::string named, remembered;
  const auto* sources = at(database, "/data_sources");
  if (sources == nullptr || !sources->is_array())
    return without({Fault::bad_data, "Notion shows no data sources of the database", {}, "set NOTION_VERSION to 2026-03-11"});
  for (const auto& source : *sources) {
    ids.push_back(text_of(source, "/id"));
    shown.push_back("\"" + text_of(source, "/name") + "\"");
    if (!wanted.empty() && (ids.back() == wanted || equals_ignoring_case(trim(text_of(source, "/name")), trim(wanted))))
      named = ids.back();
    if (!known_id.empty() && ids.back() == known_id) remembered = known_id;
  }
  if (!wanted.empty() && named.empty())
    return without({Fault::bad_config,
                    "the database has no data source \"" + wanted + "\" but " + join(shown, ", "),
                    {},
                    "name one of them in " + database_setting(*now_.schema) + ": <database>/<data source>"});
  const auto chosen = !named.empty() ? named : ids.size() == 1 ? ids.front() : remembered;
  if (chosen.empty())
    return without({Fault::bad_config,
                    "the database has several data sources: " + join(shown, ", "),
                    {},
                    "name one of them in " + database_setting(*now_.schema) + ": <database>/<data source>"});
  read_schema(chosen);
  return {};
}

void Provisioning::read_schema(const std::string& data_source_id) {
  ask_for(wire_.get("/data_sources/" + percent_encode(data_source_id)), Sort::read,
          [this](Result<Json> data_source) -> Result<void> {
            if (data_source) return columns(*data_source);
            return data_source.error().fault == Fault::not_found ? without(data_source.error())
                                                                 : Result<void>(tl::unexpected(data_source.error()));
          });
}

// The entity has no database that we can use.
Result<void> Provisioning::without(Error error) {
  if (error.where.empty()) error.where = now_.schema->title;
  if (wanted_.change) return tl::unexpected(std::move(error));
  auto& source = layout_.sources[std::string(now_.schema->entity)];
  source.usable = false;
  source.fault = error.fault;
  source.problems = {error.what + (error.remedy.empty() ? "" : " (" + error.remedy + ")")};
  return next_entity();
}

}  // namespace hsn::notion
