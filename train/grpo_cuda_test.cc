// GRPO with the model on the (emulated) GPU: rollout, trainer and optimizer.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/testing.h"
#include "kernels/cuda/runtime.h"
#include "model/cuda/cuda_device.h"
#include "train/checkpoint.h"
#include "train/grpo_checkpoint.h"
#include "train/grpo_testing.h"

namespace r1bench::train {
namespace {

GrpoOptions Options() {
  GrpoOptions o = TinyGrpoOptions();
  o.questions_per_step = 2;
  o.rollout.group_size = 4;
  o.loss.kl_coefficient = 0.01;  // with a reference model
  o.optimizer.weight_decay = 0.1;
  return o;
}

class GrpoCudaTest : public testing::Test {
 protected:
  void SetUp() override {
    if (cuda::DeviceCount() == 0) GTEST_SKIP() << "no CUDA device";
  }

  static LetterWorld OnGpu(model::WeightFormat compute = model::WeightFormat::kFloat32) {
    return LetterWorld(
        Options(), TinyConfig(/*tied=*/true),
        {.device = model::MakeCudaDevice({.deterministic = true}), .compute = compute});
  }
};

// The optimizer turns a gradient's sign into a step, so weights differ by more than gradients do;
// 3 steps of 0.01 move a weight by 0.03.
TEST_F(GrpoCudaTest, ThreeStepsAgreeWithTheCpu) {
  LetterWorld cpu(Options(), TinyConfig(true));
  LetterWorld gpu = OnGpu();
  for (int step = 0; step < 3; ++step) {
    const GrpoResult a = cpu.Step(), b = gpu.Step();
    ASSERT_EQ(a.rollout.trajectories.size(), b.rollout.trajectories.size());
    for (size_t i = 0; i < a.rollout.trajectories.size(); ++i) {
      EXPECT_EQ(a.rollout.trajectories[i].completion.tokens,
                b.rollout.trajectories[i].completion.tokens);
    }
    EXPECT_NEAR(a.updates[0].grad_norm, b.updates[0].grad_norm, 1e-4 * a.updates[0].grad_norm);
    EXPECT_EQ(b.updates[0].policy.max_abs_log_ratio, 0) << "sampler and trainer disagree";
  }
  const std::vector<float> expected = cpu.Weights(), got = gpu.Weights();
  double most = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    most = std::max(most, std::fabs(static_cast<double>(got[i]) - expected[i]));
  }
  EXPECT_LT(most, 1e-3);
}

TEST_F(GrpoCudaTest, TwoRunsGiveTheSameBits) {
  for (const auto compute : {model::WeightFormat::kFloat32, model::WeightFormat::kBFloat16}) {
    LetterWorld one = OnGpu(compute), two = OnGpu(compute);
    for (int step = 0; step < 2; ++step) {
      const GrpoResult a = one.Step(), b = two.Step();
      EXPECT_EQ(a.updates[0].policy.max_abs_log_ratio, 0);
      EXPECT_EQ(a.updates[0].policy.loss, b.updates[0].policy.loss);
    }
    EXPECT_EQ(one.Weights(), two.Weights());
  }
}

TEST_F(GrpoCudaTest, AResumedRunHasTheBitsOfOneThatNeverStopped) {
  const base::TempDir dir;
  const std::string folder = dir.File(CheckpointName(1));
  LetterWorld through = OnGpu();
  through.Step();
  SaveGrpo(folder, through.trainer.get(), {});
  through.Step();
  LetterWorld resumed = OnGpu();
  resumed.Step();  // whatever it was before
  LoadGrpo(folder, resumed.trainer.get());
  resumed.Step();
  EXPECT_EQ(through.Weights(), resumed.Weights());
}

}  // namespace
}  // namespace r1bench::train
