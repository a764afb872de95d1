// Threads that judge responses while others are still being generated: a verifier that runs
// programs takes seconds for one, and can run several side by side.
#ifndef R1BENCH_EVAL_JUDGE_POOL_H_
#define R1BENCH_EVAL_JUDGE_POOL_H_

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "eval/sample.h"
#include "model/generator.h"

namespace r1bench::eval {

class JudgePool {
 public:
  using Judge = std::function<Sample(const model::Completion&)>;

  // `judge` is called from the pool's threads, several at a time.
  JudgePool(int threads, Judge judge);
  // Waits for what is being judged and drops what waits.
  ~JudgePool();
  JudgePool(const JudgePool&) = delete;
  JudgePool& operator=(const JudgePool&) = delete;

  void Submit(model::Completion completion);

  // The samples that are ready and were not handed out before. Rethrows what `judge` threw.
  std::vector<Sample> Finished();

  // The same, but waits until there is one; empty: all were handed out. Throws base::Interrupted
  // after a stop signal.
  std::vector<Sample> WaitForMore();

 private:
  void Work();
  std::vector<Sample> Take();  // with the lock held

  const Judge judge_;
  std::mutex mutex_;
  std::condition_variable submitted_, finished_;
  std::deque<model::Completion> waiting_;
  std::vector<Sample> ready_;
  std::exception_ptr failure_;
  int64_t outstanding_ = 0;  // submitted, and not handed out
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace r1bench::eval

#endif  // R1BENCH_EVAL_JUDGE_POOL_H_
