#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/main.h"
#include "experiments/r1_zero/findings.h"
#include "experiments/r1_zero/plan.h"
#include "experiments/r1_zero/run.h"

namespace r1bench::r1_zero {
namespace {

using experiments::SeedResults;

base::Json Metrics(double greedy, double sampled, double length, double reflections) {
  return {{"n", 256},
          {"k", 16},
          {"greedy_accuracy", greedy},
          {"accuracy", sampled},
          {"majority", sampled + 0.1},
          {"length", length},
          {"reflections", reflections},
          {"share_reflecting", reflections / 4}};
}

std::vector<reports::Finding> Findings(const std::vector<SeedResults>& seeds) {
  return experiments::ApplyRules(FindingRules(World::kOps), seeds);
}

// A seed in which everything the report says happens; `shift` moves the RL accuracy.
SeedResults Growth(double shift) {
  return {{"base", Metrics(0.2, 0.2, 9, 0.3)},
          {"rl", Metrics(0.7 + shift, 0.75 + shift, 25, 3.5)},
          {"null", Metrics(0.2, 0.2 + shift / 10, 9, 0.3)},
          {"weak_base", Metrics(0.2, 0.2, 9, 0.3)},
          {"weak_rl", Metrics(0.2, 0.2, 9, 0.3)}};
}

const reports::Finding& Find(const std::vector<reports::Finding>& findings, const std::string& id) {
  for (const reports::Finding& finding : findings) {
    if (finding.claim_id == id) return finding;
  }
  throw base::Error("no finding " + id);
}

TEST(Findings, GrowthInEverySeedIsReproduced) {
  const auto findings = Findings({Growth(-0.02), Growth(0), Growth(0.02)});
  ASSERT_EQ(findings.size(), 7u);
  for (const reports::Finding& finding : findings) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kReproduced) << finding.claim_id;
    EXPECT_EQ(finding.seeds, 3);
  }
  EXPECT_NEAR(Find(findings, "zero.accuracy").effect, 0.5, 1e-12);
  EXPECT_NEAR(Find(findings, "zero.length").effect, 25.0 / 9.0, 1e-3);
}

TEST(Findings, OneSeedIsInconclusiveHoweverLargeTheEffect) {
  for (const reports::Finding& finding : Findings({Growth(0)})) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kInconclusive) << finding.claim_id;
  }
}

TEST(Findings, ARunWithoutGrowthSaysNotReproduced) {
  std::vector<SeedResults> seeds = {Growth(-0.01), Growth(0), Growth(0.01)};
  for (SeedResults& seed : seeds) {
    seed["rl"] = Metrics(seed["rl"]["greedy_accuracy"].get<double>() - 0.5, 0.2, 9, 0.3);
  }
  const auto findings = Findings(seeds);
  EXPECT_EQ(Find(findings, "zero.accuracy").verdict, reports::FindingOutcome::kNotReproduced);
  EXPECT_EQ(Find(findings, "zero.length").verdict, reports::FindingOutcome::kNotReproduced);
  EXPECT_EQ(Find(findings, "zero.reflection").verdict, reports::FindingOutcome::kNotReproduced);
}

TEST(Findings, ANullArmThatLearnsContradictsTheControl) {
  std::vector<SeedResults> seeds = {Growth(-0.01), Growth(0), Growth(0.01)};
  for (SeedResults& seed : seeds) seed["null"] = Metrics(0.5, 0.5, 9, 0.3);
  seeds[0]["null"] = Metrics(0.5, 0.51, 9, 0.3);
  EXPECT_EQ(Find(Findings(seeds), "zero.null_reward").verdict,
            reports::FindingOutcome::kNotReproduced);
}

TEST(Findings, AnArmThatWasNotRunHasNoFinding) {
  std::vector<SeedResults> seeds = {Growth(0), Growth(0.1)};
  for (SeedResults& seed : seeds) {
    seed.erase("null");
    seed.erase("weak_rl");
  }
  EXPECT_EQ(Findings(seeds).size(), 5u);
}

TEST(Findings, ProgramsAreAskedAboutAccuracyAlone) {
  const auto findings =
      experiments::ApplyRules(FindingRules(World::kPrograms), {Growth(-0.02), Growth(0.02)});
  ASSERT_EQ(findings.size(), 5u);
  const reports::Finding& code = findings.front();
  EXPECT_EQ(code.claim_id, "zero.code");
  EXPECT_EQ(code.verdict, reports::FindingOutcome::kReproduced);
  EXPECT_NEAR(code.effect, 0.55, 1e-12);
}

TEST(Findings, CodeThatGainsNothingIsNotReproduced) {
  std::vector<SeedResults> seeds = {Growth(-0.01), Growth(0), Growth(0.01)};
  for (SeedResults& seed : seeds) {
    seed["rl"] = Metrics(0.1, seed["rl"]["accuracy"].get<double>() - 0.65, 9, 0);
  }
  const auto findings = experiments::ApplyRules(FindingRules(World::kPrograms), seeds);
  EXPECT_EQ(Find(findings, "zero.code").verdict, reports::FindingOutcome::kNotReproduced);
}

TEST(Findings, WhileASeedIsUnderWayTheFinishedOnesCount) {
  const auto findings =
      Findings({Growth(-0.02), Growth(0.02), {{"base", Metrics(0.2, 0.2, 9, 0.3)}}});
  EXPECT_EQ(findings.size(), 7u);
  EXPECT_EQ(Find(findings, "zero.accuracy").seeds, 2);
  EXPECT_EQ(Find(findings, "zero.reflection_in_base").seeds, 3);
}

TEST(Plan, OfThePaperNamesItsSettingsAndNeeds) {
  R1ZeroOptions options;
  experiments::TrainingOptions& training = options.training;
  training.scale = experiments::Scale::kPaper;
  training.text.model = "qwen2.5-32b";
  training.text.max_new_tokens = 32768;
  training.rl.steps = 10000;
  training.rl.questions_per_step = 32;
  training.rl.steps_per_rollout = 16;
  training.rl.group_size = 16;
  training.rl.learning_rate = 2e-6;
  training.rl.loss.kl_coefficient = 0.001;
  training.seeds = {1};
  const std::string plan = DescribePlan(options);
  EXPECT_NE(plan.find("512 questions x 16 responses = 8192"), std::string::npos) << plan;
  EXPECT_NE(plan.find("3.276e+04 M parameters"), std::string::npos) << plan;
  EXPECT_THROW(Experiment(options), base::UsageError);
}

}  // namespace
}  // namespace r1bench::r1_zero
