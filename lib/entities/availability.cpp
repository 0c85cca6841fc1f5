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

// Staff block time with a page; free slots are never made from one.
std::vector<std::string> unfinished_block(const Record& hub) {
  std::vector<std::string> missing;
  if (!is_option(hub.find("kind"), "Blocked")) missing.push_back("Kind Blocked");
  if (is_missing(hub, "when")) missing.push_back("When");
  if (is_missing(hub, "calendar")) missing.push_back("Calendar");
  return missing;
}

}  // namespace

extern const Schema k_availability;
constexpr Schema k_availability{.entity = "availability",
                                .title = "Availability",
                                .fields = kFields,
                                .starts_unmanaged = true,
                                .fleeting = true,
                                .unfinished = unfinished_block};

}  // namespace hsn::entities
