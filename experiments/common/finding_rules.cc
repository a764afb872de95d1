#include "experiments/common/finding_rules.h"

#include <algorithm>
#include <cmath>

#include "base/stats.h"

namespace r1bench::experiments {
namespace {

// The effects of the seeds that have all a rule needs, and what the others lack.
struct Effects {
  std::vector<double> values;
  std::string missing;  // "seed 2: stage rl has no metric off_words"; "" if nothing is
};

Effects EffectsOf(const FindingRule& rule, const std::vector<SeedResults>& seeds,
                  const std::vector<uint64_t>& names) {
  Effects effects;
  for (size_t i = 0; i < seeds.size(); ++i) {
    const bool whole =
        std::all_of(rule.stages.begin(), rule.stages.end(),
                    [&](const std::string& stage) { return seeds[i].contains(stage); });
    if (!whole) continue;
    try {
      effects.values.push_back(rule.effect(seeds[i]));
    } catch (const MissingMetric& missing) {
      effects.missing += base::StrCat(effects.missing.empty() ? "" : "; ", "seed ",
                                      names.empty() ? i + 1 : names[i], ": ", missing.what());
    }
  }
  return effects;
}

reports::Finding Apply(const FindingRule& rule, const Effects& effects) {
  const auto shown = [&](double x) { return rule.logarithm ? std::exp(x) : x; };
  const base::Interval interval = base::TInterval(effects.values);
  reports::Finding finding;
  finding.claim_id = rule.claim_id;
  finding.title = rule.title;
  finding.source = rule.source;
  finding.rule = rule.text;
  finding.effect = shown(base::Mean(effects.values));
  finding.interval = {shown(interval.lo), shown(interval.hi)};
  finding.seeds = static_cast<int>(effects.values.size());
  for (const double effect : effects.values) finding.seed_effects.push_back(shown(effect));
  if (rule.logarithm) finding.effect_unit = "ratio";
  if (!effects.missing.empty()) finding.detail = "Left out: " + effects.missing + ".";
  reports::Judge(rule.criterion, rule.margin, &finding);
  return finding;
}

}  // namespace

double Get(const SeedResults& seed, const std::string& stage, const std::string& metric) {
  const auto found = seed.find(stage);
  base::Require(found != seed.end(), "stage ", stage, " was not run");
  const auto value = found->second.find(metric);
  if (value == found->second.end() || !value->is_number()) {
    throw MissingMetric(base::StrCat("stage ", stage, " has no metric ", metric));
  }
  return value->get<double>();
}

std::vector<reports::Finding> ApplyRules(const std::vector<FindingRule>& rules,
                                         const std::vector<SeedResults>& seeds,
                                         const std::vector<uint64_t>& names,
                                         std::vector<std::string>* notes) {
  base::Require(names.empty() || names.size() == seeds.size(), "expected a name for each of ",
                seeds.size(), " seeds, got ", names.size());
  std::vector<reports::Finding> findings;
  for (const FindingRule& rule : rules) {
    const Effects effects = EffectsOf(rule, seeds, names);
    if (!effects.values.empty()) {
      findings.push_back(Apply(rule, effects));
    } else if (!effects.missing.empty() && notes != nullptr) {
      notes->push_back("No finding " + rule.claim_id + ": " + effects.missing + ".");
    }
  }
  return findings;
}

}  // namespace r1bench::experiments
