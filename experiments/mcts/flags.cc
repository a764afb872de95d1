#include "experiments/mcts/flags.h"

#include <gflags/gflags.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "experiments/common/flag_checks.h"

DEFINE_string(operands, "3,4,5,6", "Micro: numbers of operands K to sweep, 3 to 6, ascending.");
DEFINE_int32(headline, 4,
             "Micro: the K at which value, inference, cap and self-training are asked.");
DEFINE_int32(modulus, 7, "Values are 0..M-1; up to 13.");
DEFINE_double(band_low, 0.09,
              "Prompts: the chance that a random attempt is right is at least this "
              "...");
DEFINE_double(band_high, 0.13, "... and at most this.");
DEFINE_int32(train_prompts, 4096, "Micro: prompts to train on (three operands have fewer).");
DEFINE_int32(tune_prompts, 32,
             "Prompts to choose exploration constants on (small: of --train_problems).");
DEFINE_double(share_guess, 0.78, "Corpus: share of documents that guess.");
DEFINE_double(share_check, 0.12, "Corpus: share that guess, check and answer regardless.");
DEFINE_double(share_search, 0.10, "Corpus: share that try until a check passes.");
DEFINE_int64(value_steps, 800, "Value model: optimizer steps.");
DEFINE_int64(value_texts, 128, "Value model: fresh texts of the policy a step.");
DEFINE_double(value_learning_rate, 1e-3, "Value model: AdamW learning rate.");
DEFINE_int32(audit_samples, 32, "Value model: texts a held-out prompt that it is audited on.");
DEFINE_string(budgets, "64,128,256,512", "Budgets in tokens and in forwards, ascending.");
DEFINE_string(explorations, "0.05,0.3,1.5", "Exploration constants c to choose from.");
DEFINE_int32(cap, 4, "Children a node of the capped step tree.");
DEFINE_bool(rl_arm, true, "Also train the headline base by GRPO and sample from it.");
DEFINE_int32(self_rounds, 3, "Self-training: rounds.");
DEFINE_int32(self_prompts, 288, "Self-training: prompts a round.");
DEFINE_int64(self_tokens, 128, "Self-training: tokens searched a prompt.");
DEFINE_int64(self_steps, 120, "Self-training: fine-tuning steps a round.");
DEFINE_int64(self_documents, 32, "Self-training: texts a fine-tuning step.");
DEFINE_double(self_learning_rate, 3e-4, "Self-training: AdamW learning rate.");
DEFINE_int64(self_value_steps, 64, "Self-training: value model steps a round, of the trees.");

namespace r1bench::mcts {
namespace {

using experiments::CheckFlag;
using experiments::CheckRange;

// "4,5,6": ascending numbers.
template <typename T>
std::vector<T> List(const char* flag, const std::string& text) {
  std::vector<T> values;
  std::istringstream items(text);
  for (std::string item; std::getline(items, item, ',');) {
    char* end = nullptr;
    const double value = std::strtod(item.c_str(), &end);
    // Numbers of any use are far smaller; larger ones must not reach the cast.
    const bool whole = !item.empty() && *end == '\0' && std::abs(value) <= 1e9 &&
                       static_cast<double>(static_cast<T>(value)) == value;
    CheckFlag(whole && (values.empty() || static_cast<T>(value) > values.back()),
              base::StrCat("--", flag, "=", text, ": give ascending numbers between commas"));
    values.push_back(static_cast<T>(value));
  }
  CheckFlag(!values.empty(), base::StrCat("--", flag, ": give at least one number"));
  return values;
}

void CheckFlags() {
  CheckRange("modulus", FLAGS_modulus, 2, micro::kOpsKNumerals);
  CheckRange("band_low", FLAGS_band_low, 0, 1);
  CheckRange("band_high", FLAGS_band_high, FLAGS_band_low, 1);
  CheckRange("train_prompts", FLAGS_train_prompts, 1, 1000000);
  CheckRange("tune_prompts", FLAGS_tune_prompts, 1, 100000);
  CheckRange("value_steps", FLAGS_value_steps, 1, experiments::kMostFlag);
  CheckRange("value_texts", FLAGS_value_texts, 1, 100000);
  CheckRange("value_learning_rate", FLAGS_value_learning_rate, 1e-12, 1);
  CheckRange("audit_samples", FLAGS_audit_samples, 1, 4096);
  CheckRange("cap", FLAGS_cap, 1, 1000);
  CheckRange("self_rounds", FLAGS_self_rounds, 0, 1000);
  CheckRange("self_prompts", FLAGS_self_prompts, 1, 1000000);
  CheckRange("self_tokens", FLAGS_self_tokens, 1, 1000000);
  CheckRange("self_steps", FLAGS_self_steps, 1, experiments::kMostFlag);
  CheckRange("self_documents", FLAGS_self_documents, 1, 100000);
  CheckRange("self_learning_rate", FLAGS_self_learning_rate, 1e-12, 1);
  CheckRange("self_value_steps", FLAGS_self_value_steps, 0, experiments::kMostFlag);
}

WorldOptions WorldFromFlags(const experiments::TrainingOptions& training) {
  WorldOptions world;
  world.task.modulus = FLAGS_modulus;
  world.band = {FLAGS_band_low, FLAGS_band_high};
  world.train_prompts = FLAGS_train_prompts;
  world.tune_prompts = FLAGS_tune_prompts;
  world.search_prompts = training.held_out;
  world.corpus.share_guess = FLAGS_share_guess;
  world.corpus.share_check = FLAGS_share_check;
  world.corpus.share_search = FLAGS_share_search;
  return world;
}

// K, or none where the problems are text.
void SetSizes(MctsOptions* options) {
  if (!options->micro()) {
    options->operands = {kNoOperands};
    options->headline = kNoOperands;
    CheckFlag(FLAGS_tune_prompts < options->training.text.train_problems,
              "--tune_prompts are some of --train_problems: give fewer");
    return;
  }
  options->operands = List<int>("operands", FLAGS_operands);
  CheckFlag(options->operands.front() >= 3 && options->operands.back() <= 6,
            "--operands: give numbers from 3 to 6");
  options->headline = FLAGS_headline;
  CheckFlag(
      std::find(options->operands.begin(), options->operands.end(), options->headline) !=
          options->operands.end(),
      base::StrCat("--headline=", FLAGS_headline, " must be one of --operands=", FLAGS_operands));
}

}  // namespace

MctsOptions OptionsFromFlags(const experiments::RunOptions& run) {
  CheckFlags();
  MctsOptions options;
  options.training = experiments::TrainingOptionsFromFlags(run);
  SetSizes(&options);
  options.world = WorldFromFlags(options.training);
  options.value.steps = FLAGS_value_steps;
  options.value.texts = FLAGS_value_texts;
  options.value.learning_rate = FLAGS_value_learning_rate;
  options.value.micro_batch_tokens = options.training.micro_batch_tokens;
  options.budgets.values = List<int64_t>("budgets", FLAGS_budgets);
  CheckRange("budgets", options.budgets.values.front(), 1, experiments::kMostFlag);
  CheckRange("budgets", options.budgets.values.back(), 1, experiments::kMostFlag);
  options.explorations = List<double>("explorations", FLAGS_explorations);
  CheckRange("explorations", options.explorations.front(), 0.0, 1e6);
  options.cap = FLAGS_cap;
  options.audit_samples = FLAGS_audit_samples;
  options.rl_arm = FLAGS_rl_arm;
  options.self.rounds = FLAGS_self_rounds;
  options.self.prompts = FLAGS_self_prompts;
  options.self.tokens = FLAGS_self_tokens;
  options.self.steps = FLAGS_self_steps;
  options.self.documents = FLAGS_self_documents;
  options.self.learning_rate = FLAGS_self_learning_rate;
  options.self.value_steps = FLAGS_self_value_steps;
  return options;
}

}  // namespace r1bench::mcts
