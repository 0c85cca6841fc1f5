#include "core/json.hpp"
#include "core/text.hpp"
#include "notion/hub_remote.hpp"
#include "notion/schema_match.hpp"
#include "notion/text_of.hpp"

namespace hsn::notion {

namespace {

using State = remote::Finding::State;

remote::Finding failed(const Error& error) {
  return {.state = State::fail, .detail = error.what, .remedy = error.remedy, .fault = error.fault};
}

remote::Finding judge_token(const Result<http::Response>& response, const std::string& bot_id) {
  if (!response) return failed(response.error());
  const auto me = body_of(*response, Sort::read, {});
  if (!me) return failed(me.error());
  const auto workspace = text_of(*me, "/bot/workspace_name");
  const auto who = "connected as \"" + text_of(*me, "/name") + "\"" + (workspace.empty() ? "" : " in \"" + workspace + "\"");
  if (!bot_id.empty() && text_of(*me, "/id") != bot_id)
    return {.state = State::warn,
            .detail = who + ", which is another connection than the one that `hsn init` saw",
            .remedy = "run `hsn init` again",
            .fault = Fault::bad_config};
  return {.state = State::ok, .detail = who, .remedy = {}};
}

remote::Finding judge_schema(const Result<http::Response>& response, const Schema& schema, const Layout& layout) {
  if (!response) return failed(response.error());
  const auto data_source = body_of(*response, Sort::read, {});
  if (!data_source) return failed(data_source.error());
  if (bool_at(*data_source, "/in_trash").value_or(false) || bool_at(*data_source, "/archived").value_or(false))
    return {.state = State::fail,
            .detail = "the database is in Notion's trash",
            .remedy = "restore it in Notion",
            .fault = Fault::not_found};
  const auto known = layout.sources.find(schema.entity);
  const auto found = match(schema, *data_source, {.known = &known->second, .layout = &layout}).source;
  if (found.problems.empty())
    return {.state = State::ok, .detail = std::to_string(found.properties.size()) + " columns in use", .remedy = {}};
  return {.state = found.usable ? State::warn : State::fail,
          .detail = join(found.problems, "; "),
          .remedy = found.usable ? "" : "run `hsn init`, or give the column its former name and type",
          .fault = Fault::bad_config};
}

}  // namespace

std::vector<remote::Probe> Hub::probes() const {
  std::vector<remote::Probe> probes;
  probes.push_back({"token", wire_.get("/users/me"),
                    [bot_id = layout_.bot_id](const auto& response) { return judge_token(response, bot_id); }});
  for (const auto& [entity, source] : layout_.sources) {
    const auto where = place(entity);
    if (!where || source.data_source_id.empty()) continue;
    probes.push_back(
        {entity + ": schema", wire_.get("/data_sources/" + source.data_source_id),
         [schema = where->schema, layout = layout_](const auto& response) { return judge_schema(response, *schema, layout); }});
  }
  return probes;
}

}  // namespace hsn::notion
