#include "kernels/gemm/gemm_impl.h"
#include "kernels/gemm/gemm_tile.h"
#include "kernels/scratch.h"
#include "kernels/simd.h"

// Blocking. k is cut into chunks whose C tile is parked in memory (no bit changes: the sum goes on
// from the stored value), so that a chunk of B stays in the second-level cache while the rows of A
// pass by.

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

constexpr int64_t kChunkK = 512;     // packed products
constexpr int64_t kChunkRows = 480;  // rows of A that pass by at a time
constexpr int64_t kStridedChunkK = 256;
constexpr int64_t kStridedColumns = 256;
constexpr int64_t kPackedARows = 6;
// Rows of B or A (in floats) up to this stride are read in place; longer ones are copied, since
// each step would touch another page.
constexpr int64_t kDirectStride = 512;

Start FirstStart(const PackedPart& s) {
  if (s.accumulate) return Start::kLoad;
  return s.bias != nullptr ? Start::kBias : Start::kZero;
}

// One chunk of rows and one chunk [p0, p0 + k) of the sum.
void PackedChunk(const PackedPart& s, int64_t p0, int64_t k) {
  TileArgs t = {};
  t.k = k;
  t.a = s.a + p0;
  t.a_row = s.lda;
  t.a_col = 1;
  t.b_step = kWidth;
  t.b_panel = s.k * kWidth;
  t.ldc = s.ldc;
  t.start = p0 > 0 ? Start::kLoad : FirstStart(s);
  for (int64_t panel = s.panel_begin; panel < s.panel_end;) {
    const int64_t vectors = NextVectors(s.panel_end - panel);
    t.b = s.panels + panel * t.b_panel + p0 * kWidth;
    t.c = s.c + panel * kWidth;
    t.bias = s.bias == nullptr ? nullptr : s.bias + panel * kWidth;
    panel += vectors;
    t.last_columns = Min(kWidth, s.n - (panel - 1) * kWidth);
    TileRows<false>(t, s.m, vectors);
  }
}

void Packed(const PackedPart& s) {
  // A few rows read each weight once: no reason to cut k.
  const int64_t chunk = s.m <= kTileRows[kMaxVectors] ? s.k : kChunkK;
  for (int64_t i = 0; i < s.m; i += kChunkRows) {
    PackedPart part = s;
    part.m = Min(kChunkRows, s.m - i);
    part.a += i * s.lda;
    part.c += i * s.ldc;
    int64_t p0 = 0;
    do {
      PackedChunk(part, p0, Min(chunk, s.k - p0));
      p0 += chunk;
    } while (p0 < s.k);
  }
}

// Copies columns [0, n) of k rows into panels of 16, zero-padded.
void PackB(const float* b, int64_t ldb, int64_t k, int64_t n, float* to) {
  for (int64_t j = 0; j < n; j += kWidth) {
    const int64_t columns = Min(kWidth, n - j);
    for (int64_t p = 0; p < k; ++p, to += kWidth) {
      const float* from = b + p * ldb + j;
      Store(to, columns == kWidth ? Load(from) : LoadFirst(from, columns));
    }
  }
}

// Copies a transposed A (rows adjacent) into blocks [k][6]; the last block may be narrower.
void PackA(const float* a, int64_t a_col, int64_t m, int64_t k, float* to) {
  for (int64_t i = 0; i < m; i += kPackedARows) {
    const int64_t rows = Min(kPackedARows, m - i);
    for (int64_t p = 0; p < k; ++p) {
      for (int64_t r = 0; r < rows; ++r) *to++ = a[i + r + p * a_col];
    }
  }
}

// Rows of A in the blocks that PackA made.
void PackedARows(TileArgs t, const float* blocks, int64_t m, int64_t vectors) {
  for (int64_t i = 0; i < m; i += kPackedARows) {
    const int64_t rows = Min(kPackedARows, m - i);
    t.a = blocks + i * t.k;
    t.a_col = rows;
    ChooseTile<true>(vectors, rows)(t);
    t.c += rows * t.ldc;
  }
}

// Columns of C against one chunk of the sum. `t` holds all but b, c, last_columns.
void StridedColumns(const GemmDesc& d, TileArgs t, const float* b, int64_t j0, int64_t n,
                    const float* packed_a) {
  const int64_t panels = (n + kWidth - 1) / kWidth;
  for (int64_t panel = 0; panel < panels;) {
    const int64_t vectors = NextVectors(panels - panel);
    t.b = b + panel * t.b_panel;
    t.c = d.c + j0 + panel * kWidth;
    panel += vectors;
    t.last_columns = Min(kWidth, n - (panel - 1) * kWidth);
    if (packed_a != nullptr) {
      PackedARows(t, packed_a, d.m, vectors);
    } else if (d.a_row == 1) {
      TileRows<true>(t, d.m, vectors);
    } else {
      TileRows<false>(t, d.m, vectors);
    }
  }
}

// The chunk [p0, p0 + k) of the sum, for all of C.
void StridedChunk(const GemmDesc& d, int64_t p0, int64_t k) {
  TileArgs t = {};
  t.k = k;
  t.a = d.a + p0 * d.a_col;
  t.a_row = d.a_row;
  t.a_col = d.a_col;
  t.ldc = d.ldc;
  t.start = p0 > 0 || d.accumulate ? Start::kLoad : Start::kZero;
  float* packed_a = nullptr;
  if (d.a_row == 1 && d.a_col > kDirectStride && d.n >= 4 * kWidth) {
    packed_a = Scratch(ScratchSlot::kGemmA, d.m * k);
    PackA(t.a, d.a_col, d.m, k, packed_a);
  }
  const bool pack_all = d.ldb > kDirectStride && d.m > 2 * kTileRows[1];
  // Columns that may be read in place: whole vectors only.
  const int64_t direct = pack_all ? 0 : d.n / kWidth * kWidth;
  const float* b = d.b + p0 * d.ldb;
  t.b_step = d.ldb;
  t.b_panel = kWidth;
  StridedColumns(d, t, b, 0, direct, packed_a);
  t.b_step = kWidth;
  t.b_panel = k * kWidth;
  for (int64_t j = direct; j < d.n; j += kStridedColumns) {
    const int64_t n = Min(kStridedColumns, d.n - j);
    float* panels = Scratch(ScratchSlot::kGemmB, kStridedColumns * k);
    PackB(b + j, d.ldb, k, n, panels);
    StridedColumns(d, t, panels, j, n, packed_a);
  }
}

void Strided(const GemmDesc& d) {
  // Few rows pass over B once: no reason to cut k.
  const int64_t chunk = d.m <= kTileRows[kMaxVectors] ? Max(d.k, 1) : kStridedChunkK;
  int64_t p0 = 0;
  do {
    StridedChunk(d, p0, Min(chunk, d.k - p0));
    p0 += chunk;
  } while (p0 < d.k);
}

}  // namespace
}  // namespace R1_ISA

const GemmKernels R1_ISA_TABLE(kGemm) = {R1_ISA::Packed, R1_ISA::Strided};

}  // namespace r1bench::kernels
