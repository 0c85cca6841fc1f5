// What every service promises, as tables of checks; each is given a stand of its own.
#pragma once

#include <catch2/catch.hpp>
#include <span>
#include <string_view>

#include "contract/stand.hpp"

namespace hsn::contract {

struct Check {
  std::string_view promise;
  void (*hold)(Stand&);
};

// A write that the service takes, found by trying on a stand of its own; null: it takes none.
std::optional<Write> some_write(const Service&);

std::span<const Check> registration();  // registration_checks.cpp: tables, settings, papers
std::span<const Check> reading();       // reading_checks.cpp: walks and probes
std::span<const Check> trouble();       // trouble_checks.cpp: what a service in trouble is told as
std::span<const Check> writing();       // writing_checks.cpp
std::span<const Check> meeting();       // meeting_checks.cpp: with Notion and the engine

}  // namespace hsn::contract
