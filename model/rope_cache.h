// Sines and cosines of a model's rotary embedding for all positions used so far.
//
// One table serves all published scalings but one: under dynamic NTK the frequencies depend on the
// length of the sequence. There, position p beyond the trained context is rotated with the
// frequencies of a sequence of p + 1 tokens. That is what Hugging Face computes when it decodes
// token by token with a cache, and it is the one choice under which a logit is a function of the
// tokens before it, however the prompt was cut into chunks.
#ifndef R1BENCH_MODEL_ROPE_CACHE_H_
#define R1BENCH_MODEL_ROPE_CACHE_H_

#include <cstdint>
#include <vector>

#include "kernels/rope/rope.h"
#include "model/config.h"

namespace r1bench::model {

class RopeCache {
 public:
  explicit RopeCache(const ModelConfig& config);

  // Makes sure that positions 0 .. length - 1 can be applied. Not to be called during Apply.
  void Reserve(int64_t length);

  // Rotates n_heads consecutive heads of T rows in place (see kernels/rope/rope.h). Thread-safe.
  void Apply(int64_t T, int64_t n_heads, int64_t row_stride, const int32_t* positions, float* x,
             bool inverse) const;

 private:
  ModelConfig config_;
  int64_t table_limit_;  // positions from here on have a table of their own (dynamic NTK)
  kernels::RopeTable table_;
  std::vector<kernels::RopeTable> beyond_;  // position table_limit_ + i: its row 1
};

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_ROPE_CACHE_H_
