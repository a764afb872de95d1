#include "kernels/embedding/embedding.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/parallel.h"

namespace r1bench::kernels {
namespace {

constexpr int64_t kGrainElements = 32768;

void CheckTokens(int64_t T, int64_t vocab, const int32_t* tokens) {
  for (int64_t t = 0; t < T; ++t) {
    base::Require(tokens[t] >= 0 && tokens[t] < vocab, "expected a token below ", vocab, ", got ",
                  tokens[t], " at position ", t);
  }
}

}  // namespace

void EmbeddingForward(int64_t T, int64_t n, int64_t vocab, const int32_t* tokens,
                      const float* table, float* out) {
  if (T <= 0 || n <= 0) return;
  CheckTokens(T, vocab, tokens);
  base::ParallelFor(T, std::max<int64_t>(1, kGrainElements / n), [&](int64_t begin, int64_t end) {
    for (int64_t t = begin; t < end; ++t) {
      std::memcpy(out + t * n, table + tokens[t] * n, n * sizeof(float));
    }
  });
}

void EmbeddingBackward(int64_t T, int64_t n, int64_t vocab, const int32_t* tokens,
                       const float* dout, float* dtable) {
  if (T <= 0 || n <= 0) return;
  CheckTokens(T, vocab, tokens);
  const int64_t columns = std::max<int64_t>(16, (kGrainElements / T + 15) / 16 * 16);
  base::ParallelFor(n, columns, [&](int64_t begin, int64_t end) {
    for (int64_t t = 0; t < T; ++t) {
      const float* from = dout + t * n;
      float* to = dtable + tokens[t] * n;
      for (int64_t j = begin; j < end; ++j) to[j] += from[j];
    }
  });
}

}  // namespace r1bench::kernels
