// What every kernel bench reports besides time: FLOP/s, bytes/s, the share of this machine's own
// limit (measured in the same run) and the factor over the reference kernel.
//
// Run on a quiet machine:
//   bazel run -c opt //kernels/gemm:gemm_bench -- --benchmark_min_time=0.2
// Numbers are random, never zeros. The arguments of a bench end with the number of threads.
#ifndef R1BENCH_KERNELS_BENCH_H_
#define R1BENCH_KERNELS_BENCH_H_

#include <benchmark/benchmark.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace r1bench::kernels {

// Random floats in [-1, 1).
std::vector<float> BenchFloats(int64_t n, uint64_t seed);

// Multiply-add rate of `threads` cores in FLOP/s and their read rate from memory in bytes/s.
// Measured once.
double PeakFlops(int threads);
// The same of bf16 pairs (VDPBF16PS), or PeakFlops where the processor has no such instruction.
double PeakBf16Flops(int threads);
// The same of 8-bit integers (VPDPBUSD, a multiplication and an addition being two operations).
double PeakInt8Ops(int threads);
double ReadBandwidth(int threads);

// Times `body` in the state's loop with `threads` threads and sets the counters. flops and bytes
// are those of one call; bytes 0 for data that stays in the cache.
void RunKernel(benchmark::State& state, int threads, double flops, double bytes,
               const std::function<void()>& body);
// The same against the limit `peak_flops` instead of PeakFlops(threads).
void RunKernelWithPeak(benchmark::State& state, int threads, double peak_flops, double flops,
                       double bytes, const std::function<void()>& body);

// 1 and the number of cores.
std::vector<int64_t> BenchThreads();

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_BENCH_H_
