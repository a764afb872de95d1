// Shapes: the micro model's layers (k, n of 48..512, 32 to 4,000 rows) and SmolLM2-135M's (hidden
// 576, intermediate 1536, vocabulary 49152), forward, both gradients, and decode.
#include <algorithm>
#include <vector>

#include "kernels/bench.h"
#include "kernels/gemm/gemm.h"

namespace r1bench::kernels {
namespace {

struct Shape {
  int64_t m, n, k;
};

Shape ShapeOf(const benchmark::State& state) {
  return {state.range(0), state.range(1), state.range(2)};
}

double Flops(const Shape& s) { return 2.0 * s.m * s.n * s.k; }

void BM_Forward(benchmark::State& state) {
  const Shape s = ShapeOf(state);
  const std::vector<float> a = BenchFloats(s.m * s.k, 1);
  PackedMatrix w;
  w.Pack(BenchFloats(s.n * s.k, 2).data(), s.n, s.k);
  std::vector<float> c(s.m * s.n);
  RunKernel(state, static_cast<int>(state.range(3)), Flops(s), 0,
            [&] { GemmPacked(s.m, a.data(), s.k, w, c.data(), s.n, nullptr); });
}

void BM_InputGradient(benchmark::State& state) {
  const Shape s = ShapeOf(state);
  const std::vector<float> dy = BenchFloats(s.m * s.n, 1), w = BenchFloats(s.n * s.k, 2);
  std::vector<float> dx(s.m * s.k);
  const GemmDesc d = {.m = s.m,
                      .n = s.k,
                      .k = s.n,
                      .a = dy.data(),
                      .a_row = s.n,
                      .a_col = 1,
                      .b = w.data(),
                      .ldb = s.k,
                      .c = dx.data(),
                      .ldc = s.k,
                      .accumulate = false};
  RunKernel(state, static_cast<int>(state.range(3)), Flops(s), 0, [&] { Gemm(d); });
}

void BM_WeightGradient(benchmark::State& state) {
  const Shape s = ShapeOf(state);
  const std::vector<float> dy = BenchFloats(s.m * s.n, 1), x = BenchFloats(s.m * s.k, 2);
  std::vector<float> dw(s.n * s.k);
  const GemmDesc d = {.m = s.n,
                      .n = s.k,
                      .k = s.m,
                      .a = dy.data(),
                      .a_row = 1,
                      .a_col = s.n,
                      .b = x.data(),
                      .ldb = s.k,
                      .c = dw.data(),
                      .ldc = s.k,
                      .accumulate = true};
  RunKernel(state, static_cast<int>(state.range(3)), Flops(s), 0, [&] { Gemm(d); });
}

// Weights come from memory each time: enough copies of the matrix to leave the caches.
void BM_Decode(benchmark::State& state) {
  const Shape s = ShapeOf(state);
  const std::vector<float> a = BenchFloats(s.m * s.k, 1), w = BenchFloats(s.n * s.k, 2);
  std::vector<PackedMatrix> copies(std::max<int64_t>(1, (int64_t{300} << 20) / (s.n * s.k * 4)));
  for (PackedMatrix& p : copies) p.Pack(w.data(), s.n, s.k);
  std::vector<float> c(s.m * s.n);
  const double count = static_cast<double>(copies.size());
  RunKernel(state, static_cast<int>(state.range(3)), count * Flops(s), count * s.n * s.k * 4, [&] {
    for (const PackedMatrix& p : copies) GemmPacked(s.m, a.data(), s.k, p, c.data(), s.n, nullptr);
  });
}

const std::vector<Shape> kMicro = {{32, 64, 64},     {32, 192, 64},   {256, 19, 64},
                                   {1000, 64, 64},   {1000, 192, 64}, {4000, 48, 48},
                                   {4000, 128, 128}, {4000, 512, 128}};
const std::vector<Shape> kSmall = {
    {512, 576, 576}, {512, 1536, 576}, {512, 576, 1536}, {128, 8192, 576}};

void Register(benchmark::internal::Benchmark* bench, const std::vector<Shape>& shapes) {
  for (const Shape& s : shapes) {
    for (const int64_t threads : BenchThreads()) bench->Args({s.m, s.n, s.k, threads});
  }
}

void Products(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"m", "n", "k", "threads"})->UseRealTime();
  Register(bench, kMicro);
  Register(bench, kSmall);
}

void Decodes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"m", "n", "k", "threads"})->UseRealTime();
  for (const int64_t m : {1, 4, 16}) {
    Register(bench, {{m, 1536, 576}, {m, 576, 1536}, {m, 49152, 576}});
  }
}

BENCHMARK(BM_Forward)->Apply(Products);
BENCHMARK(BM_InputGradient)->Apply(Products);
BENCHMARK(BM_WeightGradient)->Apply(Products);
BENCHMARK(BM_Decode)->Apply(Decodes);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
