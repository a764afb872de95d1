// Which system calls a program in a box may use.
#ifndef R1BENCH_VERIFIERS_SANDBOX_CALL_RULES_H_
#define R1BENCH_VERIFIERS_SANDBOX_CALL_RULES_H_

#include <cstdint>
#include <vector>

namespace r1bench::verifiers {

// Of the low 32 bits of an argument, all that the kernel reads of those named here.
enum class CallTest { kEquals, kHasNoneOf, kAtMost, kAtLeast };

struct CallCondition {
  const char* call;
  uint32_t argument;  // 0 to 5
  CallTest test;
  uint32_t value;
};

// Names, not numbers: what libseccomp does not know the kernel is taken not to know either. Calls
// that are named nowhere fail with EPERM.
struct CallRules {
  std::vector<const char*> allowed;
  std::vector<CallCondition> conditions;  // a call is allowed when one of its conditions holds
  std::vector<const char*> missing;       // fail with ENOSYS
  std::vector<const char*> killed;        // end the process
};

// What g++-built programs, CPython and the compiler use is allowed. What only an attack uses
// (mounts, namespaces, ptrace, bpf, io_uring, keys) kills. In weak mode, where a program shares the
// host's processes and files, it may signal only itself (kProgramPid stands for its pid), not leave
// its process group, and not change what Landlock leaves open: modes, times, lengths by name.
CallRules BoxCallRules(bool weak);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_SANDBOX_CALL_RULES_H_
