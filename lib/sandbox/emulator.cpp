#include "sandbox/emulator.hpp"

#include <nlohmann/json.hpp>

#ifndef HSN_SERVICES
#define HSN_SERVICES "services/all.def"
#endif

namespace hsn::sandbox {

#define HSN_SERVICE(name) extern const EmulatorDef k_##name;
#include HSN_SERVICES
#undef HSN_SERVICE

namespace {

#define HSN_SERVICE(name) &k_##name,
constexpr const EmulatorDef* kEmulators[] = {
#include HSN_SERVICES
};
#undef HSN_SERVICE

}  // namespace

std::span<const EmulatorDef* const> emulators() { return kEmulators; }

Result<nlohmann::json> Emulator::act(std::string_view what, const nlohmann::json&, Instant) {
  return fail(Fault::not_found, "the sandbox cannot do \"" + std::string(what) + "\" here");
}
nlohmann::json Emulator::tally() const { return nlohmann::json::object(); }
std::vector<Table> Emulator::overview() const { return {}; }

}  // namespace hsn::sandbox
