#include "kernels/cuda/cuda.h"
#include "kernels/elementwise/elementwise_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kWide = 8;  // numbers an access
constexpr int kAccesses = 2;

unsigned Blocks(int64_t n, int64_t size) { return static_cast<unsigned>((n + size - 1) / size); }

struct AddOf {
  __device__ __forceinline__ float operator()(float a, float b) const { return a + b; }
};
struct ValueOf {
  __device__ __forceinline__ float operator()(float a, float) const { return a; }
};
struct RoundedOf {
  __device__ __forceinline__ float operator()(float a, float) const { return ToFloat(ToBf16(a)); }
};

// out = Function(a, b), number by number; b may be null.
template <typename Function, typename From, typename To, int N>
__device__ __forceinline__ void StoreResult(const Numbers<From, N>& a, const Numbers<From, N>& b,
                                            To* out) {
  float x[N], y[N];
  a.ToFloats(x);
  b.ToFloats(y);
  R1_UNROLL
  for (int k = 0; k < N; ++k) x[k] = Function()(x[k], y[k]);
  Numbers<To, N>::Store(out, x);
}

template <typename Function, typename From, typename To, int N>
__global__ void __launch_bounds__(kThreads)
    EachKernel(int64_t n, const From* a, const From* b, To* out) {
  const int64_t accesses = n / N;
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kAccesses * kThreads + threadIdx.x;
  Numbers<From, N> x[kAccesses], y[kAccesses];
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    const int64_t at = first + i * kThreads;
    if (at >= accesses) continue;
    x[i].Load(a + at * N);
    if (b != nullptr) y[i].Load(b + at * N);
  }
  R1_UNROLL
  for (int i = 0; i < kAccesses; ++i) {
    const int64_t at = first + i * kThreads;
    if (at < accesses) StoreResult<Function>(x[i], y[i], out + at * N);
  }
  // What is left of n behind whole accesses.
  const int64_t rest = accesses * N + threadIdx.x;
  if (N > 1 && blockIdx.x == 0 && rest < n) {
    Numbers<From, 1> v, w;
    v.Load(a + rest);
    if (b != nullptr) w.Load(b + rest);
    StoreResult<Function>(v, w, out + rest);
  }
}

template <typename Function, typename From, typename To>
void Each(const Stream& stream, int64_t n, const From* a, const From* b, To* out) {
  if (n <= 0) return;
  const bool wide = FitsVectors<From>({}, {a, b, out});
  const dim3 grid(Blocks(n, int64_t{kThreads} * kAccesses * (wide ? kWide : 1)));
  if (wide) {
    Launch<EachKernel<Function, From, To, kWide>>(grid, dim3(kThreads), 0, stream, n, a, b, out);
  } else {
    Launch<EachKernel<Function, From, To, 1>>(grid, dim3(kThreads), 0, stream, n, a, b, out);
  }
}

// `parts` blocks a row.
template <typename T, int N>
__global__ void __launch_bounds__(kThreads)
    AddBiasKernel(int64_t n, int parts, const T* from, const float* bias, T* to) {
  const int64_t row = blockIdx.x / parts;
  const int64_t j = (int64_t{blockIdx.x % parts} * kThreads + threadIdx.x) * N;
  if (j >= n) return;
  Numbers<T, N> held;
  Numbers<float, N> added;
  float x[N], y[N];
  held.Load(from + row * n + j);
  added.Load(bias + j);
  held.ToFloats(x);
  added.ToFloats(y);
  R1_UNROLL
  for (int k = 0; k < N; ++k) x[k] += y[k];
  Numbers<T, N>::Store(to + row * n + j, x);
}

// 32 columns a block. Its warps bring tiles of 64 rows into shared memory; the first one adds them
// up while the next tile is on its way.
template <typename T>
__global__ void __launch_bounds__(kThreads)
    ColumnSumKernel(int64_t rows, int64_t n, const T* x, int64_t ld, float* sum) {
  constexpr int kWarps = kThreads / 32, kLoads = 8, kRows = kWarps * kLoads;
  R1_SHARED(tiles, float[2][kRows][32]);
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int64_t j = static_cast<int64_t>(blockIdx.x) * 32 + lane;
  T next[kLoads] = {};
  const auto load = [&](int64_t begin) {
    R1_UNROLL
    for (int i = 0; i < kLoads; ++i) {
      const int64_t t = begin + i * kWarps + warp;
      if (t < rows && j < n) next[i] = x[t * ld + j];
    }
  };
  float total = warp == 0 && j < n ? sum[j] : 0.0f;
  load(0);
  int turn = 0;
  for (int64_t begin = 0; begin < rows; begin += kRows, turn ^= 1) {
    float(&tile)[kRows][32] = tiles[turn];
    R1_UNROLL
    for (int i = 0; i < kLoads; ++i) tile[i * kWarps + warp][lane] = ToFloat(next[i]);
    __syncthreads();
    load(begin + kRows);
    if (warp != 0) continue;
    const int count = static_cast<int>(min(rows - begin, int64_t{kRows}));
    if (count == kRows) {
      R1_UNROLL
      for (int i = 0; i < kRows; ++i) total += tile[i][lane];
    } else {
      for (int i = 0; i < count; ++i) total += tile[i][lane];
    }
  }
  if (warp == 0 && j < n) sum[j] = total;
}

}  // namespace

template <typename T>
void Add(const Stream& stream, int64_t n, const T* a, const T* b, T* out) {
  Each<AddOf, T, T>(stream, n, a, b, out);
}

template <typename From, typename To>
void Convert(const Stream& stream, int64_t n, const From* x, To* y) {
  Each<ValueOf, From, To>(stream, n, x, nullptr, y);
}

void RoundToBf16(const Stream& stream, int64_t n, const float* x, float* y) {
  Each<RoundedOf, float, float>(stream, n, x, nullptr, y);
}

template <typename T>
void AddBias(const Stream& stream, int64_t rows, int64_t n, const T* from, const float* bias,
             T* to) {
  if (rows <= 0 || n <= 0) return;
  const bool wide = n % kWide == 0 && FitsVectors<T>({}, {from, bias, to});
  const unsigned parts = Blocks(n, int64_t{kThreads} * (wide ? kWide : 1));
  const dim3 grid(static_cast<unsigned>(rows) * parts);
  if (wide) {
    Launch<AddBiasKernel<T, kWide>>(grid, dim3(kThreads), 0, stream, n, parts, from, bias, to);
  } else {
    Launch<AddBiasKernel<T, 1>>(grid, dim3(kThreads), 0, stream, n, parts, from, bias, to);
  }
}

template <typename T>
void ColumnSum(const Stream& stream, int64_t rows, int64_t n, const T* x, int64_t ld, float* sum) {
  if (rows <= 0 || n <= 0) return;
  Launch<ColumnSumKernel<T>>(dim3(Blocks(n, 32)), dim3(kThreads), 0, stream, rows, n, x, ld, sum);
}

template void Add(const Stream&, int64_t, const float*, const float*, float*);
template void Add(const Stream&, int64_t, const Bf16*, const Bf16*, Bf16*);
template void Convert(const Stream&, int64_t, const float*, Bf16*);
template void Convert(const Stream&, int64_t, const Bf16*, float*);
template void AddBias(const Stream&, int64_t, int64_t, const float*, const float*, float*);
template void AddBias(const Stream&, int64_t, int64_t, const Bf16*, const float*, Bf16*);
template void ColumnSum(const Stream&, int64_t, int64_t, const float*, int64_t, float*);
template void ColumnSum(const Stream&, int64_t, int64_t, const Bf16*, int64_t, float*);

}  // namespace r1bench::cuda
