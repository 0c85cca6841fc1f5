// The lines of `hsn check`: is this the store, does it know us, what may we do.
#include "core/json.hpp"
#include "core/text.hpp"
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {
namespace {

using remote::Finding;
using remote::Probe;
using Answered = Result<http::Response>;

Finding failed(const Error& error) { return {Finding::State::fail, error.what, error.remedy, error.fault}; }

Finding judge_list(const Answered& answered) {
  const auto list = answered ? answered_list(*answered) : tl::unexpected(answered.error());
  return list ? Finding{Finding::State::ok, "readable", "", {}} : failed(list.error());
}

Finding judge_change(const Answered& answered) {
  const auto told = answered ? answer(*answered, Asked::question) : tl::unexpected(answered.error());
  return told ? Finding{Finding::State::ok, "allowed", "", {}} : failed(told.error());
}

Finding judge_index(const Answered& answered, const std::string& version) {
  if (!answered) return failed(answered.error());
  const auto index = answer(*answered, Asked::question);
  if (!index) return failed(index.error());
  const auto* namespaces = at(*index, "/namespaces");
  if (namespaces != nullptr && namespaces->is_array()) {
    for (const auto& name : *namespaces) {
      if (text_at(name, "") == version) {
        return {Finding::State::ok, "\"" + strip_html(text_at(*index, "/name").value_or("")) + "\" offers " + version, "", {}};
      }
    }
  }
  return {Finding::State::fail, "this WordPress does not offer " + version,
          "activate WooCommerce there, or check WOOCOMMERCE_URL and WOOCOMMERCE_VERSION", Fault::bad_config};
}

Finding judge_currency(const Answered& answered) {
  const auto settings = answered ? answer(*answered, Asked::question) : tl::unexpected(answered.error());
  const auto code = settings ? text_at(*settings, "/code") : std::nullopt;
  if (code) return {Finding::State::ok, *code, "", {}};
  return {Finding::State::warn, "the store's currency is not to be had; Currency of products stays empty",
          "let the key belong to a shop manager", Fault::refused};
}

}  // namespace

std::vector<Probe> WooCommerce::probes() const {
  const auto& address = options_.address;
  const Query one{{"per_page", "1"}, {"_fields", "id"}};
  std::vector<Probe> probes;
  probes.push_back({"store", address.index(),
                    [version = address.version](const Answered& answered) { return judge_index(answered, version); }});
  probes.push_back({"key: products", address.get("products", one), judge_list});
  probes.push_back({"key: orders", address.get("orders", one), judge_list});
  probes.push_back({"key: customers", address.get("customers", one), judge_list});
  // An empty batch changes nothing and needs the right to write (recorded: 200 and [], or 401 for a read key).
  probes.push_back({"key: may write", address.send("POST", "products/batch", "{}", http::Repeat::safe), judge_change});
  probes.push_back({"currency", address.get("data/currencies/current", {{"_fields", "code"}}), judge_currency});
  return probes;
}

}  // namespace hsn::services::woocommerce
