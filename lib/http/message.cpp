#include "http/message.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace hsn::http {
namespace {

struct Place {
  std::string_view scheme, authority, path;  // path with the query, without the fragment
};
Place place_of(std::string_view url) {
  Place place;
  url = url.substr(0, url.find('#'));
  if (const auto end = url.find("://"); end != std::string_view::npos) {
    place.scheme = url.substr(0, end);
    url.remove_prefix(end + 3);
  }
  const auto end = std::min(url.find_first_of("/?"), url.size());
  place.authority = url.substr(0, end);
  place.path = url.substr(end);
  if (const auto user = place.authority.rfind('@'); user != std::string_view::npos) place.authority.remove_prefix(user + 1);
  return place;
}

// A form's way of writing: a plus is a blank.
std::string form_decode(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '+', ' ');
  return percent_decode(blanks);
}

}  // namespace

const std::string* Response::header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const Header& header) { return equals_ignoring_case(header.name, name); });
  return found == headers.end() ? nullptr : &found->value;
}

std::optional<Instant> Response::date() const {
  const auto* text = header("Date");
  return text == nullptr ? std::nullopt : parse_http_date(*text);
}

std::string host_of(std::string_view url) {
  const auto place = place_of(url);
  auto host = lower_ascii(place.authority);
  const auto* const usual = equals_ignoring_case(place.scheme, "https") ? ":443" : ":80";
  if (host.ends_with(usual)) host.erase(host.size() - std::string_view(usual).size());
  return host;
}

std::string path_of(std::string_view url) {
  const auto path = place_of(url).path;
  return path.starts_with('/') ? std::string(path) : "/" + std::string(path);
}

std::vector<std::pair<std::string, std::string>> query_of(std::string_view url) {
  std::vector<std::pair<std::string, std::string>> parameters;
  const auto path = place_of(url).path;
  const auto mark = path.find('?');
  if (mark == std::string_view::npos) return parameters;
  for (const auto& part : split(path.substr(mark + 1), '&')) {
    if (part.empty()) continue;
    const auto equal = std::min(part.find('='), part.size());
    const auto value = std::string_view(part).substr(std::min(equal + 1, part.size()));
    parameters.emplace_back(form_decode(std::string_view(part).substr(0, equal)), form_decode(value));
  }
  return parameters;
}

std::optional<std::string> query_value(std::string_view url, std::string_view name) {
  for (auto& [key, value] : query_of(url)) {
    if (key == name) return std::move(value);
  }
  return std::nullopt;
}

}  // namespace hsn::http
