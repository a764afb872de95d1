#include "kernels/elementwise/elementwise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

TEST(Elementwise, EachElementIsOneIeeeOperation) {
  for (const int64_t n : {0, 1, 15, 1000, 100003}) {
    const std::vector<float> a = TestFloats(n, 1), b = TestFloats(n, 2);
    std::vector<float> sum(n), product(n), axpy(n);
    for (int64_t i = 0; i < n; ++i) {
      sum[i] = a[i] + b[i];
      product[i] = a[i] * b[i];
      axpy[i] = std::fma(0.3f, a[i], b[i]);
    }
    ExpectSameBits(sum,
                   ExpectSameBitsEverywhere("add",
                                            [&] {
                                              std::vector<float> out(n);
                                              Add(n, a.data(), b.data(), out.data());
                                              return out;
                                            }),
                   "add");
    ExpectSameBits(product,
                   ExpectSameBitsEverywhere("multiply",
                                            [&] {
                                              std::vector<float> out = a;
                                              Multiply(n, out.data(), b.data(), out.data());
                                              return out;
                                            }),
                   "multiply in place");
    ExpectSameBits(axpy,
                   ExpectSameBitsEverywhere("axpy",
                                            [&] {
                                              std::vector<float> out = b;
                                              Axpy(n, 0.3f, a.data(), out.data());
                                              return out;
                                            }),
                   "axpy");
  }
}

TEST(Elementwise, ColumnSumAddsRowsInOrder) {
  const int64_t T = 2000, n = 45, ld = 50;
  const std::vector<float> x = TestFloats(T * ld, 1);
  std::vector<float> expected = TestFloats(n, 2);
  for (int64_t t = 0; t < T; ++t) {
    for (int64_t j = 0; j < n; ++j) expected[j] += x[t * ld + j];
  }
  ExpectSameBits(expected,
                 ExpectSameBitsEverywhere("column sum",
                                          [&] {
                                            std::vector<float> sum = TestFloats(n, 2);
                                            ColumnSum(T, n, x.data(), ld, sum.data());
                                            return sum;
                                          }),
                 "rows in order");
}

}  // namespace
}  // namespace r1bench::kernels
