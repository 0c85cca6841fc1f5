// Bodies that are longer than one request takes: the rest is appended, and what a run that died left short is completed.
#include "core/digest.hpp"
#include "core/json.hpp"
#include "notion/body.hpp"
#include "notion/hub_remote.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

std::string children_path(const Json& page) { return "/blocks/" + percent_encode(text_of(page, "/id")) + "/children"; }

}  // namespace

std::optional<remote::Ask> Hub::rest_of_body(const remote::Ask& about, Json page, Json blocks, std::size_t have) const {
  auto some = blocks_at_once(blocks, have);
  if (some.empty()) return std::nullopt;
  auto request = wire_.patch(children_path(page), {{"children", some}});
  have += some.size();
  const Json carry = {{"about", kBody}, {"page", std::move(page)}, {"blocks", std::move(blocks)}, {"have", have}};
  return remote::Ask{std::move(request), about.feed, about.about, dump_json(carry)};
}

remote::Ask Hub::count_of_body(const remote::Ask& about, Json carry, const std::string& from) const {
  auto path = children_path(carry["page"]) + "?page_size=" + std::to_string(kPageSize);
  if (!from.empty()) path += "&start_cursor=" + percent_encode(from);
  carry["about"] = kBody;
  carry["counting"] = true;
  return {wire_.get(path), about.feed, about.about, dump_json(carry)};
}

Result<Hub::Told> Hub::read_body(const remote::Ask& ask, const Place& where, Json carry, const Json& answer) const {
  auto have = static_cast<std::size_t>(int_at(carry, "/have").value_or(0));
  if (bool_at(carry, "/counting").value_or(false)) {
    const auto* shown = at(answer, "/results");
    if (shown == nullptr || !shown->is_array())
      return fail(Fault::bad_data, "the body of the page cannot be read", std::string(where.schema->title));
    have += shown->size();
    if (const auto cursor = text_of(answer, "/next_cursor"); !cursor.empty()) {
      carry["have"] = have;
      return Told{std::nullopt, count_of_body(ask, std::move(carry), cursor)};
    }
  }
  if (auto more = rest_of_body(ask, carry["page"], carry["blocks"], have)) return Told{std::nullopt, std::move(more)};
  return tell(ask.feed, where, carry["page"], true);
}

}  // namespace hsn::notion
