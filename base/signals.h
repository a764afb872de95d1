// Ctrl-C and SIGTERM: noted by a handler, acted upon where the program can stop cleanly.
//
// Long loops ask StopSignal() (or call ThrowIfStopped()) at places where nothing would be lost; a
// run then writes its checkpoint and base::Main exits with 128 + signal (130, 143). A second signal
// exits at once. SIGPIPE is ignored: a closed pipe behind stdout must not kill a run.
#ifndef R1BENCH_BASE_SIGNALS_H_
#define R1BENCH_BASE_SIGNALS_H_

#include <exception>

namespace r1bench::base {

// Thrown to unwind a program that was asked to stop. Deliberately not a base::Error, so that code
// which turns errors into messages lets it pass.
struct Interrupted : std::exception {
  explicit Interrupted(int signal_number) : signal(signal_number) {}
  const char* what() const noexcept override { return "interrupted by a signal"; }
  int signal;
};

// For SIGINT, SIGTERM and SIGPIPE. base::Main calls this.
void InstallSignalHandlers();

// 0, or the first of SIGINT and SIGTERM that arrived.
int StopSignal();

// Throws Interrupted if StopSignal() is not 0.
void ThrowIfStopped();

// As if `signal` had arrived (0 clears). For tests of code that stops.
void SetStopSignalForTest(int signal);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_SIGNALS_H_
