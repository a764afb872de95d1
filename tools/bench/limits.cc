#include "tools/bench/limits.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/bench.h"
#include "tools/bench/table.h"

namespace r1bench::bench {

Limits MeasureLimits(int threads) {
  Limits limits;
  limits.threads = threads;
  limits.read_bytes = kernels::ReadBandwidth(threads);
  limits.fp32_flops = kernels::PeakFlops(threads);
  limits.bf16_flops = kernels::PeakBf16Flops(threads);
  limits.int8_ops = kernels::PeakInt8Ops(threads);
  return limits;
}

std::string LimitsText(const Limits& limits) {
  return base::StrCat("Limits of this machine, ", limits.threads, " threads: reads ",
                      FormatNumber(limits.read_bytes / 1e9), " GB/s, fp32 ",
                      FormatNumber(limits.fp32_flops / 1e9), " GFLOP/s, bf16 ",
                      FormatNumber(limits.bf16_flops / 1e9), " GFLOP/s, int8 ",
                      FormatNumber(limits.int8_ops / 1e9), " GOP/s");
}

base::Json LimitsJson(const Limits& limits) {
  return {{"threads", limits.threads},
          {"read_bytes_per_s", limits.read_bytes},
          {"fp32_flops", limits.fp32_flops},
          {"bf16_flops", limits.bf16_flops},
          {"int8_ops", limits.int8_ops}};
}

double ArithmeticSeconds(const Work& work, const Limits& limits) {
  return work.fp32_flops / limits.fp32_flops + work.bf16_flops / limits.bf16_flops +
         work.int8_ops / limits.int8_ops;
}

double MemorySeconds(const Work& work, const Limits& limits) {
  return work.bytes / limits.read_bytes;
}

Bound LeastTime(const Work& work, const Limits& limits) {
  const double arithmetic = ArithmeticSeconds(work, limits);
  const double memory = MemorySeconds(work, limits);
  return memory > arithmetic ? Bound{memory, "memory"} : Bound{arithmetic, "arithmetic"};
}

Bound Then(const Bound& first, const Bound& second) {
  return {first.seconds + second.seconds, first.seconds > second.seconds ? first.by : second.by};
}

Bound Times(double count, const Bound& bound) { return {count * bound.seconds, bound.by}; }

}  // namespace r1bench::bench
