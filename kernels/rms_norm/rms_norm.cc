#include "kernels/rms_norm/rms_norm.h"

#include <algorithm>

#include "base/parallel.h"
#include "kernels/rms_norm/rms_norm_impl.h"
#include "kernels/select.h"

namespace r1bench::kernels {
namespace {

// Elements that one thread should have before another is woken.
constexpr int64_t kGrainElements = 16384;

const RmsNormKernels& Kernels() { return Select(kRmsNormReference, kRmsNormAvx2, kRmsNormAvx512); }

}  // namespace

void RmsNormForward(int64_t T, int64_t n, float eps, const float* x, const float* w, float* y,
                    float* inv_rms) {
  if (T <= 0 || n <= 0) return;
  const RmsNormKernels& kernels = Kernels();
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / n), [&](int64_t begin, int64_t end) {
    kernels.forward(end - begin, n, eps, x + begin * n, w, y + begin * n,
                    inv_rms != nullptr ? inv_rms + begin : nullptr);
  });
}

void RmsNormBackward(int64_t T, int64_t n, const float* x, const float* w, const float* inv_rms,
                     const float* dy, float* dx, float* dw) {
  if (T <= 0 || n <= 0) return;
  const RmsNormKernels& kernels = Kernels();
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / n), [&](int64_t begin, int64_t end) {
    kernels.backward_x(end - begin, n, x + begin * n, w, inv_rms + begin, dy + begin * n,
                       dx + begin * n);
  });
  if (dw == nullptr) return;
  const int64_t columns = std::max<int64_t>(16, (kGrainElements / T + 15) / 16 * 16);
  base::ParallelFor(n, columns, [&](int64_t begin, int64_t end) {
    kernels.backward_w(T, n, begin, end, x, inv_rms, dy, dw);
  });
}

}  // namespace r1bench::kernels
