#include "kernels/adamw/adamw_cuda.h"

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "base/error.h"
#include "kernels/adamw/adamw.h"
#include "kernels/cuda/testing.h"

namespace r1bench::cuda {
namespace {

using kernels::DecayRange;

const kernels::AdamWOptions kOptions = {.lr = 3e-4,
                                        .beta1 = 0.9,
                                        .beta2 = 0.95,
                                        .eps = 1e-8,
                                        .weight_decay = 0.1,
                                        .step = 7,
                                        .grad_scale = 0.5f};

struct State {
  explicit State(int64_t n)
      : grad(kernels::TestFloats(n, 1)),
        param(kernels::TestFloats(n, 2)),
        m(kernels::TestFloats(n, 3, 0.1f)),
        v(kernels::TestFloats(n, 4, 0.01f)) {
    for (float& x : v) x = std::fabs(x);
    if (n > 3) grad[3] = v[3] = m[3] = 0.0f;
  }
  std::vector<float> grad, param, m, v;
};

// Ranges that begin and end inside of vectors, touch, and are shorter than one.
std::vector<DecayRange> Ranges(int64_t n) {
  return {{0, n / 7}, {n / 7, n / 5 + 1}, {n / 3, n / 3 + 1}, {n / 3 + 2, n / 2}, {n - n / 4, n}};
}

class AdamWCuda : public CudaTest {
 protected:
  // The new param, m and v, then the copy; the arrays begin `shift` floats behind a boundary.
  std::vector<float> Update(const State& s, const std::vector<DecayRange>& ranges,
                            const GradientClip* clip, int64_t shift = 0) {
    const int64_t n = static_cast<int64_t>(s.grad.size());
    std::vector<DeviceArray<float>> arrays;
    for (const std::vector<float>* x : {&s.grad, &s.param, &s.m, &s.v}) {
      arrays.emplace_back(n + shift);
      CopyToDevice(stream(), x->data(), n, arrays.back().data() + shift);
    }
    const auto decay = ToDevice(stream(), ranges);
    const auto device_clip = ToDevice(stream(), std::vector<GradientClip>(clip ? 1 : 0, Of(clip)));
    DeviceArray<Bf16> copy(n + shift);
    AdamW(stream(), kOptions, n, arrays[0].data() + shift, arrays[1].data() + shift,
          arrays[2].data() + shift, arrays[3].data() + shift, decay.size(), decay.data(),
          device_clip.data(), copy.data() + shift);
    std::vector<float> got;
    for (size_t i = 1; i < arrays.size(); ++i) got = Joined(got, Behind(arrays[i], shift));
    return Joined(got, ToFloats(Behind(copy, shift)));
  }

  GradientClip Norm(const std::vector<float>& grad, double max_norm) {
    const auto x = ToDevice(stream(), grad);
    DeviceArray<double> workspace(GradientNormWorkspace(x.size()));
    DeviceArray<GradientClip> clip(1);
    GradientNorm(stream(), x.size(), x.data(), max_norm, workspace.data(), clip.data());
    return ToHost(stream(), clip)[0];
  }

 private:
  static GradientClip Of(const GradientClip* clip) { return clip ? *clip : GradientClip{}; }
  template <typename T>
  std::vector<T> Behind(const DeviceArray<T>& x, int64_t shift) {
    std::vector<T> all = ToHost(stream(), x);
    return {all.begin() + shift, all.end()};
  }
};

std::vector<float> OnTheCpu(State s, const std::vector<DecayRange>& ranges, float scale) {
  kernels::AdamWOptions options = kOptions;
  options.grad_scale = scale;
  kernels::AdamW(options, static_cast<int64_t>(s.grad.size()), s.grad.data(), s.param.data(),
                 s.m.data(), s.v.data(), ranges);
  return Joined(Joined(Joined(s.param, s.m), s.v), Rounded<Bf16>(s.param));
}

TEST_F(AdamWCuda, HasTheBitsOfTheCpuInEveryOrder) {
  for (const int64_t n : {1, 3, 4, 17, 1000, 2048, 2051, 10007}) {
    const State s(n);
    const auto got = SameInEveryOrder([&] { return Update(s, Ranges(n), nullptr); });
    kernels::ExpectSameBits(OnTheCpu(s, Ranges(n), kOptions.grad_scale), got, std::to_string(n));
    kernels::ExpectSameBits(got, Update(s, Ranges(n), nullptr, 1), "off the boundary");
  }
}

TEST_F(AdamWCuda, WithoutRangesNothingDecays) {
  const State s(100);
  kernels::ExpectSameBits(OnTheCpu(s, {}, kOptions.grad_scale), Update(s, {}, nullptr), "none");
}

TEST_F(AdamWCuda, TakesTheFactorFromTheDevice) {
  const State s(1003);
  const GradientClip clip = {.norm = 8.0, .scale = 0.125f, .finite = 1};
  kernels::ExpectSameBits(OnTheCpu(s, Ranges(1003), 0.125f), Update(s, Ranges(1003), &clip),
                          "clipped");
}

TEST_F(AdamWCuda, AGradientThatIsNotFiniteChangesNothing) {
  const State s(1003);
  const GradientClip clip = {.norm = INFINITY, .scale = 1.0f, .finite = 0};
  std::vector<float> got = Update(s, Ranges(1003), &clip);
  got.resize(3 * 1003);
  kernels::ExpectSameBits(Joined(Joined(s.param, s.m), s.v), got, "unchanged");
}

TEST_F(AdamWCuda, CountsStepsFromOne) {
  kernels::AdamWOptions options = kOptions;
  options.step = 0;
  EXPECT_THROW(
      AdamW(stream(), options, 0, nullptr, nullptr, nullptr, nullptr, 0, nullptr, nullptr, nullptr),
      base::Error);
}

TEST_F(AdamWCuda, TheNormHasTheBitsOfTheCpuInEveryOrder) {
  // The last one has more chunks than a group.
  for (const int64_t n : {0, 1, 15, 17, 4096, 4097, 50000, 4'300'000}) {
    const std::vector<float> x = kernels::TestFloats(n, 3);
    const double expected = std::sqrt(kernels::SumSquares(n, x.data()));
    const auto norm = [&] {
      const double got = Norm(x, 1.0).norm;
      std::vector<float> bits(2);
      std::memcpy(bits.data(), &got, sizeof(got));
      return bits;
    };
    const std::vector<float> bits = n > 1'000'000 ? norm() : SameInEveryOrder(norm);
    EXPECT_EQ(std::memcmp(bits.data(), &expected, sizeof(expected)), 0) << n;
  }
}

TEST_F(AdamWCuda, ClipsAboveTheLimitAlone) {
  const GradientClip above = Norm({3.0f, 4.0f}, 2.0);
  EXPECT_EQ(above.norm, 5.0);
  EXPECT_EQ(above.scale, static_cast<float>(2.0 / (5.0 + 1e-6)));
  EXPECT_EQ(Norm({3.0f, 4.0f}, 5.0).scale, 1.0f);
  EXPECT_EQ(Norm({3.0f, 4.0f}, 0.0).scale, 1.0f) << "0 is no limit";
  EXPECT_EQ(above.finite, 1);
  EXPECT_EQ(Norm({3.0f, NAN}, 2.0).finite, 0);
  EXPECT_EQ(Norm({INFINITY, 1.0f}, 2.0).finite, 0);
}

}  // namespace
}  // namespace r1bench::cuda
