#include "kernels/attention/attention_impl.h"
#include "kernels/attention/attention_tile.h"
#include "kernels/scratch.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

void CopyRow(const float* from, float* to, int64_t n) {
  int64_t j = 0;
  for (; j + kWidth <= n; j += kWidth) Store(to + j, Load(from + j));
  if (j < n) StoreFirst(to + j, LoadFirst(from + j, n - j), n - j);
}

// Keys of one head, transposed by eights where they begin at slot 0 or 8.
void WriteKeys(const KvRows& s, const float* from, float* to, int64_t D) {
  int64_t i = 0;
  for (; i < s.count && (s.slot + i) % 8 != 0; ++i) {
    for (int64_t d = 0; d < D; ++d) to[d * kWidth + s.slot + i] = from[i * s.k_stride + d];
  }
  if (s.count - i == 1) {  // decode: a transposed group would cost more
    for (int64_t d = 0; d < D; ++d) to[d * kWidth + s.slot + i] = from[i * s.k_stride + d];
    return;
  }
  for (; i < s.count; i += 8) {
    for (int64_t d = 0; d < D; d += 8) {
      TransposeEight(from + i * s.k_stride + d, s.k_stride, Min(8, s.count - i),
                     to + d * kWidth + s.slot + i, kWidth);
    }
  }
}

void Write(const AttentionDims& dims, const KvRows& s) {
  const int64_t D = dims.head_dim;
  for (int64_t g = 0; g < dims.n_kv_heads; ++g) {
    WriteKeys(s, s.k + g * D, s.k_block + g * D * kWidth, D);
    for (int64_t i = 0; i < s.count; ++i) {
      CopyRow(s.v + i * s.v_stride + g * D, s.v_block + (g * kWidth + s.slot + i) * D, D);
    }
  }
}

// Scores to exponentials, in place; inverse[r] = 1/sum. Each step goes over all rows before the
// next, so that the short chains of one row overlap with those of the others.
void SoftmaxRows(const RowTile& tile, float* scores, int64_t blocks, float* inverse) {
  const int64_t ld = blocks * kWidth;
  float max[kMaxRows];
  alignas(64) float sum[kLogLanes];
  for (int64_t r = 0; r < kLogLanes; ++r) sum[r] = 1.0f;
  for (int64_t r = 0; r < tile.rows; ++r) {
    const float* s = scores + r * ld;
    F16 m = Load(s);
    for (int64_t b = 1; b < blocks; ++b) m = MaxOrSecond(Load(s + b * kWidth), m);
    max[r] = TreeMax(m);
  }
  for (int64_t r = 0; r < tile.rows; ++r) {
    float* s = scores + r * ld;
    const F16 shift = Set1(max[r]);
    F16 lanes = Zero();
    for (int64_t b = 0; b < blocks; ++b) {
      const F16 e = Exp(Load(s + b * kWidth) - shift);
      Store(s + b * kWidth, e);
      lanes = lanes + e;
    }
    sum[r] = TreeSum(lanes);
  }
  for (int64_t r = 0; r < tile.rows; ++r) inverse[r] = 1.0f / sum[r];
  if (tile.lse[0] == nullptr) return;
  alignas(64) float log_sum[kLogLanes];
  LogEight(sum, log_sum);
  for (int64_t r = 0; r < tile.rows; ++r) *tile.lse[r] = max[r] + log_sum[r];
}

void RunTile(const AttentionDims& dims, const AttentionTask& task, int64_t g, const RowTile& tile) {
  const int64_t D = dims.head_dim;
  const int64_t length = tile.position[tile.rows - 1] + 1;
  const int64_t blocks = (length + kWidth - 1) / kWidth;
  const int64_t ld = blocks * kWidth;
  float* scores = Scratch(ScratchSlot::kAttention, tile.rows * ld);
  ScoreArgs score = {};
  score.q = tile.q;
  score.position = tile.position;
  score.k_blocks = task.k_blocks;
  score.k_offset = g * D * kWidth;
  score.head_dim = D;
  score.scale = dims.scale;
  score.scores = scores;
  score.ld = ld;
  for (score.block = 0; score.block < blocks;) {
    const int64_t count = Min(blocks - score.block, ScoreBlocks(tile.rows));
    ChooseScoreTile(tile.rows, count)(score);
    score.block += count;
  }
  float inverse[kMaxRows];
  SoftmaxRows(tile, scores, blocks, inverse);
  ValueArgs value = {};
  value.weights = scores;
  value.ld = ld;
  value.position = tile.position;
  value.inverse = inverse;
  value.v_blocks = task.v_blocks;
  value.v_offset = g * D * kWidth;
  value.head_dim = D;
  value.out = tile.out;
  for (value.column = 0; value.column < D;) {
    const int64_t left = D - value.column;
    const int64_t vectors = Max(1, Min(left / kWidth, ValueVectors(tile.rows)));
    value.columns = Min(left, kWidth);
    ChooseValueTile(tile.rows, left < kWidth ? 0 : vectors)(value);
    value.column += vectors * kWidth;
  }
}

void Forward(const AttentionDims& dims, const AttentionTask& task, int64_t g, int64_t begin,
             int64_t end) {
  const int64_t group = dims.n_heads / dims.n_kv_heads;
  const int64_t last = end * group;
  RowTile tile;
  for (int64_t row = begin * group; row < last;) {
    // Tiles of equal height rather than a short one at the end.
    const int64_t tiles = (last - row + kMaxRows - 1) / kMaxRows;
    const int64_t rows = (last - row + tiles - 1) / tiles;
    MakeTile(dims, task, g, row, rows, &tile);
    RunTile(dims, task, g, tile);
    row += rows;
  }
}

}  // namespace
}  // namespace R1_ISA

const AttentionKernels R1_ISA_TABLE(kAttention) = {R1_ISA::Write, R1_ISA::Forward,
                                                   R1_ISA::AttentionBackwardUnit};

}  // namespace r1bench::kernels
