#include "kernels/swiglu/swiglu.h"

#include <algorithm>

#include "base/parallel.h"
#include "kernels/select.h"
#include "kernels/swiglu/swiglu_impl.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 4096;

const SwigluKernels& Kernels() { return Select(kSwigluReference, kSwigluAvx2, kSwigluAvx512); }

}  // namespace

void SwigluForward(int64_t T, int64_t n, const float* gate, const float* up, float* y, int64_t ld) {
  if (T <= 0 || n <= 0) return;
  const int64_t stride = ld == 0 ? n : ld;
  const SwigluKernels& kernels = Kernels();
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / n), [&](int64_t begin, int64_t end) {
    kernels.forward(end - begin, n, gate + begin * stride, up + begin * stride, y + begin * n,
                    stride);
  });
}

void SwigluBackward(int64_t T, int64_t n, const float* gate, const float* up, const float* dy,
                    float* dgate, float* dup, int64_t ld) {
  if (T <= 0 || n <= 0) return;
  const int64_t stride = ld == 0 ? n : ld;
  const SwigluKernels& kernels = Kernels();
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / n), [&](int64_t begin, int64_t end) {
    kernels.backward(end - begin, n, gate + begin * stride, up + begin * stride, dy + begin * n,
                     dgate + begin * stride, dup + begin * stride, stride);
  });
}

}  // namespace r1bench::kernels
