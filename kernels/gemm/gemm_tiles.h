// Device functions that the tiled matrix products share.
#ifndef R1BENCH_KERNELS_GEMM_GEMM_TILES_H_
#define R1BENCH_KERNELS_GEMM_GEMM_TILES_H_

#include <cstdint>

#include "kernels/cuda/cuda.h"
#include "kernels/gemm/gemm_product.h"

namespace r1bench::cuda {

// Below so many blocks a grid leaves processors of an H200 idle.
inline constexpr int64_t kBusyBlocks = 132;

inline int64_t TileCount(int64_t size, int64_t tile) { return (size + tile - 1) / tile; }

// Which tile of the result a block makes. Blocks that run at the same time share rows and columns:
// they take 16 tiles down, then the next column of tiles.
struct TilePlace {
  int64_t row, column;  // first of the tile
};

__device__ __forceinline__ TilePlace PlaceOfBlock(int64_t m, int64_t n, int tile_m, int tile_n) {
  constexpr int64_t kDown = 16;
  const int64_t down = (m + tile_m - 1) / tile_m, across = (n + tile_n - 1) / tile_n;
  const int64_t stripe = blockIdx.x / (kDown * across), rest = blockIdx.x % (kDown * across);
  const int64_t height = min(kDown, down - stripe * kDown);
  return {(stripe * kDown + rest % height) * tile_m, rest / height * tile_n};
}

template <typename T, typename Out>
__device__ __forceinline__ float StartOf(const Product<T, Out>& p, int64_t row, int64_t column) {
  if (row >= p.m || column >= p.n) return 0.0f;
  if (p.bias != nullptr) return p.bias[column];
  return p.accumulate ? ToFloat(p.c[row * p.n + column]) : 0.0f;
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_GEMM_GEMM_TILES_H_
