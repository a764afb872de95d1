#include "experiments/distill_vs_rl/flags.h"

#include <gflags/gflags.h>

#include <algorithm>

#include "base/paths.h"
#include "data/micro/ops_task.h"
#include "experiments/common/flag_checks.h"
#include "experiments/common/text_model.h"

DEFINE_int32(modulus, 7, "Micro: OPS-M, values are 0..M-1.");
DEFINE_double(share_guess, 0.78, "Micro corpus: share of documents that guess.");
DEFINE_double(share_check, 0.12, "Micro corpus: share that guess, check and answer regardless.");
DEFINE_double(share_search, 0.10, "Micro corpus: share that try until a check passes.");
DEFINE_int32(student_layers, 2, "Micro student: layers (--layers and so on are the teacher's).");
DEFINE_int32(student_hidden, 24, "Micro student: hidden size.");
DEFINE_int32(student_heads, 3, "Micro student: attention heads.");
DEFINE_int32(student_intermediate, 112, "Micro student: SwiGLU width.");

DEFINE_int32(samples_per_prompt, 4, "The teacher's answers to each training prompt.");
DEFINE_int32(
    max_sampling_rounds, 8,
    "A base is sampled so many rounds of --samples_per_prompt at most, until it has as many "
    "right answers as the teacher.");
DEFINE_int32(sft_epochs, 3, "Fine-tuning on traces: passes.");
DEFINE_int64(sft_batch, 32, "Fine-tuning on traces: traces a step.");
DEFINE_double(sft_learning_rate, 2e-3, "Fine-tuning on traces: AdamW learning rate.");
DEFINE_int64(cold_traces, 96, "R1's way: canonical traces of the cold start; 0: without that arm.");
DEFINE_int32(cold_epochs, 3, "R1's way: passes over the canonical traces.");
DEFINE_int64(cold_batch, 32, "R1's way: canonical traces a step.");
DEFINE_double(cold_learning_rate, 5e-4, "R1's way: AdamW learning rate of the cold start.");
DEFINE_double(budget_factor, 4, "RL with more: so many times distillation's operations.");
DEFINE_bool(rl_arms, true, "Run the arms that train the student by RL.");
DEFINE_bool(whole_arm, true,
            "Micro: run RL of the student with as many operations as distillation and the "
            "teacher's own RL together (the longest arm).");
DEFINE_bool(own_arms, true,
            "Micro: run the arms of fine-tuning without another model: both bases on right answers "
            "of their own (the large one also in rounds, with the operations of its RL), and the "
            "large base on those of its own RL.");
DEFINE_bool(null_arms, true,
            "Run the controls: traces of other prompts, and RL on a random reward.");

DEFINE_string(teacher, "",
              "Small: the teacher, `smollm2`, a Hugging Face folder or a .gguf file. Paper: its "
              "name, for the plan.");
DEFINE_string(teacher_completions, "",
              "Small: the teacher's answers, made elsewhere: JSON Lines with id and completions, "
              "or the samples.jsonl of a run. Instead of --teacher.");
DEFINE_double(teacher_parameters, 0,
              "Active parameters of a teacher that runs elsewhere, to count its operations (two "
              "each and token); 0: they are not counted, and the report says so.");
DEFINE_double(planned_traces, 0, "Paper: traces to fine-tune on; 0: no distillation in the plan.");
DEFINE_double(planned_trace_tokens, 0, "Paper: their mean length; 0: assumed from the limit.");

namespace r1bench::distill_vs_rl {
namespace {

using experiments::CheckFlag;
using experiments::CheckRange;
using experiments::Scale;

void CheckMicro() {
  CheckRange("modulus", FLAGS_modulus, 2, 10);
  CheckRange("student_layers", FLAGS_student_layers, 1, 1000);
  CheckRange("student_heads", FLAGS_student_heads, 1, 1024);
  CheckRange("student_hidden", FLAGS_student_hidden, 1, 65536);
  CheckFlag(FLAGS_student_hidden % (8 * FLAGS_student_heads) == 0,
            base::StrCat("--student_hidden=", FLAGS_student_hidden,
                         " must be a multiple of eight times --student_heads"));
  CheckRange("student_intermediate", FLAGS_student_intermediate, 1, 1000000);
}

// Before hours of work, not when the arm that needs the prompts begins.
void CheckPrompts(const experiments::TrainingOptions& training) {
  const int64_t prompts = std::ssize(micro::OpsTask(FLAGS_modulus).solvable());
  CheckFlag(training.held_out < prompts,
            base::StrCat("--held_out=", training.held_out, ": OPS-", FLAGS_modulus, " has only ",
                         prompts, " prompts"));
  CheckFlag(FLAGS_cold_traces <= prompts - training.held_out,
            base::StrCat("--cold_traces=", FLAGS_cold_traces, ": there are only ",
                         prompts - training.held_out, " training prompts"));
}

void CheckTuning() {
  CheckRange("samples_per_prompt", FLAGS_samples_per_prompt, 1, 4096);
  CheckRange("max_sampling_rounds", FLAGS_max_sampling_rounds, 1, 10000);
  CheckRange("sft_epochs", FLAGS_sft_epochs, 1, 10000);
  CheckRange("sft_batch", FLAGS_sft_batch, 1, 1000000);
  CheckRange("sft_learning_rate", FLAGS_sft_learning_rate, 1e-12, 1);
  CheckRange("cold_traces", FLAGS_cold_traces, 0, 100000);
  CheckRange("cold_epochs", FLAGS_cold_epochs, 1, 10000);
  CheckRange("cold_batch", FLAGS_cold_batch, 1, 1000000);
  CheckRange("cold_learning_rate", FLAGS_cold_learning_rate, 1e-12, 1);
  CheckRange("budget_factor", FLAGS_budget_factor, 1, 1000);
  CheckRange("teacher_parameters", FLAGS_teacher_parameters, 0, 1e15);
  CheckRange("planned_traces", FLAGS_planned_traces, 0, 1e12);
  CheckRange("planned_trace_tokens", FLAGS_planned_trace_tokens, 0, 1e9);
}

// The flags are the run's config.flags, and a resumed run may be started in another folder.
void PrepareTeacher(Scale scale) {
  if (scale != Scale::kSmall) return;
  CheckFlag(FLAGS_teacher.empty() != FLAGS_teacher_completions.empty(),
            "--scale=small needs a teacher: give --teacher=MODEL (larger than --model), or "
            "--teacher_completions=FILE with answers made elsewhere");
  const auto known = experiments::ModelNames();
  if (std::find(known.begin(), known.end(), FLAGS_teacher) == known.end()) {
    FLAGS_teacher = base::CallerPath(FLAGS_teacher);
  }
  FLAGS_teacher_completions = base::CallerPath(FLAGS_teacher_completions);
}

experiments::OpsWorldOptions World(const experiments::TrainingOptions& training) {
  experiments::OpsWorldOptions world;
  world.modulus = FLAGS_modulus;
  world.held_out = training.held_out;
  world.context_tokens = training.context_tokens;
  world.corpus.share_guess = FLAGS_share_guess;
  world.corpus.share_check = FLAGS_share_check;
  world.corpus.share_search = FLAGS_share_search;
  world.corpus.max_tokens = training.context_tokens;
  return world;
}

}  // namespace

DistillOptions OptionsFromFlags(const experiments::RunOptions& run) {
  DistillOptions options;
  options.training = experiments::TrainingOptionsFromFlags(run);
  CheckMicro();
  CheckTuning();
  PrepareTeacher(options.training.scale);
  const bool micro = options.training.scale == Scale::kMicro;
  if (micro) CheckPrompts(options.training);
  options.world = World(options.training);
  options.student = {FLAGS_student_layers, FLAGS_student_hidden, FLAGS_student_heads,
                     FLAGS_student_intermediate, options.training.model.rope_theta};
  options.samples_per_prompt = FLAGS_samples_per_prompt;
  options.max_sampling_rounds = FLAGS_max_sampling_rounds;
  options.sft = {FLAGS_sft_epochs, FLAGS_sft_batch, FLAGS_sft_learning_rate};
  options.cold_traces = micro ? FLAGS_cold_traces : 0;
  options.cold = {FLAGS_cold_epochs, FLAGS_cold_batch, FLAGS_cold_learning_rate};
  options.budget_factor = FLAGS_budget_factor;
  options.rl_arms = FLAGS_rl_arms;
  options.whole_arm = micro && FLAGS_whole_arm;
  options.own_arms = micro && FLAGS_own_arms;
  options.null_arms = FLAGS_null_arms;
  options.teacher = {FLAGS_teacher, FLAGS_teacher_completions, FLAGS_teacher_parameters};
  options.planned_traces = FLAGS_planned_traces;
  options.planned_trace_tokens = FLAGS_planned_trace_tokens;
  return options;
}

}  // namespace r1bench::distill_vs_rl
