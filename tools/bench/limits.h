// What this machine allows, measured in the run that is judged by it, and the least time that some
// work could take there.
//
//   const Limits limits = MeasureLimits(threads);
//   const Bound bound = LeastTime({.bf16_flops = 2.0 * rows * weights, .bytes = 2.0 * weights},
//                                 limits);
//   share = bound.seconds / measured_seconds
//
// The rates are those of registers (products) and of a long array (reads), the best of a few runs.
// A multiplication and an addition are two operations. AMX tiles are not measured: the kernels use
// them on request only, and a processor that has them could do more than `bf16_flops` and
// `int8_ops` say.
#ifndef R1BENCH_TOOLS_BENCH_LIMITS_H_
#define R1BENCH_TOOLS_BENCH_LIMITS_H_

#include <string>

#include "base/json.h"

namespace r1bench::bench {

// Per second, with all `threads` at once.
struct Limits {
  int threads = 0;
  double read_bytes = 0;
  double fp32_flops = 0;
  double bf16_flops = 0;  // that of fp32 where there is no such instruction
  double int8_ops = 0;    // that of fp32 where there is no such instruction
};

// Takes about half a second. Sets the number of threads of base/parallel.
Limits MeasureLimits(int threads);

// "Limits of this machine, 2 threads: reads 24.7 GB/s, ..." on one line.
std::string LimitsText(const Limits& limits);
base::Json LimitsJson(const Limits& limits);

// Operations by kind, and bytes that have to come from memory.
struct Work {
  double fp32_flops = 0;
  double bf16_flops = 0;
  double int8_ops = 0;
  double bytes = 0;
};

struct Bound {
  double seconds = 0;
  std::string by;  // "memory" or "arithmetic", whichever takes longer
};

double ArithmeticSeconds(const Work& work, const Limits& limits);
double MemorySeconds(const Work& work, const Limits& limits);
// Memory and arithmetic overlap: the longer of the two.
Bound LeastTime(const Work& work, const Limits& limits);
// One after the other. `by` is that of the longer one.
Bound Then(const Bound& first, const Bound& second);
Bound Times(double count, const Bound& bound);

}  // namespace r1bench::bench

#endif  // R1BENCH_TOOLS_BENCH_LIMITS_H_
