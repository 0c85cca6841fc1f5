#include "sandbox/faults.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::sandbox {
namespace {

struct KindName {
  std::string_view text;
  Failpoint::Kind kind;
};
constexpr KindName kKinds[] = {
    {"drop-before", Failpoint::Kind::drop_before},
    {"drop-after", Failpoint::Kind::drop_after},
    {"saved", Failpoint::Kind::saved},
    {"slow", Failpoint::Kind::slow},
    {"truncate", Failpoint::Kind::truncate},
    {"html", Failpoint::Kind::html},
    {"garbage", Failpoint::Kind::garbage},
};

struct StatusCode {
  int status;
  std::string_view code;
};
// notion.md 6. A WooCommerce client reads `data.status` and any code, so one body serves both.
constexpr StatusCode kCodes[] = {
    {400, "validation_error"},    {401, "unauthorized"},    {403, "restricted_resource"},   {404, "object_not_found"},
    {409, "conflict_error"},      {429, "rate_limited"},    {500, "internal_server_error"}, {502, "bad_gateway"},
    {503, "service_unavailable"}, {504, "gateway_timeout"}, {529, "service_overload"},
};

template <class Number>
std::optional<Number> whole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < Number{}) return std::nullopt;
  return number;
}

// "5s", "250ms"
std::optional<Duration> parse_delay(std::string_view text) {
  const bool milliseconds = text.ends_with("ms");
  if (!text.ends_with('s')) return std::nullopt;
  const auto count = whole<std::int64_t>(text.substr(0, text.size() - (milliseconds ? 2 : 1)));
  if (!count) return std::nullopt;
  return milliseconds ? Duration(*count) : Duration(std::chrono::seconds(*count));
}

bool parse_kind(std::string_view text, Failpoint& point) {
  const auto equals = text.find('=');
  const auto name = text.substr(0, equals);
  const auto value = equals == std::string_view::npos ? std::string_view{} : text.substr(equals + 1);
  const auto named = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const KindName& row) { return row.text == name; });
  if (named != std::end(kKinds)) {
    point.kind = named->kind;
    if (point.kind == Failpoint::Kind::slow) {
      const auto delay = parse_delay(value);
      point.delay = delay.value_or(Duration{});
      return delay.has_value();
    }
    if (point.kind == Failpoint::Kind::truncate) {
      const auto bytes = whole<std::size_t>(value);
      point.bytes = bytes.value_or(0);
      return bytes.has_value();
    }
    return value.empty();
  }
  const bool after = name.starts_with("after-");
  const auto status = whole<int>(after ? name.substr(6) : name);
  point.kind = after ? Failpoint::Kind::status_after : Failpoint::Kind::status;
  point.status = status.value_or(0);
  point.retry_after = std::string(value);
  return point.status >= 400 && point.status <= 599;
}

bool parse_turn(std::string_view text, Failpoint& point) {
  if (text == "*") {
    point.nth = 0;
    return true;
  }
  const auto by = text.find('x');
  const auto nth = whole<int>(text.substr(0, by));
  const auto times = by == std::string_view::npos ? std::optional(1) : whole<int>(text.substr(by + 1));
  point.nth = nth.value_or(0);
  point.times = times.value_or(0);
  return nth && times;
}

bool matches(const Failpoint& point, const http::Request& request) {
  if (!point.method.empty() && point.method != request.method) return false;
  return point.path_contains.empty() || http::path_of(request.url).find(point.path_contains) != std::string::npos;
}

bool fires(const Failpoint& point, int seen) { return point.nth == 0 || (seen >= point.nth && seen < point.nth + point.times); }

http::Response failure(int status, const Failpoint& point, Instant now) {
  const auto row =
      std::find_if(std::begin(kCodes), std::end(kCodes), [&](const StatusCode& known) { return known.status == status; });
  Json body = {{"object", "error"},
               {"status", status},
               {"code", row == std::end(kCodes) ? "internal_server_error" : std::string(row->code)},
               {"message", "This answer was asked for with a fault."},
               {"data", {{"status", status}}}};
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json; charset=utf-8"}, {"Date", format_http_date(now)}};
  const bool throttled = status == 429 || status == 529;
  const auto wait = point.retry_after.empty() && throttled ? std::string("1") : point.retry_after;
  if (!wait.empty()) response.headers.push_back({"Retry-After", wait});
  if (throttled) {
    body["additional_data"] = {{"rate_limit_reason", "public_api_request_rate_limit"}, {"retry_after", wait}};
  }
  response.body = dump_json(body);
  return response;
}

http::Response saved(const http::Response& real, const Failpoint& point, Instant now) {
  auto response = failure(503, point, now);
  const auto made = parse_json(real.body);
  auto body = parse_json(response.body).value_or(Json::object());
  body["additional_data"] = {{"retry_guidance", "The write was saved. Do not repeat the write; read the object again."}};
  if (made) {
    if (const auto id = text_at(*made, "/id")) body["additional_data"]["committed_resource_id"] = *id;
  }
  response.body = dump_json(body);
  return response;
}

http::Response odd(std::string type, std::string body, Instant now) {
  http::Response response;
  response.status = 200;
  response.headers = {{"Content-Type", std::move(type)}, {"Date", format_http_date(now)}};
  response.body = std::move(body);
  return response;
}

}  // namespace

Result<Failpoint> parse_failpoint(std::string_view text) {
  const auto wrong = [&] {
    return fail(Fault::bad_config, "\"" + std::string(text) + "\" is not a fault", {},
                "write KIND:METHOD:PATH:NTH, for example drop-after:POST:/v1/pages:3");
  };
  const auto first = text.find(':');
  const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
  const auto last = text.rfind(':');
  if (second == std::string_view::npos || last <= second) return wrong();
  Failpoint point;
  const auto method = text.substr(first + 1, second - first - 1);
  if (method != "*") point.method = std::string(method);
  const auto path = text.substr(second + 1, last - second - 1);
  if (path != "*") point.path_contains = std::string(path);
  if (!parse_kind(text.substr(0, first), point) || !parse_turn(text.substr(last + 1), point)) return wrong();
  return point;
}

void Faults::add(Failpoint point) { armed_.push_back({std::move(point)}); }
void Faults::clear() { armed_.clear(); }

Exchange Faults::pass(Emulator& emulator, const http::Request& request, Instant now) {
  const Failpoint* fired = nullptr;
  for (auto& armed : armed_) {
    if (!matches(armed.point, request)) continue;
    ++armed.seen;
    if (!fired && fires(armed.point, armed.seen)) fired = &armed.point;
  }
  if (!fired) return {emulator.serve(request, now), true, {}};
  switch (fired->kind) {
    case Failpoint::Kind::drop_before:
      return {};
    case Failpoint::Kind::status:
      return {failure(fired->status, *fired, now), false, {}};
    case Failpoint::Kind::html:
      return {
          odd("text/html; charset=UTF-8", "<!DOCTYPE html><html><body><h1>Just a moment...</h1></body></html>", now), false, {}};
    case Failpoint::Kind::garbage:
      return {odd("application/json", R"({"object":"list","results":[{"id":)", now), false, {}};
    case Failpoint::Kind::drop_after:
      emulator.serve(request, now);
      return {std::nullopt, true, {}};
    case Failpoint::Kind::status_after:
      emulator.serve(request, now);
      return {failure(fired->status, *fired, now), true, {}};
    case Failpoint::Kind::saved:
      return {saved(emulator.serve(request, now), *fired, now), true, {}};
    case Failpoint::Kind::truncate:
      return {emulator.serve(request, now), true, fired->bytes};
    case Failpoint::Kind::slow: {
      auto response = emulator.serve(request, now);
      response.took += fired->delay;
      return {std::move(response), true, {}};
    }
  }
  return {};
}

}  // namespace hsn::sandbox
