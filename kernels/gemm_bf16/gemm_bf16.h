// Matrix products on operands rounded to bf16, summed in fp32, with one fixed order of summation.
//
//   c[i,j] = step(a[i,k-1], b[k-1,j], … step(a[i,0], b[0,j], start)),  step(x, y, s) = fma(x, y, s)
//
// That is the rule of kernels/gemm/gemm.h with two changes. A and B are rounded to bf16 first (the
// rule of kernels/bf16/bf16.h; they come as fp32). And the step treats subnormals as the
// processors' bf16 instructions do: a subnormal s is read as zero, a result that would be subnormal
// after rounding becomes zero, both keep the sign. On data without subnormals the result is, bit
// for bit, that of kernels/gemm on rounded operands. The product of two bf16 is exact, so one step
// rounds once.
//
// VDPBF16PS is two such steps: Intel SDM volume 2 gives the order (the odd half of a word before
// the even one, flush to zero, MXCSR ignored); this package puts the earlier element into the odd
// half. As in kernels/gemm, the number of rows, threads, blocking, instruction set, and a split of
// k over several accumulating calls (at an even or odd place) change no bit. Only which NaN a
// result is, where it is one, is not defined.
//
// With AMX (Isa::kAmx, used only on request: kernels/dispatch.h) the packed products, and those of
// GemmBf16 whose a_row is not 1, follow another order, that of TDPBF16PS. k is cut into tiles of 32
// from 0; with e and o, the sums of a tile's even and odd k, each by steps in ascending order from
// +0,
//
//   c[i,j] = (… ((start + (e0 + o0)) + (e1 + o1)) … + (e_last + o_last)),
//
// where an addition rounds and treats subnormals as a step does. So the bits differ from those of
// the other sets. Within AMX, rows, threads, blocking, a range of columns, and a split of k over
// accumulating calls at multiples of 32 change no bit. With a_row = 1 (the gradient of a weight:
// the sum runs over tokens, and is split anywhere) the sum is the one at the top, with AMX too.
// Source: Intel SDM volume 2, TDPBF16PS: two sums per cell and tile from zero, one fused step each,
// then their sum, then the addition to C; DAZ = FTZ = 1, nearest even, MXCSR ignored. The Bochs
// emulator (cpu/avx/amx.cc) reads it the same way; the pseudo-code of Intel's intrinsics guide is
// looser (one running sum). Which half of a word enters which sum makes no difference.
//
// Threads split rows or columns of c (base/parallel.h). k = 0 is allowed: c = start. Safe to call
// inside a ParallelFor.
#ifndef R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_H_
#define R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_H_

#include <cstdint>

#include "base/array_memory.h"
#include "kernels/gemm/gemm.h"

namespace r1bench::kernels {

// B = W^T for a weight W[n, k], rounded to bf16 and stored for streaming: panels of 16 output
// features, [ceil(n/16)][ceil(k/2)][16] words, 64-byte aligned. A word holds the pair k, k + 1 (k
// even in the high half). Where k is odd, the last low half is -0: its product with the +0 that A
// is padded with leaves every sum as it is, a zero of either sign included.
class PackedBf16Matrix {
 public:
  PackedBf16Matrix() = default;
  PackedBf16Matrix(PackedBf16Matrix&&) = default;
  PackedBf16Matrix& operator=(PackedBf16Matrix&&) = default;

  // Rounds W[n, k] (row-major, one row per output feature) in: c = a · W^T. Memory is kept when the
  // shape is unchanged (repack after an optimizer step).
  void Pack(const float* w, int64_t n, int64_t k);

  // Row j of W, 0 <= j < n: k floats.
  void UnpackRow(int64_t row, float* out) const;

  int64_t n() const { return n_; }
  int64_t k() const { return k_; }
  const uint32_t* panels() const { return data_.get(); }
  int64_t bytes() const {
    return (n_ + kPanelColumns - 1) / kPanelColumns * kPanelColumns * ((k_ + 1) / 2) * 4;
  }

 private:
  void Resize(int64_t n, int64_t k);

  base::Array<uint32_t> data_;
  int64_t n_ = 0;
  int64_t k_ = 0;
};

// c[i,j] = bias[j] + Σ_p a[i*lda + p] · W[j,p] for i < m, j < b.n(), p < b.k(). Overwrites c.
// The sum starts from the bias (+0 if `bias` is null). Each weight is read from memory once for
// all rows of a small m (decode).
void GemmPackedBf16(int64_t m, const float* a, int64_t lda, const PackedBf16Matrix& b, float* c,
                    int64_t ldc, const float* bias);

// The same with the sum started from the old c: c += a · W^T.
void GemmPackedBf16Accumulate(int64_t m, const float* a, int64_t lda, const PackedBf16Matrix& b,
                              float* c, int64_t ldc);

// Only columns [first, first + count): c[i*ldc + j - first]. `first` is a multiple of 16. For a
// vocabulary in blocks.
void GemmPackedBf16Columns(int64_t m, const float* a, int64_t lda, const PackedBf16Matrix& b,
                           int64_t first, int64_t count, float* c, int64_t ldc);

// C[i,j] (+)= Σ_p A[i*a_row + p*a_col] · B[p*ldb + j], both rounded; see GemmDesc. Fast where a_row
// or a_col is 1.
void GemmBf16(const GemmDesc& desc);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_BF16_GEMM_BF16_H_
