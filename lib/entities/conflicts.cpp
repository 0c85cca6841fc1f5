// The conflict inbox: higherself-model.md 3.15. One page for each conflict that waits for a person, for ever.
#include "entities/table.hpp"

namespace hsn::entities {

namespace {

constexpr Choice kStatus[] = {{"Open", "red"}, {"Settled", "green"}};
constexpr Choice kTake[] = {{"Notion"}, {"Service"}};

constexpr FieldDef kFields[] = {
    personal(required({"conflict", title, "Conflict", T})),
    personal(required({"record", text, "Record", T})),
    {"field", text, "Field", T},
    personal({"in_notion", text, "In Notion", T}),
    personal({"at_service", text, "At the Service", T}),
    personal({"base", text, "Base", T}),
    {"seen", datetime, "Seen", T},
    personal({"page", url, "Page", T}),
    choosing({"status", select, "Status", T}, kStatus),
    ruled(choosing({"take", select, "Take", T}, kTake), MergeRule::answer),
    {"shown", text, "", T},  // the two values, as one digest: texts that are cut for the page may look alike
};

}  // namespace

extern const Schema k_conflicts;
constexpr Schema k_conflicts{.entity = "conflicts", .title = "Conflicts", .fields = kFields};

}  // namespace hsn::entities
