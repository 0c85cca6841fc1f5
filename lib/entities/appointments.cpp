// What was booked, one page for one person's booking: higherself-model.md 3.5.
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kStatus[] = {{"Requested", "yellow"}, {"Pending", "orange"}, {"Confirmed", "blue"}, {"Completed", "green"},
                              {"Cancelled", "gray"},   {"No Show", "red"},    {"Rejected", "brown"}};
constexpr Choice kPayment[] = {{"Unpaid", "red"}, {"Partially Paid", "yellow"}, {"Paid", "green"}, {"Refunded", "purple"}};

constexpr FieldDef kFields[] = {
    required(personal({"appointment", title, "Appointment", T})),
    linked({"client", relation, "Client", T}, "clients", "Appointments"),
    linked({"offering", relation, "Offering", T}, "products", "Appointments"),
    keeps_value(required({"when", datetime, "When", B})),
    {"time_zone", text, "Time Zone", S},
    {"duration_minutes", number, "Duration Minutes", S},
    keeps_value(choosing({"status", select, "Status", B}, kStatus)),
    {"calendar", select, "Calendar", S},
    {"location", text, "Location", S},
    {"price", number, "Price", S},
    {"amount_paid", number, "Amount Paid", S},
    choosing({"payment_status", select, "Payment Status", S}, kPayment),
    {"participants", number, "Participants", S},
    personal({"intake_answers", text, "Intake Answers", S}),
    personal({"staff_notes", text, "Staff Notes", B}),
    personal({"cancellation_reason", text, "Cancellation Reason", H}),
    {"confirmation_page", url, "Confirmation Page", S},
    {"calendar_id", number, "Calendar ID", S},
    {"type_id", number, "Type ID", S},
    {"amelia_appointment_id", number, "Amelia Appointment ID", T},
    {"reminder_sent", datetime, "Reminder Sent", T},
    {"rescheduled_count", number, "Rescheduled Count", T},
};

constexpr Destructive kDestructive[] = {{"status", "", "Cancelled"}, {"status", "", "Rejected"}};

}  // namespace

extern const Schema k_appointments;
constexpr Schema k_appointments{
    .entity = "appointments", .title = "Appointments", .fields = kFields, .destructive = kDestructive};

}  // namespace hsn::entities
