// System call rules as a BPF program, as short as can be: the kernel translates and compiles it
// anew for every run of a program, which for a tree of single calls, as libseccomp makes it, cost a
// twentieth of a short run. Here a call's number selects a 32-bit word of a set of calls.
#ifndef R1BENCH_VERIFIERS_SANDBOX_SECCOMP_FILTER_H_
#define R1BENCH_VERIFIERS_SANDBOX_SECCOMP_FILTER_H_

#include <linux/filter.h>

#include <vector>

#include "verifiers/sandbox/call_rules.h"

namespace r1bench::verifiers {

// Calls of another architecture (x32 too) kill the process. Throws base::Error when the rules do
// not fit one jump's reach.
std::vector<sock_filter> MakeFilter(const CallRules& rules);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_SECCOMP_FILTER_H_
