// A hidden state's size, and the rows of fused queries, keys and values for a bias.
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/elementwise/elementwise_cuda.h"

namespace r1bench::cuda {
namespace {

template <typename T>
void Shape(Bench& bench, int64_t rows, int64_t n, const std::string& dtype) {
  const Stream& stream = bench.stream();
  const double bytes = static_cast<double>(rows * n) * sizeof(T);
  const std::string shape = std::to_string(rows) + " x " + std::to_string(n);
  std::vector<DeviceArray<T>> a, b, out;
  for (int s = 0; s < Bench::Sets(bytes); ++s) {
    a.push_back(bench.Random<T>(rows * n, 10 + s));
    b.push_back(bench.Random<T>(rows * n, 20 + s));
    out.push_back(bench.Random<T>(rows * n, 30 + s));
  }
  const auto bias = bench.Random<float>(n, 1);
  auto sum = bench.Random<float>(n, 2);
  bench.Add({"add", shape, dtype, {.bytes = 3 * bytes}, 0.80, 0.90, [&](int s) {
               Add<T>(stream, rows * n, a[s].data(), b[s].data(), out[s].data());
             }});
  bench.Add({"add bias", shape, dtype, {.bytes = 2 * bytes}, 0.80, 0.90, [&](int s) {
               AddBias<T>(stream, rows, n, a[s].data(), bias.data(), out[s].data());
             }});
  bench.Add({"column sum in row order", shape, dtype, {.bytes = bytes}, 0, 0, [&](int s) {
               ColumnSum<T>(stream, rows, n, a[s].data(), n, sum.data());
             }});
}

void Run(Bench& bench) {
  Shape<Bf16>(bench, 8192, 4608, "bf16");
  Shape<float>(bench, 8192, 4608, "fp32");
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "elementwise_cuda_bench",
                                  "times sums of arrays on the GPU", r1bench::cuda::Run);
}
