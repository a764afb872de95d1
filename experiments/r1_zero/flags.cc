#include "experiments/r1_zero/flags.h"

#include <gflags/gflags.h>

#include "experiments/common/flag_checks.h"

DEFINE_int32(modulus, 7, "Micro: OPS-M, values are 0..M-1.");
DEFINE_double(share_guess, 0.78, "Micro corpus: share of documents that guess.");
DEFINE_double(share_check, 0.12, "Micro corpus: share that guess, check and answer regardless.");
DEFINE_double(share_search, 0.10, "Micro corpus: share that try until a check passes.");
DEFINE_int64(weak_steps, 200, "Micro: pre-training steps of the under-trained base.");
DEFINE_bool(null_arm, true, "Also run the control arm with a random reward.");
DEFINE_bool(weak_arm, true, "Micro: also run RL from the under-trained base.");

namespace r1bench::r1_zero {

R1ZeroOptions OptionsFromFlags(const experiments::RunOptions& run) {
  R1ZeroOptions options;
  options.training = experiments::TrainingOptionsFromFlags(run);
  experiments::CheckRange("modulus", FLAGS_modulus, 2, 10);
  experiments::CheckFlag(
      FLAGS_weak_steps >= 1 &&
          (!FLAGS_weak_arm || FLAGS_weak_steps <= options.training.pretrain.steps),
      "--weak_steps: give 1 to --pretrain_steps");
  options.world.modulus = FLAGS_modulus;
  options.world.held_out = options.training.held_out;
  options.world.context_tokens = options.training.context_tokens;
  options.world.corpus.share_guess = FLAGS_share_guess;
  options.world.corpus.share_check = FLAGS_share_check;
  options.world.corpus.share_search = FLAGS_share_search;
  options.world.corpus.max_tokens = options.training.context_tokens;
  options.weak_steps = FLAGS_weak_steps;
  options.null_arm = FLAGS_null_arm;
  options.weak_arm = FLAGS_weak_arm && options.training.scale == experiments::Scale::kMicro;
  return options;
}

}  // namespace r1bench::r1_zero
