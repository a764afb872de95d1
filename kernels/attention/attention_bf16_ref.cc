#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "kernels/attention/attention_bf16_impl.h"
#include "kernels/bf16/bf16.h"
#include "kernels/lanes.h"
#include "kernels/math/math.h"

namespace r1bench::kernels {
namespace {

float Rounded(float x) { return FromBf16(ToBf16(x)); }

// The two numbers of a word, which travels as the bits of a float.
float First(float word) { return FromBf16(std::bit_cast<uint32_t>(word) >> 16); }
float Second(float word) { return FromBf16(std::bit_cast<uint32_t>(word) & 0xffffu); }
float Word(float first, float second) {
  return std::bit_cast<float>(static_cast<uint32_t>(ToBf16(first)) << 16 | ToBf16(second));
}

// fma(a, b, c) with results below the normal numbers flushed to zero. Below means: when rounded to
// 24 bits whatever the exponent; so the smallest normal number may come from either side.
float FlushedFma(float a, float b, float c) {
  const float r = std::fma(a, b, c);
  if (!(std::abs(r) <= 0x1p-126f)) return r;
  const double exact = static_cast<double>(a) * b + c;
  return std::abs(exact) < 0x1p-126 - 0x1p-151 ? std::copysign(0.0f, r) : r;
}

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
        keys[d / 2 * kKvBlockTokens + slot] = Word(k[d], k[d + 1]);
      }
      for (int64_t d = 0; d < D; ++d) {
        values[d] = slot % 2 == 0 ? Word(v[d], 0.0f) : Word(First(values[d]), v[d]);
      }
    }
  }
}

// s[t] of one query vector.
float Score(const AttentionDims& dims, const float* q, const float* k, int64_t slot) {
  float sum = 0;
  for (int64_t d = 0; d < dims.head_dim; d += 2) {
    const float word = k[d / 2 * kKvBlockTokens + slot];
    sum = FlushedFma(Rounded(q[d]), First(word), sum);
    sum = FlushedFma(Rounded(q[d + 1]), Second(word), sum);
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
      o = FlushedFma(Rounded(e[t]), t % 2 == 0 ? First(word) : Second(word), o);
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
