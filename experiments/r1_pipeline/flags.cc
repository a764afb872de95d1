#include "experiments/r1_pipeline/flags.h"

#include <gflags/gflags.h>

#include <algorithm>

#include "data/micro/notation_corpus.h"
#include "experiments/common/flag_checks.h"

DEFINE_int32(modulus, 7, "Micro: OPS-M, values are 0..M-1; at most 7.");
DEFINE_string(
    mixture, "symmetric",
    "Micro: how the two notations differ in the base's corpus: symmetric, unreliable_b or "
    "unreliable_a.");
DEFINE_double(share_guess, 0.70, "Micro corpus: share of arithmetic documents that guess.");
DEFINE_double(share_check, 0.16, "Micro corpus: ... that guess, check and answer regardless.");
DEFINE_double(share_search, 0.14, "Micro corpus: ... that try until a check passes.");
DEFINE_double(share_requests, 0.25, "Micro corpus: share of documents that are requests.");
DEFINE_int32(held_out_requests, 240,
             "Micro: requests kept for evaluation, at most (whole classes of permutations).");

// "Micro" below: the small scale has no requests, so it reads none of these. The paper scale's plan
// counts them where the report has them.
DEFINE_int32(cold_traces, 96,
             "Cold start: curated documents, half of them in each notation (micro); at most one a "
             "training prompt.");
DEFINE_int32(cold_epochs, 3, "Cold start: passes over them.");
DEFINE_int32(cold_batch, 32, "Cold start: documents a step.");
DEFINE_double(cold_learning_rate, 5e-4, "Cold start: AdamW learning rate, cosine to a tenth.");
DEFINE_double(language_weight, 1.0, "Weight of the language reward in Dev2's and R1's RL.");

DEFINE_int64(rejection_prompts, 4000, "Rejection sampling: training prompts, at most.");
DEFINE_int32(samples_per_prompt, 2, "Rejection sampling: Dev2's solutions to each prompt.");
DEFINE_int64(reasoning_samples, 2400, "Dev3's set: accepted solutions, at most.");
DEFINE_int64(general_samples, 800, "Micro: Dev3's set: curated responses to requests.");
DEFINE_int32(tuning_epochs, 2, "Dev3: passes over the set.");
DEFINE_int32(tuning_batch, 32, "Dev3: documents a step.");
DEFINE_double(tuning_learning_rate, 1e-3, "Dev3: AdamW learning rate, cosine to a tenth.");

DEFINE_int32(preference_samples, 4, "Micro: reward models: Dev3's responses to each request.");
DEFINE_int32(reward_epochs, 2, "Micro: reward models: passes over the judged responses.");
DEFINE_int32(reward_batch, 32, "Micro: reward models: pairs or labels a step.");
DEFINE_double(reward_learning_rate, 5e-4,
              "Micro: reward models: AdamW learning rate, cosine to a tenth.");
DEFINE_int32(judgements, 4, "Micro: judges: ratings a response, averaged.");
DEFINE_double(judge_noise, 4.0, "Micro: judges: standard deviation of a rating, in points of 10.");
DEFINE_double(judge_min_difference, 1.0, "Micro: judges: closer pairs are dropped.");
DEFINE_double(judge_praise_bias, 0.0, "Micro: judges: points added for each word of praise.");
DEFINE_double(label_flip, 0.05, "Micro: judges: share of wrong safety labels.");

DEFINE_int64(rule_steps, 104, "R1's RL: steps on rule rewards alone.");
DEFINE_int64(preference_steps, 32, "Micro: R1's RL: then steps on all scenarios.");
DEFINE_int64(long_steps, 256, "Micro: prolonged RL on all scenarios after R1; 0: not run.");
DEFINE_double(final_temperature, 1.0, "R1's RL: rollout temperature.");
DEFINE_bool(null_arm, true, "Micro: also run the last steps on random preferences.");
DEFINE_bool(reasoning_only_arm, true, "Micro: also make a Dev3 without general samples.");

namespace r1bench::r1_pipeline {
namespace {

using experiments::CheckFlag;
using experiments::CheckRange;
using experiments::kMostFlag;

void CheckWorldFlags() {
  CheckRange("modulus", FLAGS_modulus, 2, micro::kNotationMaxModulus);
  CheckRange("held_out_requests", FLAGS_held_out_requests, 12, 1608);
  CheckRange("share_requests", FLAGS_share_requests, 0, 1);
  const auto mixtures = micro::MixtureNames();
  CheckFlag(std::find(mixtures.begin(), mixtures.end(), FLAGS_mixture) != mixtures.end(),
            "--mixture=" + FLAGS_mixture + ": give symmetric, unreliable_b or unreliable_a");
}

void CheckTuningFlags() {
  CheckRange("cold_traces", FLAGS_cold_traces, 2, 1000000);
  CheckFlag(FLAGS_cold_traces % 2 == 0, "--cold_traces must be even: half in each notation");
  CheckRange("cold_epochs", FLAGS_cold_epochs, 1, 1000);
  CheckRange("cold_batch", FLAGS_cold_batch, 1, 1000000);
  CheckRange("cold_learning_rate", FLAGS_cold_learning_rate, 1e-12, 1);
  CheckRange("language_weight", FLAGS_language_weight, 0, 1e6);
  CheckRange("rejection_prompts", FLAGS_rejection_prompts, 1, kMostFlag);
  CheckRange("samples_per_prompt", FLAGS_samples_per_prompt, 1, 4096);
  CheckRange("reasoning_samples", FLAGS_reasoning_samples, 1, kMostFlag);
  CheckRange("general_samples", FLAGS_general_samples, 0, kMostFlag);
  CheckRange("tuning_epochs", FLAGS_tuning_epochs, 1, 1000);
  CheckRange("tuning_batch", FLAGS_tuning_batch, 1, 1000000);
  CheckRange("tuning_learning_rate", FLAGS_tuning_learning_rate, 1e-12, 1);
}

void CheckRewardFlags() {
  CheckRange("preference_samples", FLAGS_preference_samples, 2, 4096);
  CheckFlag(FLAGS_preference_samples % 2 == 0,
            "--preference_samples must be even: two make a pair");
  CheckRange("reward_epochs", FLAGS_reward_epochs, 1, 1000);
  CheckRange("reward_batch", FLAGS_reward_batch, 1, 1000000);
  CheckRange("reward_learning_rate", FLAGS_reward_learning_rate, 1e-12, 1);
  CheckRange("judgements", FLAGS_judgements, 1, 1000);
  CheckRange("judge_noise", FLAGS_judge_noise, 0, 1e3);
  CheckRange("judge_min_difference", FLAGS_judge_min_difference, 0, 10);
  CheckRange("judge_praise_bias", FLAGS_judge_praise_bias, -10, 10);
  CheckRange("label_flip", FLAGS_label_flip, 0, 1);
  CheckRange("rule_steps", FLAGS_rule_steps, 1, kMostFlag);
  CheckRange("preference_steps", FLAGS_preference_steps, 1, kMostFlag);
  CheckRange("long_steps", FLAGS_long_steps, 0, kMostFlag);
  CheckRange("final_temperature", FLAGS_final_temperature, 1e-3, 1e3);
}

WorldOptions World(const experiments::TrainingOptions& training) {
  WorldOptions world;
  world.modulus = FLAGS_modulus;
  world.held_out = training.held_out;
  world.held_out_requests = FLAGS_held_out_requests;
  world.context_tokens = training.context_tokens;
  world.corpus.share_guess = FLAGS_share_guess;
  world.corpus.share_check = FLAGS_share_check;
  world.corpus.share_search = FLAGS_share_search;
  world.corpus.max_tokens = training.context_tokens;
  world.mixture = FLAGS_mixture;
  world.share_requests = FLAGS_share_requests;
  return world;
}

}  // namespace

PipelineOptions OptionsFromFlags(const experiments::RunOptions& run) {
  PipelineOptions options;
  options.training = experiments::TrainingOptionsFromFlags(run);
  CheckWorldFlags();
  CheckTuningFlags();
  CheckRewardFlags();
  options.world = World(options.training);
  options.cold_traces = FLAGS_cold_traces;
  options.cold = {FLAGS_cold_epochs, FLAGS_cold_batch, FLAGS_cold_learning_rate};
  options.language_weight = FLAGS_language_weight;
  options.rejection_prompts = FLAGS_rejection_prompts;
  options.samples_per_prompt = FLAGS_samples_per_prompt;
  options.reasoning_samples = FLAGS_reasoning_samples;
  options.general_samples = FLAGS_general_samples;
  options.tuning = {FLAGS_tuning_epochs, FLAGS_tuning_batch, FLAGS_tuning_learning_rate};
  options.reward_model.samples = FLAGS_preference_samples;
  options.reward_model.tuning = {FLAGS_reward_epochs, FLAGS_reward_batch,
                                 FLAGS_reward_learning_rate};
  options.reward_model.judge = {.noise = FLAGS_judge_noise,
                                .judgements = FLAGS_judgements,
                                .min_difference = FLAGS_judge_min_difference,
                                .praise_bias = FLAGS_judge_praise_bias,
                                .label_flip = FLAGS_label_flip};
  options.rule_steps = FLAGS_rule_steps;
  options.preference_steps = FLAGS_preference_steps;
  options.long_steps = FLAGS_long_steps;
  options.final_temperature = FLAGS_final_temperature;
  options.null_arm = FLAGS_null_arm;
  options.reasoning_only_arm = FLAGS_reasoning_only_arm;
  return options;
}

}  // namespace r1bench::r1_pipeline
