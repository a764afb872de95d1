// Matrix products in fp32 with one fixed order of summation.
//
//   c[i,j] = fma(a[i,k-1], b[k-1,j], … fma(a[i,0], b[0,j], start))
//
// Every element has one accumulator that walks k upwards, one fma a step; the code vectorises over
// j and blocks over i. So the result is a function of row i, column j and the start value alone:
// the number of rows, threads, blocking, instruction set, and a split of k over several
// accumulating calls change no bit. `start` is the bias, the old c (accumulate) or +0.
//
// Threads split rows or columns of c (base/parallel.h). k = 0 is allowed: c = start.
#ifndef R1BENCH_KERNELS_GEMM_GEMM_H_
#define R1BENCH_KERNELS_GEMM_GEMM_H_

#include <cstdint>

#include "base/array_memory.h"

namespace r1bench::kernels {

// Columns in one panel of a packed matrix, and lanes of the virtual vector all kernels use.
inline constexpr int64_t kPanelColumns = 16;

// B = W^T for a weight W[n, k] (row-major, one row per output feature), stored for streaming:
// panels of 16 output features, [ceil(n/16)][k][16], 64-byte aligned, the last panel zero-padded.
// The layout is the same for all instruction sets.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(PackedMatrix&&) = default;
  PackedMatrix& operator=(PackedMatrix&&) = default;

  // Copies W in. Memory is kept when the shape is unchanged (repack after an optimizer step).
  void Pack(const float* w, int64_t n, int64_t k);

  // Row j of W, 0 <= j < n: k floats.
  void UnpackRow(int64_t row, float* out) const;

  int64_t n() const { return n_; }
  int64_t k() const { return k_; }
  const float* panels() const { return data_.get(); }
  int64_t bytes() const {
    return (n_ + kPanelColumns - 1) / kPanelColumns * kPanelColumns * k_ * 4;
  }

 private:
  base::Array<float> data_;
  int64_t n_ = 0;
  int64_t k_ = 0;
};

// c[i,j] = bias[j] + Σ_p a[i*lda + p] · W[j,p] for i < m, j < b.n(), p < b.k(). Overwrites c.
// The sum starts from the bias (+0 if `bias` is null). Each weight is read from memory once for
// all rows of a small m (decode).
void GemmPacked(int64_t m, const float* a, int64_t lda, const PackedMatrix& b, float* c,
                int64_t ldc, const float* bias);

// The same with the sum started from the old c: c += a · W^T (a residual connection).
void GemmPackedAccumulate(int64_t m, const float* a, int64_t lda, const PackedMatrix& b, float* c,
                          int64_t ldc);

// Only columns [first, first + count): c[i*ldc + j - first]. `first` is a multiple of 16. For a
// vocabulary in blocks.
void GemmPackedColumns(int64_t m, const float* a, int64_t lda, const PackedMatrix& b, int64_t first,
                       int64_t count, float* c, int64_t ldc);

// C[i,j] (+)= Σ_p A[i*a_row + p*a_col] · B[p*ldb + j] for i < m, j < n, p < k.
//   dX = dY · W:    a = dY, a_row = ld, a_col = 1;  b = W[n_out, n_in].
//   dW += dY^T · X: a = dY, a_row = 1, a_col = ld (read transposed);  b = X;  k = tokens, so the
//                   gradient is summed in token order.
struct GemmDesc {
  int64_t m = 0;
  int64_t n = 0;
  int64_t k = 0;
  const float* a = nullptr;
  int64_t a_row = 0;
  int64_t a_col = 1;
  const float* b = nullptr;
  int64_t ldb = 0;
  float* c = nullptr;
  int64_t ldc = 0;
  bool accumulate = false;  // start from the old C; else overwrite
};
void Gemm(const GemmDesc& desc);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_GEMM_H_
