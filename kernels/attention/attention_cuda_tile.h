// Tiles of rows in shared memory and the copies that fill them.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_TILE_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_TILE_H_

#include "kernels/attention/attention.h"
#include "kernels/cuda/cp_async.h"
#include "kernels/cuda/cuda.h"

namespace r1bench::cuda {

// Keys of a tile (queries, in the pass for dk and dv).
inline constexpr int kTileColumns = 64;
inline constexpr int kPageTokens = static_cast<int>(kernels::kKvBlockTokens);
inline constexpr float kLog2E = 1.44269504f;

// 2^x; 0 for -inf, 1 for 0.
__device__ __forceinline__ float Exp2(float x) {
#ifdef R1_CUDA
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
#else
  return std::exp2(x);
#endif
}

__device__ __forceinline__ float MinusInfinity() { return __uint_as_float(0xff800000u); }

// Where 16-byte piece `piece` of a row of kDim numbers lies. bf16: pieces are permuted in a row by
// the row's number, so that eight rows' pieces of one column (ldmatrix) are in different banks.
// fp32: rows are 16 bytes longer than their numbers, to the same end.
template <typename T, int kDim>
struct TileLayout;

template <int kDim>
struct TileLayout<Bf16, kDim> {
  static constexpr int kPieces = kDim / 8;
  static constexpr int kStride = kDim;
  static __device__ __forceinline__ int At(int row, int piece) {
    return row * kStride + (piece ^ (row & 7)) * 8;
  }
};

template <int kDim>
struct TileLayout<float, kDim> {
  static constexpr int kPieces = kDim / 4;
  static constexpr int kStride = kDim + 4;
  static __device__ __forceinline__ int At(int row, int piece) { return row * kStride + piece * 4; }
};

template <typename T, int kDim>
constexpr int TileNumbers(int rows) {
  return rows * TileLayout<T, kDim>::kStride;
}

// Rows 0 … count - 1 at a stride.
template <typename T>
struct StridedRows {
  const T* base;
  int64_t stride;
  int count;
  __device__ __forceinline__ const T* Row(int i) const { return base + i * stride; }
};

// Positions 0 … count - 1 of one head; base is that of the head in page 0.
template <typename T>
struct PagedRows {
  const T* base;
  int64_t page_stride;
  const int32_t* table;
  int count;
  int dim;
  // Rows that follow each other in memory: those of one page, of which `first` is the first.
  __device__ __forceinline__ StridedRows<T> Page(int first) const {
    const int64_t page = first < count ? __ldg(table + first / kPageTokens) : 0;
    return {base + page * page_stride, dim, count - first};
  }
};

// Begins the copy of rows 0 … kRows - 1, `dim` numbers each, into those of a tile from `to` on.
// What is beyond the last row or number becomes zero. All threads of the block.
template <typename T, int kDim, int kRows, int kThreads>
__device__ __forceinline__ void CopyTile(const StridedRows<T>& rows, int dim, T* tile, int to = 0) {
  using Layout = TileLayout<T, kDim>;
  constexpr int kPieces = kRows * Layout::kPieces;
  R1_UNROLL
  for (int i = 0; i < (kPieces + kThreads - 1) / kThreads; ++i) {
    const int c = i * kThreads + threadIdx.x;
    if (kPieces % kThreads != 0 && c >= kPieces) break;
    const int row = c / Layout::kPieces, piece = c % Layout::kPieces;
    const bool inside = row < rows.count && piece * kVectorSize<T> < dim;
    const T* from = inside ? rows.Row(row) + piece * kVectorSize<T> : rows.base;
    CpAsync16OrZero(tile + Layout::At(to + row, piece), from, inside);
  }
}

// The same of the positions `first` (the first of a page) … first + kRows - 1.
template <typename T, int kDim, int kRows, int kThreads>
__device__ __forceinline__ void CopyTile(const PagedRows<T>& rows, int first, T* tile) {
  for (int to = 0; to < kRows; to += kPageTokens) {
    CopyTile<T, kDim, kPageTokens, kThreads>(rows.Page(first + to), rows.dim, tile, to);
  }
}

__device__ __forceinline__ void StorePair(float* to, float a, float b) {
  *reinterpret_cast<float2*>(to) = make_float2(a, b);
}
__device__ __forceinline__ void StorePair(Bf16* to, float a, float b) {
  *reinterpret_cast<uint32_t*>(to) = PackBf16(a, b);
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_TILE_H_
