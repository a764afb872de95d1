#include "experiments/r1_zero/flags.h"

#include <gflags/gflags.h>

#include "experiments/common/flag_checks.h"

DEFINE_string(
    world, "ops",
    "Micro: ops (arithmetic, judged by rule) or programs (Python, judged by running it in "
    "the sandbox; see micro_code.flags).");
DEFINE_int32(modulus, 7, "World ops: OPS-M, values are 0..M-1.");
DEFINE_double(share_guess, 0.78, "Corpus of ops: share of documents that guess.");
DEFINE_double(share_check, 0.12, "Corpus of ops: share that guess, check and answer regardless.");
DEFINE_double(share_search, 0.10, "Corpus of ops: share that try until a check passes.");
DEFINE_double(share_right, 0.20, "Corpus of programs: share of documents that are right.");
DEFINE_double(share_careless, 0.50, "Corpus of programs: share that leave out parentheses.");
DEFINE_double(share_slip, 0.15, "Corpus of programs: share that slip in one number.");
DEFINE_int64(weak_steps, 200, "Micro: pre-training steps of the under-trained base.");
DEFINE_bool(null_arm, true, "Also run the control arm with a random reward.");
DEFINE_bool(weak_arm, true, "Micro: also run RL from the under-trained base.");

namespace r1bench::r1_zero {
namespace {

World WorldFromFlag() {
  experiments::CheckFlag(FLAGS_world == "ops" || FLAGS_world == "programs",
                         "--world: give ops or programs");
  return FLAGS_world == "ops" ? World::kOps : World::kPrograms;
}

experiments::OpsWorldOptions OpsFromFlags(const experiments::TrainingOptions& training) {
  experiments::CheckRange("modulus", FLAGS_modulus, 2, 10);
  experiments::OpsWorldOptions ops;
  ops.modulus = FLAGS_modulus;
  ops.held_out = training.held_out;
  ops.context_tokens = training.context_tokens;
  ops.corpus.share_guess = FLAGS_share_guess;
  ops.corpus.share_check = FLAGS_share_check;
  ops.corpus.share_search = FLAGS_share_search;
  ops.corpus.max_tokens = training.context_tokens;
  return ops;
}

experiments::ProgramWorldOptions ProgramsFromFlags(const experiments::TrainingOptions& training) {
  experiments::ProgramWorldOptions programs;
  programs.held_out = training.held_out;
  programs.context_tokens = training.context_tokens;
  programs.corpus.share_right = FLAGS_share_right;
  programs.corpus.share_careless = FLAGS_share_careless;
  programs.corpus.share_slip = FLAGS_share_slip;
  return programs;
}

}  // namespace

R1ZeroOptions OptionsFromFlags(const experiments::RunOptions& run) {
  R1ZeroOptions options;
  options.training = experiments::TrainingOptionsFromFlags(run);
  experiments::CheckFlag(
      FLAGS_weak_steps >= 1 &&
          (!FLAGS_weak_arm || FLAGS_weak_steps <= options.training.pretrain.steps),
      "--weak_steps: give 1 to --pretrain_steps");
  options.world = WorldFromFlag();
  options.ops = OpsFromFlags(options.training);
  options.programs = ProgramsFromFlags(options.training);
  options.weak_steps = FLAGS_weak_steps;
  options.null_arm = FLAGS_null_arm;
  options.weak_arm = FLAGS_weak_arm && options.training.scale == experiments::Scale::kMicro;
  return options;
}

}  // namespace r1bench::r1_zero
