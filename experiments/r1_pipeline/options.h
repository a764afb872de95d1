// What one run of r1_pipeline is: a pure function of these options.
//
// Flags live in flags.cc; a flagfile is a preset (micro.flags, small.flags, paper.flags).
#ifndef R1BENCH_EXPERIMENTS_R1_PIPELINE_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_R1_PIPELINE_OPTIONS_H_

#include <cstdint>
#include <string>

#include "data/micro/ops_corpus.h"
#include "data/micro/request_preference.h"
#include "experiments/common/training_flags.h"

namespace r1bench::r1_pipeline {

// The world of the micro scale: arithmetic in two notations, and requests.
struct WorldOptions {
  int modulus = 7;
  int held_out = 256;           // arithmetic prompts kept for evaluation
  int held_out_requests = 240;  // requests kept for evaluation
  int context_tokens = 64;
  micro::OpsCorpusOptions corpus;
  std::string mixture = "symmetric";  // of notations (data/micro/notation_corpus.h)
  double share_requests = 0.3;        // of the base's documents
};

// Supervised fine-tuning: AdamW, cosine to a tenth.
struct TuningOptions {
  int epochs = 1;
  int64_t batch = 32;
  double learning_rate = 0;
};

struct RewardModelOptions {
  int samples = 4;  // responses to each training request, by Dev3; two and two make pairs
  TuningOptions tuning;
  micro::JudgeOptions judge;
};

struct PipelineOptions {
  // training.rl.steps: of R1-Zero's RL and of Dev2's; everything else of rl holds for all RL.
  experiments::TrainingOptions training;
  WorldOptions world;

  int cold_traces = 96;  // curated documents of the cold start
  TuningOptions cold;    // Dev1
  double language_weight = 1.0;

  int64_t rejection_prompts = 0;  // rejection sampling from Dev2: prompts, at most
  int samples_per_prompt = 2;     // ... and solutions to each
  int64_t reasoning_samples = 0;  // of the set for Dev3, at most
  int64_t general_samples = 0;
  TuningOptions tuning;  // Dev3

  RewardModelOptions reward_model;
  int64_t rule_steps = 0;        // of R1's RL: rule rewards alone
  int64_t preference_steps = 0;  // then so many steps on all scenarios
  int64_t long_steps = 0;        // ... and, to see what happens, so many more; 0: not run
  double final_temperature = 1;  // rollout temperature of R1's RL

  bool null_arm = true;            // preference rewards by coin flip
  bool reasoning_only_arm = true;  // Dev3 without general samples
};

}  // namespace r1bench::r1_pipeline

#endif  // R1BENCH_EXPERIMENTS_R1_PIPELINE_OPTIONS_H_
