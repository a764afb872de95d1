#include "base/paths.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace r1bench::base {
namespace {

class CallerPathTest : public testing::Test {
 protected:
  void SetUp() override { setenv("BUILD_WORKING_DIRECTORY", "/home/user/folder", 1); }
  void TearDown() override { unsetenv("BUILD_WORKING_DIRECTORY"); }
};

TEST_F(CallerPathTest, ARelativePathMeansTheCallersFolder) {
  EXPECT_EQ(CallerPath("runs"), "/home/user/folder/runs");
  EXPECT_EQ(CallerPath("../shared/a.jsonl"), "/home/user/shared/a.jsonl");
  EXPECT_EQ(CallerPath("./a//b/"), "/home/user/folder/a/b");
  EXPECT_EQ(CallerPath("."), "/home/user/folder");
}

TEST_F(CallerPathTest, AnAbsoluteOrEmptyPathStays) {
  EXPECT_EQ(CallerPath("/data/x"), "/data/x");
  EXPECT_EQ(CallerPath("/"), "/");
  EXPECT_EQ(CallerPath(""), "");
}

TEST_F(CallerPathTest, ATildeMeansHome) {
  setenv("HOME", "/home/me", 1);
  EXPECT_EQ(CallerPath("~/data"), "/home/me/data");
  EXPECT_EQ(CallerPath("~x"), "/home/user/folder/~x");
}

TEST_F(CallerPathTest, WithoutBazelItIsTheCurrentFolder) {
  unsetenv("BUILD_WORKING_DIRECTORY");
  char current[4096];
  ASSERT_NE(getcwd(current, sizeof(current)), nullptr);
  EXPECT_EQ(CallerPath("x"), std::string(current) + "/x");
}

}  // namespace
}  // namespace r1bench::base
