// Matrix products of linear layers on the GPU. Row-major, contiguous device arrays, queued on a
// stream; a layer y = x · W^T has a weight W [n, k] and `rows` tokens.
//
// Two ways behind one interface:
//
//   kFixedOrder  Our kernels. An element's bits are a function of its row and its column of
//                operands and of its start value: the number of rows, the row's place and the tile
//                sizes change none. fp32: one fma a step along the sum, ascending: on every device
//                the bits of kernels/gemm on the CPU. bf16: products of 16 neighbours by the tensor
//                core (mma.h), ascending, with an fp32 accumulator; a bf16 result is rounded once.
//   kFast        cuBLASLt, fp32 without TF32. May choose another order for another shape. On the
//                emulated device a plain loop.
//
// Operands T and results Out: float and float, Bf16 and float, Bf16 and Bf16.
//
// Launch of kFixedOrder: a tile of the result a block, up to 128 x 256 (bf16) or 128 x 128 (fp32),
// smaller ones where those would leave processors idle, 16 x 32 for the few rows of a decode step.
// There is no split along the sum, so that few rows by few columns of a long sum (a decode step's
// down projection) run below memory speed: the price of the fixed order.
#ifndef R1BENCH_KERNELS_GEMM_GEMM_CUDA_H_
#define R1BENCH_KERNELS_GEMM_GEMM_CUDA_H_

#include <cstdint>
#include <memory>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

enum class MatmulMode { kFast, kFixedOrder };

struct LinearShape {
  int64_t rows = 0;  // tokens
  int64_t n = 0;     // output features
  int64_t k = 0;     // input features
};

class FastMatmul;

// Owns what kFast needs: a handle, 32 MiB of device memory and the algorithms chosen so far. Its
// products run on one stream at a time. Not thread-safe.
class Matmul {
 public:
  explicit Matmul(MatmulMode mode);
  ~Matmul();
  Matmul(const Matmul&) = delete;
  Matmul& operator=(const Matmul&) = delete;

  MatmulMode mode() const { return fast_ == nullptr ? MatmulMode::kFixedOrder : MatmulMode::kFast; }

  // y[rows, n] = start + x · W^T; the start is 0, `bias` [n], or with `accumulate` the old y. Not
  // both.
  template <typename T, typename Out>
  void Forward(const Stream& stream, const LinearShape& shape, const T* x, const T* w,
               const float* bias, bool accumulate, Out* y);

  // dx[rows, k] = dy · W, or with `accumulate` +=.
  template <typename T, typename Out>
  void InputGradient(const Stream& stream, const LinearShape& shape, const T* dy, const T* w,
                     bool accumulate, Out* dx);

  // dw[n, k] += dy^T · x, in token order. With kFixedOrder micro-batches change no bit: of any size
  // in fp32, of multiples of 16 rows in bf16.
  template <typename T>
  void WeightGradient(const Stream& stream, const LinearShape& shape, const T* dy, const T* x,
                      float* dw);

 private:
  std::unique_ptr<FastMatmul> fast_;  // null with kFixedOrder
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_GEMM_GEMM_CUDA_H_
