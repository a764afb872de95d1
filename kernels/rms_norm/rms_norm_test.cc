#include "kernels/rms_norm/rms_norm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kernels/testing.h"

namespace r1bench::kernels {
namespace {

constexpr float kEps = 1e-5f;

struct Shape {
  int64_t T, n;
};
const Shape kShapes[] = {{0, 8}, {1, 1}, {3, 7}, {2, 16}, {5, 17}, {300, 64}, {67, 100}, {40, 576}};

TEST(RmsNorm, ForwardIsTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : kShapes) {
    const std::vector<float> x = TestFloats(s.T * s.n, 1, 3.0f);
    const std::vector<float> w = TestFloats(s.n, 2);
    ExpectSameBitsEverywhere(std::to_string(s.n), [&] {
      std::vector<float> y(s.T * s.n + s.T);
      RmsNormForward(s.T, s.n, kEps, x.data(), w.data(), y.data(), y.data() + s.T * s.n);
      return y;
    });
  }
}

TEST(RmsNorm, BackwardIsTheSameBitsInEverySetAndThreadCount) {
  for (const Shape& s : kShapes) {
    const std::vector<float> x = TestFloats(s.T * s.n, 1, 3.0f);
    const std::vector<float> w = TestFloats(s.n, 2);
    const std::vector<float> dy = TestFloats(s.T * s.n, 3);
    const std::vector<float> inv = TestFloats(s.T, 4);
    ExpectSameBitsEverywhere(std::to_string(s.n), [&] {
      std::vector<float> d = TestFloats(s.T * s.n + s.n, 5);
      RmsNormBackward(s.T, s.n, x.data(), w.data(), inv.data(), dy.data(), d.data(),
                      d.data() + s.T * s.n);
      return d;
    });
  }
}

TEST(RmsNorm, SplittingTheTokensChangesNoBitOfTheWeightGradient) {
  const int64_t T = 50, n = 48;
  const std::vector<float> x = TestFloats(T * n, 1), w = TestFloats(n, 2);
  const std::vector<float> dy = TestFloats(T * n, 3), inv = TestFloats(T, 4);
  std::vector<float> dx(T * n), whole(n), parts(n);
  RmsNormBackward(T, n, x.data(), w.data(), inv.data(), dy.data(), dx.data(), whole.data());
  for (int64_t t = 0; t < T; t += 7) {
    const int64_t at = t * n;
    RmsNormBackward(std::min<int64_t>(7, T - t), n, x.data() + at, w.data(), inv.data() + t,
                    dy.data() + at, dx.data() + at, parts.data());
  }
  ExpectSameBits(whole, parts, "dw");
}

double Loss(int64_t n, const std::vector<float>& x, const std::vector<float>& w,
            const std::vector<float>& dy) {
  double squares = 0;
  for (const float v : x) squares += static_cast<double>(v) * v;
  const double inv = 1 / std::sqrt(squares / n + kEps);
  double sum = 0;
  for (int64_t j = 0; j < n; ++j) sum += x[j] * inv * w[j] * dy[j];
  return sum;
}

TEST(RmsNorm, BackwardAgreesWithFiniteDifferencesAndForwardWithDouble) {
  const int64_t n = 37;
  std::vector<float> x = TestFloats(n, 1), w = TestFloats(n, 2);
  const std::vector<float> dy = TestFloats(n, 3);
  std::vector<float> y(n), inv(1), dx(n, 0.0f), dw(n, 0.0f);
  RmsNormForward(1, n, kEps, x.data(), w.data(), y.data(), inv.data());
  RmsNormBackward(1, n, x.data(), w.data(), inv.data(), dy.data(), dx.data(), dw.data());
  double loss = 0;
  for (int64_t j = 0; j < n; ++j) loss += static_cast<double>(y[j]) * dy[j];
  EXPECT_NEAR(loss, Loss(n, x, w, dy), 1e-5);
  const auto check = [&](std::vector<float>& p, const std::vector<float>& gradient) {
    for (int64_t j = 0; j < n; ++j) {
      const float saved = p[j];
      p[j] = saved + 1e-3f;
      const double up_at = p[j], up = Loss(n, x, w, dy);
      p[j] = saved - 1e-3f;
      const double down_at = p[j], down = Loss(n, x, w, dy);
      p[j] = saved;
      ASSERT_NEAR(gradient[j], (up - down) / (up_at - down_at), 1e-5);
    }
  };
  check(x, dx);
  check(w, dw);
}

TEST(RmsNorm, TheWeightGradientIsOptional) {
  const std::vector<float> x = {1, 2}, w = {1, 1}, inv = {1}, dy = {1, 1};
  std::vector<float> dx(2);
  RmsNormBackward(1, 2, x.data(), w.data(), inv.data(), dy.data(), dx.data(), nullptr);
}

}  // namespace
}  // namespace r1bench::kernels
