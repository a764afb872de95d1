// Root-mean-square layer normalisation (Zhang and Sennrich 2019, arXiv 1910.07467).
//
//   inv[t] = 1 / sqrt(Σ_j x[t,j]² / n + eps)        y[t,j] = (x[t,j] · inv[t]) · w[j]
//
// x, y, dy, dx: [T, n] row-major, contiguous. w, dw: [n]. inv_rms: [T].
// Order: the sum of squares runs in 16 lanes (lane l takes j = l mod 16, ascending, one fma each),
// then the tree l += l+8, +4, +2, +1.
#ifndef R1BENCH_KERNELS_RMS_NORM_RMS_NORM_H_
#define R1BENCH_KERNELS_RMS_NORM_RMS_NORM_H_

#include <cstdint>

namespace r1bench::kernels {

// Overwrites y (may be x) and, unless null, inv_rms (kept for the backward pass).
void RmsNormForward(int64_t T, int64_t n, float eps, const float* x, const float* w, float* y,
                    float* inv_rms);

// Accumulates:
//   g[j]     = dy[t,j] · w[j],   s = Σ_j g[j] · x[t,j]  (16 lanes, as above)
//   dx[t,j]  = fma(-x[t,j], s · (inv³ / n), fma(g[j], inv, dx[t,j]))
//   dw[j]    = fma(dy[t,j], x[t,j] · inv, dw[j]), t ascending
// dw may be null (no weight gradient wanted).
void RmsNormBackward(int64_t T, int64_t n, const float* x, const float* w, const float* inv_rms,
                     const float* dy, float* dx, float* dw);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_RMS_NORM_RMS_NORM_H_
