#include "sync/holds.hpp"

#include <algorithm>

#include "record/canonical.hpp"

namespace hsn::sync {
namespace {

Hold about_page(std::string_view field, const FieldValue& hub, std::optional<Side> take, Hold::Kind kind) {
  return {std::string(field), digest(hub, {}), take, kind};
}

}  // namespace

const Hold* hold_on(const Row& row, const Decision& decision) {
  if (row.holds.empty()) return nullptr;
  const FieldValue service = decision.service ? *decision.service : FieldValue{};
  const FieldValue hub = decision.hub ? *decision.hub : FieldValue{};
  const std::string now = digest(service, hub);
  const auto it = std::find_if(row.holds.begin(), row.holds.end(), [&](const Hold& hold) {
    return hold.kind == Hold::Kind::decided && hold.field == decision.field->name && hold.digest == now;
  });
  return it == row.holds.end() ? nullptr : &*it;
}

bool left_apart(const Row& row, const Decision& decision) {
  if (row.holds.empty() || !decision.service || !decision.base) return false;
  return std::count(row.holds.begin(), row.holds.end(),
                    Hold{std::string(decision.field->name), digest(*decision.service, *decision.base)}) > 0;
}

bool is_said(const Row& row, const Decision& decision, Hold (*what)(std::string_view, const FieldValue&)) {
  if (!decision.hub || !decision.service || same(*decision.field, *decision.hub, *decision.service)) return false;
  return std::count(row.holds.begin(), row.holds.end(), what(decision.field->name, *decision.hub)) > 0;
}

Hold unclear(std::string_view field, const FieldValue& hub) { return about_page(field, hub, {}, Hold::Kind::unclear); }

Hold declined(std::string_view field, const FieldValue& hub) {
  return about_page(field, hub, Side::service, Hold::Kind::declined);
}

Hold rendering(std::string_view field, const FieldValue& agreed, const FieldValue& shown) {
  return {std::string(field), digest(agreed, shown), {}, Hold::Kind::rendering};
}

bool is_rendering(const Row& row, std::string_view field, const FieldValue& agreed, const FieldValue& shown) {
  return !row.holds.empty() && std::count(row.holds.begin(), row.holds.end(), rendering(field, agreed, shown)) > 0;
}

bool is_over_when_equal(const Row& row, std::string_view field) {
  return std::any_of(row.holds.begin(), row.holds.end(),
                     [&](const Hold& hold) { return hold.field == field && hold.kind != Hold::Kind::rendering; });
}

}  // namespace hsn::sync
