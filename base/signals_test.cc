#include "base/signals.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace r1bench::base {
namespace {

TEST(SignalsTest, TheFirstSignalIsNotedAndThrownOnDemand) {
  InstallSignalHandlers();
  EXPECT_EQ(StopSignal(), 0);
  EXPECT_NO_THROW(ThrowIfStopped());
  std::raise(SIGTERM);
  EXPECT_EQ(StopSignal(), SIGTERM);
  try {
    ThrowIfStopped();
    FAIL() << "expected Interrupted";
  } catch (const Interrupted& stop) {
    EXPECT_EQ(stop.signal, SIGTERM);
  }
  SetStopSignalForTest(0);
}

TEST(SignalsTest, TheSecondSignalExitsAtOnce) {
  const pid_t child = fork();
  if (child == 0) {
    InstallSignalHandlers();
    std::raise(SIGINT);
    std::raise(SIGINT);
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
}

TEST(SignalsTest, AClosedPipeDoesNotKill) {
  InstallSignalHandlers();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  close(ends[1]);
}

}  // namespace
}  // namespace r1bench::base
