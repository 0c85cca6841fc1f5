#include "core/late.hpp"

#include <dlfcn.h>

#include <stdexcept>

namespace hsn {

LateLibrary::LateLibrary(std::string file, std::string remedy)
    : file_(std::move(file)), remedy_(std::move(remedy)), handle_(dlopen(file_.c_str(), RTLD_LAZY | RTLD_LOCAL)) {}

void* LateLibrary::find(const char* name) const {
  auto* const found = handle_ == nullptr ? nullptr : dlsym(handle_, name);
  if (found == nullptr) throw std::runtime_error(file_ + " cannot be used: " + dlerror() + " (" + remedy_ + ")");
  return found;
}

}  // namespace hsn
