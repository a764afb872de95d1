#include "experiments/r1_zero/findings.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "base/error.h"
#include "base/stats.h"
#include "reports/verdict.h"

namespace r1bench::r1_zero {
namespace {

// A metric of one stage of one seed.
double Get(const SeedResults& seed, const char* stage, const char* metric) {
  return seed.at(stage).at(metric).get<double>();
}

// Share of a after over before, never divided by zero: half a count of n responses is added to
// both, so a base without any reflection gives a large, finite ratio.
double LogRatio(const SeedResults& seed, const char* metric) {
  const double before = Get(seed, "base", metric), after = Get(seed, "rl", metric);
  const double responses = Get(seed, "base", "n") * Get(seed, "base", "k");
  const double half = 0.5 / responses;
  return std::log((after + half) / (before + half));
}

struct Rule {
  const char* claim_id;
  const char* title;
  const char* source;
  const char* text;
  std::vector<const char*> stages;  // all must have been run
  reports::Criterion criterion;
  double margin;
  bool logarithm;  // `effect` gives the logarithm of a ratio; the margin is of the ratio
  std::function<double(const SeedResults&)> effect;
};

std::vector<Rule> AccuracyRules() {
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

std::vector<Rule> BehaviourRules() {
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

std::optional<reports::Finding> Apply(const Rule& rule, const std::vector<SeedResults>& seeds) {
  std::vector<double> effects;
  for (const SeedResults& seed : seeds) {
    const bool whole = std::all_of(rule.stages.begin(), rule.stages.end(),
                                   [&](const char* stage) { return seed.contains(stage); });
    if (whole) effects.push_back(rule.effect(seed));
  }
  if (effects.empty()) return std::nullopt;
  const auto shown = [&](double x) { return rule.logarithm ? std::exp(x) : x; };
  const base::Interval interval = base::TInterval(effects);
  reports::Finding finding;
  finding.claim_id = rule.claim_id;
  finding.title = rule.title;
  finding.source = rule.source;
  finding.rule = rule.text;
  finding.effect = shown(base::Mean(effects));
  finding.interval = {shown(interval.lo), shown(interval.hi)};
  finding.seeds = static_cast<int>(effects.size());
  for (const double effect : effects) finding.seed_effects.push_back(shown(effect));
  if (rule.logarithm) finding.effect_unit = "ratio";
  reports::Judge(rule.criterion, rule.margin, &finding);
  return finding;
}

}  // namespace

std::vector<reports::Finding> ComputeFindings(const std::vector<SeedResults>& seeds) {
  std::vector<reports::Finding> findings;
  std::vector<Rule> rules = AccuracyRules();
  for (Rule& rule : BehaviourRules()) rules.push_back(std::move(rule));
  for (const Rule& rule : rules) {
    if (const auto finding = Apply(rule, seeds)) findings.push_back(*finding);
  }
  return findings;
}

std::vector<std::string> GateFailures(const std::vector<base::Json>& audits) {
  std::vector<std::string> failures;
  for (size_t i = 0; i < audits.size(); ++i) {
    if (!audits[i].contains("gate_passed") || audits[i].at("gate_passed").get<bool>()) continue;
    for (const auto& failure : audits[i].at("gate_failures")) {
      failures.push_back("seed " + std::to_string(i + 1) +
                         " of the run: " + failure.get<std::string>());
    }
  }
  return failures;
}

}  // namespace r1bench::r1_zero
