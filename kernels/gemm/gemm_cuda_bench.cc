// Both modes of a linear layer's products: a large one, those of a 7B-shaped layer at a training
// step and at decode steps. The library is cuBLASLt, which is kFast.
#include <algorithm>
#include <string>
#include <vector>

#include "kernels/cuda/bench.h"
#include "kernels/gemm/gemm_cuda.h"

namespace r1bench::cuda {
namespace {

std::string Name(const LinearShape& s) {
  return std::to_string(s.rows) + " x " + std::to_string(s.n) + " x " + std::to_string(s.k);
}

// Bytes of a product of the layer's three arrays; dw is read and written in fp32.
template <typename T>
double ForwardBytes(const LinearShape& s) {
  return sizeof(T) * (1.0 * s.rows * s.k + 1.0 * s.n * s.k + 1.0 * s.rows * s.n);
}
template <typename T>
double WeightGradientBytes(const LinearShape& s) {
  return sizeof(T) * (1.0 * s.rows * s.k + 1.0 * s.rows * s.n) + 8.0 * s.n * s.k;
}

template <typename T>
struct Data {
  Data(const Bench& bench, const LinearShape& s)
      : fixed(MatmulMode::kFixedOrder), fast(MatmulMode::kFast) {
    const int sets =
        std::max(Bench::Sets(ForwardBytes<T>(s)), Bench::Sets(WeightGradientBytes<T>(s)));
    for (int set = 0; set < sets; ++set) {
      x.push_back(bench.Random<T>(s.rows * s.k, 10 + set));
      w.push_back(bench.Random<T>(s.n * s.k, 200 + set));
      y.push_back(bench.Random<T>(s.rows * s.n, 400 + set));
    }
    dw = bench.Random<float>(s.n * s.k, 1);
  }
  Matmul fixed, fast;
  std::vector<DeviceArray<T>> x, w, y;
  DeviceArray<float> dw;
};

template <typename T>
void Layer(Bench& bench, const LinearShape& s, bool backward, const std::string& dtype) {
  Data<T> d(bench, s);
  const Stream& stream = bench.stream();
  const double flops = 2.0 * s.rows * s.n * s.k;
  const double bytes = ForwardBytes<T>(s);
  const auto forward = [&](Matmul& matmul) {
    return [&](int set) {
      matmul.Forward(stream, s, d.x[set].data(), d.w[set].data(), nullptr, false, d.y[set].data());
    };
  };
  bench.Add({"matmul forward, fixed order",
             Name(s),
             dtype,
             {bytes, flops},
             0.4,
             0.6,
             forward(d.fixed),
             forward(d.fast)});
  if (!backward) return;
  const auto input = [&](Matmul& matmul) {
    return [&](int set) {
      matmul.InputGradient(stream, s, d.y[set].data(), d.w[set].data(), false, d.x[set].data());
    };
  };
  bench.Add({"matmul input gradient, fixed order",
             Name(s),
             dtype,
             {bytes, flops},
             0.4,
             0.6,
             input(d.fixed),
             input(d.fast)});
  const auto weight = [&](Matmul& matmul) {
    return [&](int set) {
      matmul.WeightGradient(stream, s, d.y[set].data(), d.x[set].data(), d.dw.data());
    };
  };
  bench.Add({"matmul weight gradient, fixed order",
             Name(s),
             dtype,
             {WeightGradientBytes<T>(s), flops},
             0.4,
             0.6,
             weight(d.fixed),
             weight(d.fast)});
}

void Run(Bench& bench) {
  Layer<Bf16>(bench, {8192, 8192, 8192}, true, "bf16");
  Layer<Bf16>(bench, {8192, 18944, 3584}, true, "bf16");
  Layer<Bf16>(bench, {8192, 1536, 576}, true, "bf16");
  for (const int64_t rows : {1, 16, 64, 256}) {
    Layer<Bf16>(bench, {rows, 8960, 1536}, false, "bf16");
    Layer<Bf16>(bench, {rows, 1536, 8960}, false, "bf16");
  }
  Layer<float>(bench, {4096, 4096, 4096}, true, "fp32");
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "gemm_cuda_bench",
                                  "times the matrix products of linear layers on the GPU",
                                  r1bench::cuda::Run);
}
