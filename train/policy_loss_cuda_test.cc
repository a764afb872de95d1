// The GPU's policy loss (kernels/policy_loss) against that of train/policy_loss.h.
#include "kernels/policy_loss/policy_loss_cuda.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kernels/cuda/testing.h"
#include "train/policy_loss.h"

namespace r1bench::cuda {
namespace {

struct Batch {
  std::vector<int32_t> cu_tokens = {0};
  std::vector<float> logp, old_logp, ref_logp, advantage, entropy;
  std::vector<uint8_t> mask;
  int64_t tokens() const { return cu_tokens.back(); }
};

// Answers of these lengths. A quarter of the tokens is on policy, some ratios are large, one in
// seven is masked (its log-probability is NaN).
Batch MakeBatch(const std::vector<int32_t>& lengths) {
  Batch b;
  for (const int32_t n : lengths) b.cu_tokens.push_back(b.cu_tokens.back() + n);
  const int64_t n = b.tokens();
  b.logp = kernels::TestFloats(n, 1, 3.0f);
  b.old_logp = kernels::TestFloats(n, 2, 0.5f);
  b.ref_logp = kernels::TestFloats(n, 3, 3.0f);
  b.advantage = kernels::TestFloats(n, 4, 2.0f);
  b.entropy = kernels::TestFloats(n, 5);
  b.mask.assign(static_cast<size_t>(n), 1);
  for (int64_t t = 0; t < n; ++t) {
    b.old_logp[t] = t % 4 == 0 ? b.logp[t] : b.logp[t] + b.old_logp[t];
    if (t % 50 == 1) b.old_logp[t] -= 30.0f;
    if (t % 90 == 5) b.old_logp[t] = t % 4 == 1 ? 650.0f : -650.0f;  // exp over- or underflows
    if (t % 90 == 8) b.old_logp[t] = t % 4 == 0 ? 800.0f : 705.0f;
    if (t % 9 == 2) b.advantage[t] = 0.0f;
    if (t % 7 == 3) {
      b.mask[t] = 0;
      b.logp[t] = std::numeric_limits<float>::quiet_NaN();
    }
  }
  return b;
}

// The weights of kGrpo: 1 / (answers in the step · tokens of the answer in the loss).
std::vector<double> Weights(const Batch& b, int64_t answers) {
  std::vector<double> weights;
  for (size_t s = 0; s + 1 < b.cu_tokens.size(); ++s) {
    int64_t counted = 0;
    for (int32_t t = b.cu_tokens[s]; t < b.cu_tokens[s + 1]; ++t) counted += b.mask[t] != 0;
    weights.push_back(
        1 / (static_cast<double>(answers) * static_cast<double>(std::max<int64_t>(counted, 1))));
  }
  return weights;
}

class PolicyLossCuda : public CudaTest {
 protected:
  struct Result {
    std::vector<float> dlogp;
    PolicySums sums;
  };

  // Two micro-batches: `b` twice. Arrays begin `shift` numbers behind a boundary of 16 bytes.
  Result OnTheDevice(const Batch& b, const PolicyLossOptions& options, bool optional,
                     int64_t shift = 0) {
    const int64_t n = b.tokens(), answers = static_cast<int64_t>(b.cu_tokens.size()) - 1;
    const auto up = [&](std::vector<float> x) {
      x.insert(x.begin(), static_cast<size_t>(shift), 0.0f);
      return ToDevice(stream(), x);
    };
    const auto logp = up(b.logp), old_logp = up(b.old_logp), ref = up(b.ref_logp);
    const auto advantage = up(b.advantage), entropy = up(b.entropy);
    const auto cu_tokens = ToDevice(stream(), b.cu_tokens);
    const auto weights = ToDevice(stream(), Weights(b, 2 * answers));
    const auto mask = ToDevice(stream(), b.mask);
    auto dlogp = up(Poisoned(n));
    auto sums = ToDevice(stream(), std::vector<PolicySums>(1));
    DeviceArray<double> workspace(PolicyLossWorkspaceBytes(n) / 8);
    const PolicyTokens in = {.tokens = n,
                             .answers = answers,
                             .cu_tokens = cu_tokens.data(),
                             .weight = weights.data(),
                             .logp = logp.data() + shift,
                             .old_logp = old_logp.data() + shift,
                             .ref_logp = options.kl_coefficient > 0 ? ref.data() + shift : nullptr,
                             .advantage = advantage.data() + shift,
                             .entropy = optional ? entropy.data() + shift : nullptr,
                             .mask = mask.data()};
    for (int i = 0; i < 2; ++i) {
      PolicyLoss(stream(), options, in, workspace.data(), dlogp.data() + shift, sums.data());
    }
    std::vector<float> got = ToHost(stream(), dlogp);
    got.erase(got.begin(), got.begin() + shift);
    return {got, ToHost(stream(), sums)[0]};
  }

  // All of it as floats, exactly.
  static std::vector<float> Bits(const Result& r) {
    std::vector<float> sums(sizeof(PolicySums) / sizeof(float));
    std::memcpy(sums.data(), &r.sums, sizeof(PolicySums));
    return Joined(r.dlogp, sums);
  }
};

struct Expected {
  std::vector<float> dlogp;
  train::PolicySums sums;
};

Expected OnTheCpu(const Batch& b, const PolicyLossOptions& o, bool optional) {
  const train::PolicyLossOptions options = {.clip_low = o.clip_low,
                                            .clip_high = o.clip_high,
                                            .dual_clip = o.dual_clip,
                                            .log_ratio_clamp = o.log_ratio_clamp,
                                            .kl_coefficient = o.kl_coefficient};
  const int64_t answers = static_cast<int64_t>(b.cu_tokens.size()) - 1;
  train::PolicyLoss loss(options, {2 * answers, 2 * b.tokens(), 2});
  Expected e;
  e.dlogp.resize(static_cast<size_t>(b.tokens()));
  for (int i = 0; i < 2; ++i) {
    loss.Add({.cu_tokens = b.cu_tokens,
              .logp = b.logp,
              .old_logp = b.old_logp,
              .ref_logp = b.ref_logp,
              .advantage = b.advantage,
              .entropy = optional ? std::span<const float>(b.entropy) : std::span<const float>(),
              .mask = b.mask},
             e.dlogp);
  }
  e.sums = loss.sums();
  return e;
}

void ExpectSums(const train::PolicySums& expected, const PolicySums& got) {
  EXPECT_EQ(expected.tokens, got.tokens);
  EXPECT_EQ(expected.clipped_low, got.clipped_low);
  EXPECT_EQ(expected.clipped_high, got.clipped_high);
  EXPECT_EQ(expected.max_abs_log_ratio, got.max_abs_log_ratio);
  EXPECT_EQ(got.not_finite, 0);
  // Double sums of the same terms in another order.
  const auto close = [](double a, double b) { EXPECT_NEAR(a, b, 1e-11 * (1 + std::fabs(a))); };
  close(expected.loss, got.loss);
  close(expected.ratio, got.ratio);
  close(expected.approx_kl, got.approx_kl);
  close(expected.reference_kl, got.reference_kl);
  close(expected.entropy, got.entropy);
}

// Empty answers, answers of one token, several in a vector, a part that ends inside of an answer.
const std::vector<int32_t> kLengths[] = {
    {1}, {3, 0, 0, 1, 2}, {0, 5, 1, 1, 1, 1, 700, 0}, {4000, 3, 96, 901}};

const PolicyLossOptions kOptions[] = {{},
                                      {.clip_low = 0.1, .clip_high = 0.28, .kl_coefficient = 0.04},
                                      {.dual_clip = 3, .log_ratio_clamp = 2, .kl_coefficient = 1},
                                      {.clip_low = 0, .clip_high = 0, .log_ratio_clamp = 20}};

TEST_F(PolicyLossCuda, HasTheDerivativesOfTheCpuBitForBitAndItsSums) {
  for (const std::vector<int32_t>& lengths : kLengths) {
    const Batch b = MakeBatch(lengths);
    for (const PolicyLossOptions& options : kOptions) {
      const Result got = OnTheDevice(b, options, true);
      const Expected expected = OnTheCpu(b, options, true);
      kernels::ExpectSameBits(expected.dlogp, got.dlogp, std::to_string(b.tokens()) + " tokens");
      ExpectSums(expected.sums, got.sums);
    }
  }
}

TEST_F(PolicyLossCuda, HasTheSameBitsInEveryOrderAndForEveryAlignment) {
  const Batch b = MakeBatch(kLengths[3]);
  Result last;
  const std::vector<float> bits = SameInEveryOrder([&] {
    last = OnTheDevice(b, kOptions[1], true);
    return Bits(last);
  });
  kernels::ExpectSameBits(bits, Bits(OnTheDevice(b, kOptions[1], true, 1)), "off the boundary");
}

TEST_F(PolicyLossCuda, EntropyAndReferenceAreOptional) {
  const Batch b = MakeBatch(kLengths[2]);
  const Result got = OnTheDevice(b, kOptions[0], false);
  const Expected expected = OnTheCpu(b, kOptions[0], false);
  kernels::ExpectSameBits(expected.dlogp, got.dlogp, "without");
  ExpectSums(expected.sums, got.sums);
  EXPECT_EQ(got.sums.entropy, 0);
  EXPECT_EQ(got.sums.reference_kl, 0);
}

TEST_F(PolicyLossCuda, CountsTokensThatAreNotFiniteAndPoisonsTheirDerivatives) {
  Batch b = MakeBatch({4, 5});
  b.logp[5] = -std::numeric_limits<float>::infinity();
  const Result got = OnTheDevice(b, kOptions[1], true);
  EXPECT_EQ(got.sums.not_finite, 2) << "once in each micro-batch";
  EXPECT_EQ(got.sums.tokens, 14) << "token 3 is masked";
  EXPECT_TRUE(std::isfinite(got.sums.loss));
  for (size_t t = 0; t < 9; ++t) EXPECT_EQ(std::isnan(got.dlogp[t]), t == 5) << t;
}

}  // namespace
}  // namespace r1bench::cuda
