#include "kernels/cuda/cuda.h"
#include "kernels/rms_norm/rms_norm_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int kBlock = 512;
constexpr int kGroup = kRmsNormGroup;

// What a row needs beside its numbers.
struct Row {
  float inv, factor;  // factor: s · inv³ / n
};

__device__ __forceinline__ float Factor(float s, float inv, int64_t n) {
  return s * __fdiv_rn((inv * inv) * inv, static_cast<float>(n));
}

__device__ __forceinline__ float InputGradient(float x, float g, const Row& row, float old) {
  return fmaf(-x, row.factor, fmaf(g, row.inv, old));
}

// The sum of x over a team of kThreads threads, several of which make the block. All threads of the
// block call it; `turn` alternates, so that one barrier a call is enough.
template <int kThreads>
__device__ __forceinline__ float TeamSum(float x, int turn) {
  constexpr int kWarps = kThreads / 32;
  x = WarpSum(x);
  if (kWarps == 1) return x;
  R1_SHARED(partial, float[2][kBlock / 32]);
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  if (lane == 0) partial[turn % 2][warp] = x;
  __syncthreads();
  return WarpSum(lane < kWarps ? partial[turn % 2][warp / kWarps * kWarps + lane] : 0.0f);
}

// A team's part of one row of x and dy; zeros beyond the row, and for a row that does not exist.
template <typename T, int kThreads, int kVectors>
struct RowPart {
  uint4 x[kVectors] = {}, dy[kVectors] = {};

  __device__ __forceinline__ void Load(bool exists, int64_t begin, int count, const T* from_x,
                                       const T* from_dy) {
    R1_UNROLL
    for (int i = 0; i < kVectors; ++i) {
      const int at = threadIdx.x % kThreads + i * kThreads;
      const bool inside = exists && at < count;
      const int64_t element = begin + at * kVectorSize<T>;
      x[i] = inside ? LoadVectorOnce(from_x + element) : make_uint4(0, 0, 0, 0);
      dy[i] = inside ? LoadVectorOnce(from_dy + element) : make_uint4(0, 0, 0, 0);
    }
  }
};

// Writes the sums of all teams' dw, team by team, to the group's row of `partial`. kSums floats a
// thread, neighbours of one vector.
template <int kThreads, int kVectors, int kSize>
__device__ __forceinline__ void StorePartial(const float (&sums)[kVectors][kSize], int64_t n,
                                             float* partial) {
  constexpr int kTeams = kBlock / kThreads;
  constexpr int kWidth = kThreads * kVectors * kSize;  // floats of a team
  float* all = DynamicSharedMemory<float>();
  const int team = threadIdx.x / kThreads;
  R1_UNROLL
  for (int i = 0; i < kVectors; ++i) {
    const int at = (threadIdx.x % kThreads + i * kThreads) * kSize;
    R1_UNROLL
    for (int k = 0; k < kSize; ++k) all[team * kWidth + at + k] = sums[i][k];
  }
  __syncthreads();
  for (int j = threadIdx.x; j < n; j += kBlock) {
    float sum = all[j];
    for (int other = 1; other < kTeams; ++other) sum += all[other * kWidth + j];
    partial[j] = sum;
  }
}

// A group of rows a block; its teams take the rows of the group in turn. The next row is on its way
// while this one is worked on.
template <typename T, int kThreads, int kVectors, bool kAccumulate>
__global__ void __launch_bounds__(kBlock, kVectors <= 2 ? 2 : 1)
    BackwardKernel(int64_t rows, int64_t n, const T* x, const float* w, const float* inv_rms,
                   const T* dy, T* dx, float* partial) {
  constexpr int kSize = kVectorSize<T>, kTeams = kBlock / kThreads;
  const int count = static_cast<int>(n / kSize);
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kGroup;
  int64_t t = first + threadIdx.x / kThreads;
  float sums[kVectors][kSize] = {};
  RowPart<T, kThreads, kVectors> now, next;
  now.Load(t < rows, t * n, count, x, dy);
  for (int turn = 0; turn < kGroup / kTeams && first + turn * kTeams < rows; ++turn, t += kTeams) {
    const bool last = turn + 1 == kGroup / kTeams;
    next.Load(!last && t + kTeams < rows, (t + kTeams) * n, count, x, dy);
    Row row = {t < rows ? inv_rms[t] : 0.0f, 0.0f};
    float s = 0.0f, v[kSize], d[kSize], weight[kSize], old[kSize];
    R1_UNROLL
    for (int i = 0; i < kVectors; ++i) {
      const int at = threadIdx.x % kThreads + i * kThreads;
      if (at >= count) continue;
      Vector<T>::ToFloats(now.x[i], v);
      Vector<T>::ToFloats(now.dy[i], d);
      LoadFloats(w + at * kSize, weight);
      R1_UNROLL
      for (int k = 0; k < kSize; ++k) {
        s = fmaf(d[k] * weight[k], v[k], s);
        sums[i][k] = fmaf(d[k], v[k] * row.inv, sums[i][k]);
      }
    }
    row.factor = Factor(TeamSum<kThreads>(s, turn), row.inv, n);
    R1_UNROLL
    for (int i = 0; i < kVectors; ++i) {
      const int at = threadIdx.x % kThreads + i * kThreads;
      if (at >= count || t >= rows) continue;
      T* target = dx + t * n + at * kSize;
      Vector<T>::ToFloats(kAccumulate ? LoadVectorOnce(target) : make_uint4(0, 0, 0, 0), old);
      Vector<T>::ToFloats(now.x[i], v);
      Vector<T>::ToFloats(now.dy[i], d);
      LoadFloats(w + at * kSize, weight);
      R1_UNROLL
      for (int k = 0; k < kSize; ++k) v[k] = InputGradient(v[k], d[k] * weight[k], row, old[k]);
      StoreVector(target, Vector<T>::FromFloats(v));
    }
    now = next;
  }
  if (partial == nullptr) return;
  StorePartial<kThreads>(sums, n, partial + blockIdx.x * n);
}

// The same for every n, one number an access and one row at a time.
template <typename T, bool kAccumulate>
__global__ void __launch_bounds__(kBlock)
    BackwardAnyKernel(int64_t rows, int64_t n, const T* x, const float* w, const float* inv_rms,
                      const T* dy, T* dx, float* partial) {
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kGroup;
  const int64_t end = min(first + kGroup, rows);
  for (int64_t t = first; t < end; ++t) {
    Row row = {inv_rms[t], 0.0f};
    float s = 0.0f;
    for (int64_t j = threadIdx.x; j < n; j += kBlock) {
      s = fmaf(ToFloat(dy[t * n + j]) * w[j], ToFloat(x[t * n + j]), s);
    }
    row.factor = Factor(BlockSum(s), row.inv, n);
    for (int64_t j = threadIdx.x; j < n; j += kBlock) {
      const float v = ToFloat(x[t * n + j]), d = ToFloat(dy[t * n + j]);
      const float old = kAccumulate ? ToFloat(dx[t * n + j]) : 0.0f;
      dx[t * n + j] = FromFloat<T>(InputGradient(v, d * w[j], row, old));
      if (partial == nullptr) continue;
      float& sum = partial[blockIdx.x * n + j];
      sum = fmaf(d, v * row.inv, t == first ? 0.0f : sum);
    }
  }
}

// dw[j] += the groups' sums, ascending. Several loads are on their way at a time.
__global__ void __launch_bounds__(128)
    AddPartialsKernel(int64_t groups, int64_t n, const float* partial, float* dw) {
  constexpr int kAhead = 16;
  const int64_t j = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (j >= n) return;
  float sum = dw[j];
  int64_t group = 0;
  for (; group + kAhead <= groups; group += kAhead) {
    float v[kAhead];
    R1_UNROLL
    for (int i = 0; i < kAhead; ++i) v[i] = partial[(group + i) * n + j];
    R1_UNROLL
    for (int i = 0; i < kAhead; ++i) sum += v[i];
  }
  for (; group < groups; ++group) sum += partial[group * n + j];
  dw[j] = sum;
}

int64_t Groups(int64_t rows) { return (rows + kGroup - 1) / kGroup; }

template <typename T, bool kAccumulate>
struct Backward {
  const Stream& stream;
  int64_t rows, n;
  const T* x;
  const float* w;
  const float* inv_rms;
  const T* dy;
  T* dx;
  float* partial;

  dim3 grid() const { return dim3(static_cast<unsigned>(Groups(rows))); }

  template <int kThreads, int kVectors>
  void Held() const {
    const size_t shared = partial == nullptr ? 0 : kBlock * kVectors * kVectorSize<T> * 4;
    Launch<BackwardKernel<T, kThreads, kVectors, kAccumulate>>(
        grid(), dim3(kBlock), shared, stream, rows, n, x, w, inv_rms, dy, dx, partial);
  }

  void Run() const {
    const int64_t vectors = n % kVectorSize<T> == 0 ? n / kVectorSize<T> : 0;
    if (vectors == 0 || vectors > 2048) {
      Launch<BackwardAnyKernel<T, kAccumulate>>(grid(), dim3(kBlock), 0, stream, rows, n, x, w,
                                                inv_rms, dy, dx, partial);
    } else if (vectors <= 32) {
      Held<32, 1>();
    } else if (vectors <= 64) {
      Held<32, 2>();
    } else if (vectors <= 128) {
      Held<64, 2>();
    } else if (vectors <= 256) {
      Held<128, 2>();
    } else if (vectors <= 512) {
      Held<256, 2>();
    } else if (vectors <= 1024) {
      Held<512, 2>();
    } else {
      Held<512, 4>();
    }
  }
};

}  // namespace

int64_t RmsNormBackwardWorkspace(int64_t rows, int64_t n) { return Groups(rows) * n; }

template <typename T>
void RmsNormBackward(const Stream& stream, int64_t rows, int64_t n, const T* x, const float* w,
                     const float* inv_rms, const T* dy, bool accumulate, T* dx, float* dw,
                     float* workspace) {
  if (rows <= 0 || n <= 0) return;
  float* partial = dw == nullptr ? nullptr : workspace;
  if (accumulate) {
    Backward<T, true>{stream, rows, n, x, w, inv_rms, dy, dx, partial}.Run();
  } else {
    Backward<T, false>{stream, rows, n, x, w, inv_rms, dy, dx, partial}.Run();
  }
  if (dw == nullptr) return;
  Launch<AddPartialsKernel>(dim3(static_cast<unsigned>((n + 127) / 128)), dim3(128), 0, stream,
                            Groups(rows), n, partial, dw);
}

template void RmsNormBackward(const Stream&, int64_t, int64_t, const float*, const float*,
                              const float*, const float*, bool, float*, float*, float*);
template void RmsNormBackward(const Stream&, int64_t, int64_t, const Bf16*, const float*,
                              const float*, const Bf16*, bool, Bf16*, float*, float*);

}  // namespace r1bench::cuda
