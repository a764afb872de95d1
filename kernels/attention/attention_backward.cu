#include "kernels/attention/attention_cuda_forward.h"

// Both passes are one kernel. A block has rows A1 and A2 and goes through tiles of columns B1, B2:
//   S = A1·B1^T   dP = A2·B2^T   first += dS·B1   second += P·B2
// Queries' pass: rows q and dO, columns k and v; first is dQ. Keys' pass: rows k and v, columns q
// and dO of every head of the group (the scores are then transposed); first is dK, second dV.

namespace r1bench::cuda {
namespace {

enum class Pass { kQueries, kKeys };

template <typename T, int kDim>
inline constexpr int kBackwardWarps = 8;
template <>
inline constexpr int kBackwardWarps<Bf16, 256> = 4;

// Buffers of a tile of columns: the next one arrives while this one is used.
template <typename T, int kDim>
inline constexpr int kStages = sizeof(T) * kDim < 1024 ? 2 : 1;

template <typename T_, int kDim_, Pass kPass_, bool kFirst_, bool kSecond_>
struct BackwardShape {
  using T = T_;
  using Products = typename ChooseProducts<T, kDim_, 1>::Type;
  static constexpr int kDim = kDim_;
  static constexpr bool kKeys = kPass_ == Pass::kKeys;
  static constexpr bool kFirst = kFirst_, kSecond = kSecond_;
  static constexpr int kWarps = kBackwardWarps<T, kDim>;
  static constexpr int kThreads = 32 * kWarps;
  static constexpr int kRows = kWarps * Products::kWarpRows;
  static constexpr int kStages = r1bench::cuda::kStages<T, kDim>;

  static constexpr int kRowNumbers = TileNumbers<T, kDim>(kRows);
  static constexpr int kColumnNumbers = TileNumbers<T, kDim>(kTileColumns);
  static constexpr size_t kSharedBytes =
      2 * (kRowNumbers + kStages * kColumnNumbers) * sizeof(T) +
      (kWarps * Products::kScratch + kStages * 2 * kTileColumns) * sizeof(float);
};

template <typename Shape>
struct BackwardMemory {
  typename Shape::T *rows1, *rows2, *columns;
  float *scratch, *statistics;

  __device__ __forceinline__ BackwardMemory() {
    rows1 = DynamicSharedMemory<typename Shape::T>();
    rows2 = rows1 + Shape::kRowNumbers;
    columns = rows2 + Shape::kRowNumbers;
    float* floats = reinterpret_cast<float*>(columns + 2 * Shape::kStages * Shape::kColumnNumbers);
    scratch = floats + threadIdx.x / 32 * Shape::Products::kScratch;
    statistics = floats + Shape::kWarps * Shape::Products::kScratch;
  }
  __device__ __forceinline__ typename Shape::T* Columns1(int stage) const {
    return columns + stage * 2 * Shape::kColumnNumbers;
  }
  __device__ __forceinline__ typename Shape::T* Columns2(int stage) const {
    return Columns1(stage) + Shape::kColumnNumbers;
  }
  // Of the columns' queries: lse (to base 2), then delta.
  __device__ __forceinline__ float* Statistics(int stage) const {
    return statistics + stage * 2 * kTileColumns;
  }
};

template <typename T>
struct BackwardParams {
  kernels::AttentionDims dims;
  AttentionGradient<T> g;
  const float* delta;  // [rows, n_heads]
};

// One block's part of a sequence.
template <typename Shape>
class BackwardBlock {
  using T = typename Shape::T;
  using Products = typename Shape::Products;
  static constexpr bool kKeys = Shape::kKeys;

 public:
  __device__ __forceinline__ BackwardBlock(const BackwardParams<T>& p, int64_t begin, int n,
                                           int first)
      : p_(p), begin_(begin), n_(n), first_(first), dim_(p.dims.head_dim) {
    group_ = static_cast<int>(p.dims.n_heads / p.dims.n_kv_heads);
    head_ = kKeys ? blockIdx.y * group_ : blockIdx.y;
    kv_head_ = head_ / group_;
    first_tile_ = kKeys ? first / kTileColumns : 0;
    const int columns = kKeys ? n : min(n, first + Shape::kRows);
    tiles_ = (columns + kTileColumns - 1) / kTileColumns - first_tile_;
    warp_row_ = threadIdx.x / 32 * Products::kWarpRows;
  }

  __device__ __forceinline__ void Run() {
    const int steps = tiles_ * (kKeys ? group_ : 1);
    LoadRows();
    LoadColumns(0, 0);
    for (int step = 0; step < steps; ++step) {
      if (Shape::kStages == 1 && step > 0) {
        __syncthreads();
        LoadColumns(step, 0);
      }
      CpAsyncWait<0>();
      __syncthreads();
      if (Shape::kStages == 2 && step + 1 < steps) LoadColumns(step + 1, (step + 1) % 2);
      Compute(TileOf(step) * kTileColumns, step % Shape::kStages);
    }
    if constexpr (!kKeys) Store(first_sums_, p_.dims.scale, p_.g.dq, head_);
    if constexpr (kKeys && Shape::kFirst) Store(first_sums_, p_.dims.scale, p_.g.dk, kv_head_);
    if constexpr (kKeys && Shape::kSecond) Store(second_sums_, 1.0f, p_.g.dv, kv_head_);
  }

 private:
  __device__ __forceinline__ int TileOf(int step) const { return first_tile_ + step % tiles_; }

  // Rows of one head of an array, from token `token` on.
  __device__ __forceinline__ StridedRows<T> RowsOf(const T* array, int64_t stride, int head,
                                                   int token) const {
    return {array + (begin_ + token) * stride + head * dim_, stride, n_ - token};
  }

  __device__ __forceinline__ void LoadRows() {
    const AttentionGradient<T>& g = p_.g;
    const auto rows1 = kKeys ? RowsOf(g.k, g.qkv_stride, kv_head_, first_)
                             : RowsOf(g.q, g.qkv_stride, head_, first_);
    const auto rows2 = kKeys ? RowsOf(g.v, g.qkv_stride, kv_head_, first_)
                             : RowsOf(g.dout, g.out_stride, head_, first_);
    CopyTile<T, Shape::kDim, Shape::kRows, Shape::kThreads>(rows1, dim_, memory_.rows1);
    CopyTile<T, Shape::kDim, Shape::kRows, Shape::kThreads>(rows2, dim_, memory_.rows2);
    R1_UNROLL
    for (int i = 0; i < Products::kRows && !kKeys; ++i) {
      const int row = first_ + warp_row_ + Products::Row(i);
      row_lse_[i] = row < n_ ? Lse(row, head_) : 0.0f;
      row_delta_[i] = row < n_ ? Delta(row, head_) : 0.0f;
    }
  }

  __device__ __forceinline__ void LoadColumns(int step, int stage) const {
    const AttentionGradient<T>& g = p_.g;
    const int head = head_ + step / tiles_, token = TileOf(step) * kTileColumns;
    const auto columns1 =
        kKeys ? RowsOf(g.q, g.qkv_stride, head, token) : RowsOf(g.k, g.qkv_stride, kv_head_, token);
    const auto columns2 = kKeys ? RowsOf(g.dout, g.out_stride, head, token)
                                : RowsOf(g.v, g.qkv_stride, kv_head_, token);
    CopyTile<T, Shape::kDim, kTileColumns, Shape::kThreads>(columns1, dim_,
                                                            memory_.Columns1(stage));
    CopyTile<T, Shape::kDim, kTileColumns, Shape::kThreads>(columns2, dim_,
                                                            memory_.Columns2(stage));
    CpAsyncCommit();
    if (!kKeys || threadIdx.x >= kTileColumns) return;
    float* to = memory_.Statistics(stage) + threadIdx.x;
    const int query = token + static_cast<int>(threadIdx.x);
    to[0] = query < n_ ? Lse(query, head) : 0.0f;
    to[kTileColumns] = query < n_ ? Delta(query, head) : 0.0f;
  }

  __device__ __forceinline__ float Lse(int query, int head) const {
    return p_.g.lse[(begin_ + query) * p_.dims.n_heads + head] * kLog2E;
  }
  __device__ __forceinline__ float Delta(int query, int head) const {
    return p_.delta[(begin_ + query) * p_.dims.n_heads + head];
  }

  // Whether a row of the warp and a column from `column` on are a query and a key that it sees.
  __device__ __forceinline__ bool Sees(int column) const {
    const int row = first_ + warp_row_;
    if (row >= n_) return false;
    return kKeys ? column + kTileColumns > row : column < row + Products::kWarpRows;
  }

  __device__ __forceinline__ void Compute(int column, int stage) {
    if (!Sees(column)) return;
    typename Products::Scores p, ds;
    Products::Multiply(memory_.rows1, warp_row_, memory_.Columns1(stage), memory_.scratch, p);
    Products::Multiply(memory_.rows2, warp_row_, memory_.Columns2(stage), memory_.scratch, ds);
    Weigh(column, memory_.Statistics(stage), p, ds);
    if constexpr (Shape::kSecond) {
      Products::Add(p, memory_.Columns2(stage), memory_.scratch, second_sums_);
    }
    if constexpr (Shape::kFirst) {
      Products::Add(ds, memory_.Columns1(stage), memory_.scratch, first_sums_);
    }
  }

  // Scores to p, dP to ds (without scale); zero where the query does not see the key.
  __device__ __forceinline__ void Weigh(int column, const float* statistics,
                                        typename Products::Scores& p,
                                        typename Products::Scores& ds) const {
    const float c = p_.dims.scale * kLog2E;
    R1_UNROLL
    for (int i = 0; i < Products::kRows; ++i) {
      const int row = first_ + warp_row_ + Products::Row(i);
      float lse = row_lse_[i], delta = row_delta_[i];
      R1_UNROLL
      for (int j = 0; j < Products::kColumns; ++j) {
        const int at = Products::Column(j);
        const int query = kKeys ? column + at : row, key = kKeys ? row : column + at;
        if (kKeys) {
          lse = statistics[at];
          delta = statistics[kTileColumns + at];
        }
        const bool seen = key <= query && query < n_;
        const float weight = seen ? Exp2(fmaf(p.At(i, j), c, -lse)) : 0.0f;
        ds.At(i, j) = seen ? weight * (ds.At(i, j) - delta) : 0.0f;
        p.At(i, j) = weight;
      }
    }
  }

  __device__ __forceinline__ void Store(typename Products::Sums& sums, float factor, T* to,
                                        int head) const {
    R1_UNROLL
    for (int i = 0; i < Products::kRows; ++i) {
      const int row = first_ + warp_row_ + Products::Row(i);
      if (row >= n_) continue;
      T* at = to + (begin_ + row) * p_.g.dqkv_stride + head * dim_;
      R1_UNROLL
      for (int k = 0; k < Products::kFeatures; k += 2) {
        const int feature = Products::Feature(k);
        if (feature < dim_) {
          StorePair(at + feature, sums.At(i, k) * factor, sums.At(i, k + 1) * factor);
        }
      }
    }
  }

  const BackwardParams<T>& p_;
  BackwardMemory<Shape> memory_;
  int64_t begin_;  // the sequence's first row
  int n_, first_;  // its tokens; the block's first
  int dim_, group_, head_, kv_head_, first_tile_, tiles_, warp_row_;
  float row_lse_[Products::kRows] = {}, row_delta_[Products::kRows] = {};  // of queries
  typename Products::Sums first_sums_, second_sums_;
};

// Block (x, h, s): a tile of the tokens of sequence s, head h (of queries or of keys and values).
// The blocks with the most columns come first.
template <typename Shape>
__global__ void __launch_bounds__(Shape::kThreads)
    BackwardKernel(BackwardParams<typename Shape::T> p) {
  const int sequence = blockIdx.z;
  const int64_t begin = p.g.row_begin[sequence];
  const int n = static_cast<int>(p.g.row_begin[sequence + 1] - begin);
  const int tile = Shape::kKeys ? blockIdx.x : gridDim.x - 1 - blockIdx.x;
  if (tile * Shape::kRows >= n) return;
  BackwardBlock<Shape>(p, begin, n, tile * Shape::kRows).Run();
}

constexpr int kDeltaWarps = 4;

// delta = Σ_d out·dout of one row and head, by one warp: accesses of 16 bytes, then the warp's sum.
template <typename T>
__global__ void __launch_bounds__(32 * kDeltaWarps) DeltaKernel(BackwardParams<T> p, float* delta) {
  const int64_t at = static_cast<int64_t>(blockIdx.x) * kDeltaWarps + threadIdx.x / 32;
  if (at >= p.g.rows * p.dims.n_heads) return;
  const int64_t offset =
      at / p.dims.n_heads * p.g.out_stride + at % p.dims.n_heads * p.dims.head_dim;
  float sum = 0.0f;
  const int lane = threadIdx.x % 32;
  for (int d = lane * kVectorSize<T>; d < p.dims.head_dim; d += 32 * kVectorSize<T>) {
    float a[kVectorSize<T>], b[kVectorSize<T>];
    Vector<T>::ToFloats(LoadVector(p.g.out + offset + d), a);
    Vector<T>::ToFloats(LoadVector(p.g.dout + offset + d), b);
    R1_UNROLL
    for (int k = 0; k < kVectorSize<T>; ++k) sum = fmaf(a[k], b[k], sum);
  }
  sum = WarpSum(sum);
  if (lane == 0) delta[at] = sum;
}

template <typename Shape>
void RunPass(const Stream& stream, const BackwardParams<typename Shape::T>& p) {
  const int64_t heads = Shape::kKeys ? p.dims.n_kv_heads : p.dims.n_heads;
  const dim3 grid(static_cast<unsigned>((p.g.max_tokens + Shape::kRows - 1) / Shape::kRows),
                  static_cast<unsigned>(heads), static_cast<unsigned>(p.g.sequences));
  Launch<BackwardKernel<Shape>>(grid, dim3(Shape::kThreads), Shape::kSharedBytes, stream, p);
}

template <typename T>
void RunPasses(const Stream& stream, const BackwardParams<T>& p) {
  WithPaddedDim(p.dims.head_dim, [&]<int kDim>() {
    RunPass<BackwardShape<T, kDim, Pass::kQueries, true, false>>(stream, p);
    if constexpr (sizeof(T) == 2 && kDim == 256) {  // the registers hold one sum
      RunPass<BackwardShape<T, kDim, Pass::kKeys, true, false>>(stream, p);
      RunPass<BackwardShape<T, kDim, Pass::kKeys, false, true>>(stream, p);
    } else {
      RunPass<BackwardShape<T, kDim, Pass::kKeys, true, true>>(stream, p);
    }
  });
}

}  // namespace

int64_t AttentionBackwardWorkspace(const kernels::AttentionDims& dims, int64_t rows) {
  return rows * dims.n_heads;
}

template <typename T>
void AttentionBackward(const Stream& stream, const kernels::AttentionDims& dims,
                       const AttentionGradient<T>& gradient, float* workspace) {
  CheckDims(dims);
  if (gradient.rows <= 0 || gradient.sequences <= 0) return;
  const BackwardParams<T> p = {dims, gradient, workspace};
  const int64_t heads = gradient.rows * dims.n_heads;
  Launch<DeltaKernel<T>>(dim3(static_cast<unsigned>((heads + kDeltaWarps - 1) / kDeltaWarps)),
                         dim3(32 * kDeltaWarps), 0, stream, p, workspace);
  RunPasses(stream, p);
}

template void AttentionBackward(const Stream&, const kernels::AttentionDims&,
                                const AttentionGradient<float>&, float*);
template void AttentionBackward(const Stream&, const kernels::AttentionDims&,
                                const AttentionGradient<Bf16>&, float*);

}  // namespace r1bench::cuda
