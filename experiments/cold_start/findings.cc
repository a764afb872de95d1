#include "experiments/cold_start/findings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "data/micro/notation_corpus.h"
#include "experiments/cold_start/seed_run.h"

namespace r1bench::cold_start {
namespace {

using experiments::FindingRule;
using experiments::Get;
using experiments::SeedResults;
using reports::Criterion;

// log(a / b) of two shares or counts, never divided by zero: `floor` is added to both.
double LogRatio(double a, double b, double floor) { return std::log((a + floor) / (b + floor)); }

// Half a response of an evaluation.
double HalfResponse(const SeedResults& s, const std::string& stage) {
  return 0.5 / (Get(s, stage, "n") * Get(s, stage, "k"));
}

double Difference(const SeedResults& s, const char* metric, const char* more, const char* less) {
  return Get(s, more, metric) - Get(s, less, metric);
}

// Pure RL's share over the cold-started one's: above 1 where the cold start reads better.
double ReadabilityRatio(const SeedResults& s, const char* metric) {
  return LogRatio(Get(s, "rl", metric), Get(s, "cold_rl", metric), 1e-3);
}

double StepRatio(const SeedResults& s, const char* slow, const char* fast) {
  return LogRatio(Get(s, slow, "steps_to_target"), Get(s, fast, "steps_to_target"), 0);
}

// Consistency on prompts in A minus that on prompts in B.
double Tilt(const SeedResults& s, const std::string& stage) {
  return Get(s, stage, "consistency_a") - Get(s, stage, "consistency_b");
}

// What a run of any scale can answer.
std::vector<FindingRule> LanguageRules() {
  return {
      {"zero.readability",
       "Pure RL mixes languages",
       "arXiv 2501.12948 v1, 2.2.4",
       "share of sampled responses with a word of the other language, after pure RL over before: "
       "reproduced if the 95 % interval of the ratio lies above 2, not reproduced if it lies below",
       {"base", "rl"},
       Criterion::kAbove,
       2.0,
       true,
       [](const SeedResults& s) {
         return LogRatio(Get(s, "rl", "mixed"), Get(s, "base", "mixed"), HalfResponse(s, "base"));
       }},
      {"cold.mixing_remains",
       "A cold start alone does not stop RL from mixing languages",
       "arXiv 2501.12948 v1, 2.3.2",
       "share of sampled responses with a word of the other language, after cold start and RL "
       "minus "
       "after the cold start alone: reproduced if the 95 % interval lies above 0, not reproduced "
       "if "
       "it lies below",
       {"cold", "cold_rl"},
       Criterion::kAbove,
       0.0,
       false,
       [](const SeedResults& s) { return Difference(s, "mixed", "cold_rl", "cold"); }},
      {"cold.language",
       "A language-consistency reward removes mixing",
       "arXiv 2501.12948 v1, 2.3.2; v2, B",
       "share of other-language words in the thoughts of sampled responses after cold start and RL "
       "with the language reward: reproduced if the 95 % interval lies below 0.02, not reproduced "
       "if it lies above",
       {"cold_rl_lc"},
       Criterion::kBelow,
       0.02,
       false,
       [](const SeedResults& s) { return Get(s, "cold_rl_lc", "off_words"); }},
      {"cold.language_alone",
       "The language reward removes mixing without a cold start, too",
       "control of this experiment",
       "the same after RL with the language reward from the base: reproduced if the 95 % interval "
       "lies below 0.02, not reproduced if it lies above",
       {"rl_lc"},
       Criterion::kBelow,
       0.02,
       false,
       [](const SeedResults& s) { return Get(s, "rl_lc", "off_words"); }},
      {"cold.language_cost",
       "The language reward costs little accuracy",
       "arXiv 2501.12948 v1, 2.3.2; v2, B",
       "sampled accuracy after cold start and RL, with the language reward minus without: "
       "reproduced if the 95 % interval lies within -0.05 to +0.05, not reproduced if it lies "
       "outside",
       {"cold_rl", "cold_rl_lc"},
       Criterion::kWithin,
       0.05,
       false,
       [](const SeedResults& s) { return Difference(s, "accuracy", "cold_rl_lc", "cold_rl"); }},
      {"cold.performance",
       "RL after a cold start ends higher than pure RL",
       "arXiv 2501.12948 v1, 2.3.1",
       "sampled accuracy after the same number of RL steps, with cold start minus without: "
       "reproduced if the 95 % interval lies above 0, not reproduced if it lies below",
       {"rl", "cold_rl"},
       Criterion::kAbove,
       0.0,
       false,
       [](const SeedResults& s) { return Difference(s, "accuracy", "cold_rl", "rl"); }},
      {"cold.null_reward",
       "A random reward teaches nothing (control)",
       "control of this experiment",
       "sampled accuracy after RL on a coin flip minus the base's: reproduced if the 95 % interval "
       "lies within -0.05 to +0.05, not reproduced if it lies outside",
       {"base", "null"},
       Criterion::kWithin,
       0.05,
       false,
       [](const SeedResults& s) { return Difference(s, "accuracy", "null", "base"); }},
  };
}

std::vector<FindingRule> ReadabilityRules() {
  return {
      {"zero.mixing_beyond_length",
       "Pure RL mixes more than its longer responses explain",
       "control of this experiment",
       "share of mixed responses after pure RL minus the share they would have if each mixed as "
       "often as the base's with as many attempts: reproduced if the 95 % interval lies above "
       "+0.05, not reproduced if it lies below",
       {"rl"},
       Criterion::kAbove,
       0.05,
       false,
       [](const SeedResults& s) { return Get(s, "rl", "mixing_beyond_length"); }},
      {"cold.readability",
       "A cold start makes responses readable",
       "arXiv 2501.12948 v1, 2.3.1",
       "repeated attempts, and attempts out of order, after pure RL over after cold start and RL, "
       "the smaller of the two ratios: reproduced if the 95 % interval lies above 1.11 (a tenth "
       "fewer), not reproduced if it lies below",
       {"rl", "cold_rl"},
       Criterion::kAbove,
       1.11,
       true,
       [](const SeedResults& s) {
         return std::min(ReadabilityRatio(s, "repeated_attempts"),
                         ReadabilityRatio(s, "out_of_order"));
       }},
      {"cold.speed",
       "RL after a cold start is faster",
       "arXiv 2501.12948 v1, 2.3.1 (implied)",
       "RL steps to an accuracy of 0.6 in training batches (mean of five), pure RL over cold start "
       "and RL: reproduced if the 95 % interval of the ratio lies above 2, not reproduced if it "
       "lies below",
       {"rl", "cold_rl"},
       Criterion::kAbove,
       2.0,
       true,
       [](const SeedResults& s) { return StepRatio(s, "rl", "cold_rl"); }},
      {"cold.order_control",
       "The canonical order makes it faster (control: random order)",
       "control of this experiment",
       "RL steps to an accuracy of 0.6, after traces in random order over after canonical ones: "
       "reproduced if the 95 % interval of the ratio lies above 1, not reproduced if it lies below",
       {"cold_rl", "random_order_rl"},
       Criterion::kAbove,
       1.0,
       true,
       [](const SeedResults& s) { return StepRatio(s, "random_order_rl", "cold_rl"); }},
      {"cold.content_control",
       "What the traces say matters (control: wrong content)",
       "control of this experiment",
       "sampled accuracy after RL, from canonical traces minus from the same traces below other "
       "prompts: reproduced if the 95 % interval lies above +0.10, not reproduced if it lies below",
       {"cold_rl", "wrong_content_rl"},
       Criterion::kAbove,
       0.10,
       false,
       [](const SeedResults& s) {
         return Difference(s, "accuracy", "cold_rl", "wrong_content_rl");
       }},
  };
}

std::vector<FindingRule> StabilityRules() {
  return {
      {"cold.stability",
       "A cold start removes the unstable start of RL",
       "arXiv 2501.12948 v1, 2.3.1",
       "standard deviation of batch accuracy around its quadratic trend over the first 20 steps, "
       "beyond what drawing the batches explains, pure RL minus cold start and RL: reproduced if "
       "the 95 % interval lies above 0, not reproduced if it lies below",
       {"rl", "cold_rl"},
       Criterion::kAbove,
       0.0,
       false,
       [](const SeedResults& s) { return Difference(s, "early_excess", "rl", "cold_rl"); }},
      {"cold.stability_high_rate",
       "A cold start steadies RL also where the learning rate is too high",
       "control of this experiment",
       "batch accuracy lost between its peak and the end (means of five steps) at the high "
       "learning rate, pure RL minus cold start and RL: reproduced if the 95 % interval lies above "
       "0, not reproduced if it lies below",
       {"fast_rl", "fast_cold_rl"},
       Criterion::kAbove,
       0.0,
       false,
       [](const SeedResults& s) {
         return Difference(s, "loss_from_peak", "fast_rl", "fast_cold_rl");
       }},
  };
}

// Pure RL in the world of one mixture.
FindingRule DriftRule(const std::string& mixture, bool headline) {
  const std::string base = StageIn("base", mixture, headline);
  const std::string rl = StageIn("rl", mixture, headline);
  FindingRule rule;
  rule.source = "control of this experiment";
  rule.stages = {base, rl};
  rule.criterion = Criterion::kAbove;
  if (mixture == "symmetric") {
    rule.claim_id = "cold.drift_symmetric";
    rule.title = "Pure RL drifts to one language even where none is better";
    rule.text =
        "difference between the consistencies on prompts in A and in B after pure RL, without its "
        "sign, in the symmetric world: reproduced if the 95 % interval lies above 0.10, not "
        "reproduced if it lies below";
    rule.margin = 0.10;
    rule.effect = [rl](const SeedResults& s) { return std::abs(Tilt(s, rl)); };
    return rule;
  }
  const double sign = mixture == "unreliable_b" ? 1 : -1;
  rule.claim_id = headline ? "cold.drift" : "cold.drift_mirror";
  rule.title = headline
                   ? "Pure RL drifts to the language it checks better in"
                   : "Pure RL drifts to the other language where that one is checked better in";
  rule.text =
      "consistency on prompts in the reliable language minus that on prompts in the unreliable "
      "one, after pure RL minus before, in the world `" +
      mixture +
      "`: reproduced if the 95 % interval lies above +0.30, not reproduced if it lies below";
  rule.margin = 0.30;
  rule.effect = [base, rl, sign](const SeedResults& s) {
    return sign * (Tilt(s, rl) - Tilt(s, base));
  };
  return rule;
}

FindingRule NullDriftRule() {
  return {"cold.null_drift",
          "On a random reward no language wins (control)",
          "control of this experiment",
          "difference between the consistencies on prompts in A and in B after RL on a coin flip, "
          "minus that of the base: reproduced if the 95 % interval lies within -0.10 to +0.10, not "
          "reproduced if it lies outside",
          {"base", "null"},
          Criterion::kWithin,
          0.10,
          false,
          [](const SeedResults& s) { return Tilt(s, "null") - Tilt(s, "base"); }};
}

}  // namespace

std::vector<FindingRule> FindingRules(const ColdStartOptions& options) {
  std::vector<FindingRule> rules = LanguageRules();
  if (options.training.scale != experiments::Scale::kMicro) return rules;
  for (const auto& more : {ReadabilityRules(), StabilityRules()}) {
    rules.insert(rules.end(), more.begin(), more.end());
  }
  rules.push_back(DriftRule(options.world.mixture, /*headline=*/true));
  for (const std::string& mixture : options.drift_mixtures) {
    rules.push_back(DriftRule(mixture, /*headline=*/false));
  }
  rules.push_back(NullDriftRule());
  return rules;
}

}  // namespace r1bench::cold_start
