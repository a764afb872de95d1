#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "experiments/r1_zero/findings.h"
#include "experiments/r1_zero/micro_environment.h"
#include "experiments/r1_zero/plan.h"
#include "experiments/r1_zero/run.h"
#include "experiments/r1_zero/summary.h"
#include "experiments/r1_zero/text_environment.h"

namespace r1bench::r1_zero {
namespace {

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
  const auto findings = ComputeFindings({Growth(-0.02), Growth(0), Growth(0.02)});
  ASSERT_EQ(findings.size(), 7u);
  for (const reports::Finding& finding : findings) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kReproduced) << finding.claim_id;
    EXPECT_EQ(finding.seeds, 3);
  }
  EXPECT_NEAR(Find(findings, "zero.accuracy").effect, 0.5, 1e-12);
  EXPECT_NEAR(Find(findings, "zero.length").effect, 25.0 / 9.0, 1e-3);
}

TEST(Findings, OneSeedIsInconclusiveHoweverLargeTheEffect) {
  for (const reports::Finding& finding : ComputeFindings({Growth(0)})) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kInconclusive) << finding.claim_id;
  }
}

TEST(Findings, ARunWithoutGrowthSaysNotReproduced) {
  std::vector<SeedResults> seeds = {Growth(-0.01), Growth(0), Growth(0.01)};
  for (SeedResults& seed : seeds) {
    seed["rl"] = Metrics(seed["rl"]["greedy_accuracy"].get<double>() - 0.5, 0.2, 9, 0.3);
  }
  const auto findings = ComputeFindings(seeds);
  EXPECT_EQ(Find(findings, "zero.accuracy").verdict, reports::FindingOutcome::kNotReproduced);
  EXPECT_EQ(Find(findings, "zero.length").verdict, reports::FindingOutcome::kNotReproduced);
  EXPECT_EQ(Find(findings, "zero.reflection").verdict, reports::FindingOutcome::kNotReproduced);
}

TEST(Findings, ANullArmThatLearnsContradictsTheControl) {
  std::vector<SeedResults> seeds = {Growth(-0.01), Growth(0), Growth(0.01)};
  for (SeedResults& seed : seeds) seed["null"] = Metrics(0.5, 0.5, 9, 0.3);
  seeds[0]["null"] = Metrics(0.5, 0.51, 9, 0.3);
  EXPECT_EQ(Find(ComputeFindings(seeds), "zero.null_reward").verdict,
            reports::FindingOutcome::kNotReproduced);
}

TEST(Findings, AnArmThatWasNotRunHasNoFinding) {
  std::vector<SeedResults> seeds = {Growth(0), Growth(0.1)};
  for (SeedResults& seed : seeds) {
    seed.erase("null");
    seed.erase("weak_rl");
  }
  EXPECT_EQ(ComputeFindings(seeds).size(), 5u);
}

TEST(Findings, WhileASeedIsUnderWayTheFinishedOnesCount) {
  const auto findings =
      ComputeFindings({Growth(-0.02), Growth(0.02), {{"base", Metrics(0.2, 0.2, 9, 0.3)}}});
  EXPECT_EQ(findings.size(), 7u);
  EXPECT_EQ(Find(findings, "zero.accuracy").seeds, 2);
  EXPECT_EQ(Find(findings, "zero.reflection_in_base").seeds, 3);
}

TEST(Gate, NamesWhatTheBaseLacks) {
  base::Json good = {{"gate_passed", true}, {"gate_failures", base::Json::array()}};
  base::Json bad = {{"gate_passed", false}, {"gate_failures", {"arithmetic too low"}}};
  EXPECT_TRUE(GateFailures({good, base::Json::object()}).empty());
  ASSERT_EQ(GateFailures({good, bad}).size(), 1u);
  EXPECT_NE(GateFailures({good, bad})[0].find("arithmetic too low"), std::string::npos);
}

TEST(MicroEnvironment, JudgesTokensAndIgnoresWhatIsNotTheAnswer) {
  MicroOptions options;
  const MicroEnvironment environment(options, 1);
  EXPECT_EQ(environment.size(Split::kHeldOut), 256);
  EXPECT_EQ(environment.size(Split::kTrain) + environment.size(Split::kHeldOut), 1765);
  // All nine answers to one prompt: as many are right as the task says.
  const auto& prompt = environment.split().train[0];
  std::vector<model::Completion> completions;
  for (int pair = 0; pair < micro::kNumPairs; ++pair) {
    const micro::OpPair ops = micro::PairAt(pair);
    model::Completion completion;
    completion.tokens = {micro::kTokenWrong, micro::kTokenAnswer, ops.first, ops.second,
                         micro::kTokenEnd};
    completions.push_back(completion);
  }
  int right = 0;
  for (const Outcome& outcome : environment.Judge(Split::kTrain, 0, completions)) {
    right += outcome.correct;
    EXPECT_EQ(outcome.reflections, 1);
    EXPECT_EQ(outcome.length, 5);
    EXPECT_FALSE(outcome.answer.empty());
  }
  EXPECT_EQ(right, environment.task().NumSolutions(prompt));
}

TEST(MicroEnvironment, NoPromptIsInBothSplits) {
  const MicroEnvironment environment(MicroOptions(), 3);
  std::set<std::string> ids;
  for (const Split split : {Split::kTrain, Split::kHeldOut}) {
    for (int64_t i = 0; i < environment.size(split); ++i) {
      EXPECT_TRUE(ids.insert(environment.Id(split, i)).second);
    }
  }
}

TEST(Reflections, AreWholeWordsOfAnyCase) {
  EXPECT_EQ(CountReflections("Wait, 3+4 is 7. Let me double-check: WAIT."), 3);
  EXPECT_EQ(CountReflections("The waiter awaits errors"), 0);
  EXPECT_EQ(CountReflections(""), 0);
  EXPECT_EQ(CountReflections("wait"), 1);
}

// The engine stops at "</answer>" and leaves it out of the text.
TEST(StoppedAnswerVerifier, ReadsAnAnswerWhoseClosingTagEndedTheResponse) {
  const StoppedAnswerVerifier verifier;
  data::Problem problem;
  problem.id = "p";
  problem.problem = "What is $1 + 1$?";
  problem.answer = "2";
  const auto prepared = verifier.Prepare(problem);
  const auto status = [&](const char* response) {
    return verifier.Verify(*prepared, response).status;
  };
  EXPECT_EQ(status("one and one make two</think> <answer> 2 "), verifiers::Status::kCorrect);
  EXPECT_EQ(status("<think>hm</think><answer>3"), verifiers::Status::kWrong);
  EXPECT_EQ(WithClosedAnswer("<answer>1</answer> so"), "<answer>1</answer> so");
  EXPECT_EQ(WithClosedAnswer("no tag"), "no tag");
}

TEST(Plan, OfThePaperNamesItsSettingsAndNeeds) {
  R1ZeroOptions options;
  options.scale = Scale::kPaper;
  options.text.model = "qwen2.5-32b";
  options.text.max_new_tokens = 32768;
  options.rl.steps = 10000;
  options.rl.questions_per_step = 32;
  options.rl.steps_per_rollout = 16;
  options.rl.group_size = 16;
  options.rl.learning_rate = 2e-6;
  options.rl.loss.kl_coefficient = 0.001;
  options.seeds = {1};
  const std::string plan = DescribePlan(options);
  EXPECT_NE(plan.find("512 questions x 16 responses = 8192"), std::string::npos) << plan;
  EXPECT_NE(plan.find("3.276e+04 M parameters"), std::string::npos) << plan;
  EXPECT_THROW(RequireRunnable(options), base::UsageError);
}

}  // namespace
}  // namespace r1bench::r1_zero
