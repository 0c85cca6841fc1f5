#include "services/user_feedback/bindings.hpp"

namespace hsn::services::user_feedback {
namespace {

using remote::As;
using remote::Binding;

constexpr Binding told(std::string_view field, std::string_view pointer) {
  return {field, pointer, remote::Mode::read, {}, {}, As::own};
}

// Composed in item.cpp: every member has several spellings.
constexpr Binding kItem[] = {
    told("content", "/content"),
    told("client", "/user_email"),
    told("product", "/meta_data"),
    told("order", "/meta_data"),
    told("appointment", "/meta_data"),
    told("email", "/user_email"),
    told("channel", "/source"),
    told("type", "/feedback_type"),
    told("rating", "/rating"),
    told("rating_scale", "/rating"),
    told("category", "/category"),
    told("submitted", "/created_at"),
    {"response", "/response", remote::Mode::write, kRespond},
};
constexpr Binding kClient[] = {told("email", "/user_email"), told("name", "/name"), told("first_name", "/first_name"),
                               told("last_name", "/last_name")};

constexpr std::span<const Binding> kImported(kItem, std::size(kItem) - 1);  // nobody there to be told of an answer

constexpr remote::EntityBinding kEntities[] = {{.entity = "feedback", .fields = kItem},
                                               {.entity = "clients", .fields = kClient, .hearsay = true}};
constexpr remote::EntityBinding kImportEntities[] = {{.entity = "feedback", .fields = kImported},
                                                     {.entity = "clients", .fields = kClient, .hearsay = true}};
constexpr remote::Feed kFeeds[] = {{.name = kFeedback, .entities = kEntities},
                                   {.name = kImport, .entities = kImportEntities, .unlisted = true}};

}  // namespace

std::span<const remote::Feed> feeds() { return kFeeds; }

}  // namespace hsn::services::user_feedback
