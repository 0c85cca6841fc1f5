// The surprises of the API, one test each: README.md of the service names them.
#include "services/typeform/account.hpp"

namespace typeform_traps_test {

using namespace hsn;
using namespace hsn::typeform_test;

namespace {
const std::string kWhen = "2026-11-22T09:30:15Z";
}

TEST_CASE("trap: an item without response_id is known by its token") {
  auto item = response("t1", kWhen);
  item.erase("response_id");
  CHECK(decoded(item, form({}), route("f1", "")).at(0).remote_id == "f1/t1");
}

TEST_CASE("trap: the year 1 stands for never, and such a response is passed over") {
  const auto remote = account();
  const auto step = remote.read(first_page(remote, since("")), page({response("t1", "0001-01-01T00:00:00Z")}));
  REQUIRE(step);
  CHECK(step->seen.empty());
}

TEST_CASE("trap: answers may be null, and a question may be gone from the form") {
  auto item = response("t1", kWhen);
  item["answers"] = nullptr;
  CHECK(field(decoded(item, form({}), route("f1", "")), "submissions", "answers") == FieldValue());
  item["answers"] = Json::array({answered("x", "text", "old")});
  CHECK(field(decoded(item, form({}), route("f1", "")), "submissions", "answers") == text("ref-x: old"));
}

TEST_CASE("trap: questions lie inside of groups, at any depth") {
  const auto inner = question("c", "email", "E-mail");
  const auto definition = form({question(
      "a", "group", "About you", {{"fields", List{question("b", "contact_info", "Contact", {{"fields", List{inner}}})}}})});
  const auto seen = decoded(response("t1", kWhen, {answered("c", "email", "a@example.com")}), definition, route("f1", ""));
  CHECK(field(seen, "submissions", "answers") == text("E-mail: a@example.com"));
  CHECK(of_entity(seen, "clients") != nullptr);
}

TEST_CASE("trap: the answer's type counts, not the question's") {
  const auto definition = form({question("a", "dropdown", "Colour")});
  for (const auto& answer : {answered("a", "text", "Red", "dropdown"), answered("a", "choice", {{"label", "Red"}}, "dropdown")}) {
    CHECK(field(decoded(response("t1", kWhen, {answer}), definition, route("f1", "")), "submissions", "answers") ==
          text("Colour: Red"));
  }
}

TEST_CASE("trap: a cursor that does not move ends the walk instead of going on for ever") {
  const auto remote = account();
  const List items = {response("t1", kWhen), response("t2", kWhen)};
  auto step = remote.read(first_page(remote, since("")), page(items, 2));
  step = remote.read(*step->next, page(items, 2));
  REQUIRE_FALSE(step);
  CHECK(step.error().what.find("same page") != std::string::npos);
}

TEST_CASE("trap: page_count counts what is left; without it a full page means more") {
  const auto remote = account();
  const auto ask = first_page(remote, since(""));
  Json items = Json::array();
  for (int i = 0; i < 1000; ++i) items.push_back(response("t" + std::to_string(i), kWhen));
  CHECK_FALSE(remote.read(ask, page(items, 1))->next);
  CHECK(remote.read(ask, json({{"items", items}}))->next);
  items.erase(0);
  CHECK_FALSE(remote.read(ask, json({{"items", items}}))->next);
  CHECK_FALSE(remote.read(ask, page({}, 3))->next);
}

TEST_CASE("trap: a quiet form is not read from its last response on, for ever") {
  const auto remote = account();
  const auto step = remote.read(first_page(remote, since("")), page({response("t1", "2020-01-01T00:00:00Z")}));
  CHECK(step->cursor == R"({"f1":"2026-11-23T09:00:00Z"})");
}

TEST_CASE("trap: hidden fields are anybody's to write: an unknown business entity is not taken") {
  auto item = response("t1", kWhen);
  item["hidden"] = {{"business_entity", "Evil Corp"}, {"source", ""}};
  const auto seen = decoded(item, form({}), route("f1", ""));
  CHECK(field(seen, "submissions", "business_entity") == text("(not told)"));
}

TEST_CASE("trap: refusals say what to do: region, scopes, rate") {
  const auto remote = account();
  const auto ask = first_page(remote, since(""));
  const std::tuple<int, Fault, const char*> rows[] = {
      {401, Fault::refused, "TYPEFORM_BASE_URL"}, {403, Fault::forbidden, "responses:read"}, {429, Fault::throttled, "later"},
      {499, Fault::unreachable, "minutes"},       {503, Fault::unreachable, "minutes"},      {400, Fault::bad_data, ""},
  };
  for (const auto& [status, fault, remedy] : rows) {
    INFO(status);
    const auto step = remote.read(ask, json({{"code", "X"}, {"description", "words of theirs"}}, status));
    REQUIRE_FALSE(step);
    CHECK(step.error().fault == fault);
    CHECK(step.error().remedy.find(remedy) != std::string::npos);
    CHECK(step.error().what.find("words of theirs") != std::string::npos);
  }
}

TEST_CASE("trap: a redirect is no setting that could be seen to be wrong before, and says which to mend") {
  const auto step =
      account().read(first_page(account(), since("")), answer(301, "", {{"Location", "https://x.example.com/?a=b"}}));
  REQUIRE_FALSE(step);
  CHECK(step.error().fault == Fault::bad_data);
  CHECK(step.error().what == "Typeform sends us on to https://x.example.com/");
  CHECK(step.error().where == "TYPEFORM_BASE_URL");
}

}  // namespace typeform_traps_test
