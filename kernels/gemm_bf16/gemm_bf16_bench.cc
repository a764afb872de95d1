// Shapes of SmolLM2-135M (hidden 576, intermediate 1536, vocabulary 49152; query, key and value
// together 960, gate and up together 3072): forward, both gradients, decode, packing. `of_limit` is
// the share of the VDPBF16PS rate or, for decode and packing, of the memory's read rate. Where
// there is AMX, what it speeds up is run with it too ("amx/…"; of_limit is still that of
// VDPBF16PS).
#include <algorithm>
#include <vector>

#include "kernels/amx.h"
#include "kernels/bench.h"
#include "kernels/dispatch.h"
#include "kernels/gemm_bf16/gemm_bf16.h"

namespace r1bench::kernels {
namespace {

struct Shape {
  int64_t m, n, k;
};

Shape ShapeOf(const benchmark::State& state) {
  return {state.range(0), state.range(1), state.range(2)};
}

void Run(benchmark::State& state, double flops, double bytes, const std::function<void()>& body) {
  const int threads = static_cast<int>(state.range(3));
  RunKernelWithPeak(state, threads, PeakBf16Flops(threads), flops, bytes, body);
}

double Flops(const Shape& s) { return 2.0 * s.m * s.n * s.k; }

void BM_Forward(benchmark::State& state) {
  const Shape s = ShapeOf(state);
  const std::vector<float> a = BenchFloats(s.m * s.k, 1);
  PackedBf16Matrix w;
  w.Pack(BenchFloats(s.n * s.k, 2).data(), s.n, s.k);
  std::vector<float> c(s.m * s.n);
  Run(state, Flops(s), 0, [&] { GemmPackedBf16(s.m, a.data(), s.k, w, c.data(), s.n, nullptr); });
}

// m, n, k are those of the product: C[m, n] = A · B.
void Strided(benchmark::State& state, bool transposed) {
  const Shape s = ShapeOf(state);
  const std::vector<float> a = BenchFloats(s.m * s.k, 1), b = BenchFloats(s.k * s.n, 2);
  std::vector<float> c(s.m * s.n);
  GemmDesc d;
  d.m = s.m, d.n = s.n, d.k = s.k;
  d.a = a.data(), d.a_row = transposed ? 1 : s.k, d.a_col = transposed ? s.m : 1;
  d.b = b.data(), d.ldb = s.n;
  d.c = c.data(), d.ldc = s.n;
  d.accumulate = transposed;
  Run(state, Flops(s), 0, [&] { GemmBf16(d); });
}

void BM_InputGradient(benchmark::State& state) { Strided(state, false); }
void BM_WeightGradient(benchmark::State& state) { Strided(state, true); }

// Weights come from memory each time: enough copies of the matrix to leave the caches.
void BM_Decode(benchmark::State& state) {
  const Shape s = ShapeOf(state);
  const std::vector<float> a = BenchFloats(s.m * s.k, 1), w = BenchFloats(s.n * s.k, 2);
  std::vector<PackedBf16Matrix> copies(
      std::max<int64_t>(1, (int64_t{150} << 20) / (s.n * s.k * 2)));
  for (PackedBf16Matrix& p : copies) p.Pack(w.data(), s.n, s.k);
  std::vector<float> c(s.m * s.n);
  const double count = static_cast<double>(copies.size());
  Run(state, count * Flops(s), count * static_cast<double>(copies[0].bytes()), [&] {
    for (const PackedBf16Matrix& p : copies) {
      GemmPackedBf16(s.m, a.data(), s.k, p, c.data(), s.n, nullptr);
    }
  });
}

void BM_Pack(benchmark::State& state) {
  const Shape s = ShapeOf(state);
  const std::vector<float> w = BenchFloats(s.n * s.k, 2);
  PackedBf16Matrix packed;
  Run(state, 0, 6.0 * s.n * s.k, [&] { packed.Pack(w.data(), s.n, s.k); });
}

void Register(benchmark::internal::Benchmark* bench, const std::vector<Shape>& shapes) {
  bench->ArgNames({"m", "n", "k", "threads"})->UseRealTime();
  for (const Shape& s : shapes) {
    for (const int64_t threads : BenchThreads()) bench->Args({s.m, s.n, s.k, threads});
  }
}

void Forwards(benchmark::internal::Benchmark* bench) {
  Register(
      bench,
      {{64, 3072, 576}, {512, 3072, 576}, {512, 960, 576}, {512, 576, 1536}, {64, 49152, 576}});
}
void InputGradients(benchmark::internal::Benchmark* bench) {
  Register(bench, {{512, 576, 3072}, {512, 1536, 576}});
}
void WeightGradients(benchmark::internal::Benchmark* bench) {
  Register(bench, {{3072, 576, 2560}, {3072, 576, 1024}, {576, 1536, 1024}, {4096, 576, 512}});
}
void Decodes(benchmark::internal::Benchmark* bench) {
  for (const int64_t m : {1, 4, 16, 64}) Register(bench, {{m, 3072, 576}, {m, 576, 1536}});
}
void Packings(benchmark::internal::Benchmark* bench) { Register(bench, {{0, 49152, 576}}); }

BENCHMARK(BM_Forward)->Apply(Forwards);
BENCHMARK(BM_InputGradient)->Apply(InputGradients);
BENCHMARK(BM_WeightGradient)->Apply(WeightGradients);
BENCHMARK(BM_Decode)->Apply(Decodes);
BENCHMARK(BM_Pack)->Apply(Packings);

// `bench` with AMX.
template <void (*bench)(benchmark::State&)>
void WithAmx(benchmark::State& state) {
  SetMaxIsa(Isa::kAmx);
  bench(state);
  SetMaxIsa(Isa::kAvx512Dot);
}

void RegisterAmx() {
  Forwards(benchmark::RegisterBenchmark("amx/BM_Forward", WithAmx<BM_Forward>));
  InputGradients(benchmark::RegisterBenchmark("amx/BM_InputGradient", WithAmx<BM_InputGradient>));
  Decodes(benchmark::RegisterBenchmark("amx/BM_Decode", WithAmx<BM_Decode>));
}

}  // namespace
}  // namespace r1bench::kernels

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (r1bench::kernels::AmxPermitted()) r1bench::kernels::RegisterAmx();
  benchmark::RunSpecifiedBenchmarks();
}
