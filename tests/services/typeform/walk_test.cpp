// How forms are walked: what is asked, page by page, and how far the cursor moves.
#include "services/typeform/account.hpp"

namespace typeform_walk_test {

using namespace hsn;
using namespace hsn::typeform_test;

namespace {

List two(const std::string& a, const std::string& b) {
  return {response(a, "2026-11-22T09:00:00Z"), response(b, "2026-11-21T09:00:00Z")};
}

}  // namespace

TEST_CASE("a walk: the form once, then its responses newest first, by the last token until one page is left") {
  const auto remote = account();
  const auto begin = remote.list(responses(), since(""));
  REQUIRE(begin.next);
  CHECK(begin.next->request.url == "https://api.example.com/forms/f1");
  CHECK(begin.next->request.method == "GET");
  CHECK(begin.next->request.repeat == http::Repeat::safe);
  auto ask = first_page(remote, since(""));
  CHECK(ask.request.url == "https://api.example.com/forms/f1/responses?page_size=1000");
  auto step = remote.read(ask, page(two("t1", "t2"), 2));
  REQUIRE(step);
  CHECK(step->seen.size() == 2);
  CHECK_FALSE(step->cursor);
  REQUIRE(step->next);
  CHECK(parameter(*step->next, "before") == "t2");
  step = remote.read(*step->next, page({response("t3", "2026-11-20T09:00:00Z")}, 1));
  REQUIRE(step);
  CHECK_FALSE(step->next);
  CHECK(step->cursor == R"({"f1":"2026-11-23T09:00:00Z"})");
}

TEST_CASE("the next walk goes an hour back at the least, further where the overlap is longer; a backfill by its window") {
  const auto remote = account();
  const std::string cursor = R"({"f1":"2026-11-23T09:00:00Z"})";
  CHECK(parameter(first_page(remote, since(cursor)), "since") == "2026-11-23T08:00:00Z");
  CHECK(parameter(first_page(remote, since(cursor, std::chrono::hours(3))), "since") == "2026-11-23T06:00:00Z");
  auto whole = since(cursor);
  whole.kind = remote::Window::Kind::all;
  CHECK(parameter(first_page(remote, whole), "since") == "-");
  remote::Window range;
  range.kind = remote::Window::Kind::range;
  range.from = instant("2026-01-01T00:00:00Z");
  range.until = instant("2026-02-01T00:00:00Z");
  const auto ask = first_page(remote, range);
  CHECK(parameter(ask, "since") == "2026-01-01T00:00:00Z");
  CHECK(parameter(ask, "until") == "2026-01-31T23:59:59Z");
  CHECK_FALSE(remote.read(ask, page(two("t1", "t2")))->cursor);
}

TEST_CASE("a form's own first day in the mapping file is never passed") {
  const auto remote = account_of({route("f1", "[typeform.forms.f1]\ntarget = \"clients\"\nsince = 2026-11-01\n")});
  CHECK(parameter(first_page(remote, since("")), "since") == "2026-11-01T00:00:00Z");
  CHECK(parameter(first_page(remote, since(R"({"f1":"2026-10-01T00:00:00Z"})")), "since") == "2026-11-01T00:00:00Z");
}

TEST_CASE("each form has its own mark in the one cursor; a new form is read from its beginning") {
  const auto remote = account({"f1", "f2"});
  const auto first = first_page(remote, since(R"({"f1":"2026-11-23T09:30:00Z"})"));
  const auto step = remote.read(first, page({}));
  REQUIRE(step);
  CHECK(step->cursor == R"({"f1":"2026-11-23T10:00:00Z"})");
  REQUIRE(step->next);
  CHECK(step->next->request.url == "https://api.example.com/forms/f2");
  const auto second = remote.read(*step->next, json(form({})));
  CHECK(parameter(*second->next, "since") == "-");
  CHECK(remote.read(*second->next, page(two("t1", "t2")))->cursor ==
        R"({"f1":"2026-11-23T10:00:00Z","f2":"2026-11-23T09:00:00Z"})");
}

TEST_CASE("a form that is refused does not keep the others from being read; it is what the walk ends with") {
  const auto remote = account({"f1", "f2"});
  auto step = remote.read(*remote.list(responses(), since("")).next, json({{"code", "FORM_NOT_FOUND"}}, 404));
  REQUIRE(step);
  CHECK(step->next->request.url == "https://api.example.com/forms/f2");
  step = remote.read(*step->next, json(form({})));
  step = remote.read(*step->next, page(two("t1", "t2")));
  REQUIRE(step);
  CHECK(step->cursor == R"({"f2":"2026-11-23T09:00:00Z"})");
  REQUIRE(step->next);
  CHECK(step->next->request.url == "https://api.example.com/forms/f1");
  const auto end = remote.read(*step->next, json({{"code", "FORM_NOT_FOUND"}, {"description", "no form f1"}}, 404));
  REQUIRE_FALSE(end);
  CHECK(end.error().fault == Fault::not_found);
  CHECK(end.error().where == "typeform form f1");
}

TEST_CASE("several forms that are refused are all named") {
  const auto remote = account({"f1", "f2", "f3"});
  const auto missing = json({{"code", "FORM_NOT_FOUND"}}, 404);
  auto step = remote.read(*remote.list(responses(), since("")).next, missing);
  step = remote.read(*step->next, missing);
  step = remote.read(*step->next, json(form({})));
  step = remote.read(*step->next, page(two("t1", "t2")));
  REQUIRE(step);
  const auto end = remote.read(*step->next, missing);
  REQUIRE_FALSE(end);
  CHECK(end.error().where == "typeform forms f1, f2");
}

TEST_CASE("partial responses on request: all of them, each time, and stored alone") {
  const auto remote = account({"f1"}, true);
  const auto definition = form({question("a", "email", "E-mail")});
  auto step = remote.read(first_page(remote, since(R"({"f1":"2026-11-23T09:00:00Z"})"), definition), page({}));
  REQUIRE(step->next);
  CHECK_FALSE(step->cursor);
  CHECK(parameter(*step->next, "response_type") == "partial");
  CHECK(parameter(*step->next, "since") == "-");
  auto begun = response("p1", "0001-01-01T00:00:00Z", {answered("a", "email", "a@example.com")});
  begun["staged_at"] = "2026-11-22T08:00:00Z";
  step = remote.read(*step->next, page({begun}));
  REQUIRE(step->seen.size() == 1);
  const auto& seen = step->seen[0];
  CHECK(seen.record.key.entity == "submissions");
  CHECK(seen.at == instant("2026-11-22T08:00:00Z"));
  CHECK(*seen.record.find("submitted") == FieldValue());
  CHECK(*seen.record.find("result") == text("Stored Only"));
  CHECK(seen.record.find("client") == nullptr);
  CHECK(step->cursor);
}

TEST_CASE("by id: the form, then a hundred at once; what is not shown is gone, and so is everything of a form that is") {
  const auto remote = account();
  remote::Window window;
  window.kind = remote::Window::Kind::these;
  window.ids = {"f1/t1", "f1/t2", "f2/t3", "odd"};
  const auto begin = remote.list(responses(), window);
  REQUIRE(begin.details.size() == 2);
  REQUIRE(begin.seen.size() == 1);
  CHECK_FALSE(begin.seen[0].problem.empty());
  const auto asked = remote.read(begin.details[0], json(form({})));
  REQUIRE(asked->details.size() == 1);
  CHECK(parameter(asked->details[0], "included_response_ids") == "t1,t2");
  const auto read = remote.read(asked->details[0], page({response("t1", "2026-11-22T09:00:00Z")}));
  REQUIRE(read);
  REQUIRE(read->seen.size() == 3);
  CHECK_FALSE(read->seen[0].gone);
  CHECK(read->seen[1].gone);
  CHECK(read->seen[1].remote_id == "f1/t2");
  const auto lost = remote.read(begin.details[1], json({{"code", "FORM_NOT_FOUND"}}, 404));
  REQUIRE(lost);
  CHECK(lost->seen.at(0).gone);
  CHECK_FALSE(remote.read(begin.details[1], answer(404, "<html>nothing here</html>")));
}

TEST_CASE("without any form there is nothing to ask; a response cannot be written") {
  CHECK_FALSE(account_of({}).list(responses(), since("")).next);
  const Write write;
  CHECK_FALSE(account().write(std::span(&write, 1)));
  CHECK_FALSE(account().find(write, {}));
}

}  // namespace typeform_walk_test
