// libFuzzer's entry. README.md, "Fuzzing", says how to run it.
#include <cstddef>
#include <cstdint>

#include "verifiers/math/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  r1bench::verifiers::CheckAnyBytes({reinterpret_cast<const char*>(data), size});
  return 0;
}
