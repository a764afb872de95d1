// Do verdicts depend on what else the machine does? Correct programs, judged with the machine to
// themselves and again beside processes that never rest.
#ifndef R1BENCH_VERIFIERS_BENCH_OVERLOAD_H_
#define R1BENCH_VERIFIERS_BENCH_OVERLOAD_H_

#include <string>
#include <vector>

#include "base/json.h"

namespace r1bench::verifiers {

struct OverloadOptions {
  int programs = 500;
  int busy = 8;
  int workers = 2;
};

struct OverloadCounts {
  int programs = 0, busy = 0;
  int accepted_idle = 0, accepted_busy = 0;
  int flaky_idle = 0, flaky_busy = 0;
  int changed = 0;           // verdicts that differ
  int changed_unmarked = 0;  // those of them that neither judgement marked flaky
  double seconds_idle = 0, seconds_busy = 0;
  std::vector<std::string> changes = {};  // a line for each that differs
};

// The programs are correct. Every second one spends from a tenth to eight tenths of its limit of
// processor time, measured here by the processor time itself; half of them are in Python.
OverloadCounts CompareUnderOverload(const OverloadOptions& options);

std::string OverloadText(const OverloadCounts& counts);
base::Json OverloadJson(const OverloadCounts& counts);

}  // namespace r1bench::verifiers

#endif  // R1BENCH_VERIFIERS_BENCH_OVERLOAD_H_
