#include "experiments/common/device.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "kernels/cuda/runtime.h"

namespace r1bench::experiments {
namespace {

std::string Refusal(const std::string& name, bool deterministic) {
  try {
    MakeDevice(name, deterministic);
  } catch (const base::UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(MakeDevice, TheCpuIsNoDevice) { EXPECT_EQ(MakeDevice("cpu", false), nullptr); }

TEST(MakeDevice, RefusalsSayWhatToGive) {
  EXPECT_NE(Refusal("tpu", false).find("give cpu or cuda"), std::string::npos);
  EXPECT_NE(Refusal("cpu", true).find("--device=cuda"), std::string::npos);
}

TEST(MakeDevice, WithoutAGpuTheRefusalSaysWhatIsMissing) {
  if (!cuda::kEmulated && cuda::DeviceCount() > 0) {
    EXPECT_NE(MakeDevice("cuda", true), nullptr);
    return;
  }
  const std::string refusal = Refusal("cuda", true);
  EXPECT_NE(refusal.find(cuda::kEmulated ? "--config=cuda" : "nvidia-smi"), std::string::npos)
      << refusal;
}

}  // namespace
}  // namespace r1bench::experiments
