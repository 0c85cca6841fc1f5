#include "config/check_value.hpp"

#include <charconv>
#include <cstdint>

#include "config/config.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::config {
namespace {

tl::unexpected<Error> wrong(std::string_view text, std::string_view kind, std::string remedy) {
  return fail(Fault::bad_config, "\"" + std::string(text) + "\" is not " + std::string(kind), {}, std::move(remedy));
}

constexpr std::pair<std::string_view, bool> kBooleans[] = {{"true", true},   {"1", true},  {"yes", true}, {"on", true},
                                                           {"false", false}, {"0", false}, {"no", false}, {"off", false}};

Result<std::string> boolean(std::string_view text) {
  for (const auto& [word, value] : kBooleans) {
    if (equals_ignoring_case(word, text)) return std::string(value ? "true" : "false");
  }
  return wrong(text, "a yes or no", "use true or false");
}

Result<std::string> integer(std::string_view text, const SettingDef& def) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < def.least || number > def.most) {
    return wrong(text, "a whole number from " + std::to_string(def.least) + " to " + std::to_string(def.most),
                 "use digits alone");
  }
  return std::to_string(number);
}

// host and what follows; empty: no http address
std::string_view after_scheme(std::string_view url) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (url.starts_with(scheme)) return url.substr(scheme.size());
  }
  return {};
}

Result<std::string> url(std::string_view text) {
  const auto rest = after_scheme(text);
  const auto host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.empty() || host[0] == ':' || text.find_first_of(" \t\r\n\"<>") != std::string_view::npos) {
    return wrong(text, "an address", "write it with https://, as https://shop.example.com");
  }
  if (host.find('@') != std::string_view::npos) {
    return fail(Fault::bad_config, "an address must not hold a user name or password", {},
                "use the settings for keys and secrets");
  }
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

Result<std::string> choice(const SettingDef& def, std::string_view text) {
  std::vector<std::string> choices = split(def.choices, ' ');
  for (const auto& known : choices) {
    if (equals_ignoring_case(known, text)) return known;
  }
  return wrong(text, "one of " + join(choices, ", "), "");
}

// "3/s", "180/60s", "5", "0.5"
Result<std::string> rate(std::string_view text) {
  const auto slash = text.find('/');
  auto count = text.substr(0, slash);
  auto per = slash == std::string_view::npos ? std::string_view("s") : text.substr(slash + 1);
  const auto digits = [](std::string_view s) { return s.find_first_not_of("0123456789") == std::string_view::npos; };
  const auto point = count.find('.');
  const auto places = point == std::string_view::npos ? std::string_view("0") : count.substr(point + 1);
  const bool counts = !count.substr(0, point).empty() && !places.empty() && places.size() <= 3 && count.size() <= 6 &&
                      digits(count.substr(0, point)) && digits(places) && count.find_first_not_of("0.") != std::string_view::npos;
  const bool ends = per.ends_with('s');
  if (ends) per.remove_suffix(1);
  const bool lasts = per.empty() || (per.size() <= 4 && digits(per) && per.find_first_not_of('0') != std::string_view::npos);
  if (!counts || !ends || !lasts) return wrong(text, "a request rate", "write it as 3/s, 0.5/s or 180/60s");
  return std::string(text);
}

Result<std::string> secret(std::string_view text) {
  // It goes into a header: a line break would let it become two.
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
    return fail(Fault::bad_config, "holds a line break or NUL", {}, "a token is one line: copy it again");
  }
  return trim(text);
}

}  // namespace

bool is_loopback_url(std::string_view url) {
  const auto rest = after_scheme(url);
  auto host = rest.substr(0, rest.find_first_of("/?#"));
  if (host.starts_with('[')) {
    host = host.substr(0, host.find(']') + 1);
  } else {
    host = host.substr(0, host.find(':'));
  }
  if (host == "localhost" || host == "[::1]" || host.ends_with(".localhost")) return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

Result<std::string> check_value(const SettingDef& def, std::string_view text) {
  switch (def.kind) {
    case Kind::text:
    case Kind::path:
    case Kind::list:
      return std::string(text);
    case Kind::secret:
      return secret(text);
    case Kind::url:
      return url(text);
    case Kind::integer:
      return integer(text, def);
    case Kind::boolean:
      return boolean(text);
    case Kind::id: {
      const auto id = parse_notion_id(text);
      if (!id) return tl::unexpected(id.error());
      return id->source.empty() ? id->id : id->id + "/" + id->source;
    }
    case Kind::zone:
      if (!is_zone(text)) return wrong(text, "a known time zone", "use a name such as Europe/Berlin or America/Los_Angeles");
      return std::string(text);
    case Kind::rate:
      return rate(text);
    case Kind::choice:
      return choice(def, text);
  }
  return std::string(text);
}

}  // namespace hsn::config
