#include "kernels/bench.h"

#include <immintrin.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "base/parallel.h"
#include "kernels/dispatch.h"

namespace r1bench::kernels {
namespace {

double Seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Best of a few runs: the limit is what the machine can do, not what it did while disturbed.
double Best(int runs, const std::function<void()>& body) {
  double best = 1e30;
  for (int i = 0; i < runs; ++i) {
    const double start = Seconds();
    body();
    best = std::min(best, Seconds() - start);
  }
  return best;
}

constexpr int64_t kSteps = 1'000'000;
constexpr int kChains = 12;

// kSteps x 12 independent multiply-adds in registers; returns the FLOPs done.
__attribute__((target("avx512f"))) double Chains512() {
  __m512 a[kChains];
  for (int i = 0; i < kChains; ++i) a[i] = _mm512_set1_ps(static_cast<float>(i));
  const __m512 x = _mm512_set1_ps(0.999f);
  for (int64_t s = 0; s < kSteps; ++s) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) a[i] = _mm512_fmadd_ps(a[i], x, x);
  }
  for (int i = 0; i < kChains; ++i) benchmark::DoNotOptimize(a[i]);
  return 2.0 * 16 * kChains * kSteps;
}

double Chains256() {
  __m256 a[kChains];
  for (int i = 0; i < kChains; ++i) a[i] = _mm256_set1_ps(static_cast<float>(i));
  const __m256 x = _mm256_set1_ps(0.999f);
  for (int64_t s = 0; s < kSteps; ++s) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) a[i] = _mm256_fmadd_ps(a[i], x, x);
  }
  for (int i = 0; i < kChains; ++i) benchmark::DoNotOptimize(a[i]);
  return 2.0 * 8 * kChains * kSteps;
}

double Chains() { return BestIsa() >= Isa::kAvx512 ? Chains512() : Chains256(); }

// kSteps x 12 independent bf16 dot products of pairs.
__attribute__((target("avx512f,avx512bf16"))) double ChainsBf16() {
  __m512 a[kChains];
  for (int i = 0; i < kChains; ++i) a[i] = _mm512_set1_ps(static_cast<float>(i));
  const __m512bh x = (__m512bh)_mm512_set1_epi32(0x3f003f00);  // 0.5, 0.5
  for (int64_t s = 0; s < kSteps; ++s) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) a[i] = _mm512_dpbf16_ps(a[i], x, x);
  }
  for (int i = 0; i < kChains; ++i) benchmark::DoNotOptimize(a[i]);
  return 4.0 * 16 * kChains * kSteps;
}

// kSteps x 12 independent dot products of four 8-bit integers.
__attribute__((target("avx512f,avx512vnni"))) double ChainsInt8() {
  __m512i a[kChains];
  for (int i = 0; i < kChains; ++i) a[i] = _mm512_set1_epi32(i);
  const __m512i x = _mm512_set1_epi8(3);
  for (int64_t s = 0; s < kSteps; ++s) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) a[i] = _mm512_dpbusd_epi32(a[i], x, x);
  }
  for (int i = 0; i < kChains; ++i) benchmark::DoNotOptimize(a[i]);
  return 8.0 * 16 * kChains * kSteps;
}

// Rate of `threads` threads that each run `chains`, which returns the FLOPs it does.
double MeasurePeak(int threads, double (*chains)()) {
  base::SetNumThreads(threads);
  double flops = 0;
  // Many short runs: in some the pool's threads are still waking up.
  const double seconds = Best(30, [&] {
    double one = 0;
    base::ParallelFor(threads, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const double done = chains();
        if (i == 0) one = done;
      }
    });
    flops = one * threads;
  });
  return flops / seconds;
}

double ReferenceSeconds(const std::function<void()>& body) {
  const Isa before = ActiveIsa();
  SetMaxIsa(Isa::kReference);
  const double seconds = Best(2, body);
  SetMaxIsa(before);
  return seconds;
}

}  // namespace

std::vector<float> BenchFloats(int64_t n, uint64_t seed) {
  std::vector<float> out(n);
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  for (float& x : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    x = static_cast<float>(state >> 40) * 0x1p-23f - 1.0f;
  }
  return out;
}

double PeakFlops(int threads) {
  static std::map<int, double> cache;
  if (const auto found = cache.find(threads); found != cache.end()) return found->second;
  return cache[threads] = MeasurePeak(threads, Chains);
}

double PeakBf16Flops(int threads) {
  if (BestIsa() < Isa::kAvx512Dot) return PeakFlops(threads);
  static std::map<int, double> cache;
  if (const auto found = cache.find(threads); found != cache.end()) return found->second;
  return cache[threads] = MeasurePeak(threads, ChainsBf16);
}

double PeakInt8Ops(int threads) {
  if (BestIsa() < Isa::kAvx512Dot) return PeakFlops(threads);
  static std::map<int, double> cache;
  if (const auto found = cache.find(threads); found != cache.end()) return found->second;
  return cache[threads] = MeasurePeak(threads, ChainsInt8);
}

double ReadBandwidth(int threads) {
  static std::map<int, double> cache;
  if (const auto found = cache.find(threads); found != cache.end()) return found->second;
  base::SetNumThreads(threads);
  static const std::vector<float> data = BenchFloats(int64_t{96} << 20, 1);  // 384 MiB
  const int64_t n = static_cast<int64_t>(data.size());
  const double seconds = Best(12, [&] {
    base::ParallelFor(n, 1 << 20, [&](int64_t begin, int64_t end) {
      __m256 sum[8] = {};
      for (int64_t i = begin; i + 64 <= end; i += 64) {
#pragma GCC unroll 8
        for (int l = 0; l < 8; ++l) {
          sum[l] = _mm256_add_ps(sum[l], _mm256_loadu_ps(data.data() + i + 8 * l));
        }
      }
      benchmark::DoNotOptimize(sum);
    });
  });
  return cache[threads] = static_cast<double>(n) * sizeof(float) / seconds;
}

void RunKernel(benchmark::State& state, int threads, double flops, double bytes,
               const std::function<void()>& body) {
  RunKernelWithPeak(state, threads, PeakFlops(threads), flops, bytes, body);
}

void RunKernelWithPeak(benchmark::State& state, int threads, double peak_flops, double flops,
                       double bytes, const std::function<void()>& body) {
  const double limit_seconds =
      std::max(flops / peak_flops, bytes > 0 ? bytes / ReadBandwidth(threads) : 0.0);
  base::SetNumThreads(threads);
  const double reference = ReferenceSeconds(body);
  body();
  for (auto _ : state) body();
  using benchmark::Counter;
  state.counters["FLOP/s"] = Counter(flops, Counter::kIsIterationInvariantRate);
  if (bytes > 0) state.counters["bytes/s"] = Counter(bytes, Counter::kIsIterationInvariantRate);
  // Seconds at the limit over seconds taken, and seconds of the reference over seconds taken.
  state.counters["of_limit"] = Counter(limit_seconds, Counter::kIsIterationInvariantRate);
  state.counters["x_ref"] = Counter(reference, Counter::kIsIterationInvariantRate);
}

std::vector<int64_t> BenchThreads() {
  const int cores = base::AvailableCores();
  return cores > 1 ? std::vector<int64_t>{1, cores} : std::vector<int64_t>{1};
}

}  // namespace r1bench::kernels
