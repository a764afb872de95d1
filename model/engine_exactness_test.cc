// Bit-for-bit claims: a completion is a function of weights, prompt and key, whatever runs beside
// it (threads 1, 2, 4 x alone, in a batch, shuffled x prompt whole or in slices x fp32, bf16,
// quantised); and rollout, scoring and training see the same log-probabilities.

#include <algorithm>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "gtest/gtest.h"
#include "kernels/dispatch.h"
#include "model/engine_testing.h"

namespace r1bench::model {
namespace {

// Prompts of many lengths, so that blocks are full, partial and shared; mixed sampling settings.
std::vector<GenerateRequest> Requests() {
  std::vector<GenerateRequest> requests;
  for (int i = 0; i < 12; ++i) {
    GenerateRequest request = TestRequest(i, 1 + (i * 7) % 40, 1 + i % 5, 60);
    if (i % 3 == 1) request.params.top_p = 0.8f;
    if (i % 3 == 2) request.params.top_k = 6;
    if (i % 4 == 3) request.params.temperature = 0.6f;
    if (i == 5) request.params.greedy = true;
    if (i == 7) request.params.stop_strings = {"a", "</answer>"};
    if (i == 8) request.prefix_tokens = {1, 2, 29, 30};
    requests.push_back(request);
  }
  return requests;
}

class EngineExactnessTest : public ::testing::TestWithParam<WeightFormat> {
 protected:
  EngineExactnessTest() {  // every sample alone, one row, prompt whole, one thread
    base::SetNumThreads(1);
    LocalEngine engine(transformer_, &codec_, {.max_rows = 1});
    for (const GenerateRequest& request : requests_) {
      for (int i = 0; i < request.num_samples; ++i) {
        GenerateRequest one = request;
        one.num_samples = 1;
        one.first_sample = i;
        expected_.push_back(engine.Generate({&one, 1}, {})[0]);
      }
    }
  }
  ~EngineExactnessTest() override {
    base::SetNumThreads(0);
    kernels::SetMaxIsa(kernels::Isa::kAvx512Dot);
  }

  void ExpectSame(const EngineOptions& options, const char* what) {
    LocalEngine engine(transformer_, &codec_, options);
    const std::vector<Completion> got = engine.Generate(requests_, {});
    ASSERT_EQ(got.size(), expected_.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      EXPECT_TRUE(SameCompletion(got[i], expected_[i])) << what << ", completion " << i;
    }
    EXPECT_EQ(engine.cache().used_blocks(), 0);
    rebuilt_tokens_ = engine.stats().rebuilt_tokens;
  }

  void ExpectSameShuffled(uint64_t seed, int64_t prefill) {
    std::vector<GenerateRequest> shuffled = requests_;
    base::Rng rng(seed, "order");
    rng.Shuffle(shuffled);
    LocalEngine engine(transformer_, &codec_, {.max_rows = 6, .prefill_tokens = prefill});
    for (const Completion& c : engine.Generate(shuffled, {})) {
      const auto same = [&](const Completion& e) { return SameCompletion(c, e); };
      EXPECT_TRUE(std::any_of(expected_.begin(), expected_.end(), same)) << c.request_id;
    }
  }

  TestCodec codec_;
  std::shared_ptr<Transformer> transformer_ = TestTransformer(2, GetParam());
  std::vector<GenerateRequest> requests_ = Requests();
  std::vector<Completion> expected_;
  int64_t rebuilt_tokens_ = 0;
};

// Quantised weights only generate.
class TrainerExactnessTest : public EngineExactnessTest {};

std::string FormatName(const ::testing::TestParamInfo<WeightFormat>& info) {
  return WeightFormatName(info.param);
}
INSTANTIATE_TEST_SUITE_P(Formats, EngineExactnessTest,
                         ::testing::Values(WeightFormat::kFloat32, WeightFormat::kBFloat16,
                                           WeightFormat::kQuantized),
                         FormatName);
INSTANTIATE_TEST_SUITE_P(Formats, TrainerExactnessTest,
                         ::testing::Values(WeightFormat::kFloat32, WeightFormat::kBFloat16),
                         FormatName);

TEST_P(EngineExactnessTest, CompletionsVaryInLengthAndEnding) {
  std::vector<int> reasons(3);
  std::vector<std::size_t> lengths;
  for (const Completion& c : expected_) {
    ++reasons[static_cast<int>(c.finish_reason)];
    lengths.push_back(c.logprobs.size());
  }
  EXPECT_GT(reasons[0], 3);
  EXPECT_GT(reasons[1], 3);
  EXPECT_LT(*std::min_element(lengths.begin(), lengths.end()), 10u);
}

TEST_P(EngineExactnessTest, BatchRowsSlicesAndThreadsChangeNoBit) {
  for (const int threads : {1, 2, 4}) {
    base::SetNumThreads(threads);
    for (const int64_t rows : {2, 5, 64}) {
      for (const int64_t prefill : {1, 7, 512}) {
        ExpectSame({.max_rows = rows, .prefill_tokens = prefill}, "batched");
      }
    }
  }
}

TEST_P(EngineExactnessTest, OrderOfArrivalChangesNoBit) {
  for (const int threads : {1, 2, 4}) {
    base::SetNumThreads(threads);
    for (const int64_t prefill : {10, 512}) ExpectSameShuffled(threads, prefill);
  }
}

TEST_P(EngineExactnessTest, InstructionSetsChangeNoBit) {
  using kernels::Isa;
  for (const Isa isa : {Isa::kReference, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Dot}) {
    kernels::SetMaxIsa(isa);
    ExpectSame({.max_rows = 5, .prefill_tokens = 7}, kernels::IsaName());
  }
}

TEST_P(EngineExactnessTest, LackOfMemoryChangesNoBit) {
  const int64_t block = KvCache(transformer_->kv_layout(), 1).block_bytes();
  for (const int64_t blocks : {8, 11, 17, 40}) {
    ExpectSame({.max_rows = 64, .kv_cache_bytes = blocks * block}, "short of memory");
    if (blocks <= 11) {
      EXPECT_GT(rebuilt_tokens_, 0) << blocks << " blocks put nothing aside";
    }
    ExpectSame({.max_rows = 64, .prefill_tokens = 5, .kv_cache_bytes = blocks * block}, "sliced");
  }
}

TEST_P(EngineExactnessTest, ScoreEqualsRolloutBitForBit) {
  std::vector<ScoreRequest> scores;
  std::size_t i = 0;
  for (const GenerateRequest& request : requests_) {
    for (int s = 0; s < request.num_samples; ++s, ++i) {
      ScoreRequest& score = scores.emplace_back();
      score.prompt_tokens = request.prompt_tokens;
      const std::vector<int32_t>& tokens = expected_[i].tokens;
      const auto prefix = tokens.begin() + expected_[i].prefix_length;
      score.prompt_tokens.insert(score.prompt_tokens.end(), tokens.begin(), prefix);
      score.completion_tokens.assign(prefix, tokens.end());
      score.temperature = request.params.temperature;
    }
  }
  const int64_t block = KvCache(transformer_->kv_layout(), 1).block_bytes();
  for (const EngineOptions& options :
       {EngineOptions{}, EngineOptions{.prefill_tokens = 3},
        EngineOptions{.prefill_tokens = 100, .kv_cache_bytes = 8 * block}}) {
    LocalEngine engine(transformer_, nullptr, options);
    const std::vector<std::vector<float>> got = engine.Score(scores);
    for (std::size_t j = 0; j < got.size(); ++j) {
      EXPECT_TRUE(SameBits(got[j], expected_[j].logprobs)) << "completion " << j;
    }
    EXPECT_EQ(engine.cache().used_blocks(), 0);
  }
}

TEST_P(TrainerExactnessTest, TrainerEqualsRolloutBitForBit) {
  std::size_t i = 0;
  for (const GenerateRequest& request : requests_) {
    PackedBatch batch;
    batch.cu_seqlens.push_back(0);
    std::vector<float> recorded, entropies;
    for (int s = 0; s < request.num_samples; ++s, ++i) {
      std::vector<int32_t> tokens = request.prompt_tokens;
      const Completion& c = expected_[i];
      tokens.insert(tokens.end(), c.tokens.begin(), c.tokens.end());
      const std::size_t first = tokens.size() - c.logprobs.size();
      for (std::size_t t = 0; t < tokens.size(); ++t) {
        batch.tokens.push_back(tokens[t]);
        batch.targets.push_back(t + 1 >= first && t + 1 < tokens.size() ? tokens[t + 1] : -1);
      }
      batch.cu_seqlens.push_back(static_cast<int32_t>(batch.tokens.size()));
      recorded.insert(recorded.end(), c.logprobs.begin(), c.logprobs.end());
      entropies.insert(entropies.end(), c.entropies.begin(), c.entropies.end());
    }
    Activations activations;
    std::vector<kernels::TokenStats> stats;
    transformer_->ForwardTrain(batch, request.params.temperature, &activations, &stats);
    std::vector<float> trained, trained_entropies;
    for (std::size_t t = 0; t < stats.size(); ++t) {
      if (batch.targets[t] >= 0) trained.push_back(stats[t].logp);
      if (batch.targets[t] >= 0) trained_entropies.push_back(stats[t].entropy);
    }
    EXPECT_TRUE(SameBits(trained, recorded)) << "request " << request.id;
    EXPECT_TRUE(SameBits(trained_entropies, entropies)) << "request " << request.id;
  }
}

TEST_P(EngineExactnessTest, ForkAtAnyPrefixContinuesAsBefore) {
  LocalEngine engine(transformer_, &codec_, {.max_rows = 16});
  std::vector<GenerateRequest> forks;
  std::vector<const Completion*> originals;
  std::size_t i = 0;
  for (const GenerateRequest& request : requests_) {
    for (int s = 0; s < request.num_samples; ++s, ++i) {
      const int64_t size = static_cast<int64_t>(expected_[i].tokens.size());
      for (const int64_t at : {expected_[i].prefix_length, size / 2, size - 1}) {
        if (at < expected_[i].prefix_length) continue;
        forks.push_back(Fork(request, expected_[i], at));
        forks.back().params.max_new_tokens -= static_cast<int>(at - expected_[i].prefix_length);
        originals.push_back(&expected_[i]);
      }
    }
  }
  const std::vector<Completion> got = engine.Generate(forks, {});
  for (std::size_t j = 0; j < got.size(); ++j) {
    const Completion& original = *originals[j];
    const std::size_t skip = got[j].prefix_length - original.prefix_length;
    EXPECT_EQ(got[j].tokens, original.tokens) << "fork " << j;
    EXPECT_EQ(got[j].text, original.text) << "fork " << j;
    EXPECT_TRUE(
        SameBits(got[j].logprobs, {original.logprobs.begin() + skip, original.logprobs.end()}));
  }
}

}  // namespace
}  // namespace r1bench::model
