#include "verifiers/write_all.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "base/testing.h"

namespace r1bench::verifiers {
namespace {

TEST(WriteAllTest, WritingSaysWhetherAnybodyReads) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_TRUE(WriteAll(ends[1], "abc", "the pipe"));
  close(ends[0]);
  EXPECT_FALSE(WriteAll(ends[1], "abc", "the pipe"));
  close(ends[1]);
  const int full = open("/dev/full", O_WRONLY);
  EXPECT_EQ(base::MessageOf([&] { WriteAll(full, "abc", "the disk"); }),
            "cannot write to the disk: No space left on device");
  close(full);
}

}  // namespace
}  // namespace r1bench::verifiers
