// What one run of r1_zero is: a pure function of these options.
//
// Flags live in flags.cc; a flagfile is a preset (micro.flags, small.flags, paper.flags).
#ifndef R1BENCH_EXPERIMENTS_R1_ZERO_OPTIONS_H_
#define R1BENCH_EXPERIMENTS_R1_ZERO_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "data/micro/ops_analysis.h"
#include "data/micro/ops_corpus.h"
#include "model/transformer.h"
#include "train/policy_loss.h"

namespace r1bench::r1_zero {

enum class Scale { kMicro, kSmall, kPaper };

// The world of the micro scale and the base model trained in it from nothing.
struct MicroOptions {
  int modulus = 7;          // OPS-M
  int held_out = 256;       // prompts kept for evaluation
  int context_tokens = 64;  // prompt and response together
  micro::OpsCorpusOptions corpus;
  micro::AuditGate gate;

  int layers = 2, hidden = 64, heads = 4, intermediate = 256;
  double rope_theta = 10000;  // small for short contexts: more of the head tells positions apart
  int64_t pretrain_steps = 0, pretrain_documents = 0;  // steps, documents a step
  double pretrain_learning_rate = 0;
  int64_t weak_steps = 0;  // the under-trained base is this same run after so many steps
};

// A real model on problems with a checkable answer.
struct TextOptions {
  std::string model;            // "smollm2", a Hugging Face folder or a .gguf file
  std::string prompt_template;  // file; empty: the r1_zero template
  int64_t train_problems = 0, held_out = 0;
  int max_new_tokens = 0;
};

struct RlOptions {
  int64_t steps = 0;           // optimizer steps in all
  int questions_per_step = 0;  // a rollout takes questions_per_step * steps_per_rollout
  int steps_per_rollout = 1;   // mini-batches a rollout is split into
  int inner_epochs = 1;        // passes over a rollout
  int group_size = 0;          // responses a question
  double learning_rate = 0, adam_beta2 = 0.95, weight_decay = 0, max_grad_norm = 0;
  double temperature = 1.0;
  bool normalize_std = true;
  train::PolicyLossOptions loss;
  int64_t reference_refresh_steps = 0;  // optimizer steps; 0: never

  int64_t updates_per_rollout() const { return int64_t{steps_per_rollout} * inner_epochs; }
};

struct R1ZeroOptions {
  Scale scale = Scale::kMicro;
  MicroOptions micro;
  TextOptions text;
  RlOptions rl;
  bool null_arm = true, weak_arm = true;
  int eval_samples = 16;  // k responses a held-out prompt, for pass@1, pass@k and the majority
  int64_t checkpoint_steps = 20;
  int64_t micro_batch_tokens = 8192;
  model::TransformerOptions transformer;  // arithmetic and memory of the model

  std::vector<uint64_t> seeds;
};

}  // namespace r1bench::r1_zero

#endif  // R1BENCH_EXPERIMENTS_R1_ZERO_OPTIONS_H_
