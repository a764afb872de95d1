// The spec's 64 million tokens with a reference and entropies (five arrays read, one written), and
// a training step's number, at which the launches show.
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/policy_loss/policy_loss_cuda.h"

namespace r1bench::cuda {
namespace {

struct Set {
  Set(const Bench& bench, int64_t n, uint64_t seed)
      : logp(bench.Random<float>(n, seed)),
        old_logp(bench.Random<float>(n, seed + 1)),
        ref_logp(bench.Random<float>(n, seed + 2)),
        advantage(bench.Random<float>(n, seed + 3)),
        entropy(bench.Random<float>(n, seed + 4)),
        dlogp(n) {}
  DeviceArray<float> logp, old_logp, ref_logp, advantage, entropy, dlogp;
};

void Shape(Bench& bench, int64_t answers, int64_t length) {
  const Stream& stream = bench.stream();
  const int64_t n = answers * length;
  std::vector<int32_t> bounds;
  for (int64_t s = 0; s <= answers; ++s) bounds.push_back(static_cast<int32_t>(s * length));
  const auto cu_tokens = ToDevice(stream, bounds);
  const double weight = 1.0 / static_cast<double>(n);
  const auto weights = ToDevice(stream, std::vector<double>(static_cast<size_t>(answers), weight));
  DeviceArray<char> workspace(PolicyLossWorkspaceBytes(n));
  auto sums = ToDevice(stream, std::vector<PolicySums>(1));
  std::vector<Set> sets;
  const double bytes = 24.0 * static_cast<double>(n);
  for (int s = 0; s < Bench::Sets(bytes); ++s) sets.emplace_back(bench, n, 10 * s + 1);
  const auto run = [&](int s, double kl_coefficient) {
    Set& set = sets[s];
    const PolicyTokens in = {.tokens = n,
                             .answers = answers,
                             .cu_tokens = cu_tokens.data(),
                             .weight = weights.data(),
                             .logp = set.logp.data(),
                             .old_logp = set.old_logp.data(),
                             .ref_logp = kl_coefficient > 0 ? set.ref_logp.data() : nullptr,
                             .advantage = set.advantage.data(),
                             .entropy = set.entropy.data()};
    PolicyLoss(stream, {.kl_coefficient = kl_coefficient}, in, workspace.data(), set.dlogp.data(),
               sums.data());
  };
  const std::string shape = std::to_string(answers) + " answers of " + std::to_string(length);
  bench.Add({"policy loss and gradient", shape, "fp32", {.bytes = bytes}, 0.75, 0.88, [&](int s) {
               run(s, 0.01);
             }});
  bench.Add({"policy loss and gradient, no reference",
             shape,
             "fp32",
             {.bytes = bytes / 6 * 5},
             0.75,
             0.88,
             [&](int s) { run(s, 0); }});
}

void Run(Bench& bench) {
  Shape(bench, 8192, 8192);
  Shape(bench, 128, 512);
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "policy_loss_cuda_bench",
                                  "times the policy loss on the GPU", r1bench::cuda::Run);
}
