#include "kernels/cuda/runtime.h"

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "kernels/cuda/device_test_kernels.h"
#include "kernels/cuda/graph.h"
#include "kernels/cuda/testing.h"

namespace r1bench::cuda {
namespace {

class Runtime : public CudaTest {};

TEST_F(Runtime, CopiesAndFillsArriveInOrder) {
  const std::vector<int> in = {1, 2, 3, 4};
  auto a = ToDevice(stream(), in);
  DeviceArray<int> b(4);
  CopyOnDevice(stream(), a.data(), 4, b.data());
  FillBytes(stream(), a.data(), 1, 8);
  EXPECT_EQ(ToHost(stream(), b), in);
  EXPECT_EQ(ToHost(stream(), a), (std::vector<int>{0x01010101, 0x01010101, 3, 4}));
}

TEST_F(Runtime, PinnedMemoryIsCopiedLikeAnyOther) {
  PinnedArray<int> host(3);
  for (int i = 0; i < 3; ++i) host.data()[i] = i + 5;
  DeviceArray<int> device(3);
  CopyToDevice(stream(), host.data(), 3, device.data());
  EXPECT_EQ(ToHost(stream(), device), (std::vector<int>{5, 6, 7}));
}

TEST_F(Runtime, ArraysMove) {
  auto a = ToDevice(stream(), std::vector<int>{1, 2});
  DeviceArray<int> b = std::move(a);
  EXPECT_EQ(a.data(), nullptr);  // NOLINT: what the move left
  EXPECT_EQ(ToHost(stream(), b), (std::vector<int>{1, 2}));
  DeviceArray<int> none(0);
  EXPECT_EQ(none.data(), nullptr);
  EXPECT_TRUE(ToHost(stream(), none).empty());
}

TEST_F(Runtime, ArraysThatComeAndGoDoNotOverlap) {
  std::vector<DeviceArray<int>> arrays;
  for (int round = 0; round < 20; ++round) {
    if (round % 3 == 2) arrays.erase(arrays.begin() + round % arrays.size());
    arrays.push_back(ToDevice(stream(), std::vector<int>(100 * (round % 5 + 1), round)));
    for (const DeviceArray<int>& array : arrays) {
      const std::vector<int> got = ToHost(stream(), array);
      EXPECT_EQ(got, std::vector<int>(got.size(), got[0]));
    }
  }
}

TEST_F(Runtime, AGraphRunsNothingWhenRecordedAndAllOfItWhenLaunched) {
  auto x = ToDevice(stream(), std::vector<int>{1, 2});
  DeviceArray<int> copy(2);
  const Graph graph(stream(), [&] {
    Affine(stream(), 2, 10, x.data());
    CopyOnDevice(stream(), x.data(), 2, copy.data());
    Affine(stream(), 2, 2, x.data());
  });
  EXPECT_EQ(ToHost(stream(), x), (std::vector<int>{1, 2}));
  graph.Launch(stream());
  graph.Launch(stream());
  EXPECT_EQ(ToHost(stream(), copy), (std::vector<int>{231, 431}));
  EXPECT_EQ(ToHost(stream(), x), (std::vector<int>{463, 863}));
}

TEST_F(Runtime, WhatAGraphCannotRecordIsAnErrorAndLeavesTheStreamUsable) {
  auto x = ToDevice(stream(), std::vector<int>{1});
  EXPECT_THROW(Graph(stream(), [&] { stream().Synchronize(); }), base::Error);
  EXPECT_THROW(Graph(stream(), [&] { DeviceArray<int> array(3); }), base::Error);
  Affine(stream(), 1, 3, x.data());
  EXPECT_EQ(ToHost(stream(), x), (std::vector<int>{4}));
}

TEST_F(Runtime, EventsOrderStreamsAndMeasureTime) {
  const Stream other;
  Event begin, end;
  auto x = ToDevice(stream(), std::vector<int>{1});
  begin.Record(stream());
  Affine(stream(), 1, 3, x.data());
  end.Record(stream());
  other.Wait(end);
  Affine(other, 1, 5, x.data());
  EXPECT_EQ(ToHost(other, x), (std::vector<int>{21}));
  EXPECT_GE(end.MillisecondsSince(begin), 0);
}

TEST_F(Runtime, ThreadsMayUseTheDeviceSideBySide) {
  std::vector<int> results(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&results, t] {
      const Stream stream;
      for (int i = 0; i < 50; ++i) {
        auto x = ToDevice(stream, std::vector<int>(64, t));
        Affine(stream, 64, 3, x.data());
        results[t] += ToHost(stream, x)[63];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int t = 0; t < 4; ++t) EXPECT_EQ(results[t], 50 * (3 * t + 1));
}

TEST_F(Runtime, AWrongLaunchIsAnErrorThatNamesTheKernel) {
  auto x = ToDevice(stream(), std::vector<int>{1});
  try {
    Affine(stream(), 2000, 1, x.data());
    FAIL() << "expected an error";
  } catch (const base::Error& error) {
    EXPECT_NE(std::string(error.what()).find("AffineKernel"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace r1bench::cuda
