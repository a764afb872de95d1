// Register tiles of the attention forward pass: a few query rows against blocks of keys, and their
// weights against value rows. Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_TILE_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_TILE_H_

#include "kernels/attention/attention.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

#ifdef __AVX512F__
inline constexpr int64_t kMaxRows = 8;
// Key blocks in one score tile, and vectors of a value row in one value tile.
R1_INLINE int64_t ScoreBlocks(int64_t rows) { return rows <= 6 ? 4 : 3; }
R1_INLINE int64_t ValueVectors(int64_t rows) { return rows <= 6 ? 4 : 2; }
#else
inline constexpr int64_t kMaxRows = 6;
R1_INLINE int64_t ScoreBlocks(int64_t rows) { return rows <= 2 ? 2 : 1; }
R1_INLINE int64_t ValueVectors(int64_t rows) { return rows <= 2 ? 2 : 1; }
#endif

R1_INLINE Mask AllOrNone(bool all) { return FirstLanes(all ? kWidth : 0); }

// Rows [first, first + rows) of a unit: row r is query r / group, head r % group of the group.
struct RowTile {
  int64_t rows;
  const float* q[kMaxRows];
  float* out[kMaxRows];
  float* lse[kMaxRows];
  int64_t position[kMaxRows];  // ascending
};

R1_INLINE void MakeTile(const AttentionDims& dims, const AttentionTask& task, int64_t g,
                        int64_t first, int64_t rows, RowTile* tile) {
  const int64_t group = dims.n_heads / dims.n_kv_heads;
  int64_t i = first / group;
  int64_t h = first - i * group;
  tile->rows = rows;
  for (int64_t r = 0; r < rows; ++r) {
    const int64_t head = g * group + h;
    tile->q[r] = task.q + i * task.q_stride + head * dims.head_dim;
    tile->out[r] = task.out + i * task.out_stride + head * dims.head_dim;
    tile->lse[r] = task.lse == nullptr ? nullptr : task.lse + i * dims.n_heads + head;
    tile->position[r] = task.first_position + i;
    if (++h == group) {
      h = 0;
      ++i;
    }
  }
}

struct ScoreArgs {
  const float* const* q;
  const int64_t* position;
  const float* const* k_blocks;
  int64_t k_offset;  // of the key/value head in a block
  int64_t head_dim;
  float scale;
  int64_t block;  // first block of the tile
  float* scores;  // row r at scores + r*ld
  int64_t ld;
};

// scores[r][t] for the 16·kBlocks positions from 16·block on; -inf past the row's own position.
template <int kRows, int kBlocks>
void ScoreTile(const ScoreArgs& s) {
  F16 acc[kRows][kBlocks];
  const float* q[kRows];
  const float* k[kBlocks];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    q[r] = s.q[r];
    for (int b = 0; b < kBlocks; ++b) acc[r][b] = Zero();
  }
  for (int b = 0; b < kBlocks; ++b) k[b] = s.k_blocks[s.block + b] + s.k_offset;
  for (int64_t d = 0; d < s.head_dim; ++d) {
    F16 kv[kBlocks];
#pragma GCC unroll 4
    for (int b = 0; b < kBlocks; ++b) kv[b] = Load(k[b] + d * kWidth);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const F16 qv = Set1(q[r][d]);
#pragma GCC unroll 4
      for (int b = 0; b < kBlocks; ++b) acc[r][b] = Fma(qv, kv[b], acc[r][b]);
    }
  }
  const F16 scale = Set1(s.scale);
  const F16 nothing = Set1(-__builtin_inff());
  const int64_t first = s.block * kWidth;
  const bool masked = s.position[0] < first + kBlocks * kWidth - 1;
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    for (int b = 0; b < kBlocks; ++b) {
      F16 score = acc[r][b] * scale;
      if (masked) {
        const int64_t visible = s.position[r] + 1 - first - b * kWidth;
        score = Choose(FirstLanes(Max(0, Min(kWidth, visible))), score, nothing);
      }
      Store(s.scores + r * s.ld + first + b * kWidth, score);
    }
  }
}

struct ValueArgs {
  const float* weights;  // row r at weights + r*ld
  int64_t ld;
  const int64_t* position;
  const float* inverse;  // [rows]
  const float* const* v_blocks;
  int64_t v_offset;
  int64_t head_dim;
  int64_t column;   // first feature of the tile
  int64_t columns;  // features of a tile that is narrower than a vector
  float* const* out;
};

template <bool kWhole>
R1_INLINE F16 LoadValue(const float* p, int64_t columns) {
  return kWhole ? Load(p) : LoadFirst(p, columns);
}

// acc[r][v] += weight[r][t]·v[t] for the positions [t, end) of one block; kMasked: only rows whose
// position has reached t.
template <int kRows, int kVectors, bool kWhole, bool kMasked>
R1_INLINE void ValueSteps(const ValueArgs& s, const float* v, int64_t t, int64_t end,
                          F16 (&acc)[kRows][kVectors]) {
  constexpr int kPointers = (kRows + 2) / 3;
  const int64_t ld = s.ld;
  const int64_t D = s.head_dim;
  const float* w[kPointers];
  for (int i = 0; i < kPointers; ++i) w[i] = s.weights + 3 * i * ld + t;
  for (; t < end; ++t, v += D) {
    F16 vv[kVectors];
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) vv[i] = LoadValue<kWhole>(v + i * kWidth, s.columns);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const F16 weight = Set1(w[r / 3][r % 3 * ld]);
      const Mask seen = kMasked ? AllOrNone(t <= s.position[r]) : AllOrNone(true);
#pragma GCC unroll 4
      for (int i = 0; i < kVectors; ++i) {
        acc[r][i] =
            kMasked ? FmaWhere(seen, weight, vv[i], acc[r][i]) : Fma(weight, vv[i], acc[r][i]);
      }
    }
    for (int i = 0; i < kPointers; ++i) ++w[i];
  }
}

template <int kRows, int kVectors, bool kWhole>
void ValueTile(const ValueArgs& s) {
  F16 acc[kRows][kVectors];
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    for (int i = 0; i < kVectors; ++i) acc[r][i] = Zero();
  }
  const int64_t common = s.position[0] + 1;  // positions that all rows see
  const int64_t length = s.position[kRows - 1] + 1;
  for (int64_t t = 0; t < length; t += kWidth) {
    const float* v = s.v_blocks[t / kWidth] + s.v_offset + s.column;
    const int64_t end = Min(length, t + kWidth);
    const int64_t split = Max(t, Min(common, end));
    ValueSteps<kRows, kVectors, kWhole, false>(s, v, t, split, acc);
    if (split < end) {
      ValueSteps<kRows, kVectors, kWhole, true>(s, v + (split - t) * s.head_dim, split, end, acc);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < kRows; ++r) {
    const F16 inverse = Set1(s.inverse[r]);
    for (int i = 0; i < kVectors; ++i) {
      float* to = s.out[r] + s.column + i * kWidth;
      if (kWhole) {
        Store(to, acc[r][i] * inverse);
      } else {
        StoreFirst(to, acc[r][i] * inverse, s.columns);
      }
    }
  }
}

// dq of the query heads of key/value head g, and its dk and dv (attention_backward_cpu.cc).
void AttentionBackwardUnit(const AttentionDims& dims, const AttentionBackwardTask& task, int64_t g);

using ScoreFunction = void (*)(const ScoreArgs&);
using ValueFunction = void (*)(const ValueArgs&);

// AVX2 has registers for two vectors in tiles of one or two rows only.
template <int kRows>
inline constexpr int kPair = kMaxRows == 8 || kRows <= 2 ? 2 : 1;

template <int kRows>
R1_INLINE ScoreFunction ScoreTileWithRows(int64_t blocks) {
#ifdef __AVX512F__
  constexpr int kMost = kRows <= 6 ? 4 : 3;
  if (blocks == 4) return ScoreTile<kRows, kMost>;
  if (blocks == 3) return ScoreTile<kRows, 3>;
#endif
  return blocks == 2 ? ScoreTile<kRows, kPair<kRows>> : ScoreTile<kRows, 1>;
}

// vectors 0: one narrow vector.
template <int kRows>
R1_INLINE ValueFunction ValueTileWithRows(int64_t vectors) {
  if (vectors == 0) return ValueTile<kRows, 1, false>;
#ifdef __AVX512F__
  constexpr int kMost = kRows <= 6 ? 4 : 2;
  if (vectors == 4) return ValueTile<kRows, kMost, true>;
  if (vectors == 3) return ValueTile < kRows, kMost == 4 ? 3 : 2, true > ;
#endif
  return vectors == 2 ? ValueTile<kRows, kPair<kRows>, true> : ValueTile<kRows, 1, true>;
}

#define R1_CHOOSE_BY_ROWS(function, count)               \
  switch (rows) {                                        \
    case 1:                                              \
      return function<1>(count);                         \
    case 2:                                              \
      return function<2>(count);                         \
    case 3:                                              \
      return function<3>(count);                         \
    case 4:                                              \
      return function<4>(count);                         \
    case 5:                                              \
      return function<5>(count);                         \
    case 6:                                              \
      return function<6>(count);                         \
    case 7:                                              \
      return function < kMaxRows == 8 ? 7 : 6 > (count); \
    default:                                             \
      return function < kMaxRows == 8 ? 8 : 6 > (count); \
  }

R1_INLINE ScoreFunction ChooseScoreTile(int64_t rows, int64_t blocks){
    R1_CHOOSE_BY_ROWS(ScoreTileWithRows, blocks)}

R1_INLINE ValueFunction ChooseValueTile(int64_t rows, int64_t vectors) {
  R1_CHOOSE_BY_ROWS(ValueTileWithRows, vectors)
}

#undef R1_CHOOSE_BY_ROWS

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_TILE_H_
