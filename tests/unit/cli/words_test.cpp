#include "cli/output/words.hpp"

#include <catch2/catch.hpp>

#include "entities/entities.hpp"

namespace hsn::cli::words_test {
namespace {

std::string told(const std::string& from, const std::string& to) {
  sync::Catalog catalog;
  catalog.entities = {entities::find("products")};
  Write write;
  write.verb = Verb::update;
  write.to = {std::string(kHub), "products"};
  write.key = {"products", "woocommerce:product:1"};
  write.title = "Bowl";
  write.changes = {{"description", from, to, "changed in WooCommerce"}};
  return writes_in_words(catalog, {write}, Style{});
}

bool shows(const std::string& text, const std::string& from, const std::string& to) {
  return text.find("  " + from + "  ") != std::string::npos && text.find("  " + to + "  ") != std::string::npos;
}

TEST_CASE("words: of two long texts that begin alike the change shows from where they part") {
  const std::string begin = "Wheel-thrown in our studio, of dark clay from the hills, ";
  CHECK(shows(told(begin + "glazed in blue", begin + "glazed in black"), "…blue", "…black"));
  CHECK(shows(told(begin + "glänzend und hell", begin + "glünzend und hell"), "…glänzend und hell", "…glünzend und hell"));
  CHECK(shows(told(begin, begin + "and signed"), "…hills,", "…hills, and signed"));
  const std::string word(60, 'x');
  CHECK(shows(told(word + "ä", word + "ü"), "…ä", "…ü"));
}

TEST_CASE("words: texts that fit are whole, and those that differ early are cut at their ends") {
  CHECK(shows(told("Glazed in blue", "Glazed in black"), "Glazed in blue", "Glazed in black"));
  const std::string end = " bowl, wheel-thrown in our studio of dark clay";
  CHECK(told("A" + end, "The" + end).find("  The bowl, wheel-thrown in our studio") != std::string::npos);
}

}  // namespace
}  // namespace hsn::cli::words_test
