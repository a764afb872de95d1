// What a hostile program would like to reach, set up around a judge, and what must be unchanged
// when it has ended. The programs of the shared cases look for exactly these (their README).
#ifndef R1BENCH_VERIFIERS_CODE_JUDGE_CANARIES_H_
#define R1BENCH_VERIFIERS_CODE_JUDGE_CANARIES_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/testing.h"

namespace r1bench::verifiers {

class JudgeCanaries {
 public:
  // A file /tmp/judge_canary_secret, JUDGE_CANARY in the environment, listeners on 127.0.0.1:18765,
  // on the abstract name "judge_canary" and on /tmp/judge_canary.sock, and a process named
  // judge_canary_sleep. The calling process inherits all that loses its parent from here on.
  // Throws base::Error if one cannot be had (another test uses them).
  JudgeCanaries();
  ~JudgeCanaries();
  JudgeCanaries(const JudgeCanaries&) = delete;
  JudgeCanaries& operator=(const JudgeCanaries&) = delete;

  // What is not as it was, a line each; empty: all is well. `judge` was the judge's process.
  std::vector<std::string> Faults(pid_t judge) const;

 private:
  std::vector<int> listeners_;
  pid_t sleeper_ = 0;
  std::string core_pattern_;
  base::TempDir folder_;
};

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_CODE_JUDGE_CANARIES_H_
