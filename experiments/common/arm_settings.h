// The settings of an experiment's arms as its flags give them.
#ifndef R1BENCH_EXPERIMENTS_COMMON_ARM_SETTINGS_H_
#define R1BENCH_EXPERIMENTS_COMMON_ARM_SETTINGS_H_

#include "experiments/common/seed_arms.h"
#include "experiments/common/text_model.h"
#include "experiments/common/training_flags.h"

namespace r1bench::experiments {

// Of a micro model.
ArmSettings SettingsFor(const TrainingOptions& training);

// Of a real model: its engine, its benchmarks, and the pace of its RL. Both arguments must outlive
// the settings.
ArmSettings TextSettingsFor(const TrainingOptions& training, const TextModel& model);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_ARM_SETTINGS_H_
