#include "kernels/token_logprob/token_logprob_cuda.h"

#include <algorithm>
#include <type_traits>

#include "base/error.h"
#include "kernels/softmax/softmax_cuda.h"

namespace r1bench::cuda {
namespace {

using kernels::kVocabBlock;
using kernels::SoftmaxPartial;

constexpr int64_t kChunkFloats = int64_t{8} << 20;
constexpr int64_t kAlignment = 256;

int64_t Columns(const HeadShape& shape, int64_t columns) {
  base::Require(columns % kVocabBlock == 0, "expected chunks of a multiple of ", kVocabBlock,
                " columns, got ", columns);
  if (columns <= 0) {
    columns = kChunkFloats / std::max<int64_t>(1, shape.rows) / kVocabBlock * kVocabBlock;
  }
  return std::clamp(columns, kVocabBlock, VocabBlocks(shape.vocab) * kVocabBlock);
}

int64_t Aligned(int64_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// The workspace, in order: a chunk of logits; of their gradient, unless it takes their place;
// partial sums; the targets' logits.
template <typename T>
struct Parts {
  Parts(const HeadShape& shape, int64_t columns) : columns(Columns(shape, columns)) {
    gradient = Aligned(shape.rows * this->columns * 4);
    partials = gradient;
    if (!std::is_same_v<T, float>) {
      partials += Aligned(shape.rows * this->columns * static_cast<int64_t>(sizeof(T)));
    } else {
      gradient = 0;
    }
    z = partials + Aligned(shape.rows * VocabBlocks(shape.vocab) *
                           static_cast<int64_t>(sizeof(SoftmaxPartial)));
    bytes = z + Aligned(shape.rows * 4);
  }
  int64_t columns;
  int64_t gradient, partials, z, bytes;  // where they begin, and the end
};

template <typename P>
P* At(void* workspace, int64_t byte) {
  return reinterpret_cast<P*>(static_cast<unsigned char*>(workspace) + byte);
}

// Makes the logits of n columns from `first` on, without gaps between the rows.
template <typename T>
LogitChunk MakeLogits(const Stream& stream, Matmul& matmul, const TokenLogprobInput<T>& in,
                      int64_t first, int64_t n, float* logits) {
  const HeadShape& shape = in.shape;
  matmul.Forward(stream, {shape.rows, n, shape.hidden}, in.hidden, in.weight + first * shape.hidden,
                 nullptr, false, logits);
  return {shape.rows, first, n, logits, n, in.inv_temperatures};
}

}  // namespace

template <typename T>
int64_t TokenLogprobWorkspaceBytes(const HeadShape& shape, int64_t columns) {
  return Parts<T>(shape, columns).bytes;
}

template <typename T>
void TokenLogprobForward(const Stream& stream, Matmul& matmul, const TokenLogprobInput<T>& in,
                         void* workspace, kernels::TokenStats* stats, int64_t columns) {
  const HeadShape& shape = in.shape;
  if (shape.rows <= 0) return;
  const Parts<T> parts(shape, columns);
  const int64_t blocks = VocabBlocks(shape.vocab);
  auto* partials = At<SoftmaxPartial>(workspace, parts.partials);
  auto* z = At<float>(workspace, parts.z);
  for (int64_t first = 0; first < shape.vocab; first += parts.columns) {
    const int64_t n = std::min(parts.columns, shape.vocab - first);
    const LogitChunk chunk =
        MakeLogits(stream, matmul, in, first, n, static_cast<float*>(workspace));
    BlockPartials(stream, chunk, blocks, partials, in.targets, z);
  }
  MergeStats(stream, shape.rows, blocks, partials, in.targets, z, stats);
}

template <typename T>
void TokenLogprobBackward(const Stream& stream, Matmul& matmul, const TokenLogprobInput<T>& in,
                          const kernels::TokenStats* stats, const float* dlogp, void* workspace,
                          float* dhidden, float* dweight, int64_t columns) {
  const HeadShape& shape = in.shape;
  if (shape.rows <= 0) return;
  const Parts<T> parts(shape, columns);
  T* gradient = At<T>(workspace, parts.gradient);
  for (int64_t first = 0; first < shape.vocab; first += parts.columns) {
    const int64_t n = std::min(parts.columns, shape.vocab - first);
    const LogitChunk chunk =
        MakeLogits(stream, matmul, in, first, n, static_cast<float*>(workspace));
    LogSoftmaxBackward(stream, chunk, in.targets, stats, dlogp, gradient);
    const LinearShape layer = {shape.rows, n, shape.hidden};
    const T* weight = in.weight + first * shape.hidden;
    matmul.InputGradient(stream, layer, gradient, weight, /*accumulate=*/true, dhidden);
    matmul.WeightGradient(stream, layer, gradient, in.hidden, dweight + first * shape.hidden);
  }
}

#define R1_INSTANTIATE(T)                                                                       \
  template int64_t TokenLogprobWorkspaceBytes<T>(const HeadShape&, int64_t);                    \
  template void TokenLogprobForward(const Stream&, Matmul&, const TokenLogprobInput<T>&, void*, \
                                    kernels::TokenStats*, int64_t);                             \
  template void TokenLogprobBackward(const Stream&, Matmul&, const TokenLogprobInput<T>&,       \
                                     const kernels::TokenStats*, const float*, void*, float*,   \
                                     float*, int64_t)
R1_INSTANTIATE(float);
R1_INSTANTIATE(Bf16);

}  // namespace r1bench::cuda
