#include "core/digest.hpp"

#include <catch2/catch.hpp>

namespace digest_test {

using namespace hsn;

TEST_CASE("digest: SHA-256 and HMAC agree with the published examples") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  // RFC 4231, test case 2
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("digest: base64 goes both ways for every length") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("\xFF\xFE") == "//4=");
  for (std::size_t size = 0; size < 20; ++size) {
    const std::string bytes(size, '\xE5');
    CHECK(unbase64(base64(bytes)) == bytes);
  }
  CHECK_FALSE(unbase64("Zg="));
  CHECK_FALSE(unbase64("Z!=="));
  CHECK_FALSE(unbase64("Z===Zg=="));
}

TEST_CASE("digest: percent encoding leaves only the unreserved characters") {
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("a b+c/\xC3\xA9") == "a%20b%2Bc%2F%C3%A9");
  CHECK(percent_decode("a%20b%2bc") == "a b+c");
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%zz%4") == "%zz%4");
}

}  // namespace digest_test
