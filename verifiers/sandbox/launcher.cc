#include "verifiers/sandbox/launcher.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "verifiers/sandbox/clone_on_this_stack.h"

namespace r1bench::verifiers {
namespace {

constexpr int32_t kEnd = -1;

int32_t* Word(std::atomic<int32_t>* value) {
  static_assert(sizeof(*value) == sizeof(int32_t) && std::atomic<int32_t>::is_always_lock_free);
  return reinterpret_cast<int32_t*>(value);
}

void WaitWhile(std::atomic<int32_t>* value, int32_t old) {
  while (*value == old) {
    syscall(SYS_futex, Word(value), FUTEX_WAIT_PRIVATE, old, nullptr, nullptr, 0);
  }
}

void Wake(std::atomic<int32_t>* value) {
  syscall(SYS_futex, Word(value), FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace

Launcher::~Launcher() {
  if (!thread_.joinable()) return;
  asked_ = kEnd;
  Wake(&asked_);
  thread_.join();
}

pid_t Launcher::Start(const BoxSpec& spec) {
  if (!thread_.joinable()) thread_ = std::thread([this] { Serve(); });
  spec_ = &spec;
  answer_ = 0;
  ++asked_;
  Wake(&asked_);
  WaitWhile(&answer_, 0);
  if (answer_ > 0) return answer_;
  errno = -answer_;
  return -1;
}

void Launcher::Serve() {
  for (int32_t served = 0;; ++served) {
    WaitWhile(&asked_, served);
    if (asked_ == kEnd) return;
    Launch();
  }
}

void Launcher::Launch() {
  const unsigned long flags = InitFlags(*spec_) | CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID;
  // The kernel writes the answer before init runs.
  const long result = CloneOnThisStack(flags, nullptr, Word(&answer_));
  if (result > 0) return;  // init has ended
  if (result < 0) answer_ = static_cast<int32_t>(result);
  Wake(&answer_);
  if (result == 0) RunInit(*spec_);
}

}  // namespace r1bench::verifiers
