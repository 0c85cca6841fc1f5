// Types of appointment: how long each takes and where it is booked, for the product that has its number. One request, whole.
#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "remote/binding.hpp"
#include "services/acuity/acuity.hpp"
#include "services/acuity/answer.hpp"
#include "services/booking.hpp"

namespace hsn::services::acuity {

remote::Step Acuity::list_types(const remote::Window& window) const {
  if (window.kind == remote::Window::Kind::these) return {};
  return then({request("GET", "appointment-types", {}), std::string(kTypes), {}, format_instant(window.now)});
}

Result<remote::Step> Acuity::read_types(const remote::Ask& ask, const http::Response& response) const {
  const auto list = answered_list(response, "acuity/types");
  remote::Step step;
  step.cursor = ask.carry;
  if (!list && list.error().fault == Fault::not_found) return step;  // without such a list nothing is told
  if (!list) return tl::unexpected(list.error());
  for (const auto& type : *list) {
    const auto id = int_at(type, "/id");
    if (!id || !bool_at(type, "/active").value_or(true)) continue;
    auto fields = remote::decode_all(type_bindings(), type);
    if (!fields) return tl::unexpected(fields.error());
    step.seen.push_back(offering(kType + std::to_string(*id), std::move(*fields)));
  }
  return step;
}

}  // namespace hsn::services::acuity
