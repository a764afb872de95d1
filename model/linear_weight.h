// The weight of a linear layer, W [out_features, in_features], packed for the format its products
// run in.
//
//   kFloat32    kernels/gemm            fp32 operands
//   kBFloat16   kernels/gemm_bf16       operands rounded to bf16, sums in fp32
//   kQuantized  kernels/gemm_quantized  4- and 8-bit blocks of a GGUF file, 8-bit activations
//
// In each format an output is a function of its own row of activations alone: the batch, threads
// and instruction set change no bit.
#ifndef R1BENCH_MODEL_LINEAR_WEIGHT_H_
#define R1BENCH_MODEL_LINEAR_WEIGHT_H_

#include <cstdint>
#include <string_view>
#include <variant>

#include "kernels/gemm/gemm.h"
#include "kernels/gemm_bf16/gemm_bf16.h"
#include "kernels/gemm_quantized/gemm_quantized.h"

namespace r1bench::model {

enum class WeightFormat { kFloat32, kBFloat16, kQuantized };

// "fp32", "bf16", "quantized".
const char* WeightFormatName(WeightFormat format);
// The reverse; throws base::Error on anything else.
WeightFormat ParseWeightFormat(std::string_view name);

class LinearWeight {
 public:
  // Copies W in as fp32 or bf16. Memory is kept when format and shape are unchanged.
  void Pack(WeightFormat format, const float* w, int64_t n, int64_t k);
  // An empty n x k matrix of a GGUF type, to be filled with PackRows.
  kernels::PackedQuantizedMatrix& Quantized(kernels::GgmlType type, int64_t n, int64_t k);

  WeightFormat format() const { return static_cast<WeightFormat>(matrix_.index()); }
  int64_t n() const;
  int64_t k() const;
  int64_t bytes() const;

  // c[m, n] = a[m, k] · W^T (+ bias[n] unless null). Overwrites c.
  void Product(int64_t m, const float* a, int64_t lda, float* c, int64_t ldc,
               const float* bias) const;
  // c += a · W^T.
  void ProductAccumulate(int64_t m, const float* a, int64_t lda, float* c, int64_t ldc) const;
  // Output features [first, first + count) only: c[i, j - first]. first: a multiple of 16.
  void ProductColumns(int64_t m, const float* a, int64_t lda, int64_t first, int64_t count,
                      float* c, int64_t ldc) const;
  // Row `row` of W as the products see it: out[k].
  void UnpackRow(int64_t row, float* out) const;

 private:
  std::variant<kernels::PackedMatrix, kernels::PackedBf16Matrix, kernels::PackedQuantizedMatrix>
      matrix_;
};

// The gradients of a linear layer y = x · W^T, in the arithmetic of `format` (fp32 or bf16), from
// dy [rows, n] and the fp32 weights W [n, k]:
//   dx[rows, k] = dy · W         (+=, if accumulate)
//   dw[n, k]   += dy^T · x       in token order, so that micro-batches change no bit
void InputGradient(WeightFormat format, int64_t rows, int64_t n, int64_t k, const float* dy,
                   const float* w, float* dx, bool accumulate);
void WeightGradient(WeightFormat format, int64_t rows, int64_t n, int64_t k, const float* dy,
                    const float* x, float* dw);

}  // namespace r1bench::model

#endif  // R1BENCH_MODEL_LINEAR_WEIGHT_H_
