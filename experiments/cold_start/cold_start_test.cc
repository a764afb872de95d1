#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/main.h"
#include "experiments/cold_start/consistency_reward.h"
#include "experiments/cold_start/notation_environment.h"
#include "experiments/cold_start/plan.h"
#include "experiments/cold_start/run.h"
#include "experiments/common/language_text.h"

namespace r1bench::cold_start {
namespace {

using experiments::Outcome;
using experiments::Split;

model::Completion Write(const std::string& text) {
  model::Completion completion;
  completion.tokens = micro::kNotationAlphabet.Encode(text);
  return completion;
}

double Measure(const Outcome& outcome, const std::string& name) {
  for (const auto& [key, value] : outcome.measures) {
    if (key == name) return value;
  }
  return std::nan("");
}

TEST(NotationEnvironment, AsksEveryPromptInBothNotationsAndKeepsTheSplitsApart) {
  const NotationEnvironment environment({}, 3);
  EXPECT_EQ(environment.size(Split::kHeldOut), 2 * 256);
  EXPECT_EQ(environment.size(Split::kTrain) + environment.size(Split::kHeldOut), 2 * 1765);
  std::set<std::string> ids;
  for (const Split split : {Split::kTrain, Split::kHeldOut}) {
    for (int64_t i = 0; i < environment.size(split); ++i) {
      EXPECT_TRUE(ids.insert(environment.Id(split, i)).second);
    }
  }
}

TEST(NotationEnvironment, JudgesTheOutcomeBlindToNotationAndMeasuresIt) {
  const NotationEnvironment environment({}, 1);
  for (const int64_t index : {0, 1}) {
    const micro::NotationPrompt& prompt = environment.At(Split::kTrain, index);
    for (int pair = 0; pair < micro::kNumPairs; ++pair) {
      const micro::OpPair ops = micro::PairAt(pair);
      std::vector<model::Completion> written(2);
      for (const micro::Notation notation : {micro::Notation::kA, micro::Notation::kB}) {
        for (const int32_t token : {micro::kTokenWrong + 0, micro::kTokenAnswer + 0, ops.first,
                                    ops.second, micro::kTokenEnd + 0}) {
          written[micro::Index(notation)].tokens.push_back(micro::FromOps(token, notation));
        }
      }
      const std::vector<Outcome> outcomes = environment.Judge(Split::kTrain, index, written);
      EXPECT_EQ(outcomes[0].reward, outcomes[1].reward);
      EXPECT_EQ(outcomes[0].correct, environment.task().Solves(prompt.ops, ops));
      EXPECT_EQ(outcomes[0].answer, outcomes[1].answer);
      EXPECT_FALSE(outcomes[0].answer.empty());
      const size_t own = micro::Index(prompt.notation);
      EXPECT_EQ(Measure(outcomes[own], "mixed"), 0);
      EXPECT_EQ(Measure(outcomes[1 - own], "mixed"), 1);
      EXPECT_EQ(Measure(outcomes[own], "consistency"), 1);
      EXPECT_EQ(Measure(outcomes[1 - own], own == 0 ? "consistency_a" : "consistency_b"), 0);
      EXPECT_TRUE(std::isnan(Measure(outcomes[own], own == 0 ? "accuracy_b" : "accuracy_a")));
    }
  }
}

TEST(NotationEnvironment, AnAnswerThatIsCutOffHasNoVote) {
  const NotationEnvironment environment({}, 1);
  const std::vector<model::Completion> written = {Write("+ 1 * 2 V A +"), Write("A + E"),
                                                  Write("")};
  for (const Outcome& outcome : environment.Judge(Split::kHeldOut, 5, written)) {
    EXPECT_EQ(outcome.reward, 0);
    EXPECT_TRUE(outcome.answer.empty());
    EXPECT_EQ(Measure(outcome, "format_error"), 1);
  }
}

TEST(NotationEnvironment, TheAuditRoundTripsMixingByLength) {
  const NotationEnvironment environment({}, 1);
  const std::vector<model::Completion> written = {Write("+ 1 * 2 V A + * E"),
                                                  Write("+ 1 * 2 + 1 * 2 a p t E")};
  const std::vector<int64_t> index = {0, 0};
  const base::Json audit = environment.Audit(index, written);
  const micro::MixingByLength lengths = MixingFromJson(audit.at("mixing_by_length"));
  EXPECT_EQ(lengths.responses[1], 1);
  EXPECT_EQ(lengths.responses[2], 1);
  EXPECT_EQ(lengths.mixed[2], 1);
  EXPECT_FALSE(audit.at("gate_passed").get<bool>());
}

TEST(NotationEnvironment, TheDataHashTellsSeedsAndMixturesApart) {
  NotationWorldOptions mirror;
  mirror.mixture = "unreliable_a";
  EXPECT_EQ(NotationDataHash({}, 1), NotationDataHash({}, 1));
  EXPECT_NE(NotationDataHash({}, 1), NotationDataHash({}, 2));
  EXPECT_NE(NotationDataHash({}, 1), NotationDataHash(mirror, 1));
}

TEST(ConsistencyReward, IsThePlainSumWithTheOutcome) {
  train::Rollout rollout;
  rollout.group_size = 2;
  rollout.trajectories.resize(4);
  std::vector<Outcome> outcomes(4);
  const double rewards[] = {1, 1, 0, 1}, shares[] = {0.5, 1, 0.25, 0};
  for (size_t i = 0; i < 4; ++i) {
    outcomes[i].reward = rewards[i];
    outcomes[i].measures = {{"mixed", 9}, {"consistency", shares[i]}};
  }
  const std::vector<int64_t> prompts = {0, 1};
  const base::Json row = ConsistencyReward(0.2)({&rollout, &prompts, &outcomes, 0});
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_DOUBLE_EQ(rollout.trajectories[i].reward, rewards[i] + 0.2 * shares[i]);
  }
  EXPECT_DOUBLE_EQ(row.at("consistency_reward").get<double>(), 0.2 * 1.75 / 4);
  EXPECT_EQ(row.at("equal_outcomes").get<double>(), 0.5);
  outcomes[3].measures.clear();
  EXPECT_THROW(ConsistencyReward(1)({&rollout, &prompts, &outcomes, 0}), base::Error);
}

TEST(WorkedSolution, DoesOneOperationASentenceInTheRightOrder) {
  data::Problem problem;
  problem.id = "p";
  problem.problem = "What is $((12 - 15) \\times 4) + (3 \\times 2)$?";
  problem.answer = "-6";
  EXPECT_EQ(experiments::WorkedSolution(problem),
            " <think> First, 12 - 15 = -3. Then -3 times 4 = -12. Then 3 times 2 = 6. Then -12 + 6 "
            "= -6. </think> <answer>-6</answer>");
  problem.answer = "6";
  EXPECT_THROW(experiments::WorkedSolution(problem), base::Error);
  for (const char* text : {"What is $3 +$?", "What is $(3$?", "What is 3?", "What is $3 ? 4$?"}) {
    problem.problem = text;
    EXPECT_THROW(experiments::WorkedSolution(problem), base::Error) << text;
  }
}

TEST(Plan, OfThePaperNamesItsSettingsAndRefusesToRun) {
  ColdStartOptions options;
  experiments::TrainingOptions& training = options.training;
  training.scale = experiments::Scale::kPaper;
  training.text.model = "qwen2.5-32b";
  training.text.max_new_tokens = 32768;
  training.rl.steps = 10400;
  training.rl.questions_per_step = 32;
  training.rl.steps_per_rollout = 16;
  training.rl.group_size = 16;
  training.rl.learning_rate = 3e-6;
  training.seeds = {1};
  options.dose.traces = 5000;
  const std::string plan = DescribePlan(options);
  EXPECT_NE(plan.find("512 questions x 16 responses = 8192"), std::string::npos) << plan;
  EXPECT_NE(plan.find("5000 curated documents"), std::string::npos) << plan;
  EXPECT_THROW(Experiment(options), base::UsageError);
}

TEST(Experiment, RefusesMoreTracesThanPromptsByTheFlagsName) {
  ColdStartOptions options;
  options.training.seeds = {1};
  options.dose.traces = 1510;  // 1,509 prompts to train on
  try {
    Experiment(options);
    FAIL() << "expected a usage error";
  } catch (const base::UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("--traces=1510"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace r1bench::cold_start
