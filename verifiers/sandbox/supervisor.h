// Watches one box from outside: reads what the program prints, ends it at its limits, and says how
// it ended.
#ifndef R1BENCH_VERIFIERS_SANDBOX_SUPERVISOR_H_
#define R1BENCH_VERIFIERS_SANDBOX_SUPERVISOR_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "verifiers/sandbox/box_process.h"
#include "verifiers/sandbox/cgroup.h"
#include "verifiers/sandbox/wire.h"

namespace r1bench::verifiers {

// A started box. The descriptors are the reading ends; Watch closes them.
struct LiveBox {
  pid_t init = -1;
  int output = -1;
  int error = -1;
  int status = -1;
  int64_t started_ns = 0;
};

int64_t MonotonicNanoseconds();

class Supervisor {
 public:
  // `owner`: the socket of the pool. When it closes, the process exits, and the box with it.
  // `proc`: a descriptor of /proc, used where the group does not count. `weak`: boxes have no pid
  // namespace.
  Supervisor(const Cgroup& cgroup, int owner, int proc, bool weak)
      : cgroup_(cgroup), owner_(owner), proc_(proc), weak_(weak) {}

  // Returns when all processes of the program are gone; init may still be ending.
  BoxResult Watch(const BoxRequest& request, const LiveBox& box);

  // Waits for init, after which the pid namespace is empty. Before the next box.
  void Reap();

 private:
  struct Watched;

  int64_t CheckAfterNs(int64_t cpu_left_ns) const;
  int NextTimeout(const Watched& run) const;
  void Kill(Watched* run) const;
  void ReadOutput(Watched* run) const;
  void ReadError(Watched* run) const;
  void ReadStatus(Watched* run) const;
  void CheckLimits(Watched* run) const;
  void Drain(Watched* run) const;
  void Poll(Watched* run) const;
  void Measure(Watched* run) const;
  void Decide(Watched* run) const;
  void Keep(Watched* run) const;

  const Cgroup& cgroup_;
  const int owner_;
  const int proc_;
  const bool weak_;
  pid_t init_ = -1;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_SUPERVISOR_H_
