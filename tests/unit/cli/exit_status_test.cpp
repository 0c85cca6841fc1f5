#include "cli/exit_status.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <set>

namespace hsn::cli::exit_status_test {
namespace {

sync::Failed failed(Fault fault, std::string record) {
  return {std::move(record), "woocommerce", {fault, "it went wrong", "", ""}};
}

sync::Report everything() {
  sync::Report report;
  report.errors = {failed(Fault::bad_data, "woocommerce:order:1"), failed(Fault::bad_data, "")};
  report.refused = {{"woocommerce", {}}};
  report.credentials_refused = {"notion"};
  report.unreachable = {"woocommerce"};
  report.conflicts.emplace_back();
  return report;
}

TEST_CASE("exit status: where several hold, the first of 130/143, 1, 9, 6, 7, 4, 5 is returned") {
  auto report = everything();
  CHECK(exits_of(report, SIGINT).front() == Exit::interrupted);
  CHECK(exits_of(report, SIGTERM).front() == Exit::terminated);
  CHECK(exits_of(report, 0) ==
        std::vector<Exit>{Exit::unexpected, Exit::limits, Exit::refused, Exit::unreachable, Exit::some_failed, Exit::conflicts});
  report.errors.pop_back();
  CHECK(exit_of(report, 0) == Exit::limits);
  report.refused.clear();
  CHECK(exit_of(report, 0) == Exit::refused);
  report.credentials_refused.clear();
  CHECK(exit_of(report, 0) == Exit::unreachable);
  CHECK(exits_of(report, SIGTERM) == std::vector<Exit>{Exit::terminated, Exit::some_failed, Exit::conflicts});
  report.unreachable.clear();
  CHECK(exit_of(report, 0) == Exit::some_failed);
  report.errors.clear();
  CHECK(exit_of(report, 0) == Exit::conflicts);
  report.conflicts.front().decided = true;
  CHECK(exit_of(report, 0) == Exit::done);
  CHECK(exits_of(report, 0).empty());
}

TEST_CASE("exit status: a record that failed is 4 whatever went wrong with it, but a refused permission is 6") {
  for (const Fault fault : {Fault::bad_data, Fault::bad_config, Fault::unreachable, Fault::throttled, Fault::ambiguous,
                            Fault::not_found, Fault::conflict}) {
    sync::Report report;
    report.errors = {failed(fault, "woocommerce:order:1")};
    CHECK(exit_of(report, 0) == Exit::some_failed);
  }
  for (const Fault fault : {Fault::unreachable, Fault::throttled, Fault::ambiguous, Fault::conflict}) {
    sync::Report report;
    report.errors = {failed(fault, "")};
    CHECK(exit_of(report, 0) == Exit::unreachable);
  }
  sync::Report report;
  report.errors = {failed(Fault::refused, "woocommerce:order:1")};
  CHECK(exit_of(report, 0) == Exit::refused);
}

TEST_CASE("exit status: a form that is not there any more is one that failed, and no permission") {
  sync::Report report;
  report.errors = {{"", "typeform", {Fault::not_found, "there is no such form", "typeform form intake01", ""}}};
  CHECK(exit_of(report, 0) == Exit::some_failed);
}

TEST_CASE("exit status: a whole database that is not shown is a permission, not a surprise") {
  sync::Report report;
  report.errors = {failed(Fault::not_found, "")};
  CHECK(exit_of(report, 0) == Exit::refused);
}

TEST_CASE("exit status: a database or service that is set up wrongly is a configuration error") {
  sync::Report report;
  report.errors = {failed(Fault::bad_config, "")};
  CHECK(exit_of(report, 0) == Exit::usage);
  report.errors.push_back(failed(Fault::bad_data, "woocommerce:order:1"));
  report.credentials_refused = {"woocommerce"};
  CHECK(exit_of(report, 0) == Exit::usage);
}

TEST_CASE("exit status: what an interruption left undone is no failure of its own") {
  sync::Report report;
  report.errors = {failed(Fault::unreachable, "woocommerce:order:1")};
  CHECK(exits_of(report, SIGTERM) == std::vector<Exit>{Exit::terminated});
}

TEST_CASE("exit status: a command that could not work at all says which kind of trouble it was") {
  const auto exit = [](Fault fault) { return exit_of(Error{fault, "", "", ""}); };
  CHECK(exit(Fault::bad_config) == Exit::usage);
  CHECK(exit(Fault::refused) == Exit::refused);
  CHECK(exit(Fault::unreachable) == Exit::unreachable);
  CHECK(exit(Fault::throttled) == Exit::unreachable);
  CHECK(exit(Fault::conflict) == Exit::limits);
  CHECK(exit(Fault::bad_data) == Exit::unexpected);
}

TEST_CASE("exit status: the table has every code once, and the precedence names only failures") {
  std::set<Exit> codes;
  for (const auto& row : kExits) CHECK(codes.insert(row.code).second);
  CHECK(codes.size() == 12);
  for (const Exit exit : kPrecedence) CHECK(codes.contains(exit));
}

}  // namespace
}  // namespace hsn::cli::exit_status_test
