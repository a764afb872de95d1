// Rows of Qwen2.5-7B's size, tokens at random.
#include <set>
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/embedding/embedding_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr int64_t kVocab = 152'064;

std::vector<int32_t> Tokens(int64_t count) {
  std::vector<int32_t> tokens;
  for (const float x : kernels::BenchFloats(count, 1)) {
    tokens.push_back(static_cast<int32_t>((x + 1) * 0.5f * (kVocab - 1)));
  }
  return tokens;
}

template <typename T>
void Shape(Bench& bench, int64_t count, int64_t n, const std::string& dtype) {
  const Stream& stream = bench.stream();
  const std::vector<int32_t> host = Tokens(count);
  const double distinct = static_cast<double>(std::set<int32_t>(host.begin(), host.end()).size());
  const auto tokens = ToDevice(stream, host);
  const auto table = bench.Random<T>(kVocab * n, 2);
  auto dtable = bench.Random<float>(kVocab * n, 3);
  DeviceArray<char> workspace(EmbeddingBackwardWorkspaceBytes(count));
  const double bytes = static_cast<double>(count * n) * sizeof(T);
  std::vector<DeviceArray<T>> rows;
  for (int s = 0; s < Bench::Sets(bytes); ++s) rows.push_back(bench.Random<T>(count * n, 10 + s));
  const std::string shape = std::to_string(count) + " x " + std::to_string(n);
  bench.Add({"embedding forward", shape, dtype, {.bytes = 2 * bytes}, 0.75, 0.85, [&](int s) {
               GatherRows(stream, count, n, tokens.data(), table.data(), rows[s].data());
             }});
  const double moved = bytes + 8 * distinct * static_cast<double>(n);
  bench.Add({"embedding backward", shape, dtype, {.bytes = moved}, 0.50, 0.70, [&](int s) {
               EmbeddingBackward(stream, count, n, tokens.data(), rows[s].data(), dtable.data(),
                                 workspace.data());
             }});
}

void Run(Bench& bench) {
  Shape<Bf16>(bench, 8192, 3584, "bf16");
  Shape<float>(bench, 8192, 3584, "fp32");
  Shape<Bf16>(bench, 32768, 576, "bf16");
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "embedding_cuda_bench",
                                  "times the token embedding on the GPU", r1bench::cuda::Run);
}
