#include "train/advantage.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace r1bench::train {
namespace {

void CheckInput(std::span<const double> rewards, std::span<const int32_t> cu_groups) {
  base::Require(!cu_groups.empty() && cu_groups.front() == 0 &&
                    cu_groups.back() == static_cast<int64_t>(rewards.size()),
                "expected group bounds from 0 to the number of rewards, ", rewards.size());
  for (size_t g = 0; g + 1 < cu_groups.size(); ++g) {
    base::Require(cu_groups[g] < cu_groups[g + 1], "expected group ", g, " not to be empty");
  }
  for (size_t i = 0; i < rewards.size(); ++i) {
    base::Require(std::isfinite(rewards[i]), "expected a finite reward, got ", rewards[i],
                  " for sample ", i, "; check the verifier");
  }
}

double Sum(std::span<const double> x) {
  double sum = 0;
  for (double v : x) sum += v;
  return sum;
}

double SquaredDeviations(std::span<const double> x, double mean) {
  double sum = 0;
  for (double v : x) sum += (v - mean) * (v - mean);
  return sum;
}

// Unbiased standard deviation over the batches of all ranks.
double BatchStd(std::span<const double> rewards, Collective* collective) {
  double totals[2] = {Sum(rewards), static_cast<double>(rewards.size())};
  collective->AllReduceSum(std::span<double>(totals));
  if (totals[1] < 2) return 0;
  double squares[1] = {SquaredDeviations(rewards, totals[0] / totals[1])};
  collective->AllReduceSum(std::span<double>(squares));
  return std::sqrt(squares[0] / (totals[1] - 1));
}

void OneGroup(std::span<const double> r, const AdvantageOptions& options, double batch_std,
              float* out) {
  const double n = static_cast<double>(r.size());
  if (r.size() == 1) {
    out[0] = options.single_takes_reward ? static_cast<float>(r[0]) : 0.0f;
    return;
  }
  const bool all_equal = std::all_of(r.begin(), r.end(), [&](double v) { return v == r[0]; });
  if (all_equal) {
    std::fill(out, out + r.size(), 0.0f);
    return;
  }
  const double mean = Sum(r) / n;
  double factor = 1;
  switch (options.kind) {
    case AdvantageKind::kGroupStd:
      factor = 1 / (std::sqrt(SquaredDeviations(r, mean) / (n - 1)) + options.epsilon);
      break;
    case AdvantageKind::kGroupMean:
      break;
    case AdvantageKind::kBatchStd:
      factor = 1 / (batch_std + options.epsilon);
      break;
    case AdvantageKind::kLeaveOneOut:
      factor = n / (n - 1);
      break;
  }
  for (size_t i = 0; i < r.size(); ++i) out[i] = static_cast<float>((r[i] - mean) * factor);
}

}  // namespace

std::vector<float> GroupAdvantages(std::span<const double> rewards,
                                   std::span<const int32_t> cu_groups,
                                   const AdvantageOptions& options, Collective* collective) {
  CheckInput(rewards, cu_groups);
  const bool batch = options.kind == AdvantageKind::kBatchStd;
  const double batch_std = batch ? BatchStd(rewards, collective) : 0;
  std::vector<float> advantages(rewards.size());
  for (size_t g = 0; g + 1 < cu_groups.size(); ++g) {
    const size_t begin = cu_groups[g], count = cu_groups[g + 1] - cu_groups[g];
    OneGroup(rewards.subspan(begin, count), options, batch_std, advantages.data() + begin);
  }
  return advantages;
}

std::vector<float> GroupAdvantages(std::span<const double> rewards, int group_size,
                                   const AdvantageOptions& options, Collective* collective) {
  base::Require(group_size > 0 && rewards.size() % group_size == 0, "expected whole groups of ",
                group_size, ", got ", rewards.size(), " rewards");
  std::vector<int32_t> cu_groups;
  for (size_t i = 0; i <= rewards.size(); i += group_size) {
    cu_groups.push_back(static_cast<int32_t>(i));
  }
  return GroupAdvantages(rewards, cu_groups, options, collective);
}

namespace {

// The normalised rewards of one answer's steps, summed from the end to each token.
std::vector<float> RewardToGo(std::span<const StepReward> steps, const float* normalised,
                              int64_t tokens) {
  std::vector<float> out(tokens, 0.0f);
  double sum = 0;
  int64_t end = tokens;
  for (size_t k = steps.size(); k-- > 0;) {
    const int64_t begin = k > 0 ? steps[k - 1].end : 0;
    base::Require(begin < steps[k].end && steps[k].end <= end,
                  "expected steps that end one after the other within ", tokens, " tokens, got ",
                  steps[k].end, " after ", begin);
    sum += normalised[k];
    end = steps[k].end;
    std::fill(out.begin() + begin, out.begin() + end, static_cast<float>(sum));
  }
  return out;
}

}  // namespace

std::vector<std::vector<float>> StepAdvantages(std::span<const std::vector<StepReward>> steps,
                                               std::span<const int64_t> tokens, int group_size,
                                               const AdvantageOptions& options,
                                               Collective* collective) {
  base::Require(group_size > 0 && steps.size() % group_size == 0 && steps.size() == tokens.size(),
                "expected whole groups of ", group_size, " answers and a length for each, got ",
                steps.size(), " and ", tokens.size());
  std::vector<double> rewards;
  std::vector<int32_t> cu_groups = {0};  // of groups that have a step
  std::vector<size_t> first(steps.size());
  for (size_t i = 0; i < steps.size(); ++i) {
    first[i] = rewards.size();
    for (const StepReward& step : steps[i]) rewards.push_back(step.reward);
    const int32_t end = static_cast<int32_t>(rewards.size());
    if ((i + 1) % group_size == 0 && end > cu_groups.back()) cu_groups.push_back(end);
  }
  const std::vector<float> normalised = GroupAdvantages(rewards, cu_groups, options, collective);
  std::vector<std::vector<float>> out;
  for (size_t i = 0; i < steps.size(); ++i) {
    out.push_back(RewardToGo(steps[i], normalised.data() + first[i], tokens[i]));
  }
  return out;
}

}  // namespace r1bench::train
