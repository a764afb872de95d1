// Rotary position embedding (Su et al. 2021, arXiv 2104.09864), Hugging Face "half-split" layout:
// feature d is paired with feature d + head_dim/2.
//
//   x1' = x1·cos - x2·sin        x2' = x2·cos + x1·sin        angle = position · inv_freq[d]
//
// The angle is the float product (as Hugging Face computes it); sine and cosine are taken in double
// by our own code and rounded once.
#ifndef R1BENCH_KERNELS_ROPE_ROPE_H_
#define R1BENCH_KERNELS_ROPE_ROPE_H_

#include <cstdint>
#include <span>
#include <vector>

namespace r1bench::kernels {

class RopeTable {
 public:
  RopeTable() = default;
  // inv_freq: head_dim/2 floats, any published scaling already applied. Rows for positions
  // 0..max_positions-1. `attention_factor` multiplies sine and cosine (YaRN); 1 otherwise.
  RopeTable(int64_t head_dim, std::span<const float> inv_freq, int64_t max_positions,
            float attention_factor = 1.0f);

  int64_t head_dim() const { return head_dim_; }
  int64_t max_positions() const { return max_positions_; }
  // [max_positions][head_dim/2] each.
  const float* cos() const { return cos_.data(); }
  const float* sin() const { return sin_.data(); }

 private:
  int64_t head_dim_ = 0;
  int64_t max_positions_ = 0;
  std::vector<float> cos_;
  std::vector<float> sin_;
};

// Rotates in place n_heads consecutive heads of T rows: head h of row t starts at
// x + t*row_stride + h*head_dim and has position positions[t] (must be < table.max_positions()).
// inverse: rotates by the negative angle, which is the transpose, hence the backward pass.
// Order: x1' = fma(-x2, sin, x1·cos), x2' = fma(x1, sin, x2·cos).
void RopeApply(int64_t T, int64_t n_heads, int64_t head_dim, int64_t row_stride,
               const int32_t* positions, const RopeTable& table, float* x, bool inverse);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ROPE_ROPE_H_
