// The workspace's own words for what people write ([words] of the mapping file); what is empty here has a built-in list.
// A text of several words stands for itself, one that ends in * for all that begin so.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace hsn {

struct Words {
  std::vector<std::string> important;
  std::vector<std::string> alarm;
  std::map<std::string, std::vector<std::string>, std::less<>> categories;  // replaces the list of that category
};

}  // namespace hsn
