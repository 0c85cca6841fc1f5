#include "core/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <climits>
#include <cstdint>
#include <new>

#include "core/late.hpp"

namespace hsn {
namespace {

struct CryptoFunctions {
  decltype(&::EVP_Digest) digest;
  decltype(&::EVP_sha256) sha256;
  decltype(&::HMAC) hmac;
};
const CryptoFunctions& crypto() {
  static const CryptoFunctions functions = [] {
    const LateLibrary library("libcrypto.so.3", "apt install libssl3");
    CryptoFunctions found{};
    library.take(found.digest, "EVP_Digest");
    library.take(found.sha256, "EVP_sha256");
    library.take(found.hmac, "HMAC");
    return found;
  }();
  return functions;
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned byte_at(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string hex_in(std::string_view bytes, std::string_view digits) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += digits[byte_at(bytes, i) >> 4U];
    text += digits[byte_at(bytes, i) & 15U];
  }
  return text;
}

}  // namespace

std::string sha256_hex(std::string_view text) {
  std::array<char, 32> out{};
  // The one way for this to fail is want of memory.
  auto* const to = reinterpret_cast<unsigned char*>(out.data());
  if (crypto().digest(text.data(), text.size(), to, nullptr, crypto().sha256(), nullptr) != 1) throw std::bad_alloc();
  return hex({out.data(), out.size()});
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  std::string out(32, '\0');
  unsigned size = 0;
  if (key.size() > INT_MAX || crypto().hmac(crypto().sha256(), key.data(), static_cast<int>(key.size()), bytes_of(message),
                                            message.size(), reinterpret_cast<unsigned char*>(out.data()), &size) == nullptr) {
    throw std::bad_alloc();
  }
  return out;
}

std::string hex(std::string_view bytes) { return hex_in(bytes, "0123456789abcdef"); }

std::string base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto left = bytes.size() - i;
    const unsigned group =
        byte_at(bytes, i) << 16U | (left > 1 ? byte_at(bytes, i + 1) << 8U : 0U) | (left > 2 ? byte_at(bytes, i + 2) : 0U);
    text += kBase64[group >> 18U];
    text += kBase64[group >> 12U & 63U];
    text += left > 1 ? kBase64[group >> 6U & 63U] : '=';
    text += left > 2 ? kBase64[group & 63U] : '=';
  }
  return text;
}

std::optional<std::string> unbase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  unsigned group = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto place = i + padding >= text.size() ? 0 : kBase64.find(text[i]);
    if (place == std::string_view::npos) return std::nullopt;
    group = group << 6U | static_cast<unsigned>(place);
    if (i % 4 != 3) continue;
    for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>(group >> shift & 255U);
    group = 0;
  }
  bytes.erase(bytes.size() - padding);
  return bytes;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kUnreserved = "-._~";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain || kUnreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%' + hex_in({&c, 1}, "0123456789ABCDEF");
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (!escape) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return out;
}

}  // namespace hsn
