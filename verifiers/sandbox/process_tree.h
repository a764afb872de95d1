// What the processes below one use, for where no control group counts.
#ifndef R1BENCH_VERIFIERS_SANDBOX_PROCESS_TREE_H_
#define R1BENCH_VERIFIERS_SANDBOX_PROCESS_TREE_H_

#include <sys/types.h>

#include <cstdint>

namespace r1bench::verifiers {

struct TreeUse {
  int64_t cpu_ns = 0;  // to a hundredth of a second; children that were waited for included
  int64_t resident_bytes = 0;
};

// Sums over the process and all its descendants. `proc` is a descriptor of /proc.
TreeUse MeasureTree(int proc, pid_t root);

// Processes and threads of a user.
int CountTasks(int proc, uid_t uid);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_PROCESS_TREE_H_
