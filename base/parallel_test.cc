#include "base/parallel.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/error.h"

namespace r1bench::base {
namespace {

class ParallelTest : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { SetNumThreads(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Threads, ParallelTest, testing::Values(1, 2, 3, 8));

TEST_P(ParallelTest, VisitsEveryIndexOnceInRangesOfWholeGrains) {
  for (const int64_t n : {1, 2, 7, 64, 65, 1000, 4097}) {
    for (const int64_t grain : {1, 3, 64, 5000}) {
      std::vector<int> visits(n, 0);
      ParallelFor(n, grain, [&](int64_t begin, int64_t end) {
        EXPECT_LT(begin, end);
        EXPECT_EQ(begin % grain, 0);
        EXPECT_TRUE(end == n || end % grain == 0);
        for (int64_t i = begin; i < end; ++i) ++visits[i];
      });
      EXPECT_EQ(std::accumulate(visits.begin(), visits.end(), int64_t{0}), n);
      EXPECT_EQ(std::set<int>(visits.begin(), visits.end()), std::set<int>{1});
    }
  }
}

TEST_P(ParallelTest, ManySmallJobsInARowLoseNothing) {
  std::vector<int64_t> sums(16, 0);
  for (int job = 0; job < 20000; ++job) {
    ParallelFor(16, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) sums[i] += job;
    });
  }
  for (const int64_t sum : sums) EXPECT_EQ(sum, int64_t{20000} * 19999 / 2);
}

TEST_P(ParallelTest, WorksAfterThePoolHasGoneToSleep) {
  for (int round = 0; round < 20; ++round) {
    std::this_thread::sleep_for(std::chrono::microseconds(500));
    std::atomic<int64_t> sum = 0;
    ParallelFor(100, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
    EXPECT_EQ(sum, 100);
  }
}

TEST_P(ParallelTest, ANestedCallRunsInline) {
  std::atomic<int> inner_calls = 0;
  std::atomic<int64_t> total = 0;
  ParallelFor(8, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      ParallelFor(100, 1, [&](int64_t b, int64_t e) {
        ++inner_calls;
        total += e - b;
      });
    }
  });
  EXPECT_EQ(total, 800);
  if (GetParam() > 1) {
    EXPECT_EQ(inner_calls, 8);
  }
}

TEST_P(ParallelTest, AnExceptionReachesTheCallerAndThePoolStaysUsable) {
  for (int round = 0; round < 50; ++round) {
    EXPECT_THROW(ParallelFor(64, 1,
                             [](int64_t begin, int64_t) {
                               if (begin % 2 == 0) throw std::runtime_error("odd");
                             }),
                 std::runtime_error);
    std::atomic<int64_t> sum = 0;
    ParallelFor(64, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
    EXPECT_EQ(sum, 64);
  }
}

TEST_P(ParallelTest, CallersOnSeveralThreadsAllGetTheirWork) {
  std::vector<std::thread> callers;
  std::atomic<int64_t> sum = 0;
  for (int c = 0; c < 4; ++c) {
    callers.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        ParallelFor(32, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum, 4 * 500 * 32);
}

TEST(ParallelForTest, NothingToDoCallsNothing) {
  ParallelFor(0, 1, [](int64_t, int64_t) { FAIL(); });
  ParallelFor(-5, 1, [](int64_t, int64_t) { FAIL(); });
}

TEST(ParallelForTest, OneGrainRunsInlineAsOneCall) {
  SetNumThreads(4);
  int calls = 0;
  const auto caller = std::this_thread::get_id();
  ParallelFor(10, 10, [&](int64_t begin, int64_t end) {
    ++calls;
    EXPECT_EQ(begin, 0);
    EXPECT_EQ(end, 10);
    EXPECT_EQ(std::this_thread::get_id(), caller);
  });
  EXPECT_EQ(calls, 1);
}

TEST(ParallelForTest, UsesMoreThanOneThread) {
  SetNumThreads(2);
  std::atomic<int> arrived = 0;
  ParallelFor(2, 1, [&](int64_t, int64_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();  // ends only if two threads are inside
  });
  EXPECT_EQ(arrived, 2);
}

TEST(ParallelForTest, AcceptsAPlainFunction) {
  SetNumThreads(2);
  static std::atomic<int64_t> sum = 0;
  struct Local {
    static void Add(int64_t begin, int64_t end) { sum += end - begin; }
  };
  ParallelFor(100, 1, Local::Add);
  EXPECT_EQ(sum, 100);
}

TEST(SetNumThreadsTest, ZeroMeansAllAvailableCores) {
  SetNumThreads(0);
  EXPECT_EQ(NumThreads(), AvailableCores());
  EXPECT_GE(AvailableCores(), 1);
}

TEST(SetNumThreadsTest, RefusesWhatMakesNoSense) {
  EXPECT_THROW(SetNumThreads(-1), Error);
  EXPECT_THROW(SetNumThreads(kMaxThreads + 1), Error);
  EXPECT_THROW(ParallelFor(10, 0, [](int64_t, int64_t) {}), Error);
  SetNumThreads(2);
  EXPECT_THROW(ParallelFor(10, 1, [](int64_t, int64_t) { SetNumThreads(1); }), Error);
}

// The processor time of the whole process while it sleeps: workers spin for microseconds only.
TEST(ParallelForTest, AnIdlePoolBurnsNoProcessorTime) {
  SetNumThreads(4);
  ParallelFor(64, 1, [](int64_t, int64_t) {});
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto used = [] {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
           1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  };
  const double before = used();
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  EXPECT_LT(used() - before, 0.1);
}

}  // namespace
}  // namespace r1bench::base
