#include "experiments/cold_start/training_curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/rng.h"
#include "experiments/common/measures.h"

namespace r1bench::cold_start {
namespace {

std::vector<CurvePoint> Curve(const std::vector<double>& accuracies, double variance = 0) {
  std::vector<CurvePoint> curve;
  for (const double accuracy : accuracies) {
    curve.push_back({static_cast<int64_t>(curve.size()) + 1, accuracy, variance});
  }
  return curve;
}

TEST(TrainingCurve, StepsToIsTheFirstFiveStepMeanThatReachesTheTarget) {
  const std::vector<CurvePoint> curve = Curve({0, 0, 0, 0, 1, 1, 1, 0, 0});
  EXPECT_EQ(StepsTo(curve, 0.6), 7);
  EXPECT_EQ(StepsTo(curve, 0.0), 5);              // five batches there must be
  EXPECT_EQ(StepsTo(curve, 0.9), 9);              // never: all its steps
  EXPECT_EQ(StepsTo(Curve({0.7, 0.1}), 0.6), 2);  // too short
  EXPECT_EQ(StepsTo({}, 0.6), 0);
}

TEST(TrainingCurve, StepsAreTheRowsOwn) {
  std::vector<base::Json> rows;
  for (int i = 1; i <= 6; ++i) rows.push_back({{"step", 16 * i}, {"accuracy", i > 1 ? 1.0 : 0.0}});
  rows.push_back({{"step", 100}, {"loss", 1.0}});
  const std::vector<CurvePoint> curve = AccuracyCurve(rows);
  EXPECT_EQ(curve.size(), 6u);
  EXPECT_EQ(StepsTo(curve, 0.8), 16 * 5);
  EXPECT_EQ(StepsTo(curve, 1.0), 16 * 6);
  EXPECT_FALSE(ExcessDeviation(curve, 1000));  // the variance is not known
}

TEST(TrainingCurve, AQuadraticTrendIsNoInstabilityAndNoiseIs) {
  std::vector<double> rising, noisy;
  for (int i = 0; i < 20; ++i) {
    rising.push_back(0.1 + 0.05 * i - 0.001 * i * i);
    noisy.push_back(rising.back() + (i % 2 == 0 ? 0.1 : -0.1));
  }
  EXPECT_NEAR(DetrendedDeviation(Curve(rising), 20), 0, 1e-12);
  EXPECT_NEAR(DetrendedDeviation(Curve(noisy), 20), 0.1 * std::sqrt(20.0 / 17), 0.004);
  noisy.push_back(50);  // after the early steps
  EXPECT_LT(DetrendedDeviation(Curve(noisy), 20), 0.12);
  EXPECT_EQ(DetrendedDeviation(Curve({1, 2, 9}), 20), 0);
  EXPECT_FALSE(ExcessDeviation(Curve({1, 2, 9}), 20));
}

TEST(TrainingCurve, ExcessTakesTheSamplingVarianceOff) {
  std::vector<double> noisy;
  for (int i = 0; i < 20; ++i) noisy.push_back(i % 2 == 0 ? 0.6 : 0.4);
  const double deviation = DetrendedDeviation(Curve(noisy), 20);
  EXPECT_NEAR(*ExcessDeviation(Curve(noisy, 0), 20), deviation, 1e-12);
  EXPECT_NEAR(*ExcessDeviation(Curve(noisy, 0.006), 20), std::sqrt(deviation * deviation - 0.006),
              1e-12);
  EXPECT_NEAR(*ExcessDeviation(Curve(std::vector<double>(20, 0.3), 0.0025), 20), -0.05, 1e-12);
}

// An arm whose accuracy rises from `first` by 0.005 a step and jumps by +-`swing`: 20 batches of 32
// prompts, half of them harder, with 8 responses each.
std::vector<CurvePoint> Draw(double first, double swing, base::Rng* rng) {
  constexpr size_t kGroups = 32, kGroupSize = 8;
  std::vector<CurvePoint> curve;
  for (int step = 1; step <= 20; ++step) {
    const double p = first + 0.005 * step + (step % 2 == 0 ? swing : -swing);
    std::vector<experiments::Outcome> outcomes;
    double right = 0;
    for (size_t g = 0; g < kGroups; ++g) {
      const double own = p * (rng->Below(2) == 0 ? 1.1 : 0.9);
      for (size_t i = 0; i < kGroupSize; ++i) {
        outcomes.emplace_back().correct = static_cast<double>(rng->Below(1000000)) < 1e6 * own;
        right += outcomes.back().correct;
      }
    }
    curve.push_back({step, right / static_cast<double>(kGroups * kGroupSize),
                     experiments::AccuracyVariance(outcomes, kGroups)});
  }
  return curve;
}

TEST(TrainingCurve, SamplingAloneIsNoExcessAtAnyAccuracyAndAnOscillationIsFound) {
  constexpr int kDraws = 100;
  for (const double first : {0.02, 0.2, 0.45, 0.75}) {
    base::Rng rng(1, "cold_start/training_curve_test");
    double still = 0, swinging = 0, deviation = 0;
    for (int i = 0; i < kDraws; ++i) {
      const std::vector<CurvePoint> curve = Draw(first, 0, &rng);
      deviation += DetrendedDeviation(curve, 20) / kDraws;
      still += *ExcessDeviation(curve, 20) / kDraws;
      swinging += *ExcessDeviation(Draw(first, 0.05, &rng), 20) / kDraws;
    }
    EXPECT_GT(deviation, 0.01) << first;
    EXPECT_NEAR(still, 0, 0.2 * deviation) << first;
    if (first > 0.1) {
      EXPECT_NEAR(swinging, 0.05, 0.01) << first;
    }
  }
}

TEST(AccuracyVariance, IsThatOfAMeanOfGroups) {
  std::vector<experiments::Outcome> outcomes(4);
  outcomes[0].correct = outcomes[1].correct = true;  // groups right 1 and 0: variance 1/2 over 2
  EXPECT_NEAR(*experiments::AccuracyVariance(outcomes, 2), 0.25, 1e-12);
  outcomes[1].correct = false;
  outcomes[2].correct = true;
  EXPECT_EQ(*experiments::AccuracyVariance(outcomes, 2), 0);
  EXPECT_FALSE(experiments::AccuracyVariance(outcomes, 1));
}

TEST(TrainingCurve, LossFromPeakComparesMeansOfFive) {
  std::vector<double> accuracies(10, 0.8);
  EXPECT_NEAR(LossFromPeak(Curve(accuracies)), 0, 1e-12);
  accuracies.insert(accuracies.end(), 5, 0.3);
  EXPECT_NEAR(LossFromPeak(Curve(accuracies)), 0.5, 1e-12);
  EXPECT_EQ(LossFromPeak(Curve({1, 0})), 0);
}

}  // namespace
}  // namespace r1bench::cold_start
