// One target under libFuzzer: whichever is linked with this.
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  hsn::fuzz::run(hsn::fuzz::targets().front(), {reinterpret_cast<const char*>(data), size});
  return 0;
}
