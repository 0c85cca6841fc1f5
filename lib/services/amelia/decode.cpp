#include "services/amelia/decode.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "record/canonical.hpp"
#include "remote/binding.hpp"
#include "services/amelia/bindings.hpp"

namespace hsn::services::amelia {
namespace {

constexpr std::string_view kKind = "amelia:booking:";

// When clocks go back an hour comes twice, and a local time in it does not say which of the two is meant.
bool comes_twice(Instant at, const std::string& zone) {
  return format_local(at, zone).substr(0, 16) == format_local(at + std::chrono::hours(1), zone).substr(0, 16);
}

// The end of a cancelled appointment is its start.
Result<Date> when_of(const Json& json, const Json& booking, const Context& context) {
  const auto start = from_local(text_at(json, "/bookingStart").value_or(""), context.zone);
  if (!start) return tl::unexpected(start.error());
  Date when{.start = *start, .end = {}, .date_only = false, .zone = context.zone};
  const auto end = from_local(text_at(json, "/bookingEnd").value_or(""), context.zone);
  const auto seconds = int_at(booking, "/duration").value_or(0);
  const bool told = end && *end > *start;
  if (seconds > 0 && (!told || comes_twice(*start, context.zone))) {
    when.end = *start + std::chrono::seconds(seconds);
  } else if (told) {
    when.end = *end;
  }
  return when;
}

// What the public form has asked the client's browser: a text that holds JSON.
std::string zone_of(const Json& booking) {
  const auto info = parse_json(text_at(booking, "/info").value_or("{}"));
  return info ? text_at(*info, "/timeZone").value_or("") : std::string();
}

// A status that is empty or unknown tells nothing.
std::string status_of(const Json& booking, const Date& when, Instant now) {
  const auto word = text_at(booking, "/status").value_or("");
  for (const auto& alias : statuses()) {
    if (alias.remote != word) continue;
    return word == "approved" && when.end.value_or(when.start) <= now ? "Completed" : std::string(alias.ours);
  }
  return {};
}

void read_payments(const Json& booking, Fields& fields) {
  const auto& payments = elements(booking, "/payments");
  if (payments.empty()) return;
  Decimal amount(0);
  std::size_t paid = 0, refunded = 0, partly = 0;
  for (const auto& payment : payments) {
    amount = amount + Decimal::parse(text_at(payment, "/amount").value_or("0")).value_or(Decimal(0));
    const auto status = text_at(payment, "/status").value_or("");
    paid += status == "paid";
    refunded += status == "refunded";
    partly += status == "partiallyPaid";
  }
  fields["amount_paid"] = amount;
  fields["payment_status"] = std::string(refunded == payments.size() ? "Refunded"
                                         : paid == payments.size()   ? "Paid"
                                         : paid + partly > 0         ? "Partially Paid"
                                                                     : "Unpaid");
}

// One answer of a form may be several ticks.
std::string answer_of(const Json& field) {
  const auto* value = at(field, "/value");
  if (value == nullptr || !value->is_array()) return plain_at(field, "/value");
  std::vector<std::string> ticked;
  for (const auto& one : *value) ticked.push_back(plain_at(one, ""));
  return join(ticked, ", ");
}

// A text that holds JSON: {"1": {"label", "value"}}, "[]" when there is nothing.
std::string answers_of(const Json& booking) {
  const auto fields = parse_json(text_at(booking, "/customFields").value_or("[]"));
  std::vector<std::string> lines;
  if (!fields || !fields->is_structured()) return {};
  for (const auto& field : *fields) {
    if (const auto text = answer_of(field); !text.empty()) lines.push_back(plain_at(field, "/label") + ": " + text);
  }
  return join(lines, "\n");
}

void read_names(const Json& json, const Json& booking, const Context& context, Fields& fields) {
  const auto service = plain_at(json, "/service/name"), client = name_at(booking, "/customer");
  // Answers to a create leave service and provider out: then nothing is known of them.
  if (!service.empty()) fields["appointment"] = client.empty() ? service : service + " — " + client;
  if (const auto provider = name_at(json, "/provider"); !provider.empty()) fields["calendar"] = provider;
  if (const auto zone = zone_of(booking); !zone.empty()) fields["time_zone"] = zone;
  if (fields.contains("location") || !json.contains("locationId")) return;
  const auto id = id_at(json, "/locationId");
  const auto known = context.locations.find(id);
  if (id.empty()) fields["location"] = FieldValue();
  if (known != context.locations.end()) fields["location"] = text_value(known->second);
}

Result<void> read_fields(const Json& json, const Json& booking, const Context& context, Seen& seen) {
  Json both = json;
  both["booking"] = booking;
  auto fields = remote::decode_all(booking_bindings(), both);
  if (!fields) return tl::unexpected(fields.error());
  const auto when = when_of(json, booking, context);
  if (!when) return tl::unexpected(when.error());
  auto& out = seen.record.fields = std::move(*fields);
  read_names(json, booking, context, out);
  read_payments(booking, out);
  out["when"] = *when;
  if (when->end)
    out["duration_minutes"] = Decimal(std::chrono::duration_cast<std::chrono::minutes>(*when->end - when->start).count());
  if (auto status = status_of(booking, *when, context.now); !status.empty()) out["status"] = std::move(status);
  if (booking.contains("customFields")) out["intake_answers"] = text_value(answers_of(booking));
  name(context.naming, id_at(json, "/providerId"), id_at(json, "/serviceId"), kServicePrefix, out);
  seen.at = when->start;
  seen.created = from_local(text_at(booking, "/created").value_or(""), context.zone).value_or(Instant{});
  return {};
}

std::optional<Seen> client_of(const Json& booking, const Seen& own) {
  const auto* customer = at(booking, "/customer");
  if (customer == nullptr || !customer->is_object()) return std::nullopt;
  auto key = client_key(text_at(*customer, "/email").value_or(""));
  auto fields = remote::decode_all(client_bindings(), *customer);
  if (key.empty() || !fields) return std::nullopt;
  Seen client;
  client.record.key = {"clients", std::move(key)};
  client.record.fields = std::move(*fields);
  share_entity(own.record.fields, client.record.fields);
  client.at = client.created = own.created;
  // Whoever has a new address is still this customer.
  if (const auto* id = std::get_if<Decimal>(client.record.find("amelia_customer_id")))
    client.former_key = "amelia:customer:" + id->str();
  return client;
}

}  // namespace

const Json& elements(const Json& json, std::string_view pointer) {
  static const Json kNone = Json::array();
  const auto* list = at(json, pointer);
  return list != nullptr && list->is_structured() ? *list : kNone;
}

std::string id_at(const Json& json, std::string_view pointer) {
  const auto id = int_at(json, pointer);
  return id && *id > 0 ? std::to_string(*id) : std::string();
}

std::string plain_at(const Json& json, std::string_view pointer) {
  return clean_text(decode_entities(text_at(json, pointer).value_or("")));
}

std::string name_at(const Json& json, std::string_view person) {
  const std::string at(person);
  return trim(plain_at(json, at + "/firstName") + " " + plain_at(json, at + "/lastName"));
}

Names locations_in(const Json& data) {
  Names names;
  for (const auto& location : elements(data, "/locations"))
    if (const auto id = id_at(location, "/id"); !id.empty()) names[id] = plain_at(location, "/name");
  return names;
}

BookingId booking_id(std::string_view remote_id) {
  auto parts = split(remote_id, '/');
  parts.resize(3);
  return {parts[0], parts[1], parts[2]};
}

Seen gone(const std::string& remote_id) {
  Seen seen;
  seen.remote_id = remote_id;
  seen.gone = true;
  seen.record.key = {"appointments", std::string(kKind) + booking_id(remote_id).booking};
  return seen;
}

std::vector<Seen> decode(const Json& json, const Context& context) {
  std::vector<Seen> all;
  const auto id = id_at(json, "/id");
  const auto& bookings = elements(json, "/bookings");
  if (id.empty()) return all;
  for (const auto& booking : bookings) {
    const auto own_id = id_at(booking, "/id");
    if (own_id.empty()) continue;
    const auto customer = id_at(booking, "/customerId");
    auto own = gone(id + "/" + own_id + (customer.empty() ? "" : "/" + customer));
    own.gone = false;
    if (bookings.size() > 1) own.version = kGroup;
    if (const auto read = read_fields(json, booking, context, own); !read) {
      own.problem = describe(read.error());
    } else if (auto client = client_of(booking, own)) {
      own.record.fields["client"] = std::vector<Ref>{{client->record.key.external_id}};
      all.push_back(std::move(*client));
    }
    all.push_back(std::move(own));
  }
  return all;
}

}  // namespace hsn::services::amelia
