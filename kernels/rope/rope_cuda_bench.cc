// The spec's shape and SmolLM2-135M's, within rows of fused queries, keys and values.
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/rope/rope.h"
#include "kernels/rope/rope_cuda.h"

namespace r1bench::cuda {
namespace {

struct Heads {
  int64_t queries, keys, size;
};

template <typename T>
void Shape(Bench& bench, int64_t rows, const Heads& heads, const std::string& dtype) {
  const Stream& stream = bench.stream();
  const int64_t rotated = heads.queries + heads.keys;
  const int64_t stride = (rotated + heads.keys) * heads.size;
  const std::vector<float> frequencies(static_cast<size_t>(heads.size / 2), 0.01f);
  const kernels::RopeTable table(heads.size, frequencies, rows);
  const auto copied = [&](const float* x) {
    return ToDevice(stream, std::vector<float>(x, x + rows * heads.size / 2));
  };
  const auto cos = copied(table.cos()), sin = copied(table.sin());
  std::vector<int32_t> each;
  for (int64_t t = 0; t < rows; ++t) each.push_back(static_cast<int32_t>(t));
  const auto positions = ToDevice(stream, each);
  std::vector<DeviceArray<T>> x;
  const double bytes = 2.0 * static_cast<double>(rows * rotated * heads.size) * sizeof(T);
  for (int s = 0; s < Bench::Sets(bytes / 2); ++s) {
    x.push_back(bench.Random<T>(rows * stride, 10 + s));
  }
  const std::string shape = std::to_string(rows) + " rows, " + std::to_string(heads.queries) +
                            " + " + std::to_string(heads.keys) + " heads of " +
                            std::to_string(heads.size);
  bench.Add({"RoPE in place", shape, dtype, {.bytes = bytes}, 0.75, 0.85, [&](int s) {
               RopeApply<T>(stream, rows, rotated, heads.size, stride, positions.data(), cos.data(),
                            sin.data(), x[s].data(), false);
             }});
}

void Run(Bench& bench) {
  Shape<Bf16>(bench, 8192, {32, 8, 128}, "bf16");
  Shape<float>(bench, 8192, {32, 8, 128}, "fp32");
  Shape<Bf16>(bench, 32768, {9, 3, 64}, "bf16");
  Shape<float>(bench, 32768, {9, 3, 64}, "fp32");
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "rope_cuda_bench",
                                  "times the rotary embedding on the GPU", r1bench::cuda::Run);
}
