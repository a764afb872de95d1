// A quarter of a billion parameters, and SmolLM2-135M's number.
#include <cmath>
#include <string>
#include <vector>

#include "kernels/adamw/adamw_cuda.h"
#include "kernels/cuda/bench.h"

namespace r1bench::cuda {
namespace {

struct Data {
  Data(const Bench& bench, int64_t n, int sets) {
    for (int s = 0; s < sets; ++s) {
      grad.push_back(bench.Random<float>(n, 10 + s));
      param.push_back(bench.Random<float>(n, 20 + s));
      m.push_back(bench.Random<float>(n, 30 + s));
      v.push_back(Squares(bench.stream(), n, 40 + s));
      copy.emplace_back(n);
    }
    workspace = DeviceArray<double>(GradientNormWorkspace(n));
  }

  // Second moments: not negative.
  static DeviceArray<float> Squares(const Stream& stream, int64_t n, uint64_t seed) {
    std::vector<float> x = kernels::BenchFloats(n, seed);
    for (float& v : x) v *= v;
    return ToDevice(stream, x);
  }

  std::vector<DeviceArray<float>> grad, param, m, v;
  std::vector<DeviceArray<Bf16>> copy;
  DeviceArray<double> workspace;
};

void Shape(Bench& bench, int64_t n) {
  const Stream& stream = bench.stream();
  const double count = static_cast<double>(n);
  const std::string shape = std::to_string(n / 1'000'000) + "M parameters";
  Data d(bench, n, Bench::Sets(18 * count));
  DeviceArray<GradientClip> clip(1);
  // Every second quarter decays.
  const std::vector<kernels::DecayRange> ranges = {{0, n / 4}, {n / 2, n / 4 * 3}};
  const auto decay = ToDevice(stream, ranges);
  bench.Add({"gradient norm", shape, "fp32", {.bytes = 4 * count}, 0.75, 0.88, [&](int s) {
               GradientNorm(stream, n, d.grad[s].data(), 1.0, d.workspace.data(), clip.data());
             }});
  const kernels::AdamWOptions options = {.weight_decay = 0.1};
  const auto update = [&](int s, Bf16* copy) {
    AdamW(stream, options, n, d.grad[s].data(), d.param[s].data(), d.m[s].data(), d.v[s].data(),
          decay.size(), decay.data(), clip.data(), copy);
  };
  bench.Add({"AdamW", shape, "fp32", {.bytes = 28 * count}, 0.80, 0.90, [&](int s) {
               update(s, nullptr);
             }});
  bench.Add({"AdamW, bf16 copy", shape, "fp32", {.bytes = 30 * count}, 0.80, 0.90, [&](int s) {
               update(s, d.copy[s].data());
             }});
}

void Run(Bench& bench) {
  Shape(bench, 256'000'000);
  Shape(bench, 134'515'008);
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "adamw_cuda_bench",
                                  "times AdamW and the gradient's norm on the GPU",
                                  r1bench::cuda::Run);
}
