// The exponentials and the float logarithm of math.h in kernels, with the same bits: each step is
// an IEEE operation.
#ifndef R1BENCH_KERNELS_MATH_MATH_DEVICE_H_
#define R1BENCH_KERNELS_MATH_MATH_DEVICE_H_

#include <cstdint>

#include "kernels/cuda/language.h"
#include "kernels/exp_constants.h"

namespace r1bench::cuda {

// e^x = p · 2^n with p in (0.7, 1.42); n stands in the low bits of `shifted`.
struct ExpParts {
  float p;
  float shifted;
};
__device__ __forceinline__ ExpParts SplitExp(float x) {
  using namespace kernels;  // NOLINT(build/namespaces)
  const float shifted = fmaf(x, kExpInvLn2, kExpRound);
  const float n = shifted - kExpRound;
  const float r = fmaf(-n, kExpLn2Lo, fmaf(-n, kExpLn2Hi, x));
  // Device code has no namespace-scope arrays of the host's.
  constexpr float kPoly[5] = {kExpPoly[0], kExpPoly[1], kExpPoly[2], kExpPoly[3], kExpPoly[4]};
  float q = kPoly[4];
  R1_UNROLL
  for (int k = 3; k >= 0; --k) q = fmaf(q, r, kPoly[k]);
  return {1.0f + fmaf(r * r, q, r), shifted};
}

__device__ __forceinline__ float Exp(float x) {
  const ExpParts e = SplitExp(fmaxf(fminf(x, kernels::kExpMax), kernels::kExpMin));
  const int exponent = __float_as_int(e.shifted) - __float_as_int(kernels::kExpRound);
  const int half = exponent >> 1;
  const float scaled = e.p * __int_as_float((half + 127) << 23);
  return x != x ? x : scaled * __int_as_float((exponent - half + 127) << 23);
}

// 1 + Exp(x) for an x that is not NaN (for NaN: some number), with fewer instructions: below -40
// the sum is 1, so that no 2^n is subnormal, and what overflows is cut to infinity.
__device__ __forceinline__ float OnePlusExp(float x) {
  const ExpParts e = SplitExp(fmaxf(fminf(x, kernels::kExpMax), -40.0f));
  const uint32_t bits = __float_as_uint(e.p) + (__float_as_uint(e.shifted) << 23);
  return 1.0f + __uint_as_float(min(bits, 0x7f800000u));
}

// The same for |x| <= 40.
__device__ __forceinline__ float OnePlusExpWithin40(float x) {
  const ExpParts e = SplitExp(x);
  return 1.0f + __uint_as_float(__float_as_uint(e.p) + (__float_as_uint(e.shifted) << 23));
}

// a / b, correctly rounded, for |a| in [2^-60, 2^60] and b in [1, 2^60]: the steps that a division
// compiles to, without its test for what may over- or underflow on the way.
__device__ __forceinline__ float QuotientInRange(float a, float b) {
#ifdef R1_CUDA
  float r;
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(b));
#else
  float r = 1.0f / b;
#endif
  r = fmaf(r, fmaf(-b, r, 1.0f), r);
  const float q = a * r;
  return fmaf(r, fmaf(-b, q, a), q);
}

// The constants of ExpD. As an argument of a kernel they are operands of its instructions; written
// into the code, each use would load them anew.
struct ExpDConstants {
  double inv_ln2 = kernels::kExpDInvLn2, round = kernels::kExpDRound;
  double ln2_hi = kernels::kExpDLn2Hi, ln2_lo = kernels::kExpDLn2Lo;
  double series[12] = {kernels::kExpDSeries[0], kernels::kExpDSeries[1],  kernels::kExpDSeries[2],
                       kernels::kExpDSeries[3], kernels::kExpDSeries[4],  kernels::kExpDSeries[5],
                       kernels::kExpDSeries[6], kernels::kExpDSeries[7],  kernels::kExpDSeries[8],
                       kernels::kExpDSeries[9], kernels::kExpDSeries[10], kernels::kExpDSeries[11]};
};

// e^x = p · 2^exponent with p in (0.7, 1.42).
struct ExpDParts {
  double p;
  int exponent;
};
__device__ __forceinline__ ExpDParts SplitExpD(double x, const ExpDConstants& c) {
  const double shifted = fma(x, c.inv_ln2, c.round);
  const double n = shifted - c.round;
  const double r_hi = fma(-n, c.ln2_hi, x);
  const double r_lo = fma(-n, c.ln2_lo, 0.0);
  const double r = r_hi + r_lo;
  const double r_error = (r_hi - r) + r_lo;
  double q = c.series[0];
  R1_UNROLL
  for (int i = 1; i < 12; ++i) q = fma(q, r, c.series[i]);
  return {1.0 + (r + fma(r * r, q, r_error)), __double2loint(shifted)};
}

__device__ __forceinline__ double ExpD(double x) {
  if (!(x > kernels::kExpDMin)) return x != x ? x : 0.0;
  if (x > kernels::kExpDMax) return __hiloint2double(0x7ff00000, 0);
  constexpr ExpDConstants kConstants;
  const ExpDParts e = SplitExpD(x, kConstants);
  const int half = e.exponent / 2;
  const auto power = [](int n) { return __hiloint2double((n + 1023) << 20, 0); };
  return e.p * power(half) * power(e.exponent - half);
}

// ExpD(x) for |x| <= 690, where e^x is a normal number.
__device__ __forceinline__ double ExpDWithin690(double x, const ExpDConstants& constants) {
  const ExpDParts e = SplitExpD(x, constants);
  return __hiloint2double(__double2hiint(e.p) + e.exponent * (1 << 20), __double2loint(e.p));
}

__device__ __forceinline__ float Log(float x) {
  using namespace kernels;  // NOLINT(build/namespaces)
  const float infinity = __uint_as_float(0x7f800000u);
  if (!(x > 0)) return x == 0 ? -infinity : __uint_as_float(0x7fc00000u);
  if (x == infinity) return x;
  const double d = x;
  const int high = __double2hiint(d);
  double e = (high >> 20) - 1023;
  double m = __hiloint2double((high & 0x000fffff) | 0x3ff00000, __double2loint(d));
  if (m > kLogSqrt2) {
    m *= 0.5;
    e += 1.0;
  }
  const double s = (m - 1.0) / (m + 1.0), z = s * s;
  constexpr double kSeries[7] = {kLogSeries[0], kLogSeries[1], kLogSeries[2], kLogSeries[3],
                                 kLogSeries[4], kLogSeries[5], kLogSeries[6]};
  double q = kSeries[0];
  R1_UNROLL
  for (int i = 1; i < 7; ++i) q = fma(q, z, kSeries[i]);
  return static_cast<float>(fma(e, kLogLn2, fma(s * z, q, s + s)));
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_MATH_MATH_DEVICE_H_
