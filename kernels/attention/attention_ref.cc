#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/attention/attention_impl.h"
#include "kernels/lanes.h"
#include "kernels/math/math.h"

namespace r1bench::kernels {
namespace {

void Write(const AttentionDims& dims, const KvRows& s) {
  const int64_t D = dims.head_dim;
  for (int64_t i = 0; i < s.count; ++i) {
    const int64_t slot = s.slot + i;
    for (int64_t g = 0; g < dims.n_kv_heads; ++g) {
      for (int64_t d = 0; d < D; ++d) {
        s.k_block[(g * D + d) * kKvBlockTokens + slot] = s.k[i * s.k_stride + g * D + d];
        s.v_block[(g * kKvBlockTokens + slot) * D + d] = s.v[i * s.v_stride + g * D + d];
      }
    }
  }
}

// One query vector against positions 0..pos.
void Query(const AttentionDims& dims, const AttentionTask& task, int64_t g, int64_t pos,
           const float* q, float* out, float* lse) {
  const int64_t D = dims.head_dim;
  std::vector<float> e(pos + 1);
  for (int64_t t = 0; t <= pos; ++t) {
    const float* k = task.k_blocks[t / kKvBlockTokens] + g * D * kKvBlockTokens;
    float sum = 0;
    for (int64_t d = 0; d < D; ++d) {
      sum = std::fma(q[d], k[d * kKvBlockTokens + t % kKvBlockTokens], sum);
    }
    e[t] = sum * dims.scale;
  }
  const float max = *std::max_element(e.begin(), e.end());
  for (float& x : e) x = Exp(x - max);
  const float sum = LaneSum(pos + 1, [&](int64_t t) { return e[t]; });
  const float inverse = 1.0f / sum;
  for (int64_t d = 0; d < D; ++d) {
    float o = 0;
    for (int64_t t = 0; t <= pos; ++t) {
      const float* v = task.v_blocks[t / kKvBlockTokens] + g * D * kKvBlockTokens;
      o = std::fma(e[t], v[t % kKvBlockTokens * D + d], o);
    }
    out[d] = o * inverse;
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

// p[i,t] and ds[i,t] of one head, [n, n], zero above the diagonal.
void Probabilities(const AttentionDims& dims, const AttentionBackwardTask& s, int64_t g, int64_t h,
                   std::vector<float>* p, std::vector<float>* ds) {
  const int64_t D = dims.head_dim;
  p->assign(s.n * s.n, 0.0f);
  ds->assign(s.n * s.n, 0.0f);
  for (int64_t i = 0; i < s.n; ++i) {
    const float* q = s.q + i * s.q_stride + h * D;
    const float* out = s.out + i * s.out_stride + h * D;
    const float* dout = s.dout + i * s.dout_stride + h * D;
    const float delta = LaneDot<float>(
        D, [&](int64_t d) { return out[d]; }, [&](int64_t d) { return dout[d]; });
    for (int64_t t = 0; t <= i; ++t) {
      const float* k = s.k + t * s.k_stride + g * D;
      const float* v = s.v + t * s.v_stride + g * D;
      float score = 0;
      float dp = 0;
      for (int64_t d = 0; d < D; ++d) {
        score = std::fma(q[d], k[d], score);
        dp = std::fma(dout[d], v[d], dp);
      }
      const float prob = Exp(score * dims.scale - s.lse[i * dims.n_heads + h]);
      (*p)[i * s.n + t] = prob;
      (*ds)[i * s.n + t] = (prob * (dp - delta)) * dims.scale;
    }
  }
}

void Backward(const AttentionDims& dims, const AttentionBackwardTask& s, int64_t g) {
  const int64_t D = dims.head_dim;
  const int64_t n = s.n;
  const int64_t group = dims.n_heads / dims.n_kv_heads;
  std::vector<float> p, ds;
  for (int64_t t = 0; t < n; ++t) {
    std::fill_n(s.dk + t * s.dk_stride + g * D, D, 0.0f);
    std::fill_n(s.dv + t * s.dv_stride + g * D, D, 0.0f);
  }
  for (int64_t h = g * group; h < (g + 1) * group; ++h) {
    Probabilities(dims, s, g, h, &p, &ds);
    for (int64_t i = 0; i < n; ++i) {
      const int64_t t_end = std::min(n, (i / kKvBlockTokens + 1) * kKvBlockTokens);
      const float* q = s.q + i * s.q_stride + h * D;
      const float* dout = s.dout + i * s.dout_stride + h * D;
      for (int64_t d = 0; d < D; ++d) {
        float dq = 0;
        for (int64_t t = 0; t < t_end; ++t) {
          dq = std::fma(ds[i * n + t], s.k[t * s.k_stride + g * D + d], dq);
          float* dk = s.dk + t * s.dk_stride + g * D + d;
          float* dv = s.dv + t * s.dv_stride + g * D + d;
          *dk = std::fma(ds[i * n + t], q[d], *dk);
          *dv = std::fma(p[i * n + t], dout[d], *dv);
        }
        s.dq[i * s.dq_stride + h * D + d] = dq;
      }
    }
  }
}

}  // namespace

const AttentionKernels kAttentionReference = {Write, Forward, Backward};

}  // namespace r1bench::kernels
