// What one run of cold_start is: a pure function of these options.
//
// Flags live in flags.cc; a flagfile is a preset (micro.flags, small.flags, paper.flags).
#ifndef R1BENCH_EXPERIMENTS_COLD_START_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_COLD_START_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "experiments/cold_start/notation_environment.h"
#include "experiments/common/training_flags.h"

namespace r1bench::cold_start {

// The cold start: supervised fine-tuning of the base on a small set of curated documents.
struct DoseOptions {
  int traces = 96;  // half of them in each notation
  int epochs = 8;
  int batch = 32;  // traces an optimizer step
  double learning_rate = 5e-4;
};

struct ColdStartOptions {
  // Its pre-training is the first part, common to all worlds: skills.
  experiments::TrainingOptions training;
  micro::OpsCorpusOptions skills;               // behaviours of the first part's documents
  experiments::PretrainOptions world_pretrain;  // the second part: the world's own habits
  NotationWorldOptions world;                   // of the micro scale; its mixture is the headline's
  DoseOptions dose;
  double lambda = 1.0;  // weight of the language-consistency reward
  bool control_arms = true, null_arm = true;
  // Micro: pure RL alone in worlds of these mixtures as well.
  std::vector<std::string> drift_mixtures;
  // Micro: pure RL and cold start + RL for so many steps at a rate where training may break.
  int64_t high_rate_steps = 0;  // 0: leave these arms out
  double high_rate = 0;
};

}  // namespace r1bench::cold_start

#endif  // R1BENCH_EXPERIMENTS_COLD_START_OPTIONS_H_
