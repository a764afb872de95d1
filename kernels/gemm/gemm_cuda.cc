#include "kernels/gemm/gemm_cuda.h"

#include "base/error.h"
#include "kernels/gemm/gemm_product.h"

namespace r1bench::cuda {
namespace {

template <typename T, typename Out>
void Run(FastMatmul* fast, const Stream& stream, const Product<T, Out>& product) {
  if (product.m <= 0 || product.n <= 0) return;
  if (fast != nullptr && product.k > 0) {
    fast->Run(stream, product);
  } else {
    FixedOrderProduct(stream, product);
  }
}

}  // namespace

Matmul::Matmul(MatmulMode mode)
    : fast_(mode == MatmulMode::kFast ? std::make_unique<FastMatmul>() : nullptr) {}
Matmul::~Matmul() = default;

template <typename T, typename Out>
void Matmul::Forward(const Stream& stream, const LinearShape& shape, const T* x, const T* w,
                     const float* bias, bool accumulate, Out* y) {
  base::Require(bias == nullptr || !accumulate, "expected a bias or an old result, got both");
  Product<T, Out> product;
  product.m = shape.rows;
  product.n = shape.n;
  product.k = shape.k;
  product.a = x;
  product.b = w;
  product.bias = bias;
  product.accumulate = accumulate;
  product.c = y;
  Run(fast_.get(), stream, product);
}

template <typename T, typename Out>
void Matmul::InputGradient(const Stream& stream, const LinearShape& shape, const T* dy, const T* w,
                           bool accumulate, Out* dx) {
  Product<T, Out> product;
  product.m = shape.rows;
  product.n = shape.k;
  product.k = shape.n;
  product.a = dy;
  product.b = w;
  product.b_transposed = true;
  product.accumulate = accumulate;
  product.c = dx;
  Run(fast_.get(), stream, product);
}

template <typename T>
void Matmul::WeightGradient(const Stream& stream, const LinearShape& shape, const T* dy, const T* x,
                            float* dw) {
  Product<T, float> product;
  product.m = shape.n;
  product.n = shape.k;
  product.k = shape.rows;
  product.a = dy;
  product.a_transposed = true;
  product.b = x;
  product.b_transposed = true;
  product.accumulate = true;
  product.c = dw;
  if (shape.rows > 0) Run(fast_.get(), stream, product);
}

#define R1_INSTANTIATE(T, Out)                                                                     \
  template void Matmul::Forward(const Stream&, const LinearShape&, const T*, const T*,             \
                                const float*, bool, Out*);                                         \
  template void Matmul::InputGradient(const Stream&, const LinearShape&, const T*, const T*, bool, \
                                      Out*)
R1_INSTANTIATE(float, float);
R1_INSTANTIATE(Bf16, float);
R1_INSTANTIATE(Bf16, Bf16);
template void Matmul::WeightGradient(const Stream&, const LinearShape&, const float*, const float*,
                                     float*);
template void Matmul::WeightGradient(const Stream&, const LinearShape&, const Bf16*, const Bf16*,
                                     float*);

}  // namespace r1bench::cuda
