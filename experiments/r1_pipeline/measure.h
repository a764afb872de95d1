// Reading a measure of an outcome by its name, and the reward that this makes possible for every
// kind of reasoning task.
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_MEASURE_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_MEASURE_H_

#include <string_view>

#include "experiments/common/environment.h"
#include "experiments/common/rl_stage.h"

namespace r1bench::r1_pipeline {

// 0 where the measure does not apply.
inline double Measure(const experiments::Outcome& outcome, std::string_view name) {
  for (const auto& [key, value] : outcome.measures) {
    if (key == name) return value;
  }
  return 0.0;
}

// The outcome plus `weight` times consistency, the share of the prompt's language (the report adds
// both up, v2, eq. 8).
inline experiments::RewardRule LanguageReward(double weight) {
  return [weight](const experiments::JudgedRollout& judged) {
    for (size_t i = 0; i < judged.rollout->trajectories.size(); ++i) {
      const experiments::Outcome& outcome = (*judged.outcomes)[i];
      judged.rollout->trajectories[i].reward =
          outcome.reward + weight * Measure(outcome, "consistency");
    }
    return base::Json::object();
  };
}

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_MEASURE_H_
