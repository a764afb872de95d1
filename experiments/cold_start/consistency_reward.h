// The language-consistency reward (arXiv 2501.12948 v1, 2.3.2; v2, eq. 7), added to the outcome by
// a plain sum, as in the report.
#ifndef R1BENCH_EXPERIMENTS_COLD_START_CONSISTENCY_REWARD_H_
#define R1BENCH_EXPERIMENTS_COLD_START_CONSISTENCY_REWARD_H_

#include "experiments/common/rl_stage.h"

namespace r1bench::cold_start {

// reward = outcome + lambda * consistency, with the environment's measure `consistency` of the
// response (the share of the prompt's language in its thought). Row: `consistency_reward`, the mean
// of the second term, and `equal_outcomes`, the share of groups whose outcomes are all equal (in
// those, only language is left to tell responses apart).
experiments::RewardRule ConsistencyReward(double lambda);

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_CONSISTENCY_REWARD_H_
