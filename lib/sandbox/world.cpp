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
    bool shop = false;  // needs one
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

  Result<Json> counters(const http::Request&, const Json&);
  Result<Json> notion_pages(const http::Request&, const Json&);
  Result<Json> notion_edit(const http::Request&, const Json&);
  Result<Json> notion_add(const http::Request&, const Json&);
  Result<Json> notion_trash(const http::Request&, const Json&);
  Result<Json> notion_rename(const http::Request&, const Json&);
  Result<Json> notion_delete(const http::Request&, const Json&);
  Result<Json> notion_retype(const http::Request&, const Json&);
  Result<Json> notion_share(const http::Request&, const Json&);
  Result<Json> shop_all(const http::Request&, const Json&);
  Result<Json> shop_add(const http::Request&, const Json&);
  Result<Json> shop_change(const http::Request&, const Json&);
  Result<Json> shop_refund(const http::Request&, const Json&);
  Result<Json> shop_trash(const http::Request&, const Json&);
  Result<Json> shop_erase(const http::Request&, const Json&);
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
    {"GET", "shop/all", &Door::shop_all, true},
    {"POST", "shop/add", &Door::shop_add, true},
    {"POST", "shop/change", &Door::shop_change, true},
    {"POST", "shop/refund", &Door::shop_refund, true},
    {"POST", "shop/trash", &Door::shop_trash, true},
    {"POST", "shop/erase", &Door::shop_erase, true},
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
  if (world_.shop_) {
    const auto shop = world_.shop_->counters();
    all["shop"] = {{"requests", shop.requests}, {"writes", shop.writes}, {"mails", shop.mails}};
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

Result<Json> Door::shop_all(const http::Request& request, const Json&) {
  auto list = Json::array();
  for (const auto& text : world_.shop_->all(http::query_value(request.url, "kind").value_or("products"))) {
    list.push_back(parse_json(text).value_or(Json()));
  }
  return list;
}
Result<Json> Door::shop_add(const http::Request&, const Json& body) {
  const auto kind = text(body, "kind"), record = json(body, "record");
  auto& shop = *world_.shop_;
  const auto id = kind == "products"    ? shop.add_product(record, now_)
                  : kind == "customers" ? shop.add_customer(record, now_)
                  : kind == "orders"    ? shop.add_order(record, now_)
                                        : 0;
  if (id <= 0) return fail(Fault::bad_data, "the shop takes a product, customer or order that fits");
  return Json{{"id", id}};
}
Result<Json> Door::shop_change(const http::Request&, const Json& body) {
  return done(world_.shop_->change(text(body, "kind"), number(body, "id"), json(body, "record"), now_),
              "there is no such record");
}
Result<Json> Door::shop_refund(const http::Request&, const Json& body) {
  return done(world_.shop_->refund(number(body, "order"), text(body, "amount"), now_), "that order cannot be refunded so");
}
Result<Json> Door::shop_trash(const http::Request&, const Json& body) {
  return done(world_.shop_->trash(text(body, "kind"), number(body, "id"), now_), "there is no such record");
}
Result<Json> Door::shop_erase(const http::Request&, const Json& body) {
  return done(world_.shop_->erase(text(body, "kind"), number(body, "id")), "there is no such record");
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

http::Response Door::answer(const http::Request& request) {
  const auto path = path_alone(request.url).substr(kDoor.size());
  if (path.empty() && request.method == "GET") {
    return respond(200, "text/html; charset=utf-8", html_page("hsn sandbox", overview(*world_.notion_, world_.shop_)), now_);
  }
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& known) { return known.path == path && known.method == request.method; });
  if (row == std::end(kRows)) return refuse(404, "the sandbox has no " + request.method + " " + path, now_);
  if (row->shop && !world_.shop_) return refuse(404, "this sandbox has no shop", now_);
  const auto body = parse_json(request.body.empty() ? "{}" : std::string_view(request.body));
  if (!body || !body->is_object()) return refuse(400, "the body is not a JSON object", now_);
  const auto result = (this->*row->answer)(request, *body);
  if (!result) return refuse(400, describe(result.error()), now_);
  return respond(200, "application/json", dump_json(*result), now_);
}

World::World(std::unique_ptr<Notion> notion) : notion_(notion.get()) { mount("/v1/", std::move(notion)); }

void World::mount(std::string prefix, std::unique_ptr<Emulator> emulator) {
  mounts_.push_back({std::move(prefix), std::move(emulator)});
}

Shop& World::mount_shop(std::string prefix, std::unique_ptr<Shop> shop) {
  shop_ = shop.get();
  mount(std::move(prefix), std::move(shop));
  return *shop_;
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
