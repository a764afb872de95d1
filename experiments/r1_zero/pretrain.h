// The base model of the micro scale: next-token training from nothing on the OPS-M corpus.
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_PRETRAIN_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_PRETRAIN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/json.h"
#include "experiments/common/stages.h"
#include "experiments/r1_zero/micro_environment.h"
#include "experiments/r1_zero/options.h"
#include "model/config.h"
#include "model/parameters.h"

namespace r1bench::r1_zero {

model::ModelConfig MicroModelConfig(const MicroOptions& options);

// Where weights of a finished stage are kept: a Hugging Face folder.
struct PretrainFolders {
  std::string base;  // after all steps
  std::string weak;  // after weak_steps
};

// Trains (or goes on training) as stage `stage` and leaves both folders. `log` gets a row every
// ten steps. Throws base::Interrupted, after a checkpoint, when the process is asked to stop.
void Pretrain(const R1ZeroOptions& options, const MicroEnvironment& environment, uint64_t seed,
              const std::string& stage, const PretrainFolders& folders,
              const std::function<void(base::Json)>& log, experiments::Stages* stages);

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_PRETRAIN_H_
