#include "base/array_memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/testing.h"

#if defined(__SANITIZE_ADDRESS__)
#define R1_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define R1_ADDRESS_SANITIZER 1
#endif
#endif

namespace r1bench::base {
namespace {

#ifdef R1_ADDRESS_SANITIZER
constexpr bool kOwnMalloc = true;  // AddressSanitizer keeps freed memory and dies of huge requests
#else
constexpr bool kOwnMalloc = false;
#endif

TEST(ArrayMemory, ArraysOfAnySizeAreAlignedAndApart) {
  std::vector<Array<char>> arrays;
  std::vector<int64_t> sizes = {0, 1, 63, 64, 65535, 65536, 65537, 1 << 20, (32 << 20) + 1, 5000};
  for (const int64_t size : sizes) {
    arrays.push_back(MakeArray<char>(size));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(arrays.back().get()) % 64, 0u) << size;
    std::memset(arrays.back().get(), static_cast<int>(arrays.size()), static_cast<size_t>(size));
  }
  for (size_t i = 0; i < arrays.size(); ++i) {
    for (int64_t j = 0; j < sizes[i]; j += 997) ASSERT_EQ(arrays[i][j], static_cast<char>(i + 1));
  }
}

TEST(ArrayMemory, MemoryGoesBackWithTheLastArrayOfASlab) {
  if (kOwnMalloc) GTEST_SKIP() << "AddressSanitizer keeps freed memory for a while";
  const int64_t before = ProcessBytes("VmRSS");
  for (int round = 0; round < 20; ++round) {
    std::vector<Array<char>> arrays;
    for (int i = 0; i < 40; ++i) {
      arrays.push_back(MakeArray<char>(1 << 20));
      std::memset(arrays.back().get(), 1, 1 << 20);
    }
  }
  EXPECT_LT(ProcessBytes("VmRSS") - before, 100 << 20);  // 40 MiB a round; 800 MiB in all
}

TEST(ArrayMemory, ASmallArrayKeepsNoBigOneInMemory) {
  if (kOwnMalloc) GTEST_SKIP() << "AddressSanitizer keeps freed memory for a while";
  constexpr int64_t kBig = (200 << 20) + 4096;
  Array<char> big = MakeArray<char>(kBig);
  std::memset(big.get(), 1, kBig);
  const Array<char> small = MakeArray<char>(100 << 10);
  std::memset(small.get(), 1, 100 << 10);
  const int64_t with = ProcessBytes("VmRSS");
  big.reset();
  EXPECT_LT(ProcessBytes("VmRSS"), with - (190 << 20));
}

TEST(ArrayMemory, ThreadsMayAllocateAndFree) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      std::vector<Array<int>> arrays(8);
      for (int i = 0; i < 200; ++i) {
        Array<int>& array = arrays[(i * 5 + t) % 8];
        if (array != nullptr) {
          EXPECT_EQ(array[29999], t);
        }
        array = MakeArray<int>(30000);
        array[29999] = t;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ArrayMemory, TooMuchIsAnError) {
  EXPECT_THROW(AllocateArray(-1), Error);
  if (!kOwnMalloc) {
    EXPECT_THROW(AllocateArray(int64_t{1} << 59), Error);
  }
}

}  // namespace
}  // namespace r1bench::base
