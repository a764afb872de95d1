// The two matrix products of attention, by one warp: a few rows (in shared memory) times a tile of
// 64 columns, and the resulting weights times the tile's rows. One class on the tensor cores, one
// without; the code above them is the same for both.
//
// A thread holds kRows x kColumns scores and kRows x kFeatures sums. The row, column and feature of
// each are told by Row(i), Column(j) and Feature(k); kLanes neighbouring lanes share a row. The
// numbers of one row are computed from that row alone, by the same operations whatever the class's
// other parameters.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_PRODUCTS_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_PRODUCTS_H_

#include "kernels/attention/attention_cuda_tile.h"
#include "kernels/cuda/mma.h"

namespace r1bench::cuda {

// kTiles x 16 rows on the tensor cores.
template <int kDim, int kTiles>
struct TensorProducts {
  using T = Bf16;
  using Layout = TileLayout<Bf16, kDim>;
  static constexpr int kWarpRows = 16 * kTiles;
  static constexpr int kRows = 2 * kTiles, kColumns = kTileColumns / 4, kFeatures = kDim / 4;
  static constexpr int kLanes = 4;
  static constexpr int kScratch = 0;  // floats of shared memory a warp

  struct Scores {
    float d[kTiles][kTileColumns / 8][4] = {};
    __device__ __forceinline__ float& At(int i, int j) {
      return d[i / 2][j / 2][i % 2 * 2 + j % 2];
    }
  };
  struct Sums {
    float d[kTiles][kDim / 8][4] = {};
    __device__ __forceinline__ float& At(int i, int k) {
      return d[i / 2][k / 2][i % 2 * 2 + k % 2];
    }
  };

  static __device__ __forceinline__ int Lane() { return threadIdx.x % 32; }
  static __device__ __forceinline__ int Row(int i) { return i / 2 * 16 + i % 2 * 8 + Lane() / 4; }
  static __device__ __forceinline__ int Column(int j) { return j / 2 * 8 + Lane() % 4 * 2 + j % 2; }
  static __device__ __forceinline__ int Feature(int k) { return Column(k); }

  // scores = rows first … of a · (rows of b)^T
  static __device__ __forceinline__ void Multiply(const Bf16* a, int first, const Bf16* b,
                                                  float* /*scratch*/, Scores& scores) {
    scores = {};
    const int lane = Lane();
    R1_UNROLL
    for (int step = 0; step < kDim / 16; ++step) {
      uint32_t left[kTiles][4];
      R1_UNROLL
      for (int i = 0; i < kTiles; ++i) {
        LdMatrix(left[i], a + Layout::At(first + i * 16 + lane % 16, step * 2 + lane / 16));
      }
      R1_UNROLL
      for (int n = 0; n < kTileColumns / 16; ++n) {
        uint32_t r[4];
        LdMatrix(r, b + Layout::At(n * 16 + lane / 16 * 8 + lane % 8, step * 2 + lane / 8 % 2));
        const uint32_t low[2] = {r[0], r[1]}, high[2] = {r[2], r[3]};
        R1_UNROLL
        for (int i = 0; i < kTiles; ++i) {
          MmaBf16(scores.d[i][2 * n], left[i], low, scores.d[i][2 * n]);
          MmaBf16(scores.d[i][2 * n + 1], left[i], high, scores.d[i][2 * n + 1]);
        }
      }
    }
  }

  // sums += weights (rounded to bf16) · rows of b
  static __device__ __forceinline__ void Add(Scores& weights, const Bf16* b, float* /*scratch*/,
                                             Sums& sums) {
    const int lane = Lane();
    R1_UNROLL
    for (int step = 0; step < kTileColumns / 16; ++step) {
      uint32_t left[kTiles][4];
      R1_UNROLL
      for (int i = 0; i < kTiles; ++i) {
        R1_UNROLL
        for (int w = 0; w < 4; ++w) {
          const float* pair = weights.d[i][2 * step + w / 2] + w % 2 * 2;
          left[i][w] = PackBf16(pair[0], pair[1]);
        }
      }
      R1_UNROLL
      for (int n = 0; n < kDim / 16; ++n) {
        uint32_t r[4];
        LdMatrixTransposed(r, b + Layout::At(step * 16 + lane % 16, n * 2 + lane / 16));
        const uint32_t low[2] = {r[0], r[1]}, high[2] = {r[2], r[3]};
        R1_UNROLL
        for (int i = 0; i < kTiles; ++i) {
          MmaBf16(sums.d[i][2 * n], left[i], low, sums.d[i][2 * n]);
          MmaBf16(sums.d[i][2 * n + 1], left[i], high, sums.d[i][2 * n + 1]);
        }
      }
    }
  }
};

// Four rows of fp32. Scores: a lane has two columns, features ascending. Sums: a lane has kDim / 32
// features, columns ascending.
template <int kDim>
struct PlainProducts {
  using T = float;
  using Layout = TileLayout<float, kDim>;
  static constexpr int kWarpRows = 4;
  static constexpr int kRows = 4, kColumns = kTileColumns / 32, kFeatures = kDim / 32;
  static constexpr int kLanes = 32;
  static constexpr int kScratch = kRows * kTileColumns;

  struct Scores {
    float d[kRows][kColumns] = {};
    __device__ __forceinline__ float& At(int i, int j) { return d[i][j]; }
  };
  struct Sums {
    float d[kRows][kFeatures] = {};
    __device__ __forceinline__ float& At(int i, int k) { return d[i][k]; }
  };

  static __device__ __forceinline__ int Row(int i) { return i; }
  static __device__ __forceinline__ int Column(int j) { return threadIdx.x % 32 + j * 32; }
  static __device__ __forceinline__ int Feature(int k) { return threadIdx.x % 32 * kFeatures + k; }

  static __device__ __forceinline__ void Multiply(const float* a, int first, const float* b,
                                                  float* /*scratch*/, Scores& scores) {
    scores = {};
    for (int piece = 0; piece < Layout::kPieces; ++piece) {
      float column[kColumns][4], row[4];
      R1_UNROLL
      for (int j = 0; j < kColumns; ++j) LoadFloats(b + Layout::At(Column(j), piece), column[j]);
      R1_UNROLL
      for (int i = 0; i < kRows; ++i) {
        LoadFloats(a + Layout::At(first + i, piece), row);
        R1_UNROLL
        for (int j = 0; j < kColumns; ++j) {
          R1_UNROLL
          for (int d = 0; d < 4; ++d) scores.d[i][j] = fmaf(row[d], column[j][d], scores.d[i][j]);
        }
      }
    }
  }

  // scratch: the warp's own kScratch floats, through which the weights reach all lanes.
  static __device__ __forceinline__ void Add(Scores& weights, const float* b, float* scratch,
                                             Sums& sums) {
    __syncwarp();
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      R1_UNROLL
      for (int j = 0; j < kColumns; ++j) scratch[i * kTileColumns + Column(j)] = weights.d[i][j];
    }
    __syncwarp();
    for (int c = 0; c < kTileColumns; c += 4) {
      float weight[kRows][4];
      R1_UNROLL
      for (int i = 0; i < kRows; ++i) LoadFloats(scratch + i * kTileColumns + c, weight[i]);
      R1_UNROLL
      for (int j = 0; j < 4; ++j) AddRow(weight, j, b + (c + j) * Layout::kStride, sums);
    }
  }

 private:
  static __device__ __forceinline__ void AddRow(const float (&weight)[kRows][4], int j,
                                                const float* row, Sums& sums) {
    R1_UNROLL
    for (int k = 0; k < kFeatures; k += 2) {
      const float2 x = *reinterpret_cast<const float2*>(row + Feature(k));
      R1_UNROLL
      for (int i = 0; i < kRows; ++i) {
        sums.d[i][k] = fmaf(weight[i][j], x.x, sums.d[i][k]);
        sums.d[i][k + 1] = fmaf(weight[i][j], x.y, sums.d[i][k + 1]);
      }
    }
  }
};

// kTiles counts for bf16 alone.
template <typename T, int kDim, int kTiles>
struct ChooseProducts {
  using Type = TensorProducts<kDim, kTiles>;
};
template <int kDim, int kTiles>
struct ChooseProducts<float, kDim, kTiles> {
  using Type = PlainProducts<kDim>;
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_PRODUCTS_H_
