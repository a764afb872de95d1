#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/files.h"
#include "base/main.h"
#include "experiments/common/experiment_main.h"
#include "experiments/common/live_curve.h"
#include "experiments/common/run_folder.h"

namespace r1bench::experiments {
namespace {

std::string FreshFolder(const std::string& name) {
  const std::string path = testing::TempDir() + "/" + name;
  std::filesystem::remove_all(path);
  return path;
}

TEST(RunFolder, ResumeCutsTheLogsBackToTheLastCommit) {
  auto folder = RunFolder::Create(FreshFolder("cut"), "demo", "--a=1\n");
  folder->Metric({{"step", 1}});
  folder->state()["stage"] = "rl";
  folder->Commit();
  folder->Metric({{"step", 2}});  // lost: never committed
  const std::string path = folder->path();
  folder.reset();
  auto resumed = RunFolder::Resume(path, "--a=1\n");
  EXPECT_EQ(resumed->state()["stage"], "rl");
  ASSERT_EQ(resumed->CommittedMetrics().size(), 1u);
  EXPECT_EQ(resumed->CommittedMetrics()[0]["step"], 1);
  resumed->Metric({{"step", 2}});
  resumed->Commit();
  EXPECT_EQ(resumed->CommittedMetrics().size(), 2u);
}

TEST(RunFolder, RefusesToResumeUnderOtherFlagsAndNamesThem) {
  const std::string path = RunFolder::Create(FreshFolder("flags"), "demo", "--a=1\n")->path();
  try {
    RunFolder::Resume(path, "--a=2\n");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("--a=1 there, --a=2 now"), std::string::npos)
        << error.what();
  }
}

TEST(RunFolder, TwoRunsOfTheSameSecondGetTwoFolders) {
  const std::string runs = FreshFolder("twice");
  auto a = RunFolder::Create(runs, "demo", "x\n");
  auto b = RunFolder::Create(runs, "demo", "x\n");
  EXPECT_NE(a->path(), b->path());
}

TEST(RunFolder, RefusesAFolderWithoutAState) {
  const std::string path = FreshFolder("broken");
  base::MakeDirs(path);
  base::WriteFileAtomic(path + "/config.flags", "x\n");
  EXPECT_THROW(RunFolder::Resume(path, "x\n"), base::Error);
  base::WriteFileAtomic(path + "/state.json", "{\"metrics_bytes\": \"many\"}");
  EXPECT_THROW(RunFolder::Resume(path, "x\n"), base::Error);
}

TEST(RunFolder, ASampleOfAnyBytesStaysOneLineOfJson) {
  auto folder = RunFolder::Create(FreshFolder("bytes"), "demo", "x\n");
  folder->Sample({{"response", std::string("\xff\n\0z", 4)}});
  folder->Commit();
  const std::string text = base::ReadFile(folder->File("samples.jsonl"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_NO_THROW(base::ParseJson(text, "samples"));
}

TEST(ResolveArguments, AMissingFlagfileIsAUsageErrorThatNamesIt) {
  const ExperimentInfo info{{"demo", "", ""}, "experiments/demo", ""};
  EXPECT_THROW(ResolveArguments({"--flagfile=nowhere.flags"}, info), base::UsageError);
  EXPECT_THROW(ResolveArguments({"--resume", "/nowhere"}, info), base::UsageError);
  EXPECT_EQ(ResolveArguments({"--seeds=2"}, info), std::vector<std::string>{"--seeds=2"});
}

TEST(ResolveArguments, FlagsOnTheCommandLineComeAfterTheFlagfile) {
  const std::string file = base::JoinPath(testing::TempDir(), "my.flags");
  base::WriteFileAtomic(file, "--seeds=1\n");
  const ExperimentInfo info{{"demo", "", ""}, "experiments/demo", ""};
  const auto args = ResolveArguments({"--flagfile", file, "--seeds=2"}, info);
  ASSERT_EQ(args.size(), 2u);
  EXPECT_TRUE(args[0].ends_with("/my.flags")) << args[0];
  EXPECT_EQ(args[1], "--seeds=2");
}

TEST(Sparkline, RisesFromTheLowestToTheHighestBlock) {
  EXPECT_EQ(Sparkline({0, 1}, 8), "▁█");
  EXPECT_EQ(Sparkline({2, 2}, 8), "▁▁");
  EXPECT_EQ(Sparkline({}, 8), "");
  EXPECT_EQ(Sparkline({0, 0, 1, 1}, 2), "▁█");
}

}  // namespace
}  // namespace r1bench::experiments
