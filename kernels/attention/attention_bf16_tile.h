// Register tiles of the attention forward pass over a bf16 cache: a few query rows against blocks
// of keys, and their weights against value rows. Both store bare sums. Included by files that are
// compiled once per instruction set.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_TILE_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_TILE_H_

#include "kernels/attention/attention_bf16_words.h"
#include "kernels/attention/attention_tile.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

inline constexpr int64_t kMaxHeadDim = 256;
// Most rows of a tile: with four vectors each they fill the registers of AVX-512, with one those of
// AVX2.
inline constexpr int64_t kMaxPairRows = 6;
// How far ahead of the sums words are fetched.
inline constexpr int64_t kAheadBlocks = 4;

// The words of one key/value head in the order in which they are read: keys of all blocks, values,
// and then the keys of the head that comes next.
struct WordStream {
  const float* const* k_blocks;
  const float* const* v_blocks;
  int64_t blocks;
  int64_t offset;       // of the head in a block
  int64_t next_offset;  // of the next head

  // Block i of the stream.
  R1_INLINE const float* At(int64_t i) const {
    if (i < blocks) return k_blocks[i] + offset;
    if (i < 2 * blocks) return v_blocks[i - blocks] + offset;
    return k_blocks[Min(i - 2 * blocks, blocks - 1)] + next_offset;
  }
};

// Into the second level: the first has too few places for lines under way (measured: 1.4 times
// slower).
R1_INLINE void Prefetch(const float* p) {
  _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T1);
}

struct PairScoreArgs {
  const float* q;  // pairs; row r at q + r*q_ld
  int64_t q_ld;
  const WordStream* stream;
  int64_t pairs;  // of features
  int64_t block;  // first block of the tile
  float* scores;  // row r at scores + r*ld
  int64_t ld;
};

// scores[r][t] for the 16·kBlocks positions from 16·block on, not scaled.
template <int kRows, int kBlocks>
void PairScoreTile(const PairScoreArgs& s) {
  F16 acc[kRows][kBlocks];
#pragma GCC unroll 6
  for (int r = 0; r < kRows; ++r) {
    for (int b = 0; b < kBlocks; ++b) acc[r][b] = Zero();
  }
  constexpr int kPointers = (kRows + 2) / 3;
  const int64_t q_ld = s.q_ld;
  const float* q[kPointers];
  for (int i = 0; i < kPointers; ++i) q[i] = s.q + 3 * i * q_ld;
  const float* k[kBlocks];
  const float* ahead[kBlocks];
  for (int b = 0; b < kBlocks; ++b) {
    k[b] = s.stream->At(s.block + b);
    ahead[b] = s.stream->At(s.block + kAheadBlocks + b);
  }
  for (int64_t j = 0; j < s.pairs; ++j) {
    Pairs kv[kBlocks];
#pragma GCC unroll 4
    for (int b = 0; b < kBlocks; ++b) {
      kv[b] = LoadPairs(k[b] + j * kWidth);
      Prefetch(ahead[b] + j * kWidth);
    }
#pragma GCC unroll 6
    for (int r = 0; r < kRows; ++r) {
      const Pairs qv = SetPair(q[r / 3] + r % 3 * q_ld);
#pragma GCC unroll 4
      for (int b = 0; b < kBlocks; ++b) acc[r][b] = FmaPairs(qv, kv[b], acc[r][b]);
    }
    for (int i = 0; i < kPointers; ++i) q[i] += kPairFloats;
  }
#pragma GCC unroll 6
  for (int r = 0; r < kRows; ++r) {
    for (int b = 0; b < kBlocks; ++b) {
      Store(s.scores + r * s.ld + (s.block + b) * kWidth, acc[r][b]);
    }
  }
}

struct PairValueArgs {
  const float* weights;  // pairs; row r at weights + r*ld
  int64_t ld;
  const int64_t* position;
  const WordStream* stream;
  int64_t head_dim;
  int64_t column;   // first feature of the tile
  int64_t columns;  // features of a tile that is narrower than a vector
  float* const* out;
};

// acc[r][v] += weight[r][t]·v[t] for the pairs of positions from t to end of one block; kMasked:
// only positions that the row sees.
template <int kRows, int kVectors, bool kWhole, bool kMasked>
R1_INLINE void PairValueSteps(const PairValueArgs& s, const float* v, const float* ahead, int64_t t,
                              int64_t end, F16 (&acc)[kRows][kVectors]) {
  constexpr int kPointers = (kRows + 2) / 3;
  const int64_t ld = s.ld;
  const int64_t D = s.head_dim;
  const float* w[kPointers];
  for (int i = 0; i < kPointers; ++i) w[i] = s.weights + 3 * i * ld + t / 2 * kPairFloats;
  for (; t < end; t += 2, v += D, ahead += D) {
    Pairs vv[kVectors];
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; ++i) {
      vv[i] = kWhole ? LoadPairs(v + i * kWidth) : LoadFirstPairs(v, s.columns);
      Prefetch(ahead + i * kWidth);
    }
#pragma GCC unroll 6
    for (int r = 0; r < kRows; ++r) {
      const Pairs weight = SetPair(w[r / 3] + r % 3 * ld);
#pragma GCC unroll 4
      for (int i = 0; i < kVectors; ++i) {
        const Pairs seen =
            kMasked ? KeepMembers(vv[i], t <= s.position[r], t + 1 <= s.position[r]) : vv[i];
        acc[r][i] = FmaPairs(weight, seen, acc[r][i]);
      }
    }
    for (int i = 0; i < kPointers; ++i) w[i] += kPairFloats;
  }
}

// Features column … of out, not yet divided by the sum of the weights.
template <int kRows, int kVectors, bool kWhole>
void PairValueTile(const PairValueArgs& s) {
  F16 acc[kRows][kVectors];
#pragma GCC unroll 6
  for (int r = 0; r < kRows; ++r) {
    for (int i = 0; i < kVectors; ++i) acc[r][i] = Zero();
  }
  const int64_t common = (s.position[0] + 1) / 2 * 2;  // whole pairs that all rows see
  const int64_t length = s.position[kRows - 1] + 1;
  for (int64_t t = 0; t < length; t += kWidth) {
    const int64_t block = s.stream->blocks + t / kWidth;
    const float* v = s.stream->At(block) + s.column;
    const float* ahead = s.stream->At(block + kAheadBlocks) + s.column;
    const int64_t end = Min(length, t + kWidth);
    const int64_t split = Max(t, Min(common, end));
    PairValueSteps<kRows, kVectors, kWhole, false>(s, v, ahead, t, split, acc);
    if (split < end) {
      const int64_t skip = (split - t) / 2 * s.head_dim;
      PairValueSteps<kRows, kVectors, kWhole, true>(s, v + skip, ahead + skip, split, end, acc);
    }
  }
#pragma GCC unroll 6
  for (int r = 0; r < kRows; ++r) {
    for (int i = 0; i < kVectors; ++i) {
      float* to = s.out[r] + s.column + i * kWidth;
      if (kWhole) {
        Store(to, acc[r][i]);
      } else {
        StoreFirst(to, acc[r][i], s.columns);
      }
    }
  }
}

using PairScoreFunction = void (*)(const PairScoreArgs&);
using PairValueFunction = void (*)(const PairValueArgs&);

template <int kRows>
R1_INLINE PairScoreFunction PairScoreTileWithRows(int64_t blocks) {
#ifdef __AVX512F__
  if (blocks == 4) return PairScoreTile<kRows, 4>;
  if (blocks == 3) return PairScoreTile<kRows, 3>;
#endif
  return blocks == 2 ? PairScoreTile<kRows, kPair<kRows>> : PairScoreTile<kRows, 1>;
}

// vectors 0: one narrow vector.
template <int kRows>
R1_INLINE PairValueFunction PairValueTileWithRows(int64_t vectors) {
  if (vectors == 0) return PairValueTile<kRows, 1, false>;
#ifdef __AVX512F__
  if (vectors == 4) return PairValueTile<kRows, 4, true>;
  if (vectors == 3) return PairValueTile<kRows, 3, true>;
#endif
  return vectors == 2 ? PairValueTile<kRows, kPair<kRows>, true> : PairValueTile<kRows, 1, true>;
}

#define R1_CHOOSE_BY_ROWS(function, count) \
  switch (rows) {                          \
    case 1:                                \
      return function<1>(count);           \
    case 2:                                \
      return function<2>(count);           \
    case 3:                                \
      return function<3>(count);           \
    case 4:                                \
      return function<4>(count);           \
    case 5:                                \
      return function<5>(count);           \
    default:                               \
      return function<6>(count);           \
  }

R1_INLINE PairScoreFunction ChoosePairScoreTile(int64_t rows, int64_t blocks){
    R1_CHOOSE_BY_ROWS(PairScoreTileWithRows, blocks)}

R1_INLINE PairValueFunction ChoosePairValueTile(int64_t rows, int64_t vectors) {
  R1_CHOOSE_BY_ROWS(PairValueTileWithRows, vectors)
}

#undef R1_CHOOSE_BY_ROWS

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_BF16_TILE_H_
