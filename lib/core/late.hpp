// A shared library that is opened when one of its functions is first needed (docs/decisions/0006-libraries-loaded-late.md).
#pragma once

#include <string>

namespace hsn {

class LateLibrary {
 public:
  // Stays open for ever. Throws std::runtime_error when it cannot be opened; `remedy` says what to do then: "apt install
  // libcurl4".
  LateLibrary(std::string file, std::string remedy);

  // Throws as above when there is no function of that name.
  template <class Function>
  void take(Function*& function, const char* name) const {
    function = reinterpret_cast<Function*>(find(name));
  }

 private:
  void* find(const char* name) const;

  std::string file_, remedy_;
  void* handle_;
};

}  // namespace hsn
