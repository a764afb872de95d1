// The bf16 product on AMX tiles, for any implementation of the tiles: gemm_bf16_amx_tiles.cc (the
// processor's) and gemm_bf16_amx_emulated.cc (plain C++).
//
// `Tiles` has eight registers of 16 rows of 64 bytes, made ready when it is constructed:
//   Zero<t>()                  tile t = 0
//   Load<t>(from, stride)      row r = the 64 bytes at from + r*stride (bytes)
//   Store<t>(to, stride)       the reverse
//   Dot<c, a, b>()             TDPBF16PS: C[16][16 floats] += A[16][16 pairs] · B[16 pairs][16]
//
// Layout. B: the panels [pairs][16] of every instruction set; 16 pairs of a panel are a tile. A:
// blocks of up to 16 rows, [ceil(pairs/16)] tiles [16 rows][16 pairs], filled up with +0. A word
// holds the earlier element in its high half, in A and B alike: TDPBF16PS multiplies low halves
// with low ones and high with high ones, and treats the two sums alike.
//
// A last tile of fewer pairs: its words of B are copied and filled up with -0. The products +0 · -0
// leave every sum as it is, a zero of either sign included.
#ifndef R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_AMX_IMPL_H_
#define R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_AMX_IMPL_H_

#include <cstdint>

#include "kernels/gemm_bf16/gemm_bf16_impl.h"

namespace r1bench::kernels {

inline constexpr int64_t kAmxRows = 16;
inline constexpr int64_t kAmxPairs = 16;
inline constexpr int64_t kAmxColumns = 16;
inline constexpr int64_t kAmxWords = kAmxRows * kAmxPairs;
inline constexpr int64_t kAmxRowBytes = 64;

// GemmBf16Kernels::pack_blocks in the layout above; any strides.
void AmxPackBlocks(const Bf16Source& source, const RowCut& cut, int64_t begin, int64_t end,
                   uint32_t* to);

// A file compiled for AMX shares no function with others: each Tiles has its own of these.
template <typename Tiles>
struct AmxGemm {
  // Tiles of the sum whose C is then parked in memory, so that two panels of B stay in the
  // first-level cache while blocks of A, which stay in the second, pass by.
  static constexpr int64_t kChunkTiles = 16;
  static constexpr int64_t kGroupWords = 128 << 10;  // of A that pass by at a time

  struct alignas(64) Square {
    uint32_t w[kAmxRows][kAmxPairs];
  };
  struct alignas(64) FloatSquare {
    float x[kAmxRows][kAmxColumns];
  };

  // One tile of C in memory.
  struct Place {
    float* c;
    int64_t ldc;
    int64_t rows;
    int64_t columns;
    Bf16Start start;
    const float* bias;  // of its first column; only for kBias
    bool Whole() const { return rows == kAmxRows && columns == kAmxColumns; }
  };

  // Tiles [begin, end) of the sum, two panels at a time.
  struct Chunk {
    int64_t begin;
    int64_t end;
    Bf16Start start;
    int64_t panel;
    Square tail[2];  // of the panels, where the last tile has fewer than 16 pairs
  };

  static int64_t Tail(const Bf16Product& s) { return s.pairs % kAmxPairs; }
  static int64_t TilesOfSum(const Bf16Product& s) { return (s.pairs + kAmxPairs - 1) / kAmxPairs; }
  static int64_t Smaller(int64_t a, int64_t b) { return a < b ? a : b; }

  // Words of panel `panel` for tile t of the sum, t whole.
  static const uint32_t* PanelTile(const Bf16Product& s, int64_t panel, int64_t t) {
    return s.b + panel * s.b_panel + t * kAmxWords;
  }

  static void FillTail(const Bf16Product& s, int64_t panel, Square* tail) {
    constexpr uint32_t kMinusZeros = 0x80008000u;
    const uint32_t* from = PanelTile(s, panel, s.pairs / kAmxPairs);
    for (int64_t p = 0; p < kAmxPairs; ++p) {
      for (int64_t j = 0; j < kAmxColumns; ++j) {
        tail->w[p][j] = p < Tail(s) ? from[p * kAmxColumns + j] : kMinusZeros;
      }
    }
  }

  template <int t>
  static void LoadStart(Tiles& tiles, const Place& at) {
    if (at.start == Bf16Start::kZero) {
      tiles.template Zero<t>();
      return;
    }
    if (at.start == Bf16Start::kLoad && at.Whole()) {
      tiles.template Load<t>(at.c, at.ldc * 4);
      return;
    }
    FloatSquare square = {};
    for (int64_t r = 0; r < at.rows; ++r) {
      const float* from = at.start == Bf16Start::kBias ? at.bias : at.c + r * at.ldc;
      for (int64_t j = 0; j < at.columns; ++j) square.x[r][j] = from[j];
    }
    tiles.template Load<t>(square.x, kAmxRowBytes);
  }

  template <int t>
  static void StoreEnd(Tiles& tiles, const Place& at) {
    if (at.Whole()) {
      tiles.template Store<t>(at.c, at.ldc * 4);
      return;
    }
    FloatSquare square;
    tiles.template Store<t>(square.x, kAmxRowBytes);
    for (int64_t r = 0; r < at.rows; ++r) {
      for (int64_t j = 0; j < at.columns; ++j) at.c[r * at.ldc + j] = square.x[r][j];
    }
  }

  static Place PlaceOf(const Bf16Product& s, const Chunk& chunk, int64_t block, int64_t panel) {
    const int64_t column = panel * kAmxColumns;
    return {s.c + s.rows.First(block) * s.ldc + column,
            s.ldc,
            s.rows.Height(block),
            Smaller(kAmxColumns, s.n - column),
            chunk.start,
            s.bias == nullptr ? nullptr : s.bias + column};
  }

  // kRows blocks (1 or 2) from `block` on times kPanels panels (1 or 2) of the chunk. Tiles 0..3
  // are C, 4 and 5 are A, 6 and 7 are B.
  template <int kRows, int kPanels>
  static void Corner(Tiles& tiles, const Bf16Product& s, const Chunk& chunk, int64_t block) {
    constexpr bool kSecondRow = kRows > 1, kSecondPanel = kPanels > 1;
    const Place at00 = PlaceOf(s, chunk, block, chunk.panel);
    const Place at01 = kSecondPanel ? PlaceOf(s, chunk, block, chunk.panel + 1) : at00;
    const Place at10 = kSecondRow ? PlaceOf(s, chunk, block + 1, chunk.panel) : at00;
    const Place at11 =
        kSecondRow && kSecondPanel ? PlaceOf(s, chunk, block + 1, chunk.panel + 1) : at00;
    LoadStart<0>(tiles, at00);
    if constexpr (kSecondPanel) LoadStart<1>(tiles, at01);
    if constexpr (kSecondRow) LoadStart<2>(tiles, at10);
    if constexpr (kSecondRow && kSecondPanel) LoadStart<3>(tiles, at11);

    const int64_t block_words = TilesOfSum(s) * kAmxWords;
    const uint32_t* a = s.a + block * block_words + chunk.begin * kAmxWords;
    const int64_t whole = s.pairs / kAmxPairs;
    for (int64_t t = chunk.begin; t < chunk.end; ++t, a += kAmxWords) {
      const uint32_t* b0 = t < whole ? PanelTile(s, chunk.panel, t) : chunk.tail[0].w[0];
      tiles.template Load<6>(b0, kAmxRowBytes);
      tiles.template Load<4>(a, kAmxRowBytes);
      tiles.template Dot<0, 4, 6>();
      if constexpr (kSecondPanel) {
        const uint32_t* b1 = t < whole ? PanelTile(s, chunk.panel + 1, t) : chunk.tail[1].w[0];
        tiles.template Load<7>(b1, kAmxRowBytes);
        tiles.template Dot<1, 4, 7>();
      }
      if constexpr (kSecondRow) {
        tiles.template Load<5>(a + block_words, kAmxRowBytes);
        tiles.template Dot<2, 5, 6>();
      }
      if constexpr (kSecondRow && kSecondPanel) tiles.template Dot<3, 5, 7>();
    }

    StoreEnd<0>(tiles, at00);
    if constexpr (kSecondPanel) StoreEnd<1>(tiles, at01);
    if constexpr (kSecondRow) StoreEnd<2>(tiles, at10);
    if constexpr (kSecondRow && kSecondPanel) StoreEnd<3>(tiles, at11);
  }

  // Blocks [begin, end) times the chunk's kPanels panels.
  template <int kPanels>
  static void Blocks(Tiles& tiles, const Bf16Product& s, const Chunk& chunk, int64_t begin,
                     int64_t end) {
    int64_t block = begin;
    for (; block + 2 <= end; block += 2) Corner<2, kPanels>(tiles, s, chunk, block);
    if (block < end) Corner<1, kPanels>(tiles, s, chunk, block);
  }

  // All panels of the part, tiles [begin, end) of the sum.
  static void Panels(Tiles& tiles, const Bf16Product& s, int64_t block_begin, int64_t block_end,
                     int64_t begin, int64_t end) {
    Chunk chunk;
    chunk.begin = begin;
    chunk.end = end;
    chunk.start = begin > 0 ? Bf16Start::kLoad : s.start;
    const bool has_tail = end > begin && end == TilesOfSum(s) && Tail(s) != 0;
    for (chunk.panel = s.panel_begin; chunk.panel < s.panel_end; chunk.panel += 2) {
      const int64_t panels = Smaller(2, s.panel_end - chunk.panel);
      for (int64_t i = 0; has_tail && i < panels; ++i) {
        FillTail(s, chunk.panel + i, &chunk.tail[i]);
      }
      if (panels == 2) {
        Blocks<2>(tiles, s, chunk, block_begin, block_end);
      } else {
        Blocks<1>(tiles, s, chunk, block_begin, block_end);
      }
    }
  }

  // GemmBf16Kernels::product.
  static void Product(const Bf16Product& s) {
    Tiles tiles;
    const int64_t sum = TilesOfSum(s);
    // A few rows read each weight once: no reason to cut the sum.
    const int64_t chunk = s.rows.blocks <= 2 ? (sum > 0 ? sum : 1) : kChunkTiles;
    const int64_t group_blocks = kGroupWords / (kAmxWords * kChunkTiles);
    for (int64_t block = s.block_begin; block < s.block_end; block += group_blocks) {
      const int64_t block_end = Smaller(s.block_end, block + group_blocks);
      int64_t t = 0;
      do {
        Panels(tiles, s, block, block_end, t, Smaller(sum, t + chunk));
        t += chunk;
      } while (t < sum);
    }
  }
};

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_AMX_IMPL_H_
