// For the kernels' own use: picks one of the tables of functions an op has.
#ifndef R1BENCH_KERNELS_SELECT_H_
#define R1BENCH_KERNELS_SELECT_H_

#include "kernels/dispatch.h"

namespace r1bench::kernels {

// `Table` is a struct of function pointers; the tables but the first come from one source file
// compiled once per instruction set. An op with an AMX variant asks for that first.
template <typename Table>
const Table& Select(const Table& reference, const Table& avx2, const Table& avx512,
                    const Table& avx512dot) {
  switch (ActiveIsaButAmx()) {
    case Isa::kAmx:
    case Isa::kAvx512Dot:
      return avx512dot;
    case Isa::kAvx512:
      return avx512;
    case Isa::kAvx2:
      return avx2;
    case Isa::kReference:
      break;
  }
  return reference;
}

// For ops that gain nothing from the dot-product instructions.
template <typename Table>
const Table& Select(const Table& reference, const Table& avx2, const Table& avx512) {
  return Select(reference, avx2, avx512, avx512);
}

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SELECT_H_
