// Linear layers whose weights stay in the 4- or 8-bit blocks of a GGUF file: they are never
// expanded to floats, so a product reads from memory what the file holds (4.5 bits a weight for
// Q4_0, 5 for Q4_1, 8.5 for Q8_0).
//
// c[i,j] = start + Σ_p a[i,p] · W[j,p], with the activations rounded to 8 bits. In exactly this
// order, where block b is the inputs 32b..32b+31 and all floats are fp32:
//
//   Activations, for each row i and block b, max = largest |a|:
//     d_x = max / 127, q_x = a · (1 / d_x) rounded to the nearest integer, ties to even; so
//     |q_x| <= 127 and a = q_x·d_x up to d_x/2.
//     max < 2^-100: d_x = 0 and all q_x = 0.
//     A NaN or infinity in the block: d_x = NaN and all q_x = 0, so the whole row of c is NaN (of
//     unspecified payload): a broken activation is never hidden.
//   Weights of output j: code q_w, scale d_w and, for Q4_1, offset m_w, both halfs made floats.
//   isum = Σ q_w·q_x over the 32 inputs, an exact integer (Q4_0: q_w is the nibble - 8; Q4_1: the
//     nibble; Q8_0: the signed byte).
//   One accumulator walks b upwards from `start` (bias, old c or +0):
//     acc = fma(d_w · d_x, float(isum), acc)
//     acc = fma(m_w, d_x · float(Σ q_x), acc)                     (Q4_1 only)
//
// So an element is a function of row i, output j and the start value alone: the number of rows,
// threads, the columns asked for and the instruction set change no bit.
//
// Threads split the outputs, and the rows when there are many (base/parallel.h). k = 0 is allowed.
#ifndef R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_H_
#define R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_H_

#include <cstdint>

#include "base/array_memory.h"
#include "kernels/dequant/dequant.h"

namespace r1bench::kernels {

// W[n, k] of one of the supported types, stored for streaming: panels of 16 outputs (rows of W),
// [ceil(n/16)][k/32] blocks. A block holds the codes of 16 outputs × 32 inputs, then 16 half d,
// then for Q4_1 16 half m. Codes go in groups of 4 inputs, 16 × 4 bytes a group, so that one
// instruction of 8-bit dot products adds 4 inputs to 16 outputs:
//   4 bits: byte [h][j][t], h < 4, has input 4h + t in its low nibble and 16 + 4h + t in its high
//           one (which is a byte of the file's block);
//   8 bits: byte [h][j][t], h < 8, is input 4h + t plus 128.
// Outputs beyond n are zeros. The layout is the same for all instruction sets.
class PackedQuantizedMatrix {
 public:
  // Q4_0, Q4_1 and Q8_0.
  static bool Supports(GgmlType type);

  PackedQuantizedMatrix() = default;
  PackedQuantizedMatrix(PackedQuantizedMatrix&&) = default;
  PackedQuantizedMatrix& operator=(PackedQuantizedMatrix&&) = default;

  // Makes this an n x k matrix of zeros; k a multiple of 32.
  void Reserve(GgmlType type, int64_t n, int64_t k);

  // Copies rows [first_row, first_row + count) in from `blocks`: the file's blocks, row by row, of
  // any alignment. Several tensors of one type and k may be stacked as rows of one matrix (q, k
  // and v; gate and up); neither the first row nor the count need be multiples of 16.
  void PackRows(int64_t first_row, int64_t count, const void* blocks);

  // Row `row` as k floats, bit for bit those of Dequantize (an embedding look-up).
  void UnpackRow(int64_t row, float* out) const;

  GgmlType type() const { return type_; }
  int64_t n() const { return n_; }
  int64_t k() const { return k_; }
  int64_t bytes() const;
  const uint8_t* panels() const { return data_.get(); }

 private:
  base::Array<uint8_t> data_;
  GgmlType type_ = GgmlType::kQ4_0;
  int64_t n_ = 0;
  int64_t k_ = 0;
};

// c[i*ldc + j] for i < m, j < b.n(), started from bias[j] (+0 if `bias` is null). Overwrites c.
// Row i of the activations is a + i*lda. Each weight is read from memory once for all rows of a
// small m (decode).
void GemmQuantized(int64_t m, const float* a, int64_t lda, const PackedQuantizedMatrix& b, float* c,
                   int64_t ldc, const float* bias);

// The same started from the old c (a residual connection).
void GemmQuantizedAccumulate(int64_t m, const float* a, int64_t lda, const PackedQuantizedMatrix& b,
                             float* c, int64_t ldc);

// Columns [first, first + count) alone, started from +0: output j goes to c[i*ldc + j - first] (the
// vocabulary in parts). `first` is a multiple of 16.
void GemmQuantizedColumns(int64_t m, const float* a, int64_t lda, const PackedQuantizedMatrix& b,
                          int64_t first, int64_t count, float* c, int64_t ldc);

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_GEMM_QUANTIZED_GEMM_QUANTIZED_H_
