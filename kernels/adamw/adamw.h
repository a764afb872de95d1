// AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101) in one pass over flat arenas.
//
//   g  = grad · grad_scale
//   p' = p · (1 - lr·weight_decay)                  inside a decay range; p elsewhere
//   m  = fma(beta1, m, (1-beta1)·g)                 v = fma(beta2, v, ((1-beta2)·g)·g)
//   p  = p' - (m · (lr/c1)) / fma(sqrt(v), 1/sqrt(c2), eps),  c1 = 1-beta1^step, c2 = 1-beta2^step
//
// The same update as torch.optim.AdamW. The factors (lr/c1 and so on) are computed in double with
// PowD and rounded to float once a call; the rest is float, element by element.
#ifndef R1BENCH_KERNELS_ADAMW_ADAMW_H_
#define R1BENCH_KERNELS_ADAMW_ADAMW_H_

#include <cstdint>
#include <span>

namespace r1bench::kernels {

struct AdamWOptions {
  double lr = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double weight_decay = 0;
  int64_t step = 1;      // 1 for the first update
  float grad_scale = 1;  // clipping factor, applied as the gradient is read
};

// Elements [begin, end) of the arena, to which weight decay applies.
struct DecayRange {
  int64_t begin = 0;
  int64_t end = 0;
};

// All arrays hold n floats. decay: ascending, disjoint; may be empty.
void AdamW(const AdamWOptions& options, int64_t n, const float* grad, float* param, float* m,
           float* v, std::span<const DecayRange> decay);

// Σ x². Order: chunks of 4096 elements; in a chunk 16 lanes of double (lane i mod 16, ascending,
// fma), then the tree l += l+8, +4, +2, +1; the chunks of each 1024 are added in ascending order,
// then those sums, so that a GPU too can take this order.
double SumSquares(int64_t n, const float* x);

// x *= factor.
void Scale(int64_t n, float factor, float* x);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ADAMW_ADAMW_H_
