// What one run of r1_zero is: a pure function of these options.
//
// Flags live in flags.cc; a flagfile is a preset (micro.flags, small.flags, paper.flags).
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_OPTIONS_H_

#include <cstdint>

#include "experiments/common/ops_environment.h"
#include "experiments/common/program_environment.h"
#include "experiments/common/training_flags.h"

namespace r1bench::r1_zero {

// Of the micro scale.
enum class World {
  kOps,       // data/micro/ops_task.h
  kPrograms,  // data/micro/program_task.h: the reward comes from running the response
};

struct R1ZeroOptions {
  experiments::TrainingOptions training;
  World world = World::kOps;
  experiments::OpsWorldOptions ops;
  experiments::ProgramWorldOptions programs;
  int64_t weak_steps = 0;  // the under-trained base is the same pre-training after so many steps
  bool null_arm = true, weak_arm = true;
};

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_OPTIONS_H_
