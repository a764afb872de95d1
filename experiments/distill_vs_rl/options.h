// What one run of distill_vs_rl is: a pure function of these options.
//
// Flags live in flags.cc; a flagfile is a preset (micro.flags, small.flags, report_32b.flags,
// sky_t1.flags, tinyzero.flags).
#ifndef R1BENCH_EXPERIMENTS_DISTILL_VS_RL_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_DISTILL_VS_RL_OPTIONS_H_

#include <cstdint>
#include <string>

#include "experiments/common/micro_model.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/training_flags.h"

namespace r1bench::distill_vs_rl {

// Fine-tuning: AdamW, cosine to a tenth (arXiv 2501.12948 v2, B.4.3), no weight decay.
struct TuningOptions {
  int epochs = 0;
  int64_t batch = 0;  // documents a step
  double learning_rate = 0;
};

// Of the small and paper scales, where the teacher is not trained here. Either a local model, or
// completions made elsewhere.
struct TeacherOptions {
  std::string model;        // "smollm2", a Hugging Face folder or a .gguf file
  std::string completions;  // JSON Lines (model/saved_completions.h)
  double parameters = 0;    // active a token: 2 operations each, where no local model tells
};

struct DistillOptions {
  // Its micro model is the teacher's, its text model the student. Its GRPO steps are the teacher's;
  // at small scale the most that an arm of the student takes.
  experiments::TrainingOptions training;
  experiments::OpsWorldOptions world;
  experiments::MicroModelOptions student;
  int samples_per_prompt = 0;   // of the teacher
  int max_sampling_rounds = 1;  // of a base, which needs more for as many right answers
  TuningOptions sft;            // on traces, every model
  int64_t cold_traces = 0;      // canonical traces of the R1 way; 0: without that arm
  TuningOptions cold;
  double budget_factor = 0;  // of the arm with more RL
  bool rl_arms = true, whole_arm = true, own_arms = true, null_arms = true;
  TeacherOptions teacher;
  // Paper scale: documents to fine-tune on and their mean length in tokens (0: assumed).
  double planned_traces = 0, planned_trace_tokens = 0;
};

}  // namespace r1bench::distill_vs_rl

#endif  // R1BENCH_EXPERIMENTS_DISTILL_VS_RL_OPTIONS_H_
