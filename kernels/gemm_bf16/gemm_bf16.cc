#include "kernels/gemm_bf16/gemm_bf16.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/amx.h"
#include "kernels/bf16/bf16.h"
#include "kernels/gemm_bf16/gemm_bf16_impl.h"
#include "kernels/scratch.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

// Below this many multiply-adds a product runs on the calling thread: handing it to the pool costs
// about what it would save.
constexpr int64_t kInlineWork = 400'000;
// Words of A that are packed at a time for each thread: they are still in its second-level cache
// when the product reads them.
constexpr int64_t kRowWords = 1 << 18;
// Words of B that are packed at a time, for all threads: they stay in the last-level cache.
constexpr int64_t kPanelWords = 2 << 20;
// Multiples of an AMX tile's pairs: there a chunk has to end where a tile does.
constexpr int64_t kChunkStep = 16;
constexpr int64_t kMinChunkPairs = 256;
constexpr int64_t kMaxChunkPairs = 512;
static_assert(kMinChunkPairs % kChunkStep == 0 && kMaxChunkPairs % kChunkStep == 0);
// Words that are worth waking a thread to pack.
constexpr int64_t kPackGrainWords = 8192;

// Those that sum in the order of every instruction set but AMX.
const GemmBf16Kernels& Kernels() {
  return Select(kGemmBf16Reference, kGemmBf16Avx2, kGemmBf16Avx512, kGemmBf16Avx512Dot);
}

const GemmBf16Kernels& AmxKernels() { return AmxEmulated() ? kGemmBf16AmxEmulated : kGemmBf16Amx; }

const GemmBf16Kernels& PackedKernels() {
  return ActiveIsa() == Isa::kAmx ? AmxKernels() : Kernels();
}

const GemmBf16Kernels& StridedKernels(const GemmDesc& d) {
  if (d.a_row == 1) return Kernels();
  if (ActiveIsa() == Isa::kAmx) return AmxKernels();
  // The reference packs rows with any strides.
  return d.a_col == 1 || d.m == 1 || d.k == 1 ? Kernels() : kGemmBf16Reference;
}

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }
int64_t Panels(int64_t n) { return CeilDiv(n, kPanelColumns); }

int64_t RoundUp(int64_t n, int64_t multiple) { return CeilDiv(n, multiple) * multiple; }

uint32_t* ScratchWords(ScratchSlot slot, int64_t words) {
  return reinterpret_cast<uint32_t*>(Scratch(slot, words));
}

// The pool, or the calling thread alone.
template <typename Body>
void For(bool parallel, int64_t n, int64_t grain, const Body& body) {
  if (parallel) {
    base::ParallelFor(n, grain, body);
  } else if (n > 0) {
    body(int64_t{0}, n);
  }
}

// Packs count blocks or panels of about `words` each.
template <typename Body>
void ForPacking(bool parallel, int64_t count, int64_t words, const Body& body) {
  For(parallel, count, std::max<int64_t>(1, kPackGrainWords / std::max<int64_t>(1, words)), body);
}

// All of C, by rows or by columns, whichever gives the longer run of tiles.
void Multiply(const GemmBf16Kernels& kernels, bool parallel, const Bf16Product& whole) {
  const int64_t panels = whole.panel_end;
  const bool by_rows = whole.rows.blocks >= panels;
  const int64_t grain = by_rows ? 1 : whole.rows.Height(0) <= 6 ? 4 : 2;
  For(parallel, by_rows ? whole.rows.blocks : panels, grain, [&](int64_t begin, int64_t end) {
    Bf16Product part = whole;
    (by_rows ? part.block_begin : part.panel_begin) = begin;
    (by_rows ? part.block_end : part.panel_end) = end;
    kernels.product(part);
  });
}

// Words of A, packed.
int64_t PackedWords(const GemmBf16Kernels& kernels, const RowCut& cut, int64_t pairs) {
  if (kernels.pair_multiple == 1) return cut.m * pairs;
  return cut.blocks * kernels.block_rows * RoundUp(pairs, kernels.pair_multiple);
}

// Packs the rows of A and multiplies them with packed panels, so many rows at a time that their
// words stay in the cache. `product` holds n, pairs, b, b_panel, c, ldc, start and bias.
void Rows(const GemmBf16Kernels& kernels, bool parallel, const Bf16Source& a, int64_t m,
          Bf16Product product) {
  const int64_t words_at_once = kRowWords * (parallel ? base::NumThreads() : 1);
  const int64_t blocks_at_once =
      words_at_once / (std::max<int64_t>(1, product.pairs) * kernels.block_rows);
  const int64_t most = kernels.block_rows * std::max<int64_t>(4, blocks_at_once);
  for (int64_t first = 0; first < m; first += most) {
    const int64_t rows = std::min(most, m - first);
    const RowCut cut = {rows, CeilDiv(rows, kernels.block_rows)};
    Bf16Source source = a;
    source.x = a.k > 0 ? a.x + first * a.row : nullptr;
    uint32_t* words = ScratchWords(ScratchSlot::kGemmA, PackedWords(kernels, cut, product.pairs));
    ForPacking(
        parallel, cut.blocks, kernels.block_rows * product.pairs,
        [&](int64_t begin, int64_t end) { kernels.pack_blocks(source, cut, begin, end, words); });
    product.rows = cut;
    product.a = words;
    product.block_begin = 0;
    product.block_end = cut.blocks;
    product.panel_begin = 0;
    product.panel_end = Panels(product.n);
    Multiply(kernels, parallel, product);
    product.c += rows * product.ldc;
  }
}

bool Parallel(int64_t m, int64_t n, int64_t k) {
  return base::NumThreads() > 1 && m * n * k > kInlineWork;
}

// Columns [first, first + n) of a packed product; the bias is that of column `first`.
void RunPacked(int64_t m, const float* a, int64_t lda, const PackedBf16Matrix& b, int64_t first,
               int64_t n, float* c, int64_t ldc, Bf16Start start, const float* bias) {
  if (m <= 0 || n <= 0) return;
  const int64_t pairs = (b.k() + 1) / 2;
  Bf16Product product = {};
  product.n = n;
  product.pairs = pairs;
  product.b = b.panels() + first * pairs;
  product.b_panel = kPanelColumns * pairs;
  product.c = c;
  product.ldc = ldc;
  product.start = start;
  product.bias = bias;
  const Bf16Source source = {a, lda, 1, b.k(), ToBf16(0.0f)};
  Rows(PackedKernels(), Parallel(m, n, b.k()), source, m, product);
}

// The chunk [p0, p0 + k) of a strided product's sum.
void StridedChunk(const GemmBf16Kernels& kernels, const GemmDesc& d, int64_t p0, int64_t k) {
  const bool parallel = Parallel(d.m, d.n, d.k);
  const int64_t pairs = (k + 1) / 2;
  uint32_t* panels = ScratchWords(ScratchSlot::kGemmB, Panels(d.n) * kPanelColumns * pairs);
  if (k > 0) {
    const Bf16Source b = {d.b + p0 * d.ldb, 1, d.ldb, k, ToBf16(-0.0f)};
    ForPacking(parallel, Panels(d.n), kPanelColumns * pairs, [&](int64_t begin, int64_t end) {
      Kernels().pack_panels(b, d.n, begin, end, panels);
    });
  }
  Bf16Product product = {};
  product.n = d.n;
  product.pairs = pairs;
  product.b = panels;
  product.b_panel = kPanelColumns * pairs;
  product.c = d.c;
  product.ldc = d.ldc;
  product.start = p0 > 0 || d.accumulate ? Bf16Start::kLoad : Bf16Start::kZero;
  const float* a = k > 0 ? d.a + p0 * d.a_col : nullptr;
  Rows(kernels, parallel, {a, d.a_row, d.a_col, k, ToBf16(0.0f)}, d.m, product);
}

}  // namespace

void PackedBf16Matrix::Resize(int64_t n, int64_t k) {
  base::Require(n >= 0 && k >= 0, "expected a matrix shape, got ", n, " x ", k);
  if (n == n_ && k == k_ && data_ != nullptr) return;
  const int64_t words = std::max<int64_t>(1, Panels(n) * kPanelColumns * ((k + 1) / 2));
  data_ = base::MakeArray<uint32_t>(words);
  n_ = n;
  k_ = k;
}

void PackedBf16Matrix::Pack(const float* w, int64_t n, int64_t k) {
  Resize(n, k);
  if (k == 0) return;
  const GemmBf16Kernels& kernels = Kernels();
  ForPacking(true, Panels(n), kPanelColumns * k / 2, [&](int64_t begin, int64_t end) {
    kernels.pack_panels({w, k, 1, k, ToBf16(-0.0f)}, n, begin, end, data_.get());
  });
}

void PackedBf16Matrix::UnpackRow(int64_t row, float* out) const {
  base::Require(row >= 0 && row < n_, "expected a row below ", n_, ", got ", row);
  const int64_t pairs = (k_ + 1) / 2;
  const uint32_t* words =
      data_.get() + row / kPanelColumns * kPanelColumns * pairs + row % kPanelColumns;
  for (int64_t p = 0; p < k_; ++p) {
    const uint32_t word = words[p / 2 * kPanelColumns];
    out[p] = FromBf16(static_cast<uint16_t>(p % 2 == 0 ? word >> 16 : word));
  }
}

void GemmPackedBf16(int64_t m, const float* a, int64_t lda, const PackedBf16Matrix& b, float* c,
                    int64_t ldc, const float* bias) {
  RunPacked(m, a, lda, b, 0, b.n(), c, ldc, bias != nullptr ? Bf16Start::kBias : Bf16Start::kZero,
            bias);
}

void GemmPackedBf16Accumulate(int64_t m, const float* a, int64_t lda, const PackedBf16Matrix& b,
                              float* c, int64_t ldc) {
  RunPacked(m, a, lda, b, 0, b.n(), c, ldc, Bf16Start::kLoad, nullptr);
}

void GemmPackedBf16Columns(int64_t m, const float* a, int64_t lda, const PackedBf16Matrix& b,
                           int64_t first, int64_t count, float* c, int64_t ldc) {
  base::Require(first >= 0 && first % kPanelColumns == 0 && count >= 0 && first + count <= b.n(),
                "expected columns of a matrix with ", b.n(), " from a multiple of ", kPanelColumns,
                " on, got ", count, " from ", first, " on");
  RunPacked(m, a, lda, b, first, count, c, ldc, Bf16Start::kZero, nullptr);
}

void GemmBf16(const GemmDesc& desc) {
  if (desc.m <= 0 || desc.n <= 0) return;
  const GemmBf16Kernels& kernels = StridedKernels(desc);
  GemmDesc d = desc;
  if (d.m == 1) d.a_row = 1;
  if (d.k == 1) d.a_col = 1;
  const int64_t pairs = kPanelWords / (Panels(d.n) * kPanelColumns) / kChunkStep * kChunkStep;
  const int64_t chunk = 2 * std::clamp(pairs, kMinChunkPairs, kMaxChunkPairs);
  int64_t p0 = 0;
  do {
    StridedChunk(kernels, d, p0, std::min(chunk, d.k - p0));
    p0 += chunk;
  } while (p0 < d.k);
}

}  // namespace r1bench::kernels
