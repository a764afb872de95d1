#include "train/policy_loss.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "kernels/math/math.h"

namespace r1bench::train {
namespace {

struct Named {
  Aggregation value;
  const char* name;
};
constexpr Named kAggregations[] = {{Aggregation::kGrpo, "grpo"},
                                   {Aggregation::kDapo, "dapo"},
                                   {Aggregation::kDrGrpo, "dr_grpo"},
                                   {Aggregation::kBnpo, "bnpo"}};

void CheckLengths(const PolicyTokens& in, size_t dlogp_size, bool needs_ref) {
  const size_t n = in.logp.size();
  base::Require(!in.cu_tokens.empty() && in.cu_tokens.front() == 0 &&
                    static_cast<size_t>(in.cu_tokens.back()) == n,
                "expected answer bounds from 0 to ", n, " tokens");
  base::Require(in.old_logp.size() == n && in.advantage.size() == n && dlogp_size == n &&
                    (in.ref_logp.size() == n || (!needs_ref && in.ref_logp.empty())) &&
                    (in.entropy.empty() || in.entropy.size() == n) &&
                    (in.mask.empty() || in.mask.size() == n),
                "expected ", n,
                " values for each of logp, old_logp, ref_logp, advantage and dlogp");
}

int64_t CountTokens(const PolicyTokens& in, int64_t begin, int64_t end) {
  if (in.mask.empty()) return end - begin;
  return std::count_if(in.mask.begin() + begin, in.mask.begin() + end,
                       [](uint8_t m) { return m != 0; });
}

}  // namespace

Aggregation ParseAggregation(std::string_view name) {
  for (const Named& a : kAggregations) {
    if (name == a.name) return a.value;
  }
  base::Fail("expected an aggregation grpo, dapo, dr_grpo or bnpo, got '", name, "'");
}

const char* AggregationName(Aggregation aggregation) {
  for (const Named& a : kAggregations) {
    if (a.value == aggregation) return a.name;
  }
  return "?";
}

void StepCounts::Reduce(Collective* collective) {
  double values[3] = {static_cast<double>(sequences), static_cast<double>(tokens),
                      static_cast<double>(micro_batches)};
  collective->AllReduceSum(std::span<double>(values));
  sequences = static_cast<int64_t>(values[0]);
  tokens = static_cast<int64_t>(values[1]);
  micro_batches = static_cast<int64_t>(values[2]);
}

void PolicySums::Reduce(Collective* collective) {
  double values[8] = {tokens,       loss,      ratio,        clipped_low,
                      clipped_high, approx_kl, reference_kl, entropy};
  collective->AllReduceSum(std::span<double>(values));
  tokens = values[0], loss = values[1], ratio = values[2], clipped_low = values[3];
  clipped_high = values[4], approx_kl = values[5], reference_kl = values[6], entropy = values[7];
  collective->AllReduceMax(std::span<double>(&max_abs_log_ratio, 1));
}

PolicyMetrics Finish(const PolicySums& sums) {
  const double n = std::max(sums.tokens, 1.0);
  PolicyMetrics m;
  m.loss = sums.loss;
  m.mean_ratio = sums.ratio / n;
  m.clip_fraction = (sums.clipped_low + sums.clipped_high) / n;
  m.approx_kl = sums.approx_kl / n;
  m.reference_kl = sums.reference_kl / n;
  m.entropy = sums.entropy / n;
  m.max_abs_log_ratio = sums.max_abs_log_ratio;
  m.tokens = static_cast<int64_t>(sums.tokens);
  return m;
}

PolicyLoss::PolicyLoss(const PolicyLossOptions& options, const StepCounts& global)
    : options_(options), global_(global) {
  base::Require(options.clip_low >= 0 && options.clip_high >= 0,
                "expected clip bounds of at least 0, got ", options.clip_low, " and ",
                options.clip_high);
  base::Require(options.dual_clip == 0 || options.dual_clip > 1,
                "expected dual_clip above 1, or 0 for off, got ", options.dual_clip);
  base::Require(options.log_ratio_clamp >= 0 && options.kl_coefficient >= 0,
                "expected log_ratio_clamp and kl_coefficient of at least 0");
  base::Require(global.sequences > 0 && global.micro_batches > 0 && global.tokens >= 0,
                "expected counts of the whole step, got ", global.sequences, " sequences in ",
                global.micro_batches, " micro-batches");
  base::Require(options.aggregation != Aggregation::kDrGrpo || options.max_completion_tokens > 0,
                "dr_grpo divides by max_completion_tokens; set it");
}

double PolicyLoss::SequenceWeight(int64_t tokens_in_sequence, int64_t tokens_in_micro_batch) const {
  const auto at_least_one = [](int64_t n) { return static_cast<double>(std::max<int64_t>(n, 1)); };
  switch (options_.aggregation) {
    case Aggregation::kGrpo:
      return 1 / (static_cast<double>(global_.sequences) * at_least_one(tokens_in_sequence));
    case Aggregation::kDapo:
      return 1 / at_least_one(global_.tokens);
    case Aggregation::kDrGrpo:
      return 1 / (static_cast<double>(global_.sequences) *
                  static_cast<double>(options_.max_completion_tokens));
    case Aggregation::kBnpo:
      return 1 / (static_cast<double>(global_.micro_batches) * at_least_one(tokens_in_micro_batch));
  }
  base::Fail("expected a known aggregation");
}

// One token: adds to the sums, returns weight · dl/dlogp.
float PolicyLoss::Token(const PolicyTokens& in, int64_t t, double weight) {
  const double logp = in.logp[t], advantage = in.advantage[t];
  const double raw = logp - static_cast<double>(in.old_logp[t]);
  base::Require(std::isfinite(raw), "expected finite log-probabilities, got ", in.logp[t], " and ",
                in.old_logp[t], " for token ", t);
  const double clamp = options_.log_ratio_clamp;
  const double lr = clamp > 0 ? std::clamp(raw, -clamp, clamp) : raw;
  const double r = kernels::ExpD(lr);
  const double clipped = std::clamp(r, 1 - options_.clip_low, 1 + options_.clip_high);

  double objective = std::min(r * advantage, clipped * advantage);
  // The gradient flows through r alone, unless a clip (or the clamp) took its place.
  bool flows = r * advantage <= clipped * advantage && lr == raw;
  if (options_.dual_clip > 0 && advantage < 0 && objective < options_.dual_clip * advantage) {
    objective = options_.dual_clip * advantage;
    flows = false;
  }
  double loss = -objective;
  double slope = flows ? -r * advantage : 0;
  if (options_.kl_coefficient > 0) {
    const double ref = static_cast<double>(in.ref_logp[t]) - logp;
    const double e = kernels::ExpD(ref);
    const double k3 = e - ref - 1;
    loss += options_.kl_coefficient * k3;
    slope += options_.kl_coefficient * (1 - e);  // d k3 / d logp
    sums_.reference_kl += k3;
  }
  sums_.tokens += 1;
  sums_.loss += weight * loss;
  sums_.ratio += r;
  sums_.clipped_low += advantage < 0 && r < 1 - options_.clip_low;
  sums_.clipped_high += advantage > 0 && r > 1 + options_.clip_high;
  sums_.approx_kl += r - 1 - lr;
  sums_.max_abs_log_ratio = std::max(sums_.max_abs_log_ratio, std::abs(raw));
  if (!in.entropy.empty()) sums_.entropy += in.entropy[t];
  return static_cast<float>(weight * slope);
}

void PolicyLoss::Add(const PolicyTokens& in, std::span<float> dlogp) {
  CheckLengths(in, dlogp.size(), options_.kl_coefficient > 0);
  const int64_t all = CountTokens(in, 0, static_cast<int64_t>(in.logp.size()));
  for (size_t s = 0; s + 1 < in.cu_tokens.size(); ++s) {
    const int64_t begin = in.cu_tokens[s], end = in.cu_tokens[s + 1];
    base::Require(begin <= end, "expected rising answer bounds, got ", begin, " then ", end);
    const double weight = SequenceWeight(CountTokens(in, begin, end), all);
    for (int64_t t = begin; t < end; ++t) {
      const bool counts = in.mask.empty() || in.mask[t] != 0;
      dlogp[t] = counts ? Token(in, t, weight) : 0.0f;
    }
  }
}

}  // namespace r1bench::train
