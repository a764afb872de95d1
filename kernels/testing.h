// Helpers of the kernels' tests.
#ifndef R1BENCH_KERNELS_TESTING_H_
#define R1BENCH_KERNELS_TESTING_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "kernels/amx.h"
#include "kernels/dispatch.h"

namespace r1bench::kernels {

// Numbers of a fixed sequence in [-scale, scale), never on a round grid.
inline std::vector<float> TestFloats(int64_t n, uint64_t seed, float scale = 1.0f) {
  std::vector<float> out(n);
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 0x1234567u;
  for (float& x : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    x = (static_cast<float>(state >> 40) * 0x1p-23f - 1.0f) * scale;
  }
  return out;
}

// Restores what a test changed.
class VariantGuard {
 public:
  VariantGuard() : threads_(base::NumThreads()) {}
  ~VariantGuard() {
    SetMaxIsa(Isa::kAvx512Dot);
    EmulateAmx(false);
    base::SetNumThreads(threads_);
  }

 private:
  int threads_;
};

inline void ExpectSameBits(const std::vector<float>& expected, const std::vector<float>& got,
                           const std::string& what) {
  ASSERT_EQ(expected.size(), got.size()) << what;
  if (got.empty()) return;  // memcmp takes no null pointer, not even for no bytes
  if (std::memcmp(expected.data(), got.data(), got.size() * sizeof(float)) == 0) return;
  for (size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(std::memcmp(&expected[i], &got[i], sizeof(float)), 0)
        << what << ": element " << i << " is " << got[i] << ", expected " << expected[i];
  }
}

// Runs `compute` with the reference on one thread, then with every instruction set of this
// processor but AMX and several thread counts, and expects the same bits each time. Returns the
// result.
inline std::vector<float> ExpectSameBitsEverywhere(
    const std::string& what, const std::function<std::vector<float>()>& compute) {
  VariantGuard guard;
  SetMaxIsa(Isa::kReference);
  base::SetNumThreads(1);
  const std::vector<float> expected = compute();
  for (const Isa isa : {Isa::kReference, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Dot}) {
    if (isa > BestIsa()) continue;
    SetMaxIsa(isa);
    for (const int threads : {1, 2, 3}) {
      base::SetNumThreads(threads);
      ExpectSameBits(expected, compute(),
                     what + " (" + IsaName() + ", " + std::to_string(threads) + " threads)");
      if (testing::Test::HasFatalFailure()) return expected;
    }
  }
  return expected;
}

}  // namespace r1bench::kernels

#endif  // R1BENCH_KERNELS_TESTING_H_
