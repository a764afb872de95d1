#include <algorithm>

#include "kernels/cuda/cuda.h"
#include "kernels/math/math_device.h"
#include "kernels/swiglu/swiglu_cuda.h"

namespace r1bench::cuda {
namespace {

// Accesses of a thread to each array, all of whose loads are on their way before the first use.
constexpr int kAccesses = 2;
constexpr int kMaxThreads = 256;

// How rows are cut: `parts` blocks a row, each of `span` accesses (the last one of fewer), `count`
// accesses a row.
struct Cut {
  int64_t ld;
  int count, parts, span;
};

// Element offsets of a thread's accesses in the strided and in the contiguous arrays; -1: none.
template <int N>
struct Places {
  int64_t strided[kAccesses], contiguous[kAccesses];

  __device__ __forceinline__ explicit Places(const Cut& cut) {
    const int64_t row = blockIdx.x / cut.parts;
    const int begin = blockIdx.x % cut.parts * cut.span;
    const int end = min(begin + cut.span, cut.count);
    R1_UNROLL
    for (int i = 0; i < kAccesses; ++i) {
      const int at = begin + static_cast<int>(threadIdx.x + i * blockDim.x);
      strided[i] = at < end ? row * cut.ld + int64_t{at} * N : -1;
      contiguous[i] = at < end ? (row * cut.count + at) * N : -1;
    }
  }
};

// Whether the fast forms of OnePlusExp and division do for all of these.
template <int N>
__device__ __forceinline__ bool InRange(const float (&g)[N]) {
  float least = 1.0f, most = 1.0f;
  R1_UNROLL
  for (int k = 0; k < N; ++k) {
    least = fminf(least, fabsf(g[k]));
    most = fmaxf(most, fabsf(g[k]));
  }
  return least >= 0x1p-60f && most <= 40.0f;
}

template <typename T, int N>
__global__ void __launch_bounds__(kMaxThreads)
    ForwardKernel(Cut cut, const T* gate, const T* up, T* y) {
  const Places<N> at(cut);
  Numbers<T, N> gates[kAccesses], ups[kAccesses];
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    if (at.strided[i] < 0) continue;
    gates[i].LoadOnce(gate + at.strided[i]);
    ups[i].LoadOnce(up + at.strided[i]);
  }
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    if (at.strided[i] < 0) continue;
    float g[N], u[N];
    gates[i].ToFloats(g);
    ups[i].ToFloats(u);
    if (InRange(g)) {
      R1_UNROLL
      for (int k = 0; k < N; ++k) u[k] *= QuotientInRange(g[k], OnePlusExpWithin40(-g[k]));
    } else {
      R1_UNROLL
      for (int k = 0; k < N; ++k) u[k] *= __fdiv_rn(g[k], OnePlusExp(-g[k]));
    }
    Numbers<T, N>::Store(y + at.contiguous[i], u);
  }
}

template <typename T, int N>
__global__ void __launch_bounds__(kMaxThreads)
    BackwardKernel(Cut cut, const T* gate, const T* up, const T* dy, T* dgate, T* dup) {
  const Places<N> at(cut);
  Numbers<T, N> gates[kAccesses], ups[kAccesses], dys[kAccesses];
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    if (at.strided[i] < 0) continue;
    gates[i].LoadOnce(gate + at.strided[i]);
    ups[i].LoadOnce(up + at.strided[i]);
    dys[i].LoadOnce(dy + at.contiguous[i]);
  }
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    if (at.strided[i] < 0) continue;
    float g[N], u[N], d[N];
    gates[i].ToFloats(g);
    ups[i].ToFloats(u);
    dys[i].ToFloats(d);
    R1_UNROLL
    for (int k = 0; k < N; ++k) {
      const float sigma = __fdiv_rn(1.0f, OnePlusExp(-g[k]));
      const float du = d[k] * (g[k] * sigma);
      g[k] = (d[k] * u[k]) * (sigma * fmaf(g[k], 1.0f - sigma, 1.0f));
      u[k] = du;
    }
    Numbers<T, N>::Store(dgate + at.strided[i], g);
    Numbers<T, N>::Store(dup + at.strided[i], u);
  }
}

int RoundUp(int64_t x, int64_t step) { return static_cast<int>((x + step - 1) / step * step); }

// Calls launch(grid, block, cut): whole warps, and parts of a row that are about equal.
template <typename Function>
void LaunchCut(int64_t rows, int64_t count, int64_t ld, const Function& launch) {
  const int64_t parts = (count + kAccesses * kMaxThreads - 1) / (kAccesses * kMaxThreads);
  const int threads =
      std::min(kMaxThreads, RoundUp((count + parts * kAccesses - 1) / (parts * kAccesses), 32));
  const Cut cut = {ld, static_cast<int>(count), static_cast<int>(parts), threads * kAccesses};
  launch(dim3(static_cast<unsigned>(rows * parts)), dim3(threads), cut);
}

}  // namespace

template <typename T>
void SwigluForward(const Stream& stream, int64_t rows, int64_t n, const T* gate, const T* up, T* y,
                   int64_t ld) {
  if (rows <= 0 || n <= 0) return;
  if (ld == 0) ld = n;
  constexpr int kSize = kVectorSize<T>;
  const bool vectors = FitsVectors<T>({n, ld}, {gate, up, y});
  LaunchCut(rows, vectors ? n / kSize : n, ld, [&](dim3 grid, dim3 block, const Cut& cut) {
    if (vectors) {
      Launch<ForwardKernel<T, kSize>>(grid, block, 0, stream, cut, gate, up, y);
    } else {
      Launch<ForwardKernel<T, 1>>(grid, block, 0, stream, cut, gate, up, y);
    }
  });
}

template <typename T>
void SwigluBackward(const Stream& stream, int64_t rows, int64_t n, const T* gate, const T* up,
                    const T* dy, T* dgate, T* dup, int64_t ld) {
  if (rows <= 0 || n <= 0) return;
  if (ld == 0) ld = n;
  constexpr int kSize = kVectorSize<T>;
  const bool vectors = FitsVectors<T>({n, ld}, {gate, up, dy, dgate, dup});
  LaunchCut(rows, vectors ? n / kSize : n, ld, [&](dim3 grid, dim3 block, const Cut& cut) {
    if (vectors) {
      Launch<BackwardKernel<T, kSize>>(grid, block, 0, stream, cut, gate, up, dy, dgate, dup);
    } else {
      Launch<BackwardKernel<T, 1>>(grid, block, 0, stream, cut, gate, up, dy, dgate, dup);
    }
  });
}

template void SwigluForward(const Stream&, int64_t, int64_t, const float*, const float*, float*,
                            int64_t);
template void SwigluForward(const Stream&, int64_t, int64_t, const Bf16*, const Bf16*, Bf16*,
                            int64_t);
template void SwigluBackward(const Stream&, int64_t, int64_t, const float*, const float*,
                             const float*, float*, float*, int64_t);
template void SwigluBackward(const Stream&, int64_t, int64_t, const Bf16*, const Bf16*, const Bf16*,
                             Bf16*, Bf16*, int64_t);

}  // namespace r1bench::cuda
