#include "kernels/attention/attention_bf16.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/attention/attention.h"
#include "kernels/bf16/bf16.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

AttentionDims Dims(int64_t n_heads, int64_t n_kv_heads, int64_t head_dim) {
  return {.n_heads = n_heads,
          .n_kv_heads = n_kv_heads,
          .head_dim = head_dim,
          .scale = 1.0f / std::sqrt(static_cast<float>(head_dim))};
}

float Rounded(float x) { return FromBf16(ToBf16(x)); }

enum class Cache { kBf16, kFloat };

// One sequence's q, k, v rows and a paged cache whose unused slots are NaN in every half word.
class Sequence {
 public:
  Sequence(const AttentionDims& dims, int64_t n, uint64_t seed, Cache cache = Cache::kBf16)
      : dims_(dims),
        cache_(cache),
        q_stride_(dims.n_heads * dims.head_dim + 5),
        kv_stride_(dims.n_kv_heads * dims.head_dim + 3),
        q(TestFloats(n * q_stride_, seed)),
        k(TestFloats(n * kv_stride_, seed + 1)),
        v(TestFloats(n * kv_stride_, seed + 2)),
        out(n * q_stride_, -7.0f),
        lse(n * dims.n_heads) {
    const int64_t blocks = (n + kKvBlockTokens - 1) / kKvBlockTokens;
    const int64_t size = cache == Cache::kBf16 ? KvBlockWordsBf16(dims) : dims.KBlockFloats();
    memory_.assign(2 * blocks * size, std::bit_cast<float>(0x7fc17fc1u));
    for (int64_t b = 0; b < blocks; ++b) {
      k_blocks_.push_back(memory_.data() + b * size);
      v_blocks_.push_back(memory_.data() + (blocks + b) * size);
    }
  }

  // Writes tokens [begin, end) to the cache; the task attends from them.
  AttentionTask Append(int64_t begin, int64_t end) {
    const auto write = cache_ == Cache::kBf16 ? KvWriteBf16 : KvWrite;
    write(dims_, end - begin, begin, k.data() + begin * kv_stride_, kv_stride_,
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

  // The cache's words of tokens 0..n-1 as [n][k or v][n_kv_heads][head_dim] floats.
  std::vector<float> Stored(int64_t n) const {
    std::vector<float> all;
    const int64_t D = dims_.head_dim;
    for (int64_t t = 0; t < n; ++t) {
      const int64_t slot = t % kKvBlockTokens;
      for (int64_t i = 0; i < dims_.n_kv_heads * D; ++i) {
        const float word = k_blocks_[t / kKvBlockTokens][i / 2 * kKvBlockTokens + slot];
        all.push_back(Half(word, i % 2));
      }
      for (int64_t i = 0; i < dims_.n_kv_heads * D; ++i) {
        const int64_t row = i / D * kKvBlockTokens / 2 + slot / 2;
        all.push_back(Half(v_blocks_[t / kKvBlockTokens][row * D + i % D], slot % 2));
      }
    }
    return all;
  }

  void RoundRows() {
    for (auto* rows : {&q, &k, &v}) {
      for (float& x : *rows) x = Rounded(x);
    }
  }

 private:
  static float Half(float word, int64_t which) {
    const uint32_t bits = std::bit_cast<uint32_t>(word);
    return std::bit_cast<float>(which == 0 ? bits & 0xffff0000u : bits << 16);
  }

  AttentionDims dims_;
  Cache cache_;
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

struct Config {
  int64_t n_heads, n_kv_heads, head_dim;
};
// Groups of 1, 2, 3, 5, 8; head sizes that are no whole vectors; several passes over features.
const Config kConfigs[] = {{4, 4, 16},  {9, 3, 64}, {1, 1, 8},   {5, 1, 24}, {8, 1, 32},
                           {2, 2, 128}, {7, 7, 40}, {4, 2, 112}, {3, 1, 256}};

std::string Name(const Config& c) {
  return std::to_string(c.n_heads) + "/" + std::to_string(c.n_kv_heads) + " heads of " +
         std::to_string(c.head_dim);
}

std::vector<float> Prefill(const AttentionDims& dims, const std::vector<int64_t>& lengths,
                           float scale) {
  std::vector<Sequence> sequences;
  for (const int64_t n : lengths) sequences.emplace_back(dims, n, 10 * n);
  std::vector<AttentionTask> tasks;
  for (size_t s = 0; s < lengths.size(); ++s) {
    for (auto* rows : {&sequences[s].q, &sequences[s].k, &sequences[s].v}) {
      for (float& x : *rows) x *= scale;
    }
    tasks.push_back(sequences[s].Append(0, lengths[s]));
  }
  AttentionForwardBf16(dims, tasks);
  std::vector<float> all;
  for (const Sequence& s : sequences) {
    const std::vector<float> r = s.Result();
    all.insert(all.end(), r.begin(), r.end());
  }
  return all;
}

TEST(AttentionForwardBf16, IsTheSameBitsInEverySetAndThreadCount) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    ExpectSameBitsEverywhere(Name(c), [&] {
      return Prefill(dims, {1, 2, 15, 16, 17, 33, 50, 64, 130}, 1.0f);
    });
  }
}

// Products of q and k around the smallest normal number, values too: sums cross it both ways. And
// scores so far apart that weights underflow.
TEST(AttentionForwardBf16, IsTheSameBitsWhereSumsAreSubnormal) {
  const AttentionDims dims = Dims(9, 3, 64);
  for (const float scale : {0x1p-62f, 0x1p-63f, 0x1p-126f, 30.0f}) {
    ExpectSameBitsEverywhere("scale " + std::to_string(std::log2(scale)), [&] {
      return Prefill(dims, {3, 16, 41}, scale);
    });
  }
}

// Every float32 whose low half decides the rounding, subnormals, and a few of each exponent.
TEST(KvWriteBf16, RoundsToNearestEvenInEverySet) {
  const AttentionDims dims = Dims(2, 2, 24);
  const int64_t n = 83;
  const auto rows = [&](Sequence* s) {
    uint32_t bits = 0;
    for (auto* to : {&s->k, &s->v}) {
      for (float& x : *to) {
        bits += 0x00018000u + (bits >> 3 & 0x4001u);
        x = std::bit_cast<float>((bits & 0x7f800000u) == 0x7f800000u ? bits & ~0x40000000u : bits);
      }
    }
  };
  const std::vector<float> stored = ExpectSameBitsEverywhere("words", [&] {
    Sequence s(dims, n, 1);
    rows(&s);
    s.Append(0, n);
    return s.Stored(n);
  });
  Sequence s(dims, n, 1);
  rows(&s);
  std::vector<float> expected;
  for (int64_t t = 0; t < n; ++t) {
    for (const auto* from : {&s.k, &s.v}) {
      for (int64_t i = 0; i < 48; ++i) {
        expected.push_back(Rounded((*from)[t * s.kv_stride() + i]));
      }
    }
  }
  ExpectSameBits(expected, stored, "rounded");
}

TEST(KvWriteBf16, KeepsTheTokensBefore) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    const int64_t n = 53;
    Sequence whole(dims, n, 5);
    whole.Append(0, n);
    for (const int64_t chunk : {1, 2, 3, 11}) {
      const std::vector<float> parts = ExpectSameBitsEverywhere(Name(c), [&] {
        Sequence s(dims, n, 5);
        for (int64_t begin = 0; begin < n; begin += chunk) {
          s.Append(begin, std::min(n, begin + chunk));
        }
        return s.Stored(n);
      });
      ExpectSameBits(whole.Stored(n), parts, Name(c));
    }
  }
}

TEST(AttentionForwardBf16, ChunkedPrefillAndDecodeGiveTheBitsOfOnePrefill) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    const int64_t n = 83;
    Sequence whole(dims, n, 5);
    const AttentionTask task = whole.Append(0, n);
    AttentionForwardBf16(dims, {&task, 1});
    for (const int64_t chunk : {1, 3, 16, 31}) {
      Sequence parts(dims, n, 5);
      for (int64_t begin = 0; begin < n; begin += chunk) {
        const AttentionTask part = parts.Append(begin, std::min(n, begin + chunk));
        AttentionForwardBf16(dims, {&part, 1});
      }
      ExpectSameBits(whole.Result(), parts.Result(), Name(c) + " chunk " + std::to_string(chunk));
    }
  }
}

// A zero value of the last, even token, negative by its sign: the empty half of the pair must not
// show, whether it was written, poisoned or belongs to a later token.
TEST(AttentionForwardBf16, NegativeZerosDoNotDependOnTheNeighbour) {
  const AttentionDims dims = Dims(3, 1, 16);
  const int64_t n = 17;
  std::vector<float> results[2];
  for (const bool decode : {false, true}) {
    Sequence s(dims, n, 5);
    for (size_t i = 0; i < s.v.size(); ++i) s.v[i] = i % 3 == 0 ? -0.0f : s.v[i] * 0x1p-125f;
    for (int64_t begin = 0; begin < n; begin += decode ? 1 : n) {
      const AttentionTask task = s.Append(begin, decode ? begin + 1 : n);
      AttentionForwardBf16(dims, {&task, 1});
    }
    results[decode] = s.Result();
  }
  ExpectSameBits(results[0], results[1], "decode");
  Sequence padding(dims, n, 5);
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t d = 0; d < 48; ++d) {
      const float x = results[0][i * padding.q_stride() + d];
      EXPECT_FALSE(x == 0.0f && std::signbit(x)) << i << " " << d;
    }
  }
}

// Keys and values of later tokens, written or left over, may be NaN: rows of one tile end at
// different positions, and an even last token shares its words with the next one.
TEST(AttentionForwardBf16, LaterTokensNeverMatter) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    for (const int64_t first_bad : {5, 6, 16, 33}) {
      const int64_t n = 40;
      const auto result = [&](bool poison) {
        return ExpectSameBitsEverywhere(Name(c), [&] {
          Sequence s(dims, n, 5);
          const float nan = std::bit_cast<float>(0x7fc00001u);
          for (auto* rows : {&s.k, &s.v}) {
            if (poison) std::fill(rows->begin() + first_bad * s.kv_stride(), rows->end(), nan);
          }
          const AttentionTask task = s.Append(0, n);
          AttentionForwardBf16(dims, {&task, 1});
          s.out.resize(first_bad * s.q_stride());
          s.lse.resize(first_bad * dims.n_heads);
          return s.Result();
        });
      };
      ExpectSameBits(result(false), result(true), Name(c));
    }
  }
}

TEST(AttentionForwardBf16, ABatchOfTasksGivesTheBitsOfEachAlone) {
  const AttentionDims dims = Dims(9, 3, 64);
  std::vector<Sequence> batch;
  std::vector<AttentionTask> tasks;
  for (const int64_t n : {5, 40, 17, 64}) batch.emplace_back(dims, n, n);
  for (Sequence& s : batch) {
    const int64_t n = static_cast<int64_t>(s.lse.size()) / dims.n_heads;
    s.Append(0, n - 1);
    tasks.push_back(s.Append(n - 1, n));
  }
  AttentionForwardBf16(dims, tasks);
  for (const int64_t n : {5, 40, 17, 64}) {
    Sequence alone(dims, n, n);
    alone.Append(0, n - 1);
    const AttentionTask task = alone.Append(n - 1, n);
    AttentionForwardBf16(dims, {&task, 1});
    const auto same = std::find_if(batch.begin(), batch.end(), [&](const Sequence& s) {
      return s.lse.size() == alone.lse.size();
    });
    ExpectSameBits(alone.Result(), same->Result(), "length " + std::to_string(n));
  }
}

// The float kernel on rounded rows has the same scores, so the same lse. It does not round the
// weights: each is off by at most 2^-9 of itself, and |v| <= 1.
TEST(AttentionForwardBf16, HasTheScoresOfTheFloatKernelOnRoundedRows) {
  for (const Config& c : kConfigs) {
    const AttentionDims dims = Dims(c.n_heads, c.n_kv_heads, c.head_dim);
    const int64_t n = 70;
    Sequence narrow(dims, n, 3);
    Sequence wide(dims, n, 3, Cache::kFloat);
    wide.RoundRows();
    const AttentionTask narrow_task = narrow.Append(0, n);
    const AttentionTask wide_task = wide.Append(0, n);
    AttentionForwardBf16(dims, {&narrow_task, 1});
    AttentionForward(dims, {&wide_task, 1});
    ExpectSameBits(wide.lse, narrow.lse, Name(c) + " lse");
    for (size_t i = 0; i < wide.out.size(); ++i) {
      ASSERT_NEAR(narrow.out[i], wide.out[i], 0x1p-9 + 1e-6) << Name(c) << " " << i;
    }
  }
}

TEST(AttentionForwardBf16, LargeScoresDoNotOverflow) {
  const AttentionDims dims = Dims(1, 1, 16);
  Sequence s(dims, 40, 3);
  for (float& x : s.q) x *= 1e4f;
  for (float& x : s.k) x *= 1e4f;
  const AttentionTask task = s.Append(0, 40);
  AttentionForwardBf16(dims, {&task, 1});
  for (const float x : s.Result()) EXPECT_TRUE(std::isfinite(x));
}

TEST(AttentionForwardBf16, NoTasksAndNoQueriesAreAllowed) {
  const AttentionDims dims = Dims(2, 1, 16);
  AttentionForwardBf16(dims, {});
  const AttentionTask task;
  AttentionForwardBf16(dims, {&task, 1});
}

TEST(AttentionForwardBf16, RefusesDimensionsItCannotDo) {
  EXPECT_THROW(AttentionForwardBf16(Dims(3, 2, 16), {}), base::Error);
  EXPECT_THROW(AttentionForwardBf16(Dims(2, 2, 12), {}), base::Error);
}

}  // namespace
}  // namespace r1bench::kernels
