#include "base/runfiles.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "base/testing.h"

namespace r1bench::base {
namespace {

TEST(RunfileTest, FindsAFileFromTheWorkspaceRoot) {
  EXPECT_NE(ReadFile(Runfile("base/BUILD")).find("runfiles_test"), std::string::npos);
}

TEST(RunfileTest, AMissingFileIsAnErrorWithTheSearchedPlaces) {
  EXPECT_EQ(FindRunfile("base/missing"), "");
  const std::string message = MessageOf([] { Runfile("base/missing"); });
  EXPECT_NE(message.find("base/missing"), std::string::npos) << message;
  EXPECT_NE(message.find("searched"), std::string::npos) << message;
}

}  // namespace
}  // namespace r1bench::base
