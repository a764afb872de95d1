#include "base/run_info.h"

#include <gtest/gtest.h>

#include <regex>

namespace r1bench::base {
namespace {

TEST(UtcTimeTest, FormatsKnownTimes) {
  EXPECT_EQ(UtcTime(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(UtcTime(1709210096), "2024-02-29T12:34:56Z");
}

TEST(UtcTimeTest, TheFormForPathsHasNoColons) {
  EXPECT_TRUE(std::regex_match(UtcTimeForPath(), std::regex("\\d{8}T\\d{6}Z")));
}

TEST(RunInfoTest, NamesTheMachineAndTheBuild) {
  const RunInfo info = CollectRunInfo();
  EXPECT_FALSE(info.git_commit.empty());
  EXPECT_TRUE(std::regex_search(info.compiler, std::regex("\\d+\\.\\d+")));
  EXPECT_TRUE(std::regex_match(info.started_utc, std::regex("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}Z")));
  EXPECT_GE(info.cores, 1);
  EXPECT_GE(info.threads, 1);
  EXPECT_GT(info.memory_gib, 0);
  EXPECT_FALSE(info.cpu_model.empty());
}

TEST(RunInfoTest, SurvivesARoundTripThroughJson) {
  const RunInfo info = CollectRunInfo();
  const Json json = ToJson(info);
  EXPECT_EQ(ToJson(RunInfoFromJson(json, "report.json")), json);
  EXPECT_THROW(RunInfoFromJson(Json::object(), "report.json"), Error);
}

}  // namespace
}  // namespace r1bench::base
