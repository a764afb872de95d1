#include "base/progress.h"

#include <gtest/gtest.h>

namespace r1bench::base {
namespace {

TEST(ProgressTest, RendersBarCountTimeLeftAndNote) {
  EXPECT_EQ(Progress::Render("eval", 25, 100, 60, "accuracy 0.5", 200),
            "eval [######..................] 25/100, 3:00 left  accuracy 0.5");
  EXPECT_EQ(Progress::Render("eval", 1, 1000, 100, "", 200),
            "eval [........................] 1/1000, 27:45:00 left");
}

TEST(ProgressTest, AtTheEndsThereIsNoTimeLeft) {
  EXPECT_EQ(Progress::Render("x", 0, 4, 1, "", 200), "x [........................] 0/4");
  EXPECT_EQ(Progress::Render("x", 4, 4, 1, "", 200), "x [########################] 4/4");
  EXPECT_EQ(Progress::Render("x", 9, 4, 1, "", 200), "x [########################] 9/4");
}

TEST(ProgressTest, AnUnknownTotalShowsCountAndTime) {
  EXPECT_EQ(Progress::Render("x", 7, 0, 75, "", 200), "x 7, 1:15");
}

TEST(ProgressTest, NeverExceedsTheTerminal) {
  EXPECT_EQ(Progress::Render("label", 1, 2, 1, "note", 10).size(), 10u);
  EXPECT_EQ(Progress::Render("label", 1, 2, 1, "note", -1), "");
}

TEST(ProgressTest, PrintsNothingWhenStandardErrorIsNoTerminal) {
  testing::internal::CaptureStderr();
  {
    Progress progress("x", 10);
    progress.Set(5, "half");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace r1bench::base
