// For tests of programs as their user meets them: output, messages and exit status.
#ifndef R1BENCH_BASE_RUN_SHELL_H_
#define R1BENCH_BASE_RUN_SHELL_H_

#include <sys/wait.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/testing.h"

namespace r1bench::base {

struct ShellOutcome {
  int status = -1;  // -1: the shell itself was killed
  std::string out, err;
};

// Runs a command of the shell, which may redirect and pipe, to its end.
inline ShellOutcome RunShell(const std::string& command) {
  const TempDir folder;
  const std::string out = folder.File("out"), err = folder.File("err");
  const int status = std::system(StrCat("(", command, ") >", out, " 2>", err).c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadFile(out), ReadFile(err)};
}

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_RUN_SHELL_H_
