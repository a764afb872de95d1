#include "kernels/gemm/gemm.h"
#include "kernels/gemm_bf16/gemm_bf16_impl.h"
#include "kernels/gemm_bf16/gemm_bf16_pack.h"
#include "kernels/gemm_bf16/gemm_bf16_tile.h"

// Blocking. The pairs are cut into chunks whose C tile is parked in memory (no bit changes: the sum
// goes on from the stored value), so that a tile's panels of B stay in the first-level cache while
// blocks of A, which stay in the second, pass by.

namespace r1bench::kernels {
namespace R1_ISA {
namespace {

constexpr int64_t kBlockRows = kBf16TileRows[1];
constexpr int64_t kChunkPairs = 512;
constexpr int64_t kGroupWords = 96 << 10;  // of A that pass by at a time
// With up to this many blocks the time goes into reading B: fetch it ahead.
constexpr int64_t kPrefetchBlocks = 16;

void PackBlocks(const Bf16Source& source, const RowCut& cut, int64_t begin, int64_t end,
                uint32_t* to) {
  const int64_t pairs = (source.k + 1) / 2;
  Bf16PackAll(source, begin, end, [&](int64_t block) {
    const int64_t first = cut.First(block), height = cut.Height(block);
    return Bf16Rows{first, height, height, to + first * pairs};
  });
}

void PackPanels(const Bf16Source& source, int64_t n, int64_t begin, int64_t end, uint32_t* to) {
  const int64_t pairs = (source.k + 1) / 2;
  Bf16PackAll(source, begin, end, [&](int64_t panel) {
    const int64_t first = panel * kWidth;
    return Bf16Rows{first, Min(kWidth, n - first), kWidth, to + first * pairs};
  });
}

// The tile of C that comes next arrives while this one is summed.
R1_INLINE void PrefetchTile(const float* c, int64_t ldc, int64_t rows, int64_t vectors) {
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t v = 0; v < vectors; ++v) _mm_prefetch(c + r * ldc + v * kWidth, _MM_HINT_T0);
  }
}

// Blocks [begin, end) against one tile's panels. `t` holds all but a, c and next.
void Blocks(const Bf16Product& s, Bf16TileArgs t, float* c, int64_t p0, int64_t begin, int64_t end,
            int64_t vectors) {
  const int64_t blocks = end - begin;
  const bool prefetch = blocks <= kPrefetchBlocks;
  const int64_t bytes = prefetch ? vectors * t.pairs * 64 / blocks : 0;
  const char* next = reinterpret_cast<const char*>(t.b + (prefetch ? vectors * t.b_panel : 0));
  t.next_step = prefetch ? (63 + blocks) / blocks : 0;
  for (int64_t block = begin; block < end; ++block) {
    const int64_t first = s.rows.First(block), height = s.rows.Height(block);
    t.a = s.a + first * s.pairs + p0 * height;
    t.c = c + first * s.ldc;
    t.next = next + (block - begin) * bytes;
    if (block + 1 < end) PrefetchTile(t.c + height * t.ldc, t.ldc, height, vectors);
    Bf16ChooseTile(vectors, height)(t);
  }
}

// Blocks [begin, end), one chunk [p0, p0 + pairs) of the sum, all panels.
void Chunk(const Bf16Product& s, int64_t begin, int64_t end, int64_t p0, int64_t pairs) {
  Bf16TileArgs t = {};
  t.pairs = pairs;
  t.b_panel = s.b_panel;
  t.ldc = s.ldc;
  t.start = p0 > 0 ? Bf16Start::kLoad : s.start;
  const int64_t most = Bf16MostVectors(s.rows.Height(begin));
  for (int64_t panel = s.panel_begin; panel < s.panel_end;) {
    const int64_t vectors = Min(most, s.panel_end - panel);
    t.b = s.b + panel * s.b_panel + p0 * kWidth;
    t.bias = s.bias == nullptr ? nullptr : s.bias + panel * kWidth;
    float* c = s.c + panel * kWidth;
    panel += vectors;
    t.last_columns = Min(kWidth, s.n - (panel - 1) * kWidth);
    Blocks(s, t, c, p0, begin, end, vectors);
  }
}

void Product(const Bf16Product& s) {
  [[maybe_unused]] const FlushSubnormals flush;
  // A few rows read each weight once: no reason to cut the sum.
  const int64_t chunks = s.rows.blocks <= 2 ? 1 : (s.pairs + kChunkPairs - 1) / kChunkPairs;
  const int64_t chunk = chunks <= 1 ? Max(s.pairs, 1) : (s.pairs + chunks - 1) / chunks;
  const int64_t group = Max(1, kGroupWords / (kBlockRows * chunk));
  for (int64_t block = s.block_begin; block < s.block_end; block += group) {
    const int64_t end = Min(s.block_end, block + group);
    int64_t p0 = 0;
    do {
      Chunk(s, block, end, p0, Min(chunk, s.pairs - p0));
      p0 += chunk;
    } while (p0 < s.pairs);
  }
}

}  // namespace
}  // namespace R1_ISA

const GemmBf16Kernels R1_ISA_TABLE(kGemmBf16) = {R1_ISA::kBlockRows, 1, R1_ISA::PackBlocks,
                                                 R1_ISA::PackPanels, R1_ISA::Product};

}  // namespace r1bench::kernels
