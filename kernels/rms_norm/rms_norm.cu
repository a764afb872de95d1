#include "kernels/cuda/cuda.h"
#include "kernels/rms_norm/rms_norm_cuda.h"

namespace r1bench::cuda {
namespace {

struct Row {
  int64_t n;
  float eps;
};

// 1 / sqrt(mean + eps), the same on every device: both operations round correctly.
__device__ __forceinline__ float InverseRms(float squares, const Row& row) {
  return __fdiv_rn(1.0f, __fsqrt_rn(__fdiv_rn(squares, static_cast<float>(row.n)) + row.eps));
}

// a + b, number by number, rounded to T.
template <typename T>
__device__ __forceinline__ uint4 Add(uint4 a, uint4 b) {
  constexpr int kSize = kVectorSize<T>;
  float x[kSize], y[kSize];
  Vector<T>::ToFloats(a, x);
  Vector<T>::ToFloats(b, y);
  R1_UNROLL
  for (int k = 0; k < kSize; ++k) x[k] += y[k];
  return Vector<T>::FromFloats(x);
}

// A row a block, held in registers: thread i has the vectors i, i + kThreads, … of the row, at most
// kVectors of them. All loads come before the first use, so that they run side by side.
template <typename T, int kThreads, int kVectors, bool kAdd>
__global__ void __launch_bounds__(kThreads)
    ForwardKernel(Row row, const T* x, T* sum, const float* w, T* y, float* inv_rms) {
  constexpr int kSize = kVectorSize<T>;
  const int count = static_cast<int>(row.n / kSize);
  const int64_t begin = static_cast<int64_t>(blockIdx.x) * row.n;
  x += begin;
  y += begin;
  uint4 held[kVectors] = {};  // beyond the row: zeros, which add nothing
  R1_UNROLL
  for (int i = 0; i < kVectors; ++i) {
    const int at = threadIdx.x + i * kThreads;
    if (at < count) held[i] = LoadVectorOnce(x + at * kSize);
  }
  if (kAdd) {
    sum += begin;
    uint4 old[kVectors] = {};
    R1_UNROLL
    for (int i = 0; i < kVectors; ++i) {
      const int at = threadIdx.x + i * kThreads;
      if (at < count) old[i] = LoadVectorOnce(sum + at * kSize);
    }
    R1_UNROLL
    for (int i = 0; i < kVectors; ++i) {
      const int at = threadIdx.x + i * kThreads;
      held[i] = Add<T>(old[i], held[i]);
      if (at < count) StoreVector(sum + at * kSize, held[i]);
    }
  }
  float squares = 0.0f, v[kSize], weight[kSize];
  R1_UNROLL
  for (int i = 0; i < kVectors; ++i) {
    Vector<T>::ToFloats(held[i], v);
    R1_UNROLL
    for (int k = 0; k < kSize; ++k) squares = fmaf(v[k], v[k], squares);
  }
  const float inv = InverseRms(BlockSum(squares), row);
  R1_UNROLL
  for (int i = 0; i < kVectors; ++i) {
    const int at = threadIdx.x + i * kThreads;
    if (at >= count) continue;
    Vector<T>::ToFloats(held[i], v);
    LoadFloats(w + at * kSize, weight);
    R1_UNROLL
    for (int k = 0; k < kSize; ++k) v[k] = (v[k] * inv) * weight[k];
    StoreVector(y + at * kSize, Vector<T>::FromFloats(v));
  }
  if (threadIdx.x == 0 && inv_rms != nullptr) inv_rms[blockIdx.x] = inv;
}

// A row a block for every n: one number an access, and the row is read twice.
template <typename T, int kThreads>
__global__ void __launch_bounds__(kThreads)
    ForwardAnyKernel(Row row, const T* x, T* sum, const float* w, T* y, float* inv_rms) {
  const int64_t begin = static_cast<int64_t>(blockIdx.x) * row.n;
  float squares = 0.0f;
  for (int64_t j = threadIdx.x; j < row.n; j += kThreads) {
    if (sum != nullptr) {
      sum[begin + j] = FromFloat<T>(ToFloat(sum[begin + j]) + ToFloat(x[begin + j]));
    }
    const float v = ToFloat(sum != nullptr ? sum[begin + j] : x[begin + j]);
    squares = fmaf(v, v, squares);
  }
  const float inv = InverseRms(BlockSum(squares), row);
  const T* source = sum != nullptr ? sum : x;
  for (int64_t j = threadIdx.x; j < row.n; j += kThreads) {
    y[begin + j] = FromFloat<T>((ToFloat(source[begin + j]) * inv) * w[j]);
  }
  if (threadIdx.x == 0 && inv_rms != nullptr) inv_rms[blockIdx.x] = inv;
}

template <typename T, int kThreads, int kVectors>
void RunHeld(const Stream& stream, int64_t rows, const Row& row, const T* x, T* sum, const float* w,
             T* y, float* inv_rms) {
  const dim3 grid(static_cast<unsigned>(rows)), block(kThreads);
  if (sum != nullptr) {
    Launch<ForwardKernel<T, kThreads, kVectors, true>>(grid, block, 0, stream, row, x, sum, w, y,
                                                       inv_rms);
  } else {
    Launch<ForwardKernel<T, kThreads, kVectors, false>>(grid, block, 0, stream, row, x, sum, w, y,
                                                        inv_rms);
  }
}

template <typename T>
void Run(const Stream& stream, int64_t rows, const Row& row, const T* x, T* sum, const float* w,
         T* y, float* inv_rms) {
  if (rows <= 0 || row.n <= 0) return;
  const int64_t vectors = row.n % kVectorSize<T> == 0 ? row.n / kVectorSize<T> : 0;
  const auto run = [&](auto held) { held(stream, rows, row, x, sum, w, y, inv_rms); };
  if (vectors == 0 || vectors > 2048) {
    Launch<ForwardAnyKernel<T, 256>>(dim3(static_cast<unsigned>(rows)), dim3(256), 0, stream, row,
                                     x, sum, w, y, inv_rms);
  } else if (vectors <= 32) {
    run(RunHeld<T, 32, 1>);
  } else if (vectors <= 64) {
    run(RunHeld<T, 32, 2>);
  } else if (vectors <= 256) {
    run(RunHeld<T, 64, 4>);
  } else if (vectors <= 512) {
    run(RunHeld<T, 128, 4>);
  } else if (vectors <= 1024) {
    run(RunHeld<T, 256, 4>);
  } else {
    run(RunHeld<T, 512, 4>);
  }
}

}  // namespace

template <typename T>
void RmsNormForward(const Stream& stream, int64_t rows, int64_t n, float eps, const T* x,
                    const float* w, T* y, float* inv_rms) {
  Run<T>(stream, rows, {n, eps}, x, nullptr, w, y, inv_rms);
}

template <typename T>
void AddRmsNormForward(const Stream& stream, int64_t rows, int64_t n, float eps, const T* x, T* sum,
                       const float* w, T* y, float* inv_rms) {
  Run<T>(stream, rows, {n, eps}, x, sum, w, y, inv_rms);
}

template void RmsNormForward(const Stream&, int64_t, int64_t, float, const float*, const float*,
                             float*, float*);
template void RmsNormForward(const Stream&, int64_t, int64_t, float, const Bf16*, const float*,
                             Bf16*, float*);
template void AddRmsNormForward(const Stream&, int64_t, int64_t, float, const float*, float*,
                                const float*, float*, float*);
template void AddRmsNormForward(const Stream&, int64_t, int64_t, float, const Bf16*, Bf16*,
                                const float*, Bf16*, float*);

}  // namespace r1bench::cuda
