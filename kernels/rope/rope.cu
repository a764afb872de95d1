#include <algorithm>

#include "kernels/cuda/cuda.h"
#include "kernels/rope/rope_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int kMaxThreads = 128;
// Heads of a thread whose loads are on their way together.
constexpr int kHeads = 4;

struct Shape {
  int n_heads, half;
  int64_t row_stride;
};

// Thread i has features [d, d + N) of both halves, d = i mod (half / N), of every `step`-th head.
template <typename T, int N, bool kInverse>
__global__ void __launch_bounds__(kMaxThreads)
    RopeKernel(Shape shape, const int32_t* positions, const float* cos, const float* sin, T* x) {
  const int accesses = shape.half / N;
  const int d = static_cast<int>(threadIdx.x) % accesses * N;
  const int step = static_cast<int>(blockDim.x) / accesses;
  const int first = static_cast<int>(threadIdx.x) / accesses;
  if (first >= step) return;
  x += blockIdx.x * shape.row_stride + d;
  const int64_t at = static_cast<int64_t>(positions[blockIdx.x]) * shape.half + d;
  float c[N], s[N];
  LoadFloats(cos + at, c);
  LoadFloats(sin + at, s);
  for (int h = first; h < shape.n_heads; h += kHeads * step) {
    Numbers<T, N> lows[kHeads], highs[kHeads];
    R1_UNROLL
    for (int i = 0; i < kHeads; ++i) {
      if (h + i * step >= shape.n_heads) continue;
      const T* head = x + int64_t{h + i * step} * 2 * shape.half;
      lows[i].LoadOnce(head);
      highs[i].LoadOnce(head + shape.half);
    }
    R1_UNROLL
    for (int i = 0; i < kHeads; ++i) {
      if (h + i * step >= shape.n_heads) continue;
      float a[N], b[N];
      lows[i].ToFloats(a);
      highs[i].ToFloats(b);
      R1_UNROLL
      for (int k = 0; k < N; ++k) {
        const float sine = kInverse ? -s[k] : s[k];
        const float rotated = fmaf(-b[k], sine, a[k] * c[k]);
        b[k] = fmaf(a[k], sine, b[k] * c[k]);
        a[k] = rotated;
      }
      T* head = x + int64_t{h + i * step} * 2 * shape.half;
      Numbers<T, N>::Store(head, a);
      Numbers<T, N>::Store(head + shape.half, b);
    }
  }
}

// For every half: a block a row, one number an access, each thread on its own.
template <typename T, bool kInverse>
__global__ void __launch_bounds__(kMaxThreads)
    RopeAnyKernel(Shape shape, const int32_t* positions, const float* cos, const float* sin, T* x) {
  x += blockIdx.x * shape.row_stride;
  const int64_t at = static_cast<int64_t>(positions[blockIdx.x]) * shape.half;
  for (int i = threadIdx.x; i < shape.n_heads * shape.half; i += kMaxThreads) {
    const int d = i % shape.half;
    T* low = x + int64_t{i / shape.half} * 2 * shape.half + d;
    T* high = low + shape.half;
    const float c = cos[at + d], s = kInverse ? -sin[at + d] : sin[at + d];
    const float a = ToFloat(*low), b = ToFloat(*high);
    *low = FromFloat<T>(fmaf(-b, s, a * c));
    *high = FromFloat<T>(fmaf(a, s, b * c));
  }
}

template <typename T, bool kInverse>
void Run(const Stream& stream, int64_t rows, const Shape& shape, const int32_t* positions,
         const float* cos, const float* sin, T* x) {
  constexpr int kSize = kVectorSize<T>;
  const dim3 grid(static_cast<unsigned>(rows));
  const int accesses = shape.half / kSize;
  if (FitsVectors<T>({shape.half, shape.row_stride}, {cos, sin, x}) && accesses <= kMaxThreads) {
    const int threads = std::min(kMaxThreads, (shape.n_heads * accesses + 31) / 32 * 32);
    Launch<RopeKernel<T, kSize, kInverse>>(grid, dim3(threads), 0, stream, shape, positions, cos,
                                           sin, x);
  } else {
    Launch<RopeAnyKernel<T, kInverse>>(grid, dim3(kMaxThreads), 0, stream, shape, positions, cos,
                                       sin, x);
  }
}

}  // namespace

template <typename T>
void RopeApply(const Stream& stream, int64_t rows, int64_t n_heads, int64_t head_dim,
               int64_t row_stride, const int32_t* positions, const float* cos, const float* sin,
               T* x, bool inverse) {
  if (rows <= 0 || n_heads <= 0) return;
  const Shape shape = {static_cast<int>(n_heads), static_cast<int>(head_dim / 2), row_stride};
  const auto run = inverse ? Run<T, true> : Run<T, false>;
  run(stream, rows, shape, positions, cos, sin, x);
}

template void RopeApply(const Stream&, int64_t, int64_t, int64_t, int64_t, const int32_t*,
                        const float*, const float*, float*, bool);
template void RopeApply(const Stream&, int64_t, int64_t, int64_t, int64_t, const int32_t*,
                        const float*, const float*, Bf16*, bool);

}  // namespace r1bench::cuda
