#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/attention/attention_cuda.h"
#include "kernels/attention/attention_cuda_sequences.h"
#include "kernels/cuda/testing.h"

namespace r1bench::cuda {
namespace {

// Rows like those of Tokens: dq, dk, dv side by side and 8 numbers that nobody writes.
using Gradient = std::vector<float>;

double Round(double x, bool bf16) { return bf16 ? Rounded<Bf16>({static_cast<float>(x)})[0] : x; }

// In double precision; with `bf16`, the weights p and ds, `out` and the results are rounded to it,
// as in any implementation whose products have bf16 operands.
Gradient ExactBackward(const Tokens& x, const std::vector<float>& dout, bool bf16) {
  const int64_t D = x.dims.head_dim, H = x.dims.n_heads, group = H / x.dims.n_kv_heads;
  const Attended forward = ExactForward(x);
  std::vector<double> sums(x.qkv.size(), std::nan(""));
  for (int64_t row = 0; row < x.count(); ++row) {
    std::fill_n(sums.begin() + row * x.stride, x.stride - 8, 0.0);
  }
  for (int s = 0; s < static_cast<int>(x.lengths.size()); ++s) {
    for (int64_t i = 0; i < x.lengths[s]; ++i) {
      for (int64_t h = 0; h < H; ++h) {
        const int64_t at = (x.begin[s] + i) * H + h;
        const float* go = dout.data() + at * D;
        double delta = 0;
        for (int64_t d = 0; d < D; ++d) delta += go[d] * Round(forward.out[at * D + d], bf16);
        double* dq = sums.data() + (x.Q(s, i, h) - x.qkv.data());
        for (int64_t t = 0; t <= i; ++t) {
          const float *q = x.Q(s, i, h), *k = x.K(s, t, h / group), *v = x.V(s, t, h / group);
          double score = 0, dp = 0;
          for (int64_t d = 0; d < D; ++d) {
            score += static_cast<double>(q[d]) * k[d];
            dp += static_cast<double>(go[d]) * v[d];
          }
          const double p = std::exp(score * x.dims.scale - forward.lse[at]);
          const double ds = Round(p * (dp - delta), bf16) * x.dims.scale;
          double* dk = sums.data() + (k - x.qkv.data());
          double* dv = sums.data() + (v - x.qkv.data());
          for (int64_t d = 0; d < D; ++d) {
            dq[d] += ds * k[d];
            dk[d] += ds * q[d];
            dv[d] += Round(p, bf16) * go[d];
          }
        }
      }
    }
  }
  Gradient to(sums.begin(), sums.end());
  return bf16 ? Rounded<Bf16>(to) : to;
}

// By the CPU kernel, from its own forward pass.
Gradient CpuBackward(const Tokens& x, const std::vector<float>& dout) {
  const int64_t q_size = x.q_size(), H = x.dims.n_heads;
  const Attended forward = CpuForward(x, false);
  Gradient to = Poisoned(x.qkv.size());
  for (size_t s = 0; s < x.lengths.size(); ++s) {
    const int64_t row = x.begin[s];
    const float* q = x.qkv.data() + row * x.stride;
    float* dq = to.data() + row * x.stride;
    const kernels::AttentionBackwardTask task = {.n = x.lengths[s],
                                                 .q = q,
                                                 .q_stride = x.stride,
                                                 .k = q + q_size,
                                                 .k_stride = x.stride,
                                                 .v = q + q_size + x.kv_size(),
                                                 .v_stride = x.stride,
                                                 .out = forward.out.data() + row * q_size,
                                                 .out_stride = q_size,
                                                 .dout = dout.data() + row * q_size,
                                                 .dout_stride = q_size,
                                                 .lse = forward.lse.data() + row * H,
                                                 .dq = dq,
                                                 .dq_stride = x.stride,
                                                 .dk = dq + q_size,
                                                 .dk_stride = x.stride,
                                                 .dv = dq + q_size + x.kv_size(),
                                                 .dv_stride = x.stride};
    kernels::AttentionBackward(x.dims, {&task, 1});
  }
  return to;
}

template <typename T>
class AttentionBackwardCuda : public CudaTest {
 protected:
  Gradient Backward(const Tokens& x, const std::vector<float>& dout) {
    DeviceSequences<T> device(stream(), x);
    std::vector<Chunk> whole;
    std::vector<int32_t> begin = {0};
    int64_t longest = 0;
    for (size_t s = 0; s < x.lengths.size(); ++s) {
      whole.push_back({static_cast<int>(s), 0, x.lengths[s]});
      begin.push_back(static_cast<int32_t>(x.begin[s + 1]));
      longest = std::max(longest, x.lengths[s]);
    }
    device.Clear();
    device.Write(whole);
    device.Prefill(whole);
    const auto qkv = ToDevice(stream(), FromFloats<T>(x.qkv));
    const auto out = ToDevice(stream(), FromFloats<T>(device.result().out));
    const auto lse = ToDevice(stream(), device.result().lse);
    const auto go = ToDevice(stream(), FromFloats<T>(dout));
    const auto rows = ToDevice(stream(), begin);
    DeviceArray<T> dqkv(qkv.size());
    FillBytes(stream(), dqkv.data(), 0xff, dqkv.size() * sizeof(T));
    DeviceArray<float> workspace(AttentionBackwardWorkspace(x.dims, x.count()));
    const AttentionGradient<T> gradient = {.rows = x.count(),
                                           .sequences = static_cast<int64_t>(x.lengths.size()),
                                           .max_tokens = longest,
                                           .row_begin = rows.data(),
                                           .q = qkv.data(),
                                           .k = qkv.data() + x.q_size(),
                                           .v = qkv.data() + x.q_size() + x.kv_size(),
                                           .qkv_stride = x.stride,
                                           .out = out.data(),
                                           .dout = go.data(),
                                           .out_stride = x.q_size(),
                                           .lse = lse.data(),
                                           .dq = dqkv.data(),
                                           .dk = dqkv.data() + x.q_size(),
                                           .dv = dqkv.data() + x.q_size() + x.kv_size(),
                                           .dqkv_stride = x.stride};
    AttentionBackward(stream(), x.dims, gradient, workspace.data());
    return ToFloats(ToHost(stream(), dqkv));
  }
};

using Types = testing::Types<float, Bf16>;
TYPED_TEST_SUITE(AttentionBackwardCuda, Types);

// Largest difference in part [begin, end) of each row.
double LargestError(const Tokens& x, const Gradient& exact, const Gradient& got, int64_t begin,
                    int64_t end) {
  double largest = 0;
  for (int64_t row = 0; row < x.count(); ++row) {
    for (int64_t e = row * x.stride + begin; e < row * x.stride + end; ++e) {
      const double error = std::fabs(static_cast<double>(got[e]) - exact[e]);
      if (!(error <= largest)) largest = error;  // NaN too
    }
  }
  return largest;
}

TYPED_TEST(AttentionBackwardCuda, IsAsExactAsAPlainOneOfTheSamePrecisionInEveryOrder) {
  constexpr bool kBf16 = std::is_same_v<TypeParam, Bf16>;
  const AttentionDims all[] = {Dims(4, 4, 16), Dims(9, 3, 64),  Dims(4, 1, 128), Dims(8, 1, 64),
                               Dims(5, 1, 40), Dims(2, 1, 256), Dims(8, 2, 112)};
  for (const AttentionDims& dims : all) {
    const Tokens x = Tokens(dims, {1, 75, 17}, 3).As<TypeParam>();
    const auto dout = Rounded<TypeParam>(kernels::TestFloats(x.count() * x.q_size(), 9));
    const auto got = this->SameInEveryOrder([&] { return this->Backward(x, dout); });
    const Gradient exact = ExactBackward(x, dout, false);
    const Gradient plain = kBf16 ? ExactBackward(x, dout, true) : CpuBackward(x, dout);
    const int64_t ends[] = {0, x.q_size(), x.q_size() + x.kv_size(), x.stride - 8};
    for (int part = 0; part < 3; ++part) {
      const auto error = [&](const Gradient& g) {
        return LargestError(x, exact, g, ends[part], ends[part + 1]);
      };
      EXPECT_LE(error(got), 2 * error(plain) + 1e-6) << Name(dims) << ", part " << part;
    }
    for (int64_t row = 0; row < x.count(); ++row) {
      for (int64_t e = x.stride - 8; e < x.stride; ++e) {
        ASSERT_TRUE(std::isnan(got[row * x.stride + e])) << "written past a row";
      }
    }
  }
}

// Several tiles of rows, several tiles of columns.
TYPED_TEST(AttentionBackwardCuda, ALongSequenceHasTheSameBitsAloneAndAgreesWithTheCpu) {
  for (const AttentionDims& dims : {Dims(2, 1, 64), Dims(1, 1, 128)}) {
    const Tokens x = Tokens(dims, {3, 200, 40}, 5).As<TypeParam>();
    const auto dout = Rounded<TypeParam>(kernels::TestFloats(x.count() * x.q_size(), 7));
    const Gradient together = this->Backward(x, dout);
    const double tolerance = std::is_same_v<TypeParam, Bf16> ? 0.03 : 4e-6;
    EXPECT_LE(LargestError(x, CpuBackward(x, dout), together, 0, x.stride - 8), tolerance);
    Tokens one(dims, {200}, 1);
    std::copy_n(x.Q(1, 0, 0), one.qkv.size(), one.qkv.begin());
    const Gradient alone =
        this->Backward(one, {dout.begin() + 3 * x.q_size(), dout.begin() + 203 * x.q_size()});
    kernels::ExpectSameBits({together.begin() + 3 * x.stride, together.begin() + 203 * x.stride},
                            alone, Name(dims));
  }
}

}  // namespace
}  // namespace r1bench::cuda
