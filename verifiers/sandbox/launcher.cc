#include "verifiers/sandbox/launcher.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace r1bench::verifiers {
namespace {

constexpr int32_t kEnd = -1;
constexpr size_t kStackBytes = 256 << 10;

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

Launcher::Launcher()
    : stack_(std::make_unique<char[]>(kStackBytes)), thread_([this] { Serve(); }) {}

Launcher::~Launcher() {
  if (busy_) _exit(1);
  asked_ = kEnd;
  Wake(&asked_);
  thread_.join();
}

pid_t Launcher::Start(const BoxSpec& spec) {
  spec_ = &spec;
  answer_ = 0;
  busy_ = true;
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

int Launcher::RunChild(void* launcher) {
  auto* const self = static_cast<Launcher*>(launcher);
  Wake(&self->answer_);
  RunInit(*self->spec_);
  _exit(127);
}

void Launcher::Launch() {
  const auto flags =
      static_cast<int>(InitFlags(*spec_) | CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID);
  // The kernel writes the answer before init runs, and goes on here when it has ended.
  const pid_t init = clone(RunChild, stack_.get() + kStackBytes, flags, this, Word(&answer_));
  const int error = errno;
  busy_ = false;
  if (init < 0) answer_ = -error;
  Wake(&answer_);
}

}  // namespace r1bench::verifiers
