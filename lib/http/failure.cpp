#include "http/failure.hpp"

namespace hsn::http {

std::string where(const Request& request) {
  const auto path = path_of(request.url);
  return request.method + " " + host_of(request.url) + path.substr(0, path.find('?'));
}

Error as_error(const Request& request, const Failure& failure) {
  const bool may_have_happened = request.repeat == Repeat::never;
  switch (failure.kind) {
    case Failure::Kind::not_sent:
      return {Fault::unreachable, "no connection: " + failure.detail, where(request),
              "nothing was sent; the next run tries again"};
    case Failure::Kind::tls:
      return {Fault::refused, "the connection is not safe: " + failure.detail, where(request),
              "nothing was sent; have the certificate of the server mended, or name a further authority in HTTP_CA_FILE"};
    case Failure::Kind::lost:
      if (may_have_happened) {
        return {Fault::ambiguous, "the answer was lost: " + failure.detail, where(request),
                "the next run finds out whether it was carried out"};
      }
      return {Fault::unreachable, "no answer: " + failure.detail, where(request), "the next run tries again"};
    case Failure::Kind::too_large:
      return {may_have_happened ? Fault::ambiguous : Fault::bad_data, "the answer is too large: " + failure.detail,
              where(request), ""};
  }
  return {};
}

}  // namespace hsn::http
