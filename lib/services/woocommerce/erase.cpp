// The account of a client who wants to be forgotten; never anything else. Its orders stay, and become a guest's
// (woocommerce.md, Customers).
#include "core/json.hpp"
#include "services/woocommerce/answer.hpp"
#include "services/woocommerce/decode.hpp"
#include "services/woocommerce/encode.hpp"
#include "services/woocommerce/woocommerce.hpp"

namespace hsn::services::woocommerce {

Result<remote::Sending> WooCommerce::erase(const Write& write, const Collection& collection) const {
  if (collection.entity != "clients") return fail(Fault::bad_data, "nothing but accounts is deleted at the store", about(write));
  auto path = path_of(collection, write.known.remote_id);
  if (!path) return tl::unexpected(path.error());
  remote::Sending sending;
  sending.ask = {
      options_.address.send("DELETE", *path + "?force=true", {}, http::Repeat::safe), write.to.feed, write.known.remote_id, {}};
  return sending;
}

// What is not there any more is what was wanted.
Result<Seen> WooCommerce::erased(const Write& write, const http::Response& response) const {
  const auto json = answer(response, Asked::change, about(write));
  if (!json && json.error().fault != Fault::not_found) return tl::unexpected(json.error());
  return gone(*find_collection(write.to.feed), write.known.remote_id);
}

}  // namespace hsn::services::woocommerce
