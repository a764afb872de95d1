// GRPO's bits, in fp32 and in bf16: what the sampler records is what the trainer computes, and
// neither micro-batches nor threads, instruction sets or recomputed activations change a weight.
#include <cstring>
#include <string>

#include "base/parallel.h"
#include "gtest/gtest.h"
#include "kernels/dispatch.h"
#include "train/grpo.h"
#include "train/grpo_testing.h"

namespace r1bench::train {
namespace {

using model::TransformerOptions;
using model::WeightFormat;

bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

// Above the size at which the threads split the matrices instead of the sequences.
model::ModelConfig WideConfig() {
  model::ModelConfig c = TinyConfig();
  c.hidden_size = 256;
  c.intermediate_size = 1024;
  c.num_hidden_layers = 5;
  c.num_attention_heads = 4;
  c.num_key_value_heads = 2;
  c.head_dim = 64;
  return c;
}

class GrpoExactnessTest : public ::testing::TestWithParam<WeightFormat> {
 protected:
  ~GrpoExactnessTest() override {
    base::SetNumThreads(0);
    kernels::SetMaxIsa(kernels::Isa::kAvx512Dot);
  }

  TransformerOptions Format() const { return {.compute = GetParam()}; }

  std::vector<float> WeightsAfter(int steps, const GrpoOptions& options,
                                  const TransformerOptions& transformer,
                                  const model::ModelConfig& config = TinyConfig()) const {
    LetterWorld world(options, config, transformer);
    for (int s = 0; s < steps; ++s) world.Step();
    return world.Weights();
  }
};

INSTANTIATE_TEST_SUITE_P(Formats, GrpoExactnessTest,
                         ::testing::Values(WeightFormat::kFloat32, WeightFormat::kBFloat16),
                         [](const ::testing::TestParamInfo<WeightFormat>& info) {
                           return std::string(WeightFormatName(info.param));
                         });

TEST_P(GrpoExactnessTest, FirstOnPolicyRatioIsExactlyOne) {
  for (float temperature : {1.0f, 0.7f}) {
    GrpoOptions options = TinyGrpoOptions();
    options.rollout.sampling.temperature = temperature;
    options.skip_zero_advantage = false;
    LetterWorld world(options, TinyConfig(), Format());
    for (int s = 0; s < 4; ++s) {
      const GrpoResult r = world.Step();
      ASSERT_EQ(r.updates.size(), 1u);
      EXPECT_EQ(r.updates[0].policy.mean_ratio, 1.0);
      EXPECT_EQ(r.updates[0].policy.max_abs_log_ratio, 0.0);
      EXPECT_EQ(r.updates[0].policy.clip_fraction, 0.0);
      EXPECT_EQ(r.updates[0].policy.tokens, r.stats.tokens);
    }
  }
}

TEST_P(GrpoExactnessTest, SamplerAndTrainerAgreeBitForBit) {
  LetterWorld world(TinyGrpoOptions(), TinyConfig(), Format());
  const GrpoResult before = world.Step();
  Scorer scorer(world.model.get());
  EXPECT_GT(MaxLogprobDifference(before.rollout, 1.0f, 64, &scorer), 0.0);  // the policy moved
  RolloutOptions options = world.trainer->options().rollout;
  options.sampling.temperature = 0.8f;
  const Rollout fresh =
      CollectRollout(world.Questions(4), options, world.engine.get(), &world.verifier);
  EXPECT_EQ(MaxLogprobDifference(fresh, 0.8f, 64, &scorer), 0.0);
}

TEST_P(GrpoExactnessTest, MicroBatchesAndThreadsChangeNoBit) {
  for (bool tied : {false, true}) {
    GrpoOptions options = TinyGrpoOptions();
    options.loss.kl_coefficient = 0.01;
    base::SetNumThreads(1);
    const auto expected = WeightsAfter(4, options, Format(), TinyConfig(tied));
    for (int64_t budget : {1, 20, 77}) {
      options.micro_batch_tokens = budget;
      for (int threads : {1, 2, 4}) {
        base::SetNumThreads(threads);
        EXPECT_TRUE(SameBits(expected, WeightsAfter(4, options, Format(), TinyConfig(tied))))
            << budget << " tokens, " << threads << " threads";
      }
    }
  }
}

TEST_P(GrpoExactnessTest, ThreadsInsideAMatrixChangeNoBit) {
  GrpoOptions options = TinyGrpoOptions();
  base::SetNumThreads(1);
  const auto expected = WeightsAfter(1, options, Format(), WideConfig());
  for (int threads : {2, 4}) {
    base::SetNumThreads(threads);
    options.micro_batch_tokens = 40 * threads;
    EXPECT_TRUE(SameBits(expected, WeightsAfter(1, options, Format(), WideConfig()))) << threads;
  }
}

TEST_P(GrpoExactnessTest, InstructionSetsChangeNoBit) {
  using kernels::Isa;
  GrpoOptions options = TinyGrpoOptions();
  options.loss.kl_coefficient = 0.01;
  const auto expected = WeightsAfter(4, options, Format());
  for (const Isa isa : {Isa::kReference, Isa::kAvx2, Isa::kAvx512}) {
    kernels::SetMaxIsa(isa);
    EXPECT_TRUE(SameBits(expected, WeightsAfter(4, options, Format()))) << kernels::IsaName();
  }
}

TEST_P(GrpoExactnessTest, RecomputedActivationsChangeNoBit) {
  for (bool tied : {false, true}) {
    GrpoOptions options = TinyGrpoOptions();
    options.inner_epochs = 2;
    options.micro_batch_tokens = 50;
    TransformerOptions recompute = Format();
    recompute.recompute_activations = true;
    EXPECT_TRUE(SameBits(WeightsAfter(4, options, Format(), TinyConfig(tied)),
                         WeightsAfter(4, options, recompute, TinyConfig(tied))));
  }
}

TEST(GrpoFormats, Bf16IsAnotherArithmeticThanFp32) {
  LetterWorld exact, rounded(TinyGrpoOptions(), TinyConfig(), {.compute = WeightFormat::kBFloat16});
  const std::vector<float> before = exact.Weights();
  EXPECT_TRUE(SameBits(before, rounded.Weights()));  // the same fp32 master weights
  exact.Step();
  rounded.Step();
  EXPECT_FALSE(SameBits(exact.Weights(), rounded.Weights()));
}

TEST(GrpoFormats, Bf16LearnsATrivialReward) {
  LetterWorld world(TinyGrpoOptions(), TinyConfig(), {.compute = WeightFormat::kBFloat16});
  GrpoResult last;
  for (int s = 0; s < 61; ++s) last = world.Step();
  EXPECT_GT(last.stats.correct, 0.95);
}

}  // namespace
}  // namespace r1bench::train
