#include "kernels/gemm_quantized/gemm_quantized.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/gemm_quantized/gemm_quantized_impl.h"
#include "kernels/scratch.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

// Below this many multiply-adds a product runs on the calling thread: handing it to the pool costs
// about what it would save.
constexpr int64_t kInlineWork = 200'000;
// Activations to quantise that are worth a hand-over.
constexpr int64_t kInlineActivations = 16384;
// Quantised rows that pass by a panel at a time stay in the second-level cache.
constexpr int64_t kCachedActivationBytes = 384 << 10;

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

// A block of the file, and the block of a panel made from 16 of them.
struct BlockLayout {
  int64_t groups;  // of 4 bytes of codes
  int64_t halfs;   // d, or d and m; they come first in the file
  int32_t offset;  // of the stored codes
  int64_t file_bytes() const { return 2 * halfs + 4 * groups; }
  int64_t panel_bytes() const { return groups * kCodeGroupBytes + halfs * kHalfScaleBytes; }
  // Added to the file's byte to give the stored one.
  uint8_t flip() const { return groups == 8 ? 0x80 : 0; }
};

BlockLayout LayoutOf(GgmlType type) {
  switch (type) {
    case GgmlType::kQ4_0:
      return {4, 1, 8};
    case GgmlType::kQ4_1:
      return {4, 2, 0};
    case GgmlType::kQ8_0:
      return {8, 1, 128};
    default:
      base::Fail("expected a quantised matrix of type Q4_0, Q4_1 or Q8_0, got ",
                 GgmlTypeName(type));
  }
}

void PackBlock(const BlockLayout& layout, const uint8_t* from, int64_t lane, uint8_t* panel_block) {
  uint8_t* halfs = panel_block + layout.groups * kCodeGroupBytes;
  for (int64_t i = 0; i < layout.halfs; ++i, from += 2) {
    std::memcpy(halfs + i * kHalfScaleBytes + 2 * lane, from, 2);
  }
  for (int64_t h = 0; h < layout.groups; ++h) {
    uint8_t* to = panel_block + h * kCodeGroupBytes + 4 * lane;
    for (int64_t t = 0; t < 4; ++t) to[t] = from[4 * h + t] ^ layout.flip();
  }
}

void UnpackBlock(const BlockLayout& layout, const uint8_t* panel_block, int64_t lane, uint8_t* to) {
  const uint8_t* halfs = panel_block + layout.groups * kCodeGroupBytes;
  for (int64_t i = 0; i < layout.halfs; ++i, to += 2) {
    std::memcpy(to, halfs + i * kHalfScaleBytes + 2 * lane, 2);
  }
  for (int64_t h = 0; h < layout.groups; ++h) {
    const uint8_t* from = panel_block + h * kCodeGroupBytes + 4 * lane;
    for (int64_t t = 0; t < 4; ++t) to[4 * h + t] = from[t] ^ layout.flip();
  }
}

const GemmQuantizedKernels& Kernels() {
  return Select(kGemmQuantizedReference, kGemmQuantizedAvx2, kGemmQuantizedAvx512,
                kGemmQuantizedAvx512Dot);
}

// m rows in tiles of nearly equal height: the first `tall` have one row more than the others.
struct RowTiles {
  RowTiles(int64_t m, int64_t max_rows)
      : count(CeilDiv(m, max_rows)), rows(m / count), tall(m % count) {}
  int64_t Begin(int64_t tile) const { return tile * rows + std::min(tile, tall); }
  int64_t count;
  int64_t rows;
  int64_t tall;
};

struct Product {
  int64_t m;
  const float* a;
  int64_t lda;
  const PackedQuantizedMatrix& b;
  int64_t first;  // columns [first, end)
  int64_t end;
  float* c;
  int64_t ldc;
  const float* bias;
  bool accumulate;
};

ActivationBlock* Quantize(const Product& p, const GemmQuantizedKernels& kernels,
                          const RowTiles& tiles) {
  const int64_t blocks = p.b.k() / kQuantizedInputs;
  constexpr int64_t kFloats = sizeof(ActivationBlock) / sizeof(float);
  auto* out = reinterpret_cast<ActivationBlock*>(
      Scratch(ScratchSlot::kGemmA, std::max<int64_t>(1, p.m * blocks) * kFloats));
  const int32_t offset = LayoutOf(p.b.type()).offset;
  const int64_t work = tiles.rows * p.b.k() + 1;
  base::ParallelFor(tiles.count, CeilDiv(kInlineActivations, work),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t tile = begin; tile < end; ++tile) {
                        const int64_t row = tiles.Begin(tile);
                        kernels.quantize({p.a + row * p.lda, p.lda, tiles.Begin(tile + 1) - row,
                                          blocks, offset, out + row * blocks});
                      }
                    });
  return out;
}

void Run(const Product& p) {
  if (p.m <= 0 || p.end <= p.first) return;
  const GemmQuantizedKernels& kernels = Kernels();
  const RowTiles tiles(p.m, kernels.max_rows);
  const int64_t blocks = p.b.k() / kQuantizedInputs;
  const ActivationBlock* a = Quantize(p, kernels, tiles);
  const int64_t panel0 = p.first / kQuantizedOutputs;
  const int64_t panels = CeilDiv(p.end, kQuantizedOutputs) - panel0;
  const int64_t tile_bytes =
      kernels.max_rows * std::max<int64_t>(1, blocks) * int64_t{sizeof(ActivationBlock)};
  const int64_t chunk = std::max<int64_t>(1, kCachedActivationBytes / tile_bytes);
  const int64_t chunks = CeilDiv(tiles.count, chunk);
  // Panels [begin, end) against chunk `index` of the row tiles.
  const auto multiply = [&](int64_t index, int64_t begin, int64_t end) {
    const int64_t tile = index * chunk;
    const int64_t row = tiles.Begin(tile);
    const int64_t column = begin * kQuantizedOutputs;
    kernels.multiply({.type = p.b.type(),
                      .blocks = blocks,
                      .a = a + row * blocks,
                      .tiles = std::min(chunk, tiles.count - tile),
                      .tile_rows = tiles.rows,
                      .tall_tiles = tiles.tall - tile,
                      .panels = p.b.panels(),
                      .panel_begin = panel0 + begin,
                      .panel_end = panel0 + end,
                      .column_end = p.end,
                      .c = p.c + row * p.ldc + column,
                      .ldc = p.ldc,
                      .bias = p.bias == nullptr ? nullptr : p.bias + column,
                      .accumulate = p.accumulate});
  };
  const bool small = p.m * panels * kQuantizedOutputs * p.b.k() <= kInlineWork;
  // All panels of the first chunk of rows, then all of the next.
  base::ParallelFor(chunks * panels, small ? chunks * panels : 1, [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t index = begin / panels;
      const int64_t stop = std::min(end, (index + 1) * panels);
      multiply(index, begin - index * panels, stop - index * panels);
      begin = stop;
    }
  });
}

}  // namespace

bool PackedQuantizedMatrix::Supports(GgmlType type) {
  return type == GgmlType::kQ4_0 || type == GgmlType::kQ4_1 || type == GgmlType::kQ8_0;
}

int64_t PackedQuantizedMatrix::bytes() const {
  return CeilDiv(n_, kQuantizedOutputs) * (k_ / kQuantizedInputs) * LayoutOf(type_).panel_bytes();
}

void PackedQuantizedMatrix::Reserve(GgmlType type, int64_t n, int64_t k) {
  LayoutOf(type);  // checks the type
  base::Require(n >= 0 && k >= 0 && k % kQuantizedInputs == 0,
                "expected a quantised matrix with rows of a multiple of 32, got ", n, " x ", k);
  type_ = type;
  n_ = n;
  k_ = k;
  const int64_t size = std::max<int64_t>(1, bytes());
  data_ = base::MakeArray<uint8_t>(size);
  std::memset(data_.get(), 0, size);
}

void PackedQuantizedMatrix::PackRows(int64_t first_row, int64_t count, const void* blocks) {
  base::Require(first_row >= 0 && count >= 0 && first_row + count <= n_, "rows ", first_row, " to ",
                first_row + count, " do not lie in a matrix of ", n_, " rows");
  if (count == 0) return;
  const BlockLayout layout = LayoutOf(type_);
  const int64_t row_blocks = k_ / kQuantizedInputs;
  const auto* from = static_cast<const uint8_t*>(blocks);
  uint8_t* data = data_.get();
  const int64_t panel0 = first_row / kQuantizedOutputs;
  const int64_t panels = CeilDiv(first_row + count, kQuantizedOutputs) - panel0;
  base::ParallelFor(panels, 16, [&](int64_t begin, int64_t end) {
    const int64_t row_begin = std::max(first_row, (panel0 + begin) * kQuantizedOutputs);
    const int64_t row_end = std::min(first_row + count, (panel0 + end) * kQuantizedOutputs);
    for (int64_t row = row_begin; row < row_end; ++row) {
      const int64_t panel = row / kQuantizedOutputs;
      for (int64_t i = 0; i < row_blocks; ++i) {
        PackBlock(layout, from + ((row - first_row) * row_blocks + i) * layout.file_bytes(),
                  row % kQuantizedOutputs, data + (panel * row_blocks + i) * layout.panel_bytes());
      }
    }
  });
}

void PackedQuantizedMatrix::UnpackRow(int64_t row, float* out) const {
  base::Require(row >= 0 && row < n_, "row ", row, " does not lie in a matrix of ", n_, " rows");
  const BlockLayout layout = LayoutOf(type_);
  const int64_t row_blocks = k_ / kQuantizedInputs;
  const uint8_t* panel = data_.get() + row / kQuantizedOutputs * row_blocks * layout.panel_bytes();
  constexpr int64_t kAtOnce = 32;
  uint8_t file[kAtOnce * 34];
  for (int64_t i = 0; i < row_blocks; i += kAtOnce) {
    const int64_t count = std::min(kAtOnce, row_blocks - i);
    for (int64_t b = 0; b < count; ++b) {
      UnpackBlock(layout, panel + (i + b) * layout.panel_bytes(), row % kQuantizedOutputs,
                  file + b * layout.file_bytes());
    }
    Dequantize(type_, count * kQuantizedInputs, file, out + i * kQuantizedInputs);
  }
}

void GemmQuantized(int64_t m, const float* a, int64_t lda, const PackedQuantizedMatrix& b, float* c,
                   int64_t ldc, const float* bias) {
  Run({m, a, lda, b, 0, b.n(), c, ldc, bias, false});
}

void GemmQuantizedAccumulate(int64_t m, const float* a, int64_t lda, const PackedQuantizedMatrix& b,
                             float* c, int64_t ldc) {
  Run({m, a, lda, b, 0, b.n(), c, ldc, nullptr, true});
}

void GemmQuantizedColumns(int64_t m, const float* a, int64_t lda, const PackedQuantizedMatrix& b,
                          int64_t first, int64_t count, float* c, int64_t ldc) {
  base::Require(
      first >= 0 && first % kQuantizedOutputs == 0 && count >= 0 && first + count <= b.n(),
      "expected columns from a multiple of 16 on within ", b.n(), ", got ", first, " to ",
      first + count);
  Run({m, a, lda, b, first, first + count, c, ldc, nullptr, false});
}

}  // namespace r1bench::kernels
