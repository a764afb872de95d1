#include "kernels/gemm_quantized/gemm_quantized_impl.h"
#include "kernels/gemm_quantized/gemm_quantized_lanes.h"
#include "kernels/simd.h"

// A tile is a few rows of activations against one panel: the codes of a group are taken apart once
// for all rows. Integer sums live for one block, float sums for the tile.

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

#if defined(__AVX512VNNI__)
constexpr int kMaxRows = 12;
#elif defined(__AVX512F__)
constexpr int kMaxRows = 8;
#else
constexpr int kMaxRows = 4;
#endif

// The first row tile of a panel asks for what follows: one panel or two ahead, longer than the
// processor's own prefetcher looks. A few rows use a block so fast that it must wait in the first
// cache; for more rows that cache is better left to the activations.
constexpr int64_t kPrefetchBytes = 8192;

constexpr int Groups(GgmlType type) { return type == GgmlType::kQ8_0 ? 8 : 4; }
constexpr int64_t CodeBytes(GgmlType type) { return Groups(type) * kCodeGroupBytes; }
constexpr int64_t BlockBytesOf(GgmlType type) {
  return CodeBytes(type) + (type == GgmlType::kQ4_1 ? 2 : 1) * kHalfScaleBytes;
}

struct TileArgs {
  int64_t blocks;
  const ActivationBlock* a;
  const uint8_t* panel;
  float* c;
  int64_t ldc;
  const float* bias;
  bool accumulate;
  bool prefetch;
  int64_t columns;  // valid from c on; at most 16
};

// The integer sums of one block; `w` is the first code of the lanes.
template <GgmlType kType, int kRows>
R1_INLINE void BlockSums(const uint8_t* w, const ActivationBlock* x, DotSum* sums) {
  constexpr bool kEightBits = kType == GgmlType::kQ8_0;
  constexpr int kGroups = Groups(kType);
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) Start<kEightBits>(&sums[r], x[r].start);
#pragma GCC unroll 8
  for (int h = 0; h < kGroups; ++h) {
    const Ints codes = LoadInts(w + h * kCodeGroupBytes);
    if (kEightBits) {
#pragma GCC unroll 12
      for (int r = 0; r < kRows; ++r) Add<true>(&sums[r], codes, x[r].q[h]);
    } else {
      const Ints low = LowNibbles(codes);
#pragma GCC unroll 12
      for (int r = 0; r < kRows; ++r) Add<false>(&sums[r], low, x[r].q[h]);
      const Ints high = HighNibbles(codes);
#pragma GCC unroll 12
      for (int r = 0; r < kRows; ++r) Add<false>(&sums[r], high, x[r].q[h + 4]);
    }
  }
}

// Lanes [lane, lane + kLanes) of the panel.
template <GgmlType kType, int kRows>
R1_INLINE void TileLanes(const TileArgs& t, int64_t lane) {
  constexpr int kLines = (BlockBytesOf(kType) + 63) / 64;
  constexpr auto kHint = kRows <= 4 ? _MM_HINT_T0 : _MM_HINT_T1;
  float* c = t.c + lane;
  const int64_t columns = t.columns - lane;
  Floats acc[kRows];
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) {
    acc[r] = SetFloats(0.0f);
    if (t.accumulate) {
      acc[r] = LoadFloats(c + r * t.ldc, columns);
    } else if (t.bias != nullptr) {
      acc[r] = LoadFloats(t.bias + lane, columns);
    }
  }
  const uint8_t* w = t.panel;
  const ActivationBlock* x = t.a;
  for (int64_t b = 0; b < t.blocks; ++b) {
    if (t.prefetch && lane == 0) {
#pragma GCC unroll 9
      for (int line = 0; line < kLines; ++line) {
        _mm_prefetch(reinterpret_cast<const char*>(w) + kPrefetchBytes + 64 * line, kHint);
      }
    }
    DotSum sums[kRows];
    BlockSums<kType, kRows>(w + 4 * lane, x, sums);
    const uint8_t* scales = w + CodeBytes(kType) + 2 * lane;
    const Floats d = LoadHalfs(scales);
#pragma GCC unroll 12
    for (int r = 0; r < kRows; ++r) {
      const Ints total = Total<kType == GgmlType::kQ8_0>(sums[r], x[r].start);
      acc[r] = MultiplyAdd(Multiply(d, SetFloats(x[r].d)), ToFloats(total), acc[r]);
    }
    if (kType == GgmlType::kQ4_1) {
      const Floats m = LoadHalfs(scales + kHalfScaleBytes);
#pragma GCC unroll 12
      for (int r = 0; r < kRows; ++r) acc[r] = MultiplyAdd(m, SetFloats(x[r].sum), acc[r]);
    }
    w += BlockBytesOf(kType);
    x += kRows;
  }
#pragma GCC unroll 12
  for (int r = 0; r < kRows; ++r) StoreFloats(c + r * t.ldc, acc[r], columns);
}

template <GgmlType kType, int kRows>
void Tile(const TileArgs& t) {
  for (int64_t lane = 0; lane < t.columns; lane += kLanes) TileLanes<kType, kRows>(t, lane);
}

using TileFunction = void (*)(const TileArgs&);

template <GgmlType kType>
TileFunction TileWithRows(int64_t rows) {
  static constexpr TileFunction kTable[] = {
      nullptr,        Tile<kType, 1>,  Tile<kType, 2>,  Tile<kType, 3>,  Tile<kType, 4>,
#ifdef __AVX512F__
      Tile<kType, 5>, Tile<kType, 6>,  Tile<kType, 7>,  Tile<kType, 8>,
#endif
#ifdef __AVX512VNNI__
      Tile<kType, 9>, Tile<kType, 10>, Tile<kType, 11>, Tile<kType, 12>,
#endif
  };
  static_assert(sizeof(kTable) / sizeof(kTable[0]) == kMaxRows + 1);
  return kTable[Min(rows, kMaxRows)];
}

TileFunction ChooseTile(GgmlType type, int64_t rows) {
  switch (type) {
    case GgmlType::kQ4_0:
      return TileWithRows<GgmlType::kQ4_0>(rows);
    case GgmlType::kQ4_1:
      return TileWithRows<GgmlType::kQ4_1>(rows);
    default:
      return TileWithRows<GgmlType::kQ8_0>(rows);
  }
}

void MultiplyPart(const QuantizedPart& s) {
  const TileFunction tall = ChooseTile(s.type, s.tile_rows + 1);
  const TileFunction other = ChooseTile(s.type, s.tile_rows);
  TileArgs t = {};
  t.blocks = s.blocks;
  t.ldc = s.ldc;
  t.accumulate = s.accumulate;
  for (int64_t panel = s.panel_begin; panel < s.panel_end; ++panel) {
    const int64_t column = (panel - s.panel_begin) * kQuantizedOutputs;
    t.panel = s.panels + panel * s.blocks * BlockBytesOf(s.type);
    t.a = s.a;
    t.c = s.c + column;
    t.bias = s.bias == nullptr ? nullptr : s.bias + column;
    t.columns = Min(kQuantizedOutputs, s.column_end - panel * kQuantizedOutputs);
    for (int64_t i = 0; i < s.tiles; ++i) {
      t.prefetch = i == 0;
      const int64_t rows = i < s.tall_tiles ? s.tile_rows + 1 : s.tile_rows;
      (i < s.tall_tiles ? tall : other)(t);
      t.a += rows * s.blocks;
      t.c += rows * s.ldc;
    }
  }
}

R1_INLINE int32_t MaxOfLanes(__m256i x) {
  __m128i m = _mm_max_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4e));
  return _mm_cvtsi128_si32(_mm_max_epi32(m, _mm_shuffle_epi32(m, 0xb1)));
}

R1_INLINE int32_t SumOfLanes(__m256i x) {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(x), _mm256_extracti128_si256(x, 1));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1)));
}

// The largest magnitude's bits: those of floats order as integers, infinity and NaN above all.
R1_INLINE int32_t MaxMagnitude(const __m256* x) {
  const __m256i magnitude = _mm256_set1_epi32(0x7fffffff);
  __m256i max = _mm256_setzero_si256();
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    max = _mm256_max_epi32(max, _mm256_and_si256(_mm256_castps_si256(x[i]), magnitude));
  }
  return MaxOfLanes(max);
}

R1_INLINE void QuantizeBlock(const float* from, int32_t offset, ActivationBlock* out) {
  __m256 x[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) x[i] = _mm256_loadu_ps(from + 8 * i);
  const int32_t bits = MaxMagnitude(x);
  const float max = __builtin_bit_cast(float, bits);
  const bool finite = bits < 0x7f800000;
  const bool zero = !finite || max < kSmallestActivation;
  const float d = max / 127.0f;
  const float inverse = 1.0f / d;
  __m256i q[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    q[i] = zero ? _mm256_setzero_si256()
                : _mm256_cvtps_epi32(_mm256_mul_ps(x[i], _mm256_set1_ps(inverse)));
  }
  const int32_t sum =
      SumOfLanes(_mm256_add_epi32(_mm256_add_epi32(q[0], q[1]), _mm256_add_epi32(q[2], q[3])));
  // The packs work within halves: 32-bit lanes come out as 0 2 4 6 1 3 5 7.
  const __m256i bytes =
      _mm256_packs_epi16(_mm256_packs_epi32(q[0], q[1]), _mm256_packs_epi32(q[2], q[3]));
  _mm256_storeu_si256(
      reinterpret_cast<__m256i*>(out->q),
      _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)));
  out->d = !finite ? __builtin_nanf("") : zero ? 0.0f : d;
  out->sum = out->d * static_cast<float>(sum);
  out->start = -offset * sum;
}

void Quantize(const QuantizeTile& t) {
  for (int64_t r = 0; r < t.rows; ++r) {
    for (int64_t b = 0; b < t.blocks; ++b) {
      QuantizeBlock(t.x + r * t.stride + b * kQuantizedInputs, t.offset, t.out + b * t.rows + r);
    }
  }
}

}  // namespace
}  // namespace R1_ISA

const GemmQuantizedKernels R1_ISA_TABLE(kGemmQuantized) = {R1_ISA::kMaxRows, R1_ISA::Quantize,
                                                           R1_ISA::MultiplyPart};

}  // namespace r1bench::kernels
