// Who may run beside whom: many runs at once, or one alone. One that wants to be alone keeps new
// ones out, waits for those under way to end, and so never waits for long. A thread that has passed
// must not ask to pass again: it could wait for itself.
#ifndef R1BENCH_VERIFIERS_CODE_RUN_GATE_H_
#define R1BENCH_VERIFIERS_CODE_RUN_GATE_H_

#include <condition_variable>
#include <mutex>

namespace r1bench::verifiers {

class RunGate {
 public:
  // For the length of a scope.
  class Shared {
   public:
    explicit Shared(RunGate* gate) : gate_(gate) {
      std::unique_lock lock(gate_->mutex_);
      gate_->changed_.wait(lock, [&] { return gate_->waiting_ == 0 && !gate_->alone_; });
      ++gate_->sharing_;
    }
    ~Shared() {
      const std::lock_guard lock(gate_->mutex_);
      --gate_->sharing_;
      gate_->changed_.notify_all();
    }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

   private:
    RunGate* gate_;
  };

  class Alone {
   public:
    explicit Alone(RunGate* gate) : gate_(gate) {
      std::unique_lock lock(gate_->mutex_);
      ++gate_->waiting_;
      gate_->changed_.wait(lock, [&] { return gate_->sharing_ == 0 && !gate_->alone_; });
      --gate_->waiting_;
      gate_->alone_ = true;
    }
    ~Alone() {
      const std::lock_guard lock(gate_->mutex_);
      gate_->alone_ = false;
      gate_->changed_.notify_all();
    }
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

   private:
    RunGate* gate_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int sharing_ = 0;
  int waiting_ = 0;  // for being alone
  bool alone_ = false;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_RUN_GATE_H_
