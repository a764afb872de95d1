// What a kernel set provides for gemm.h. The caller (gemm.cc) has checked the arguments and cut the
// work into parts; an implementation runs one part on one thread.
#ifndef R1BENCH_KERNELS_GEMM_GEMM_IMPL_H_
#define R1BENCH_KERNELS_GEMM_GEMM_IMPL_H_

#include "kernels/gemm/gemm.h"

namespace r1bench::kernels {

// Rows 0..m-1 and columns [16*panel_begin, min(n, 16*panel_end)) of a packed product.
struct PackedPart {
  int64_t m;
  int64_t n;
  int64_t k;
  const float* a;
  int64_t lda;
  const float* panels;
  int64_t panel_begin;
  int64_t panel_end;
  float* c;
  int64_t ldc;
  const float* bias;  // or null
  bool accumulate;
};

struct GemmKernels {
  void (*packed)(const PackedPart& part);
  void (*strided)(const GemmDesc& part);
};

extern const GemmKernels kGemmReference;
extern const GemmKernels kGemmAvx2;
extern const GemmKernels kGemmAvx512;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_GEMM_IMPL_H_
