#include "kernels/bf16/bf16.h"
#include "kernels/bf16/bf16_step.h"
#include "kernels/gemm/gemm.h"
#include "kernels/gemm_bf16/gemm_bf16_impl.h"

namespace r1bench::kernels {
namespace {

uint32_t Element(const Bf16Source& s, int64_t r, int64_t p) {
  return p < s.k ? ToBf16(s.x[r * s.row + p * s.step]) : s.pad;
}

// Rows [first, first + rows), `width` words a pair.
void Pack(const Bf16Source& s, int64_t first, int64_t rows, int64_t width, uint32_t* to) {
  for (int64_t p = 0; p < s.k; p += 2) {
    for (int64_t r = 0; r < width; ++r) {
      *to++ = r < rows ? Element(s, first + r, p) << 16 | Element(s, first + r, p + 1) : 0;
    }
  }
}

void PackBlocks(const Bf16Source& source, const RowCut& rows, int64_t begin, int64_t end,
                uint32_t* to) {
  for (int64_t b = begin; b < end; ++b) {
    const int64_t first = rows.First(b), height = rows.Height(b);
    Pack(source, first, height, height, to + first * ((source.k + 1) / 2));
  }
}

void PackPanels(const Bf16Source& source, int64_t n, int64_t begin, int64_t end, uint32_t* to) {
  for (int64_t panel = begin; panel < end; ++panel) {
    const int64_t first = panel * kPanelColumns;
    const int64_t columns = n - first < kPanelColumns ? n - first : kPanelColumns;
    Pack(source, first, columns, kPanelColumns, to + first * ((source.k + 1) / 2));
  }
}

// Row r of a block of `height` rows, against column j.
void Cell(const Bf16Product& s, const uint32_t* a, int64_t height, const uint32_t* b, int64_t j,
          float* c) {
  float sum = s.start == Bf16Start::kLoad ? *c : s.start == Bf16Start::kBias ? s.bias[j] : 0.0f;
  for (int64_t p = 0; p < s.pairs; ++p) {
    const uint32_t x = a[p * height], y = b[p * kPanelColumns];
    sum = Bf16Step(x >> 16, y >> 16, sum);
    sum = Bf16Step(x & 0xffffu, y & 0xffffu, sum);
  }
  *c = sum;
}

void Product(const Bf16Product& s) {
  const int64_t end = s.panel_end * kPanelColumns < s.n ? s.panel_end * kPanelColumns : s.n;
  for (int64_t block = s.block_begin; block < s.block_end; ++block) {
    const int64_t first = s.rows.First(block), height = s.rows.Height(block);
    for (int64_t r = 0; r < height; ++r) {
      for (int64_t j = s.panel_begin * kPanelColumns; j < end; ++j) {
        Cell(s, s.a + first * s.pairs + r, height,
             s.b + j / kPanelColumns * s.b_panel + j % kPanelColumns, j,
             s.c + (first + r) * s.ldc + j);
      }
    }
  }
}

}  // namespace

const GemmBf16Kernels kGemmBf16Reference = {1, 1, PackBlocks, PackPanels, Product};

}  // namespace r1bench::kernels
