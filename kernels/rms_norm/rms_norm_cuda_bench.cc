// The spec's shape, and SmolLM2-135M's row at a training step's size.
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/rms_norm/rms_norm_cuda.h"

namespace r1bench::cuda {
namespace {

constexpr float kEps = 1e-5f;

template <typename T>
struct Data {
  Data(const Bench& bench, int64_t rows, int64_t n, int sets)
      : w(bench.Random<float>(n, 1)),
        inv(bench.Random<float>(rows, 2)),
        dw(bench.Random<float>(n, 3)) {
    for (int s = 0; s < sets; ++s) {
      x.push_back(bench.Random<T>(rows * n, 10 + s));
      y.push_back(bench.Random<T>(rows * n, 20 + s));
      z.push_back(bench.Random<T>(rows * n, 30 + s));
    }
    workspace = DeviceArray<float>(RmsNormBackwardWorkspace(rows, n));
  }
  DeviceArray<float> w, inv, dw, workspace;
  std::vector<DeviceArray<T>> x, y, z;
};

template <typename T>
void Shape(Bench& bench, int64_t rows, int64_t n, const std::string& dtype) {
  const double bytes = static_cast<double>(rows) * n * sizeof(T);
  const std::string shape = std::to_string(rows) + " x " + std::to_string(n);
  Data<T> d(bench, rows, n, Bench::Sets(2 * bytes));
  const Stream& stream = bench.stream();
  bench.Add({"RMSNorm forward", shape, dtype, {.bytes = 2 * bytes}, 0.80, 0.90, [&](int s) {
               RmsNormForward<T>(stream, rows, n, kEps, d.x[s].data(), d.w.data(), d.y[s].data(),
                                 d.inv.data());
             }});
  bench.Add({"add + RMSNorm forward", shape, dtype, {.bytes = 4 * bytes}, 0.75, 0.88, [&](int s) {
               AddRmsNormForward<T>(stream, rows, n, kEps, d.x[s].data(), d.z[s].data(), d.w.data(),
                                    d.y[s].data(), d.inv.data());
             }});
  bench.Add({"RMSNorm backward", shape, dtype, {.bytes = 3 * bytes}, 0.65, 0.80, [&](int s) {
               RmsNormBackward<T>(stream, rows, n, d.x[s].data(), d.w.data(), d.inv.data(),
                                  d.y[s].data(), false, d.z[s].data(), d.dw.data(),
                                  d.workspace.data());
             }});
}

void Run(Bench& bench) {
  Shape<Bf16>(bench, 8192, 7168, "bf16");
  Shape<float>(bench, 8192, 7168, "fp32");
  Shape<Bf16>(bench, 32768, 576, "bf16");
  Shape<float>(bench, 32768, 576, "fp32");
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "rms_norm_cuda_bench",
                                  "times RMS normalisation on the GPU", r1bench::cuda::Run);
}
