#include "base/signals.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace r1bench::base {
namespace {

std::atomic<int> stop_signal{0};
static_assert(std::atomic<int>::is_always_lock_free, "the handler needs a lock-free atomic");

void OnStopSignal(int signal) {
  int expected = 0;
  if (!stop_signal.compare_exchange_strong(expected, signal)) _exit(128 + signal);
}

}  // namespace

void InstallSignalHandlers() {
  struct sigaction action = {};
  action.sa_handler = OnStopSignal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int StopSignal() { return stop_signal.load(std::memory_order_relaxed); }

void ThrowIfStopped() {
  const int signal = StopSignal();
  if (signal != 0) throw Interrupted(signal);
}

void SetStopSignalForTest(int signal) { stop_signal = signal; }

}  // namespace r1bench::base
