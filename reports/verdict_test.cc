#include "reports/verdict.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"

namespace r1bench::reports {
namespace {

constexpr auto kYes = FindingOutcome::kReproduced;
constexpr auto kNo = FindingOutcome::kNotReproduced;
constexpr auto kUnsure = FindingOutcome::kInconclusive;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(FindingVerdictTest, AboveAsksForTheWholeInterval) {
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0.1, {0.11, 0.3}, 3), kYes);
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0.1, {0.10, 0.3}, 3), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0.1, {0.05, 0.3}, 3), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0.1, {-0.2, 0.09}, 3), kNo);
}

TEST(FindingVerdictTest, BelowIsTheMirrorImage) {
  EXPECT_EQ(FindingVerdict(Criterion::kBelow, 0, {-2, -1}, 2), kYes);
  EXPECT_EQ(FindingVerdict(Criterion::kBelow, 0, {-2, 1}, 2), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kBelow, 0, {1, 2}, 2), kNo);
}

TEST(FindingVerdictTest, WithinIsAnEquivalence) {
  EXPECT_EQ(FindingVerdict(Criterion::kWithin, 0.05, {-0.02, 0.03}, 3), kYes);
  EXPECT_EQ(FindingVerdict(Criterion::kWithin, 0.05, {-0.02, 0.06}, 3), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kWithin, 0.05, {0.06, 0.08}, 3), kNo);
  EXPECT_EQ(FindingVerdict(Criterion::kWithin, 0.05, {-0.9, -0.06}, 3), kNo);
}

TEST(FindingVerdictTest, OneSeedIsAlwaysInconclusive) {
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0, {1, 2}, 1), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0, {1, 2}, 0), kUnsure);
}

TEST(FindingVerdictTest, UnknownIntervalsAreInconclusive) {
  const double nan = std::nan("");
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0, {-kInfinity, kInfinity}, 3), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0, {nan, nan}, 3), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0, {nan, -1}, 3), kUnsure);
  EXPECT_EQ(FindingVerdict(Criterion::kAbove, 0, {3, 2}, 3), kUnsure);
}

TEST(FindingVerdictTest, SenselessMarginsAreErrors) {
  EXPECT_THROW(FindingVerdict(Criterion::kWithin, 0, {0, 0}, 3), base::Error);
  EXPECT_THROW(FindingVerdict(Criterion::kAbove, std::nan(""), {0, 0}, 3), base::Error);
}

TEST(JudgeTest, SetsVerdictAndRegion) {
  Finding finding;
  finding.interval = {0.2, 0.4};
  finding.seeds = 3;
  Judge(Criterion::kAbove, 0.1, &finding);
  EXPECT_EQ(finding.verdict, kYes);
  EXPECT_EQ(finding.reproduced_if.lo, 0.1);
  EXPECT_EQ(finding.reproduced_if.hi, kInfinity);
}

}  // namespace
}  // namespace r1bench::reports
