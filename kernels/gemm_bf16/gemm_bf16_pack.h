// Packing of both operands of the bf16 products into words of pairs [pairs][width].
//
// Included by files that are compiled once per instruction set.
#ifndef R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_PACK_H_
#define R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_PACK_H_

#include "kernels/bf16/bf16_simd.h"
#include "kernels/gemm_bf16/gemm_bf16_impl.h"
#include "kernels/simd.h"

namespace r1bench::kernels {
namespace R1_ISA {

// Rows that are adjacent to pack: `rows` of them are there, `width` (up to 16) are written.
struct Bf16Rows {
  int64_t first;
  int64_t rows;
  int64_t width;
  uint32_t* to;
};

// Words of a row that are packed before the next row: a run long enough for the processor to see
// where it goes, short enough that sixteen of them stay in the first-level cache.
inline constexpr int64_t kBf16Run = 64;

struct alignas(64) Bf16Runs {
  uint32_t w[kWidth * kBf16Run];  // [row][word]
};
struct alignas(64) Bf16Square {
  uint32_t w[kWidth * kWidth];  // [word][row]
};

// Words [at, at + 16) of all rows.
R1_INLINE void TransposeRuns(const Bf16Runs& from, int64_t at, Bf16Square* to) {
  const float* x = reinterpret_cast<const float*>(from.w) + at;
  float* y = reinterpret_cast<float*>(to->w);
  for (int64_t r = 0; r < kWidth; r += 8) {
    for (int64_t c = 0; c < kWidth; c += 8) {
      TransposeEight(x + r * kBf16Run + c, kBf16Run, 8, y + c * kWidth + r, kWidth);
    }
  }
}

// Elements of a row are adjacent (step 1).
inline void Bf16PackAlong(const Bf16Source& s, const Bf16Rows& part) {
  uint32_t* to = part.to;
  Bf16Runs runs = {};
  Bf16Square square;
  for (int64_t p = 0; p < s.k; p += 2 * kBf16Run) {
    const int64_t elements = Min(2 * kBf16Run, s.k - p);
    for (int64_t r = 0; r < part.rows; ++r) {
      const float* x = s.x + (part.first + r) * s.row + p;
      for (int64_t i = 0; i < elements; i += 2 * kWidth) {
        StoreWords(runs.w + r * kBf16Run + i / 2, PairFirst(x + i, elements - i));
      }
    }
    const int64_t words = (elements + 1) / 2;
    for (int64_t at = 0; at < words; at += kWidth) {
      TransposeRuns(runs, at, &square);
      for (int64_t i = 0; i < Min(kWidth, words - at); ++i, to += part.width) {
        StoreFirstWords(to, LoadWords(square.w + i * kWidth), part.width);
      }
    }
  }
  if (s.k % 2 == 0) return;
  for (int64_t r = 0; r < part.rows; ++r) (to - part.width)[r] |= s.pad;
}

// Rows are adjacent (row 1). Pairs [begin, end) only.
inline void Bf16PackAcross(const Bf16Source& s, const Bf16Rows& part, int64_t begin, int64_t end) {
  const F16 pad = Later(SetWord(s.pad));
  const float* x = s.x + part.first + 2 * begin * s.step;
  uint32_t* to = part.to + begin * part.width;
  for (int64_t p = begin; p < end; ++p, to += part.width, x += 2 * s.step) {
    const F16 earlier = LoadFirst(x, part.rows);
    const F16 later = 2 * p + 1 < s.k ? LoadFirst(x + s.step, part.rows) : pad;
    StoreFirstWords(to, PairLanes(earlier, later), part.width);
  }
}

// Pairs that are packed for all blocks before the next ones: few rows are read side by side, so the
// processor sees where they go.
inline constexpr int64_t kBf16Band = 4;

// `rows_of(i)` is the i-th of [begin, end).
template <typename RowsOf>
R1_INLINE void Bf16PackAll(const Bf16Source& s, int64_t begin, int64_t end, const RowsOf& rows_of) {
  if (s.step == 1) {
    for (int64_t i = begin; i < end; ++i) Bf16PackAlong(s, rows_of(i));
    return;
  }
  const int64_t pairs = (s.k + 1) / 2;
  for (int64_t p = 0; p < pairs; p += kBf16Band) {
    for (int64_t i = begin; i < end; ++i) {
      Bf16PackAcross(s, rows_of(i), p, Min(pairs, p + kBf16Band));
    }
  }
}

}  // namespace R1_ISA
}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_PACK_H_
