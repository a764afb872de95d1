#include "experiments/cold_start/consistency_reward.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"

namespace r1bench::cold_start {
namespace {

using experiments::JudgedRollout;
using experiments::Outcome;

double Consistency(const Outcome& outcome) {
  for (const auto& [name, value] : outcome.measures) {
    if (name == "consistency") return value;
  }
  base::Fail("the environment does not measure consistency");
}

double ShareOfEqualGroups(const std::vector<Outcome>& outcomes, size_t group_size) {
  size_t equal = 0;
  for (size_t begin = 0; begin < outcomes.size(); begin += group_size) {
    const auto group = outcomes.begin() + static_cast<std::ptrdiff_t>(begin);
    equal += std::all_of(group, group + static_cast<std::ptrdiff_t>(group_size),
                         [&](const Outcome& outcome) { return outcome.reward == group->reward; });
  }
  return static_cast<double>(equal * group_size) / static_cast<double>(outcomes.size());
}

}  // namespace

experiments::RewardRule ConsistencyReward(double lambda) {
  return [lambda](const JudgedRollout& judged) -> base::Json {
    const std::vector<Outcome>& outcomes = *judged.outcomes;
    double sum = 0;
    for (size_t i = 0; i < outcomes.size(); ++i) {
      const double added = lambda * Consistency(outcomes[i]);
      judged.rollout->trajectories[i].reward = outcomes[i].reward + added;
      sum += added;
    }
    const size_t group_size = static_cast<size_t>(judged.rollout->group_size);
    return {{"consistency_reward", sum / static_cast<double>(outcomes.size())},
            {"equal_outcomes", ShareOfEqualGroups(outcomes, group_size)}};
  };
}

}  // namespace r1bench::cold_start
