#include "kernels/attention/attention_cuda_forward.h"

namespace r1bench::cuda {
namespace {

template <typename T, int kDim>
using DecodeShape = ForwardShape<T, kDim, 1, 1>;

template <typename T>
struct DecodeParams {
  kernels::AttentionDims dims;
  KvPages<T> pages;
  BlockTables tables;
  const int32_t* positions;
  AttentionRows<T> rows;
  float* workspace;  // null: there is one piece, and the results are final
  int pieces;
  int64_t heads;  // of all sequences together
};

// Partial results: o [heads][pieces][head_dim], then max and sum [heads][pieces][2].
template <typename T>
__device__ __forceinline__ float* PartialSums(const DecodeParams<T>& p, int64_t head, int piece) {
  return p.workspace + (head * p.pieces + piece) * p.dims.head_dim;
}
template <typename T>
__device__ __forceinline__ float* PartialState(const DecodeParams<T>& p, int64_t head, int piece) {
  return p.workspace + p.heads * p.pieces * p.dims.head_dim + (head * p.pieces + piece) * 2;
}

// Block (piece, heads, sequence): one warp; its rows are query heads of one key/value head.
template <typename T, int kDim>
__global__ void __launch_bounds__(32) DecodeKernel(DecodeParams<T> p) {
  using Shape = DecodeShape<T, kDim>;
  const int piece = blockIdx.x, sequence = blockIdx.z;
  const int keys_count = p.positions[sequence] + 1;
  const int first_key = piece * kAttentionSplit;
  if (first_key >= keys_count && piece > 0) return;
  const int group = static_cast<int>(p.dims.n_heads / p.dims.n_kv_heads);
  const int parts = (group + Shape::kRows - 1) / Shape::kRows;
  const int kv_head = blockIdx.y / parts, part = blockIdx.y % parts;
  const int count = min(group - part * Shape::kRows, Shape::kRows);
  const int head = kv_head * group + part * Shape::kRows;
  const int dim = p.dims.head_dim;

  ForwardMemory<Shape> memory;
  const StridedRows<T> q = {p.rows.q + sequence * p.rows.q_stride + head * dim, dim, count};
  CopyTile<T, kDim, Shape::kRows, Shape::kThreads>(q, dim, memory.queries);
  const int64_t offset = static_cast<int64_t>(kv_head) * kPageTokens * dim;
  const int32_t* table = p.tables.pages + sequence * p.tables.stride;
  const PagedRows<T> keys = {p.pages.k + offset, p.pages.page_stride, table,
                             min(keys_count, first_key + kAttentionSplit), dim};
  PagedRows<T> values = keys;
  values.base = p.pages.v + offset;
  typename Shape::Rows rows(RowPositions{keys_count - 1, 0, count}, p.dims.scale);
  Attend<Shape>(memory, keys, values, piece * kSplitTiles,
                (keys.count + kTileColumns - 1) / kTileColumns, rows);
  const int64_t row = static_cast<int64_t>(sequence) * p.dims.n_heads + head;
  if (p.workspace != nullptr) {
    rows.Give(
        dim,
        [&](int r, float max, float sum, bool leads) {
          if (leads) StorePair(PartialState(p, row + r, piece), max, sum);
          return 0.0f;
        },
        [&](int r, int feature, float a, float b, float) {
          StorePair(PartialSums(p, row + r, piece) + feature, a, b);
        });
    return;
  }
  rows.Give(
      dim,
      [&](int r, float max, float sum, bool leads) {
        if (leads && p.rows.lse != nullptr) {
          p.rows.lse[row + r] = LogSumExp(max, sum, p.dims.scale);
        }
        return InverseOf(sum);
      },
      [&](int r, int feature, float a, float b, float inverse) {
        StorePair(p.rows.out + sequence * p.rows.out_stride + (head + r) * dim + feature,
                  Divided(a, inverse), Divided(b, inverse));
      });
}

constexpr int kMergeWarps = 4;

// One warp a query head: its pieces, ascending; a lane has every 32nd pair of features.
template <typename T>
__global__ void __launch_bounds__(32 * kMergeWarps) MergeKernel(DecodeParams<T> p) {
  constexpr int kPairs = 4;
  const int64_t head = static_cast<int64_t>(blockIdx.x) * kMergeWarps + threadIdx.x / 32;
  if (head >= p.heads) return;
  const int64_t sequence = head / p.dims.n_heads;
  const int lane = threadIdx.x % 32, dim = p.dims.head_dim;
  const int keys = p.positions[sequence] + 1;
  const int pieces = max(1, (keys + kAttentionSplit - 1) / kAttentionSplit);
  const float c = p.dims.scale * kLog2E;
  const float2 state = *reinterpret_cast<const float2*>(PartialState(p, head, 0));
  float max = state.x, sum = state.y;
  float2 o[kPairs] = {};
  for (int piece = 0; piece < pieces; ++piece) {
    const float2 next = *reinterpret_cast<const float2*>(PartialState(p, head, piece));
    const Merge merge = MergeOf(max, next.x, c);
    if (piece > 0) {
      max = merge.max;
      sum = fmaf(next.y, merge.right, sum * merge.left);
    }
    const float* sums = PartialSums(p, head, piece);
    R1_UNROLL
    for (int i = 0; i < kPairs; ++i) {
      const int feature = (lane + i * 32) * 2;
      if (feature >= dim) continue;
      const float2 x = *reinterpret_cast<const float2*>(sums + feature);
      o[i].x = piece == 0 ? x.x : fmaf(x.x, merge.right, o[i].x * merge.left);
      o[i].y = piece == 0 ? x.y : fmaf(x.y, merge.right, o[i].y * merge.left);
    }
  }
  const float inverse = InverseOf(sum);
  T* out = p.rows.out + sequence * p.rows.out_stride + head % p.dims.n_heads * dim;
  R1_UNROLL
  for (int i = 0; i < kPairs; ++i) {
    const int feature = (lane + i * 32) * 2;
    if (feature < dim) {
      StorePair(out + feature, Divided(o[i].x, inverse), Divided(o[i].y, inverse));
    }
  }
  if (lane == 0 && p.rows.lse != nullptr) p.rows.lse[head] = LogSumExp(max, sum, p.dims.scale);
}

int64_t Pieces(int64_t max_keys) {
  return max_keys <= kAttentionSplit ? 1 : (max_keys + kAttentionSplit - 1) / kAttentionSplit;
}

template <typename T>
void LaunchPieces(const Stream& stream, int64_t sequences, const DecodeParams<T>& p) {
  WithPaddedDim(p.dims.head_dim, [&]<int kDim>() {
    using Shape = DecodeShape<T, kDim>;
    const int64_t group = p.dims.n_heads / p.dims.n_kv_heads;
    const int64_t parts = (group + Shape::kRows - 1) / Shape::kRows;
    const dim3 grid(static_cast<unsigned>(p.pieces),
                    static_cast<unsigned>(p.dims.n_kv_heads * parts),
                    static_cast<unsigned>(sequences));
    Launch<DecodeKernel<T, kDim>>(grid, dim3(Shape::kThreads), Shape::SharedBytes(false), stream,
                                  p);
  });
}

}  // namespace

int64_t AttentionDecodeWorkspace(const kernels::AttentionDims& dims, int64_t sequences,
                                 int64_t max_keys) {
  const int64_t pieces = Pieces(max_keys);
  return pieces == 1 ? 0 : sequences * dims.n_heads * pieces * (dims.head_dim + 2);
}

template <typename T>
void AttentionDecode(const Stream& stream, const kernels::AttentionDims& dims,
                     const KvPages<T>& pages, const BlockTables& tables, int64_t sequences,
                     int64_t max_keys, const int32_t* positions, const AttentionRows<T>& rows,
                     float* workspace) {
  CheckDims(dims);
  if (sequences <= 0) return;
  const int pieces = static_cast<int>(Pieces(max_keys));
  const int64_t heads = sequences * dims.n_heads;
  const DecodeParams<T> params = {
      dims, pages, tables, positions, rows, pieces == 1 ? nullptr : workspace, pieces, heads};
  LaunchPieces(stream, sequences, params);
  if (pieces == 1) return;
  Launch<MergeKernel<T>>(dim3(static_cast<unsigned>((heads + kMergeWarps - 1) / kMergeWarps)),
                         dim3(32 * kMergeWarps), 0, stream, params);
}

template void AttentionDecode(const Stream&, const kernels::AttentionDims&, const KvPages<float>&,
                              const BlockTables&, int64_t, int64_t, const int32_t*,
                              const AttentionRows<float>&, float*);
template void AttentionDecode(const Stream&, const kernels::AttentionDims&, const KvPages<Bf16>&,
                              const BlockTables&, int64_t, int64_t, const int32_t*,
                              const AttentionRows<Bf16>&, float*);

}  // namespace r1bench::cuda
