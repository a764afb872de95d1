#include "kernels/adamw/adamw.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/error.h"
#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

const AdamWOptions kOptions = {.lr = 3e-4,
                               .beta1 = 0.9,
                               .beta2 = 0.95,
                               .eps = 1e-8,
                               .weight_decay = 0.1,
                               .step = 7,
                               .grad_scale = 0.5f};

TEST(AdamW, IsTheSameBitsInEverySetAndThreadCount) {
  for (const int64_t n : {0, 1, 17, 1000, 100003}) {
    const std::vector<float> grad = TestFloats(n, 1);
    const DecayRange decay[] = {{0, n / 3}, {n / 2, n / 2 + n / 5}};
    ExpectSameBitsEverywhere(std::to_string(n), [&] {
      std::vector<float> state = TestFloats(3 * n, 2);
      for (int64_t i = 2 * n; i < 3 * n; ++i) state[i] = std::fabs(state[i]);
      AdamW(kOptions, n, grad.data(), state.data(), state.data() + n, state.data() + 2 * n, decay);
      return state;
    });
  }
}

// The textbook recurrence in double over 50 steps; the float state drifts by rounding only.
TEST(AdamW, FollowsTheRecurrenceOfThePaper) {
  const int64_t n = 5;
  std::vector<float> p = TestFloats(n, 1), m(n), v(n);
  std::vector<double> pd(p.begin(), p.end()), md(n), vd(n);
  const DecayRange decay[] = {{0, 2}};
  for (int64_t step = 1; step <= 50; ++step) {
    const std::vector<float> grad = TestFloats(n, 100 + step);
    AdamWOptions o = kOptions;
    o.step = step;
    AdamW(o, n, grad.data(), p.data(), m.data(), v.data(), decay);
    for (int64_t i = 0; i < n; ++i) {
      const double g = grad[i] * 0.5;
      md[i] = 0.9 * md[i] + 0.1 * g;
      vd[i] = 0.95 * vd[i] + 0.05 * g * g;
      const double m_hat = md[i] / (1 - std::pow(0.9, step));
      const double v_hat = vd[i] / (1 - std::pow(0.95, step));
      if (i < 2) pd[i] -= o.lr * 0.1 * pd[i];
      pd[i] -= o.lr * m_hat / (std::sqrt(v_hat) + 1e-8);
    }
  }
  for (int64_t i = 0; i < n; ++i) ASSERT_NEAR(p[i], pd[i], 3e-6);
}

TEST(AdamW, CountsStepsFromOne) {
  AdamWOptions o;
  o.step = 0;
  EXPECT_THROW(AdamW(o, 0, nullptr, nullptr, nullptr, nullptr, {}), base::Error);
}

TEST(SumSquares, IsTheSameBitsInEverySetAndThreadCountAndExactToDouble) {
  for (const int64_t n : {0, 1, 15, 16, 4095, 4096, 4097, 50000, 5000000}) {
    const std::vector<float> x = TestFloats(n, 3);
    long double exact = 0;
    for (const float v : x) exact += static_cast<long double>(v) * v;
    const std::vector<float> got = ExpectSameBitsEverywhere(std::to_string(n), [&] {
      const double sum = SumSquares(n, x.data());
      std::vector<float> bits(2);
      static_assert(sizeof(sum) == 2 * sizeof(float));
      std::memcpy(bits.data(), &sum, sizeof(sum));
      return bits;
    });
    double sum;
    std::memcpy(&sum, got.data(), sizeof(sum));
    EXPECT_NEAR(sum, static_cast<double>(exact), 1e-12 * static_cast<double>(exact));
  }
}

TEST(Scale, MultipliesEachElement) {
  std::vector<float> x = TestFloats(100, 1);
  const std::vector<float> before = x;
  Scale(100, 0.25f, x.data());
  for (size_t i = 0; i < x.size(); ++i) EXPECT_EQ(x[i], before[i] * 0.25f);
}

}  // namespace
}  // namespace r1bench::kernels
