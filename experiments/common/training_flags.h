// The flags that all training experiments share: the scale, the micro model and its pre-training,
// GRPO, the real model of the small scale, arithmetic and memory.
//
// The numbers of a scale stand in the experiment's flagfiles, which are its declaration; the
// defaults here, which --help shows, are those of r1_zero's micro.flags.
#ifndef R1BENCH_EXPERIMENTS_COMMON_TRAINING_FLAGS_H_
#define R1BENCH_EXPERIMENTS_COMMON_TRAINING_FLAGS_H_

#include <cstdint>
#include <vector>

#include "experiments/common/benchmarks.h"
#include "experiments/common/micro_model.h"
#include "experiments/common/rl_stage.h"
#include "experiments/common/run_flags.h"
#include "experiments/common/sft_stage.h"
#include "experiments/common/text_environment.h"
#include "model/transformer.h"

namespace r1bench::experiments {

enum class Scale { kMicro, kSmall, kPaper };
const char* ScaleName(Scale scale);

struct TrainingOptions {
  Scale scale = Scale::kMicro;
  int held_out = 256;       // prompts or problems kept for evaluation
  int context_tokens = 64;  // micro: longest prompt and response together
  MicroModelOptions model;
  PretrainOptions pretrain;
  TextWorldOptions text;
  BenchmarkOptions benchmarks;  // small
  RlOptions rl;
  int eval_samples = 16;
  int64_t checkpoint_steps = 20;
  int64_t micro_batch_tokens = 8192;
  model::TransformerOptions transformer;  // arithmetic and memory of the model
  std::vector<uint64_t> seeds;
};

// Throws base::UsageError, naming the flag, on values that make no sense together.
TrainingOptions TrainingOptionsFromFlags(const RunOptions& run);

// Throws base::UsageError if the scale can only be planned (paper), base::Error if the model or the
// prompt template of the small scale is not there: before a run folder is made.
void RequireRunnable(const TrainingOptions& options);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_TRAINING_FLAGS_H_
