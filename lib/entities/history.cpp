#include "entities/history.hpp"

#include <algorithm>

#include "record/canonical.hpp"

namespace hsn::entities {
namespace {

// What a service says of a record, whichever lane it came by.
const FieldValue* told(const Row& row, std::string_view field) {
  for (const auto& [lane, seen] : row.facets) {
    const FieldValue* value = seen.record.find(field);
    if (value && !is_empty(*value) && !seen.gone) return value;
  }
  return nullptr;
}

const Date* date_of(const FieldValue* value) { return value ? std::get_if<Date>(value) : nullptr; }

// Cash on delivery is paid without a Paid Date once the order is completed.
bool is_paid(const Row& order) {
  const FieldValue* status = told(order, "status");
  return told(order, "paid_date") || is_option(status, "Completed");
}

// What a command alone has told (`hsn feedback add`) is on the page alone once the state was lost.
const FieldValue* told_or_shown(const Row& row, std::string_view field) {
  const FieldValue* value = told(row, field);
  return value || !row.facets.empty() || !row.hub ? value : row.hub->record.find(field);
}

// Staff's word counts first: somebody who did not come has kept nothing, whatever the service believes.
const FieldValue* standing_of(const Row& appointment) {
  const FieldValue* shown = appointment.hub ? appointment.hub->record.find("status") : nullptr;
  return is_option(shown, "No Show") || is_option(shown, "Rejected") ? shown : told(appointment, "status");
}

}  // namespace

std::optional<Instant> first_told(const Row& row) {
  std::optional<Instant> first;
  for (const auto& [lane, seen] : row.facets) {
    if (seen.created != Instant{}) first = std::min(first.value_or(seen.created), seen.created);
  }
  return first;
}

Orders orders_of(const Row& client, const Look& look) {
  Orders found;
  for (const Row& order : look.referring(client.key, "orders")) {
    found.paid = found.paid || is_paid(order);
    const Date* at = date_of(told(order, "order_date"));
    if (!at) continue;
    found.first = std::min(found.first.value_or(at->start), at->start);
    found.last = std::max(found.last.value_or(at->start), at->start);
  }
  return found;
}

// A service says Completed of what is over, so that nobody here needs to know what time it is.
Appointments appointments_of(const Row& client, const Look& look) {
  Appointments found;
  for (const Row& appointment : look.referring(client.key, "appointments")) {
    const FieldValue* status = standing_of(appointment);
    const Date* when = date_of(told(appointment, "when"));
    if (!when) continue;
    if (is_option(status, "Completed")) {
      found.kept = true;
      if (!found.last || when->start > found.last->start) found.last = *when;
    } else if (is_option(status, "Confirmed") || is_option(status, "Pending")) {
      if (!found.next || when->start < found.next->start) found.next = *when;
    }
  }
  for (auto* date : {&found.last, &found.next}) {
    if (*date) (*date)->end.reset();
  }
  return found;
}

std::optional<Instant> last_word_of(const Row& client, const Look& look) {
  std::optional<Instant> last;
  for (const std::string_view entity : {"submissions", "feedback"}) {
    for (const Row& record : look.referring(client.key, entity)) {
      if (const Date* at = date_of(told_or_shown(record, "submitted"))) last = std::max(last.value_or(at->start), at->start);
    }
  }
  return last;
}

}  // namespace hsn::entities
