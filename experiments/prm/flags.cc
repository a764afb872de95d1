#include "experiments/prm/flags.h"

#include <gflags/gflags.h>

#include "experiments/common/flag_checks.h"

DEFINE_int32(modulus, 7, "Micro: OPS-M, values are 0..M-1.");
DEFINE_double(share_guess, 0.78, "Micro corpus: share of documents that guess.");
DEFINE_double(share_check, 0.12, "Micro corpus: share that guess, check and answer regardless.");
DEFINE_double(share_search, 0.10, "Micro corpus: share that try until a check passes.");

DEFINE_string(
    arms, "outcome random",
    "RL arms, SOURCE-FORM[-outcome][-refresh][-long], separated by blanks or commas; the top of "
    "experiments/prm/arms.h lists them.");
DEFINE_int32(traces, 4000, "Responses of the base, at temperature 1, that judges learn from ...");
DEFINE_int32(hot_traces, 1000, "... and at --hot_temperature.");
DEFINE_double(hot_temperature, 1.5, "Temperature of the hot traces.");
DEFINE_int32(rollouts, 4, "Monte-Carlo rollouts of the base from the end of a step.");
DEFINE_int32(labelled_twice, 1000, "Traces whose rollouts are drawn twice, to compare the labels.");
DEFINE_int32(held_out_traces, 1000, "Responses on held-out prompts that test the judges.");
DEFINE_int64(model_steps, 400, "Optimizer steps of each process or outcome reward model.");
DEFINE_int32(model_documents, 128, "Traces a step of them.");
DEFINE_double(model_learning_rate, 1e-3, "Learning rate of every judge.");
DEFINE_double(flipped, 0.15, "Share of labels of prm_noisy, and of pairs, that are turned round.");
DEFINE_double(outcome_weight, 0.1, "Weight of the outcome in arms that end in -outcome.");
DEFINE_int64(refresh_every, 15, "RL steps between two refreshes of an arm's own judge.");
DEFINE_int64(refresh_steps, 60, "Optimizer steps of a refresh.");
DEFINE_int64(preference_steps, 400, "Optimizer steps of each preference model.");
DEFINE_int32(preference_pairs, 64, "Pairs a step of them.");
DEFINE_int64(backbone_steps, 1200, "Pre-training steps of the smaller preference models.");
DEFINE_int64(long_steps, 120, "RL steps of preference arms and of those that end in -long.");
DEFINE_int32(rerank_samples, 16,
             "Responses a held-out prompt for best of N, at least 16; 0: no reranking.");

namespace r1bench::prm {
namespace {

using experiments::CheckFlag;
using experiments::CheckRange;
using experiments::kMostFlag;

void CheckFlags() {
  CheckRange("modulus", FLAGS_modulus, 2, 10);
  CheckRange("traces", FLAGS_traces, 1, 10000000);
  CheckRange("hot_traces", FLAGS_hot_traces, 0, 10000000);
  CheckRange("hot_temperature", FLAGS_hot_temperature, 1e-3, 1e3);
  CheckRange("rollouts", FLAGS_rollouts, 1, 4096);
  CheckRange("labelled_twice", FLAGS_labelled_twice, 0, FLAGS_traces);
  CheckRange("held_out_traces", FLAGS_held_out_traces, 1, 10000000);
  CheckRange("model_steps", FLAGS_model_steps, 1, kMostFlag);
  CheckRange("model_documents", FLAGS_model_documents, 1, 1000000);
  CheckRange("model_learning_rate", FLAGS_model_learning_rate, 1e-12, 1);
  CheckRange("flipped", FLAGS_flipped, 0, 1);
  CheckRange("outcome_weight", FLAGS_outcome_weight, 0, 1);
  CheckRange("refresh_every", FLAGS_refresh_every, 1, kMostFlag);
  CheckRange("refresh_steps", FLAGS_refresh_steps, 1, kMostFlag);
  CheckRange("preference_steps", FLAGS_preference_steps, 1, kMostFlag);
  CheckRange("preference_pairs", FLAGS_preference_pairs, 1, 1000000);
  CheckRange("backbone_steps", FLAGS_backbone_steps, 1, kMostFlag);
  CheckRange("long_steps", FLAGS_long_steps, 1, kMostFlag);
  CheckFlag(
      FLAGS_rerank_samples == 0 || (FLAGS_rerank_samples >= 16 && FLAGS_rerank_samples <= 4096),
      "--rerank_samples: give 0, or 16 to 4096 (findings need best of 8 and votes of 16)");
}

}  // namespace

PrmOptions OptionsFromFlags(const experiments::RunOptions& run) {
  CheckFlags();
  PrmOptions options;
  options.training = experiments::TrainingOptionsFromFlags(run);
  CheckFlag(options.training.rl.updates_per_rollout() == 1,
            "prm rewards each rollout once: leave --steps_per_rollout and --inner_epochs at 1");
  options.world.modulus = FLAGS_modulus;
  options.world.held_out = options.training.held_out;
  options.world.context_tokens = options.training.context_tokens;
  options.world.corpus.share_guess = FLAGS_share_guess;
  options.world.corpus.share_check = FLAGS_share_check;
  options.world.corpus.share_search = FLAGS_share_search;
  options.world.corpus.max_tokens = options.training.context_tokens;
  options.traces.cool = FLAGS_traces;
  options.traces.hot = FLAGS_hot_traces;
  options.traces.hot_temperature = static_cast<float>(FLAGS_hot_temperature);
  options.traces.rollouts = FLAGS_rollouts;
  options.traces.twice = FLAGS_labelled_twice;
  options.held_out_traces = FLAGS_held_out_traces;
  options.model.steps = FLAGS_model_steps;
  options.model.documents = FLAGS_model_documents;
  options.model.learning_rate = FLAGS_model_learning_rate;
  options.model.flipped = FLAGS_flipped;
  options.model.micro_batch_tokens = options.training.micro_batch_tokens;
  options.refresh.every = FLAGS_refresh_every;
  options.refresh.training = options.model;
  options.refresh.training.steps = FLAGS_refresh_steps;
  options.preference.flipped = FLAGS_flipped;
  options.preference.steps = FLAGS_preference_steps;
  options.preference.pairs = FLAGS_preference_pairs;
  options.preference.learning_rate = FLAGS_model_learning_rate;
  options.preference.micro_batch_tokens = options.training.micro_batch_tokens;
  options.backbone_steps = FLAGS_backbone_steps;
  options.long_steps = FLAGS_long_steps;
  options.outcome_weight = FLAGS_outcome_weight;
  options.rerank_samples = FLAGS_rerank_samples;
  options.arms = ParseArms(FLAGS_arms);
  return options;
}

}  // namespace r1bench::prm
