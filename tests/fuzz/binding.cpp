// The codec behind the binding tables: <letter of the row>JSON of a record, row by row of WooCommerce's tables.
#include "remote/binding.hpp"

#include "entities/entities.hpp"
#include "fuzz/fuzz.hpp"
#include "services/woocommerce/bindings.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

struct Bound {
  const remote::Binding* binding;
  const FieldDef* field;
};
std::vector<Bound> all_rows() {
  std::vector<Bound> rows;
  for (const auto& collection : services::woocommerce::collections()) {
    const auto* schema = entities::find(collection.entity);
    for (const auto& binding : services::woocommerce::bindings(collection)) {
      if (const auto* field = schema->find(binding.field); field != nullptr) rows.push_back({&binding, field});
    }
  }
  return rows;
}

}  // namespace

FUZZ(input) {
  static const auto kRows = all_rows();
  const auto& [binding, field] = kRows[choice(input, kRows.size())];
  const auto json = parse_json(input);
  if (!json) return;
  if (binding->as == remote::As::own) return;
  const auto value = remote::decode(*binding, *json);
  if (!value) return check(value.error());
  if (!*value) return;
  check(*field, **value);
  law(canonical(*field, **value) == **value, "what is decoded is canonical",
      std::string(binding->field) + ": " + encode_fields({{"value", **value}}));
  if (binding->pointer.find("/*") != std::string_view::npos) return;
  auto body = Json::object();
  if (const auto sent = remote::encode(*binding, **value, body); !sent) return check(sent.error());
  const auto again = remote::decode(*binding, body);
  law(again && *again && same(*field, **again, **value), "what is sent reads back as the same",
      std::string(binding->field) + ": " + dump_json(body) + " from " + encode_fields({{"value", **value}}));
}
