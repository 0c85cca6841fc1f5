#include <catch2/catch.hpp>

#include "core/time.hpp"
#include "entities/appraisal.hpp"
#include "entities/entities.hpp"
#include "entities/opinion.hpp"

namespace hsn::entities::feedback_test {
namespace {

Opinion opinion(std::string_view text, int rating = 0, int scale = 5) {
  Utterance said{.text = text};
  if (rating > 0) said.rating = Decimal(rating), said.scale = Decimal(scale);
  return opinion_of(said, {});
}

TEST_CASE("opinion: stars speak where words are silent, and a contradiction is mixed") {
  CHECK(opinion("", 5).sentiment == "Positive");
  CHECK(opinion("", 3).sentiment == "Neutral");
  CHECK(opinion("", 2).sentiment == "Negative");
  CHECK(opinion("", 7, 10).sentiment == "Positive");
  CHECK(opinion("", 6, 10).sentiment == "Neutral");
  CHECK(opinion("", 4, 10).sentiment == "Negative");
  CHECK(opinion("The book was good.", 1).sentiment == "Mixed");
  CHECK(opinion("The book was good.", 3).sentiment == "Positive");
  CHECK(opinion("great terrible").sentiment == "Mixed");
  CHECK(opinion("", 1).score == Decimal(-1));
  CHECK(opinion("The book was good.", 5).score == *Decimal::parse("0.7202"));
}

TEST_CASE("opinion: would you recommend us has its own thirds") {
  const auto nps = [](int rating) { return opinion_of({.text = "", .rating = Decimal(rating), .nps = true}, {}).sentiment; };
  CHECK(nps(9) == "Positive");
  CHECK(nps(8) == "Neutral");
  CHECK(nps(6) == "Negative");
}

TEST_CASE("opinion: a text that is not English says nothing by itself") {
  const auto german = opinion("Das war ein sehr guter Abend, die Lehrerin ist super");
  CHECK(german.sentiment == "Neutral");
  CHECK(german.score.zero());
}

TEST_CASE("opinion: types are found in their order, and a given one stays") {
  CHECK(opinion_of({.text = "ok", .rating = Decimal(4), .names_product = true}, {}).type == "Product Review");
  CHECK(opinion("I am very disappointed, the host was rude and awful").type == "Complaint");
  CHECK(opinion("I love it, what a wonderful evening!").type == "Praise");
  CHECK(opinion("You should open on Sundays").type == "Suggestion");
  CHECK(opinion("It was on a Tuesday").type == "General Feedback");
  CHECK(opinion_of({.text = "You should open on Sundays", .type = "Bug"}, {}).type == "Bug");
}

TEST_CASE("opinion: categories are all that match by whole words, else Other; the workspace's list replaces ours") {
  CHECK(opinion("The parcel arrived late and the room was cold").categories ==
        std::vector<std::string>{"Delivery", "Facilities"});
  CHECK(opinion("The webpages").categories == std::vector<std::string>{"Other"});
  const Words own{.important = {}, .alarm = {}, .categories = {{"Delivery", {"Drohne*"}}, {"Garden", {"rose"}}}};
  CHECK(opinion_of({.text = "the parcel"}, own).categories == std::vector<std::string>{"Other"});
  CHECK(opinion_of({.text = "two drohnen and a ROSE"}, own).categories == std::vector<std::string>{"Delivery", "Garden"});
}

TEST_CASE("opinion: a book that was read is no booking; to book is") {
  CHECK(opinion("The book was good").categories == std::vector<std::string>{"Other"});
  CHECK(opinion("I read your books twice").categories == std::vector<std::string>{"Other"});
  for (const auto* words : {"I tried to book", "I can't book online", "We booked twice", "Could I book a place"}) {
    INFO(words);
    CHECK(opinion(words).categories == std::vector<std::string>{"Booking"});
  }
}

TEST_CASE("opinion: tags, what stands in them, and entities are no words") {
  CHECK(opinion("<p>It was <b>good</b>.</p>").score == opinion("It was good.").score);
  CHECK(opinion("It was<br>awful<style>great love best</style>").sentiment == "Negative");
  CHECK(opinion("It isn&#39;t good").score == opinion("It isn't good").score);
  const auto link = opinion("It was <a href=\"https://example.com/site?checkout=awful\">fine</a>");
  CHECK(link.categories == std::vector<std::string>{"Other"});
  CHECK_FALSE(link.needs_response);
  CHECK(opinion("I <3 it").score > Decimal(0));
  const auto german = opinion("<p>Das war <strong>nicht</strong> gut, die Kurse waren voll</p>");
  CHECK(german.sentiment == "Neutral");
}

TEST_CASE("opinion: who complains, asks, or says an alarm word is to be answered") {
  CHECK(opinion("It was awful").needs_response);
  CHECK(opinion("Is there a class on Sunday?").needs_response);
  CHECK(opinion("I want a REFUND").needs_response);
  CHECK(opinion("", 2).needs_response);
  CHECK_FALSE(opinion("Lovely", 5).needs_response);
  CHECK_FALSE(opinion_of({.text = "a refund"}, {.important = {}, .alarm = {"court"}, .categories = {}}).needs_response);
}

const Lane kReviews{"woocommerce", "reviews"};

Row row(Fields hub = {}, Fields base = {}) {
  Row row;
  row.key = {"feedback", "woocommerce:review:1"};
  row.facets[kReviews].remote_id = "1";
  if (!hub.empty()) {
    Seen& page = row.hub.emplace();
    page.record = {row.key, std::move(hub)};
    page.remote_id = "page";
    page.at = *parse_instant("2026-11-23T10:00:00Z");
  }
  if (!base.empty()) row.base = Record{row.key, std::move(base)};
  return row;
}
Fields assessed(const Row& row, const Fields& known) { return find("feedback")->assess(row, known, {}); }
const FieldValue kPositive = std::string("Positive"), kNegative = std::string("Negative"), kStaff = std::string("Staff"),
                 kRule = std::string("Rule");
const Fields kGood{{"content", std::string("It was good.")}};

TEST_CASE("feedback: a model is asked about words that nobody has judged, the rating beside them and not among them") {
  Fields told{{"content", std::string("It was ok.")}, {"rating", Decimal(2)}, {"rating_scale", Decimal(5)}};
  const auto question = to_appraise(row(), told);
  REQUIRE(question);
  CHECK(question->text == "It was ok.");
  CHECK(question->instruction.find("2 of 5") != std::string::npos);
  CHECK_FALSE(to_appraise(row(), {{"rating", Decimal(2)}}));
  CHECK_FALSE(to_appraise(row(), {{"content", std::string(" ")}}));
  CHECK_FALSE(to_appraise(row({{"sentiment", kNegative}, {"sentiment_source", kStaff}}), told));
  for (const auto& [answer, judged] : {std::pair("mixed", "Mixed"), {"\"Positive\"", "Positive"}, {"Not positive", "Rule"}}) {
    auto noted = told;
    noted.merge(appraised(told, answer));
    CHECK(noted.at("judged_as") == FieldValue(std::string(judged)));
    CHECK_FALSE(to_appraise(row(), noted));
    noted.insert_or_assign("content", std::string("It was not ok."));
    CHECK(to_appraise(row(), noted));
  }
}

TEST_CASE("feedback: an edit of Sentiment is staff's, for ever: over new words, and without the state") {
  CHECK(assessed(row(), kGood).at("sentiment") == kPositive);
  CHECK(assessed(row(), kGood).at("sentiment_source") == kRule);
  const auto edited = assessed(
      row({{"sentiment", kNegative}, {"sentiment_source", kRule}}, {{"sentiment", kPositive}, {"sentiment_source", kRule}}),
      kGood);
  CHECK(edited.at("sentiment_source") == kStaff);
  CHECK_FALSE(edited.contains("sentiment"));
  // The workspace had the option before us, and writes it otherwise.
  const auto renamed = assessed(row({{"sentiment", std::string("positive")}, {"sentiment_source", kRule}},
                                    {{"sentiment", kPositive}, {"sentiment_source", kRule}}),
                                kGood);
  CHECK(renamed.at("sentiment_source") == kRule);
  // The rules have come round to what staff said: it stays staff's.
  const auto agreeing = assessed(
      row({{"sentiment", kPositive}, {"sentiment_source", kStaff}}, {{"sentiment", kPositive}, {"sentiment_source", kStaff}}),
      kGood);
  CHECK(agreeing.at("sentiment_source") == kStaff);
  const auto lost = assessed(row({{"sentiment", kNegative}, {"sentiment_source", kStaff}}), kGood);
  CHECK(lost.at("sentiment_source") == kStaff);
  CHECK_FALSE(lost.contains("sentiment"));
}

TEST_CASE("feedback: the title follows the type that staff have set") {
  CHECK(assessed(row(), kGood).at("title") == FieldValue(std::string("General Feedback: It was good.")));
  const FieldValue bug = std::string("Bug"), general = std::string("General Feedback");
  CHECK(assessed(row({{"type", bug}}, {{"type", general}}), kGood).at("title") == FieldValue(std::string("Bug: It was good.")));
}

struct Shop final : Look {
  std::vector<Row> referring(const RecordKey&, std::string_view) const override { return {}; }
  bool nameable(const RecordKey& key) const override { return key.external_id == "woocommerce:order:12"; }
  std::optional<std::string> called(std::string_view entity, std::string_view words) const override {
    if (entity == "products" && words == "T7S-GATES") return "woocommerce:product:4";
    return entity == "orders" && words == "10234" ? std::optional<std::string>("woocommerce:order:7") : std::nullopt;
  }
};

Fields derived(const Row& row) { return find("feedback")->derive(row, {}, Shop{}); }

TEST_CASE("feedback: the response date is the day it was set to Responded, and stays") {
  CHECK_FALSE(derived(row({{"status", std::string("New")}})).contains("response_date"));
  CHECK(derived(row({{"status", std::string("responded")}})).contains("response_date"));
  const auto date = derived(row({{"status", std::string("Responded")}})).at("response_date");
  CHECK(date == FieldValue(Date{.start = *parse_instant("2026-11-23T10:00:00Z"), .end = {}, .date_only = false, .zone = {}}));
  const FieldValue earlier = Date{.start = *parse_instant("2026-11-01T10:00:00Z"), .end = {}, .date_only = false, .zone = {}};
  CHECK(derived(row({{"status", std::string("Resolved")}}, {{"response_date", earlier}})).at("response_date") == earlier);
}

TEST_CASE("feedback: the response date goes with an answer that is taken back, and not with one that is only looked at again") {
  const FieldValue date = Date{.start = *parse_instant("2026-11-01T10:00:00Z"), .end = {}, .date_only = false, .zone = {}};
  const auto after = [&](const char* status, FieldValue response) {
    return derived(row({{"status", std::string(status)}, {"response", std::move(response)}, {"response_date", date}},
                       {{"response_date", date}}))
        .at("response_date");
  };
  CHECK(after("Response Needed", FieldValue()) == FieldValue());
  CHECK(after("New", FieldValue()) == FieldValue());
  CHECK(after("Response Needed", std::string("Sorry")) == date);
  CHECK(after("Resolved", FieldValue()) == date);
  CHECK_FALSE(derived(row({{"status", std::string("New")}, {"response", FieldValue()}})).contains("response_date"));
}

TEST_CASE("feedback: nobody's words are told as such, beside a language that the rules do not know") {
  const auto remark = [](Fields told) { return find("feedback")->remark(told); };
  const FieldValue rule = std::string("Rule"), german = std::string("Das war nicht gut, die Kurse waren voll");
  CHECK(remark(kGood) == "no e-mail");
  CHECK(remark({{"content", german}, {"sentiment_source", rule}}) == "no e-mail\nSentiment: language not covered");
  CHECK(remark({{"content", german}, {"sentiment_source", rule}, {"client", std::vector<Ref>{{"client:a@b.co"}}}}) ==
        "Sentiment: language not covered");
}

TEST_CASE("feedback: what was named becomes relations: SKU, number, and #number in the text") {
  const auto linked = [](Fields known) { return find("feedback")->derive(row(), known, Shop{}); };
  CHECK(linked({{"about_product", std::string("T7S-GATES")}}).at("product") ==
        FieldValue(std::vector<Ref>{{"woocommerce:product:4"}}));
  CHECK(linked({{"about_order", std::string("12")}}).at("order") == FieldValue(std::vector<Ref>{{"woocommerce:order:12"}}));
  CHECK(linked({{"content", std::string("Where is #10234?")}}).at("order") ==
        FieldValue(std::vector<Ref>{{"woocommerce:order:7"}}));
  CHECK(linked({{"content", std::string("We are #1, see #99")}}).empty());
  const FieldValue told = std::vector<Ref>{{"woocommerce:order:9"}};
  CHECK_FALSE(linked({{"order", told}, {"content", std::string("#10234")}}).contains("order"));
}

}  // namespace
}  // namespace hsn::entities::feedback_test
