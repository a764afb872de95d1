// libFuzzer's entry, built with clang in its own configuration only:
//
//   mkdir /tmp/corpus && split -l 1 -a 3 verifiers/math/testdata/fuzz_seeds.txt /tmp/corpus/seed.
//   ./bazelw run --config=fuzz //verifiers/math:math_fuzz --
//       -dict=$PWD/verifiers/math/testdata/fuzz.dict -max_len=1024 -timeout=10
//       -max_total_time=3600 -artifact_prefix=/tmp/found- /tmp/corpus
//
// What it finds lies in /tmp/found-*; the same command with that file instead of the corpus runs it
// again.
#include <cstddef>
#include <cstdint>

#include "verifiers/math/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  r1bench::verifiers::CheckAnyBytes({reinterpret_cast<const char*>(data), size});
  return 0;
}
