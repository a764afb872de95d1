// The work that the benches count against the one of model/estimate.h.
#include "model/bench_cost.h"

#include <gtest/gtest.h>

#include "model/estimate.h"
#include "model/presets.h"

namespace r1bench::model {
namespace {

BenchShape SmolLm2(WeightFormat format) { return {PresetConfig("smollm2-135m"), format, 270e6}; }

TEST(BenchCost, DecodeIsAForwardPassOfEachRow) {
  const BenchShape shape = SmolLm2(WeightFormat::kBFloat16);
  const bench::Work work = DecodeWork(shape, 64, 100);
  EXPECT_DOUBLE_EQ(work.bf16_flops, 64 * ForwardFlopsPerToken(shape.config, 100));
  EXPECT_EQ(work.fp32_flops, 0);
  // Weights once a step, keys and values of each row: 23,040 bytes a token in bf16.
  EXPECT_EQ(KvBytes(shape), 23040);
  EXPECT_EQ(KvBytes(shape), KvBytesPerToken(shape.config, 2));
  EXPECT_DOUBLE_EQ(work.bytes, 270e6 + 64 * 100 * 23040.0);
}

TEST(BenchCost, PrefillNeedsTheHeadOnce) {
  const BenchShape shape = SmolLm2(WeightFormat::kFloat32);
  const double head = 2 * HeadWeightCount(shape.config);
  EXPECT_DOUBLE_EQ(PrefillWork(shape, 512).fp32_flops,
                   ForwardFlops(shape.config, 512) - 511 * head);
  EXPECT_EQ(KvBytes(shape), 46080);
}

TEST(BenchCost, QuantisedLayersCountAsIntegersAndAttentionDoesNot) {
  const bench::Work work = DecodeWork(SmolLm2(WeightFormat::kQuantized), 1, 0);
  const ModelConfig config = PresetConfig("smollm2-135m");
  EXPECT_DOUBLE_EQ(work.int8_ops, 2 * (LayerWeightCount(config) + HeadWeightCount(config)));
  EXPECT_DOUBLE_EQ(work.bf16_flops,
                   4.0 * static_cast<double>(config.q_size() * config.num_hidden_layers));
}

TEST(BenchCost, TrainingIsThreeForwardPasses) {
  const BenchShape shape = SmolLm2(WeightFormat::kBFloat16);
  EXPECT_DOUBLE_EQ(TrainWork(shape, 2560, 160, 2560).bf16_flops,
                   16 * TrainFlops(shape.config, 160));
  EXPECT_LT(TrainWork(shape, 2560, 160, 1000).bf16_flops, 16 * TrainFlops(shape.config, 160));
}

TEST(BenchCost, AModelInTheCacheReadsNothingFromMemory) {
  EXPECT_EQ(DecodeWork({MicroConfig(19), WeightFormat::kFloat32, 0}, 256, 40).bytes, 0);
}

}  // namespace
}  // namespace r1bench::model
