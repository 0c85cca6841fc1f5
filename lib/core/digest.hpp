// Hashes and encodings, over OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hsn {

std::string sha256_hex(std::string_view);
std::string hmac_sha256(std::string_view key, std::string_view message);  // 32 raw bytes
std::string hex(std::string_view bytes);
std::string base64(std::string_view bytes);
std::optional<std::string> unbase64(std::string_view);
// RFC 3986: everything but letters, digits and -._~ as %XX.
std::string percent_encode(std::string_view);
std::string percent_decode(std::string_view);

}  // namespace hsn
