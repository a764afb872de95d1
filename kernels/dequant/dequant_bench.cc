#include <vector>

#include "kernels/bench.h"
#include "kernels/dequant/dequant.h"

namespace r1bench::kernels {
namespace {

void BM_Dequantize(benchmark::State& state) {
  const auto type = static_cast<GgmlType>(state.range(0));
  const int64_t n = 576 * 1536;
  std::vector<uint8_t> in(QuantizedBytes(type, n));
  for (size_t i = 0; i < in.size(); ++i) in[i] = static_cast<uint8_t>(i * 2654435761u >> 20) & 63;
  std::vector<float> out(n);
  state.SetLabel(GgmlTypeName(type));
  RunKernel(state, static_cast<int>(state.range(1)), 2.0 * n,
            static_cast<double>(in.size()) + 4.0 * n,
            [&] { Dequantize(type, n, in.data(), out.data()); });
}

void Types(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"type", "threads"})->UseRealTime();
  for (const GgmlType type : {GgmlType::kF16, GgmlType::kBF16, GgmlType::kQ8_0, GgmlType::kQ4_0,
                              GgmlType::kQ4_1, GgmlType::kQ6_K}) {
    for (const int64_t threads : BenchThreads()) {
      bench->Args({static_cast<int64_t>(type), threads});
    }
  }
}

BENCHMARK(BM_Dequantize)->Apply(Types);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
