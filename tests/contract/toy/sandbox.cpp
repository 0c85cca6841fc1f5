// The guest book in miniature.
#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "sandbox/emulator.hpp"
#include "sandbox/seeds.hpp"

namespace hsn::sandbox {
namespace toy {
namespace {

constexpr std::string_view kRoot = "/toy/guests";
constexpr std::size_t kPage = 2;

class Book final : public Emulator {
 public:
  explicit Book(const Seed& seed) {
    for (std::size_t n = 0; !seed.empty && n < seed.size.customers + 2; ++n) {
      const auto who = person(n);
      guests_.push_back(
          {{"id", "g" + std::to_string(n)}, {"mail", who.email}, {"name", who.first}, {"town", "Ojai"}, {"n", n + 1}});
    }
  }

  http::Response serve(const http::Request& request, Instant now) override {
    auto response = answer(request);
    response.headers = {{"Content-Type", "application/json"}, {"Date", format_http_date(now)}};
    return response;
  }

 private:
  static http::Response told(int status, const Json& guests) {
    http::Response response;
    response.status = status;
    Json body{{"guests", guests}};
    if (!guests.empty()) body["last"] = std::to_string(guests.back()["n"].get<std::size_t>());
    response.body = dump_json(body);
    return response;
  }

  http::Response answer(const http::Request& request) {
    const auto is_key = [](const http::Header& header) { return header.value == "Bearer toy_sandbox"; };
    if (std::none_of(request.headers.begin(), request.headers.end(), is_key)) return told(401, Json::array());
    const auto path = http::path_of(request.url);
    if (!path.starts_with(kRoot)) return told(404, Json::array());
    if (const auto after = http::query_value(request.url, "after")) return page(Json(*after));
    const auto id = path.substr(std::min(path.size(), kRoot.size() + 1));
    const auto guest = std::find_if(guests_.begin(), guests_.end(), [&](const Json& one) { return one["id"] == id; });
    if (guest == guests_.end()) return told(404, Json::array());
    if (request.method == "PUT") {
      const auto body = parse_json(request.body);
      if (!body || body->size() != 1 || !body->contains("town")) return told(422, Json::array());
      (*guest)["town"] = (*body)["town"];
      (*guest)["n"] = changes_++;
    }
    return told(200, Json::array({*guest}));
  }

  http::Response page(const Json& after) const {
    auto guests = guests_;
    const auto n = [](const Json& guest) { return guest["n"].get<std::int64_t>(); };
    std::sort(guests.begin(), guests.end(), [&](const Json& a, const Json& b) { return n(a) < n(b); });
    auto shown = Json::array();
    for (const auto& guest : guests) {
      if (n(guest) > int_at(after, "").value_or(0) && shown.size() < kPage) shown.push_back(guest);
    }
    return told(200, shown);
  }

  std::vector<Json> guests_;
  std::size_t changes_ = 1000;
};

std::unique_ptr<Emulator> make(const Seed& seed) { return std::make_unique<Book>(seed); }
std::vector<std::pair<std::string, std::string>> settings(const std::string& url) {
  return {{"TOY_URL", url + "/toy"}, {"TOY_KEY", "toy_sandbox"}};
}

}  // namespace
}  // namespace toy

extern const EmulatorDef k_toy;
const EmulatorDef k_toy{"toy", "/toy/", toy::make, toy::settings};

}  // namespace hsn::sandbox
