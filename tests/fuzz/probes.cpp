// The answers that `hsn check` judges: <letter of the probe>200…, of Notion first, of the services behind it.
#include "fuzz/services.hpp"
#include "fuzz/workspace.hpp"

using namespace hsn;
using namespace hsn::fuzz;

FUZZ(probes, input) {
  static const auto kProbes = [] {
    auto probes = hub()->probes();
    for (const auto& service : registered())
      for (auto& probe : service.remote->probes()) probes.push_back(std::move(probe));
    return probes;
  }();
  const auto& probe = kProbes[choice(input, kProbes.size())];
  const auto finding = probe.judge(response_of(input));
  keeps_the_secret(finding.detail);
  if (finding.state != remote::Finding::State::ok) law(!finding.detail.empty(), "a finding says what is wrong", probe.check);
}
