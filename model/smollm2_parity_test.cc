// SmolLM2-135M-Instruct from its Q4_1 GGUF against Hugging Face transformers on the same
// dequantised weights in fp32 (fixture: tests/oracles/make_model_fixtures.py).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "base/runfiles.h"
#include "model/loader.h"
#include "model/model_testing.h"
#include "model/safetensors.h"

namespace r1bench::model {
namespace {

constexpr double kTolerance = 1e-3;
constexpr int64_t kGreedyTokens = 64;

class SmolLm2 : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    base::SetNumThreads(0);
    const LoadedModel m =
        LoadModel(base::Runfile("external/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));
    ASSERT_TRUE(m.tokenizer.has_value());
    ASSERT_EQ(m.tokenizer->tokens.size(), 49152u);
    ASSERT_EQ(m.tokenizer->pre_tokenizer, "smollm");
    model_ = new Transformer(m.config, m.parameters);
    fixture_ = new SafetensorsFile(base::Runfile("model/testdata/smollm2_logits.safetensors"));
  }
  static void TearDownTestSuite() {
    delete model_;
    delete fixture_;
  }
  static std::vector<float> Floats(const std::string& name) {
    const StoredTensor& t = fixture_->Find(name);
    std::vector<float> out(static_cast<size_t>(t.size));
    kernels::Dequantize(t.type, t.size, t.data, out.data());
    return out;
  }
  static std::vector<int32_t> Ids(const std::string& name) {
    const std::vector<float> f = Floats(name);
    return std::vector<int32_t>(f.begin(), f.end());
  }
  static inline Transformer* model_ = nullptr;
  static inline SafetensorsFile* fixture_ = nullptr;
};

double LogSumExp(const float* x, int64_t n) {
  const double max = *std::max_element(x, x + n);
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += std::exp(x[i] - max);
  return max + std::log(sum);
}

TEST_F(SmolLm2, LogitsOf200PositionsEqualHuggingFaceWithin1e3) {
  const std::vector<int32_t> tokens = Ids("tokens"), top = Ids("top_ids"), fixed = Ids("fixed_ids");
  const std::vector<float> lse = Floats("lse"), top_logits = Floats("top_logits");
  const std::vector<float> fixed_logits = Floats("fixed_logits");
  ASSERT_EQ(tokens.size(), 200u);
  const std::vector<float> logits = SequenceLogits(model_, tokens, 64);
  const int64_t v = model_->config().vocab_size;
  const size_t num_top = top.size() / tokens.size();
  double max = 0;
  for (size_t t = 0; t < tokens.size(); ++t) {
    const float* row = logits.data() + static_cast<int64_t>(t) * v;
    max = std::max(max, std::fabs(LogSumExp(row, v) - lse[t]));
    for (size_t i = 0; i < num_top; ++i) {
      const size_t at = t * num_top + i;
      max = std::max(max, std::fabs(double{row[top[at]]} - top_logits[at]));
    }
    for (size_t i = 0; i < fixed.size(); ++i) {
      const size_t at = t * fixed.size() + i;
      max = std::max(max, std::fabs(double{row[fixed[i]]} - fixed_logits[at]));
    }
  }
  std::cout << "max |difference| " << max << "\n";
  EXPECT_LE(max, kTolerance);
}

TEST_F(SmolLm2, GreedyDecodingGivesTheTokensOfHuggingFace) {
  const int64_t d = model_->config().hidden_size, v = model_->config().vocab_size;
  constexpr size_t kPrompts = 5;
  KvCache cache(model_->config(), 64);
  std::vector<KvSequence> kv;
  std::vector<std::vector<int32_t>> feed, out(kPrompts);
  for (size_t i = 0; i < kPrompts; ++i) {
    kv.emplace_back(&cache);
    feed.push_back(Ids("prompt" + std::to_string(i)));
  }
  std::vector<float> hidden, logits(static_cast<size_t>(v));
  for (int64_t step = 0; step < kGreedyTokens; ++step) {  // all prompts in one batch
    std::vector<SequenceChunk> chunks;
    for (size_t i = 0; i < kPrompts; ++i) chunks.push_back({&kv[i], feed[i]});
    model_->Forward(chunks, &cache, &hidden);
    int64_t row = -1;
    for (size_t i = 0; i < kPrompts; ++i) {
      row += static_cast<int64_t>(feed[i].size());
      model_->Logits(1, hidden.data() + row * d, logits.data());
      const auto best = std::max_element(logits.begin(), logits.end());
      out[i].push_back(static_cast<int32_t>(best - logits.begin()));
    }
    for (size_t i = 0; i < kPrompts; ++i) feed[i] = {out[i].back()};
  }
  for (size_t i = 0; i < kPrompts; ++i) EXPECT_EQ(out[i], Ids("greedy" + std::to_string(i))) << i;
}

}  // namespace
}  // namespace r1bench::model
