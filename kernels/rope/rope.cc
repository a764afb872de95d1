#include "kernels/rope/rope.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/math/math.h"
#include "kernels/rope/rope_impl.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 16384;

const RopeKernels& Kernels() { return Select(kRopeReference, kRopeAvx2, kRopeAvx512); }

}  // namespace

RopeTable::RopeTable(int64_t head_dim, std::span<const float> inv_freq, int64_t max_positions,
                     float attention_factor)
    : head_dim_(head_dim), max_positions_(max_positions) {
  const int64_t half = head_dim / 2;
  base::Require(head_dim > 0 && head_dim % 2 == 0, "expected an even head_dim, got ", head_dim);
  base::Require(static_cast<int64_t>(inv_freq.size()) == half, "expected ", half,
                " rotary frequencies for head_dim ", head_dim, ", got ", inv_freq.size());
  base::Require(max_positions >= 0, "expected a number of positions, got ", max_positions);
  cos_.resize(max_positions * half);
  sin_.resize(max_positions * half);
  base::ParallelFor(max_positions, std::max<int64_t>(1, 2048 / half),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t t = begin; t < end; ++t) {
                        for (int64_t d = 0; d < half; ++d) {
                          const float angle = static_cast<float>(t) * inv_freq[d];
                          cos_[t * half + d] = static_cast<float>(CosD(angle)) * attention_factor;
                          sin_[t * half + d] = static_cast<float>(SinD(angle)) * attention_factor;
                        }
                      }
                    });
}

void RopeApply(int64_t T, int64_t n_heads, int64_t head_dim, int64_t row_stride,
               const int32_t* positions, const RopeTable& table, float* x, bool inverse) {
  if (T <= 0 || n_heads <= 0) return;
  base::Require(head_dim == table.head_dim(), "expected a rotary table for head_dim ", head_dim,
                ", got one for ", table.head_dim());
  for (int64_t t = 0; t < T; ++t) {
    base::Require(positions[t] >= 0 && positions[t] < table.max_positions(),
                  "expected a position below ", table.max_positions(), ", got ", positions[t],
                  "; the sequence is longer than the model's maximum");
  }
  const RopeKernels& kernels = Kernels();
  const int64_t grain = std::max<int64_t>(1, kGrainElements / (n_heads * head_dim));
  base::ParallelFor(T, grain, [&](int64_t begin, int64_t end) {
    kernels.apply(end - begin, n_heads, head_dim, row_stride, positions + begin, table.cos(),
                  table.sin(), x + begin * row_stride, inverse);
  });
}

}  // namespace r1bench::kernels
