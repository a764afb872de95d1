#include "base/error.h"

#include <gtest/gtest.h>

namespace r1bench::base {
namespace {

TEST(RequireTest, HoldsItsPeaceWhenTheConditionHolds) {
  EXPECT_NO_THROW(Require(true, "never shown"));
  EXPECT_NO_THROW(RequireUsage(true, "never shown"));
}

TEST(RequireTest, StreamsItsArgumentsIntoTheMessage) {
  try {
    Require(false, "expected ", 3, " rows, got ", 2.5, "; add ", std::string("one"));
    FAIL() << "expected an exception";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "expected 3 rows, got 2.5; add one");
  }
}

TEST(RequireTest, AWrongFlagIsAUsageErrorAndThatIsAnError) {
  EXPECT_THROW(RequireUsage(false, "x"), UsageError);
  EXPECT_THROW(FailUsage("x"), Error);
  EXPECT_THROW(Fail("x"), Error);
}

}  // namespace
}  // namespace r1bench::base
