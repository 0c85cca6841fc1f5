// Completion scripts from an option tree.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace hsn::cli {

std::string completion(const CLI::App& root, const std::string& shell);

}  // namespace hsn::cli
