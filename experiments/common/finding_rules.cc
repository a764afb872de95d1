#include "experiments/common/finding_rules.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/stats.h"

namespace r1bench::experiments {
namespace {

std::optional<reports::Finding> Apply(const FindingRule& rule,
                                      const std::vector<SeedResults>& seeds) {
  std::vector<double> effects;
  for (const SeedResults& seed : seeds) {
    const bool whole = std::all_of(rule.stages.begin(), rule.stages.end(),
                                   [&](const std::string& stage) { return seed.contains(stage); });
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

double Get(const SeedResults& seed, const std::string& stage, const std::string& metric) {
  const auto found = seed.find(stage);
  base::Require(found != seed.end(), "stage ", stage, " was not run");
  base::Require(found->second.contains(metric), "stage ", stage, " has no metric ", metric);
  return found->second.at(metric).get<double>();
}

std::vector<reports::Finding> ApplyRules(const std::vector<FindingRule>& rules,
                                         const std::vector<SeedResults>& seeds) {
  std::vector<reports::Finding> findings;
  for (const FindingRule& rule : rules) {
    if (const auto finding = Apply(rule, seeds)) findings.push_back(*finding);
  }
  return findings;
}

}  // namespace r1bench::experiments
