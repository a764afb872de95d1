// Gated linear unit with SiLU (Shazeer 2020, arXiv 2002.05202):  y = silu(gate) · up,
// silu(g) = g / (1 + Exp(-g)).
//
// Rows t < T of n features. gate and up (and dgate, dup) share one row stride `ld` (0: n), so that
// both may be halves of one [T, 2n] array; y and dy are contiguous.
#ifndef R1BENCH_KERNELS_SWIGLU_SWIGLU_H_
#define R1BENCH_KERNELS_SWIGLU_SWIGLU_H_

#include <cstdint>

namespace r1bench::kernels {

// Overwrites y (may be gate or up when ld is n).
void SwigluForward(int64_t T, int64_t n, const float* gate, const float* up, float* y,
                   int64_t ld = 0);

// Overwrites (dgate may be gate and dup may be up):
//   σ = 1 / (1 + Exp(-gate))
//   dup   = dy · (gate · σ)
//   dgate = (dy · up) · (σ · fma(gate, 1 - σ, 1))
void SwigluBackward(int64_t T, int64_t n, const float* gate, const float* up, const float* dy,
                    float* dgate, float* dup, int64_t ld = 0);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_SWIGLU_SWIGLU_H_
