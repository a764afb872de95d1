// The spec's shape and SmolLM2-135M's vocabulary. The spec's targets: temperature alone 2 and 1.3
// times the floor, top-k and top-p 5 and 2.5 times.
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/sampling/sampling_cuda.h"

namespace r1bench::cuda {
namespace {

struct Kind {
  const char* name;
  int32_t top_k;
  float top_p;
  bool greedy;
  double v1, v2;
};
constexpr Kind kKinds[] = {{"sampling, temperature", 0, 1.0f, false, 1 / 2.0, 1 / 1.3},
                           {"sampling, greedy", 0, 1.0f, true, 1 / 2.0, 1 / 1.3},
                           {"sampling, top-k 50", 50, 1.0f, false, 1 / 5.0, 1 / 2.5},
                           {"sampling, top-p 0.95", 0, 0.95f, false, 1 / 5.0, 1 / 2.5},
                           {"sampling, top-k 50, top-p 0.95", 50, 0.95f, false, 1 / 5.0, 1 / 2.5}};

// Spread as widely as a model's: ten times the benches' uniform numbers.
DeviceArray<float> Logits(const Bench& bench, int64_t n, uint64_t seed) {
  std::vector<float> x = ToHost(bench.stream(), bench.Random<float>(n, seed));
  for (float& v : x) v *= 10.0f;
  return ToDevice(bench.stream(), x);
}

void Shape(Bench& bench, int64_t rows, int64_t vocab) {
  const Stream& stream = bench.stream();
  const double bytes = 4.0 * rows * vocab;
  std::vector<DeviceArray<float>> logits;
  for (int set = 0; set < Bench::Sets(bytes); ++set) {
    logits.push_back(Logits(bench, rows * vocab, 10 + set));
  }
  const auto positions = ToDevice(stream, std::vector<int64_t>(rows, 5));
  DeviceArray<unsigned char> workspace(SampleWorkspaceBytes(rows, vocab));
  DeviceArray<int32_t> tokens(rows);
  DeviceArray<kernels::TokenStats> stats(rows);
  for (const Kind& kind : kKinds) {
    std::vector<SampleSettings> of_rows(rows);
    for (int64_t t = 0; t < rows; ++t) {
      of_rows[t].request = static_cast<uint64_t>(t);
      of_rows[t].top_k = kind.top_k;
      of_rows[t].top_p = kind.top_p;
      of_rows[t].greedy = kind.greedy ? 1 : 0;
    }
    const auto settings = ToDevice(stream, of_rows);
    bench.Add({kind.name,
               std::to_string(rows) + " x " + std::to_string(vocab),
               "fp32",
               {.bytes = bytes},
               kind.v1,
               kind.v2,
               [&](int set) {
                 const bool truncated = kind.top_k > 0 || kind.top_p < 1;
                 SampleTokens(stream,
                              {rows, vocab, logits[set].data(), settings.data(), positions.data(),
                               truncated},
                              workspace.data(), tokens.data(), stats.data());
               }});
  }
}

void Run(Bench& bench) {
  Shape(bench, 256, 152064);
  Shape(bench, 256, 49152);
  Shape(bench, 8, 152064);
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "sampling_cuda_bench",
                                  "times the choice of tokens on the GPU", r1bench::cuda::Run);
}
