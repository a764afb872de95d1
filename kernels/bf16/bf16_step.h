// The arithmetic of the processors' bf16 instructions on one element, in plain C++: rounded to
// nearest even, subnormal inputs read as zeros and subnormal results written as zeros, both of the
// same sign (Intel SDM: DAZ = FTZ = 1, MXCSR not consulted).
#ifndef R1BENCH_KERNELS_BF16_BF16_STEP_H_
#define R1BENCH_KERNELS_BF16_BF16_STEP_H_

#include <cmath>
#include <cstdint>

#include "kernels/bf16/bf16.h"

namespace r1bench::kernels {

inline float WithoutSubnormal(float x) {
  return std::fabs(x) < 0x1p-126f ? std::copysign(0.0f, x) : x;
}

// fma(a, b, sum) of two bf16. Their product is exact in double, and a sum that double rounds is too
// far from any tie of float for that to matter.
inline float Bf16Step(uint32_t a, uint32_t b, float sum) {
  sum = WithoutSubnormal(sum);
  const double exact =
      static_cast<double>(FromBf16(static_cast<uint16_t>(a))) * FromBf16(static_cast<uint16_t>(b)) +
      sum;
  // Below this the result is subnormal even after rounding to 24 bits.
  if (std::fabs(exact) < 0x1p-126 * (1 - 0x1p-25)) {
    return static_cast<float>(std::copysign(0.0, exact));
  }
  return static_cast<float>(exact);
}

// a + b. A subnormal sum of floats is exact, so it is tiny before rounding and after.
inline float Bf16Add(float a, float b) {
  return WithoutSubnormal(WithoutSubnormal(a) + WithoutSubnormal(b));
}

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_BF16_BF16_STEP_H_
