#include "model/transformer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/dispatch.h"
#include "kernels/softmax/softmax.h"
#include "model/model_testing.h"

namespace r1bench::model {
namespace {

template <typename T>
bool SameBits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

using FamilyAndFormat = std::tuple<const char*, WeightFormat>;

class BothFamilies : public ::testing::TestWithParam<FamilyAndFormat> {
 protected:
  void SetUp() override { base::SetNumThreads(2); }
  const std::string family_ = std::get<0>(GetParam());
  const WeightFormat format_ = std::get<1>(GetParam());
  ModelConfig config_ = TestConfig(family_, family_ == "llama");
  Transformer model_{config_, RandomParameters(config_, 7), {.compute = format_}};
};
INSTANTIATE_TEST_SUITE_P(Families, BothFamilies,
                         ::testing::Combine(::testing::Values("llama", "qwen2"),
                                            ::testing::Values(WeightFormat::kFloat32,
                                                              WeightFormat::kBFloat16)),
                         [](const ::testing::TestParamInfo<FamilyAndFormat>& info) {
                           return std::string(std::get<0>(info.param)) + "_" +
                                  WeightFormatName(std::get<1>(info.param));
                         });

TEST_P(BothFamilies, LogitsDoNotDependOnHowThePromptIsChunked) {
  const std::vector<int32_t> tokens = RandomTokens(53, config_.vocab_size, 1);
  const std::vector<float> whole = SequenceLogits(&model_, tokens, 53);
  for (const int64_t chunk : {1, 2, 5, 16, 17, 32}) {
    EXPECT_TRUE(SameBits(whole, SequenceLogits(&model_, tokens, chunk))) << "chunk " << chunk;
  }
}

TEST_P(BothFamilies, LogitsDoNotDependOnTheRestOfTheBatch) {
  const int64_t v = config_.vocab_size;
  std::vector<std::vector<int32_t>> prompts;
  for (int64_t i = 0; i < 70; ++i) prompts.push_back(RandomTokens(1 + i % 23, v, 100 + i));
  KvCache cache(model_.kv_layout(), 200);
  std::vector<KvSequence> kv;
  std::vector<SequenceChunk> chunks;
  for (size_t i = 0; i < prompts.size(); ++i) kv.emplace_back(&cache);
  for (size_t i = 0; i < prompts.size(); ++i) chunks.push_back({&kv[i], prompts[i]});
  std::vector<float> hidden;
  model_.Forward(chunks, &cache, &hidden);
  const int64_t rows = static_cast<int64_t>(hidden.size()) / config_.hidden_size;
  std::vector<float> logits(static_cast<size_t>(rows * v));
  model_.Logits(rows, hidden.data(), logits.data());
  const float* row = logits.data();
  for (const std::vector<int32_t>& prompt : prompts) {
    const std::vector<float> alone = SequenceLogits(&model_, prompt, 1000);
    ASSERT_EQ(0, std::memcmp(alone.data(), row, alone.size() * sizeof(float)));
    row += alone.size();
  }
}

TEST_P(BothFamilies, ThreadsAndKernelSetsChangeNoBit) {
  const std::vector<int32_t> tokens = RandomTokens(40, config_.vocab_size, 2);
  const std::vector<float> two = SequenceLogits(&model_, tokens, 7);
  base::SetNumThreads(1);
  EXPECT_TRUE(SameBits(two, SequenceLogits(&model_, tokens, 7)));
  kernels::SetMaxIsa(kernels::Isa::kReference);
  EXPECT_TRUE(SameBits(two, SequenceLogits(&model_, tokens, 7)));
  kernels::SetMaxIsa(kernels::Isa::kAvx512Dot);
}

// The first on-policy ratio of GRPO is exactly 1 because of this.
TEST_P(BothFamilies, SamplerAndTrainerSeeTheSameLogProbabilities) {
  const float temperature = 0.7f;
  const int64_t v = config_.vocab_size;
  const PackedBatch batch = RandomBatch({30, 1, 2, 17, 33, 16, 5}, v, 3);
  Activations activations;
  std::vector<kernels::TokenStats> trained;
  model_.ForwardTrain(batch, temperature, &activations, &trained);
  for (size_t s = 0; s + 1 < batch.cu_seqlens.size(); ++s) {
    const size_t begin = static_cast<size_t>(batch.cu_seqlens[s]);
    const size_t end = static_cast<size_t>(batch.cu_seqlens[s + 1]);
    const std::vector<int32_t> tokens(batch.tokens.begin() + begin, batch.tokens.begin() + end);
    const std::vector<float> logits = SequenceLogits(&model_, tokens, 1);  // decode
    std::vector<kernels::TokenStats> sampled(end - begin);
    kernels::LogSoftmaxStats(static_cast<int64_t>(end - begin), v, logits.data(), v,
                             1.0f / temperature, batch.targets.data() + begin, sampled.data());
    for (size_t i = begin; i + 1 < end; ++i) {
      EXPECT_EQ(trained[i].logp, sampled[i - begin].logp);
      EXPECT_EQ(trained[i].entropy, sampled[i - begin].entropy);
      EXPECT_LT(trained[i].logp, 0);
    }
    EXPECT_EQ(trained[end - 1].logp, 0);  // no target
  }
}

TEST_P(BothFamilies, AForkContinuesAsIfItWereAlone) {
  const std::vector<int32_t> tokens = RandomTokens(40, config_.vocab_size, 4);
  const std::vector<float> whole = SequenceLogits(&model_, tokens, 40);
  KvCache cache(model_.kv_layout(), 16);
  KvSequence first(&cache);
  std::vector<float> hidden;
  const SequenceChunk prompt{&first, {tokens.data(), 21}};
  model_.Forward({&prompt, 1}, &cache, &hidden);
  KvSequence second = first.Fork();
  const std::vector<int32_t> other = RandomTokens(9, config_.vocab_size, 5);
  const SequenceChunk both[] = {{&first, other}, {&second, {tokens.data() + 21, 19}}};
  model_.Forward(both, &cache, &hidden);
  std::vector<float> logits(static_cast<size_t>(19 * config_.vocab_size));
  model_.Logits(19, hidden.data() + 9 * config_.hidden_size, logits.data());
  EXPECT_EQ(0, std::memcmp(logits.data(), whole.data() + 21 * config_.vocab_size,
                           logits.size() * sizeof(float)));
}

TEST_P(BothFamilies, NewWeightsAreSeenAfterWeightsChanged) {
  const std::vector<int32_t> tokens = RandomTokens(9, config_.vocab_size, 6);
  const std::vector<float> before = SequenceLogits(&model_, tokens, 9);
  const std::shared_ptr<Parameters> other = RandomParameters(config_, 8);
  std::copy(other->data(), other->data() + other->size(), model_.parameters().data());
  model_.WeightsChanged();
  Transformer fresh(config_, other, {.compute = format_});
  const std::vector<float> after = SequenceLogits(&model_, tokens, 9);
  EXPECT_FALSE(SameBits(before, after));
  EXPECT_TRUE(SameBits(after, SequenceLogits(&fresh, tokens, 9)));
}

TEST_P(BothFamilies, ATokenOutsideTheVocabularyIsRefusedAndNothingIsAppended) {
  KvCache cache(model_.kv_layout(), 4);
  KvSequence kv(&cache);
  const std::vector<int32_t> bad = {1, static_cast<int32_t>(config_.vocab_size)};
  std::vector<float> hidden;
  const SequenceChunk chunk{&kv, bad};
  EXPECT_THROW(model_.Forward({&chunk, 1}, &cache, &hidden), base::Error);
  EXPECT_EQ(kv.length(), 0);
}

TEST_P(BothFamilies, AFullCacheIsRefusedAndNothingIsAppended) {
  KvCache cache(model_.kv_layout(), 2);
  KvSequence kv(&cache);
  const std::vector<int32_t> tokens = RandomTokens(33, config_.vocab_size, 9);
  std::vector<float> hidden;
  const SequenceChunk chunk{&kv, tokens};
  EXPECT_THROW(model_.Forward({&chunk, 1}, &cache, &hidden), base::Error);
  EXPECT_EQ(kv.length(), 0);
  const SequenceChunk fits{&kv, {tokens.data(), 32}};
  model_.Forward({&fits, 1}, &cache, &hidden);
  EXPECT_EQ(kv.length(), 32);
}

// Models beyond the caches take the path that is parallel inside the kernels.
class LargeModel : public ::testing::TestWithParam<WeightFormat> {};
INSTANTIATE_TEST_SUITE_P(Formats, LargeModel,
                         ::testing::Values(WeightFormat::kFloat32, WeightFormat::kBFloat16));

TEST_P(LargeModel, KeepsTheSamePromises) {
  ModelConfig config = TestConfig("qwen2", false);
  config.hidden_size = 448;
  config.intermediate_size = 1280;
  config.num_attention_heads = 7;
  config.num_key_value_heads = 1;
  config.head_dim = 64;
  auto parameters = std::make_shared<Parameters>(config);
  parameters->InitRandom(1);
  ASSERT_GT(parameters->size(), 4 << 20);
  Transformer model(config, parameters, {.compute = GetParam()});
  const PackedBatch batch = RandomBatch({20, 3, 35}, config.vocab_size, 1);
  Activations activations;
  std::vector<kernels::TokenStats> trained, sampled(35);
  base::SetNumThreads(2);
  model.ForwardTrain(batch, 1, &activations, &trained);
  const std::vector<int32_t> last(batch.tokens.end() - 35, batch.tokens.end());
  for (const int64_t chunk : {1, 16, 35}) {
    const std::vector<float> logits = SequenceLogits(&model, last, chunk);
    kernels::LogSoftmaxStats(35, config.vocab_size, logits.data(), config.vocab_size, 1,
                             batch.targets.data() + 23, sampled.data());
    for (size_t i = 0; i < 34; ++i) EXPECT_EQ(sampled[i].logp, trained[23 + i].logp);
  }
  const std::vector<float> dlogp(batch.tokens.size(), 0.5f);
  std::vector<float> two(static_cast<size_t>(model.gradient_size())), one(two.size());
  model.Backward(batch, activations, dlogp.data(), nullptr, two.data());
  base::SetNumThreads(1);
  model.ForwardTrain(batch, 1, &activations, &trained);
  model.Backward(batch, activations, dlogp.data(), nullptr, one.data());
  EXPECT_TRUE(SameBits(one, two));
  base::SetNumThreads(0);
}

// bf16 keeps 8 bits of each operand: log-probabilities move by some hundredths, not by more.
TEST(Transformer, Bf16StaysCloseToFp32) {
  const ModelConfig config = TestConfig("llama", true);
  const auto parameters = RandomParameters(config, 3);
  Transformer full(config, parameters),
      half(config, parameters, {.compute = WeightFormat::kBFloat16});
  const PackedBatch batch = RandomBatch({40, 25}, config.vocab_size, 1);
  Activations a, b;
  std::vector<kernels::TokenStats> exact, rounded;
  full.ForwardTrain(batch, 1, &a, &exact);
  half.ForwardTrain(batch, 1, &b, &rounded);
  double largest = 0;
  for (size_t t = 0; t < exact.size(); ++t) {
    largest = std::max(largest, std::abs(double{exact[t].logp} - rounded[t].logp));
  }
  EXPECT_LT(largest, 0.15);
  EXPECT_GT(largest, 1e-4);  // it did round
}

TEST(Transformer, AModelThatOnlyGeneratesRefusesToTrain) {
  const ModelConfig config = TestConfig("llama", true);
  const auto parameters = RandomParameters(config, 3);
  auto weights = std::make_shared<ModelWeights>(config);
  weights->Pack(WeightFormat::kBFloat16, parameters->data());
  Transformer model(config, weights),
      trained(config, parameters, {.compute = WeightFormat::kBFloat16});
  const std::vector<int32_t> tokens = RandomTokens(20, config.vocab_size, 1);
  EXPECT_TRUE(SameBits(SequenceLogits(&model, tokens, 20), SequenceLogits(&trained, tokens, 20)));
  Activations a;
  std::vector<kernels::TokenStats> stats;
  EXPECT_THROW(model.ForwardTrain(RandomBatch({4}, config.vocab_size, 1), 1, &a, &stats),
               base::Error);
  EXPECT_THROW(model.parameters(), base::Error);
  EXPECT_FALSE(model.trainable());
}

TEST(Transformer, ACacheOfTheOtherKindIsRefused) {
  const ModelConfig config = TestConfig("llama", true);
  Transformer model(config, RandomParameters(config, 1), {.compute = WeightFormat::kBFloat16});
  KvCache cache(config, 4);
  KvSequence kv(&cache);
  const std::vector<int32_t> tokens = {1, 2};
  const SequenceChunk chunk{&kv, tokens};
  std::vector<float> hidden;
  EXPECT_THROW(model.Forward({&chunk, 1}, &cache, &hidden), base::Error);
}

TEST(Transformer, BatchesThatMakeNoSenseAreRefused) {
  const ModelConfig config = TestConfig("llama", true);
  Transformer model(config, RandomParameters(config, 1));
  Activations a;
  std::vector<kernels::TokenStats> stats;
  const PackedBatch good = RandomBatch({4, 5}, config.vocab_size, 1);
  PackedBatch bad = good;
  bad.cu_seqlens = {0, 4, 4, 9};
  EXPECT_THROW(model.ForwardTrain(bad, 1, &a, &stats), base::Error);
  bad = good;
  bad.cu_seqlens = {0, 4, 8};
  EXPECT_THROW(model.ForwardTrain(bad, 1, &a, &stats), base::Error);
  bad = good;
  bad.targets.pop_back();
  EXPECT_THROW(model.ForwardTrain(bad, 1, &a, &stats), base::Error);
  bad = good;
  bad.targets[0] = 37;
  EXPECT_THROW(model.ForwardTrain(bad, 1, &a, &stats), base::Error);
  EXPECT_THROW(model.ForwardTrain(good, 0, &a, &stats), base::Error);
  std::vector<float> grads(static_cast<size_t>(model.gradient_size()));
  const std::vector<float> dlogp(good.tokens.size(), 1.0f);
  EXPECT_THROW(model.Backward(good, a, dlogp.data(), nullptr, grads.data()), base::Error);
  model.ForwardTrain(good, 1, &a, &stats);
  model.Backward(good, a, dlogp.data(), nullptr, grads.data());
  EXPECT_THROW(model.Backward(good, a, dlogp.data(), nullptr, grads.data()), base::Error);
}

TEST(Transformer, MemoryIsReusedFromStepToStep) {
  const ModelConfig config = TestConfig("llama", true);
  Transformer model(config, RandomParameters(config, 1));
  Activations a;
  std::vector<kernels::TokenStats> stats;
  model.ForwardTrain(RandomBatch({40, 30}, config.vocab_size, 1), 1, &a, &stats);
  const int64_t bytes = a.bytes();
  model.ForwardTrain(RandomBatch({10, 30, 20}, config.vocab_size, 2), 1, &a, &stats);
  EXPECT_EQ(a.bytes(), bytes);
  EXPECT_EQ(a.num_rows(), 60);
}

}  // namespace
}  // namespace r1bench::model
