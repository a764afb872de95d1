#include "kernels/attention/attention_cuda_forward.h"

namespace r1bench::cuda {
namespace {

// The bf16 shapes keep 16 rows of sums or 32 in a warp's registers; 32 halve the reads of shared
// memory for each product.
template <typename T, int kDim>
struct PrefillShape : ForwardShape<T, kDim, 2, 8> {};
template <>
struct PrefillShape<Bf16, 64> : ForwardShape<Bf16, 64, 2, 4> {};
template <>
struct PrefillShape<Bf16, 256> : ForwardShape<Bf16, 256, 1, 4> {};

template <typename T>
struct PrefillParams {
  kernels::AttentionDims dims;
  KvPages<T> pages;
  BlockTables tables;
  PrefillBatch batch;
  AttentionRows<T> rows;
};

// Block (x, h, s): a tile of the queries of head h and sequence s, the longest rows first.
template <typename T, int kDim>
__global__ void __launch_bounds__(PrefillShape<T, kDim>::kThreads)
    PrefillKernel(PrefillParams<T> p) {
  using Shape = PrefillShape<T, kDim>;
  const int head = blockIdx.y, sequence = blockIdx.z;
  const int begin = p.batch.row_begin[sequence];
  const int queries = p.batch.row_begin[sequence + 1] - begin;
  const int first = (gridDim.x - 1 - blockIdx.x) * Shape::kRows;
  if (first >= queries) return;
  const int count = min(queries - first, Shape::kRows);
  const int dim = p.dims.head_dim;
  const int position = p.batch.first_position[sequence] + first;
  const int64_t row = begin + first;

  ForwardMemory<Shape> memory;
  const StridedRows<T> q = {p.rows.q + row * p.rows.q_stride + head * dim, p.rows.q_stride, count};
  CopyTile<T, kDim, Shape::kRows, Shape::kThreads>(q, dim, memory.queries);
  const int kv_head = head / static_cast<int>(p.dims.n_heads / p.dims.n_kv_heads);
  const int64_t offset = static_cast<int64_t>(kv_head) * kPageTokens * dim;
  const int32_t* table = p.tables.pages + sequence * p.tables.stride;
  const PagedRows<T> keys = {p.pages.k + offset, p.pages.page_stride, table, position + count, dim};
  PagedRows<T> values = keys;
  values.base = p.pages.v + offset;
  typename Shape::Rows rows(RowPositions{position, 1, count}, p.dims.scale);
  Attend<Shape>(memory, keys, values, 0, (keys.count + kTileColumns - 1) / kTileColumns, rows);
  rows.Give(
      dim,
      [&](int r, float max, float sum, bool leads) {
        if (leads && p.rows.lse != nullptr) {
          p.rows.lse[(row + r) * p.dims.n_heads + head] = LogSumExp(max, sum, p.dims.scale);
        }
        return InverseOf(sum);
      },
      [&](int r, int feature, float a, float b, float inverse) {
        StorePair(p.rows.out + (row + r) * p.rows.out_stride + head * dim + feature,
                  Divided(a, inverse), Divided(b, inverse));
      });
}

}  // namespace

template <typename T>
void AttentionPrefill(const Stream& stream, const kernels::AttentionDims& dims,
                      const KvPages<T>& pages, const BlockTables& tables, const PrefillBatch& batch,
                      const AttentionRows<T>& rows) {
  CheckDims(dims);
  if (batch.sequences <= 0 || batch.max_queries <= 0) return;
  WithPaddedDim(dims.head_dim, [&]<int kDim>() {
    using Shape = PrefillShape<T, kDim>;
    const dim3 grid(static_cast<unsigned>((batch.max_queries + Shape::kRows - 1) / Shape::kRows),
                    static_cast<unsigned>(dims.n_heads), static_cast<unsigned>(batch.sequences));
    Launch<PrefillKernel<T, kDim>>(grid, dim3(Shape::kThreads),
                                   Shape::SharedBytes(batch.max_keys > kAttentionSplit), stream,
                                   PrefillParams<T>{dims, pages, tables, batch, rows});
  });
}

template void AttentionPrefill(const Stream&, const kernels::AttentionDims&, const KvPages<float>&,
                               const BlockTables&, const PrefillBatch&,
                               const AttentionRows<float>&);
template void AttentionPrefill(const Stream&, const kernels::AttentionDims&, const KvPages<Bf16>&,
                               const BlockTables&, const PrefillBatch&, const AttentionRows<Bf16>&);

}  // namespace r1bench::cuda
