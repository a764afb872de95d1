// The spec's shape and SmolLM2-135M's; gate and up are halves of one row.
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/swiglu/swiglu_cuda.h"

namespace r1bench::cuda {
namespace {

template <typename T>
struct Data {
  Data(const Bench& bench, int64_t rows, int64_t n, int sets) {
    for (int s = 0; s < sets; ++s) {
      gate_up.push_back(bench.Random<T>(rows * 2 * n, 10 + s));
      dgate_up.push_back(bench.Random<T>(rows * 2 * n, 20 + s));
      y.push_back(bench.Random<T>(rows * n, 30 + s));
    }
  }
  std::vector<DeviceArray<T>> gate_up, dgate_up, y;
};

template <typename T>
void Shape(Bench& bench, int64_t rows, int64_t n, const std::string& dtype) {
  const double bytes = static_cast<double>(rows * n) * sizeof(T);
  const std::string shape = std::to_string(rows) + " x " + std::to_string(n);
  Data<T> d(bench, rows, n, Bench::Sets(3 * bytes));
  const Stream& stream = bench.stream();
  bench.Add({"SwiGLU forward", shape, dtype, {.bytes = 3 * bytes}, 0.85, 0.92, [&](int s) {
               const T* gate = d.gate_up[s].data();
               SwigluForward<T>(stream, rows, n, gate, gate + n, d.y[s].data(), 2 * n);
             }});
  bench.Add({"SwiGLU backward", shape, dtype, {.bytes = 5 * bytes}, 0.85, 0.92, [&](int s) {
               const T* gate = d.gate_up[s].data();
               T* dgate = d.dgate_up[s].data();
               SwigluBackward<T>(stream, rows, n, gate, gate + n, d.y[s].data(), dgate, dgate + n,
                                 2 * n);
             }});
}

void Run(Bench& bench) {
  Shape<Bf16>(bench, 8192, 18432, "bf16");
  Shape<float>(bench, 8192, 18432, "fp32");
  Shape<Bf16>(bench, 32768, 1536, "bf16");
  Shape<float>(bench, 32768, 1536, "fp32");
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "swiglu_cuda_bench",
                                  "times the gated linear unit on the GPU", r1bench::cuda::Run);
}
