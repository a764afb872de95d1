#include "data/suites/fixed.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace r1bench::data {
namespace {

TEST(FixedSuites, LoadByNameAndAreNoGeneratedSuites) {
  for (const SuiteInfo& suite : FixedSuites()) {
    EXPECT_TRUE(IsFixedSuite(suite.name));
    EXPECT_FALSE(IsSuite(suite.name));
    EXPECT_FALSE(suite.summary.empty());
    for (const Problem& problem : FixedSuite(suite.name)) {
      EXPECT_TRUE(problem.id.starts_with(suite.name + "/"));
      EXPECT_FALSE(problem.has_answer());
      EXPECT_TRUE(problem.extra.contains("tests"));
    }
  }
}

TEST(FixedSuites, RefuseOtherNames) {
  EXPECT_FALSE(IsFixedSuite("math_style"));
  EXPECT_THROW(FixedSuite("math_style"), base::Error);
}

}  // namespace
}  // namespace r1bench::data
