#include "sandbox/world.hpp"

#include <algorithm>
#include <utility>

#include "core/json.hpp"
#include "core/time.hpp"
#include "sandbox/overview.hpp"
#include "sandbox/page.hpp"

namespace hsn::sandbox {

class Door {
 public:
  Door(World& world, Instant now) : world_(world), now_(now) {}
  http::Response answer(const http::Request&);

 private:
  using Answer = Result<Json> (Door::*)(const http::Request&, const Json&);
  struct Row {
    std::string_view method, path;
    Answer answer;
  };
  static const Row kRows[];

  static Result<Json> done(bool ok, const char* otherwise) {
    if (ok) return Json{{"ok", true}};
    return fail(Fault::bad_data, otherwise);
  }
  static std::string text(const Json& body, const char* key) { return text_at(body, std::string("/") + key).value_or(""); }
  static std::string json(const Json& body, const char* key) { return body.contains(key) ? dump_json(body[key]) : std::string(); }
  static std::int64_t number(const Json& body, const char* key) { return int_at(body, std::string("/") + key).value_or(0); }
  std::string page_id(const Json& body) const;
  Result<Json> at_service(const std::string& path, const http::Request&, const Json& body);

  Result<Json> counters(const http::Request&, const Json&);
  Result<Json> notion_pages(const http::Request&, const Json&);
  Result<Json> notion_edit(const http::Request&, const Json&);
  Result<Json> notion_add(const http::Request&, const Json&);
  Result<Json> notion_trash(const http::Request&, const Json&);
  Result<Json> notion_rename(const http::Request&, const Json&);
  Result<Json> notion_delete(const http::Request&, const Json&);
  Result<Json> notion_retype(const http::Request&, const Json&);
  Result<Json> notion_share(const http::Request&, const Json&);
  Result<Json> fault(const http::Request&, const Json&);
  Result<Json> clear_faults(const http::Request&, const Json&);
  Result<Json> clock(const http::Request&, const Json&);

  World& world_;
  Instant now_;
};

const Door::Row Door::kRows[] = {
    {"GET", "counters", &Door::counters},
    {"GET", "notion/pages", &Door::notion_pages},
    {"POST", "notion/edit", &Door::notion_edit},
    {"POST", "notion/add", &Door::notion_add},
    {"POST", "notion/trash", &Door::notion_trash},
    {"POST", "notion/rename", &Door::notion_rename},
    {"POST", "notion/delete", &Door::notion_delete},
    {"POST", "notion/retype", &Door::notion_retype},
    {"POST", "notion/share", &Door::notion_share},
    {"POST", "fault", &Door::fault},
    {"POST", "faults/clear", &Door::clear_faults},
    {"POST", "clock", &Door::clock},
};

namespace {

constexpr std::string_view kDoor = "/_sandbox/";

http::Response respond(int status, std::string type, std::string body, Instant now) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", std::move(type)}, {"Date", format_http_date(now)}};
  response.body = std::move(body);
  return response;
}
http::Response refuse(int status, const std::string& why, Instant now) {
  return respond(status, "application/json", dump_json({{"error", why}}), now);
}

std::string path_alone(const std::string& url) {
  const auto path = http::path_of(url);
  return path.substr(0, path.find('?'));
}

}  // namespace

std::string Door::page_id(const Json& body) const {
  const Json* page = at(body, "/page");
  if (!page || !page->is_object()) return text(body, "page");
  const auto pages = world_.notion_->pages(text(*page, "database"));
  if (pages.empty()) return {};
  const auto column = title_column(pages.front()), wanted = text(*page, "title");
  const auto found = std::find_if(pages.begin(), pages.end(), [&](const Notion::Page& row) {
    const auto cell = row.plain.find(column);
    return !row.in_trash && cell != row.plain.end() && cell->second == wanted;
  });
  return found == pages.end() ? std::string() : found->id;
}

Result<Json> Door::counters(const http::Request&, const Json&) {
  const auto notion = world_.notion_->counters();
  Json all = {{"notion",
               {{"requests", notion.requests},
                {"throttled", notion.throttled},
                {"queries", notion.queries},
                {"creates", notion.creates},
                {"updates", notion.updates}}}};
  for (const auto& mount : world_.mounts_) {
    if (!mount.name.empty()) all[mount.name] = mount.emulator->tally();
  }
  return all;
}

Result<Json> Door::notion_pages(const http::Request& request, const Json&) {
  auto list = Json::array();
  for (const auto& page : world_.notion_->pages(http::query_value(request.url, "database").value_or(""))) {
    list.push_back({{"id", page.id}, {"in_trash", page.in_trash}, {"edited_by_bot", page.edited_by_bot}, {"plain", page.plain}});
  }
  return list;
}
Result<Json> Door::notion_edit(const http::Request&, const Json& body) {
  return done(world_.notion_->edit(page_id(body), text(body, "property"), json(body, "value"), now_),
              "there is no such page or property, or the value does not fit");
}
Result<Json> Door::notion_add(const http::Request&, const Json& body) {
  const auto id = world_.notion_->add_page(text(body, "database"), json(body, "properties"), now_);
  if (id.empty()) return fail(Fault::bad_data, "there is no such database, or the properties do not fit");
  return Json{{"id", id}};
}
Result<Json> Door::notion_trash(const http::Request&, const Json& body) {
  const auto id = page_id(body);
  if (id.empty()) return fail(Fault::bad_data, "there is no such page");
  world_.notion_->trash(id, bool_at(body, "/in_trash").value_or(true), now_);
  return Json{{"ok", true}};
}
Result<Json> Door::notion_rename(const http::Request&, const Json& body) {
  return done(world_.notion_->rename_property(text(body, "database"), text(body, "from"), text(body, "to")),
              "there is no such column, or the new name is taken");
}
Result<Json> Door::notion_delete(const http::Request&, const Json& body) {
  return done(world_.notion_->delete_property(text(body, "database"), text(body, "property")), "there is no such column");
}
Result<Json> Door::notion_retype(const http::Request&, const Json& body) {
  return done(world_.notion_->retype_property(text(body, "database"), text(body, "property"), text(body, "type")),
              "there is no such column or type");
}
Result<Json> Door::notion_share(const http::Request&, const Json& body) {
  world_.notion_->share(bool_at(body, "/shared").value_or(true));
  return Json{{"ok", true}};
}

Result<Json> Door::fault(const http::Request&, const Json& body) {
  auto point = parse_failpoint(text(body, "fault"));
  if (!point) return tl::unexpected(point.error());
  world_.faults_.add(std::move(*point));
  return Json{{"ok", true}};
}
Result<Json> Door::clear_faults(const http::Request&, const Json&) {
  world_.faults_.clear();
  return Json{{"ok", true}};
}
Result<Json> Door::clock(const http::Request&, const Json& body) {
  world_.ahead_ += std::chrono::seconds(number(body, "advance_seconds"));
  return Json{{"ahead_seconds", std::chrono::duration_cast<std::chrono::seconds>(world_.ahead_).count()}};
}

// <name>/<what>: done at that emulator.
Result<Json> Door::at_service(const std::string& path, const http::Request& request, const Json& body) {
  const auto slash = path.find('/');
  const auto mount = std::find_if(world_.mounts_.begin(), world_.mounts_.end(), [&](const World::Mount& known) {
    return !known.name.empty() && known.name == path.substr(0, slash);
  });
  if (mount == world_.mounts_.end() || slash == std::string::npos)
    return fail(Fault::not_found, "the sandbox has no " + request.method + " " + path);
  auto asked = body;
  for (const auto& [name, value] : http::query_of(request.url)) asked.emplace(name, value);
  return mount->emulator->act(path.substr(slash + 1), asked, now_);
}

http::Response Door::answer(const http::Request& request) {
  const auto path = path_alone(request.url).substr(kDoor.size());
  if (path.empty() && request.method == "GET") {
    auto tables = overview(*world_.notion_);
    for (const auto& mount : world_.mounts_) {
      for (auto& table : mount.emulator->overview()) tables.push_back(std::move(table));
    }
    return respond(200, "text/html; charset=utf-8", html_page("hsn sandbox", tables), now_);
  }
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& known) { return known.path == path && known.method == request.method; });
  const auto body = parse_json(request.body.empty() ? "{}" : std::string_view(request.body));
  if (!body || !body->is_object()) return refuse(400, "the body is not a JSON object", now_);
  const auto result = row == std::end(kRows) ? at_service(path, request, *body) : (this->*row->answer)(request, *body);
  if (!result) return refuse(result.error().fault == Fault::not_found ? 404 : 400, describe(result.error()), now_);
  return respond(200, "application/json", dump_json(*result), now_);
}

World::World(std::unique_ptr<Notion> notion) : notion_(notion.get()) { mount("", "/v1/", std::move(notion)); }

Emulator& World::mount(std::string name, std::string prefix, std::unique_ptr<Emulator> emulator) {
  return *mounts_.emplace_back(Mount{std::move(name), std::move(prefix), std::move(emulator)}).emulator;
}

Exchange World::serve(const http::Request& request, Instant now) {
  const std::lock_guard lock(mutex_);
  now += ahead_;
  const auto path = path_alone(request.url);
  if (path.starts_with(kDoor)) return {Door(*this, now).answer(request), true, {}};
  const auto mounted =
      std::find_if(mounts_.begin(), mounts_.end(), [&](const Mount& mount) { return path.starts_with(mount.prefix); });
  if (mounted == mounts_.end()) return {refuse(404, "nothing answers at " + path + "; look at /_sandbox/", now), true, {}};
  return faults_.pass(*mounted->emulator, request, now);
}

}  // namespace hsn::sandbox
