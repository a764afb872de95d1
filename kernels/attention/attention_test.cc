#include "kernels/attention/attention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

AttentionDims Dims(int64_t n_heads, int64_t n_kv_heads, int64_t head_dim) {
  return {.n_heads = n_heads,
          .n_kv_heads = n_kv_heads,
          .head_dim = head_dim,
          .scale = 1.0f / std::sqrt(static_cast<float>(head_dim))};
}

// One sequence's q, k, v rows and a paged cache whose unused slots are NaN.
class Sequence {
 public:
  Sequence(const AttentionDims& dims, int64_t n, uint64_t seed)
      : dims_(dims),
        n_(n),
        q_stride_(dims.n_heads * dims.head_dim + 5),
        kv_stride_(dims.n_kv_heads * dims.head_dim + 3),
        q(TestFloats(n * q_stride_, seed)),
        k(TestFloats(n * kv_stride_, seed + 1)),
        v(TestFloats(n * kv_stride_, seed + 2)),
        out(n * q_stride_, -7.0f),
        lse(n * dims.n_heads) {
    const int64_t blocks = (n + kKvBlockTokens - 1) / kKvBlockTokens;
    const float nan = std::numeric_limits<float>::quiet_NaN();
    memory_.assign(blocks * (dims.KBlockFloats() + dims.VBlockFloats()), nan);
    for (int64_t b = 0; b < blocks; ++b) {
      k_blocks_.push_back(memory_.data() + b * dims.KBlockFloats());
      v_blocks_.push_back(memory_.data() + blocks * dims.KBlockFloats() + b * dims.VBlockFloats());
    }
  }

  // Writes tokens [begin, end) to the cache; the task attends from them.
  AttentionTask Append(int64_t begin, int64_t end) {
    KvWrite(dims_, end - begin, begin, k.data() + begin * kv_stride_, kv_stride_,
            v.data() + begin * kv_stride_, kv_stride_, k_blocks_.data(), v_blocks_.data());
    return {.q = q.data() + begin * q_stride_,
            .q_stride = q_stride_,
            .out = out.data() + begin * q_stride_,
            .out_stride = q_stride_,
            .first_position = begin,
            .num_queries = end - begin,
            .k_blocks = k_blocks_.data(),
            .v_blocks = v_blocks_.data(),
            .lse = lse.data() + begin * dims_.n_heads};
  }

  std::vector<float> Result() const {
    std::vector<float> all = out;
    all.insert(all.end(), lse.begin(), lse.end());
    return all;
  }

 private:
  AttentionDims dims_;
  int64_t n_;
  int64_t q_stride_;
  int64_t kv_stride_;
  std::vector<float> memory_;
  std::vector<float*> k_blocks_;
  std::vector<float*> v_blocks_;

 public:
  std::vector<float> q, k, v, out, lse;
  int64_t q_stride() const { return q_stride_; }
  int64_t kv_stride() const { return kv_stride_; }
};

std::vector<float> Prefill(const AttentionDims& dims, const std::vector<int64_t>& lengths) {
  std::vector<Sequence> sequences;
  for (const int64_t n : lengths) sequences.emplace_back(dims, n, 10 * n);
  std::vector<AttentionTask> tasks;
  for (size_t s = 0; s < lengths.size(); ++s) tasks.push_back(sequences[s].Append(0, lengths[s]));
  AttentionForward(dims, tasks);
  std::vector<float> all;
  for (const Sequence& s : sequences) {
    const std::vector<float> r = s.Result();
    all.insert(all.end(), r.begin(), r.end());
  }
  return all;
}

// Double-precision attention of head h of query i.
std::vector<double> Exact(const AttentionDims& dims, const Sequence& s, int64_t i, int64_t h) {
  const int64_t D = dims.head_dim;
  const int64_t g = h / (dims.n_heads / dims.n_kv_heads);
  std::vector<double> score(i + 1), out(D);
  for (int64_t t = 0; t <= i; ++t) {
    for (int64_t d = 0; d < D; ++d) {
      score[t] += static_cast<double>(s.q[i * s.q_stride() + h * D + d]) *
                  s.k[t * s.kv_stride() + g * D + d] * dims.scale;
    }
  }
  const double max = *std::max_element(score.begin(), score.end());
  double sum = 0;
  for (double& x : score) sum += x = std::exp(x - max);
  for (int64_t t = 0; t <= i; ++t) {
    for (int64_t d = 0; d < D; ++d) out[d] += score[t] / sum * s.v[t * s.kv_stride() + g * D + d];
  }
  return out;
}

struct Config {
  int64_t n_heads, n_kv_heads, head_dim;
};
// Micro, SmolLM2, odd groups, head sizes that are no whole vectors, several passes over features.
const Config kConfigs[] = {{4, 4, 16},  {9, 3, 64}, {1, 1, 8},  {5, 1, 24},
                           {2, 2, 128}, {7, 7, 40}, {4, 2, 112}};

TEST(AttentionForward, IsTheSameBitsInEverySetAndThreadCount) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    ExpectSameBitsEverywhere("head_dim " + std::to_string(c.head_dim), [&] {
      return Prefill(dims, {1, 2, 15, 16, 17, 33, 50, 64, 130});
    });
  }
}

TEST(AttentionForward, ChunkedPrefillAndDecodeGiveTheBitsOfOnePrefill) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    const int64_t n = 83;
    Sequence whole(dims, n, 5);
    const AttentionTask task = whole.Append(0, n);
    AttentionForward(dims, {&task, 1});
    for (const int64_t chunk : {1, 3, 16, 31}) {
      Sequence parts(dims, n, 5);
      for (int64_t begin = 0; begin < n; begin += chunk) {
        const AttentionTask part = parts.Append(begin, std::min(n, begin + chunk));
        AttentionForward(dims, {&part, 1});
      }
      ExpectSameBits(whole.Result(), parts.Result(), "chunk " + std::to_string(chunk));
    }
  }
}

// |out| <= max|v| <= 1 here; scores are below 8·sqrt(D), so 1e-5 leaves room for their rounding.
TEST(AttentionForward, AgreesWithDoublePrecision) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    const int64_t n = 70;
    Sequence s(dims, n, 3);
    const AttentionTask task = s.Append(0, n);
    AttentionForward(dims, {&task, 1});
    for (int64_t i = 0; i < n; i += 7) {
      for (int64_t h = 0; h < dims.n_heads; ++h) {
        const std::vector<double> exact = Exact(dims, s, i, h);
        for (int64_t d = 0; d < dims.head_dim; ++d) {
          ASSERT_NEAR(s.out[i * s.q_stride() + h * dims.head_dim + d], exact[d], 1e-5);
        }
      }
    }
  }
}

TEST(AttentionForward, LargeScoresDoNotOverflow) {
  const AttentionDims dims = Dims(1, 1, 16);
  Sequence s(dims, 40, 3);
  for (float& x : s.q) x *= 1e4f;
  for (float& x : s.k) x *= 1e4f;
  const AttentionTask task = s.Append(0, 40);
  AttentionForward(dims, {&task, 1});
  for (const float x : s.Result()) EXPECT_TRUE(std::isfinite(x));
}

TEST(AttentionForward, NoTasksAndNoQueriesAreAllowed) {
  const AttentionDims dims = Dims(2, 1, 16);
  AttentionForward(dims, {});
  const AttentionTask task;
  AttentionForward(dims, {&task, 1});
}

TEST(AttentionForward, RefusesDimensionsItCannotDo) {
  EXPECT_THROW(AttentionForward(Dims(3, 2, 16), {}), base::Error);
  EXPECT_THROW(AttentionForward(Dims(2, 2, 12), {}), base::Error);
}

struct Gradient {
  std::vector<float> dq, dk, dv;
};

// Gradients of Σ out·dout with dout fixed by a seed, for several sequences at once.
std::vector<Gradient> Backward(const AttentionDims& dims, std::vector<Sequence>& sequences,
                               const std::vector<std::vector<float>>& dout) {
  std::vector<Gradient> gradients(sequences.size());
  std::vector<AttentionBackwardTask> tasks;
  for (size_t i = 0; i < sequences.size(); ++i) {
    Sequence& s = sequences[i];
    const int64_t n = static_cast<int64_t>(s.lse.size()) / dims.n_heads;
    const AttentionTask task = s.Append(0, n);
    AttentionForward(dims, {&task, 1});
    Gradient& g = gradients[i];
    g.dq.assign(s.q.size(), 3.0f);
    g.dk.assign(s.k.size(), 3.0f);
    g.dv.assign(s.v.size(), 3.0f);
    tasks.push_back({.n = n,
                     .q = s.q.data(),
                     .q_stride = s.q_stride(),
                     .k = s.k.data(),
                     .k_stride = s.kv_stride(),
                     .v = s.v.data(),
                     .v_stride = s.kv_stride(),
                     .out = s.out.data(),
                     .out_stride = s.q_stride(),
                     .dout = dout[i].data(),
                     .dout_stride = s.q_stride(),
                     .lse = s.lse.data(),
                     .dq = g.dq.data(),
                     .dq_stride = s.q_stride(),
                     .dk = g.dk.data(),
                     .dk_stride = s.kv_stride(),
                     .dv = g.dv.data(),
                     .dv_stride = s.kv_stride()});
  }
  AttentionBackward(dims, tasks);
  return gradients;
}

TEST(AttentionBackward, IsTheSameBitsInEverySetAndThreadCount) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    ExpectSameBitsEverywhere("head_dim " + std::to_string(c.head_dim), [&] {
      std::vector<Sequence> sequences;
      std::vector<std::vector<float>> dout;
      for (const int64_t n : {1, 9, 16, 17, 40, 64, 75}) {
        sequences.emplace_back(dims, n, 20 * n);
        dout.push_back(TestFloats(sequences.back().q.size(), 20 * n + 7));
      }
      std::vector<float> all;
      for (const Gradient& g : Backward(dims, sequences, dout)) {
        for (const auto* part : {&g.dq, &g.dk, &g.dv}) {
          all.insert(all.end(), part->begin(), part->end());
        }
      }
      return all;
    });
  }
}

// Central differences of the double-precision forward pass, step 1e-3: their error is about 1e-6.
TEST(AttentionBackward, AgreesWithFiniteDifferences) {
  const AttentionDims dims = Dims(4, 2, 8);
  const int64_t n = 19;
  std::vector<Sequence> sequences;
  sequences.emplace_back(dims, n, 1);
  const std::vector<std::vector<float>> dout = {TestFloats(sequences[0].q.size(), 9)};
  const Gradient g = Backward(dims, sequences, dout)[0];
  Sequence& s = sequences[0];
  const auto loss = [&] {
    double sum = 0;
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t h = 0; h < dims.n_heads; ++h) {
        const std::vector<double> out = Exact(dims, s, i, h);
        for (int64_t d = 0; d < dims.head_dim; ++d) {
          sum += out[d] * dout[0][i * s.q_stride() + h * dims.head_dim + d];
        }
      }
    }
    return sum;
  };
  const auto check = [&](std::vector<float>& x, const std::vector<float>& gradient, int64_t stride,
                         int64_t width, const char* name) {
    for (int64_t e = 0; e < n * width; e += 11) {
      const int64_t at = e / width * stride + e % width;
      const float saved = x[at];
      const float step = 1e-3f;
      x[at] = saved + step;
      const double up_at = x[at], up = loss();
      x[at] = saved - step;
      const double down_at = x[at], down = loss();
      x[at] = saved;
      ASSERT_NEAR(gradient[at], (up - down) / (up_at - down_at), 2e-5) << name << " " << at;
    }
  };
  check(s.q, g.dq, s.q_stride(), dims.n_heads * dims.head_dim, "dq");
  check(s.k, g.dk, s.kv_stride(), dims.n_kv_heads * dims.head_dim, "dk");
  check(s.v, g.dv, s.kv_stride(), dims.n_kv_heads * dims.head_dim, "dv");
}

}  // namespace
}  // namespace r1bench::kernels
