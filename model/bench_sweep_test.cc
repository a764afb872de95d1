// Where the cost bends, on a machine with round numbers; CSV and charts; a sweep of a tiny model.
#include "model/bench_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/bench_bends.h"
#include "model/presets.h"
#include "tools/bench/svg_chart.h"

namespace r1bench::model {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr bench::Limits kMachine = {
    .threads = 2, .read_bytes = 25e9, .fp32_flops = 230e9, .bf16_flops = 460e9, .int8_ops = 930e9};

BenchShape SmolLm2() { return {PresetConfig("smollm2-135m"), WeightFormat::kBFloat16, 269e6}; }

TEST(Bends, AreWhereTheTwoCostsAreEqual) {
  const BenchShape shape = SmolLm2();
  for (const double context : {16.0, 200.0}) {
    const double batch = CrossoverBatch(shape, kMachine, context);
    ASSERT_GT(batch, 1);
    const bench::Work work = DecodeWork(shape, batch, context);
    EXPECT_NEAR(bench::ArithmeticSeconds(work, kMachine) / bench::MemorySeconds(work, kMachine), 1,
                1e-9);
  }
  // Beyond this context a large batch is bound by memory, before it by arithmetic.
  const double context = ContextOfMemory(shape, kMachine);
  ASSERT_GT(context, 0);
  EXPECT_EQ(CrossoverBatch(shape, kMachine, 1.01 * context), 0);
  EXPECT_GT(CrossoverBatch(shape, kMachine, 0.99 * context), 100);
  EXPECT_NEAR(ContextOfEqualBytes(shape, 64) * 64 * KvBytes(shape), shape.weight_bytes, 1);
}

TEST(Bends, OfPromptsAreWhereTheCostsAreEqual) {
  const BenchShape shape = SmolLm2();
  const double length = CrossoverPrefill(shape, kMachine);
  EXPECT_NEAR(2 * LayerWeightCount(shape.config) * length / kMachine.bf16_flops,
              shape.weight_bytes / kMachine.read_bytes, 1e-9);
  const double equal = LengthOfEqualAttention(shape, kMachine);
  const bench::Work work = PrefillWork(shape, equal);
  const double matrices = 2 * LayerWeightCount(shape.config) * equal;
  EXPECT_NEAR((work.bf16_flops - 2 * HeadWeightCount(shape.config)) / matrices, 2, 1e-3);
}

TEST(Bends, AreFoundInMeasurements) {
  std::vector<CostPoint> points;
  for (const int64_t batch : {1, 2, 4, 8, 16}) {
    const double seconds = batch <= 4 ? 1.0 : 1.0 * static_cast<double>(batch) / 4;
    points.push_back({.batch = batch, .context = 16, .seconds = seconds});
  }
  EXPECT_EQ(MeasuredBend(points, 16), 4);
  EXPECT_EQ(MeasuredBend(points, 64), 0);
  points.resize(3);
  EXPECT_EQ(MeasuredBend(points, 16), 0);
  EXPECT_THAT(BendsText(SmolLm2(), "bf16", kMachine, points),
              HasSubstr("23.0 kB of keys and values"));
}

TEST(CostCsv, HasALineForEachPoint) {
  const SweepResult result{SmolLm2(),
                           "bf16",
                           {{.batch = 4, .context = 16, .seconds = 0.5},
                            {.prefill = true, .context = 512, .seconds = 2}}};
  const std::string csv = CostCsv({result}, kMachine);
  EXPECT_THAT(csv, HasSubstr("kind,weights,batch,context,tokens_per_s"));
  EXPECT_THAT(csv, HasSubstr("\ndecode,bf16,4,16,8,500,"));
  EXPECT_THAT(csv, HasSubstr("\nprefill,bf16,1,512,256,2000,"));
  EXPECT_THAT(csv, HasSubstr(",memory\n"));
}

TEST(CostCharts, HaveALineForEachContextAndBatch) {
  SweepResult result{SmolLm2(), "bf16", {}};
  for (const int64_t context : {16, 64}) {
    for (const int64_t batch : {1, 64}) {
      result.points.push_back({.batch = batch, .context = context, .seconds = 0.1});
    }
  }
  const std::vector<bench::Chart> charts = CostCharts(result, kMachine);
  ASSERT_THAT(charts, SizeIs(2));  // no prompts, no chart of them
  EXPECT_THAT(charts[0].lines, SizeIs(4));
  EXPECT_TRUE(charts[0].lines[2].dashed);
  EXPECT_THAT(charts[1].lines, SizeIs(2));  // powers of 4
  EXPECT_THAT(bench::SvgPicture(charts), HasSubstr("limit, context 64"));
}

TEST(Sweep, MeasuresEveryCellThatFits) {
  SweepOptions options{.batches = {1, 3}, .contexts = {5, 40}, .lengths = {7}, .runs = 1};
  options.cache_bytes = 4 * 16 * 2 * 2 * 64 * 4;  // four blocks of the micro model in fp32
  std::vector<std::pair<int64_t, int64_t>> cells;
  for (const CostPoint& p : Sweep(options, MicroBenchModel(WeightFormat::kFloat32))) {
    EXPECT_GT(p.seconds, 0);
    cells.emplace_back(p.batch, p.context);
  }
  using Cell = std::pair<int64_t, int64_t>;
  EXPECT_THAT(cells, ElementsAre(Cell(1, 5), Cell(3, 5), Cell(1, 40), Cell(1, 7)));
}

}  // namespace
}  // namespace r1bench::model
