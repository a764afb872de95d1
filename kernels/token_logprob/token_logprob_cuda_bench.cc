// The spec's shape and SmolLM2-135M's head, in both modes of the products.
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/token_logprob/token_logprob_cuda.h"

namespace r1bench::cuda {
namespace {

struct Data {
  Data(const Bench& bench, const HeadShape& s, int sets) {
    const Stream& stream = bench.stream();
    for (int set = 0; set < sets; ++set) {
      hidden.push_back(bench.Random<Bf16>(s.rows * s.hidden, 10 + set));
      weight.push_back(bench.Random<Bf16>(s.vocab * s.hidden, 20 + set));
    }
    std::vector<int32_t> ids;
    for (int64_t t = 0; t < s.rows; ++t) ids.push_back(static_cast<int32_t>(t * 7919 % s.vocab));
    targets = ToDevice(stream, ids);
    inv_temperatures = ToDevice(stream, std::vector<float>(s.rows, 1.0f));
    dlogp = bench.Random<float>(s.rows, 1);
    dhidden = bench.Random<float>(s.rows * s.hidden, 2);
    dweight = bench.Random<float>(s.vocab * s.hidden, 3);
    stats = DeviceArray<kernels::TokenStats>(s.rows);
    workspace = DeviceArray<unsigned char>(TokenLogprobWorkspaceBytes<Bf16>(s));
  }

  TokenLogprobInput<Bf16> Input(const HeadShape& s, int set) const {
    return {s, hidden[set].data(), weight[set].data(), inv_temperatures.data(), targets.data()};
  }

  std::vector<DeviceArray<Bf16>> hidden, weight;
  DeviceArray<int32_t> targets;
  DeviceArray<float> inv_temperatures, dlogp, dhidden, dweight;
  DeviceArray<kernels::TokenStats> stats;
  DeviceArray<unsigned char> workspace;
};

void Shape(Bench& bench, const HeadShape& s) {
  const double flops = 2.0 * s.rows * s.vocab * s.hidden;
  const double bytes = 2.0 * (s.rows + s.vocab) * s.hidden;
  Data d(bench, s, Bench::Sets(bytes));
  const Stream& stream = bench.stream();
  const std::string shape =
      std::to_string(s.rows) + " x " + std::to_string(s.vocab) + " x " + std::to_string(s.hidden);
  for (const MatmulMode mode : {MatmulMode::kFast, MatmulMode::kFixedOrder}) {
    Matmul matmul(mode);
    const std::string suffix = mode == MatmulMode::kFast ? "" : ", fixed order";
    bench.Add({"linear + log-probability forward" + suffix,
               shape,
               "bf16",
               {bytes, flops},
               0.51,
               0.76,
               [&](int set) {
                 TokenLogprobForward(stream, matmul, d.Input(s, set), d.workspace.data(),
                                     d.stats.data());
               }});
    // The operands, and their gradients read and written in fp32.
    bench.Add({"linear + log-probability backward" + suffix,
               shape,
               "bf16",
               {bytes * 5, flops * 3},
               0.44,
               0.70,
               [&](int set) {
                 TokenLogprobBackward(stream, matmul, d.Input(s, set), d.stats.data(),
                                      d.dlogp.data(), d.workspace.data(), d.dhidden.data(),
                                      d.dweight.data());
               }});
  }
}

void Run(Bench& bench) {
  Shape(bench, {8192, 152064, 3584});
  Shape(bench, {32768, 49152, 576});
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(
      argc, argv, "token_logprob_cuda_bench",
      "times the language-model head with log-probability and entropy on the GPU",
      r1bench::cuda::Run);
}
