// The worker's side of the warmed interpreter: a Python process in the worker's namespaces that
// forks the programs of runs with BoxRun::warm_python.
#ifndef R1BENCH_VERIFIERS_SANDBOX_WARM_INTERPRETER_H_
#define R1BENCH_VERIFIERS_SANDBOX_WARM_INTERPRETER_H_

#include <linux/filter.h>
#include <sys/types.h>

#include <span>

#include "verifiers/sandbox/box_process.h"

namespace r1bench::verifiers {

class WarmInterpreter {
 public:
  explicit WarmInterpreter(std::span<const sock_filter> filter) : filter_(filter) {}
  ~WarmInterpreter() { Stop(); }
  WarmInterpreter(const WarmInterpreter&) = delete;
  WarmInterpreter& operator=(const WarmInterpreter&) = delete;

  // Forks the program of `spec`, whose argv[0] is the script, in a box of its own, and returns the
  // pid of the box's init, a child of this process. Starts the interpreter when there is none. -1,
  // with errno, when that fails.
  pid_t Fork(const BoxSpec& spec);

  // -1 before the first Fork.
  pid_t pid() const { return pid_; }

 private:
  bool Start();
  void Stop();

  const std::span<const sock_filter> filter_;
  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_WARM_INTERPRETER_H_
