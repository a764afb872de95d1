// For the kernels' own use: picks one of the three tables of functions an op has.
#ifndef R1BENCH_KERNELS_SELECT_H_
#define R1BENCH_KERNELS_SELECT_H_

#include "kernels/dispatch.h"

namespace r1bench::kernels {

// `Table` is a struct of function pointers; the AVX2 and AVX-512 tables come from one source file
// compiled twice.
template <typename Table>
const Table& Select(const Table& reference, const Table& avx2, const Table& avx512) {
  switch (ActiveIsa()) {
    case Isa::kAvx512:
      return avx512;
    case Isa::kAvx2:
      return avx2;
    case Isa::kReference:
      break;
  }
  return reference;
}

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SELECT_H_
