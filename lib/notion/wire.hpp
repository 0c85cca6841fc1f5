// Notion's HTTP manners: how a request of ours looks, what an answer is worth, and what each refusal means in words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "http/message.hpp"
#include "notion/hub.hpp"

namespace hsn::notion {

class Wire {
 public:
  explicit Wire(Account account) : account_(std::move(account)) {}
  // Paths start behind /v1: "/users/me".
  http::Request get(std::string_view path) const;
  http::Request ask(std::string_view path, const nlohmann::json& body) const;  // a POST that changes nothing: queries
  http::Request post(std::string_view path, const nlohmann::json& body) const;
  http::Request patch(std::string_view path, const nlohmann::json& body) const;

 private:
  http::Request make(std::string_view method, std::string_view path) const;
  Account account_;
};

// Property ids come percent-encoded and take one level of encoding in a URL: "?filter_properties=a&filter_properties=b".
std::string query_of(std::string_view name, const std::vector<std::string>& property_ids);
std::string path_encoded(std::string_view property_id);
// The same property, however it is encoded.
bool same_id(std::string_view a, std::string_view b);

enum class Sort { read, write };
// The JSON object of a 2xx answer, or what went wrong. A write whose answer does not tell is ambiguous.
Result<nlohmann::json> body_of(const http::Response&, Sort, std::string_view where);

// The parts of Notion's error body; empty where it has none.
struct Refusal {
  std::string code, message, guidance, committed_id;
};
Refusal refusal_of(const http::Response&);

// Whether the connection is missing from the page's menu, or the object is gone: Notion does not tell (notion.md 1).
inline constexpr std::string_view kConnectRemedy =
    "open it in Notion, menu \"...\" > Connections, and add the connection that the token belongs to";

}  // namespace hsn::notion
