// Whatever Typeform sends: no exception, no crash, and a fault that can be told.
#include "services/typeform/account.hpp"
#include "services/typeform/answer.hpp"

namespace typeform_hostile_test {

using namespace hsn;
using namespace hsn::typeform_test;

namespace {

const Json kOdd[] = {
    nullptr, true, -1, 1e300, "x", Json::array(), Json::object(), Json::array({nullptr, 5, "x", Json::object()})};

Json whole() {
  auto item = response("t1", "2026-11-22T09:00:00Z",
                       {answered("a", "text", "Ingrid"), answered("b", "choices", {{"labels", {"x"}}, {"other", "y"}}),
                        answered("c", "email", "a@example.com"), answered("d", "number", 3),
                        answered("e", "payment", {{"amount", "1"}, {"last4", "4242"}, {"success", true}})});
  item["hidden"] = {{"source", "s"}, {"order", "1"}, {"a/~b", "c"}};
  item["variables"] = List{{{"key", "k"}, {"type", "text"}, {"text", "v"}}};
  item["calculated"] = {{"score", 5}};
  return item;
}
Json definition() {
  return form({question("a", "short_text", "Name"), question("c", "email", "E-mail"),
               question("d", "rating", "Stars", {{"steps", 5}}),
               question("g", "group", "G", {{"fields", List{question("h", "nps", "N")}}})});
}

}  // namespace

TEST_CASE("typeform: members of any type, anywhere in a response or a form, are read or reported") {
  const auto remote = account_of({route("f1", "[typeform.forms.f1]\ntarget = \"feedback\"\n")}, true);
  const auto start = *remote.list(responses(), since("")).next;
  const auto ask = first_page(remote, since(""), definition());
  const auto try_all = [](const Json& body, auto&& read) {
    const auto flat = body.flatten();
    for (const auto& [path, leaf] : flat.items()) {
      for (const auto& value : kOdd) {
        auto changed = body;
        changed[Json::json_pointer(path)] = value;
        CHECK_NOTHROW(read(changed));
      }
    }
    for (const auto& [name, member] : body.items()) {
      for (const auto& value : kOdd) {
        auto changed = body;
        changed[name] = value;
        CHECK_NOTHROW(read(changed));
      }
    }
  };
  try_all(whole(), [&](const Json& item) { return remote.read(ask, page({item})); });
  try_all(definition(), [&](const Json& body) { return remote.read(start, json(body)); });
  try_all({{"items", List{whole()}}, {"page_count", 1}}, [&](const Json& body) { return remote.read(ask, json(body)); });
}

TEST_CASE("typeform: an answer cut at any byte, HTML, and errors of any shape are faults") {
  const auto text = Json{{"items", List{whole()}}, {"page_count", 1}}.dump();
  for (std::size_t length = 0; length < text.size(); ++length) CHECK_FALSE(tf::answer(answer(200, text.substr(0, length)), "x"));
  for (const char* body :
       {"", "<html><title>Down</title></html>", "[]", "5", R"({"code":5,"description":[],"details":{}})", "\xff\xfe"}) {
    for (const int status : {0, 100, 199, 300, 400, 401, 404, 418, 429, 499, 500, 599}) {
      const auto result = tf::answer(answer(status, body), "x");
      REQUIRE_FALSE(result);
      CHECK_FALSE(result.error().what.empty());
    }
  }
}

TEST_CASE("typeform: a note or a cursor that is not ours leads nowhere") {
  const auto remote = account();
  for (const char* carry : {"", "x", R"({"phase":99,"left":["f1"]})", R"({"phase":1})", R"({"left":5,"marks":[]})", "[]"}) {
    CHECK_NOTHROW(remote.read(remote::Ask{{}, "responses", "", carry}, page({})));
  }
  for (const char* cursor : {"x", "[]", "5", R"({"f1":5})", R"({"f1":"soon"})"}) {
    CHECK(parameter(first_page(remote, since(cursor)), "since") == "-");
  }
}

}  // namespace typeform_hostile_test
