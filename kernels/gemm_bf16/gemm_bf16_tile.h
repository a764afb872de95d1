// The register tile of the bf16 products: rows × vectors accumulators, pairs ascending.
//
// Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_TILE_H_
#define R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_TILE_H_

#include "kernels/bf16/bf16_simd.h"
#include "kernels/gemm_bf16/gemm_bf16_impl.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

struct Bf16TileArgs {
  int64_t pairs;
  const uint32_t* a;  // row r, pair p at a[p*rows + r]
  const uint32_t* b;  // vector v, pair p at b + v*b_panel + p*16
  int64_t b_panel;
  float* c;
  int64_t ldc;
  Bf16Start start;
  const float* bias;     // first column of the tile; only for kBias
  int64_t last_columns;  // 1..16: valid lanes of the last vector
  // Memory to prefetch, `next_step` bytes further for each vector loaded.
  const char* next;
  int64_t next_step;
};

// Registers of a tile with v vectors: as many rows as they hold.
#ifdef __AVX512F__
inline constexpr int kBf16MaxVectors = 4;
inline constexpr int kBf16TileRows[kBf16MaxVectors + 1] = {0, 12, 12, 8, 6};
#else
inline constexpr int kBf16MaxVectors = 1;
inline constexpr int kBf16TileRows[kBf16MaxVectors + 1] = {0, 6};
#endif

// Two steps of the sum for every accumulator: acc[r][v] += a[r] · b[v], the earlier element first.
template <int kRows, int kVectors>
R1_INLINE void Bf16Steps(const uint32_t* a, const uint32_t* b, int64_t b_panel,
                         F16 (&acc)[kRows][kVectors]) {
  W16 w[kVectors];
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) w[v] = LoadWords(b + v * b_panel);
#ifdef __AVX512BF16__
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) {
    const __m512bh x = (__m512bh)SetWord(a[r]).v;
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      acc[r][v].v = _mm512_dpbf16_ps(acc[r][v].v, x, (__m512bh)w[v].v);
    }
  }
#else
  F16 x[kVectors];
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) x[v] = Earlier(w[v]);
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) {
    const F16 y = Earlier(SetWord(a[r]));
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) acc[r][v] = Fma(y, x[v], acc[r][v]);
  }
#pragma GCC unroll 4
  for (int v = 0; v < kVectors; ++v) x[v] = Later(w[v]);
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) {
    const F16 y = Later(SetWord(a[r]));
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) acc[r][v] = Fma(y, x[v], acc[r][v]);
  }
#endif
}

template <int kVectors>
R1_INLINE void Bf16LoadRow(const Bf16TileArgs& t, const float* from, F16* row) {
  for (int v = 0; v < kVectors - 1; ++v) row[v] = Load(from + v * kWidth);
  row[kVectors - 1] = LoadFirst(from + (kVectors - 1) * kWidth, t.last_columns);
}

template <int kRows, int kVectors>
void Bf16Tile(const Bf16TileArgs& t) {
  F16 acc[kRows][kVectors];
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) {
    if (t.start == Bf16Start::kZero) {
      for (int v = 0; v < kVectors; ++v) acc[r][v] = Zero();
    } else {
      Bf16LoadRow<kVectors>(t, t.start == Bf16Start::kBias ? t.bias : t.c + r * t.ldc, acc[r]);
    }
  }
  const uint32_t* a = t.a;
  const uint32_t* b = t.b;
  const char* next = t.next;
  for (int64_t p = 0; p < t.pairs; ++p) {
    // Wide tiles belong to few rows and their panels do not fit the first-level cache.
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      _mm_prefetch(next, kVectors > 2 ? _MM_HINT_T1 : _MM_HINT_T0);
      next += t.next_step;
    }
    Bf16Steps<kRows, kVectors>(a, b, t.b_panel, acc);
    a += kRows;
    b += kWidth;
  }
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) {
    float* c = t.c + r * t.ldc;
    for (int v = 0; v < kVectors - 1; ++v) Store(c + v * kWidth, acc[r][v]);
    StoreFirst(c + (kVectors - 1) * kWidth, acc[r][kVectors - 1], t.last_columns);
  }
}

using Bf16TileFunction = void (*)(const Bf16TileArgs&);

// The tile of `kVectors` vectors and up to kBf16TileRows[kVectors] rows.
template <int kVectors>
R1_INLINE Bf16TileFunction Bf16TileWithRows(int64_t rows) {
  constexpr int kMax = kBf16TileRows[kVectors];
  static constexpr Bf16TileFunction kTable[13] = {nullptr,
                                                  Bf16Tile<1, kVectors>,
                                                  Bf16Tile<2, kVectors>,
                                                  Bf16Tile<3, kVectors>,
                                                  Bf16Tile<4, kVectors>,
                                                  Bf16Tile<5, kVectors>,
                                                  Bf16Tile<6, kVectors>,
                                                  Bf16Tile<(kMax >= 7 ? 7 : 1), kVectors>,
                                                  Bf16Tile<(kMax >= 8 ? 8 : 1), kVectors>,
                                                  Bf16Tile<(kMax >= 9 ? 9 : 1), kVectors>,
                                                  Bf16Tile<(kMax >= 10 ? 10 : 1), kVectors>,
                                                  Bf16Tile<(kMax >= 11 ? 11 : 1), kVectors>,
                                                  Bf16Tile<(kMax >= 12 ? 12 : 1), kVectors>};
  return kTable[rows];
}

R1_INLINE Bf16TileFunction Bf16ChooseTile(int64_t vectors, int64_t rows) {
#ifdef __AVX512F__
  switch (vectors) {
    case 2:
      return Bf16TileWithRows<2>(rows);
    case 3:
      return Bf16TileWithRows<3>(rows);
    case 4:
      return Bf16TileWithRows<4>(rows);
    default:
      break;
  }
#else
  (void)vectors;
#endif
  return Bf16TileWithRows<1>(rows);
}

// Vectors of the widest tile with this many rows.
R1_INLINE int64_t Bf16MostVectors(int64_t rows) {
  int64_t vectors = kBf16MaxVectors;
  while (vectors > 1 && kBf16TileRows[vectors] < rows) --vectors;
  return vectors;
}

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_TILE_H_
