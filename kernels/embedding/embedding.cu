#include <algorithm>

#include "kernels/cuda/cuda.h"
#include "kernels/embedding/embedding_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int kMaxThreads = 256;
constexpr int kWide = 8;  // numbers an access

// How a row of n is cut: blocks of `threads`, one access each.
struct Cut {
  int threads, parts;
};

Cut CutRow(int64_t n, bool wide) {
  const int64_t accesses = wide ? n / kWide : n;
  const int64_t threads = std::min<int64_t>(kMaxThreads, (accesses + 31) / 32 * 32);
  return {static_cast<int>(threads), static_cast<int>((accesses + threads - 1) / threads)};
}

// The row of this block, and the first number of this thread in it.
struct Place {
  int64_t row, j;

  __device__ __forceinline__ Place(int parts, int width)
      : row(blockIdx.x / parts),
        j((int64_t{blockIdx.x % parts} * blockDim.x + threadIdx.x) * width) {}
};

template <typename From, typename To, int N>
__global__ void __launch_bounds__(kMaxThreads)
    GatherKernel(int64_t n, int parts, const int32_t* rows, const From* table, To* out) {
  const Place at(parts, N);
  if (at.j >= n) return;
  Numbers<From, N> held;
  float x[N];
  held.Load(table + rows[at.row] * n + at.j);
  held.ToFloats(x);
  Numbers<To, N>::Store(out + at.row * n + at.j, x);
}

template <typename T, int N>
__global__ void __launch_bounds__(kMaxThreads)
    AddToRowsKernel(int64_t n, int parts, const int32_t* rows, const T* from, T* out) {
  const Place at(parts, N);
  if (at.j >= n) return;
  T* to = out + rows[at.row] * n + at.j;
  Numbers<T, N> held, old;
  float x[N], y[N];
  held.LoadOnce(from + at.row * n + at.j);
  old.LoadOnce(to);
  held.ToFloats(x);
  old.ToFloats(y);
  R1_UNROLL
  for (int k = 0; k < N; ++k) y[k] += x[k];
  Numbers<T, N>::Store(to, y);
}

// Where the tokens go in the order by token, then by position.
struct Order {
  int32_t* positions;  // [count]
  int32_t* tokens;     // [count]
};

// A warp a position: its rank is the number of positions that come before it.
__global__ void __launch_bounds__(kMaxThreads)
    OrderKernel(int64_t count, const int32_t* tokens, Order order) {
  const int64_t own = (int64_t{blockIdx.x} * kMaxThreads + threadIdx.x) / 32;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  if (own >= count) return;  // whole warps
  const int32_t token = tokens[own];
  int rank = 0;
  for (int64_t t = lane; t < count; t += 32) {
    const int32_t other = tokens[t];
    rank += other < token || (other == token && t < own) ? 1 : 0;
  }
  R1_UNROLL
  for (int step = 16; step > 0; step /= 2) rank += __shfl_xor_sync(kAllLanes, rank, step);
  if (lane == 0) {
    order.positions[rank] = static_cast<int32_t>(own);
    order.tokens[rank] = token;
  }
}

// A block for each place in the order: the first one of a token adds up all of that token.
template <typename T, int N>
__global__ void __launch_bounds__(kMaxThreads)
    BackwardKernel(int64_t count, int64_t n, int parts, Order order, const T* dout, float* dtable) {
  constexpr int kAhead = 4;
  const Place at(parts, N);
  const int32_t token = order.tokens[at.row];
  if (at.j >= n || (at.row > 0 && order.tokens[at.row - 1] == token)) return;
  float* to = dtable + token * n + at.j;
  Numbers<float, N> old;
  float sum[N];
  old.Load(to);
  old.ToFloats(sum);
  bool more = true;
  for (int64_t i = at.row; more; i += kAhead) {
    Numbers<T, N> held[kAhead];
    bool same[kAhead];
    R1_UNROLL
    for (int a = 0; a < kAhead; ++a) {
      same[a] = i + a < count && order.tokens[i + a] == token;
      if (same[a]) held[a].LoadOnce(dout + order.positions[i + a] * n + at.j);
    }
    R1_UNROLL
    for (int a = 0; a < kAhead; ++a) {
      if (!same[a]) continue;
      float x[N];
      held[a].ToFloats(x);
      R1_UNROLL
      for (int k = 0; k < N; ++k) sum[k] += x[k];
    }
    more = same[kAhead - 1];
  }
  Numbers<float, N>::Store(to, sum);
}

// Calls launch(wide, grid, block, parts).
template <typename Function>
void LaunchRows(int64_t rows, int64_t n, std::initializer_list<const void*> addresses,
                const Function& launch) {
  if (rows <= 0 || n <= 0) return;
  const bool wide = n % kWide == 0 && FitsVectors<float>({}, addresses);
  const Cut cut = CutRow(n, wide);
  launch(wide, dim3(static_cast<unsigned>(rows * cut.parts)), dim3(cut.threads), cut.parts);
}

template <typename T>
void AddInOrder(const Stream& stream, int64_t count, int64_t n, const Order& order, const T* dout,
                float* dtable) {
  LaunchRows(count, n, {dout, dtable}, [&](bool wide, dim3 grid, dim3 block, int parts) {
    if (wide) {
      Launch<BackwardKernel<T, kWide>>(grid, block, 0, stream, count, n, parts, order, dout,
                                       dtable);
    } else {
      Launch<BackwardKernel<T, 1>>(grid, block, 0, stream, count, n, parts, order, dout, dtable);
    }
  });
}

}  // namespace

template <typename From, typename To>
void GatherRows(const Stream& stream, int64_t count, int64_t n, const int32_t* rows,
                const From* table, To* out) {
  LaunchRows(count, n, {table, out}, [&](bool wide, dim3 grid, dim3 block, int parts) {
    if (wide) {
      Launch<GatherKernel<From, To, kWide>>(grid, block, 0, stream, n, parts, rows, table, out);
    } else {
      Launch<GatherKernel<From, To, 1>>(grid, block, 0, stream, n, parts, rows, table, out);
    }
  });
}

template <typename T>
void AddToRows(const Stream& stream, int64_t count, int64_t n, const int32_t* rows, const T* from,
               T* out) {
  LaunchRows(count, n, {from, out}, [&](bool wide, dim3 grid, dim3 block, int parts) {
    if (wide) {
      Launch<AddToRowsKernel<T, kWide>>(grid, block, 0, stream, n, parts, rows, from, out);
    } else {
      Launch<AddToRowsKernel<T, 1>>(grid, block, 0, stream, n, parts, rows, from, out);
    }
  });
}

int64_t EmbeddingBackwardWorkspaceBytes(int64_t count) {
  return 2 * count * static_cast<int64_t>(sizeof(int32_t));
}

template <typename T>
void EmbeddingBackward(const Stream& stream, int64_t count, int64_t n, const int32_t* tokens,
                       const T* dout, float* dtable, void* workspace) {
  if (count <= 0 || n <= 0) return;
  int32_t* words = static_cast<int32_t*>(workspace);
  const Order order = {words, words + count};
  Launch<OrderKernel>(dim3(static_cast<unsigned>((count * 32 + kMaxThreads - 1) / kMaxThreads)),
                      dim3(kMaxThreads), 0, stream, count, tokens, order);
  AddInOrder(stream, count, n, order, dout, dtable);
}

template void GatherRows(const Stream&, int64_t, int64_t, const int32_t*, const float*, float*);
template void GatherRows(const Stream&, int64_t, int64_t, const int32_t*, const float*, Bf16*);
template void GatherRows(const Stream&, int64_t, int64_t, const int32_t*, const Bf16*, Bf16*);
template void GatherRows(const Stream&, int64_t, int64_t, const int32_t*, const Bf16*, float*);
template void AddToRows(const Stream&, int64_t, int64_t, const int32_t*, const float*, float*);
template void AddToRows(const Stream&, int64_t, int64_t, const int32_t*, const Bf16*, Bf16*);
template void EmbeddingBackward(const Stream&, int64_t, int64_t, const int32_t*, const float*,
                                float*, void*);
template void EmbeddingBackward(const Stream&, int64_t, int64_t, const int32_t*, const Bf16*,
                                float*, void*);

}  // namespace r1bench::cuda
