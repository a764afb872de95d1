#include "experiments/cold_start/flags.h"

#include <gflags/gflags.h>

#include <algorithm>
#include <sstream>

#include "experiments/common/flag_checks.h"

DEFINE_string(
    mixture, "unreliable_b",
    "Micro: the world's two languages. `unreliable_b` (a quarter of the checks written in "
    "B is wrong), `unreliable_a` (its mirror image) or `symmetric`.");
DEFINE_string(drift_mixtures, "unreliable_a,symmetric",
              "Micro: worlds in which pure RL alone is run as well, for the drift between "
              "languages; empty: none.");
DEFINE_double(skills_check, 0.30,
              "Micro: share of documents with one check in the first part of pre-training "
              "(--pretrain_steps), on the symmetric mixture and common to all worlds.");
DEFINE_double(skills_search, 0.30, "Micro: share of searches in that part; the rest guesses.");
DEFINE_int64(world_steps, 1500,
             "Micro: steps of the second part of pre-training, on the world's own mixture and with "
             "its own shares.");
DEFINE_double(world_learning_rate, 1.5e-3, "Micro: AdamW learning rate of that part.");
DEFINE_double(share_guess, 0.78, "Micro world: share of documents that guess.");
DEFINE_double(share_check, 0.12, "Micro world: share that guess, check and answer regardless.");
DEFINE_double(share_search, 0.10, "Micro world: share that try until a check passes.");
DEFINE_int32(traces, 96, "Cold start: curated documents.");
DEFINE_int32(cold_epochs, 8, "Cold start: passes over them.");
DEFINE_int32(cold_batch, 32, "Cold start: documents an optimizer step.");
DEFINE_double(cold_learning_rate, 5e-4, "Cold start: AdamW learning rate.");
DEFINE_double(language_lambda, 1.0,
              "Weight of the language-consistency reward in its sum with the outcome.");
DEFINE_bool(control_arms, true,
            "Micro: also run the cold start with random order and with wrong content.");
DEFINE_bool(null_arm, true, "Also run RL on a random reward.");
DEFINE_int64(high_rate_steps, 40,
             "Micro: steps of the two arms at a high learning rate; 0: leave them out.");
DEFINE_double(high_rate, 1.5e-3, "Micro: their learning rate.");

namespace r1bench::cold_start {
namespace {

using experiments::CheckFlag;
using experiments::CheckRange;

std::vector<std::string> ListOf(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream text(list);
  for (std::string part; std::getline(text, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

void CheckMixture(const char* flag, const std::string& name) {
  const std::vector<std::string> known = micro::MixtureNames();
  CheckFlag(
      std::find(known.begin(), known.end(), name) != known.end(),
      base::StrCat("--", flag, ": ", name, " is none of symmetric, unreliable_b and unreliable_a"));
}

void CheckFlags() {
  CheckMixture("mixture", FLAGS_mixture);
  std::vector<std::string> seen = {FLAGS_mixture};
  for (const std::string& name : ListOf(FLAGS_drift_mixtures)) {
    CheckMixture("drift_mixtures", name);
    CheckFlag(std::find(seen.begin(), seen.end(), name) == seen.end(),
              "--drift_mixtures: " + name + " is given twice, or is --mixture already");
    seen.push_back(name);
  }
  CheckRange("skills_check", FLAGS_skills_check, 0, 1);
  CheckRange("skills_search", FLAGS_skills_search, 0, 1 - FLAGS_skills_check);
  CheckRange("world_steps", FLAGS_world_steps, 1, experiments::kMostFlag);
  CheckRange("world_learning_rate", FLAGS_world_learning_rate, 1e-12, 1);
  CheckRange("traces", FLAGS_traces, 2, 1000000);
  CheckFlag(FLAGS_traces % 2 == 0, "--traces must be even: half of them in each notation");
  CheckRange("cold_epochs", FLAGS_cold_epochs, 1, 1000);
  CheckRange("cold_batch", FLAGS_cold_batch, 1, 1000000);
  CheckRange("cold_learning_rate", FLAGS_cold_learning_rate, 1e-12, 1);
  CheckRange("language_lambda", FLAGS_language_lambda, 0, 1e6);
  CheckRange("high_rate_steps", FLAGS_high_rate_steps, 0, experiments::kMostFlag);
  CheckRange("high_rate", FLAGS_high_rate, 1e-12, 1);
}

}  // namespace

ColdStartOptions OptionsFromFlags(const experiments::RunOptions& run) {
  ColdStartOptions options;
  options.training = experiments::TrainingOptionsFromFlags(run);
  CheckFlags();
  const bool micro = options.training.scale == experiments::Scale::kMicro;
  if (options.training.scale == experiments::Scale::kSmall) {
    const int64_t problems = options.training.text.train_problems;
    CheckFlag(FLAGS_traces <= problems,
              base::StrCat("--traces=", FLAGS_traces, " is above --train_problems=", problems,
                           ": each trace solves another problem; give fewer or more problems"));
  }
  options.world_pretrain = {FLAGS_world_steps, options.training.pretrain.documents,
                            FLAGS_world_learning_rate};
  options.world.mixture = FLAGS_mixture;
  options.world.held_out = options.training.held_out;
  options.world.context_tokens = options.training.context_tokens;
  options.world.corpus.share_guess = FLAGS_share_guess;
  options.world.corpus.share_check = FLAGS_share_check;
  options.world.corpus.share_search = FLAGS_share_search;
  options.world.corpus.max_tokens = options.training.context_tokens;
  options.skills = options.world.corpus;
  options.skills.share_check = FLAGS_skills_check;
  options.skills.share_search = FLAGS_skills_search;
  options.skills.share_guess = 1 - FLAGS_skills_check - FLAGS_skills_search;
  options.dose = {FLAGS_traces, FLAGS_cold_epochs, FLAGS_cold_batch, FLAGS_cold_learning_rate};
  options.lambda = FLAGS_language_lambda;
  options.control_arms = FLAGS_control_arms && micro;
  options.null_arm = FLAGS_null_arm;
  if (micro) {
    options.drift_mixtures = ListOf(FLAGS_drift_mixtures);
    options.high_rate_steps = FLAGS_high_rate_steps;
    options.high_rate = FLAGS_high_rate;
  }
  return options;
}

}  // namespace r1bench::cold_start
