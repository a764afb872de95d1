#include "kernels/embedding/embedding.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

std::vector<int32_t> Tokens(int64_t T, int64_t vocab) {
  std::vector<int32_t> tokens(T);
  for (int64_t t = 0; t < T; ++t) tokens[t] = static_cast<int32_t>(t * t * 7 % vocab);
  return tokens;
}

TEST(Embedding, ForwardCopiesTheRowOfEachToken) {
  const int64_t T = 100, n = 37, vocab = 19;
  const std::vector<float> table = TestFloats(vocab * n, 1);
  const std::vector<int32_t> tokens = Tokens(T, vocab);
  std::vector<float> out(T * n);
  EmbeddingForward(T, n, vocab, tokens.data(), table.data(), out.data());
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t j = 0; j < n; ++j) ASSERT_EQ(out[t * n + j], table[tokens[t] * n + j]);
  }
}

TEST(Embedding, BackwardAddsInTokenOrderForAnyThreadCount) {
  for (const int64_t n : {1, 16, 37, 200}) {
    const int64_t T = 3000, vocab = 19;
    const std::vector<float> dout = TestFloats(T * n, 1);
    const std::vector<int32_t> tokens = Tokens(T, vocab);
    std::vector<float> expected = TestFloats(vocab * n, 2);
    for (int64_t t = 0; t < T; ++t) {
      for (int64_t j = 0; j < n; ++j) expected[tokens[t] * n + j] += dout[t * n + j];
    }
    const std::vector<float> got = ExpectSameBitsEverywhere("backward", [&] {
      std::vector<float> d = TestFloats(vocab * n, 2);
      EmbeddingBackward(T, n, vocab, tokens.data(), dout.data(), d.data());
      return d;
    });
    ExpectSameBits(expected, got, "token order");
  }
}

TEST(Embedding, RefusesATokenOutsideTheVocabulary) {
  std::vector<float> table(8), out(4);
  for (const int32_t bad : {-1, 2}) {
    EXPECT_THROW(EmbeddingForward(1, 4, 2, &bad, table.data(), out.data()), base::Error);
    EXPECT_THROW(EmbeddingBackward(1, 4, 2, &bad, out.data(), table.data()), base::Error);
  }
}

}  // namespace
}  // namespace r1bench::kernels
