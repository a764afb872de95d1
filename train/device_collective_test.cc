// World size 1, as torchrun --nproc-per-node=1 starts it: every part of the way but other ranks.
#include "train/device_collective.h"

#include <cstdlib>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "kernels/cuda/testing.h"
#include "train/launch_environment.h"

namespace r1bench::train {
namespace {

class DeviceCollectiveTest : public cuda::CudaTest {
 protected:
  static LaunchEnvironment Torchrun() {
    for (const auto& [name, value] :
         {std::pair{"RANK", "0"}, {"WORLD_SIZE", "1"}, {"LOCAL_RANK", "0"}}) {
      setenv(name, value, /*overwrite=*/1);
    }
    return ReadLaunchEnvironment();
  }
};

TEST_F(DeviceCollectiveTest, OneRankKeepsItsNumbers) {
  DeviceCollective collective(Torchrun(), {.timeout_s = 60, .part_bytes = 256});
  EXPECT_EQ(collective.rank(), 0);
  EXPECT_EQ(collective.size(), 1);
  for (const size_t n : {0, 1, 63, 64, 65, 1000}) {  // 64 floats are a part
    std::vector<float> floats(n);
    std::iota(floats.begin(), floats.end(), 0.5f);
    std::vector<double> sums(floats.begin(), floats.end()), maxima = sums;
    const std::vector<float> expected = floats;
    const std::vector<double> expected_doubles = sums;
    collective.AllReduceSum(std::span<float>(floats));
    collective.AllReduceSum(std::span<double>(sums));
    collective.AllReduceMax(std::span<double>(maxima));
    EXPECT_EQ(floats, expected);
    EXPECT_EQ(sums, expected_doubles);
    EXPECT_EQ(maxima, expected_doubles);
  }
}

TEST_F(DeviceCollectiveTest, NeedsADeviceForEachProcess) {
  LaunchEnvironment environment = Torchrun();
  environment.local_rank = cuda::DeviceCount();
  EXPECT_THROW(DeviceCollective{environment}, base::Error);
}

TEST_F(DeviceCollectiveTest, OptionsHaveToMakeSense) {
  EXPECT_THROW(DeviceCollective(Torchrun(), {.timeout_s = 0}), base::Error);
  EXPECT_THROW(DeviceCollective(Torchrun(), {.part_bytes = 100}), base::Error);
}

}  // namespace
}  // namespace r1bench::train
