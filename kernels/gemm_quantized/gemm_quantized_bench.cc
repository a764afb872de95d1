// One row (decode) streams matrices from memory: GB/s, of_limit is the share of the read bandwidth.
// Many rows: operations a second (2 for each weight and row), of_limit is the share of the rate of
// the 8-bit dot-product instruction. Both limits are measured in the same run. Types are numbers of
// the GGUF format: 2 Q4_0, 3 Q4_1, 8 Q8_0. Shapes are those of SmolLM2's layers.
#include <algorithm>
#include <vector>

#include "base/parallel.h"
#include "kernels/bench.h"
#include "kernels/gemm_quantized/gemm_quantized.h"

namespace r1bench::kernels {
namespace {

PackedQuantizedMatrix Matrix(GgmlType type, int64_t n, int64_t k) {
  std::vector<uint8_t> blocks(QuantizedBytes(type, n * k));
  for (size_t i = 0; i < blocks.size(); ++i) {
    blocks[i] = static_cast<uint8_t>(i * 2654435761u >> 20) & 63;  // the halfs are small too
  }
  PackedQuantizedMatrix out;
  out.Reserve(type, n, k);
  out.PackRows(0, n, blocks.data());
  return out;
}

void Report(benchmark::State& state, double limit_seconds, double work, double bytes) {
  using benchmark::Counter;
  state.counters["of_limit"] = Counter(limit_seconds, Counter::kIsIterationInvariantRate);
  state.counters["op/s"] = Counter(work, Counter::kIsIterationInvariantRate);
  if (bytes > 0) state.counters["bytes/s"] = Counter(bytes, Counter::kIsIterationInvariantRate);
}

// The layers of a model one after the other: fused q, k, v; attention output; gate and up; down.
void BM_DecodeLayers(benchmark::State& state) {
  const auto type = static_cast<GgmlType>(state.range(0));
  const int64_t m = state.range(1);
  const int threads = static_cast<int>(state.range(2));
  std::vector<PackedQuantizedMatrix> layers;
  double bytes = 0, work = 0;
  for (int layer = 0; layer < 60; ++layer) {
    for (const auto& [n, k] :
         {std::pair{960, 576}, std::pair{576, 576}, std::pair{3072, 576}, std::pair{576, 1536}}) {
      layers.push_back(Matrix(type, n, k));
      bytes += static_cast<double>(layers.back().bytes());
      work += 2.0 * static_cast<double>(m) * n * k;
    }
  }
  const std::vector<float> a = BenchFloats(m * 1536, 1);
  std::vector<float> c(m * 3072);
  const double limit = std::max(bytes / ReadBandwidth(threads), work / PeakInt8Ops(threads));
  base::SetNumThreads(threads);
  for (auto _ : state) {
    for (const PackedQuantizedMatrix& w : layers) {
      GemmQuantized(m, a.data(), 1536, w, c.data(), 3072, nullptr);
    }
  }
  state.SetLabel(GgmlTypeName(type));
  Report(state, limit, work, bytes);
}

// The vocabulary: one large matrix.
void BM_DecodeHead(benchmark::State& state) {
  const auto type = static_cast<GgmlType>(state.range(0));
  const int64_t m = state.range(1), n = 49152, k = 576;
  const int threads = static_cast<int>(state.range(2));
  std::vector<PackedQuantizedMatrix> heads;
  for (int i = 0; i < 8; ++i) heads.push_back(Matrix(type, n, k));
  const double bytes = 8.0 * static_cast<double>(heads[0].bytes());
  const double work = 8.0 * 2.0 * static_cast<double>(m) * n * k;
  const std::vector<float> a = BenchFloats(m * k, 1);
  std::vector<float> c(m * n);
  const double limit = std::max(bytes / ReadBandwidth(threads), work / PeakInt8Ops(threads));
  base::SetNumThreads(threads);
  for (auto _ : state) {
    for (const PackedQuantizedMatrix& w : heads) {
      GemmQuantized(m, a.data(), k, w, c.data(), n, nullptr);
    }
  }
  state.SetLabel(GgmlTypeName(type));
  Report(state, limit, work, bytes);
}

void BM_Rows(benchmark::State& state) {
  const auto type = static_cast<GgmlType>(state.range(0));
  const int64_t m = state.range(1), n = state.range(2), k = state.range(3);
  const int threads = static_cast<int>(state.range(4));
  const PackedQuantizedMatrix w = Matrix(type, n, k);
  const std::vector<float> a = BenchFloats(m * k, 1);
  std::vector<float> c(m * n);
  const double work = 2.0 * static_cast<double>(m) * n * k;
  const double limit = work / PeakInt8Ops(threads);
  base::SetNumThreads(threads);
  for (auto _ : state) GemmQuantized(m, a.data(), k, w, c.data(), n, nullptr);
  state.SetLabel(GgmlTypeName(type));
  Report(state, limit, work, 0);
}

const std::vector<int64_t> kTypes = {2, 3, 8};

void Decodes(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"type", "m", "threads"})->UseRealTime();
  bench->ArgsProduct({kTypes, {1, 16}, BenchThreads()});
}

void Products(benchmark::internal::Benchmark* bench) {
  bench->ArgNames({"type", "m", "n", "k", "threads"})->UseRealTime();
  bench->ArgsProduct({kTypes, {16, 64, 512}, {3072}, {576}, BenchThreads()});
  bench->ArgsProduct({kTypes, {16, 64, 512}, {576}, {1536}, BenchThreads()});
}

BENCHMARK(BM_DecodeLayers)->Apply(Decodes);
BENCHMARK(BM_DecodeHead)->Apply(Decodes);
BENCHMARK(BM_Rows)->Apply(Products);

}  // namespace
}  // namespace r1bench::kernels

BENCHMARK_MAIN();
