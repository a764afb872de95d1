// One seed of r1_zero: base, evaluation, arms, each a stage that a resumed run skips when done.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_SEED_RUN_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_SEED_RUN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "experiments/common/run_folder.h"
#include "experiments/common/stages.h"
#include "experiments/r1_zero/environment.h"
#include "experiments/r1_zero/options.h"
#include "model/transformer.h"

namespace r1bench::r1_zero {

struct SeedContext {
  const R1ZeroOptions* options = nullptr;
  uint64_t seed = 0;
  experiments::RunFolder* folder = nullptr;
  experiments::Stages* stages = nullptr;
  std::function<void(base::Json)> metric;  // logs a row and keeps it for the curves
  std::function<void()> stage_done;        // something new to show
};

// The name of a stage of a seed: "1/rl".
std::string StageName(uint64_t seed, const std::string& stage);

// Results are left in context.stages: "<seed>/base", "/rl", "/null", "/weak_base", "/weak_rl", each
// {"metrics": ..., "audit": ..., "samples": [...]}.
void RunMicroSeed(const SeedContext& context);
void RunTextSeed(const SeedContext& context);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_SEED_RUN_H_
