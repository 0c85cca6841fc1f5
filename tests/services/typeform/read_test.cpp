// What a response becomes.
#include "services/typeform/account.hpp"
#include "services/typeform/given.hpp"

namespace typeform_read_test {

using namespace hsn;
using namespace hsn::typeform_test;

namespace {

const std::string kWhen = "2026-11-22T09:30:15Z";

const Json kIntake = form({question("a", "short_text", "What's your *first name*?"), question("b", "short_text", "Last name"),
                           question("c", "email", "Hello {{field:ref-a}}, your e-mail?"), question("d", "phone_number", "Phone"),
                           question("e", "yes_no", "May we send our newsletter?"),
                           question("f", "multiple_choice", "Interested in"), question("g", "short_text", "Best tournament?")});

Json intake(const Json& more = Json::object()) {
  auto item =
      response("tok1", kWhen,
               {answered("a", "text", "Ingrid"), answered("b", "text", "Vasquez-Thorne"),
                answered("c", "email", " Ingrid.VT@Example.com "), answered("d", "phone_number", "+1 805 555 0142"),
                answered("e", "boolean", true), answered("f", "choices", {{"labels", {"Retreat", "Art"}}, {"other", "Tea"}}),
                answered("g", "text", "Chess")});
  item.update(more);
  return item;
}

}  // namespace

TEST_CASE("a registration: the client it tells of first, then the submission, by type and title of the questions") {
  const auto seen =
      decoded(intake({{"hidden", {{"source", "Event"}, {"business_entity", "the-7-space"}}}, {"calculated", {{"score", 7}}}}),
              kIntake, route("f1", ""));
  REQUIRE(seen.size() == 2);
  const auto& client = seen[0];
  CHECK(client.record.key == RecordKey{"clients", "client:ingrid.vt@example.com"});
  CHECK(client.remote_id.empty());
  CHECK(client.at == instant(kWhen));
  CHECK(client.record.fields == Fields{{"email", text("ingrid.vt@example.com")},
                                       {"first_name", text("Ingrid")},
                                       {"last_name", text("Vasquez-Thorne")},
                                       {"phone", text("+1 805 555 0142")},
                                       {"email_consent", text("Opted In")},
                                       {"lead_source", text("Event")},
                                       {"business_entity", std::vector<std::string>{"The 7 Space"}}});
  const auto& submission = seen[1];
  CHECK(submission.record.key == RecordKey{"submissions", "typeform:response:f1:tok1"});
  CHECK(submission.remote_id == "f1/tok1");
  auto shown = submission.record.fields;
  CHECK(shown.erase("answers_digest") == 1);
  CHECK(shown ==
        Fields{{"submission", text("Welcome — Ingrid Vasquez-Thorne")},
               {"form", text("Welcome")},
               {"submitted", Date{instant(kWhen), {}, false, ""}},
               {"email", text("ingrid.vt@example.com")},
               {"client", std::vector<Ref>{{"client:ingrid.vt@example.com"}}},
               {"business_entity", text("The 7 Space")},
               {"answers", text("What's your first name?: Ingrid\nLast name: Vasquez-Thorne\n"
                                "Hello , your e-mail?: Ingrid.VT@Example.com\nPhone: +1 805 555 0142\n"
                                "May we send our newsletter?: Yes\nInterested in: Retreat, Art, Tea\nBest tournament?: Chess\n"
                                "Score: 7\nbusiness_entity: the-7-space\nsource: Event")}});
}

TEST_CASE("feedback: words, rating with its scale, and whom and what it is about") {
  const auto definition =
      form({question("a", "rating", "Stars", {{"steps", 5}}), question("b", "long_text", "What did you like?"),
            question("c", "long_text", "And what not?"), question("d", "email", "E-mail")});
  auto item = response("tok2", kWhen,
                       {answered("a", "number", 2), answered("b", "text", "The tea."), answered("c", "text", "The cold."),
                        answered("d", "email", "ada@example.com")});
  item["hidden"] = {{"order", "#10234"}, {"product", "woocommerce:product:812"}, {"appointment", "nonsense"}};
  const auto seen = decoded(item, definition, route("f1", "[typeform.forms.f1]\ntarget = \"feedback\"\n"));
  REQUIRE(seen.size() == 3);
  const auto& feedback = seen[2];
  CHECK(feedback.record.key == RecordKey{"feedback", "typeform:response:f1:tok2"});
  CHECK(feedback.record.fields == Fields{{"content", text("The tea.\n\nThe cold.")},
                                         {"rating", Decimal(2)},
                                         {"rating_scale", Decimal(5)},
                                         {"about_order", text("10234")},
                                         {"product", std::vector<Ref>{{"woocommerce:product:812"}}},
                                         {"about_appointment", text("nonsense")},
                                         {"channel", text("TypeForm")},
                                         {"submitted", Date{instant(kWhen), {}, false, ""}},
                                         {"email", text("ada@example.com")},
                                         {"client", std::vector<Ref>{{"client:ada@example.com"}}}});
  CHECK(field(seen, "submissions", "result") == text("Feedback"));
}

TEST_CASE("where feedback makes no clients, it tells of those who are known; other forms make them as ever") {
  const auto said = [](const char* target) {
    auto of = route("f1", std::string("[typeform.forms.f1]\ntarget = \"") + target + "\"\n");
    of.creates_clients = false;
    return decoded(intake(), kIntake, of);
  };
  const FieldValue writer = std::vector<Ref>{{"client:ingrid.vt@example.com"}};
  REQUIRE(of_entity(said("feedback"), "clients") != nullptr);
  CHECK(of_entity(said("feedback"), "clients")->only_known);
  CHECK(field(said("feedback"), "feedback", "client") == writer);
  CHECK(field(said("feedback"), "submissions", "client") == writer);
  CHECK(field(said("feedback"), "submissions", "result") == text("Feedback"));
  REQUIRE(of_entity(said("clients"), "clients") != nullptr);
  CHECK_FALSE(of_entity(said("clients"), "clients")->only_known);
}

TEST_CASE("the scale is the highest that one can give") {
  const std::pair<Json, int> scales[] = {{question("a", "rating", "R"), 5},
                                         {question("a", "rating", "R", {{"steps", 3}}), 3},
                                         {question("a", "nps", "R"), 10},
                                         {question("a", "opinion_scale", "R"), 10},
                                         {question("a", "opinion_scale", "R", {{"steps", 5}, {"start_at_one", true}}), 5},
                                         {question("a", "opinion_scale", "R", {{"steps", 6}, {"start_at_one", false}}), 5}};
  for (const auto& [asked, scale] : scales) {
    INFO(asked.dump());
    CHECK(tf::definition_of(form({asked})).questions.at(0).scale == scale);
  }
}

TEST_CASE("would you recommend us is told as such: its thirds are others than those of ten stars") {
  const auto kind = [](const char* type) {
    return field(decoded(response("t", kWhen, {answered("a", "number", 7)}), form({question("a", type, "R")}),
                         route("f1", "[typeform.forms.f1]\ntarget = \"feedback\"\n")),
                 "feedback", "rating_kind");
  };
  CHECK(kind("nps") == text("nps"));
  CHECK(kind("opinion_scale") == text("(not told)"));
}

TEST_CASE("the mapping file goes by ref, id or title before the defaults; an empty property leaves a question out") {
  const auto of = route("f1", R"([typeform.forms.f1]
target = "clients"
entity = "the-7-space"
consent = true
[typeform.forms.f1.fields]
"ref-a" = "City"
"b" = "Name"
"interested IN" = "Tags"
"ref-d" = ""
"ref-e" = ""
)");
  const auto seen = decoded(intake(), kIntake, of);
  const auto& fields = of_entity(seen, "clients")->record.fields;
  CHECK(fields == Fields{{"city", text("Ingrid")},
                         {"first_name", text("Vasquez-Thorne")},
                         {"tags", std::vector<std::string>{"Art", "Retreat", "Tea"}},
                         {"email", text("ingrid.vt@example.com")},
                         {"email_consent", text("Opted In")},
                         {"business_entity", std::vector<std::string>{"The 7 Space"}}});
  CHECK(field(seen, "submissions", "business_entity") == text("The 7 Space"));
}

TEST_CASE("a property that no answer can fill is refused with file and line") {
  const auto made =
      tf::make_route("f1", mapped("[typeform.forms.f1]\ntarget = \"clients\"\n[typeform.forms.f1.fields]\nq = \"Date Added\"\n"));
  REQUIRE_FALSE(made);
  CHECK(made.error().fault == Fault::bad_config);
  CHECK(made.error().where == "hsn.toml:4");
}

TEST_CASE("a whole name of several words stays whole: nobody guesses where it parts") {
  const auto definition = form({question("a", "short_text", "Your name"), question("b", "email", "E-mail")});
  const auto with = [&](const char* name) {
    return decoded(response("t", kWhen, {answered("a", "text", name), answered("b", "email", "a@example.com")}), definition,
                   route("f1", ""));
  };
  CHECK(field(with("Ana María López"), "clients", "name") == text("Ana María López"));
  CHECK(field(with("Ana María López"), "clients", "first_name") == text("(not told)"));
  CHECK(field(with("Ana"), "clients", "first_name") == text("Ana"));
}

TEST_CASE("without an e-mail, or with the target store-only, no client is made") {
  auto bare = response("t", kWhen, {answered("a", "text", "Ingrid")});
  auto seen = decoded(bare, kIntake, route("f1", ""));
  CHECK(seen.size() == 1);
  CHECK(field(seen, "submissions", "result") == text("Stored Only"));
  CHECK(field(seen, "submissions", "client") == text("(not told)"));
  bare["hidden"]["client_email"] = "Ada@example.com";
  CHECK(of_entity(decoded(bare, kIntake, route("f1", "")), "clients")->record.key.external_id == "client:ada@example.com");
  seen = decoded(intake(), kIntake, route("f1", "[typeform.forms.f1]\ntarget = \"store-only\"\n"));
  CHECK(seen.size() == 1);
  CHECK(field(seen, "submissions", "result") == text("Stored Only"));
  CHECK(field(seen, "submissions", "client") == FieldValue(std::vector<Ref>{{"client:ingrid.vt@example.com"}}));
}

TEST_CASE("every kind of answer has a text; an unknown kind is kept as it came") {
  const std::pair<Json, std::string> rows[] = {
      {answered("a", "text", " two\r\nlines "), "two\nlines"},
      {answered("a", "choice", {{"label", "Tea"}}), "Tea"},
      {answered("a", "choice", {{"other", "Mate"}}), "Mate"},
      {answered("a", "choices", {{"ids", {"1", "2"}}, {"labels", {"B", "A"}}}), "B, A"},
      {answered("a", "boolean", false), "No"},
      {answered("a", "number", 7.5), "7.5"},
      {answered("a", "date", "2026-01-02T00:00:00Z"), "2026-01-02"},
      {answered("a", "date", "2026-01-02"), "2026-01-02"},
      {answered("a", "date", "2026-01-02T14:30:00Z"), "2026-01-02T14:30:00Z"},
      {answered("a", "email", "a@example.com"), "a@example.com"},
      {answered("a", "phone_number", "+1 805"), "+1 805"},
      {answered("a", "url", "https://example.com"), "https://example.com"},
      {answered("a", "file_url", "https://api.example.com/x.png"), "https://api.example.com/x.png"},
      {answered("a", "payment", {{"amount", "25.00"}, {"last4", "4242"}, {"name", "A. Lee"}, {"success", true}}),
       "25.00, A. Lee, card …4242"},
      {answered("a", "payment", {{"amount", 25}, {"success", false}}), "25, failed"},
      {answered("a", "signature", "https://example.com/s.svg"), "https://example.com/s.svg"},
      {answered("a", "matrix", {{"rows", {1, 2}}}), R"({"rows":[1,2]})"},
      {Json{{"type", "hologram"}, {"field", {{"id", "a"}}}}, R"({"field":{"id":"a"},"type":"hologram"})"},
      {answered("a", "number", "sét"), "\"sét\""},
  };
  for (const auto& [answer, expected] : rows) {
    INFO(answer.dump());
    CHECK(tf::given(answer).text == expected);
  }
}

TEST_CASE("a consent that is refused is Opted Out") {
  auto item = intake();
  item["answers"][4] = answered("e", "boolean", false);
  CHECK(field(decoded(item, kIntake, route("f1", "[typeform.forms.f1]\ntarget = \"clients\"\nconsent = true\n")), "clients",
              "email_consent") == text("Opted Out"));
}

TEST_CASE("check: the token, each form as the mapping file says, and the right to read responses") {
  const auto of = route(
      "f1", "[typeform.forms.f1]\ntarget = \"clients\"\n[typeform.forms.f1.fields]\n\"ref-a\" = \"Name\"\nnowhere = \"City\"\n");
  const auto probes = account_of({of, route("f2", "")}).probes();
  using State = remote::Finding::State;
  REQUIRE(probes.size() == 4);
  CHECK(probes[0].request.url == "https://api.example.com/me");
  CHECK(probes[0].judge(json({{"email", "studio@example.com"}})).detail == "of studio@example.com");
  CHECK(probes[0].judge(json({{"code", "X"}}, 401)).fault == Fault::refused);
  CHECK(probes[0].judge(json({{"code", "X"}}, 403)).state == State::ok);
  CHECK(probes[1].judge(json(kIntake)).detail == "\"Welcome\" has no question \"nowhere\"");
  CHECK(probes[2].judge(json(kIntake)).state == State::ok);
  CHECK(probes[2].judge(json(form({}))).state == State::warn);
  CHECK(probes[2].judge(json({{"code", "FORM_NOT_FOUND"}}, 404)).state == State::warn);
  CHECK(probes[2].judge(json({{"code", "X"}}, 401)).state == State::fail);
  CHECK(probes[3].judge(json({{"code", "FORM_NOT_FOUND"}}, 404)).state == State::warn);
  CHECK(probes[3].judge(json({{"code", "X"}}, 403)).state == State::fail);
  CHECK(account_of({}).probes().at(0).judge(json(Json::object())).state == State::warn);
}

}  // namespace typeform_read_test
