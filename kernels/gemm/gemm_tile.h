// The register tile of all matrix products: rows × vectors accumulators, k ascending.
//
// Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_GEMM_GEMM_TILE_H_
#define R1BENCH_KERNELS_GEMM_GEMM_TILE_H_

#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

enum class Start { kZero, kBias, kLoad };

struct TileArgs {
  int64_t k;
  const float* a;  // row r, step p at a[r*a_row + p*a_col]
  int64_t a_row;
  int64_t a_col;
  const float* b;  // vector v, step p at b + v*b_panel + p*b_step
  int64_t b_step;
  int64_t b_panel;
  float* c;
  int64_t ldc;
  Start start;
  const float* bias;     // first column of the tile; only for kBias
  int64_t last_columns;  // 1..16: valid lanes of the last vector
};

// First values of row r's accumulators.
template <int kVectors>
R1_INLINE void LoadRow(const TileArgs& t, const float* from, F16* row) {
  for (int v = 0; v < kVectors - 1; ++v) row[v] = Load(from + v * kWidth);
  const float* last = from + (kVectors - 1) * kWidth;
  row[kVectors - 1] = t.last_columns == kWidth ? Load(last) : LoadFirst(last, t.last_columns);
}

template <int kVectors>
R1_INLINE void StoreRow(const TileArgs& t, float* to, const F16* row) {
  for (int v = 0; v < kVectors - 1; ++v) Store(to + v * kWidth, row[v]);
  float* last = to + (kVectors - 1) * kWidth;
  if (t.last_columns == kWidth) {
    Store(last, row[kVectors - 1]);
  } else {
    StoreFirst(last, row[kVectors - 1], t.last_columns);
  }
}

// Row addresses: one pointer for three rows, so that twelve rows fit the integer registers.
template <int kRows, int kVectors, bool kAdjacentRows>
void Tile(const TileArgs& t) {
  F16 acc[kRows][kVectors];
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) {
    if (t.start == Start::kZero) {
      for (int v = 0; v < kVectors; ++v) acc[r][v] = Zero();
    } else {
      LoadRow<kVectors>(t, t.start == Start::kBias ? t.bias : t.c + r * t.ldc, acc[r]);
    }
  }
  constexpr int kPointers = (kRows + 2) / 3;
  const int64_t row = kAdjacentRows ? 1 : t.a_row;
  const float* a[kPointers];
  for (int i = 0; i < kPointers; ++i) a[i] = t.a + 3 * i * row;
  const float* b = t.b;
  const int64_t b_panel = t.b_panel;
  for (int64_t p = 0; p < t.k; ++p) {
    F16 bv[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) bv[v] = Load(b + v * b_panel);
#pragma GCC unroll 12
    for (int r = 0; r < kRows; ++r) {
      const F16 av = Set1(kAdjacentRows ? a[0][r] : a[r / 3][r % 3 * row]);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) acc[r][v] = Fma(av, bv[v], acc[r][v]);
    }
    b += t.b_step;
    for (int i = 0; i < (kAdjacentRows ? 1 : kPointers); ++i) a[i] += t.a_col;
  }
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) StoreRow<kVectors>(t, t.c + r * t.ldc, acc[r]);
}

using TileFunction = void (*)(const TileArgs&);

// Most rows of a tile with v vectors: as many as the registers hold.
#ifdef __AVX512F__
inline constexpr int kMaxVectors = 4;
inline constexpr int kTileRows[kMaxVectors + 1] = {0, 12, 12, 8, 6};
#else
inline constexpr int kMaxVectors = 1;
inline constexpr int kTileRows[kMaxVectors + 1] = {0, 6};
#endif

template <int kVectors, bool kAdjacentRows>
R1_INLINE TileFunction TileWithRows(int64_t rows) {
  constexpr int kMax = kTileRows[kVectors];
  static constexpr TileFunction kTable[13] = {
      nullptr,
      Tile<1, kVectors, kAdjacentRows>,
      Tile<2, kVectors, kAdjacentRows>,
      Tile<3, kVectors, kAdjacentRows>,
      Tile<4, kVectors, kAdjacentRows>,
      Tile<5, kVectors, kAdjacentRows>,
      Tile<6, kVectors, kAdjacentRows>,
      Tile < kMax >= 7 ? 7 : 1,
      kVectors,
      kAdjacentRows >,
      Tile < kMax >= 8 ? 8 : 1,
      kVectors,
      kAdjacentRows >,
      Tile < kMax >= 9 ? 9 : 1,
      kVectors,
      kAdjacentRows >,
      Tile < kMax >= 10 ? 10 : 1,
      kVectors,
      kAdjacentRows >,
      Tile < kMax >= 11 ? 11 : 1,
      kVectors,
      kAdjacentRows >
      , Tile < kMax >= 12 ? 12 : 1, kVectors, kAdjacentRows >,
  };
  return kTable[rows];
}

// A tile of up to kTileRows[vectors] rows.
template <bool kAdjacentRows>
R1_INLINE TileFunction ChooseTile(int64_t vectors, int64_t rows) {
#ifdef __AVX512F__
  switch (vectors) {
    case 2:
      return TileWithRows<2, kAdjacentRows>(rows);
    case 3:
      return TileWithRows<3, kAdjacentRows>(rows);
    case 4:
      return TileWithRows<4, kAdjacentRows>(rows);
    default:
      break;
  }
#else
  (void)vectors;
#endif
  return TileWithRows<1, kAdjacentRows>(rows);
}

// Vectors of the next tile when `panels` are left: never a lone one after a group of four.
R1_INLINE int64_t NextVectors(int64_t panels) {
  if (panels == 5 && kMaxVectors == 4) return 3;
  return Min(panels, kMaxVectors);
}

// m rows of A against `vectors` panels from t.b on. t.a and t.c are those of row 0.
template <bool kAdjacentRows>
R1_INLINE void TileRows(TileArgs t, int64_t m, int64_t vectors) {
  const int64_t most = kTileRows[vectors];
  const int64_t tiles = (m + most - 1) / most;
  const int64_t small = m / tiles;  // tiles of equal height, up to one row
  const int64_t tall = m % tiles;
  const TileFunction function = ChooseTile<kAdjacentRows>(vectors, small);
  const TileFunction tall_function =
      tall > 0 ? ChooseTile<kAdjacentRows>(vectors, small + 1) : function;
  for (int64_t i = 0; i < tiles; ++i) {
    const int64_t rows = i < tall ? small + 1 : small;
    (i < tall ? tall_function : function)(t);
    t.a += rows * t.a_row;
    t.c += rows * t.ldc;
  }
}

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_GEMM_TILE_H_
