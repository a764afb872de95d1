// Starts the inits of a worker's boxes.
//
// An init shares its maker's memory, as after vfork, which saves the kernel a copy of the worker's
// page tables for every run. The kernel suspends the thread that made it until init has ended: so
// that thread is one of its own, whose errno init may use, and init has a stack of its own.
#ifndef R1BENCH_VERIFIERS_SANDBOX_LAUNCHER_H_
#define R1BENCH_VERIFIERS_SANDBOX_LAUNCHER_H_

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

#include "verifiers/sandbox/box_process.h"

namespace r1bench::verifiers {

class Launcher {
 public:
  Launcher();
  // Ends the process if an init is still there: the box ends with it.
  ~Launcher();
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;

  // The pid of a new box's init, or -1 and errno. The spec must stay as it is until init has ended,
  // and there must be no other init then. Not for weak isolation, whose init changes the spec.
  pid_t Start(const BoxSpec& spec);

 private:
  static int RunChild(void* launcher);
  void Serve();
  void Launch();

  // Futexes: each side sleeps on one.
  std::atomic<int32_t> asked_ = 0;   // boxes asked for; kEnd ends the thread
  std::atomic<int32_t> answer_ = 0;  // 0: none yet; a pid, or a negative errno
  std::atomic<bool> busy_ = false;   // from Start on until init has ended
  const BoxSpec* spec_ = nullptr;
  const std::unique_ptr<char[]> stack_;
  std::thread thread_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_LAUNCHER_H_
