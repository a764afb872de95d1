// What prefill and decode share: a block's rows against a range of key tiles.
//
// Keys and values have one buffer each. While the scores are computed the tile's values arrive;
// while those are added, the next tile's keys do. Two barriers a tile.
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_FORWARD_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_FORWARD_H_

#include "base/error.h"
#include "kernels/attention/attention_cuda.h"
#include "kernels/attention/attention_cuda_softmax.h"

namespace r1bench::cuda {

inline constexpr int kSplitTiles = kAttentionSplit / kTileColumns;

// Compile-time shape of a block.
template <typename T_, int kDim_, int kTiles, int kWarps_>
struct ForwardShape {
  using T = T_;
  using Products = typename ChooseProducts<T, kDim_, kTiles>::Type;
  static constexpr int kDim = kDim_;
  static constexpr int kThreads = 32 * kWarps_;
  static constexpr int kRows = kWarps_ * Products::kWarpRows;
  using Rows = SoftmaxRows<Products, kThreads>;

  static constexpr int kQueryNumbers = TileNumbers<T, kDim>(kRows);
  static constexpr int kKeyNumbers = TileNumbers<T, kDim>(kTileColumns);

  static size_t SharedBytes(bool several_pieces) {
    return (kQueryNumbers + 2 * kKeyNumbers) * sizeof(T) +
           (kWarps_ * Products::kScratch + (several_pieces ? Rows::kMerged : 0)) * sizeof(float);
  }
};

template <typename Shape>
struct ForwardMemory {
  typename Shape::T *queries, *keys, *values;
  float *scratch, *merged;

  __device__ __forceinline__ ForwardMemory() {
    queries = DynamicSharedMemory<typename Shape::T>();
    keys = queries + Shape::kQueryNumbers;
    values = keys + Shape::kKeyNumbers;
    float* floats = reinterpret_cast<float*>(values + Shape::kKeyNumbers);
    scratch = floats + threadIdx.x / 32 * Shape::Products::kScratch;
    merged = floats + Shape::kThreads / 32 * Shape::Products::kScratch;
  }
};

// Rows against the tiles [begin, end) of keys and values; the copy of the queries has begun. Pieces
// that end inside of the range are merged. All threads of the block.
template <typename Shape, typename Source>
__device__ __forceinline__ void Attend(const ForwardMemory<Shape>& memory, const Source& keys,
                                       const Source& values, int begin, int end,
                                       typename Shape::Rows& rows) {
  using Products = typename Shape::Products;
  const auto copy = [](const Source& from, int tile, typename Shape::T* to) {
    CopyTile<typename Shape::T, Shape::kDim, kTileColumns, Shape::kThreads>(
        from, tile * kTileColumns, to);
    CpAsyncCommit();
  };
  copy(keys, begin, memory.keys);
  for (int tile = begin; tile < end; ++tile) {
    const int key = tile * kTileColumns;
    const bool sees = rows.Sees(key);
    typename Products::Scores scores;
    CpAsyncWait<0>();
    __syncthreads();
    copy(values, tile, memory.values);
    if (sees) {
      Products::Multiply(memory.queries, rows.first(), memory.keys, memory.scratch, scores);
    }
    CpAsyncWait<0>();
    __syncthreads();
    if (tile + 1 < end) copy(keys, tile + 1, memory.keys);
    if (sees) {
      rows.Weigh(key, scores);
      Products::Add(scores, memory.values, memory.scratch, rows.sums);
    }
    if (sees && tile + 1 < end && (tile + 1) % kSplitTiles == 0) rows.EndPiece(memory.merged);
  }
  rows.End(memory.merged);
}

inline void CheckDims(const kernels::AttentionDims& dims) {
  base::Require(dims.n_kv_heads > 0 && dims.n_heads > 0 && dims.n_heads % dims.n_kv_heads == 0,
                "expected n_heads to be a multiple of n_kv_heads, got ", dims.n_heads, " and ",
                dims.n_kv_heads);
  base::Require(dims.head_dim > 0 && dims.head_dim % 8 == 0 && dims.head_dim <= 256,
                "expected a head_dim that is a multiple of 8 up to 256, got ", dims.head_dim);
}

// run.template operator()<kDim>() for the least kDim that holds head_dim.
template <typename Run>
void WithPaddedDim(int64_t head_dim, const Run& run) {
  if (head_dim <= 64) {
    run.template operator()<64>();
  } else if (head_dim <= 128) {
    run.template operator()<128>();
  } else {
    run.template operator()<256>();
  }
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_FORWARD_H_
