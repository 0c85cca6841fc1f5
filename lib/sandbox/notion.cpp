// The emulator's front: what every request is checked for, and the door for a person.
#include "sandbox/notion.hpp"

#include <algorithm>
#include <utility>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "sandbox/notion_budget.hpp"
#include "sandbox/notion_call.hpp"
#include "sandbox/notion_routes.hpp"
#include "sandbox/notion_schema.hpp"
#include "sandbox/notion_values.hpp"

namespace hsn::sandbox {
namespace {

using namespace notion;

constexpr std::size_t kPayload = 500'000, kEdge = 5'000'000;  // notion.md 3; far above it the proxy refuses without JSON

const std::string* header(const http::Request& request, std::string_view name) {
  for (const auto& entry : request.headers) {
    if (equals_ignoring_case(entry.name, name)) return &entry.value;
  }
  return nullptr;
}

class NotionInMemory final : public Notion {
 public:
  explicit NotionInMemory(NotionOptions options) : space_(options), meter_(options.budget) {}

  http::Response serve(const http::Request& request, Instant now) override {
    ++counters_.requests;
    http::Response response;
    const auto request_id = to_text(space_.fresh_id());
    response.headers = {{"Content-Type", "application/json; charset=utf-8"},
                        {"Date", format_http_date(now)},
                        {"x-notion-request-id", request_id}};
    if (request.body.size() > kEdge) {
      response.status = 413;
      response.headers[0].value = "text/html";
      response.body = "<html><head><title>413 Request Entity Too Large</title></head></html>";
      return response;
    }
    Json body;
    if (auto answer = admit(request, now)) {
      body = std::move(*answer);
      body["request_id"] = request_id;
      response.status = 200;
    } else {
      const auto& refusal = answer.error();
      response.status = refusal.status;
      body = {{"object", "error"},
              {"status", refusal.status},
              {"code", refusal.code},
              {"message", refusal.message},
              {"request_id", request_id}};
      if (refusal.status == 429) {
        const auto wait = std::to_string(wait_);
        response.headers.push_back({"Retry-After", wait});
        body["additional_data"] = {{"rate_limit_reason", "public_api_request_rate_limit"}, {"retry_after", wait}};
      }
    }
    response.body = dump_json(body);
    return response;
  }

  bool edit(const std::string& page_id, const std::string& property, const std::string& value_json, Instant now) override {
    auto* page = page_by_id(page_id);
    const auto value = parse_json(value_json);
    if (!page || !value) return false;
    const Actor person{now, false};
    space_.before_change(*page, now);
    if (!write_values(space_, *page, {{property, *value}}, person)) return false;
    space_.touch(*page, person);
    return true;
  }

  bool upload(const std::string& page_id, const std::string& property, const std::string& name, Instant now) override {
    auto* page = page_by_id(page_id);
    const auto* column = page ? find_property(space_.sources[page->source], property) : nullptr;
    if (!column || column->type != Type::files) return false;
    space_.before_change(*page, now);
    auto& values = page->live.values;
    values.resize(std::max<std::size_t>(values.size(), column->slot + 1));
    const Json file = {{"url", "https://files.example.com/" + name + "?signed"},
                       {"expiry_time", format_instant(now + std::chrono::hours(1))}};
    const Json uploaded = {{"name", name}, {"type", "file"}, {"file", file}};
    values[column->slot] = Opaque{std::make_shared<const Json>(Json::array({uploaded}))};
    space_.touch(*page, {now, false});
    return true;
  }

  std::string add_page(const std::string& title, const std::string& properties_json, Instant now) override {
    const auto* database = by_title(title);
    const auto properties = parse_json(properties_json);
    if (!database || !properties) return {};
    auto& source = space_.sources[database->sources.front()];
    Call call;
    call.now = now;
    call.body = {{"parent", {{"data_source_id", to_text(source.id)}}}, {"properties", *properties}};
    const bool shared = std::exchange(space_.shared, true);
    const auto made = create_page(space_, call);
    space_.shared = shared;
    if (!made) return {};
    auto& page = space_.pages.back();
    page.created_by_bot = page.live.by_bot = false;
    return to_text(page.id);
  }

  void trash(const std::string& page_id, bool in_trash, Instant now) override {
    auto* page = page_by_id(page_id);
    if (!page) return;
    space_.before_change(*page, now);
    page->live.in_trash = in_trash;
    space_.touch(*page, {now, false});
  }

  bool rename_property(const std::string& title, const std::string& from, const std::string& to) override {
    return change_schema(title, {{from, {{"name", to}}}});
  }
  // The API cannot.
  bool rename_option(const std::string& title, const std::string& property, const std::string& from,
                     const std::string& to) override {
    const auto* database = by_title(title);
    auto* column = database ? find_property(space_.sources[database->sources.front()], property) : nullptr;
    if (!column) return false;
    const auto option =
        std::find_if(column->options.begin(), column->options.end(), [&](const Option& o) { return o.name == from; });
    if (option == column->options.end()) return false;
    option->name = to;
    return true;
  }
  bool delete_property(const std::string& title, const std::string& property) override {
    return change_schema(title, {{property, nullptr}});
  }
  bool retype_property(const std::string& title, const std::string& property, const std::string& type) override {
    return change_schema(title, {{property, {{type, Json::object()}}}});
  }
  void share(bool shared) override { space_.shared = shared; }

  std::vector<Page> pages(const std::string& title) const override {
    std::vector<Page> all;
    const auto* database = by_title(title);
    if (!database) return all;
    for (const auto at : database->sources) {
      const auto& source = space_.sources[at];
      for (const auto number : source.rows) {
        const auto& stored = space_.pages[number];
        Page page;
        page.id = to_text(stored.id);
        page.database_title = title;
        for (const auto& property : source.properties) {
          page.plain[property.name] = plain_value(space_, property, stored, stored.live);
        }
        page.properties_json = dump_json(show_page(space_, stored, stored.live, {})["properties"]);
        page.created = stored.created;
        page.edited = stored.live.edited;
        page.in_trash = stored.live.in_trash;
        page.edited_by_bot = stored.live.by_bot;
        all.push_back(std::move(page));
      }
    }
    return all;
  }

  std::vector<std::string> databases() const override {
    std::vector<std::string> titles;
    for (const auto& database : space_.databases) titles.push_back(title_of(database));
    return titles;
  }
  Counters counters() const override { return counters_; }

 private:
  static tl::unexpected<Refusal> refuse(int status, std::string code, std::string message) {
    return tl::unexpected<Refusal>({status, std::move(code), std::move(message)});
  }

  Outcome<Json> admit(const http::Request& request, Instant now) {
    const auto* token = header(request, "Authorization");
    if (!token || *token != "Bearer " + space_.options.token) return refuse(401, "unauthorized", "API token is invalid.");
    if (const auto wait = meter_.refuse(now)) {
      ++counters_.throttled;
      wait_ = *wait;
      return refuse(429, "rate_limited", "You have been rate limited. Please try again later.");
    }
    const auto* version = header(request, "Notion-Version");
    if (!version) return refuse(400, "missing_version", "Notion-Version header failed validation: it should be defined.");
    if (*version != "2025-09-03" && *version != "2026-03-11") {
      return refuse(400, "validation_error", "Notion-Version header failed validation: \"" + *version + "\" is not known here.");
    }
    if (request.body.size() > kPayload) return invalid("body failed validation: the body is larger than 500 KB.");
    auto path = http::path_of(request.url);
    path = path.substr(0, path.find('?'));
    Call call;
    call.url = request.url;
    call.now = now;
    call.before_2026 = *version == "2025-09-03";
    const auto* route = route_of(request.method, path, call.arguments);
    if (route == nullptr) return refuse(400, "invalid_request_url", "Invalid request URL.");
    if (request.method == "POST" || request.method == "PATCH") {
      const auto* type = header(request, "Content-Type");
      auto body = parse_json(request.body.empty() ? "{}" : std::string_view(request.body));
      if (!body || (!request.body.empty() && (!type || !lower_ascii(*type).starts_with("application/json")))) {
        return refuse(400, "invalid_json", "Error parsing JSON body.");
      }
      if (!body->is_object()) return invalid("body failed validation: body should be an object.");
      call.body = std::move(*body);
    }
    count(route->counted);
    return route->serve(space_, call);
  }

  void count(Counted what) {
    switch (what) {
      case Counted::no:
        break;
      case Counted::query:
        ++counters_.queries;
        break;
      case Counted::create:
        ++counters_.creates;
        break;
      case Counted::update:
        ++counters_.updates;
        break;
    }
  }

  static std::string title_of(const Database& database) {
    std::string title;
    for (const auto& run : database.title) title += run.value("plain_text", "");
    return title;
  }
  const Database* by_title(const std::string& title) const {
    const auto found = std::find_if(space_.databases.begin(), space_.databases.end(),
                                    [&](const Database& database) { return title_of(database) == title && !database.in_trash; });
    return found == space_.databases.end() ? nullptr : &*found;
  }
  StoredPage* page_by_id(const std::string& text) {
    const auto id = parse_id(text);
    const auto place = id ? space_.places.find(*id) : space_.places.end();
    return place == space_.places.end() || place->second.kind != Place::Kind::page ? nullptr : &space_.pages[place->second.at];
  }
  bool change_schema(const std::string& title, const Json& properties) {
    const auto* database = by_title(title);
    return database && change_columns(space_, database->sources.front(), properties).has_value();
  }

  Workspace space_;
  Meter meter_;
  Counters counters_;
  int wait_ = 0;
};

}  // namespace

std::unique_ptr<Notion> Notion::make(NotionOptions options) { return std::make_unique<NotionInMemory>(std::move(options)); }

}  // namespace hsn::sandbox
