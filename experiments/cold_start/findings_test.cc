#include "experiments/cold_start/findings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/error.h"

namespace r1bench::cold_start {
namespace {

using experiments::SeedResults;
using reports::FindingOutcome;

base::Json Metrics(double accuracy, double mixed, double consistency_a, double consistency_b) {
  return {{"n", 512},
          {"k", 8},
          {"accuracy", accuracy},
          {"mixed", mixed},
          {"off_words", mixed / 2},
          {"mixing_beyond_length", mixed / 4},
          {"consistency_a", consistency_a},
          {"consistency_b", consistency_b},
          {"repeated_attempts", 0.2},
          {"out_of_order", 0.45},
          {"steps_to_target", 20},
          {"early_excess", 0.04},
          {"loss_from_peak", 0.2}};
}

// A seed in which everything that the report says happens; `shift` varies it a little.
SeedResults AsReported(double shift) {
  SeedResults s;
  s["base"] = Metrics(0.25, 0.2, 0.93, 0.93);
  s["rl"] = Metrics(0.75 + shift, 0.6 + shift, 0.98, 0.2 + shift);
  s["cold"] = Metrics(0.5, 0.1, 0.97, 0.97);
  s["cold_rl"] = Metrics(0.85 + 1.1 * shift, 0.4 + shift, 0.97, 0.6);
  s["cold_rl_lc"] = Metrics(0.84 + shift, 0.012 + shift / 10, 0.99, 0.99);
  s["rl_lc"] = Metrics(0.75 + shift, 0.014 + shift / 10, 0.99, 0.99);
  s["null"] = Metrics(0.25 + shift / 10, 0.2, 0.93, 0.93 + shift);
  s["random_order_rl"] = Metrics(0.8, 0.4, 0.9, 0.9);
  s["wrong_content_rl"] = Metrics(0.6, 0.4, 0.9, 0.9);
  s["fast_rl"] = s["fast_cold_rl"] = Metrics(0.5, 0.4, 0.9, 0.9);
  s["base_unreliable_a"] = s["base_symmetric"] = s["base"];
  s["rl_unreliable_a"] = Metrics(0.75, 0.6, 0.2 + shift, 0.98);
  s["rl_symmetric"] = Metrics(0.75, 0.6, shift > 0 ? 0.3 : 0.95, shift > 0 ? 0.97 : 0.28);
  for (const char* stage : {"cold_rl", "cold_rl_lc"}) {
    s[stage]["repeated_attempts"] = 0.12 + shift / 10;
    s[stage]["out_of_order"] = 0.3 + shift;
    s[stage]["steps_to_target"] = 4 + (shift > 0 ? 1 : 0);
    s[stage]["early_excess"] = 0.01 + shift / 20;
  }
  s["random_order_rl"]["steps_to_target"] = 9;
  s["fast_cold_rl"]["loss_from_peak"] = 0.05 + shift;
  return s;
}

ColdStartOptions AllWorlds() {
  ColdStartOptions options;
  options.drift_mixtures = {"unreliable_a", "symmetric"};
  return options;
}

std::vector<reports::Finding> Findings(const std::vector<SeedResults>& seeds) {
  return experiments::ApplyRules(FindingRules(AllWorlds()), seeds);
}

std::vector<SeedResults> ThreeSeeds() {
  return {AsReported(-0.02), AsReported(0), AsReported(0.02)};
}

const reports::Finding& Find(const std::vector<reports::Finding>& findings, const std::string& id) {
  for (const reports::Finding& finding : findings) {
    if (finding.claim_id == id) return finding;
  }
  throw base::Error("no finding " + id);
}

TEST(Findings, WhatHappensAsReportedInEverySeedIsReproduced) {
  const auto findings = Findings(ThreeSeeds());
  EXPECT_EQ(findings.size(), 18u);
  for (const reports::Finding& finding : findings) {
    EXPECT_EQ(finding.verdict, FindingOutcome::kReproduced)
        << finding.claim_id << " " << finding.effect << " [" << finding.interval.lo << ", "
        << finding.interval.hi << "]";
  }
  EXPECT_NEAR(Find(findings, "cold.performance").effect, 0.1, 1e-9);
  EXPECT_NEAR(Find(findings, "zero.readability").effect, 3, 0.01);
  EXPECT_NEAR(Find(findings, "cold.drift").effect, 0.78, 1e-9);
  EXPECT_NEAR(Find(findings, "cold.drift_mirror").effect, 0.78, 1e-9);
}

TEST(Findings, OneSeedIsInconclusiveHoweverLargeTheEffect) {
  for (const reports::Finding& finding : Findings({AsReported(0)})) {
    EXPECT_EQ(finding.verdict, FindingOutcome::kInconclusive) << finding.claim_id;
  }
}

TEST(Findings, AColdStartThatChangesNothingIsNotReproduced) {
  std::vector<SeedResults> seeds = ThreeSeeds();
  double shift = -1e-3;
  for (SeedResults& seed : seeds) {
    seed["cold_rl"] = seed["rl"];
    seed["cold_rl"]["accuracy"] = seed["rl"]["accuracy"].get<double>() - 0.05 + shift;
    seed["cold_rl_lc"]["off_words"] = 0.1 + shift;
    shift += 1e-3;
  }
  const auto findings = Findings(seeds);
  for (const char* id : {"cold.performance", "cold.readability", "cold.speed", "cold.language"}) {
    EXPECT_EQ(Find(findings, id).verdict, FindingOutcome::kNotReproduced) << id;
  }
  // Exactly no difference lies neither above nor below 0.
  EXPECT_EQ(Find(findings, "cold.stability").verdict, FindingOutcome::kInconclusive);
}

TEST(Findings, ADriftToTheUnreliableLanguageContradictsTheRule) {
  std::vector<SeedResults> seeds = ThreeSeeds();
  for (SeedResults& seed : seeds) std::swap(seed["rl"], seed["rl_unreliable_a"]);
  const auto findings = Findings(seeds);
  EXPECT_EQ(Find(findings, "cold.drift").verdict, FindingOutcome::kNotReproduced);
  EXPECT_EQ(Find(findings, "cold.drift_mirror").verdict, FindingOutcome::kNotReproduced);
}

TEST(Findings, AnArmThatWasNotRunHasNoFinding) {
  std::vector<SeedResults> seeds = ThreeSeeds();
  for (SeedResults& seed : seeds) {
    seed.erase("null");
    seed.erase("wrong_content_rl");
    seed.erase("fast_rl");
  }
  EXPECT_EQ(Findings(seeds).size(), 14u);
}

TEST(Findings, ARealModelAnswersWhatNeedsNoNotations) {
  ColdStartOptions options;
  options.training.scale = experiments::Scale::kSmall;
  SeedResults seed;
  for (const char* stage : {"base", "rl", "cold", "cold_rl", "cold_rl_lc", "rl_lc", "null"}) {
    seed[stage] = {{"n", 64}, {"k", 4}, {"accuracy", 0.2}, {"mixed", 0.1}, {"off_words", 0.1}};
  }
  const std::vector<experiments::FindingRule> rules = FindingRules(options);
  EXPECT_EQ(experiments::ApplyRules(rules, {seed, seed}).size(), rules.size());
}

TEST(FindingRules, HaveOneIdEachAndATextWithTheMargin) {
  std::vector<std::string> ids;
  for (const experiments::FindingRule& rule : FindingRules(AllWorlds())) {
    EXPECT_FALSE(rule.source.empty()) << rule.claim_id;
    EXPECT_NE(rule.text.find("95 % interval"), std::string::npos) << rule.claim_id;
    EXPECT_FALSE(rule.stages.empty()) << rule.claim_id;
    ids.push_back(rule.claim_id);
  }
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

}  // namespace
}  // namespace r1bench::cold_start
