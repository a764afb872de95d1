// The fixed-order product of fp32 matrices: the bits of kernels/gemm on the CPU.
//
// A block makes a tile of the result, each thread a few rows by a few columns of it, one
// accumulator an element that walks along the sum by one fma a step. The operands' tiles, 16 steps
// deep, lie in two halves of shared memory; the next ones wait in registers while these are used.
#include "kernels/cuda/cuda.h"
#include "kernels/gemm/gemm_product.h"
#include "kernels/gemm/gemm_tiles.h"

namespace r1bench::cuda {
namespace {

constexpr int kStep = 16;  // of the sum
constexpr int kPad = 4;    // spreads a column of a tile over the banks, keeps rows aligned

// kM x kN of the result a block, kThreadM x kThreadN a thread.
template <int kM_, int kN_, int kThreadM_, int kThreadN_>
struct Tile {
  static constexpr int kM = kM_, kN = kN_, kThreadM = kThreadM_, kThreadN = kThreadN_;
  static constexpr int kThreads = kM / kThreadM * (kN / kThreadN);
};
using Large = Tile<128, 128, 8, 8>;
using Small = Tile<64, 64, 4, 4>;
using OneRow = Tile<16, 64, 4, 2>;

// Number i of the kCount that thread `thread` has of a tile's side kSide: neighbours in groups of
// up to four, the groups far apart, so that a warp's 16-byte accesses use all banks.
template <int kSide, int kCount>
__device__ __forceinline__ int Owned(int thread, int i) {
  constexpr int kGroup = kCount < 4 ? kCount : 4;
  return i / kGroup * (kSide / (kCount / kGroup)) + thread * kGroup + i % kGroup;
}

// One operand: `outer` is the row of A or the column of B.
struct Matrix {
  const float* data;
  int64_t outer, sum;
};

// The numbers of the next tile that a thread carries to shared memory: every kEvery-th row of the
// matrix as it is stored.
template <int kSide, int kThreads, bool kTransposed>
struct NextTile {
  static constexpr int kInner = kTransposed ? kSide : kStep;
  static constexpr int kEvery = kThreads / kInner, kCount = kSide * kStep / kThreads;
  static_assert(kThreads % kInner == 0 && kSide * kStep % kThreads == 0);
  float held[kCount] = {};
  const float* data;
  int64_t next;               // where its first number is
  int64_t inner;              // of the matrix
  int rows_left, inner_left;  // from `next` to the matrix's ends

  __device__ __forceinline__ NextTile(const Matrix& from, int64_t outer0)
      : data(from.data), inner(kTransposed ? from.outer : from.sum) {
    constexpr int64_t kFar = 1 << 30;
    const int64_t rows = kTransposed ? from.sum : from.outer;
    const int64_t row = (kTransposed ? 0 : outer0) + threadIdx.x / kInner;
    const int64_t column = (kTransposed ? outer0 : 0) + threadIdx.x % kInner;
    next = row * inner + column;
    rows_left = static_cast<int>(min(rows - row, kFar));
    inner_left = static_cast<int>(min(inner - column, kFar));
  }

  __device__ __forceinline__ void LoadAndMove() {
    R1_UNROLL
    for (int i = 0; i < kCount; ++i) {
      const bool inside = i * kEvery < rows_left && inner_left > 0;
      held[i] = inside ? data[next + i * kEvery * inner] : 0.0f;
    }
    next += kTransposed ? kStep * inner : kStep;
    (kTransposed ? rows_left : inner_left) -= kStep;
  }

  __device__ __forceinline__ void Store(float (*to)[kSide + kPad]) const {
    const int row = threadIdx.x / kInner, column = threadIdx.x % kInner;
    R1_UNROLL
    for (int i = 0; i < kCount; ++i) {
      (kTransposed ? to[row + i * kEvery][column] : to[column][row + i * kEvery]) = held[i];
    }
  }
};

template <typename T>
struct Sums {
  float sums[T::kThreadM][T::kThreadN] = {};
  int down = threadIdx.x / (T::kN / T::kThreadN), across = threadIdx.x % (T::kN / T::kThreadN);

  __device__ __forceinline__ void Add(const float* a, const float* b) {
    float left[T::kThreadM], right[T::kThreadN];
    R1_UNROLL
    for (int i = 0; i < T::kThreadM; ++i) left[i] = a[Owned<T::kM, T::kThreadM>(down, i)];
    R1_UNROLL
    for (int j = 0; j < T::kThreadN; ++j) right[j] = b[Owned<T::kN, T::kThreadN>(across, j)];
    R1_UNROLL
    for (int i = 0; i < T::kThreadM; ++i) {
      R1_UNROLL
      for (int j = 0; j < T::kThreadN; ++j) sums[i][j] = fmaf(left[i], right[j], sums[i][j]);
    }
  }

  template <typename Visit>
  __device__ __forceinline__ void ForEach(const TilePlace& place, const Visit& visit) {
    R1_UNROLL
    for (int i = 0; i < T::kThreadM; ++i) {
      R1_UNROLL
      for (int j = 0; j < T::kThreadN; ++j) {
        visit(place.row + Owned<T::kM, T::kThreadM>(down, i),
              place.column + Owned<T::kN, T::kThreadN>(across, j), sums[i][j]);
      }
    }
  }
};

template <typename T, bool kATransposed, bool kBTransposed>
__global__ void __launch_bounds__(T::kThreads, 2) ProductKernel(Product<float, float> p) {
  R1_SHARED(a, float[2][kStep][T::kM + kPad]);
  R1_SHARED(b, float[2][kStep][T::kN + kPad]);
  const TilePlace place = PlaceOfBlock(p.m, p.n, T::kM, T::kN);
  NextTile<T::kM, T::kThreads, kATransposed> next_a({p.a, p.m, p.k}, place.row);
  NextTile<T::kN, T::kThreads, kBTransposed> next_b({p.b, p.n, p.k}, place.column);
  Sums<T> mine;
  mine.ForEach(place,
               [&](int64_t row, int64_t column, float& sum) { sum = StartOf(p, row, column); });
  next_a.LoadAndMove();
  next_b.LoadAndMove();
  int half = 0;
  for (int64_t along = 0; along < p.k; along += kStep, half ^= 1) {
    next_a.Store(a[half]);
    next_b.Store(b[half]);
    __syncthreads();  // these are there, and nobody reads the other half any more
    if (along + kStep < p.k) {
      next_a.LoadAndMove();
      next_b.LoadAndMove();
    }
    if (along + kStep <= p.k) {
      R1_UNROLL
      for (int i = 0; i < kStep; ++i) mine.Add(a[half][i], b[half][i]);
    } else {
      for (int i = 0; i < p.k - along; ++i) mine.Add(a[half][i], b[half][i]);
    }
  }
  mine.ForEach(place, [&](int64_t row, int64_t column, float sum) {
    if (row < p.m && column < p.n) p.c[row * p.n + column] = sum;
  });
}

template <typename T, bool kATransposed, bool kBTransposed>
void Run(const Stream& stream, const Product<float, float>& p) {
  const dim3 grid(static_cast<unsigned>(TileCount(p.m, T::kM) * TileCount(p.n, T::kN)));
  Launch<ProductKernel<T, kATransposed, kBTransposed>>(grid, dim3(T::kThreads), 0, stream, p);
}

template <typename T>
void RunTile(const Stream& stream, const Product<float, float>& p) {
  if (!p.b_transposed) {
    Run<T, false, false>(stream, p);
  } else if (!p.a_transposed) {
    Run<T, false, true>(stream, p);
  } else {
    Run<T, true, true>(stream, p);
  }
}

ProductTile Choose(const Product<float, float>& p) {
  if (p.m <= OneRow::kM) return ProductTile::kOneRow;
  const bool busy = TileCount(p.m, Large::kM) * TileCount(p.n, Large::kN) >= kBusyBlocks;
  return busy ? ProductTile::kLarge : ProductTile::kSmall;
}

}  // namespace

void FixedOrderProduct(const Stream& stream, const Product<float, float>& p, ProductTile tile) {
  if (p.m <= 0 || p.n <= 0) return;
  if (tile == ProductTile::kAuto) tile = Choose(p);
  if (tile == ProductTile::kOneRow) {
    RunTile<OneRow>(stream, p);
  } else if (tile == ProductTile::kLarge) {
    RunTile<Large>(stream, p);
  } else {
    RunTile<Small>(stream, p);
  }
}

}  // namespace r1bench::cuda
