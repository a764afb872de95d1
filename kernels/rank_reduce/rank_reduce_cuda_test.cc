#include "kernels/rank_reduce/rank_reduce_cuda.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/cuda/testing.h"

namespace r1bench::cuda {
namespace {

class RankReduceCuda : public CudaTest {
 protected:
  template <typename T>
  std::vector<T> Reduced(int ranks, const std::vector<T>& parts,
                         void (*reduce)(const Stream&, int, int64_t, const T*, T*)) {
    const DeviceArray<T> on_device = ToDevice(stream(), parts);
    DeviceArray<T> out(static_cast<int64_t>(parts.size()) / ranks);
    reduce(stream(), ranks, out.size(), on_device.data(), out.data());
    return ToHost(stream(), out);
  }
};

TEST_F(RankReduceCuda, AddsInTheOrderOfRanks) {
  for (const int ranks : {1, 2, 3, 8}) {
    for (const int64_t n : {1, 255, 256, 1000}) {
      const std::vector<float> parts = kernels::TestFloats(ranks * n, 7 + ranks, 3.0f);
      std::vector<float> expected(parts.begin(), parts.begin() + n);
      for (int64_t at = n; at < ranks * n; ++at) expected[at % n] += parts[at];
      kernels::ExpectSameBits(expected, Reduced<float>(ranks, parts, RankSum<float>), "sum");
    }
  }
}

TEST_F(RankReduceCuda, DoublesStayDoubles) {
  const std::vector<double> parts = {1e16, 0.1, 1.0, 0.2, -1e16, 0.3};
  EXPECT_EQ(Reduced<double>(3, parts, RankSum<double>),
            (std::vector<double>{1e16 + 1.0 - 1e16, 0.1 + 0.2 + 0.3}));
}

TEST_F(RankReduceCuda, TakesTheMaximum) {
  const std::vector<double> parts = {1, 5, -3, 4, 2, -1};
  EXPECT_EQ(Reduced<double>(2, parts, RankMax<double>), (std::vector<double>{4, 5, -1}));
}

TEST_F(RankReduceCuda, NanIsNotLost) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::vector<double>& parts :
       {std::vector<double>{nan, 1, 2}, {1, nan, 2}, {1, 2, nan}}) {
    EXPECT_TRUE(std::isnan(Reduced<double>(3, parts, RankMax<double>)[0]));
  }
}

TEST_F(RankReduceCuda, NothingIsNothing) {
  RankSum<float>(stream(), 4, 0, nullptr, nullptr);
  stream().Synchronize();
}

}  // namespace
}  // namespace r1bench::cuda
