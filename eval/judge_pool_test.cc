#include "eval/judge_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "base/error.h"
#include "base/signals.h"

namespace r1bench::eval {
namespace {

model::Completion Numbered(int sample) {
  model::Completion completion;
  completion.sample = sample;
  completion.text = std::to_string(sample);
  return completion;
}

Sample Echo(const model::Completion& completion) {
  Sample sample;
  sample.sample = completion.sample;
  sample.response = completion.text;
  return sample;
}

TEST(JudgePoolTest, EverySampleIsHandedOutOnce) {
  JudgePool pool(4, Echo);
  std::set<int> seen;
  const auto take = [&](const std::vector<Sample>& samples) {
    for (const Sample& sample : samples) EXPECT_TRUE(seen.insert(sample.sample).second);
  };
  for (int i = 0; i < 500; ++i) {
    pool.Submit(Numbered(i));
    take(pool.Finished());
  }
  for (auto more = pool.WaitForMore(); !more.empty(); more = pool.WaitForMore()) take(more);
  EXPECT_EQ(seen.size(), 500u);
  EXPECT_TRUE(pool.WaitForMore().empty());
}

TEST(JudgePoolTest, JudgesSideBySide) {
  // Each judgement waits for the other: one thread alone would never end.
  std::atomic<int> inside = 0;
  JudgePool pool(2, [&](const model::Completion& completion) {
    ++inside;
    while (inside < 2) std::this_thread::yield();
    return Echo(completion);
  });
  pool.Submit(Numbered(0));
  pool.Submit(Numbered(1));
  size_t samples = 0;
  for (auto more = pool.WaitForMore(); !more.empty(); more = pool.WaitForMore()) {
    samples += more.size();
  }
  EXPECT_EQ(samples, 2u);
}

TEST(JudgePoolTest, WhatAJudgementThrowsReachesTheCaller) {
  JudgePool pool(2, [](const model::Completion&) -> Sample { base::Fail("no judge"); });
  pool.Submit(Numbered(0));
  EXPECT_THROW(pool.WaitForMore(), base::Error);
}

TEST(JudgePoolTest, AStopSignalEndsTheWait) {
  std::atomic<bool> released = false;
  {
    JudgePool pool(1, [&](const model::Completion& completion) {
      while (!released) std::this_thread::yield();
      return Echo(completion);
    });
    pool.Submit(Numbered(0));
    pool.Submit(Numbered(1));  // dropped at the end
    base::SetStopSignalForTest(15);
    EXPECT_THROW(pool.WaitForMore(), base::Interrupted);
    base::SetStopSignalForTest(0);
    released = true;
  }
}

}  // namespace
}  // namespace r1bench::eval
