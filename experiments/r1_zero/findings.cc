#include "experiments/r1_zero/findings.h"

#include <cmath>
#include <utility>

namespace r1bench::r1_zero {
namespace {

using experiments::FindingRule;
using experiments::Get;
using experiments::SeedResults;

// Share of a after over before, never divided by zero: half a count of n responses is added to
// both, so a base without any reflection gives a large, finite ratio.
double LogRatio(const SeedResults& seed, const char* metric) {
  const double before = Get(seed, "base", metric), after = Get(seed, "rl", metric);
  const double responses = Get(seed, "base", "n") * Get(seed, "base", "k");
  const double half = 0.5 / responses;
  return std::log((after + half) / (before + half));
}

std::vector<FindingRule> AccuracyRules() {
  return {
      {"zero.accuracy",
       "Outcome reward alone, without SFT, raises accuracy",
       "arXiv 2501.12948 v1, 2.2.4",
       "greedy accuracy on held-out prompts, after RL minus before: reproduced if the 95 % "
       "interval "
       "over seeds lies above +0.10, not reproduced if it lies below",
       {"base", "rl"},
       reports::Criterion::kAbove,
       0.10,
       false,
       [](const SeedResults& s) {
         return Get(s, "rl", "greedy_accuracy") - Get(s, "base", "greedy_accuracy");
       }},
      {"zero.null_reward",
       "A random reward teaches nothing (control)",
       "control of this experiment",
       "sampled accuracy after RL on a coin-flip reward minus before: reproduced if the 95 % "
       "interval lies within -0.05 to +0.05, not reproduced if it lies outside",
       {"base", "null"},
       reports::Criterion::kWithin,
       0.05,
       false,
       [](const SeedResults& s) {
         return Get(s, "null", "accuracy") - Get(s, "base", "accuracy");
       }},
      {"zero.base_threshold",
       "RL needs a base that is strong enough",
       "arXiv 2501.12948 v2, G.1; TinyZero",
       "gain in greedy accuracy from the full base minus the gain from the under-trained base, "
       "same "
       "RL: reproduced if the 95 % interval lies above +0.10, not reproduced if it lies below",
       {"base", "rl", "weak_base", "weak_rl"},
       reports::Criterion::kAbove,
       0.10,
       false,
       [](const SeedResults& s) {
         const double full = Get(s, "rl", "greedy_accuracy") - Get(s, "base", "greedy_accuracy");
         const double weak =
             Get(s, "weak_rl", "greedy_accuracy") - Get(s, "weak_base", "greedy_accuracy");
         return full - weak;
       }},
      {"zero.majority",
       "Majority vote lifts the RL policy further",
       "arXiv 2501.12948 v1, Table 2 (71.0 to 86.7 with 64 votes)",
       "cons@k minus pass@1 of the RL policy on held-out prompts: reproduced if the 95 % interval "
       "lies above 0, not reproduced if it lies below",
       {"rl"},
       reports::Criterion::kAbove,
       0.0,
       false,
       [](const SeedResults& s) { return Get(s, "rl", "majority") - Get(s, "rl", "accuracy"); }},
  };
}

std::vector<FindingRule> BehaviourRules() {
  return {
      {"zero.length",
       "Responses grow during RL though length is not rewarded",
       "arXiv 2501.12948 v1, 2.2.4, Fig. 3",
       "mean sampled response length after RL over before: reproduced if the 95 % interval of the "
       "ratio lies above 1.5, not reproduced if it lies below",
       {"base", "rl"},
       reports::Criterion::kAbove,
       1.5,
       true,
       [](const SeedResults& s) { return LogRatio(s, "length"); }},
      {"zero.reflection",
       "Checking and trying again become frequent by themselves",
       "arXiv 2501.12948 v1, 2.2.4, Table 3 (the \"aha moment\")",
       "reflections a sampled response after RL over before (a response calls its own attempt "
       "wrong "
       "and goes on): reproduced if the 95 % interval of the ratio lies above 2, not reproduced if "
       "it lies below",
       {"base", "rl"},
       reports::Criterion::kAbove,
       2.0,
       true,
       [](const SeedResults& s) { return LogRatio(s, "reflections"); }},
      {"zero.reflection_in_base",
       "Reflection is in the base model before any RL (counter-claim)",
       "Dr. GRPO, arXiv 2503.20783",
       "share of the base's sampled responses with a reflection: reproduced if the 95 % interval "
       "lies above 0.01, not reproduced if it lies below",
       {"base"},
       reports::Criterion::kAbove,
       0.01,
       false,
       [](const SeedResults& s) { return Get(s, "base", "share_reflecting"); }},
  };
}

FindingRule CodeRule() {
  return {
      "zero.code",
      "Running programs against tests is a sufficient reward for code",
      "arXiv 2501.12948 v1, 2.2.2 (Codeforces 1444)",
      "share of sampled programs that pass all tests of held-out recipes, after RL minus before: "
      "reproduced if the 95 % interval over seeds lies above 0, not reproduced if it lies below",
      {"base", "rl"},
      reports::Criterion::kAbove,
      0.0,
      false,
      [](const SeedResults& s) { return Get(s, "rl", "accuracy") - Get(s, "base", "accuracy"); }};
}

}  // namespace

std::vector<FindingRule> FindingRules(World world) {
  std::vector<FindingRule> rules = AccuracyRules();
  if (world == World::kPrograms) {
    rules.insert(rules.begin(), CodeRule());
    return rules;
  }
  for (FindingRule& rule : BehaviourRules()) rules.push_back(std::move(rule));
  return rules;
}

}  // namespace r1bench::r1_zero
