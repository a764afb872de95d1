#include "kernels/attention/attention_bf16_impl.h"
#include "kernels/attention/attention_bf16_tile.h"
#include "kernels/attention/attention_tile.h"
#include "kernels/scratch.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

// n numbers as n/2 words; up to eight words more are overwritten.
R1_INLINE void PackRow(const float* from, float* to, int64_t n) {
  for (int64_t j = 0; j < n; j += kWidth) {
    const F16 x = j + kWidth <= n ? Load(from + j) : LoadFirst(from + j, n - j);
    StoreWords(to + j / 2, x);
  }
}

// Keys of one head: each row packed, then all transposed.
void WriteKeys(const KvRowsBf16& s, const float* from, float* to, int64_t D) {
  alignas(64) float words[kWidth][kMaxHeadDim / 2 + 8];
  for (int64_t i = 0; i < s.count; ++i) PackRow(from + i * s.k_stride, words[i], D);
  const int64_t pairs = D / 2;
  int64_t i = 0;
  for (; i + 8 <= s.count && (s.slot + i) % 8 == 0; i += 8) {
    int64_t j = 0;
    for (; j + 8 <= pairs; j += 8) {
      TransposeEight(words[i] + j, kMaxHeadDim / 2 + 8, 8, to + j * kWidth + s.slot + i, kWidth);
    }
    for (; j < pairs; ++j) {
      for (int64_t t = i; t < i + 8; ++t) to[j * kWidth + s.slot + t] = words[t][j];
    }
  }
  for (; i < s.count; ++i) {
    for (int64_t j = 0; j < pairs; ++j) to[j * kWidth + s.slot + i] = words[i][j];
  }
}

// Values of one token; the other token of the word stays when it comes before.
void WriteValues(const float* from, bool second, float* to, int64_t D) {
  for (int64_t d = 0; d < D; d += kWidth) {
    const int64_t n = Min(kWidth, D - d);
    const F16 x = LoadFirst(from + d, n);
    const W16 word =
        second ? PairLanes(Earlier(AsWords(LoadFirst(to + d, n))), x) : PairLanes(x, Zero());
    StoreFirst(to + d, AsFloats(word), n);
  }
}

void Write(const AttentionDims& dims, const KvRowsBf16& s) {
  const int64_t D = dims.head_dim;
  for (int64_t g = 0; g < dims.n_kv_heads; ++g) {
    WriteKeys(s, s.k + g * D, s.k_block + g * D / 2 * kWidth, D);
    for (int64_t i = 0; i < s.count; ++i) {
      const int64_t slot = s.slot + i;
      WriteValues(s.v + i * s.v_stride + g * D, slot % 2 == 1,
                  s.v_block + (g * kWidth / 2 + slot / 2) * D, D);
    }
  }
}

R1_INLINE F16 Scaled(const float* s, F16 scale) { return Load(s) * scale; }

// Bare scores to the weights of the values, pairs of bf16 numbers in place. max, sum: of the
// unrounded exponentials.
void SoftmaxRow(float* s, int64_t blocks, int64_t seen, F16 scale, float* max, float* sum) {
  const int64_t whole = seen / kWidth;
  const int64_t rest = seen - whole * kWidth;
  F16 m = Set1(-__builtin_inff());
  for (int64_t b = 0; b < whole; ++b) m = MaxOrSecond(Scaled(s + b * kWidth, scale), m);
  if (rest > 0) {
    const F16 last = Scaled(s + whole * kWidth, scale);
    m = MaxOrSecond(Choose(FirstLanes(rest), last, m), m);
  }
  *max = TreeMax(m);
  const F16 shift = Set1(*max);
  const int64_t step = kWidth / 2 * kPairFloats;
  F16 lanes = Zero();
  for (int64_t b = 0; b < whole; ++b) {
    const F16 e = Exp(Scaled(s + b * kWidth, scale) - shift);
    StorePairs(s + b * step, e);
    lanes = lanes + e;
  }
  for (int64_t b = whole; b < blocks; ++b) {
    const int64_t n = b == whole ? rest : 0;
    const F16 e = Exp(Scaled(s + b * kWidth, scale) - shift);
    const F16 kept = Choose(FirstLanes(n), e, Zero());
    StorePairs(s + b * step, kept);
    lanes = lanes + kept;
  }
  *sum = TreeSum(lanes);
}

// All rows' weights; inverse[r] = 1/sum.
void SoftmaxRows(const RowTile& tile, float* scores, int64_t blocks, float scale, float* inverse) {
  const int64_t ld = blocks * kWidth;
  float max[kMaxPairRows];
  alignas(64) float sum[kLogLanes];
  for (int64_t r = 0; r < kLogLanes; ++r) sum[r] = 1.0f;
  for (int64_t r = 0; r < tile.rows; ++r) {
    SoftmaxRow(scores + r * ld, blocks, tile.position[r] + 1, Set1(scale), &max[r], &sum[r]);
  }
  for (int64_t r = 0; r < tile.rows; ++r) inverse[r] = 1.0f / sum[r];
  if (tile.lse[0] == nullptr) return;
  alignas(64) float log_sum[kLogLanes];
  LogEight(sum, log_sum);
  for (int64_t r = 0; r < tile.rows; ++r) *tile.lse[r] = max[r] + log_sum[r];
}

void ScoreRows(const RowTile& tile, const WordStream& stream, int64_t D, float* scores) {
  alignas(64) float q[kMaxPairRows * kMaxHeadDim];
  PairScoreArgs score = {};
  score.q = q;
  score.q_ld = (D + kWidth - 1) / kWidth * (kWidth / 2 * kPairFloats);
  score.stream = &stream;
  score.pairs = D / 2;
  score.scores = scores;
  score.ld = stream.blocks * kWidth;
  for (int64_t r = 0; r < tile.rows; ++r) {
    for (int64_t d = 0; d < D; d += kWidth) {
      StorePairs(q + r * score.q_ld + d / 2 * kPairFloats,
                 LoadFirst(tile.q[r] + d, Min(kWidth, D - d)));
    }
  }
  [[maybe_unused]] const FlushSubnormals flush;
  for (score.block = 0; score.block < stream.blocks;) {
    const int64_t count = Min(stream.blocks - score.block, ScoreBlocks(tile.rows));
    ChoosePairScoreTile(tile.rows, count)(score);
    score.block += count;
  }
}

// Weighted sums of the values, in out.
void SumValues(const RowTile& tile, const WordStream& stream, int64_t D, const float* weights) {
  PairValueArgs value = {};
  value.weights = weights;
  value.ld = stream.blocks * kWidth;
  value.position = tile.position;
  value.stream = &stream;
  value.head_dim = D;
  value.out = tile.out;
  [[maybe_unused]] const FlushSubnormals flush;
  for (value.column = 0; value.column < D;) {
    const int64_t left = D - value.column;
    const int64_t vectors = Max(1, Min(left / kWidth, ValueVectors(tile.rows)));
    value.columns = Min(left, kWidth);
    ChoosePairValueTile(tile.rows, left < kWidth ? 0 : vectors)(value);
    value.column += vectors * kWidth;
  }
}

R1_INLINE void FinishRow(float* out, int64_t D, float inverse) {
  for (int64_t d = 0; d < D; d += kWidth) {
    const int64_t n = Min(kWidth, D - d);
    StoreFirst(out + d, LoadFirst(out + d, n) * Set1(inverse) + Zero(), n);
  }
}

void Forward(const AttentionDims& dims, const AttentionTask& task, int64_t g, int64_t begin,
             int64_t end) {
  const int64_t group = dims.n_heads / dims.n_kv_heads;
  const int64_t D = dims.head_dim;
  const int64_t last = end * group;
  RowTile tile;
  for (int64_t row = begin * group; row < last;) {
    // Tiles of equal height rather than a short one at the end.
    const int64_t tiles = (last - row + kMaxPairRows - 1) / kMaxPairRows;
    const int64_t rows = (last - row + tiles - 1) / tiles;
    MakeTile(dims, task, g, row, rows, &tile);
    const int64_t blocks = tile.position[rows - 1] / kWidth + 1;
    const int64_t next = g + 1 < dims.n_kv_heads ? g + 1 : g;
    const WordStream stream = {task.k_blocks, task.v_blocks, blocks, g * D * kWidth / 2,
                               next * D * kWidth / 2};
    float* scores = Scratch(ScratchSlot::kAttention, rows * blocks * kWidth);
    float inverse[kMaxPairRows];
    ScoreRows(tile, stream, D, scores);
    SoftmaxRows(tile, scores, blocks, dims.scale, inverse);
    SumValues(tile, stream, D, scores);
    for (int64_t r = 0; r < rows; ++r) FinishRow(tile.out[r], D, inverse[r]);
    row += rows;
  }
}

}  // namespace
}  // namespace R1_ISA

const AttentionBf16Kernels R1_ISA_TABLE(kAttentionBf16) = {R1_ISA::Write, R1_ISA::Forward};

}  // namespace r1bench::kernels
