#include "reports/curves.h"

#include <gtest/gtest.h>

#include <cmath>

namespace r1bench::reports {
namespace {

TEST(ChartsOfTest, MergesSeedsOfAnArmIntoAMeanAndABand) {
  const std::vector<Chart> charts = ChartsOf({{"accuracy", "rl", 1, {0, 1, 2}, {0.1, 0.2, 0.3}},
                                              {"accuracy", "rl", 2, {0, 1}, {0.3, 0.4}},
                                              {"accuracy", "null", 1, {0}, {0.5}}});
  ASSERT_EQ(charts.size(), 1u);
  ASSERT_EQ(charts[0].curves.size(), 2u);
  const Curve& rl = charts[0].curves[0];
  EXPECT_EQ(rl.arm, "rl");
  EXPECT_EQ(rl.seeds, 2);
  EXPECT_EQ(rl.x, (std::vector<double>{0, 1, 2}));
  EXPECT_NEAR(rl.mean[0], 0.2, 1e-12);
  EXPECT_EQ(rl.lo[1], 0.2);
  EXPECT_EQ(rl.hi[1], 0.4);
  EXPECT_EQ(rl.mean[2], 0.3);
  EXPECT_EQ(charts[0].curves[1].seeds, 1);
}

TEST(ChartsOfTest, PutsKnownChartsInReadingOrderAndTitlesOthers) {
  const std::vector<Chart> charts = ChartsOf({{"tool_use", "a", 1, {0}, {1}},
                                              {"kl", "a", 1, {0}, {1}},
                                              {"accuracy", "a", 1, {0}, {1}},
                                              {"length", "a", 1, {0}, {1}}});
  ASSERT_EQ(charts.size(), 4u);
  EXPECT_EQ(charts[0].name, "accuracy");
  EXPECT_EQ(charts[1].title, "Response length");
  EXPECT_EQ(charts[2].name, "kl");
  EXPECT_EQ(charts[3].title, "Tool use");
}

TEST(ChartsOfTest, LeavesOutValuesThatAreNoNumbers) {
  const std::vector<Chart> charts =
      ChartsOf({{"kl", "a", 1, {0, 1, 2}, {1, std::nan(""), INFINITY}}});
  EXPECT_EQ(charts[0].curves[0].x, std::vector<double>{0});
}

TEST(ChartsOfTest, ThinsLongCurvesAndKeepsTheirExtremes) {
  Series series{"loss", "a", 1, {}, {}};
  for (int i = 0; i < 10000; ++i) series.x.push_back(i), series.y.push_back(i == 5000 ? 9 : 1);
  const Curve curve = ChartsOf({series})[0].curves[0];
  EXPECT_EQ(curve.x.size(), size_t{kMaxCurvePoints});
  EXPECT_EQ(*std::max_element(curve.hi.begin(), curve.hi.end()), 9);
  EXPECT_TRUE(std::is_sorted(curve.x.begin(), curve.x.end()));
}

TEST(ChartsOfTest, NothingGivesNothing) { EXPECT_TRUE(ChartsOf({}).empty()); }

}  // namespace
}  // namespace r1bench::reports
