// bfloat16: the high half of a float, and the one rounding to it that the whole project uses.
//
// fp32 -> bf16 rounds to nearest, ties to even. Beyond the largest finite value lies infinity; a
// NaN stays a NaN (quiet, its upper payload kept); a subnormal float becomes a zero of the same
// sign, so no subnormal bf16 ever arises. That is what the processors' own conversion
// (VCVTNEPS2BF16: Intel SDM volume 2, "DAZ, round to nearest even, MXCSR not consulted") does, and
// every instruction set gives these bits.
#ifndef R1BENCH_KERNELS_BF16_BF16_H_
#define R1BENCH_KERNELS_BF16_BF16_H_

#include <cstdint>

namespace r1bench::kernels {

inline uint16_t ToBf16(float x) {
  const uint32_t bits = __builtin_bit_cast(uint32_t, x);
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return static_cast<uint16_t>(bits >> 16 | 0x40u);
  if (magnitude < 0x00800000u) return static_cast<uint16_t>(bits >> 16 & 0x8000u);
  return static_cast<uint16_t>((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

// Exact.
inline float FromBf16(uint16_t x) {
  return __builtin_bit_cast(float, static_cast<uint32_t>(x) << 16);
}

// y[i] = FromBf16(ToBf16(x[i])) for i < n. y may be x.
void RoundToBf16(int64_t n, const float* x, float* y);

// The order of elements in a word that the products multiply pair by pair: the earlier one in the
// high half, because VDPBF16PS adds the product of the high halves first.
// words[i] = ToBf16(x[2i]) << 16 | ToBf16(x[2i+1]) for i < ceil(n/2); an odd row is padded with +0.
void PackPairs(int64_t n, const float* x, uint32_t* words);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_BF16_BF16_H_
