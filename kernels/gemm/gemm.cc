#include "kernels/gemm/gemm.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/gemm/gemm_impl.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

// Below this many multiply-adds a product runs on the calling thread: handing it to the pool costs
// about what it would save.
constexpr int64_t kInlineWork = 200'000;
// Weights up to this size stay in each core's cache, so splitting the rows reads them for free.
constexpr int64_t kCachedWeightBytes = 512 << 10;
constexpr int64_t kRowGrain = 24;

const GemmKernels& Kernels() { return Select(kGemmReference, kGemmAvx2, kGemmAvx512); }

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

void RunPacked(const PackedPart& whole) {
  if (whole.k == 0) {  // an empty sum: A may be null, and the variants step through its rows
    kGemmReference.packed(whole);
    return;
  }
  const GemmKernels& kernels = Kernels();
  const int64_t panels = whole.panel_end;
  const int threads = base::NumThreads();
  if (threads == 1 || whole.m * whole.n * whole.k <= kInlineWork) {
    kernels.packed(whole);
    return;
  }
  const bool cached = whole.n * whole.k * 4 <= kCachedWeightBytes;
  const bool by_rows = whole.m >= threads * kRowGrain * (cached ? 1 : 16) || panels < 2;
  if (by_rows) {
    const int64_t grain =
        std::max(kRowGrain, CeilDiv(whole.m, threads * 4 * kRowGrain) * kRowGrain);
    base::ParallelFor(whole.m, grain, [&](int64_t begin, int64_t end) {
      PackedPart part = whole;
      part.m = end - begin;
      part.a += begin * whole.lda;
      part.c += begin * whole.ldc;
      kernels.packed(part);
    });
    return;
  }
  base::ParallelFor(panels, panels >= 8 * threads ? 4 : 1, [&](int64_t begin, int64_t end) {
    PackedPart part = whole;
    part.panel_begin = begin;
    part.panel_end = end;
    kernels.packed(part);
  });
}

}  // namespace

void PackedMatrix::Pack(const float* w, int64_t n, int64_t k) {
  base::Require(n >= 0 && k >= 0, "expected a matrix shape, got ", n, " x ", k);
  const int64_t panels = CeilDiv(n, kPanelColumns);
  if (n != n_ || k != k_ || data_ == nullptr) {
    const int64_t floats = std::max<int64_t>(1, panels * k * kPanelColumns);
    data_ = base::MakeArray<float>(floats);
    n_ = n;
    k_ = k;
  }
  float* data = data_.get();
  base::ParallelFor(panels, std::max<int64_t>(1, 16384 / std::max<int64_t>(1, k)),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t panel = begin; panel < end; ++panel) {
                        float* out = data + panel * k * kPanelColumns;
                        const int64_t j0 = panel * kPanelColumns;
                        const int64_t columns = std::min(kPanelColumns, n - j0);
                        for (int64_t p = 0; p < k; ++p) {
                          for (int64_t l = 0; l < kPanelColumns; ++l) {
                            out[p * kPanelColumns + l] = l < columns ? w[(j0 + l) * k + p] : 0.0f;
                          }
                        }
                      }
                    });
}

void PackedMatrix::UnpackRow(int64_t row, float* out) const {
  base::Require(row >= 0 && row < n_, "expected a row below ", n_, ", got ", row);
  const float* from = data_.get() + row / kPanelColumns * kPanelColumns * k_ + row % kPanelColumns;
  for (int64_t p = 0; p < k_; ++p) out[p] = from[p * kPanelColumns];
}

void GemmPacked(int64_t m, const float* a, int64_t lda, const PackedMatrix& b, float* c,
                int64_t ldc, const float* bias) {
  if (m <= 0 || b.n() == 0) return;
  RunPacked(
      {m, b.n(), b.k(), a, lda, b.panels(), 0, CeilDiv(b.n(), kPanelColumns), c, ldc, bias, false});
}

void GemmPackedAccumulate(int64_t m, const float* a, int64_t lda, const PackedMatrix& b, float* c,
                          int64_t ldc) {
  if (m <= 0 || b.n() == 0) return;
  RunPacked({m, b.n(), b.k(), a, lda, b.panels(), 0, CeilDiv(b.n(), kPanelColumns), c, ldc, nullptr,
             true});
}

void GemmPackedColumns(int64_t m, const float* a, int64_t lda, const PackedMatrix& b, int64_t first,
                       int64_t count, float* c, int64_t ldc) {
  base::Require(first >= 0 && first % kPanelColumns == 0 && count >= 0 && first + count <= b.n(),
                "expected columns of a matrix with ", b.n(), " from a multiple of ", kPanelColumns,
                " on, got ", count, " from ", first, " on");
  if (m <= 0 || count == 0) return;
  RunPacked({m, count, b.k(), a, lda, b.panels() + first * b.k(), 0, CeilDiv(count, kPanelColumns),
             c, ldc, nullptr, false});
}

void Gemm(const GemmDesc& d) {
  if (d.m <= 0 || d.n <= 0) return;
  if (d.k == 0) {  // as above; B may be null too
    kGemmReference.strided(d);
    return;
  }
  const GemmKernels& kernels = Kernels();
  const int threads = base::NumThreads();
  if (threads == 1 || d.m * d.n * d.k <= kInlineWork) {
    kernels.strided(d);
    return;
  }
  if (d.n >= 128 * threads && d.n >= d.m) {  // each thread packs its own columns of B
    const int64_t grain = CeilDiv(CeilDiv(d.n, threads), 64) * 64;
    base::ParallelFor(d.n, grain, [&](int64_t begin, int64_t end) {
      GemmDesc part = d;
      part.n = end - begin;
      part.b += begin;
      part.c += begin;
      kernels.strided(part);
    });
    return;
  }
  const int64_t grain = std::max<int64_t>(CeilDiv(CeilDiv(d.m, threads), 12) * 12, 12);
  base::ParallelFor(d.m, grain, [&](int64_t begin, int64_t end) {
    GemmDesc part = d;
    part.m = end - begin;
    part.a += begin * d.a_row;
    part.c += begin * d.ldc;
    kernels.strided(part);
  });
}

}  // namespace r1bench::kernels
