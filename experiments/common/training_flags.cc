#include "experiments/common/training_flags.h"

#include <gflags/gflags.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "base/error.h"
#include "base/main.h"
#include "base/paths.h"
#include "eval/suite.h"
#include "experiments/common/device.h"
#include "experiments/common/flag_checks.h"
#include "experiments/common/text_model.h"

DEFINE_string(scale, "micro",
              "`micro` (a world and a model made from nothing), `small` (a real "
              "model on problems with an answer) or `paper` (the report's own "
              "settings; --dry_run only).");
DEFINE_int32(held_out, 256, "Prompts or problems kept for evaluation.");
DEFINE_int32(context_tokens, 64, "Micro: longest prompt and response together, in tokens.");
DEFINE_int32(layers, 2, "Micro model: layers.");
DEFINE_int32(hidden, 64, "Micro model: hidden size.");
DEFINE_int32(heads, 4, "Micro model: attention heads.");
DEFINE_int32(intermediate, 256, "Micro model: SwiGLU width.");
DEFINE_double(rope_theta, 10000, "Micro model: base of the rotary position frequencies.");
DEFINE_int64(pretrain_steps, 3432, "Micro: optimizer steps of pre-training.");
DEFINE_int64(pretrain_documents, 128, "Micro: documents a pre-training step.");
DEFINE_double(pretrain_learning_rate, 2e-3, "Micro: AdamW learning rate of pre-training.");

DEFINE_string(model, "smollm2",
              "Small: `smollm2`, a Hugging Face folder or a .gguf file. Paper: "
              "the name of a preset.");
DEFINE_string(prompt_template, "", "Small: file with a prompt template of your own.");
DEFINE_int64(train_problems, 2000, "Small: generated problems to train on.");
DEFINE_int32(max_new_tokens, 256, "Small and paper: longest response in tokens.");

DEFINE_string(benchmarks, "math_style,aime_style",
              "Small: suites that every stage's model answers at its end, separated by commas: "
              "our own by name or JSONL files (data/SCHEMA.md). Empty: none.");
DEFINE_int64(benchmark_problems, 20,
             "Small: problems of each benchmark; suites in contests are asked whole.");
DEFINE_int32(benchmark_tokens, 256, "Small: longest response to a benchmark's problem.");

DEFINE_int64(steps, 200, "RL: optimizer steps.");
DEFINE_int32(questions_per_step, 32, "RL: questions an optimizer step.");
DEFINE_int32(steps_per_rollout, 1, "RL: a rollout is split into so many optimizer steps.");
DEFINE_int32(inner_epochs, 1, "RL: passes over a rollout.");
DEFINE_int32(group_size, 8, "RL: responses a question (G).");
DEFINE_double(learning_rate, 2e-4, "RL: AdamW learning rate.");
DEFINE_double(adam_beta2, 0.95, "RL: AdamW beta2.");
DEFINE_double(weight_decay, 0.0, "RL: AdamW weight decay.");
DEFINE_double(max_grad_norm, 1.0, "RL: gradient clip by global norm; 0: off.");
DEFINE_double(temperature, 1.0, "RL: rollout temperature.");
DEFINE_string(loss, "dapo", "RL: how token losses are averaged: grpo, dapo, dr_grpo or bnpo.");
DEFINE_bool(normalize_std, true, "RL: divide advantages by the group's standard deviation.");
DEFINE_double(clip_low, 0.2, "RL: the ratio is clipped at 1 - clip_low ...");
DEFINE_double(clip_high, 0.2, "RL: ... and at 1 + clip_high.");
DEFINE_double(kl_coefficient, 0.0, "RL: weight of the k3 estimate of the KL to the reference.");
DEFINE_int64(reference_refresh_steps, 0,
             "RL: the reference becomes the policy every so many "
             "steps; 0: never.");

DEFINE_int32(eval_samples, 16, "Sampled responses a held-out prompt (k).");
DEFINE_int64(checkpoint_steps, 20, "RL steps between checkpoints (pre-training: ten times that).");
DEFINE_string(dtype, "fp32",
              "Arithmetic of the model: `fp32`, or `bf16` matrix products with fp32 master weights "
              "(about twice as fast; made for --scale=small).");
DEFINE_string(
    device, "cpu",
    "Where models run: `cpu`, or `cuda`, a GPU. Its sums have orders of their own: another "
    "run than the CPU's, of the same kind.");
DEFINE_bool(deterministic, false,
            "With --device=cuda: matrix products in a fixed order, so that sampler and trainer "
            "agree bit for bit and two runs have one signature. Slower.");
DEFINE_bool(recompute_activations, false,
            "Run each layer again in the backward pass instead of keeping what is inside: about a "
            "tenth of the memory for a third more time. Changes no number.");
DEFINE_int64(micro_batch_tokens, 8192,
             "Tokens a micro-batch; memory only, no number depends "
             "on it (but with --loss=bnpo; with --device=cuda the last bits of gradients do).");

namespace r1bench::experiments {
namespace {

Scale ParseScale(const std::string& name) {
  if (name == "micro") return Scale::kMicro;
  if (name == "small") return Scale::kSmall;
  if (name == "paper") return Scale::kPaper;
  throw base::UsageError("--scale=" + name + ": give micro, small or paper");
}

// Files are the caller's: a resumed run may be started in another folder.
void MakeBenchmarksAbsolute() {
  std::string names;
  std::stringstream list(FLAGS_benchmarks);
  for (std::string name; std::getline(list, name, ',');) {
    if (name.empty()) continue;
    if (!eval::IsNamedSuite(name)) name = base::CallerPath(name);
    names += (names.empty() ? "" : ",") + name;
  }
  FLAGS_benchmarks = names;
}

BenchmarkOptions Benchmarks() {
  BenchmarkOptions options;
  std::stringstream list(FLAGS_benchmarks);
  for (std::string name; std::getline(list, name, ',');) options.suites.push_back(name);
  options.problems = FLAGS_benchmark_problems;
  options.max_new_tokens = FLAGS_benchmark_tokens;
  return options;
}

RlOptions Rl() {
  RlOptions rl;
  rl.steps = FLAGS_steps;
  rl.questions_per_step = FLAGS_questions_per_step;
  rl.steps_per_rollout = FLAGS_steps_per_rollout;
  rl.inner_epochs = FLAGS_inner_epochs;
  rl.group_size = FLAGS_group_size;
  rl.learning_rate = FLAGS_learning_rate;
  rl.adam_beta2 = FLAGS_adam_beta2;
  rl.weight_decay = FLAGS_weight_decay;
  rl.max_grad_norm = FLAGS_max_grad_norm;
  rl.temperature = FLAGS_temperature;
  rl.normalize_std = FLAGS_normalize_std;
  rl.loss.aggregation = train::ParseAggregation(FLAGS_loss);
  rl.loss.clip_low = FLAGS_clip_low;
  rl.loss.clip_high = FLAGS_clip_high;
  rl.loss.kl_coefficient = FLAGS_kl_coefficient;
  rl.reference_refresh_steps = FLAGS_reference_refresh_steps;
  return rl;
}

void CheckModelFlags() {
  CheckRange("held_out", FLAGS_held_out, 2, 1000000);
  CheckRange("context_tokens", FLAGS_context_tokens, 16, 65536);
  CheckRange("layers", FLAGS_layers, 1, 1000);
  CheckRange("heads", FLAGS_heads, 1, 1024);
  CheckRange("hidden", FLAGS_hidden, 1, 65536);
  CheckFlag(FLAGS_hidden % (2 * FLAGS_heads) == 0,
            base::StrCat("--hidden=", FLAGS_hidden, " must be a multiple of twice --heads"));
  CheckRange("intermediate", FLAGS_intermediate, 1, 1000000);
  CheckRange("rope_theta", FLAGS_rope_theta, 2, 1e12);
  CheckRange("pretrain_steps", FLAGS_pretrain_steps, 1, kMostFlag);
  CheckRange("pretrain_documents", FLAGS_pretrain_documents, 1, 1000000);
  CheckRange("pretrain_learning_rate", FLAGS_pretrain_learning_rate, 1e-12, 1);
  CheckRange("train_problems", FLAGS_train_problems, 1, 100000000);
  CheckRange("max_new_tokens", FLAGS_max_new_tokens, 1, 10000000);
  CheckRange("benchmark_problems", FLAGS_benchmark_problems, 1, 1000000);
  CheckRange("benchmark_tokens", FLAGS_benchmark_tokens, 1, 10000000);
}

void CheckRlFlags() {
  CheckRange("steps", FLAGS_steps, 1, kMostFlag);
  CheckRange("questions_per_step", FLAGS_questions_per_step, 1, 1000000);
  CheckRange("steps_per_rollout", FLAGS_steps_per_rollout, 1, 10000);
  CheckRange("inner_epochs", FLAGS_inner_epochs, 1, 1000);
  CheckRange("group_size", FLAGS_group_size, 2, 4096);
  CheckFlag(
      int64_t{FLAGS_questions_per_step} * FLAGS_steps_per_rollout * FLAGS_group_size <= kMostFlag,
      base::StrCat("--questions_per_step times --steps_per_rollout times --group_size is above ",
                   kMostFlag, " responses a rollout; lower one of them"));
  CheckFlag(
      FLAGS_steps % (int64_t{FLAGS_steps_per_rollout} * FLAGS_inner_epochs) == 0,
      "--steps must be a multiple of --steps_per_rollout times --inner_epochs, so that the last "
      "rollout is used whole");
  CheckRange("learning_rate", FLAGS_learning_rate, 1e-12, 1);
  CheckFlag(FLAGS_adam_beta2 > 0 && FLAGS_adam_beta2 < 1, "--adam_beta2 must be between 0 and 1");
  CheckRange("weight_decay", FLAGS_weight_decay, 0, 1e6);
  CheckRange("max_grad_norm", FLAGS_max_grad_norm, 0, 1e12);
  CheckRange("temperature", FLAGS_temperature, 1e-3, 1e3);
  CheckFlag(FLAGS_loss == "grpo" || FLAGS_loss == "dapo" || FLAGS_loss == "dr_grpo" ||
                FLAGS_loss == "bnpo",
            "--loss=" + FLAGS_loss + ": give grpo, dapo, dr_grpo or bnpo");
  CheckRange("clip_low", FLAGS_clip_low, 0, 1e6);
  CheckRange("clip_high", FLAGS_clip_high, 0, 1e6);
  CheckRange("kl_coefficient", FLAGS_kl_coefficient, 0, 1e6);
  CheckRange("reference_refresh_steps", FLAGS_reference_refresh_steps, 0, kMostFlag);
  CheckRange("eval_samples", FLAGS_eval_samples, 1, 4096);
  CheckRange("checkpoint_steps", FLAGS_checkpoint_steps, 1, kMostFlag);
  CheckFlag(FLAGS_dtype == "fp32" || FLAGS_dtype == "bf16",
            "--dtype=" + FLAGS_dtype + ": give fp32 or bf16");
  CheckRange("micro_batch_tokens", FLAGS_micro_batch_tokens, 1, kMostFlag);
}

// The flags are the run's config.flags, and a resumed run may be started in another folder.
void MakePathsAbsolute() {
  const auto known = ModelNames();
  if (FLAGS_scale == "small" && std::find(known.begin(), known.end(), FLAGS_model) == known.end()) {
    FLAGS_model = base::CallerPath(FLAGS_model);
  }
  FLAGS_prompt_template = base::CallerPath(FLAGS_prompt_template);
  if (FLAGS_scale == "small") MakeBenchmarksAbsolute();
}

}  // namespace

const char* ScaleName(Scale scale) {
  switch (scale) {
    case Scale::kMicro:
      return "micro";
    case Scale::kSmall:
      return "small";
    case Scale::kPaper:
      return "paper";
  }
  return "unknown";
}

TrainingOptions TrainingOptionsFromFlags(const RunOptions& run) {
  MakePathsAbsolute();
  CheckModelFlags();
  CheckRlFlags();
  TrainingOptions options;
  options.scale = ParseScale(FLAGS_scale);
  options.held_out = FLAGS_held_out;
  options.context_tokens = FLAGS_context_tokens;
  options.model = {FLAGS_layers, FLAGS_hidden, FLAGS_heads, FLAGS_intermediate, FLAGS_rope_theta};
  options.pretrain = {FLAGS_pretrain_steps, FLAGS_pretrain_documents, FLAGS_pretrain_learning_rate};
  options.text = {FLAGS_model, FLAGS_prompt_template, FLAGS_train_problems, FLAGS_held_out,
                  FLAGS_max_new_tokens};
  options.benchmarks = Benchmarks();
  options.rl = Rl();
  options.rl.loss.max_completion_tokens =
      options.scale == Scale::kMicro ? FLAGS_context_tokens : FLAGS_max_new_tokens;
  options.eval_samples = FLAGS_eval_samples;
  options.checkpoint_steps = FLAGS_checkpoint_steps;
  options.micro_batch_tokens = FLAGS_micro_batch_tokens;
  options.transformer = {.device = MakeDevice(FLAGS_device, FLAGS_deterministic),
                         .compute = model::ParseWeightFormat(FLAGS_dtype),
                         .recompute_activations = FLAGS_recompute_activations};
  for (int i = 0; i < run.seeds; ++i) options.seeds.push_back(run.first_seed + i);
  return options;
}

void RequireRunnable(const TrainingOptions& options) {
  if (options.scale == Scale::kSmall) {
    ModelPath(options.text.model);
    LoadTemplate(options.text);
    RequireBenchmarks(options.benchmarks);
  }
  if (options.scale != Scale::kPaper) return;
  base::FailUsage(
      "--scale=paper needs a cluster, which this version cannot drive yet; add --dry_run for its "
      "plan, or take --flagfile=small.flags for a real model on this machine");
}

}  // namespace r1bench::experiments
