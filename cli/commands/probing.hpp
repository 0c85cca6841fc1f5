// Lines of `hsn check`, and what `hsn init` tries at once: probes of remotes, run side by side and judged one by one.
#pragma once

#include <string>
#include <vector>

#include "cli/output/table.hpp"
#include "cli/session.hpp"
#include "remote/remote.hpp"

namespace hsn::cli {

struct Line {
  std::string target, check;
  remote::Finding finding;
  Duration took{};
};

struct Probing {
  std::string target;
  std::vector<remote::Probe> probes;
};

// In the order of the probes; after each target a line about its clock, where its answers tell the time.
std::vector<Line> run_probes(Session&, const std::vector<Probing>&);

Line failed_line(std::string target, std::string check, const Error&);
Line line_of(std::string target, std::string check, remote::Finding::State, std::string detail, std::string remedy = {});
bool any_failed(const std::vector<Line>&);
std::string lines_in_words(const std::vector<Line>&, const Style&);

}  // namespace hsn::cli
