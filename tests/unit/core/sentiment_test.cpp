#include "core/sentiment.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

namespace hsn::sentiment_test {
namespace {

double compound(std::string_view text) { return sentiment_of(text).compound; }

TEST_CASE("sentiment: the reference texts have the reference's scores, to the digit") {
  struct Vector {
    const char* text;
    double compound;
  };
  constexpr Vector kVectors[] = {
      {"VADER is smart, handsome, and funny.", 0.8316},
      {"VADER is smart, handsome, and funny!", 0.8439},
      {"VADER is very smart, handsome, and funny.", 0.8545},
      {"VADER is VERY SMART, handsome, and FUNNY.", 0.9227},
      {"VADER is not smart, handsome, nor funny.", -0.7424},
      {"The book was good.", 0.4404},
      {"At least it isn't a horrible book.", 0.4310},
      {"The plot was good, but the characters are uncompelling and the dialog is not great.", -0.7042},
      {"Today SUX!", -0.5461},
      {"Make sure you :) or :D today!", 0.8633},
      {"Not bad at all", 0.4310},
      {"ok", 0.2960},
      {"", 0},
  };
  for (const auto& [text, expected] : kVectors) {
    INFO(text);
    CHECK(compound(text) == Approx(expected).margin(1e-9));
  }
}

TEST_CASE("sentiment: a typographic apostrophe negates like a plain one") {
  CHECK(compound("It isn\u2019t good") == compound("It isn't good"));
  CHECK(compound("It isn\u2019t good") < 0);
}

TEST_CASE("sentiment: what stands after but counts more than what stands before it") {
  CHECK(compound("It was lovely but awful") < 0);
  CHECK(compound("It was awful but lovely") > 0);
}

TEST_CASE("sentiment: \"never so good\" praises, \"without doubt\" doubts nothing, \"no good\" is bad") {
  CHECK(compound("It was never so good") > compound("It was good"));
  CHECK(compound("It is without doubt good") >= compound("It is good"));
  CHECK(compound("It is no good") < 0);
}

TEST_CASE("sentiment: emoji speak for themselves") {
  CHECK(compound("\U0001F60D") > 0);
  CHECK(compound("the class\U0001F44E\U0001F3FD") < 0);
}

TEST_CASE("sentiment: the shares say how much of a text is praise and blame") {
  const auto mixed = sentiment_of("great terrible");
  CHECK(mixed.positive > 0.25);
  CHECK(mixed.negative > 0.25);
  CHECK(sentiment_of("table chair").neutral == 1);
  CHECK(sentiment_of("   ").neutral == 0);
}

TEST_CASE("sentiment: any bytes are read without complaint") {
  CHECK(compound(std::string(100'000, '!')) == 0);
  CHECK(compound("\xff\xfe good \x80") > 0);
  CHECK(compound(std::string("good\0bad", 8)) == 0);
}

TEST_CASE("sentiment: English is told from other languages, and a few words are never held against anybody") {
  CHECK(sounds_english("The class was lovely and I would come again"));
  CHECK(sounds_english("Merci beaucoup"));
  CHECK_FALSE(sounds_english("Das war ein sehr schöner Abend mit viel Ruhe"));
  CHECK(sounds_english("bad service, never again"));
  CHECK(sounds_english("Terrible parking, rude receptionist, dirty rooms"));
  CHECK_FALSE(sounds_english("Das war nicht gut, die Kurse waren voll"));
  CHECK_FALSE(sounds_english("Il servizio era pessimo e la sala fredda"));
  CHECK_FALSE(sounds_english("Le cours était bien mais la salle est trop froide"));
  CHECK_FALSE(sounds_english("Una tarde tranquila junto al lago, gracias por todo"));
}

TEST_CASE("sentiment: four of five labelled reviews are read right") {
  double mean = 0;
  for (const char* set : {"amazon", "imdb", "yelp"}) {
    std::ifstream file(std::string(HSN_FIXTURES) + "/sentiment/" + set + ".tsv");
    double all = 0, right = 0;
    for (std::string line; std::getline(file, line); ++all)
      right += (compound(line.substr(2)) > 0) == line.starts_with('1') ? 1 : 0;
    REQUIRE(all == 1000);
    mean += right / all / 3;
  }
  CHECK(mean >= 0.80);
}

}  // namespace
}  // namespace hsn::sentiment_test
