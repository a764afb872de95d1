// What the GPU's matrix products have in common below their interface, gemm_cuda.h.
#ifndef R1BENCH_KERNELS_GEMM_GEMM_PRODUCT_H_
#define R1BENCH_KERNELS_GEMM_GEMM_PRODUCT_H_

#include <cstdint>
#include <memory>

#include "kernels/cuda/bf16.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// c[m, n] = start + A · B, the start being 0, bias[j] or the old c. A and B are stored with the
// side of the sum innermost, a[m, k] and b[n, k], or transposed: a[k, m], b[k, n].
template <typename T, typename Out>
struct Product {
  int64_t m = 0, n = 0, k = 0;
  const T* a = nullptr;
  bool a_transposed = false;
  const T* b = nullptr;
  bool b_transposed = false;
  const float* bias = nullptr;
  bool accumulate = false;
  Out* c = nullptr;
};

// Tile sizes of the fixed-order kernels; kAuto chooses by the shape. The bits are those of any.
enum class ProductTile { kAuto, kLarge, kMedium, kSmall, kFewRows, kOneRow };

// Not transposed for kFewRows and kOneRow, else kSmall is taken.
void FixedOrderProduct(const Stream& stream, const Product<float, float>& p,
                       ProductTile tile = ProductTile::kAuto);
template <typename Out>
void FixedOrderProduct(const Stream& stream, const Product<Bf16, Out>& p,
                       ProductTile tile = ProductTile::kAuto);

// cuBLASLt; on the emulated device a plain loop.
class FastMatmul {
 public:
  FastMatmul();
  ~FastMatmul();

  template <typename T, typename Out>
  void Run(const Stream& stream, const Product<T, Out>& p);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_GEMM_GEMM_PRODUCT_H_
