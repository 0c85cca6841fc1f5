#include "services/acuity/decode.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "remote/binding.hpp"
#include "services/acuity/bindings.hpp"

namespace hsn::services::acuity {
namespace {

std::string booking_id(const Json& json) {
  const auto id = int_at(json, "/id");
  return id && *id > 0 ? std::to_string(*id) : std::string();
}

std::string plain(const Json& json, std::string_view pointer) {
  return clean_text(decode_entities(text_at(json, pointer).value_or("")));
}

std::optional<Date> when_of(const Json& json) {
  const auto start = parse_instant(text_at(json, "/datetime").value_or(""));
  const auto minutes = int_at(json, "/duration");
  if (!start) return std::nullopt;
  Date when{.start = *start, .end = {}, .date_only = false, .zone = text_at(json, "/calendarTimezone").value_or("")};
  if (minutes && *minutes > 0) when.end = *start + std::chrono::minutes(*minutes);
  return when;
}

std::string status_of(const Json& json, const Date& when, Instant now) {
  if (bool_at(json, "/canceled").value_or(false)) return bool_at(json, "/noShow").value_or(false) ? "No Show" : "Cancelled";
  return when.end.value_or(when.start) <= now ? "Completed" : "Confirmed";
}

std::string payment_of(const Json& json) {
  const auto number = [&](std::string_view pointer) {
    return Decimal::parse(trim(text_at(json, pointer).value_or(""))).value_or(Decimal(0));
  };
  const Decimal paid = number("/amountPaid"), price = number("/price");
  const bool whole = text_at(json, "/paid") == "yes" || (!price.zero() && paid >= price);
  if (whole) return "Paid";
  return paid.zero() ? "Unpaid" : "Partially Paid";
}

std::string answers_of(const Json& json, std::int64_t page_field) {
  std::vector<std::string> lines;
  const auto* forms = at(json, "/forms");
  if (forms == nullptr || !forms->is_array()) return {};
  for (const auto& form : *forms) {
    const auto* values = at(form, "/values");
    if (values == nullptr || !values->is_array()) continue;
    for (const auto& value : *values) {
      if (page_field > 0 && int_at(value, "/fieldID") == page_field) continue;
      const auto said = plain(value, "/value");
      if (!said.empty()) lines.push_back(plain(value, "/name") + ": " + said);
    }
  }
  return join(lines, "\n");
}

std::string title_of(const Json& json) {
  const auto name = trim(plain(json, "/firstName") + " " + plain(json, "/lastName"));
  const auto type = plain(json, "/type");
  if (name.empty() || type.empty()) return name.empty() ? type : name;
  return type + " — " + name;
}

Result<void> read_fields(const Json& json, const Context& context, Seen& seen) {
  auto fields = remote::decode_all(booking_bindings(), json);
  if (!fields) return tl::unexpected(fields.error());
  const auto when = when_of(json);
  if (!when) return fail(Fault::bad_data, "the time \"" + text_at(json, "/datetime").value_or("") + "\" is not readable");
  auto& out = seen.record.fields = std::move(*fields);
  out["appointment"] = text_value(title_of(json));
  out["when"] = *when;
  out["status"] = status_of(json, *when, context.now);
  out["payment_status"] = payment_of(json);
  out["participants"] = Decimal(1);
  // A list may leave the forms out (excludeForms); then nothing is known of them.
  if (json.contains("forms")) out["intake_answers"] = text_value(answers_of(json, context.page_field));
  name(context.naming, text_at(json, "/calendarID").value_or(""), text_at(json, "/appointmentTypeID").value_or(""), kType, out);
  seen.at = when->start;
  seen.created = parse_instant(text_at(json, "/datetimeCreated").value_or("")).value_or(Instant{});
  return {};
}

}  // namespace

std::string with_offset(Instant at) { return format_instant(at).substr(0, 19) + "+0000"; }

Seen gone(const std::string& id) {
  Seen seen;
  seen.remote_id = id;
  seen.gone = true;
  seen.record.key = {"appointments", "acuity:appointment:" + id};
  return seen;
}

std::vector<Seen> decode(const Json& json, const Context& context) {
  Seen booking = gone(booking_id(json));
  if (booking.remote_id.empty()) return {};
  booking.gone = false;
  if (const auto read = read_fields(json, context, booking); !read) {
    booking.problem = describe(read.error());
    return {std::move(booking)};
  }
  const auto key = client_key(text_at(json, "/email").value_or(""));
  if (key.empty()) return {std::move(booking)};
  booking.record.fields["client"] = std::vector<Ref>{{key}};
  Seen client;
  client.record.key = {"clients", key};
  client.at = client.created = booking.created;
  auto told = remote::decode_all(client_bindings(), json);
  if (!told) return {std::move(booking)};
  client.record.fields = std::move(*told);
  share_entity(booking.record.fields, client.record.fields);
  return {std::move(client), std::move(booking)};
}

}  // namespace hsn::services::acuity
