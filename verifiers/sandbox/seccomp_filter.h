// The list of system calls a program in a box may use, as a BPF program.
#ifndef R1BENCH_VERIFIERS_SANDBOX_SECCOMP_FILTER_H_
#define R1BENCH_VERIFIERS_SANDBOX_SECCOMP_FILTER_H_

#include <linux/filter.h>

#include <vector>

namespace r1bench::verifiers {

// What g++-built programs, CPython and the compiler use is allowed. What only an attack uses
// (mounts, namespaces, ptrace, bpf, io_uring, keys) kills the process, as do the calls of another
// architecture; everything else fails with EPERM. In weak mode, where a program shares the host's
// processes and files, it may signal only itself (kProgramPid stands for its pid), not leave its
// process group, and not change what Landlock leaves open: modes, times, lengths by name. Throws
// base::Error when libseccomp fails.
std::vector<sock_filter> BoxFilter(bool weak);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_SECCOMP_FILTER_H_
