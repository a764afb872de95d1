#include "eval/judge_pool.h"

#include <chrono>
#include <utility>

#include "base/error.h"
#include "base/signals.h"

namespace r1bench::eval {
namespace {

constexpr auto kLookForSignals = std::chrono::milliseconds(100);

}  // namespace

JudgePool::JudgePool(int threads, Judge judge) : judge_(std::move(judge)) {
  base::Require(threads >= 1, "expected at least one thread to judge, got ", threads);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

JudgePool::~JudgePool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  submitted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void JudgePool::Submit(model::Completion completion) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(completion));
    ++outstanding_;
  }
  submitted_.notify_one();
}

std::vector<Sample> JudgePool::Finished() {
  const std::lock_guard lock(mutex_);
  return Take();
}

std::vector<Sample> JudgePool::WaitForMore() {
  std::unique_lock lock(mutex_);
  const auto done = [&] { return !ready_.empty() || failure_ != nullptr || outstanding_ == 0; };
  while (!finished_.wait_for(lock, kLookForSignals, done)) base::ThrowIfStopped();
  return Take();
}

std::vector<Sample> JudgePool::Take() {
  if (failure_ != nullptr) std::rethrow_exception(failure_);
  outstanding_ -= static_cast<int64_t>(ready_.size());
  return std::exchange(ready_, {});
}

void JudgePool::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    submitted_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    const model::Completion completion = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    Sample sample;
    std::exception_ptr failure;
    try {
      sample = judge_(completion);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure == nullptr) {
      ready_.push_back(std::move(sample));
    } else {
      failure_ = failure;
    }
    finished_.notify_all();
  }
}

}  // namespace r1bench::eval
