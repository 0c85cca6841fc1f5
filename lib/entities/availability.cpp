// Free and blocked time of the next days: higherself-model.md 3.6.
#include <algorithm>

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

// What staff have called a block of theirs stays; also where the state is lost, as long as the service says the same.
Fields derive(const Row& row, const Fields& folded, const Look&) {
  const auto* shown = row.hub ? value_of<std::string>(row.hub->record.fields, "slot") : nullptr;
  const auto* told = value_of<std::string>(folded, "slot");
  if (!shown || !told || shown->empty()) return {};
  const bool made_here =
      std::any_of(row.former.begin(), row.former.end(), [](const std::string& name) { return name.starts_with(kPagePrefix); });
  return made_here || *told == "Blocked: " + *shown ? Fields{{"slot", *shown}} : Fields{};
}

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
                                .derive = derive,
                                .starts_unmanaged = true,
                                .fleeting = true,
                                .unfinished = unfinished_block,
                                .finished_asks = true};

}  // namespace hsn::entities
