// The softmax of the forward pass: rows of one warp, tile by tile, and the merge of pieces
// (attention_cuda.h has the operations and their order).
#ifndef R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_SOFTMAX_H_
#define R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_SOFTMAX_H_

#include "kernels/attention/attention_cuda_products.h"
#include "kernels/attention/attention_cuda_tile.h"

namespace r1bench::cuda {

// What a row's earlier keys (left) and later keys (right) are multiplied with to be added.
struct Merge {
  float max, left, right;
};

// A maximum of -inf: no keys yet.
__device__ __forceinline__ Merge MergeOf(float left_max, float right_max, float c) {
  const float top = fmaxf(left_max, right_max);
  const float base = top == MinusInfinity() ? 0.0f : top;
  return {top, Exp2((left_max - base) * c), Exp2((right_max - base) * c)};
}

// o / sum with one division a row, and no negative zero: one could come from keys beyond the row's
// own, which differ between prefill and decode.
__device__ __forceinline__ float InverseOf(float sum) {
  return sum > 0.0f ? __fdiv_rn(1.0f, sum) : 0.0f;
}
__device__ __forceinline__ float Divided(float o, float inverse) { return o * inverse + 0.0f; }

__device__ __forceinline__ float LogSumExp(float max, float sum, float scale) {
  return sum > 0.0f ? fmaf(max, scale, logf(sum)) : MinusInfinity();
}

// Row r of the block is at position first + r·step; rows from `count` on see no key.
struct RowPositions {
  int first, step, count;
  __device__ __forceinline__ int Of(int row) const { return row < count ? first + row * step : -1; }
};

template <typename Products, int kThreads>
class SoftmaxRows {
  static constexpr int kRows = Products::kRows;
  static constexpr int kFeatures = Products::kFeatures;

 public:
  // Floats of shared memory that merged rows take.
  static constexpr int kMerged = kRows * kFeatures * kThreads;

  __device__ __forceinline__ SoftmaxRows(const RowPositions& positions, float scale)
      : positions_(positions), scale_(scale), c_(scale * kLog2E) {
    first_ = threadIdx.x / 32 * Products::kWarpRows;
    last_position_ = positions.Of(min(first_ + Products::kWarpRows, positions.count) - 1);
    if (first_ >= positions.count) last_position_ = -1;
    Restart();
  }

  // Of the warp's rows, the first one's number in the block.
  __device__ __forceinline__ int first() const { return first_; }
  // Whether a row of the warp sees a key from position `key` on.
  __device__ __forceinline__ bool Sees(int key) const { return key <= last_position_; }

  // Turns the tile's scores (keys from position `key` on) into weights.
  __device__ __forceinline__ void Weigh(int key, typename Products::Scores& scores) {
    if (key + kTileColumns - 1 > positions_.Of(first_)) Mask(key, scores);
    float factor[kRows];
    bool same = true;
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      float top = max_[i];
      R1_UNROLL
      for (int j = 0; j < Products::kColumns; ++j) top = fmaxf(top, scores.At(i, j));
      top = WarpReduce<MaxOf, Products::kLanes>(top);
      const float base = top == MinusInfinity() ? 0.0f : top;
      factor[i] = Exp2((max_[i] - base) * c_);
      same = same && factor[i] == 1.0f;
      const float offset = -(base * c_);
      float sum = 0.0f;
      R1_UNROLL
      for (int j = 0; j < Products::kColumns; ++j) {
        float& score = scores.At(i, j);
        score = Exp2(fmaf(score, c_, offset));
        sum += score;
      }
      sum_[i] = fmaf(sum_[i], factor[i], sum);
      max_[i] = top;
    }
    if (__all_sync(kAllLanes, same)) return;  // factors of 1 change nothing
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      R1_UNROLL
      for (int k = 0; k < kFeatures; ++k) sums.At(i, k) *= factor[i];
    }
  }

  // Merges the piece that ends here with those before, in `merged`, and starts another.
  __device__ __forceinline__ void EndPiece(float* merged) {
    MergeEarlier(merged);
    R1_UNROLL
    for (int e = 0; e < kRows * kFeatures; e += 4) {
      StoreVector(Slot(merged, e), make_uint4(Word(e), Word(e + 1), Word(e + 2), Word(e + 3)));
    }
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      merged_max_[i] = max_[i];
      merged_sum_[i] = sum_[i];
    }
    pieces_before_ = true;
    Restart();
  }

  // Ends the last piece: sums and the row's maximum and sum are then those of all keys.
  __device__ __forceinline__ void End(const float* merged) { MergeEarlier(merged); }

  // For each row in the block calls row_to(row, max, sum, leads), in all lanes that share it, in
  // one with `leads` true; and with what it returns to(row, feature, a, b, that) for pairs of
  // neighbouring features of o.
  template <typename RowTo, typename To>
  __device__ __forceinline__ void Give(int dim, const RowTo& row_to, const To& to) {
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      const int row = first_ + Products::Row(i);
      if (row >= positions_.count) continue;
      const float of_row = row_to(row, max_[i], sum_[i], threadIdx.x % Products::kLanes == 0);
      R1_UNROLL
      for (int k = 0; k < kFeatures; k += 2) {
        const int feature = Products::Feature(k);
        if (feature < dim) to(row, feature, sums.At(i, k), sums.At(i, k + 1), of_row);
      }
    }
  }

  typename Products::Sums sums;

 private:
  __device__ __forceinline__ void Restart() {
    sums = {};
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      max_[i] = MinusInfinity();
      sum_[i] = 0.0f;
    }
  }

  __device__ __forceinline__ void Mask(int key, typename Products::Scores& scores) {
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      const int seen = positions_.Of(first_ + Products::Row(i)) + 1 - key;
      R1_UNROLL
      for (int j = 0; j < Products::kColumns; ++j) {
        if (Products::Column(j) >= seen) scores.At(i, j) = MinusInfinity();
      }
    }
  }

  // sum_ becomes that of the whole row; the pieces before are added.
  __device__ __forceinline__ void MergeEarlier(const float* merged) {
    float left[kRows] = {}, right[kRows] = {};
    R1_UNROLL
    for (int i = 0; i < kRows; ++i) {
      sum_[i] = WarpReduce<SumOf, Products::kLanes>(sum_[i]);
      if (!pieces_before_) continue;
      const Merge merge = MergeOf(merged_max_[i], max_[i], c_);
      left[i] = merge.left;
      right[i] = merge.right;
      max_[i] = merge.max;
      sum_[i] = fmaf(sum_[i], merge.right, merged_sum_[i] * merge.left);
    }
    if (!pieces_before_) return;
    R1_UNROLL
    for (int e = 0; e < kRows * kFeatures; e += 4) {
      float old[4];
      LoadFloats(Slot(merged, e), old);
      R1_UNROLL
      for (int n = 0; n < 4; ++n) {
        const int i = (e + n) / kFeatures;
        float& o = sums.At(i, (e + n) % kFeatures);
        o = fmaf(o, right[i], old[n] * left[i]);
      }
    }
  }

  // Four numbers of this thread; neighbouring threads' lie together.
  template <typename F>
  static __device__ __forceinline__ F* Slot(F* merged, int e) {
    return merged + (e / 4 * kThreads + threadIdx.x) * 4;
  }
  __device__ __forceinline__ uint32_t Word(int e) {
    return __float_as_uint(sums.At(e / kFeatures, e % kFeatures));
  }

  RowPositions positions_;
  float scale_, c_;
  int first_, last_position_;
  bool pieces_before_ = false;
  float max_[kRows] = {}, sum_[kRows] = {};
  float merged_max_[kRows] = {}, merged_sum_[kRows] = {};
};

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_ATTENTION_ATTENTION_CUDA_SOFTMAX_H_
