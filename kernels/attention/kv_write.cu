#include "kernels/attention/attention_cuda.h"
#include "kernels/attention/attention_cuda_forward.h"

namespace r1bench::cuda {
namespace {

template <typename T>
struct WriteParams {
  int heads, dim;
  KvPages<T> pages;
  BlockTables tables;
  const int32_t* sequences;
  const int32_t* positions;
  const T* k;
  const T* v;
  int64_t stride;
};

// Block: a row; a thread copies 16 bytes at a time, first of k, then of v.
template <typename T>
__global__ void __launch_bounds__(128) WriteKernel(WriteParams<T> p) {
  const int64_t row = blockIdx.x;
  const int sequence = p.sequences[row];
  if (sequence < 0) return;
  const int position = p.positions[row];
  const int64_t page = p.tables.pages[sequence * p.tables.stride + position / kPageTokens];
  const int slot = position % kPageTokens;
  const int pieces = p.dim / kVectorSize<T>, all = p.heads * pieces;
  for (int c = threadIdx.x; c < 2 * all; c += blockDim.x) {
    const bool value = c >= all;
    const int at = value ? c - all : c;
    const int head = at / pieces, number = at % pieces * kVectorSize<T>;
    const T* from = (value ? p.v : p.k) + row * p.stride + head * p.dim + number;
    T* to = (value ? p.pages.v : p.pages.k) + page * p.pages.page_stride +
            (head * kPageTokens + slot) * p.dim + number;
    StoreVector(to, LoadVector(from));
  }
}

}  // namespace

template <typename T>
void KvWrite(const Stream& stream, const kernels::AttentionDims& dims, const KvPages<T>& pages,
             const BlockTables& tables, int64_t rows, const int32_t* sequences,
             const int32_t* positions, const T* k, const T* v, int64_t kv_stride) {
  CheckDims(dims);
  if (rows <= 0) return;
  const WriteParams<T> params = {static_cast<int>(dims.n_kv_heads),
                                 static_cast<int>(dims.head_dim),
                                 pages,
                                 tables,
                                 sequences,
                                 positions,
                                 k,
                                 v,
                                 kv_stride};
  Launch<WriteKernel<T>>(dim3(static_cast<unsigned>(rows)), dim3(128), 0, stream, params);
}

template void KvWrite(const Stream&, const kernels::AttentionDims&, const KvPages<float>&,
                      const BlockTables&, int64_t, const int32_t*, const int32_t*, const float*,
                      const float*, int64_t);
template void KvWrite(const Stream&, const kernels::AttentionDims&, const KvPages<Bf16>&,
                      const BlockTables&, int64_t, const int32_t*, const int32_t*, const Bf16*,
                      const Bf16*, int64_t);

}  // namespace r1bench::cuda
