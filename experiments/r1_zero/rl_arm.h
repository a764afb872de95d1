// One arm: GRPO from a base, then an evaluation. The arms differ in the base and in the reward.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_RL_ARM_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_RL_ARM_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/json.h"
#include "experiments/common/run_folder.h"
#include "experiments/common/stages.h"
#include "experiments/r1_zero/environment.h"
#include "experiments/r1_zero/options.h"
#include "model/engine.h"
#include "model/transformer.h"

namespace r1bench::r1_zero {

struct ArmOptions {
  std::string stage;  // "1/rl"
  std::string arm;    // "rl", "null", "weak_rl"
  uint64_t seed = 0;
  bool random_reward = false;  // a coin flip instead of the outcome (the control)
};

// What an arm writes as it goes.
struct ArmHooks {
  std::function<void(base::Json)> metric;  // one row an update
  std::function<void(base::Json)> sample;  // one row a response
};

// Trains `policy` (the base's weights at the start; the checkpoint's when resumed) as stage
// arm.stage up to its last step. Does not finish the stage: the caller evaluates first. Throws
// base::Interrupted, after a checkpoint, when the process is asked to stop.
void TrainArm(const R1ZeroOptions& options, const ArmOptions& arm, const Environment& environment,
              model::Transformer* policy, model::TextGenerator* generator, const ArmHooks& hooks,
              experiments::Stages* stages);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_RL_ARM_H_
