// What was booked, one page for one person's booking: higherself-model.md 3.5.
#include "core/text.hpp"
#include "entities/table.hpp"
#include "record/canonical.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kStatus[] = {{"Requested", "yellow"}, {"Pending", "orange"}, {"Confirmed", "blue"}, {"Completed", "green"},
                              {"Cancelled", "gray"},   {"No Show", "red"},    {"Rejected", "brown"}};
constexpr Choice kPayment[] = {{"Unpaid", "red"}, {"Partially Paid", "yellow"}, {"Paid", "green"}, {"Refunded", "purple"}};

constexpr FieldDef kFields[] = {
    required(personal({"appointment", title, "Appointment", T})),
    linked({"client", relation, "Client", T}, "clients", "Appointments"),
    linked({"offering", relation, "Offering", T}, "products", "Appointments"),
    keeps_value(required(ruled({"when", datetime, "When", B}, MergeRule::until_started))),
    {"time_zone", text, "Time Zone", S},
    {"duration_minutes", number, "Duration Minutes", S},
    keeps_value(ruled(choosing({"status", select, "Status", B}, kStatus), MergeRule::transitions)),
    {"calendar", select, "Calendar", S},
    {"location", text, "Location", S},
    {"price", number, "Price", S},
    {"amount_paid", number, "Amount Paid", S},
    choosing({"payment_status", select, "Payment Status", S}, kPayment),
    {"participants", number, "Participants", S},
    personal({"intake_answers", text, "Intake Answers", S}),
    personal({"staff_notes", text, "Staff Notes", B}),
    personal({"cancellation_reason", text, "Cancellation Reason", H}),
    // It shows who has booked. Acuity may write it anew at each reading.
    personal(ruled({"confirmation_page", url, "Confirmation Page", S}, MergeRule::along)),
    {"calendar_id", number, "Calendar ID", S},
    {"type_id", number, "Type ID", S},
    {"amelia_appointment_id", number, "Amelia Appointment ID", T},
    {"reminder_sent", datetime, "Reminder Sent", T},
    {"rescheduled_count", number, "Rescheduled Count", T},
    {"counted_start", datetime, "", T},  // the start that Rescheduled Count takes into account
    // Of a booking that staff ask for: what the client's page calls them. Not in the hub.
    personal(ruled({"client_first_name", text, "", T}, MergeRule::along)),
    personal(ruled({"client_last_name", text, "", T}, MergeRule::along)),
};

// A cancelled one is booked again, never revived (3.5).
constexpr Transition kTransitions[] = {{"Pending", "Confirmed", false},   {"Pending", "Cancelled", false},
                                       {"Confirmed", "Cancelled", false}, {"Confirmed", "No Show"},
                                       {"Completed", "No Show"},          {"Cancelled", "", true, "book again"}};
constexpr Destructive kDestructive[] = {{"status", "", "Cancelled"}, {"status", "", "Rejected"}};

// What staff know better than the service stays on the page, unless the service has a word for it.
constexpr StandIn kStandIns[] = {{"status", "Completed", "Confirmed"}, {"status", "Completed", "Pending"},
                                 {"status", "No Show", "Confirmed"},   {"status", "No Show", "Completed"},
                                 {"status", "No Show", "Pending"},     {"status", "Rejected", "Confirmed"},
                                 {"status", "Rejected", "Completed"},  {"status", "Rejected", "Pending"}};

// The mapping file may name a product by its SKU.
void find_offering(const Fields& folded, const Look& look, Fields& derived) {
  const auto* offering = value_of<std::vector<Ref>>(folded, "offering");
  if (!offering || offering->size() != 1 || look.nameable({"products", offering->front().id})) return;
  if (auto known = look.called("products", offering->front().id)) derived["offering"] = std::vector<Ref>{{*known}};
}

// A service that has not met the client yet wants a name, and the page's title need not have one.
void find_person(const Row& row, const Look& look, Fields& derived) {
  const auto* client = row.hub && row.facets.empty() ? value_of<std::vector<Ref>>(row.hub->record.fields, "client") : nullptr;
  const auto known = client && client->size() == 1 ? look.row({"clients", client->front().id}) : std::nullopt;
  if (!known || !known->hub) return;
  const auto shown = [&](std::string_view field) {
    const auto* text = value_of<std::string>(known->hub->record.fields, field);
    return text ? trim(*text) : std::string();
  };
  std::string first = shown("first_name"), last = shown("last_name");
  if (const std::string whole = shown("name"); first.empty() && last.empty() && whole.find('@') == std::string::npos) {
    first = whole.substr(0, whole.find(' '));
    last = trim(whole.substr(first.size()));
  }
  derived["client_first_name"] = first;
  derived["client_last_name"] = last;
}

// One more as soon as the service shows another start than the one that was counted last, whoever has moved it.
Fields derive(const Row& row, const Fields& folded, const Look& look) {
  Fields derived;
  find_offering(folded, look, derived);
  find_person(row, look, derived);
  const auto* now = value_of<Date>(folded, "when");
  if (!now) return derived;
  static const Fields kNone;
  const Fields& agreed = row.base ? row.base->fields : kNone;
  const auto* counted = value_of<Date>(agreed, "counted_start");
  if (counted == nullptr) counted = value_of<Date>(agreed, "when");
  const auto* count = value_of<Decimal>(agreed, "rescheduled_count");
  const Decimal moves = count ? *count : Decimal(0);
  derived["rescheduled_count"] = counted && counted->start != now->start ? moves + Decimal(1) : moves;
  derived["counted_start"] = *now;
  return derived;
}

std::vector<std::string> unfinished(const Record& hub) {
  std::vector<std::string> missing;
  if (!is_option(hub.find("status"), "Requested")) missing.push_back("Status Requested");
  if (is_missing(hub, "client")) missing.push_back("Client");
  if (is_missing(hub, "offering")) missing.push_back("Offering");
  if (is_missing(hub, "when")) missing.push_back("When");
  return missing;
}

}  // namespace

extern const Schema k_appointments;
constexpr Schema k_appointments{.entity = "appointments",
                                .title = "Appointments",
                                .fields = kFields,
                                .transitions = kTransitions,
                                .starts = "when",
                                .destructive = kDestructive,
                                .stand_ins = kStandIns,
                                .derive = derive,
                                .remark = no_email,
                                .unfinished = unfinished,
                                .finished_asks = true};

}  // namespace hsn::entities
