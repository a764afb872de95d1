#include "model/presets.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "model/estimate.h"

namespace r1bench::model {
namespace {

TEST(Presets, ParameterCountsAreThePublishedOnes) {
  const std::pair<const char*, int64_t> published[] = {
      {"smollm2-135m", 134515008}, {"qwen2.5-0.5b", 494032768}, {"qwen2.5-1.5b", 1543714304},
      {"qwen2.5-3b", 3085938688},  {"qwen2.5-7b", 7615616512},  {"qwen2.5-32b", 32763876352},
  };
  for (const auto& [name, count] : published) {
    EXPECT_EQ(ParameterCount(PresetConfig(name)), count) << name;
  }
  EXPECT_EQ(ParameterCount(MicroConfig(19)), 132608);
}

TEST(Presets, EveryNameIsAValidConfigAndOthersAreRefusedWithTheList) {
  for (const std::string& name : PresetNames()) ValidateConfig(PresetConfig(name), name);
  try {
    PresetConfig("gpt-5");
    FAIL();
  } catch (const base::Error& e) {
    EXPECT_NE(std::string(e.what()).find("qwen2.5-7b"), std::string::npos);
  }
}

TEST(Estimate, FollowsFromTheShape) {
  const ModelConfig c = MicroConfig(19);
  EXPECT_EQ(KvBytesPerToken(c, 4), 2 * 64 * 2 * 4);
  // Per token: 2 layers of 64*(192+64) + 3*64*256 weights and a head of 64*19, twice; at the first
  // position one key, 4 operations a feature and layer.
  EXPECT_EQ(ForwardFlopsPerToken(c, 0),
            2.0 * (2 * (64 * 256 + 3 * 64 * 256) + 64 * 19) + 4 * 64 * 2);
  EXPECT_EQ(ForwardFlops(c, 3),
            ForwardFlopsPerToken(c, 0) + ForwardFlopsPerToken(c, 1) + ForwardFlopsPerToken(c, 2));
  EXPECT_EQ(TrainFlops(c, 7), 3 * ForwardFlops(c, 7));
  // A 32B model with bf16 weights, gradients and reference, fp32 master and moments: 18 bytes each.
  const ModelConfig big = PresetConfig("qwen2.5-32b");
  EXPECT_EQ(EstimateTrainingMemory(big, 0, true, 2).total(), 18.0 * 32763876352.0);
}

}  // namespace
}  // namespace r1bench::model
