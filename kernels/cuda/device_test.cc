// What kernels are made of: each device function against the same in plain C++.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/bf16/bf16.h"
#include "kernels/cuda/device_test_kernels.h"
#include "kernels/cuda/testing.h"

namespace r1bench::cuda {
namespace {

class Device : public CudaTest {};

std::vector<int> TestInts(int n, uint64_t seed) {
  std::vector<int> out;
  for (const float x : kernels::TestFloats(n, seed, 1000)) out.push_back(static_cast<int>(x));
  return out;
}

TEST_F(Device, ShufflesGiveTheLaneTheyName) {
  const std::vector<int> in = TestInts(32, 1);
  const auto device = ToDevice(stream(), in);
  DeviceArray<int> out(5 * 32);
  Shuffles(stream(), device.data(), out.data());
  const std::vector<int> got = ToHost(stream(), out);
  for (int l = 0; l < 32; ++l) {
    EXPECT_EQ(got[l], in[3]);
    EXPECT_EQ(got[32 + l], in[l ^ 5]);
    EXPECT_EQ(got[64 + l], in[l + 2 < 32 ? l + 2 : l]);
    EXPECT_EQ(got[96 + l], in[l >= 1 ? l - 1 : l]);
    EXPECT_EQ(got[128 + l], in[l / 8 * 8 + 1]);
  }
}

TEST_F(Device, VotesCountEveryLane) {
  for (const int positive : {0, 7, 32}) {
    std::vector<int> in(32, -1);
    std::fill_n(in.begin(), positive, 1);
    const auto device = ToDevice(stream(), in);
    DeviceArray<int> out(3 * 32);
    Votes(stream(), device.data(), out.data());
    const std::vector<int> got = ToHost(stream(), out);
    for (int l = 0; l < 32; ++l) {
      EXPECT_EQ(static_cast<uint32_t>(got[l]), (uint64_t{1} << positive) - 1);
      EXPECT_EQ(got[32 + l], positive > 0);
      EXPECT_EQ(got[64 + l], positive == 32);
    }
  }
}

TEST_F(Device, ReductionsKeepTheirOrder) {
  for (const int threads : {32, 64, 96, 1024}) {
    const std::vector<float> in = kernels::TestFloats(threads, threads);
    const auto device = ToDevice(stream(), in);
    const std::vector<float> got = SameInEveryOrder([&] {
      DeviceArray<float> out(4);
      Reductions(stream(), threads, device.data(), out.data());
      return ToHost(stream(), out);
    });
    EXPECT_EQ(got[0], got[2]) << threads;
    EXPECT_EQ(got[1], got[3]) << threads;
    EXPECT_NEAR(got[0], std::accumulate(in.begin(), in.end(), 0.0), 1e-4) << threads;
    EXPECT_EQ(got[1], *std::max_element(in.begin(), in.end())) << threads;
  }
}

TEST_F(Device, AtomicsMissNothing) {
  const std::vector<int> in = TestInts(1000, 2);
  const auto device = ToDevice(stream(), in);
  auto out = ToDevice(stream(), std::vector<int>{0, -5000, 5000, 0});
  Atomics(stream(), 1000, device.data(), out.data());
  const std::vector<int> got = ToHost(stream(), out);
  EXPECT_EQ(got[0], std::accumulate(in.begin(), in.end(), 0));
  EXPECT_EQ(got[1], *std::max_element(in.begin(), in.end()));
  EXPECT_EQ(got[2], *std::min_element(in.begin(), in.end()));
  EXPECT_EQ(got[3], std::count_if(in.begin(), in.end(), [](int x) { return x < 0; }));
}

// Floats whose upper bits are all that there are, with lower bits around the ties.
std::vector<float> HardFloats() {
  std::vector<float> out;
  for (uint32_t high = 0; high < 0x10000; high += 3) {
    const uint32_t low[] = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};
    const uint32_t bits = high << 16 | low[high % 6];
    const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
    out.push_back(nan ? 1.0f : __builtin_bit_cast(float, bits));
  }
  out.resize(out.size() / 2 * 2);
  return out;
}

TEST_F(Device, Bf16HasTheBitsOfTheCpu) {
  const std::vector<float> in = HardFloats();
  const auto n = static_cast<int64_t>(in.size());
  const auto device = ToDevice(stream(), in);
  DeviceArray<Bf16> singles(n);
  DeviceArray<uint32_t> pairs(n / 2);
  ToBf16OneByOne(stream(), n, device.data(), singles.data());
  ToBf16InPairs(stream(), n, device.data(), pairs.data());
  const std::vector<Bf16> one = ToHost(stream(), singles);
  const std::vector<uint32_t> two = ToHost(stream(), pairs);
  for (int64_t i = 0; i < n; ++i) {
    ASSERT_EQ(one[i].bits, kernels::ToBf16(in[i])) << in[i];
    ASSERT_EQ(two[i / 2] >> i % 2 * 16 & 0xffff, kernels::ToBf16(in[i])) << in[i];
  }
}

TEST_F(Device, SharedMemoryReachesTheHardwaresLimit) {
  for (const int n : {100, 50 * 1024 / 4, 227 * 1024 / 4}) {
    std::vector<int> in = TestInts(n, n);
    const auto device = ToDevice(stream(), in);
    DeviceArray<int> out(n);
    ReverseThroughShared(stream(), n, device.data(), out.data());
    std::reverse(in.begin(), in.end());
    EXPECT_EQ(ToHost(stream(), out), in);
  }
}

TEST_F(Device, TheWarpsProductIsThatOfTheMatrices) {
  const std::vector<float> a = Rounded<Bf16>(kernels::TestFloats(256, 1));
  const std::vector<float> b = Rounded<Bf16>(kernels::TestFloats(128, 2));
  const std::vector<float> c = kernels::TestFloats(128, 3);
  const auto device_a = ToDevice(stream(), FromFloats<Bf16>(a));
  const auto device_b = ToDevice(stream(), FromFloats<Bf16>(b));
  const std::vector<float> got = SameInEveryOrder([&] {
    auto device_c = ToDevice(stream(), c);
    Product(stream(), device_a.data(), device_b.data(), device_c.data());
    return ToHost(stream(), device_c);
  });
  for (int i = 0; i < 16; ++i) {
    for (int j = 0; j < 8; ++j) {
      double sum = c[i * 8 + j];
      for (int k = 0; k < 16; ++k) sum += static_cast<double>(a[i * 16 + k]) * b[k * 8 + j];
      EXPECT_NEAR(got[i * 8 + j], sum, 4e-6) << i << ", " << j;
    }
  }
}

TEST_F(Device, AsynchronousCopiesAreThereAfterTheWait) {
  const int tiles = 7;
  const std::vector<float> in = kernels::TestFloats(tiles * 128, 1);
  const auto device = ToDevice(stream(), in);
  const std::vector<float> got = SameInEveryOrder([&] {
    DeviceArray<float> out(128);
    SumOfTiles(stream(), tiles, /*wait=*/true, device.data(), out.data());
    return ToHost(stream(), out);
  });
  for (int i = 0; i < 128; ++i) {
    float sum = 0;
    for (int tile = 0; tile < tiles; ++tile) sum += in[tile * 128 + i];
    EXPECT_EQ(got[i], sum);
  }
}

TEST_F(Device, AMissingWaitShowsWhereItIsEmulated) {
  if (!kEmulated) GTEST_SKIP() << "a real device may be fast enough";
  const auto device = ToDevice(stream(), kernels::TestFloats(7 * 128, 1));
  DeviceArray<float> out(128);
  SumOfTiles(stream(), 7, /*wait=*/false, device.data(), out.data());
  for (const float x : ToHost(stream(), out)) EXPECT_TRUE(std::isnan(x));
}

}  // namespace
}  // namespace r1bench::cuda
