// What one run of prm is: a pure function of these options.
//
// Flags live in flags.cc; a flagfile is a preset (micro.flags, small.flags, paper.flags).
#ifndef R1BENCH_EXPERIMENTS_PRM_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_PRM_OPTIONS_H_

#include <cstdint>
#include <vector>

#include "experiments/common/ops_environment.h"
#include "experiments/common/training_flags.h"
#include "experiments/prm/arm_reward.h"
#include "experiments/prm/arms.h"
#include "experiments/prm/preference.h"
#include "experiments/prm/reward_models.h"
#include "experiments/prm/traces.h"

namespace r1bench::prm {

struct PrmOptions {
  experiments::TrainingOptions training;
  experiments::OpsWorldOptions world;
  TraceOptions traces;
  int held_out_traces = 1000;  // on which the models' quality is measured
  RewardModelTraining model;   // of every process and outcome reward model
  RefreshOptions refresh;
  PreferenceOptions preference;
  int64_t backbone_steps = 1200;  // pre-training of the smaller preference models
  int64_t long_steps = 120;       // RL steps of preference arms and of outcome-long
  double outcome_weight = 0.1;
  int rerank_samples = 16;
  std::vector<Arm> arms;
};

}  // namespace r1bench::prm

#endif  // R1BENCH_EXPERIMENTS_PRM_OPTIONS_H_
