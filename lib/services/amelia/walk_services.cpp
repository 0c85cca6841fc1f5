// Services: how long each takes, for the product that has its number. One request, whole.
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "remote/binding.hpp"
#include "services/amelia/amelia.hpp"
#include "services/amelia/answer.hpp"
#include "services/booking.hpp"

namespace hsn::services::amelia {
namespace {

constexpr std::int64_t kSecondsAMinute = 60;

}  // namespace

remote::Step Amelia::list_services(const remote::Window& window) const {
  if (window.kind == remote::Window::Kind::these) return {};
  return then({get("services", {}), std::string(kServices), {}, format_instant(window.now)});
}

Result<remote::Step> Amelia::read_services(const remote::Ask& ask, const http::Response& response) const {
  const auto data = answer(response, Asked::list, "/services", "amelia/services");
  remote::Step step;
  step.cursor = ask.carry;
  if (!data && data.error().fault == Fault::not_found) return step;  // without such a list nothing is told
  if (!data) return tl::unexpected(data.error());
  for (const auto& service : elements(*data, "/services")) {
    const auto id = id_at(service, "/id");
    if (id.empty() || text_at(service, "/status") == "disabled") continue;
    auto fields = remote::decode_all(service_bindings(), service);
    if (!fields) return tl::unexpected(fields.error());
    if (const auto seconds = int_at(service, "/duration"); seconds && *seconds > 0)
      (*fields)["duration_minutes"] = Decimal(*seconds / kSecondsAMinute);
    step.seen.push_back(offering(kServicePrefix + id, std::move(*fields)));
  }
  return step;
}

}  // namespace hsn::services::amelia
