// What a kernel set provides for gemm_bf16.h. The caller (gemm_bf16.cc) has checked the arguments
// and cut the work into parts; an implementation runs one part on one thread.
//
// Both operands are words of pairs [pairs][h], h rows of A (or columns of B) that a tile takes at
// once: blocks of A with h = up to block_rows, panels of B with h = 16. AMX alone has another A
// (gemm_bf16_amx_impl.h); B is the same everywhere.
#ifndef R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_IMPL_H_
#define R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_IMPL_H_

#include <cstdint>

namespace r1bench::kernels {

// m rows cut into `blocks` blocks whose heights differ by at most one; the taller ones come first.
struct RowCut {
  int64_t m;
  int64_t blocks;
  // Inlined wherever they stand: files of several instruction sets use them.
  [[gnu::always_inline]] int64_t Height(int64_t block) const {
    return m / blocks + (block < m % blocks ? 1 : 0);
  }
  [[gnu::always_inline]] int64_t First(int64_t block) const {
    const int64_t tall = m % blocks;
    return block * (m / blocks) + (block < tall ? block : tall);
  }
};

// Element (r, p) of the operand at x[r*row + p*step]; row or step is 1.
struct Bf16Source {
  const float* x;
  int64_t row;
  int64_t step;
  int64_t k;
  // What follows the last element of an odd k, as bf16: +0 in A, -0 in B.
  uint16_t pad;
};

enum class Bf16Start { kZero, kBias, kLoad };

// Rows of blocks [block_begin, block_end) and columns [16*panel_begin, min(n, 16*panel_end)).
struct Bf16Product {
  RowCut rows;
  int64_t n;
  int64_t pairs;
  const uint32_t* a;  // all blocks, one after the other
  const uint32_t* b;
  int64_t b_panel;  // words from one panel to the next
  float* c;         // of row 0, column 0
  int64_t ldc;
  Bf16Start start;
  const float* bias;  // only for kBias
  int64_t block_begin;
  int64_t block_end;
  int64_t panel_begin;
  int64_t panel_end;
};

struct GemmBf16Kernels {
  int64_t block_rows;
  // What the pairs of A are padded to a multiple of. Where it is not 1, the rows of a block are
  // padded too, to block_rows.
  int64_t pair_multiple;
  // Packs blocks [begin, end) of A; block b lies at to + First(b)*pairs (both padded).
  void (*pack_blocks)(const Bf16Source& source, const RowCut& rows, int64_t begin, int64_t end,
                      uint32_t* to);
  // Packs panels [begin, end) of B, n columns of k elements (a column is a "row" of the source);
  // the last panel is filled up with zeros. Panel 0 lies at `to`. Null for AMX.
  void (*pack_panels)(const Bf16Source& source, int64_t n, int64_t begin, int64_t end,
                      uint32_t* to);
  void (*product)(const Bf16Product& part);
};

extern const GemmBf16Kernels kGemmBf16Reference;
extern const GemmBf16Kernels kGemmBf16Avx2;
extern const GemmBf16Kernels kGemmBf16Avx512;
extern const GemmBf16Kernels kGemmBf16Avx512Dot;
extern const GemmBf16Kernels kGemmBf16Amx;
extern const GemmBf16Kernels kGemmBf16AmxEmulated;

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_IMPL_H_
