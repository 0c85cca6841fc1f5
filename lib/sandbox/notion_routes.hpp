// The emulator's endpoints: which request is for which.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/notion_call.hpp"

namespace hsn::sandbox::notion {

enum class Counted { no, query, create, update };
struct Route {
  std::string_view method, path;  // behind /v1/; a * stands for an argument
  Endpoint serve;
  Counted counted = Counted::no;
};

// Fills the arguments; null: there is no such endpoint.
const Route* route_of(const std::string& method, const std::string& path, std::vector<std::string>& arguments);

}  // namespace hsn::sandbox::notion
