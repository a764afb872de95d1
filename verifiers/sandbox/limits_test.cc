// Every limit, and that a run which breaks one is gone when its result is there.
#include <gtest/gtest.h>

#include "verifiers/sandbox/box_test_util.h"

namespace r1bench::verifiers {
namespace {

class LimitsTest : public BoxTest {
 protected:
  static BoxResult Run(const std::string& probe, const BoxLimits& limits) {
    BoxRun run = Probe(probe);
    run.limits = limits;
    return pool_->Run(run);
  }
};

BoxLimits ShortCpu() {
  BoxLimits limits;
  limits.cpu_ms = 300;
  limits.wall_ms = 20'000;
  return limits;
}

TEST_F(LimitsTest, CpuTimeIsSummedOverThreadsAndOrphans) {
  for (const char* const probe : {"spin", "spin_threads", "spin_orphan", "spin_ignoring"}) {
    const BoxResult result = Run(probe, ShortCpu());
    EXPECT_EQ(result.outcome, BoxOutcome::kCpuLimit) << probe << result.message;
    EXPECT_GT(result.cpu_ms, 300) << probe;
    EXPECT_LT(result.cpu_ms, 1000) << probe;
  }
}

TEST_F(LimitsTest, CpuTimeOfProcessesLeftBehindCounts) {
  const BoxResult result = Run("leave_others", ShortCpu());
  // They are killed when the program ends.
  EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
  EXPECT_LT(result.cpu_ms, 300);
}

TEST_F(LimitsTest, WallTimeEndsWhatUsesNoCpu) {
  BoxLimits limits;
  limits.wall_ms = 200;
  for (const char* const probe : {"sleep", "stop"}) {
    const BoxResult result = Run(probe, limits);
    EXPECT_EQ(result.outcome, BoxOutcome::kWallLimit) << probe;
    EXPECT_GE(result.wall_ms, 200) << probe;
    EXPECT_LT(result.cpu_ms, 100) << probe;
  }
}

TEST_F(LimitsTest, Memory) {
  BoxLimits limits;
  limits.memory_bytes = int64_t{64} << 20;
  EXPECT_EQ(Run("touch_100m", limits).outcome, BoxOutcome::kMemoryLimit);
  EXPECT_EQ(Run("touch", limits).outcome, BoxOutcome::kMemoryLimit);
  limits.memory_bytes = int64_t{128} << 20;
  const BoxResult result = Run("touch_100m", limits);
  EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
  EXPECT_GE(result.peak_bytes, int64_t{100} << 20);
  EXPECT_LE(result.peak_bytes, limits.memory_bytes);
}

TEST_F(LimitsTest, MemoryIsSummedOverProcesses) {
  EXPECT_EQ(Run("touch_children", {}).outcome, BoxOutcome::kMemoryLimit);
}

TEST_F(LimitsTest, MemoryOfOneRunIsNotTheNextOnes) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(Run("touch", {}).outcome, BoxOutcome::kMemoryLimit);
    const BoxResult result = pool_->Run(Probe("ok"));
    EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
    EXPECT_LT(result.peak_bytes, int64_t{16} << 20);
  }
}

TEST_F(LimitsTest, Output) {
  BoxResult result = Run("flood", {});
  EXPECT_EQ(result.outcome, BoxOutcome::kOutputLimit);
  EXPECT_EQ(result.output_bytes, (1 << 20) + 1);
  BoxRun run = Python("print('x' * 9)");
  run.limits.output_bytes = 10;
  EXPECT_EQ(pool_->Run(run).outcome, BoxOutcome::kExited);
  run.limits.output_bytes = 9;
  EXPECT_EQ(pool_->Run(run).outcome, BoxOutcome::kOutputLimit);
}

TEST_F(LimitsTest, ErrorOutputIsCutAndNotAVerdict) {
  BoxRun run = Python("import sys; sys.stderr.write('x' * 50_000_000); print('answer')");
  run.limits.error_bytes = 1000;
  const BoxResult result = pool_->Run(run);
  EXPECT_EQ(result.outcome, BoxOutcome::kExited);
  EXPECT_EQ(result.error, std::string(1000, 'x'));
  EXPECT_EQ(result.output, "answer\n");
  EXPECT_EQ(Run("flood_error", ShortCpu()).outcome, BoxOutcome::kCpuLimit);
}

TEST_F(LimitsTest, SizeOfAFile) {
  const BoxResult result = Run("long_file", {});
  EXPECT_EQ(result.outcome, BoxOutcome::kSignaled);
  EXPECT_EQ(result.signal, SIGXFSZ);
}

TEST_F(LimitsTest, SizeOfTheWorkDirectory) {
  BoxLimits limits;
  limits.tmpfs_bytes = int64_t{8} << 20;
  EXPECT_EQ(Run("fill", limits).output, "8\n");
}

TEST_F(LimitsTest, Processes) {
  BoxLimits limits;
  limits.pids = 8;
  EXPECT_EQ(Run("count_forks", limits).output, "7\n");
  BoxLimits bomb = ShortCpu();
  bomb.wall_ms = 3000;
  const BoxResult result = Run("fork_bomb", bomb);
  EXPECT_NE(result.output, "done\n");
  EXPECT_NE(result.outcome, BoxOutcome::kError) << result.message;
}

TEST_F(LimitsTest, OpenFiles) {
  BoxLimits limits;
  limits.open_files = 20;
  EXPECT_EQ(Run("open_many", limits).output, "17\n");
}

TEST_F(LimitsTest, DeepFoldersAreGoneWithTheRun) {
  for (int i = 0; i < 3; ++i) {
    const BoxResult result = Run("deep", {});
    EXPECT_EQ(result.outcome, BoxOutcome::kExited) << result.message;
  }
}

}  // namespace
}  // namespace r1bench::verifiers
