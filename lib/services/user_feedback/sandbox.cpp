// A feedback service in miniature: list, one item, a response. Strict about keys, parameters and times.
#include <algorithm>
#include <charconv>
#include <vector>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "sandbox/emulator.hpp"
#include "sandbox/seeds.hpp"

namespace hsn::sandbox {
namespace user_feedback_sandbox {
namespace {

constexpr std::string_view kKey = "uf_sandbox", kRoot = "/feedback/api/feedback";

struct Sample {
  const char *type, *content;
  int rating;
};
constexpr Sample kSamples[] = {
    {"comment", "I love the new moon circle, what a wonderful evening. Thank you!", 0},
    {"bug", "The booking page does not load on my phone.", 0},
    {"suggestion", "You should offer a class on Sundays, please.", 0},
    {"rating", "The room was cold and the host was rude. I am very disappointed.", 1},
    {"rating", "Great teacher, but the parking is terrible.", 4},
    {"comment", "Where is my parcel? I want a refund.", 0},
};

http::Response reply(int status, const Json& body) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}};
  response.body = dump_json(body);
  return response;
}
http::Response refuse(int status, const char* why) { return reply(status, {{"error", why}}); }

std::optional<std::int64_t> whole(const std::string& text, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool sound = error == std::errc{} && end == text.data() + text.size() && number >= least && number <= most;
  return sound ? std::optional(number) : std::nullopt;
}

class Feedback final : public Emulator {
 public:
  explicit Feedback(const Seed& seed) {
    for (std::size_t n = 0; !seed.empty && n < seed.size.guests + 2; ++n) {
      const auto who = person(n);
      const auto& sample = kSamples[n % std::size(kSamples)];
      Json item{{"user_email", who.email}, {"name", who.first}, {"feedback_type", sample.type}, {"content", sample.content}};
      if (sample.rating > 0) item["rating"] = sample.rating;
      add(std::move(item), seed.now - std::chrono::hours(24 + 7 * static_cast<std::int64_t>(n)));
    }
  }

  http::Response serve(const http::Request& request, Instant now) override {
    ++requests_;
    auto response = route(request, now);
    response.headers.push_back({"Date", format_http_date(now)});
    return response;
  }

  Result<Json> act(std::string_view what, const Json& body, Instant now) override {
    if (what == "all") return Json(items_);
    if (what == "submit") return Json{{"id", add(body, now)}};
    auto* item = find(text_at(body, "/id").value_or(""));
    if (item == nullptr || (what != "change" && what != "delete")) return Emulator::act(what, body, now);
    if (what == "delete") {
      items_.erase(items_.begin() + (item - items_.data()));
    } else {
      item->update(body);
      (*item)["updated_at"] = format_instant(now);
    }
    return Json{{"ok", true}};
  }
  Json tally() const override { return {{"requests", requests_}, {"writes", writes_}}; }
  std::vector<Table> overview() const override {
    Table table{"Feedback", {"Id", "From", "Type", "Content", "Response"}, {}};
    for (const auto& item : items_) {
      auto& row = table.rows.emplace_back();
      for (const auto* where : {"/id", "/user_email", "/feedback_type", "/content", "/response"})
        row.push_back(text_at(item, where).value_or(""));
    }
    return {table};
  }

 private:
  std::string add(Json item, Instant now) {
    auto id = "fb" + std::to_string(++last_);
    item["id"] = id;
    item["created_at"] = item["updated_at"] = format_instant(now);
    item["response"] = nullptr;
    items_.push_back(std::move(item));
    return id;
  }
  Json* find(std::string_view id) {
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const Json& item) { return text_at(item, "/id") == id; });
    return found == items_.end() ? nullptr : &*found;
  }

  http::Response route(const http::Request& request, Instant now) {
    const auto known = [&](const http::Header& header) {
      return equals_ignoring_case(header.name, "Authorization") && header.value == "Bearer " + std::string(kKey);
    };
    if (std::none_of(request.headers.begin(), request.headers.end(), known)) return refuse(401, "unknown key");
    const auto whole_path = http::path_of(request.url);
    const auto path = whole_path.substr(0, whole_path.find('?'));
    if (!path.starts_with(kRoot)) return refuse(404, "no such route");
    if (path == kRoot) return request.method == "GET" ? list(request) : refuse(405, "only GET");
    auto* item = find(percent_decode(path.substr(kRoot.size() + 1)));
    if (item == nullptr) return refuse(404, "no such item");
    if (request.method == "GET") return reply(200, *item);
    if (request.method != "PATCH") return refuse(405, "only GET and PATCH");
    const auto body = parse_json(request.body);
    const auto text = body ? text_at(*body, "/response") : std::nullopt;
    if (!text || body->size() != 1) return refuse(422, "a response, and nothing else, can be set");
    ++writes_;
    (*item)["response"] = *text;
    (*item)["updated_at"] = format_instant(now);
    return reply(200, *item);
  }

  http::Response list(const http::Request& request) const {
    std::int64_t limit = 20, offset = 0;
    std::optional<Instant> after;
    for (const auto& [name, value] : http::query_of(request.url)) {
      if (name == "limit" || name == "offset") {
        const auto number = name == "limit" ? whole(value, 1, 100) : whole(value, 0, 1'000'000);
        if (!number) return refuse(400, "limit is 1 to 100, offset 0 or more");
        (name == "limit" ? limit : offset) = *number;
      } else if (name == "updated_after") {
        after = value.size() < 20 ? std::nullopt : parse_instant(value);
        if (!after) return refuse(400, "updated_after is no time with a zone");
      } else if (name != "project_id") {
        return refuse(400, "unknown parameter");
      }
    }
    std::vector<const Json*> found;
    for (const auto& item : items_) {
      if (!after || parse_instant(text_at(item, "/updated_at").value_or("")).value_or(Instant{}) > *after) found.push_back(&item);
    }
    auto page = Json::array();
    for (auto i = offset; i < std::min(offset + limit, std::ssize(found)); ++i)
      page.push_back(*found[static_cast<std::size_t>(i)]);
    return reply(200, {{"feedback", page}, {"total", found.size()}});
  }

  std::vector<Json> items_;
  std::size_t requests_ = 0, writes_ = 0, last_ = 0;
};

std::unique_ptr<Emulator> make(const Seed& seed) { return std::make_unique<Feedback>(seed); }
std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  return {{"USER_FEEDBACK_API_URL", url + "/feedback"}, {"USER_FEEDBACK_API_KEY", std::string(kKey)}};
}

}  // namespace
}  // namespace user_feedback_sandbox

extern const EmulatorDef k_user_feedback;
const EmulatorDef k_user_feedback{"feedback", "/feedback/", user_feedback_sandbox::make, user_feedback_sandbox::settings};

}  // namespace hsn::sandbox
