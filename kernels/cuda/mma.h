// The tensor cores of a warp: 16 x 8 x 16 products of bf16 with fp32 sums, and the loads that lay
// out their operands (PTX ISA, "mma.m16n8k16" and "ldmatrix").
//
// Every lane of the warp calls together. With g = lane / 4 and t = lane % 4, a word holding two
// neighbours, the first in its low half:
//   a: 16 x 16, words of columns:  [0] (g, 2t)  [1] (g + 8, 2t)  [2] (g, 2t + 8)  [3] (g + 8, 2t +
//   8) b: 16 x 8, words of rows:      [0] (2t, g)  [1] (2t + 8, g) c, d: 16 x 8: [0] (g, 2t)  [1]
//   (g, 2t + 1)  [2] (g + 8, 2t)  [3] (g + 8, 2t + 1)
// The hardware does not document the order of its sum; it is fixed, so results are repeatable. The
// emulated device rounds the exact sum once.
#ifndef R1BENCH_KERNELS_CUDA_MMA_H_
#define R1BENCH_KERNELS_CUDA_MMA_H_

#include <cstdint>

#include "kernels/cuda/language.h"
#ifndef R1_CUDA
#include "kernels/cuda/emulation/mma.h"
#endif

namespace r1bench::cuda {

// d = a · b + c. d may be c.
__device__ __forceinline__ void MmaBf16(float (&d)[4], const uint32_t (&a)[4],
                                        const uint32_t (&b)[2], const float (&c)[4]) {
#ifdef R1_CUDA
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
      "{%8, %9}, {%10, %11, %12, %13};"
      : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "f"(c[0]), "f"(c[1]),
        "f"(c[2]), "f"(c[3]));
#else
  emulation::MmaBf16(d, a, b, c);
#endif
}

// Four 8 x 8 matrices of 16-bit numbers from shared memory: lane l gives the address of row l % 8
// of matrix l / 8 (16 bytes, aligned to 16), and gets in r[i] the word (g, 2t) of matrix i.
__device__ __forceinline__ void LdMatrix(uint32_t (&r)[4], const void* row) {
#ifdef R1_CUDA
  const auto at = static_cast<uint32_t>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(at)
               : "memory");
#else
  emulation::LdMatrix(r, row, /*transposed=*/false);
#endif
}

// The same of the transposed matrices: r[i] holds (2t, g) and (2t + 1, g) of matrix i.
__device__ __forceinline__ void LdMatrixTransposed(uint32_t (&r)[4], const void* row) {
#ifdef R1_CUDA
  const auto at = static_cast<uint32_t>(__cvta_generic_to_shared(row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(at)
               : "memory");
#else
  emulation::LdMatrix(r, row, /*transposed=*/true);
#endif
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_MMA_H_
