// The fixed-order product of bf16 matrices by tensor cores.
//
// A block makes a tile of the result. It walks along the sum in steps of 64: the operands' next
// tiles come by cp.async into a ring of stages while the warps multiply those that are there, each
// warp its own part of the tile, 16 of the sum at a time, ascending, into one accumulator an
// element. That order is the same in every tile size, and a row's neighbours do not take part.
//
// Shared memory holds a tile as rows of 64 or more numbers. Its 16-byte pieces are permuted within
// the row by the row's number, so that the 8 rows that ldmatrix reads at once lie in different
// banks.
#include "kernels/cuda/cp_async.h"
#include "kernels/cuda/cuda.h"
#include "kernels/cuda/mma.h"
#include "kernels/gemm/gemm_product.h"
#include "kernels/gemm/gemm_tiles.h"

namespace r1bench::cuda {
namespace {

constexpr int kStep = 64;  // of the sum

// kM x kN of the result a block, kWarpM x kWarpN of them a warp; kBlocks blocks fit a processor.
template <int kM_, int kN_, int kWarpM_, int kWarpN_, int kStages_, int kBlocks_>
struct Tile {
  static constexpr int kM = kM_, kN = kN_, kWarpM = kWarpM_, kWarpN = kWarpN_;
  static constexpr int kStages = kStages_, kBlocks = kBlocks_;
  static constexpr int kThreads = kM / kWarpM * (kN / kWarpN) * 32;
  static constexpr int kStageSize = (kM + kN) * kStep;
  static constexpr size_t kSharedBytes = size_t{kStages} * kStageSize * sizeof(Bf16);
  static_assert(kWarpM % 16 == 0 && kWarpN % 16 == 0);
  static_assert(kSharedBytes * kBlocks <= 227 << 10);
};
using Large = Tile<128, 256, 64, 64, 4, 1>;
using Medium = Tile<128, 128, 64, 32, 3, 2>;
using Small = Tile<64, 64, 32, 32, 4, 3>;
using FewRows = Tile<64, 32, 16, 32, 8, 2>;
using OneRow = Tile<16, 32, 16, 16, 12, 3>;

// Where piece `piece` (8 numbers) of a row is.
template <int kInner>
__device__ __forceinline__ int At(int row, int piece) {
  return row * kInner + (piece ^ (row & 7)) * 8;
}

// A matrix in device memory, [rows, inner].
struct Matrix {
  const Bf16* data;
  int64_t rows, inner;
};

// Fetches tile after tile, kRows x kInner, of a matrix; zeros beyond its ends. A thread has one
// piece of every kEvery-th row. Without kAligned number by number, for rows that do not begin at
// multiples of 16 bytes.
template <int kRows, int kInner, int kThreads, bool kAligned>
struct Fetcher {
  static constexpr int kPieces = kInner / 8, kEvery = kThreads / kPieces;
  static_assert(kThreads % kPieces == 0 && kEvery % 8 == 0 && kRows % kEvery == 0);
  const Bf16* data;
  int64_t next;               // where this thread's first piece of the next tile is
  int64_t inner;              // of the matrix
  int rows_left, inner_left;  // from there to the matrix's ends
  int target;                 // where in shared memory

  __device__ __forceinline__ Fetcher(const Matrix& from, int64_t row0, int64_t inner0)
      : data(from.data), inner(from.inner) {
    constexpr int64_t kFar = 1 << 30;
    const int row = threadIdx.x / kPieces, piece = threadIdx.x % kPieces;
    next = (row0 + row) * inner + inner0 + piece * 8;
    rows_left = static_cast<int>(min(from.rows - row0 - row, kFar));
    inner_left = static_cast<int>(min(from.inner - inner0 - piece * 8, kFar));
    target = At<kInner>(row, piece);
  }

  __device__ __forceinline__ void Fetch(Bf16* tile) const {
    R1_UNROLL
    for (int i = 0; i < kRows / kEvery; ++i) {
      const bool inside = i * kEvery < rows_left && inner_left > 0;
      const Bf16* source = data + (inside ? next + i * kEvery * inner : 0);
      Bf16* to = tile + target + i * kEvery * kInner;
      if constexpr (kAligned) {
        CpAsync16OrZero(to, source, inside);
      } else {
        for (int j = 0; j < 8; ++j) to[j] = inside && j < inner_left ? source[j] : Bf16{0};
      }
    }
  }

  __device__ __forceinline__ void MoveInside(int by) {
    next += by;
    inner_left -= by;
  }
  __device__ __forceinline__ void MoveDown(int by) {
    next += by * inner;
    rows_left -= by;
  }
};

// The same of an operand of a product, from step to step of the sum.
template <int kOuter, bool kTransposed, int kThreads, bool kAligned>
struct OperandFetcher {
  using Tiles =
      Fetcher<kTransposed ? kStep : kOuter, kTransposed ? kOuter : kStep, kThreads, kAligned>;
  Tiles tiles;

  __device__ __forceinline__ OperandFetcher(const Bf16* data, int64_t outer, int64_t sum,
                                            int64_t first)
      : tiles({data, kTransposed ? sum : outer, kTransposed ? outer : sum}, kTransposed ? 0 : first,
              kTransposed ? first : 0) {}

  __device__ __forceinline__ void FetchAndMove(Bf16* tile) {
    tiles.Fetch(tile);
    if constexpr (kTransposed) {
      tiles.MoveDown(kStep);
    } else {
      tiles.MoveInside(kStep);
    }
  }
};

// The 16 x 16 of a tile that begin at `outer` (rows of A, columns of B) and at `along` the sum, as
// the words of mma.h: of A as they are; of B the words 0 and 1 for the first 8 columns, 2 and 3 for
// the others.
template <int kOuter, bool kTransposed, bool kIsB>
__device__ __forceinline__ void Fragment(const Bf16* tile, int outer, int along,
                                         uint32_t (&words)[4]) {
  const int lane = threadIdx.x % 32, matrix = lane / 8;
  const int second_outer = kIsB ? matrix / 2 : matrix % 2;
  const int second_along = kIsB ? matrix % 2 : matrix / 2;
  if (kTransposed) {
    const int row = along + second_along * 8 + lane % 8, piece = outer / 8 + second_outer;
    LdMatrixTransposed(words, tile + At<kOuter>(row, piece));
  } else {
    const int row = outer + second_outer * 8 + lane % 8, piece = along / 8 + second_along;
    LdMatrix(words, tile + At<kStep>(row, piece));
  }
}

template <typename T, bool kATransposed, bool kBTransposed>
struct Warp {
  static constexpr int kDown = T::kWarpM / 16, kAcross = T::kWarpN / 8;
  float sums[kDown][kAcross][4] = {};
  int row, column;  // first of the warp's part of the tile

  __device__ __forceinline__ Warp() {
    const int warp = threadIdx.x / 32;
    row = warp % (T::kM / T::kWarpM) * T::kWarpM;
    column = warp / (T::kM / T::kWarpM) * T::kWarpN;
  }

  // One step of the sum.
  __device__ __forceinline__ void Multiply(const Bf16* a, const Bf16* b) {
    R1_UNROLL
    for (int along = 0; along < kStep; along += 16) {
      uint32_t left[kDown][4] = {};
      R1_UNROLL
      for (int i = 0; i < kDown; ++i) {
        Fragment<T::kM, kATransposed, false>(a, row + i * 16, along, left[i]);
      }
      R1_UNROLL
      for (int j = 0; j < kAcross; j += 2) {
        uint32_t words[4] = {};
        Fragment<T::kN, kBTransposed, true>(b, column + j * 8, along, words);
        const uint32_t first[2] = {words[0], words[1]}, second[2] = {words[2], words[3]};
        R1_UNROLL
        for (int i = 0; i < kDown; ++i) {
          MmaBf16(sums[i][j], left[i], first, sums[i][j]);
          MmaBf16(sums[i][j + 1], left[i], second, sums[i][j + 1]);
        }
      }
    }
  }

  // visit(row, column, two neighbouring sums) for all of this lane, counted from `place`.
  template <typename Visit>
  __device__ __forceinline__ void ForPairs(const TilePlace& place, const Visit& visit) {
    const int lane = threadIdx.x % 32;
    R1_UNROLL
    for (int i = 0; i < kDown; ++i) {
      R1_UNROLL
      for (int half = 0; half < 2; ++half) {
        R1_UNROLL
        for (int j = 0; j < kAcross; ++j) {
          visit(place.row + row + i * 16 + half * 8 + lane / 4,
                place.column + column + j * 8 + lane % 4 * 2, sums[i][j][half * 2],
                sums[i][j][half * 2 + 1]);
        }
      }
    }
  }
};

__device__ __forceinline__ void StorePair(float* p, float first, float second) {
  *reinterpret_cast<float2*>(p) = make_float2(first, second);
}
__device__ __forceinline__ void StorePair(Bf16* p, float first, float second) {
  *reinterpret_cast<uint32_t*>(p) = PackBf16(first, second);
}

template <typename T, bool kATransposed, bool kBTransposed, bool kAligned, typename Out>
__global__ void __launch_bounds__(T::kThreads, T::kBlocks) ProductKernel(Product<Bf16, Out> p) {
  Bf16* ring = DynamicSharedMemory<Bf16>();
  const TilePlace place = PlaceOfBlock(p.m, p.n, T::kM, T::kN);
  OperandFetcher<T::kM, kATransposed, T::kThreads, kAligned> a(p.a, p.m, p.k, place.row);
  OperandFetcher<T::kN, kBTransposed, T::kThreads, kAligned> b(p.b, p.n, p.k, place.column);
  const int steps = static_cast<int>((p.k + kStep - 1) / kStep);
  const auto fetch = [&](int step, int slot) {
    if (step < steps) {
      Bf16* stage = ring + slot * T::kStageSize;
      a.FetchAndMove(stage);
      b.FetchAndMove(stage + T::kM * kStep);
    }
    CpAsyncCommit();
  };
  for (int step = 0; step < T::kStages - 1; ++step) fetch(step, step);

  Warp<T, kATransposed, kBTransposed> warp;
  warp.ForPairs(place, [&](int64_t row, int64_t column, float& first, float& second) {
    first = StartOf(p, row, column);
    second = StartOf(p, row, column + 1);
  });
  int free = T::kStages - 1, slot = 0;  // of the ring
  for (int step = 0; step < steps; ++step) {
    CpAsyncWait<T::kStages - 2>();
    __syncthreads();  // this step's tiles are there, and nobody reads the last step's any more
    fetch(step + T::kStages - 1, free);
    const Bf16* stage = ring + slot * T::kStageSize;
    warp.Multiply(stage, stage + T::kM * kStep);
    free = slot;
    slot = slot + 1 == T::kStages ? 0 : slot + 1;
  }

  const bool pairs = p.n % 2 == 0;
  warp.ForPairs(place, [&](int64_t row, int64_t column, float first, float second) {
    if (row >= p.m || column >= p.n) return;
    Out* to = p.c + row * p.n + column;
    if (pairs) {
      StorePair(to, first, second);
      return;
    }
    to[0] = FromFloat<Out>(first);
    if (column + 1 < p.n) to[1] = FromFloat<Out>(second);
  });
}

template <typename T, bool kATransposed, bool kBTransposed, bool kAligned, typename Out>
void Run(const Stream& stream, const Product<Bf16, Out>& p) {
  const dim3 grid(static_cast<unsigned>(TileCount(p.m, T::kM) * TileCount(p.n, T::kN)));
  Launch<ProductKernel<T, kATransposed, kBTransposed, kAligned, Out>>(grid, dim3(T::kThreads),
                                                                      T::kSharedBytes, stream, p);
}

template <bool kATransposed, bool kBTransposed, typename Out>
void RunTile(const Stream& stream, const Product<Bf16, Out>& p, ProductTile tile) {
  constexpr bool kPlain = !kATransposed && !kBTransposed;
  switch (tile) {
    case ProductTile::kLarge:
      return Run<Large, kATransposed, kBTransposed, true>(stream, p);
    case ProductTile::kMedium:
      return Run<Medium, kATransposed, kBTransposed, true>(stream, p);
    case ProductTile::kFewRows:
      if constexpr (kPlain) return Run<FewRows, false, false, true>(stream, p);
      break;
    case ProductTile::kOneRow:
      if constexpr (kPlain) return Run<OneRow, false, false, true>(stream, p);
      break;
    default:
      break;
  }
  Run<Small, kATransposed, kBTransposed, true>(stream, p);
}

template <typename Out>
ProductTile Choose(const Product<Bf16, Out>& p) {
  const bool plain = !p.a_transposed && !p.b_transposed;
  if (plain && p.m <= OneRow::kM) return ProductTile::kOneRow;
  if (plain && p.m <= FewRows::kM) return ProductTile::kFewRows;
  if (TileCount(p.m, Large::kM) * TileCount(p.n, Large::kN) >= kBusyBlocks)
    return ProductTile::kLarge;
  if (TileCount(p.m, Medium::kM) * TileCount(p.n, Medium::kN) >= kBusyBlocks)
    return ProductTile::kMedium;
  return ProductTile::kSmall;
}

bool IsAligned(const Bf16* p, int64_t inner) {
  return inner % 8 == 0 && reinterpret_cast<uintptr_t>(p) % 16 == 0;
}

}  // namespace

template <typename Out>
void FixedOrderProduct(const Stream& stream, const Product<Bf16, Out>& p, ProductTile tile) {
  if (p.m <= 0 || p.n <= 0) return;
  const bool aligned =
      IsAligned(p.a, p.a_transposed ? p.m : p.k) && IsAligned(p.b, p.b_transposed ? p.n : p.k);
  if (tile == ProductTile::kAuto) tile = Choose(p);
  if (!p.b_transposed) {
    aligned ? RunTile<false, false>(stream, p, tile) : Run<Small, false, false, false>(stream, p);
  } else if (!p.a_transposed) {
    aligned ? RunTile<false, true>(stream, p, tile) : Run<Small, false, true, false>(stream, p);
  } else {
    aligned ? RunTile<true, true>(stream, p, tile) : Run<Small, true, true, false>(stream, p);
  }
}

template void FixedOrderProduct(const Stream&, const Product<Bf16, float>&, ProductTile);
template void FixedOrderProduct(const Stream&, const Product<Bf16, Bf16>&, ProductTile);

}  // namespace r1bench::cuda
