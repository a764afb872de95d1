// Runs a program on a machine that has nothing but the C and C++ runtimes.
//
// The machine is a file system built for one run from Linux namespaces: the runtime libraries at
// their usual places, a copy of a runfiles tree under /app, an empty /tmp, /proc, and four devices.
// No other library, no HOME, no network, no environment.
#ifndef R1BENCH_TESTS_HERMETICITY_SANDBOX_H_
#define R1BENCH_TESTS_HERMETICITY_SANDBOX_H_

#include <string>
#include <vector>

namespace r1bench::hermeticity {

struct SandboxRun {
  bool refused = false;  // this system lets nobody make the namespaces; `output` says which step
  int status = -1;       // exit status, or 128 + signal
  std::string output;    // standard output and standard error together
};

// Copies `runfiles` (a folder of links) to `scratch`, which must be empty or missing, and runs
// `program`, a path inside it ("r1bench/tests/hermeticity/probe"), with /tmp as working folder.
SandboxRun RunInSandbox(const std::string& runfiles, const std::string& scratch,
                        const std::string& program, const std::vector<std::string>& args);

}  // namespace r1bench::hermeticity

#endif  // R1BENCH_TESTS_HERMETICITY_SANDBOX_H_
