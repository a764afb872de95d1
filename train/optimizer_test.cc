#include "train/optimizer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "train/testing.h"

namespace r1bench::train {
namespace {

TEST(ScheduleTest, ConstantIsOneAfterALinearWarmUp) {
  const ScheduleOptions s{.warmup_steps = 4};
  EXPECT_EQ(ScheduleFactor(s, 1), 0.25);
  EXPECT_EQ(ScheduleFactor(s, 4), 1.0);
  EXPECT_EQ(ScheduleFactor(s, 1000), 1.0);
  EXPECT_EQ(ScheduleFactor({}, 1), 1.0);
}

TEST(ScheduleTest, CosineFallsFromOneToTheFinalFraction) {
  const ScheduleOptions s{.shape = ScheduleShape::kCosine,
                          .warmup_steps = 10,
                          .total_steps = 110,
                          .final_fraction = 0.1};
  EXPECT_EQ(ScheduleFactor(s, 10), 1.0);
  EXPECT_NEAR(ScheduleFactor(s, 60), 0.55, 1e-12);  // half way: the mean of 1 and 0.1
  EXPECT_NEAR(ScheduleFactor(s, 110), 0.1, 1e-12);
  EXPECT_NEAR(ScheduleFactor(s, 500), 0.1, 1e-12);
}

TEST(ScheduleTest, LinearFallsInAStraightLine) {
  const ScheduleOptions s{.shape = ScheduleShape::kLinear, .total_steps = 100};
  EXPECT_NEAR(ScheduleFactor(s, 25), 0.75, 1e-12);
  EXPECT_EQ(ScheduleFactor(s, 100), 0.0);
}

// A one-layer model's layout, gradients of one, and zero weights.
struct Fixture {
  model::Parameters parameters{TinyConfig()};
  model::FlatArena gradients{parameters.size()};

  explicit Fixture(float gradient) {
    std::fill(gradients.data(), gradients.data() + gradients.size(), gradient);
  }
};

TEST(OptimizerTest, FirstStepMovesEveryWeightByTheLearningRate) {
  // m/(1-b1) = g and sqrt(v/(1-b2)) = |g|, so the first update is lr · sign(g).
  Fixture f(0.5f);
  Optimizer optimizer({.learning_rate = 0.01, .max_grad_norm = 0}, f.parameters.layout());
  const auto info = optimizer.Step(f.gradients.data(), f.parameters.data());
  EXPECT_EQ(info.step, 1);
  EXPECT_NEAR(info.grad_norm, 0.5 * std::sqrt(static_cast<double>(f.parameters.size())), 1e-6);
  for (int64_t i = 0; i < f.parameters.size(); ++i) {
    ASSERT_NEAR(f.parameters.data()[i], -0.01, 1e-6);
  }
}

TEST(OptimizerTest, DecayActsOnMatricesOnly) {
  Fixture f(0.0f);
  std::fill(f.parameters.data(), f.parameters.data() + f.parameters.size(), 2.0f);
  Optimizer optimizer({.learning_rate = 0.1, .weight_decay = 0.5}, f.parameters.layout());
  optimizer.Step(f.gradients.data(), f.parameters.data());
  for (const model::TensorInfo& t : f.parameters.tensors()) {
    EXPECT_FLOAT_EQ(f.parameters.data()[t.offset], t.decays ? 2.0f * 0.95f : 2.0f) << t.name;
  }
}

TEST(OptimizerTest, ClippingScalesTheGradientToTheGivenNorm) {
  // After one step m = (1 - beta1) · clipped gradient.
  Fixture f(3.0f);
  Optimizer optimizer({.max_grad_norm = 1.0}, f.parameters.layout());
  optimizer.Step(f.gradients.data(), f.parameters.data());
  double norm = 0;
  for (int64_t i = 0; i < optimizer.size(); ++i) {
    norm += std::pow(optimizer.first_moment().data()[i] / 0.1, 2);
  }
  EXPECT_NEAR(std::sqrt(norm), 1.0, 1e-5);
}

TEST(OptimizerTest, GradientThatIsNotFiniteChangesNothing) {
  Fixture f(1.0f);
  f.gradients.data()[3] = std::numeric_limits<float>::quiet_NaN();
  Optimizer optimizer({}, f.parameters.layout());
  EXPECT_THROW(optimizer.Step(f.gradients.data(), f.parameters.data()), base::Error);
  EXPECT_EQ(optimizer.step(), 0);
  EXPECT_EQ(f.parameters.data()[0], 0.0f);
  EXPECT_EQ(optimizer.first_moment().data()[0], 0.0f);
}

// Fixture made by tests/oracles/torch_adamw.py: the first two tensors of the tiny model (the
// embedding, which decays, and a norm, which does not), the formulas for weights and gradients.
TEST(OptimizerTest, StepsEqualPyTorchs) {
  const base::Json fixture = base::ReadJsonFile(base::Runfile("train/testdata/torch_adamw.json"));
  const auto expected = fixture["weights"].get<std::vector<double>>();
  const int64_t n = static_cast<int64_t>(expected.size());
  Fixture f(0.0f);
  for (int64_t i = 0; i < n; ++i) {
    f.parameters.data()[i] = static_cast<float>(((i * 7919) % 257 - 128) / 256.0);
  }
  Optimizer optimizer({.learning_rate = 0.01,
                       .beta1 = 0.9,
                       .beta2 = 0.95,
                       .epsilon = 1e-8,
                       .weight_decay = 0.1,
                       .max_grad_norm = 1.5,
                       .schedule = {.shape = ScheduleShape::kCosine,
                                    .warmup_steps = 3,
                                    .total_steps = 10,
                                    .final_fraction = 0.1}},
                      f.parameters.layout());
  const int64_t steps = static_cast<int64_t>(fixture["grad_norms"].size());
  for (int64_t step = 1; step <= steps; ++step) {
    for (int64_t i = 0; i < n; ++i) {
      const double top = static_cast<double>((i * 104729 + step * 1299709) % 1021 - 510);
      f.gradients.data()[i] = static_cast<float>(top / 1024 / static_cast<double>(1 + step % 3));
    }
    const auto info = optimizer.Step(f.gradients.data(), f.parameters.data());
    EXPECT_NEAR(info.learning_rate, fixture["learning_rates"][step - 1].get<double>(), 1e-15);
    EXPECT_NEAR(info.grad_norm, fixture["grad_norms"][step - 1].get<double>(), 1e-6);
  }
  double worst = 0;
  for (int64_t i = 0; i < n; ++i) {
    worst = std::max(worst, std::abs(f.parameters.data()[i] - expected[i]));
  }
  EXPECT_LT(worst, 1e-6);
  std::printf("max difference from PyTorch's AdamW: %.3g\n", worst);
}

TEST(OptimizerTest, BadOptionsAreRefused) {
  const Fixture f(0.0f);
  const auto make = [&](const OptimizerOptions& o) {
    Optimizer optimizer(o, f.parameters.layout());
  };
  EXPECT_THROW(make({.learning_rate = -1}), base::Error);
  EXPECT_THROW(make({.beta1 = 1}), base::Error);
  EXPECT_THROW(make({.schedule = {.shape = ScheduleShape::kCosine}}), base::Error);
  EXPECT_THROW(ParseSchedule("step"), base::Error);
  EXPECT_EQ(ParseSchedule("cosine"), ScheduleShape::kCosine);
}

}  // namespace
}  // namespace r1bench::train
