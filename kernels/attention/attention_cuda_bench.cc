// The spec's shapes: decode of 64 sequences of 8k tokens, a prompt of 16k tokens and its gradient;
// and SmolLM2-135M's heads at the sizes of a rollout and a training step.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/attention/attention_cuda.h"
#include "kernels/cuda/bench.h"

namespace r1bench::cuda {
namespace {

using kernels::AttentionDims;

struct Shape {
  AttentionDims dims;
  int64_t sequences, tokens;
  std::string Name() const {
    return std::to_string(sequences) + " x " + std::to_string(tokens) + ", " +
           std::to_string(dims.n_heads) + "/" + std::to_string(dims.n_kv_heads) + " x " +
           std::to_string(dims.head_dim);
  }
  int64_t rows() const { return sequences * tokens; }
  int64_t pages_each() const { return (tokens + 15) / 16; }
  int64_t page_size() const { return 16 * dims.n_kv_heads * dims.head_dim; }
};

Shape MakeShape(int64_t heads, int64_t kv_heads, int64_t head_dim, int64_t sequences,
                int64_t tokens) {
  const float scale = 1.0f / std::sqrt(static_cast<float>(head_dim));
  return {{.n_heads = heads, .n_kv_heads = kv_heads, .head_dim = head_dim, .scale = scale},
          sequences,
          tokens};
}

// Block tables over pages in an order that jumps about.
std::vector<int32_t> Tables(const Shape& s) {
  const int64_t pages = s.sequences * s.pages_each();
  int64_t step = pages * 5 / 8 | 1;
  while (std::gcd(step, pages) != 1) step += 2;
  std::vector<int32_t> tables(pages);
  for (int64_t i = 0; i < pages; ++i) tables[i] = static_cast<int32_t>(i * step % pages);
  return tables;
}

template <typename T>
struct Cache {
  Cache(const Bench& bench, const Shape& s, int sets)
      : tables(ToDevice(bench.stream(), Tables(s))) {
    for (int i = 0; i < sets; ++i) {
      pools.push_back(bench.Random<T>(2 * s.sequences * s.pages_each() * s.page_size(), 10 + i));
    }
  }
  KvPages<T> Pages(const Shape& s, int set) {
    return {pools[set].data(), pools[set].data() + s.page_size(), 2 * s.page_size()};
  }
  BlockTables Table(const Shape& s) const { return {tables.data(), s.pages_each()}; }
  DeviceArray<int32_t> tables;
  std::vector<DeviceArray<T>> pools;
};

// One query a sequence, at its last token. The least to move: keys and values once.
template <typename T>
void Decode(Bench& bench, const Shape& s, const std::string& dtype) {
  const double bytes = 2.0 * s.sequences * s.tokens * s.dims.n_kv_heads * s.dims.head_dim *
                       static_cast<double>(sizeof(T));
  Cache<T> cache(bench, s, Bench::Sets(bytes));
  const int64_t width = s.dims.n_heads * s.dims.head_dim;
  const auto q = bench.Random<T>(s.sequences * width, 1);
  DeviceArray<T> out(q.size());
  DeviceArray<float> work(AttentionDecodeWorkspace(s.dims, s.sequences, s.tokens));
  const auto positions = ToDevice(
      bench.stream(), std::vector<int32_t>(s.sequences, static_cast<int32_t>(s.tokens - 1)));
  bench.Add({"attention decode", s.Name(), dtype, {.bytes = bytes}, 0.65, 0.80, [&](int set) {
               AttentionDecode<T>(bench.stream(), s.dims, cache.Pages(s, set), cache.Table(s),
                                  s.sequences, s.tokens, positions.data(),
                                  {q.data(), width, out.data(), width, nullptr}, work.data());
             }});
}

// Multiply-adds of one product of all pairs of query and key, twice.
double ProductFlops(const Shape& s) {
  return 2.0 * s.dims.n_heads * s.dims.head_dim * s.sequences * s.tokens * (s.tokens + 1) / 2;
}

std::vector<int32_t> RowBegins(const Shape& s) {
  std::vector<int32_t> begin;
  for (int64_t i = 0; i <= s.sequences; ++i) begin.push_back(static_cast<int32_t>(i * s.tokens));
  return begin;
}

template <typename T>
void Prefill(Bench& bench, const Shape& s, const std::string& dtype) {
  const int64_t width = s.dims.n_heads * s.dims.head_dim;
  const int sets = Bench::Sets(2.0 * s.rows() * width * sizeof(T));
  Cache<T> cache(bench, s, sets);
  std::vector<DeviceArray<T>> q;
  for (int i = 0; i < sets; ++i) q.push_back(bench.Random<T>(s.rows() * width, 30 + i));
  DeviceArray<T> out(s.rows() * width);
  DeviceArray<float> lse(s.rows() * s.dims.n_heads);
  const auto begin = ToDevice(bench.stream(), RowBegins(s));
  const auto first = ToDevice(bench.stream(), std::vector<int32_t>(s.sequences, 0));
  const PrefillBatch batch = {s.sequences, s.tokens, s.tokens, begin.data(), first.data()};
  bench.Add({"attention prefill",
             s.Name(),
             dtype,
             {.flops = 2 * ProductFlops(s)},
             0.38,
             0.63,
             [&](int set) {
               AttentionPrefill<T>(bench.stream(), s.dims, cache.Pages(s, set), cache.Table(s),
                                   batch, {q[set].data(), width, out.data(), width, lse.data()});
             }});
}

// On random numbers for out and lse too: what they hold changes no step. Of five products a query
// and key; this kernel makes seven.
template <typename T>
void Backward(Bench& bench, const Shape& s, const std::string& dtype) {
  const int64_t width = s.dims.n_heads * s.dims.head_dim;
  const int64_t kv_width = s.dims.n_kv_heads * s.dims.head_dim, stride = width + 2 * kv_width;
  const int sets = Bench::Sets(2.0 * s.rows() * stride * sizeof(T));
  std::vector<DeviceArray<T>> qkv, dqkv;
  for (int i = 0; i < sets; ++i) {
    qkv.push_back(bench.Random<T>(s.rows() * stride, 30 + i));
    dqkv.push_back(DeviceArray<T>(s.rows() * stride));
  }
  const auto out = bench.Random<T>(s.rows() * width, 1), dout = bench.Random<T>(out.size(), 2);
  const auto lse = bench.Random<float>(s.rows() * s.dims.n_heads, 3);
  DeviceArray<float> work(AttentionBackwardWorkspace(s.dims, s.rows()));
  const auto begin = ToDevice(bench.stream(), RowBegins(s));
  bench.Add({"attention backward",
             s.Name(),
             dtype,
             {.flops = 5 * ProductFlops(s)},
             0.25,
             0.44,
             [&](int set) {
               const T* x = qkv[set].data();
               T* dx = dqkv[set].data();
               AttentionBackward<T>(bench.stream(), s.dims,
                                    {s.rows(), s.sequences, s.tokens, begin.data(), x, x + width,
                                     x + width + kv_width, stride, out.data(), dout.data(), width,
                                     lse.data(), dx, dx + width, dx + width + kv_width, stride},
                                    work.data());
             }});
}

void Run(Bench& bench) {
  Decode<Bf16>(bench, MakeShape(32, 8, 128, 64, 8192), "bf16");
  Decode<Bf16>(bench, MakeShape(9, 3, 64, 256, 1024), "bf16");
  Decode<float>(bench, MakeShape(9, 3, 64, 256, 1024), "fp32");
  Prefill<Bf16>(bench, MakeShape(32, 32, 128, 1, 16384), "bf16");
  Prefill<Bf16>(bench, MakeShape(32, 8, 128, 1, 16384), "bf16");
  Prefill<Bf16>(bench, MakeShape(9, 3, 64, 64, 512), "bf16");
  Prefill<float>(bench, MakeShape(9, 3, 64, 64, 512), "fp32");
  Backward<Bf16>(bench, MakeShape(32, 32, 128, 1, 16384), "bf16");
  Backward<Bf16>(bench, MakeShape(32, 8, 128, 1, 16384), "bf16");
  Backward<Bf16>(bench, MakeShape(9, 3, 64, 64, 512), "bf16");
  Backward<float>(bench, MakeShape(9, 3, 64, 64, 512), "fp32");
}

}  // namespace
}  // namespace r1bench::cuda

int main(int argc, char** argv) {
  return r1bench::cuda::BenchMain(argc, argv, "attention_cuda_bench", "times attention on the GPU",
                                  r1bench::cuda::Run);
}
