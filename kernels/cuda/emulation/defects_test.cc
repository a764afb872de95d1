// What is wrong in a kernel shows on the emulated device.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/cuda/cp_async.h"
#include "kernels/cuda/cuda.h"
#include "kernels/cuda/device_array.h"
#include "kernels/cuda/emulation/block.h"
#include "kernels/cuda/emulation/sanitizer.h"
#include "kernels/cuda/mma.h"

namespace r1bench::cuda {
namespace {

using emulation::FiberOrder;
using emulation::SetFiberOrder;

class Defects : public testing::Test {
 protected:
  ~Defects() override { SetFiberOrder(FiberOrder::kForward); }

  // The results of a kernel that takes an array of n ints, in the three orders.
  template <auto kKernel>
  std::vector<std::vector<int>> InEveryOrder(int n, int threads, int blocks = 1) {
    std::vector<std::vector<int>> results;
    for (const auto order : {FiberOrder::kForward, FiberOrder::kReverse, FiberOrder::kShuffled}) {
      SetFiberOrder(order);
      DeviceArray<int> out(n);
      Launch<kKernel>(dim3(blocks), dim3(threads), 1024, stream_, out.data());
      results.push_back(ToHost(stream_, out));
    }
    return results;
  }

  // What the launch says is wrong.
  template <auto kKernel>
  std::string Error(int threads, int n = 64) {
    DeviceArray<int> out(n);
    try {
      Launch<kKernel>(dim3(1), dim3(threads), 1024, stream_, out.data());
    } catch (const base::Error& error) {
      return error.what();
    }
    return "";
  }

  Stream stream_;
};

template <bool kBarrier>
__global__ void Rotate(int* out) {
  int* shared = DynamicSharedMemory<int>();
  shared[threadIdx.x] = static_cast<int>(threadIdx.x);
  if (kBarrier) __syncthreads();
  out[threadIdx.x] = shared[(threadIdx.x + 1) % blockDim.x];
}

TEST_F(Defects, AMissingBarrierGivesAnotherResultInEachOrder) {
  const auto right = InEveryOrder<Rotate<true>>(64, 64);
  EXPECT_EQ(right[0], right[1]);
  EXPECT_EQ(right[0], right[2]);
  EXPECT_EQ(right[0][3], 4);
  const auto wrong = InEveryOrder<Rotate<false>>(64, 64);
  EXPECT_NE(wrong[0], wrong[1]);
  EXPECT_NE(wrong[0], wrong[2]);
}

__global__ void CountBlocks(int* out) {
  if (threadIdx.x == 0) out[blockIdx.x] = atomicAdd(out + 8, 1);
}

TEST_F(Defects, ADependenceOnTheOrderOfBlocksShows) {
  const auto results = InEveryOrder<CountBlocks>(9, 32, 8);
  EXPECT_NE(results[0], results[1]);
  EXPECT_NE(results[0], results[2]);
}

__global__ void HalfBarrier(int*) {
  if (threadIdx.x < 32) __syncthreads();
}

TEST_F(Defects, ABarrierThatSomeThreadsNeverReachIsAnError) {
  const std::string error = Error<HalfBarrier>(64);
  EXPECT_NE(error.find("HalfBarrier, block (0,0,0): divergent barrier: thread (0,0,0)"), error.npos)
      << error;
  EXPECT_NE(error.find("never joined by thread (32,0,0) (which has ended)"), error.npos) << error;
}

__global__ void TwoBarriers(int*) {
  if (threadIdx.x < 32) {
    __syncthreads();
  } else {
    __syncthreads();
  }
}

TEST_F(Defects, ABarrierAtTwoPlacesIsAnError) {
  const std::string error = Error<TwoBarriers>(64);
  EXPECT_NE(error.find("TwoBarriers, block (0,0,0): divergent barrier"), error.npos) << error;
  EXPECT_NE(error.find("thread (32,0,0) is at kernels/cuda/emulation/defects_test.cc:"), error.npos)
      << error;
}

__global__ void LonelyShuffle(int* out) {
  if (threadIdx.x != 7) out[threadIdx.x] = __shfl_xor_sync(~0u, 1, 1);
}

TEST_F(Defects, AShuffleThatNamesAThreadThatNeverComesIsAnError) {
  const std::string error = Error<LonelyShuffle>(32);
  EXPECT_NE(error.find("divergent warp operation"), error.npos) << error;
  EXPECT_NE(error.find("never joined by thread (7,0,0) (which has ended)"), error.npos) << error;
}

__global__ void WrongMask(int* out) { out[threadIdx.x] = __shfl_sync(1u, 1, 0); }

TEST_F(Defects, AMaskWithoutItsOwnLaneIsAnError) {
  EXPECT_NE(Error<WrongMask>(32).find("leaves out its own lane"), std::string::npos);
}

__global__ void HalfWarp(int* out) { out[threadIdx.x] = __shfl_sync(~0u, 1, 0); }

TEST_F(Defects, AMaskWithLanesThatDoNotExistIsAnError) {
  EXPECT_NE(Error<HalfWarp>(16).find("names one that does not exist"), std::string::npos);
}

__global__ void MixedMeeting(int* out) {
  if (threadIdx.x < 16) {
    out[threadIdx.x] = __shfl_sync(~0u, 1, 0);
  } else {
    __syncwarp();
  }
}

TEST_F(Defects, DifferentWarpOperationsThatMeetAreAnError) {
  EXPECT_NE(Error<MixedMeeting>(32).find("in another warp operation"), std::string::npos);
}

__global__ void WritesBehind(int* out) { out[blockDim.x + threadIdx.x] = 0; }

__global__ void WritesBehindShared(int* out) {
  int* shared = DynamicSharedMemory<int>();
  shared[256 + threadIdx.x] = 0;
  out[threadIdx.x] = 0;
}

TEST_F(Defects, WritesBehindAnArrayAreAnError) {
  if (emulation::sanitizer::kOn) {
    EXPECT_DEATH(Error<WritesBehind>(32, 32), "use-after-poison");
    EXPECT_DEATH(Error<WritesBehindShared>(8), "use-after-poison");
    return;
  }
  EXPECT_NE(Error<WritesBehind>(32, 32).find("behind the end of a device array of 128 bytes"),
            std::string::npos);
  EXPECT_NE(Error<WritesBehindShared>(8).find("behind the end of a shared array"),
            std::string::npos);
}

__global__ void CopiesToDeviceMemory(int* out) { CpAsync16(out, out); }

__global__ void CopiesFromBehind(int* out) {
  CpAsync16(DynamicSharedMemory<int4>() + threadIdx.x, out + 1000);
}

__global__ void LoadsUnalignedRows(int* out) {
  uint32_t words[4];
  LdMatrix(words, DynamicSharedMemory<char>() + threadIdx.x * 16 + 2);
  out[threadIdx.x] = static_cast<int>(words[0]);
}

TEST_F(Defects, AddressesThatCopiesAndMatricesDoNotTakeAreErrors) {
  EXPECT_NE(Error<CopiesToDeviceMemory>(32).find("wrong address"), std::string::npos);
  EXPECT_NE(Error<CopiesFromBehind>(32).find("wrong address"), std::string::npos);
  EXPECT_NE(Error<LoadsUnalignedRows>(32).find("wrong address"), std::string::npos);
}

template <int kBlocks>
__global__ void ReadsUnwritten(int* out) {
  R1_SHARED(cells, int[32]);
  out[blockIdx.x * 32 + threadIdx.x] = cells[threadIdx.x];
  cells[threadIdx.x] = 5;
}

TEST_F(Defects, FreshMemoryIsPoisonedForEveryBlock) {
  const auto results = InEveryOrder<ReadsUnwritten<2>>(64, 32, 2);
  EXPECT_EQ(results[0], std::vector<int>(64, -1));
  const DeviceArray<float> fresh(3);
  for (const float x : ToHost(stream_, fresh)) EXPECT_TRUE(std::isnan(x));
}

TEST_F(Defects, TheHostCannotTouchDeviceMemory) {
  DeviceArray<int> array(4);
  int* p = array.data();
  EXPECT_DEATH(*static_cast<volatile int*>(p) = 1, "");
  volatile int sink = 0;
  EXPECT_DEATH(sink = *p, "");
  (void)sink;
}

TEST_F(Defects, CopiesOutsideOfAnArrayAreErrors) {
  DeviceArray<int> array(4);
  std::vector<int> host(8);
  EXPECT_THROW(CopyToDevice(stream_, host.data(), 8, array.data()), base::Error);
  EXPECT_THROW(CopyToHost(stream_, array.data(), 8, host.data()), base::Error);
  EXPECT_THROW(CopyToHost(stream_, host.data(), 1, host.data()), base::Error);
  EXPECT_THROW(CopyToDevice(stream_, array.data(), 4, array.data()), base::Error);
}

__global__ void Nothing(int*) {}

TEST_F(Defects, ShapesThatNoDeviceTakesAreErrors) {
  int* none = nullptr;
  EXPECT_THROW(Launch<Nothing>(dim3(0), dim3(32), 0, stream_, none), base::Error);
  EXPECT_THROW(Launch<Nothing>(dim3(1), dim3(1025), 0, stream_, none), base::Error);
  EXPECT_THROW(Launch<Nothing>(dim3(1, 65536), dim3(32), 0, stream_, none), base::Error);
  EXPECT_THROW(Launch<Nothing>(dim3(1), dim3(32), 228 * 1024, stream_, none), base::Error);
  Launch<Nothing>(dim3(1), dim3(1024), 227 * 1024, stream_, none);
}

__global__ void Throws(int*) {
  __syncthreads();
  if (threadIdx.x == 5) base::Fail("five");
  __syncthreads();
}

TEST_F(Defects, AfterAFailureKernelsRunAsBefore) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Error<Throws>(64), "five");
    EXPECT_EQ(InEveryOrder<Rotate<true>>(64, 64)[2][63], 0);
  }
}

}  // namespace
}  // namespace r1bench::cuda
