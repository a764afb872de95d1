// The model on the (emulated) GPU against the model on the CPU, and against itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/rng.h"
#include "kernels/cuda/runtime.h"
#include "model/cuda/cuda_device.h"
#include "model/engine.h"
#include "model/engine_testing.h"
#include "model/model_testing.h"

namespace r1bench::model {
namespace {

ModelConfig GpuConfig(const std::string& type, bool tied) {
  ModelConfig config = TestConfig(type, tied);
  config.max_position_embeddings = 128;
  config.eos_token_ids = {kTestEos};
  return config;
}

std::shared_ptr<Transformer> OnGpu(const ModelConfig& config, bool deterministic,
                                   WeightFormat compute = WeightFormat::kFloat32) {
  return std::make_shared<Transformer>(
      config, RandomParameters(config, 5),
      TransformerOptions{.device = MakeCudaDevice({.deterministic = deterministic}),
                         .compute = compute});
}

std::shared_ptr<Transformer> OnCpu(const ModelConfig& config,
                                   WeightFormat compute = WeightFormat::kFloat32) {
  return std::make_shared<Transformer>(config, RandomParameters(config, 5),
                                       TransformerOptions{.compute = compute});
}

double LargestDifference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double difference = std::fabs(static_cast<double>(a[i]) - b[i]);
    if (!(difference <= most)) most = difference;  // NaN too
  }
  return most;
}

class CudaTransformerTest : public testing::Test {
 protected:
  void SetUp() override {
    if (cuda::DeviceCount() == 0) GTEST_SKIP() << "no CUDA device";
  }
};

// Logits are of the order of 1; fp32 sums in another order differ by some 1e-6.
TEST_F(CudaTransformerTest, LogitsAgreeWithTheCpu) {
  for (const bool tied : {false, true}) {
    const ModelConfig config = GpuConfig(tied ? "qwen2" : "llama", tied);
    const std::vector<int32_t> tokens = RandomTokens(37, config.vocab_size, 3);
    const std::vector<float> expected = SequenceLogits(OnCpu(config).get(), tokens, 37);
    for (const bool deterministic : {false, true}) {
      const auto model = OnGpu(config, deterministic);
      for (const int64_t chunk : {1, 5, 37}) {
        EXPECT_LT(LargestDifference(expected, SequenceLogits(model.get(), tokens, chunk)), 2e-5)
            << "tied " << tied << ", deterministic " << deterministic << ", chunk " << chunk;
      }
    }
  }
}

// bf16: queries, keys, values and the width of the MLP are rounded where the CPU keeps fp32, so the
// GPU is about as far from the truth (fp32) as the CPU is; twice as far is allowed.
TEST_F(CudaTransformerTest, Bf16LogitsAreAsExactAsTheCpus) {
  const ModelConfig config = GpuConfig("llama", false);
  const std::vector<int32_t> tokens = RandomTokens(37, config.vocab_size, 3);
  const std::vector<float> truth = SequenceLogits(OnCpu(config).get(), tokens, 37);
  const double allowed =
      2 * LargestDifference(
              truth, SequenceLogits(OnCpu(config, WeightFormat::kBFloat16).get(), tokens, 37));
  ASSERT_GT(allowed, 1e-4);
  for (const bool deterministic : {false, true}) {
    const auto model = OnGpu(config, deterministic, WeightFormat::kBFloat16);
    for (const int64_t chunk : {1, 37}) {
      EXPECT_LT(LargestDifference(truth, SequenceLogits(model.get(), tokens, chunk)), allowed);
    }
  }
}

TEST_F(CudaTransformerTest, ChunksChangeNoBitOfDeterministicLogits) {
  const ModelConfig config = GpuConfig("llama", false);
  const std::vector<int32_t> tokens = RandomTokens(37, config.vocab_size, 3);
  for (const WeightFormat format : {WeightFormat::kFloat32, WeightFormat::kBFloat16}) {
    const auto model = OnGpu(config, true, format);
    const std::vector<float> whole = SequenceLogits(model.get(), tokens, 37);
    for (const int64_t chunk : {1, 5, 16}) {
      EXPECT_TRUE(SameBits(whole, SequenceLogits(model.get(), tokens, chunk))) << chunk;
    }
  }
}

TEST_F(CudaTransformerTest, NewWeightsAreSeenAfterWeightsChanged) {
  const ModelConfig config = GpuConfig("llama", false);
  const std::vector<int32_t> tokens = RandomTokens(5, config.vocab_size, 3);
  const auto model = OnGpu(config, true), cpu = OnCpu(config);
  SequenceLogits(model.get(), tokens, 1);  // records the graph of a decode step
  for (const auto& m : {model, cpu}) {
    for (int64_t i = 0; i < m->parameters().size(); ++i) m->parameters().data()[i] *= 1.25f;
    m->WeightsChanged();
  }
  const std::vector<float> expected = SequenceLogits(cpu.get(), tokens, 5);
  EXPECT_LT(LargestDifference(expected, SequenceLogits(model.get(), tokens, 1)), 1e-4);
}

TEST_F(CudaTransformerTest, WhatTheGpuLacksIsRefused) {
  const ModelConfig config = GpuConfig("llama", false);
  EXPECT_THROW(OnGpu(config, false, WeightFormat::kQuantized), base::Error);
  ModelConfig narrow = config;
  narrow.hidden_size = 20;
  EXPECT_THROW(OnGpu(narrow, false), base::Error);
  const auto model = OnGpu(config, false);
  KvCache on_cpu(KvLayout::FromConfig(config), 4);
  KvSequence kv(&on_cpu);
  const std::vector<int32_t> tokens = {1, 2};
  const SequenceChunk chunk{&kv, tokens};
  HiddenStates hidden;
  EXPECT_THROW(model->Forward({&chunk, 1}, &on_cpu, &hidden), base::Error);
}

class CudaEngineTest : public CudaTransformerTest {
 protected:
  // Prompts of several pages and of a part of one, some sampled several times.
  static std::vector<GenerateRequest> Requests(bool greedy) {
    std::vector<GenerateRequest> requests;
    for (const int64_t prompt : {3, 20, 33}) {
      requests.push_back(TestRequest(static_cast<uint64_t>(prompt), prompt, prompt == 20 ? 3 : 2,
                                     /*max_new_tokens=*/9));
      requests.back().params.greedy = greedy;
    }
    return requests;
  }

  static std::vector<Completion> Generate(const std::shared_ptr<Transformer>& model,
                                          const std::vector<GenerateRequest>& requests,
                                          int64_t max_rows, int64_t prefill_tokens) {
    LocalEngine engine(model, nullptr,
                       {.max_rows = max_rows,
                        .prefill_tokens = prefill_tokens,
                        .kv_cache_bytes = 60 * KvCache(model->kv_layout(), 1).block_bytes()});
    return engine.Generate(requests, {});
  }
};

TEST_F(CudaEngineTest, GreedyTokensAreThoseOfTheCpu) {
  const ModelConfig config = GpuConfig("llama", false);
  const std::vector<GenerateRequest> requests = Requests(true);
  const std::vector<Completion> expected = Generate(OnCpu(config), requests, 64, 512);
  for (const bool deterministic : {false, true}) {
    const auto got = Generate(OnGpu(config, deterministic), requests, 64, 512);
    for (size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i].tokens, expected[i].tokens) << i;
  }
}

TEST_F(CudaEngineTest, RestOfTheBatchChangesNoBitOfDeterministicSamples) {
  for (const WeightFormat format : {WeightFormat::kFloat32, WeightFormat::kBFloat16}) {
    const auto model = OnGpu(GpuConfig("llama", false), true, format);
    const std::vector<GenerateRequest> requests = Requests(false);
    const std::vector<Completion> expected = Generate(model, requests, 64, 512);
    for (const int64_t rows : {1, 3}) {
      const std::vector<Completion> got = Generate(model, requests, rows, 7);
      for (size_t i = 0; i < got.size(); ++i) {
        EXPECT_TRUE(SameCompletion(got[i], expected[i])) << i << " with " << rows << " rows";
      }
    }
  }
}

// The sampler's log-probabilities are those of Score and of the trainer.
TEST_F(CudaEngineTest, ScoreAndTrainerEqualRolloutBitForBit) {
  for (const WeightFormat format : {WeightFormat::kFloat32, WeightFormat::kBFloat16}) {
    const auto model = OnGpu(GpuConfig("llama", false), true, format);
    const std::vector<GenerateRequest> requests = Requests(false);
    const std::vector<Completion> completions = Generate(model, requests, 64, 512);
    std::vector<ScoreRequest> scores;
    PackedBatch batch;
    batch.cu_seqlens = {0};
    for (const Completion& c : completions) {
      const GenerateRequest& request =
          *std::ranges::find(requests, c.request_id, &GenerateRequest::id);
      scores.push_back({.prompt_tokens = request.prompt_tokens,
                        .completion_tokens = c.tokens,
                        .temperature = request.params.temperature});
      std::vector<int32_t> tokens = request.prompt_tokens;
      tokens.insert(tokens.end(), c.tokens.begin(), c.tokens.end());
      for (size_t t = 0; t < tokens.size(); ++t) {
        const bool learned = t + 1 >= request.prompt_tokens.size() && t + 1 < tokens.size();
        batch.tokens.push_back(tokens[t]);
        batch.targets.push_back(learned ? tokens[t + 1] : -1);
      }
      batch.cu_seqlens.push_back(static_cast<int32_t>(batch.tokens.size()));
    }
    LocalEngine engine(model, nullptr, {.prefill_tokens = 11, .kv_cache_bytes = 1 << 18});
    const std::vector<std::vector<float>> scored = engine.Score(scores);
    Activations activations;
    std::vector<kernels::TokenStats> stats;
    model->ForwardTrain(batch, requests[0].params.temperature, &activations, &stats);
    std::vector<float> recorded, trained;
    for (size_t i = 0; i < completions.size(); ++i) {
      EXPECT_TRUE(SameBits(scored[i], completions[i].logprobs)) << i;
      recorded.insert(recorded.end(), completions[i].logprobs.begin(),
                      completions[i].logprobs.end());
    }
    for (size_t t = 0; t < stats.size(); ++t) {
      if (batch.targets[t] >= 0) trained.push_back(stats[t].logp);
    }
    EXPECT_TRUE(SameBits(trained, recorded));
  }
}

// A scored text reserves all of its blocks and is fed in slices.
TEST_F(CudaEngineTest, ScoresLongTextsInSmallSlices) {
  const auto model = OnGpu(GpuConfig("llama", false), true, WeightFormat::kFloat32);
  ScoreRequest request;
  for (int32_t i = 0; i < 120; ++i) {
    (i < 10 ? request.prompt_tokens : request.completion_tokens).push_back(1 + i % 7);
  }
  const auto scores = [&](int64_t prefill_tokens) {
    LocalEngine engine(model, nullptr,
                       {.prefill_tokens = prefill_tokens, .kv_cache_bytes = 1 << 18});
    return engine.Score({&request, 1})[0];
  };
  const std::vector<float> whole = scores(512);
  EXPECT_EQ(whole.size(), 110u);
  for (const int64_t slice : {1, 3, 40}) EXPECT_TRUE(SameBits(scores(slice), whole)) << slice;
}

class CudaTrainingTest : public CudaTransformerTest {
 protected:
  struct Result {
    std::vector<kernels::TokenStats> stats;
    std::vector<float> gradient;
  };

  // Two micro-batches, each with a gradient of log-probabilities and of hidden states.
  static Result Train(const std::shared_ptr<Transformer>& model) {
    const ModelConfig& config = model->config();
    FlatArena gradient(model->gradient_size(), model->options().device);
    Result result;
    Activations activations;
    std::vector<kernels::TokenStats> stats;
    for (const uint64_t seed : {1, 2}) {
      const PackedBatch batch = RandomBatch({5, 1, 18, 9}, config.vocab_size, seed);
      model->ForwardTrain(batch, 0.8f, &activations, &stats);
      result.stats.insert(result.stats.end(), stats.begin(), stats.end());
      base::Rng rng(seed, "cuda_training_test");
      std::vector<float> dlogp(batch.tokens.size()),
          dhidden(batch.tokens.size() * static_cast<size_t>(config.hidden_size));
      for (float& x : dlogp) x = rng.Normal();
      for (float& x : dhidden) x = 0.1f * rng.Normal();
      model->Backward(batch, activations, dlogp.data(), seed == 1 ? nullptr : dhidden.data(),
                      gradient.local());
    }
    model->FinishGradients(gradient.local());
    result.gradient.assign(gradient.data(), gradient.data() + model->parameters().size());
    return result;
  }

  static double Norm(const std::vector<float>& x) {
    double squares = 0;
    for (const float v : x) squares += static_cast<double>(v) * v;
    return std::sqrt(squares);
  }

  static double RelativeError(const Result& expected, const Result& got) {
    std::vector<float> difference(expected.gradient.size());
    for (size_t i = 0; i < difference.size(); ++i) {
      difference[i] = got.gradient[i] - expected.gradient[i];
    }
    return Norm(difference) / Norm(expected.gradient);
  }
};

TEST_F(CudaTrainingTest, GradientsAgreeWithTheCpu) {
  for (const bool tied : {false, true}) {
    const ModelConfig config = GpuConfig(tied ? "qwen2" : "llama", tied);
    const Result expected = Train(OnCpu(config));
    for (const bool deterministic : {false, true}) {
      const Result got = Train(OnGpu(config, deterministic));
      EXPECT_LT(RelativeError(expected, got), 1e-5) << "tied " << tied;
      for (size_t t = 0; t < got.stats.size(); ++t) {
        EXPECT_NEAR(got.stats[t].logp, expected.stats[t].logp, 2e-5);
        EXPECT_NEAR(got.stats[t].entropy, expected.stats[t].entropy, 2e-5);
      }
    }
  }
}

// Against fp32, and allowed twice the CPU's error, as above.
TEST_F(CudaTrainingTest, Bf16GradientsAreAsExactAsTheCpus) {
  const ModelConfig config = GpuConfig("llama", false);
  const Result truth = Train(OnCpu(config));
  const double cpu = RelativeError(truth, Train(OnCpu(config, WeightFormat::kBFloat16)));
  ASSERT_GT(cpu, 1e-4);
  EXPECT_LT(RelativeError(truth, Train(OnGpu(config, true, WeightFormat::kBFloat16))), 2 * cpu);
}

TEST_F(CudaTrainingTest, TwoRunsAndRecomputedActivationsGiveTheSameBits) {
  const ModelConfig config = GpuConfig("llama", false);
  for (const WeightFormat format : {WeightFormat::kFloat32, WeightFormat::kBFloat16}) {
    const Result first = Train(OnGpu(config, true, format));
    EXPECT_TRUE(SameBits(first.gradient, Train(OnGpu(config, true, format)).gradient));
    const auto recomputing = std::make_shared<Transformer>(
        config, RandomParameters(config, 5),
        TransformerOptions{.device = MakeCudaDevice({.deterministic = true}),
                           .compute = format,
                           .recompute_activations = true});
    EXPECT_TRUE(SameBits(first.gradient, Train(recomputing).gradient));
  }
}

}  // namespace
}  // namespace r1bench::model
