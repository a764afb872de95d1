// What every GPU bench does: random data, several sets of it that are used in turn so that none
// comes from the L2 cache, many repetitions recorded as one graph and timed by events, the median,
// and its share of a ceiling measured in the same run.
//
//   int main(int argc, char** argv) {
//     return r1bench::cuda::BenchMain(argc, argv, "rms_norm_cuda_bench", "times RMSNorm", Run);
//   }
//
// Without a device a bench says so and succeeds. It prints a table and then the same as JSON.
#ifndef R1BENCH_KERNELS_CUDA_BENCH_H_
#define R1BENCH_KERNELS_CUDA_BENCH_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/bench.h"
#include "kernels/bf16/bf16.h"
#include "kernels/cuda/bf16.h"
#include "kernels/cuda/device_array.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::cuda {

// The least that one call must do.
struct Work {
  double bytes = 0;  // read and written in device memory
  double flops = 0;  // of bf16 products
};

// What this device reaches, measured.
struct Ceilings {
  double bytes_per_second = 0;  // a copy on the device, read and written
  double flops_per_second = 0;  // a bf16 product of cuBLASLt
};

// The time that the ceilings allow for the work: that of the slower part.
double FloorSeconds(const Work& work, const Ceilings& ceilings);

struct BenchCase {
  std::string kernel, shape, dtype;
  Work work;
  double v1 = 0, v2 = 0;  // shares of the roofline to reach
  // Queues one call on set `set` of the data.
  std::function<void(int set)> run = {};
  std::function<void(int set)> library = {};  // the same by a library, if there is one
};

// Measured, in seconds.
struct BenchRow {
  BenchCase what;
  double seconds = 0;
  double library_seconds = 0;  // 0: none
};

std::string BenchTable(const std::vector<BenchRow>& rows, const Ceilings& ceilings);
// {"device": ..., "copy_bytes_per_second": ..., "product_flops_per_second": ..., "rows": [...]}.
std::string BenchJson(const std::vector<BenchRow>& rows, const Ceilings& ceilings,
                      const std::string& device);

class Bench {
 public:
  const Stream& stream() const { return stream_; }

  // Sets of `bytes` bytes each that together are well beyond the cache; at least 3.
  static int Sets(double bytes) {
    return std::max(3, static_cast<int>(kBeyondCache / std::max(bytes, 1.0)) + 1);
  }

  // n random numbers in [-1, 1), never zeros.
  template <typename T>
  DeviceArray<T> Random(int64_t n, uint64_t seed) const;

  // Times it and adds a row.
  void Add(const BenchCase& what);
  // A row for what was timed by the host's clock.
  void AddMeasured(const BenchCase& what, double seconds);

  // The ceilings are measured when first asked for; without `product` its ceiling stays 0.
  const Ceilings& MeasuredCeilings(bool product);
  const std::vector<BenchRow>& rows() const { return rows_; }

 private:
  static constexpr double kBeyondCache = 200e6;

  double MedianSeconds(int sets, const std::function<void(int set)>& run) const;

  Stream stream_;
  std::vector<BenchRow> rows_;
  Ceilings ceilings_;
};

int BenchMain(int argc, char** argv, const char* name, const char* summary,
              const std::function<void(Bench&)>& run);

// One n x n x n product of bf16 by cuBLASLt, for the ceiling.
class LibraryProduct {
 public:
  explicit LibraryProduct(int64_t n);
  ~LibraryProduct();
  LibraryProduct(const LibraryProduct&) = delete;
  LibraryProduct& operator=(const LibraryProduct&) = delete;
  void Run(const Stream& stream, const Bf16* a, const Bf16* b, Bf16* c) const;

 private:
  struct Plan;
  Plan* plan_;
};

template <typename T>
DeviceArray<T> Bench::Random(int64_t n, uint64_t seed) const {
  constexpr int64_t kBlock = 1 << 22;
  const std::vector<float> numbers = kernels::BenchFloats(std::min(n, kBlock), seed);
  std::vector<T> block(numbers.size());
  if constexpr (std::is_same_v<T, Bf16>) {
    std::transform(numbers.begin(), numbers.end(), block.begin(),
                   [](float x) { return Bf16{kernels::ToBf16(x)}; });
  } else {
    std::copy(numbers.begin(), numbers.end(), block.begin());
  }
  DeviceArray<T> array(n);
  for (int64_t at = 0; at < n; at += kBlock) {
    CopyToDevice(stream_, block.data(), std::min(kBlock, n - at), array.data() + at);
  }
  stream_.Synchronize();
  return array;
}

}  // namespace r1bench::cuda

#endif  // R1BENCH_KERNELS_CUDA_BENCH_H_
