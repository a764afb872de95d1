#include <algorithm>
#include <bit>
#include <vector>

#include "kernels/attention/attention_bf16_impl.h"
#include "kernels/bf16/bf16.h"
#include "kernels/bf16/bf16_step.h"
#include "kernels/lanes.h"
#include "kernels/math/math.h"

namespace r1bench::kernels {
namespace {

// The two numbers of a word, which travels as the bits of a float.
uint32_t First(float word) { return std::bit_cast<uint32_t>(word) >> 16; }
uint32_t Second(float word) { return std::bit_cast<uint32_t>(word) & 0xffffu; }
float Word(uint32_t first, uint32_t second) { return std::bit_cast<float>(first << 16 | second); }

void Write(const AttentionDims& dims, const KvRowsBf16& s) {
  const int64_t D = dims.head_dim;
  for (int64_t i = 0; i < s.count; ++i) {
    const int64_t slot = s.slot + i;
    for (int64_t g = 0; g < dims.n_kv_heads; ++g) {
      const float* k = s.k + i * s.k_stride + g * D;
      const float* v = s.v + i * s.v_stride + g * D;
      float* keys = s.k_block + g * D / 2 * kKvBlockTokens;
      float* values = s.v_block + (g * kKvBlockTokens / 2 + slot / 2) * D;
      for (int64_t d = 0; d < D; d += 2) {
        keys[d / 2 * kKvBlockTokens + slot] = Word(ToBf16(k[d]), ToBf16(k[d + 1]));
      }
      for (int64_t d = 0; d < D; ++d) {
        values[d] =
            Word(slot % 2 == 0 ? ToBf16(v[d]) : First(values[d]), slot % 2 == 0 ? 0 : ToBf16(v[d]));
      }
    }
  }
}

// s[t] of one query vector.
float Score(const AttentionDims& dims, const float* q, const float* k, int64_t slot) {
  float sum = 0;
  for (int64_t d = 0; d < dims.head_dim; d += 2) {
    const float word = k[d / 2 * kKvBlockTokens + slot];
    sum = Bf16Step(ToBf16(q[d]), First(word), sum);
    sum = Bf16Step(ToBf16(q[d + 1]), Second(word), sum);
  }
  return sum * dims.scale;
}

// One query vector against positions 0..pos.
void Query(const AttentionDims& dims, const AttentionTask& task, int64_t g, int64_t pos,
           const float* q, float* out, float* lse) {
  const int64_t D = dims.head_dim;
  const int64_t head = g * D * kKvBlockTokens / 2;  // of the head in a block
  std::vector<float> e(pos + 1);
  for (int64_t t = 0; t <= pos; ++t) {
    e[t] = Score(dims, q, task.k_blocks[t / kKvBlockTokens] + head, t % kKvBlockTokens);
  }
  const float max = *std::max_element(e.begin(), e.end());
  for (float& x : e) x = Exp(x - max);
  const float sum = LaneSum(pos + 1, [&](int64_t t) { return e[t]; });
  const float inverse = 1.0f / sum;
  for (int64_t d = 0; d < D; ++d) {
    float o = 0;
    for (int64_t t = 0; t <= pos; ++t) {
      const float* v = task.v_blocks[t / kKvBlockTokens] + head;
      const float word = v[t % kKvBlockTokens / 2 * D + d];
      o = Bf16Step(ToBf16(e[t]), t % 2 == 0 ? First(word) : Second(word), o);
    }
    out[d] = o * inverse + 0.0f;
  }
  if (lse != nullptr) *lse = max + Log(sum);
}

void Forward(const AttentionDims& dims, const AttentionTask& task, int64_t g, int64_t begin,
             int64_t end) {
  const int64_t group = dims.n_heads / dims.n_kv_heads;
  for (int64_t i = begin; i < end; ++i) {
    for (int64_t h = g * group; h < (g + 1) * group; ++h) {
      Query(dims, task, g, task.first_position + i, task.q + i * task.q_stride + h * dims.head_dim,
            task.out + i * task.out_stride + h * dims.head_dim,
            task.lse != nullptr ? task.lse + i * dims.n_heads + h : nullptr);
    }
  }
}

}  // namespace

const AttentionBf16Kernels kAttentionBf16Reference = {Write, Forward};

}  // namespace r1bench::kernels
