// The codec behind the binding tables: <letter of the service><of the row>JSON of a record. Rows that a service decodes itself
// are not here.
#include "remote/binding.hpp"

#include "fuzz/services.hpp"

using namespace hsn;
using namespace hsn::fuzz;

namespace {

struct Bound {
  const remote::Binding* binding;
  const FieldDef* field;
};
std::vector<Bound> bound(const remote::ServiceDef& def) {
  std::vector<Bound> rows;
  for (const auto& feed : def.feeds) {
    for (const auto& entity : feed.entities) {
      for (const auto& binding : entity.fields) {
        const auto* field = entities::find(entity.entity)->find(binding.field);
        if (field != nullptr && binding.as != remote::As::own) rows.push_back({&binding, field});
      }
    }
  }
  return rows;
}

}  // namespace

FUZZ(binding, input) {
  static const auto kRows = [] {
    std::vector<std::vector<Bound>> all;
    for (const auto* def : remote::services())
      if (auto rows = bound(*def); !rows.empty()) all.push_back(std::move(rows));
    return all;
  }();
  const auto& rows = kRows[choice(input, kRows.size())];
  const auto& [binding, field] = rows[choice(input, rows.size())];
  const auto json = parse_json(input);
  if (!json) return;
  const auto value = remote::decode(*binding, *json);
  if (!value) return check(value.error());
  if (!*value) return;
  check(*field, **value);
  law(canonical(*field, **value) == **value, "what is decoded is canonical",
      std::string(binding->field) + ": " + encode_fields({{"value", **value}}));
  if (binding->pointer.empty() || binding->pointer.find("/*") != std::string_view::npos) return;  // these are only read
  auto body = Json::object();
  if (const auto sent = remote::encode(*binding, **value, body); !sent) return check(sent.error());
  const auto again = remote::decode(*binding, body);
  law(again && *again && same(*field, **again, **value), "what is sent reads back as the same",
      std::string(binding->field) + ": " + dump_json(body) + " from " + encode_fields({{"value", **value}}));
}
