// Free and blocked time of the next days: higherself-model.md 3.6.
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kKind[] = {{"Free", "green"}, {"Blocked", "red"}};

constexpr FieldDef kFields[] = {
    required({"slot", title, "Slot", T}),
    keeps_value(required({"when", datetime, "When", B})),
    required(choosing({"kind", select, "Kind", T}, kKind)),
    {"calendar", select, "Calendar", B},
    linked({"offering", relation, "Offering", T}, "products", ""),
    {"places", number, "Places", S},
};

}  // namespace

extern const Schema k_availability;
constexpr Schema k_availability{.entity = "availability", .title = "Availability", .fields = kFields};

}  // namespace hsn::entities
