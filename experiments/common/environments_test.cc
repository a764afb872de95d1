#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "data/micro/ops_vocabulary.h"
#include "experiments/common/cost.h"
#include "experiments/common/micro_model.h"
#include "experiments/common/ops_environment.h"
#include "experiments/common/program_environment.h"
#include "experiments/common/sft_stage.h"
#include "experiments/common/stage_report.h"
#include "experiments/common/text_environment.h"
#include "model/estimate.h"

namespace r1bench::experiments {
namespace {

TEST(Gate, NamesWhatTheBaseLacks) {
  base::Json good = {{"gate_passed", true}, {"gate_failures", base::Json::array()}};
  base::Json bad = {{"gate_passed", false}, {"gate_failures", {"arithmetic too low"}}};
  EXPECT_TRUE(GateFailures({good, base::Json::object()}).empty());
  ASSERT_EQ(GateFailures({good, bad}).size(), 1u);
  EXPECT_NE(GateFailures({good, bad})[0].find("arithmetic too low"), std::string::npos);
}

TEST(OpsEnvironment, JudgesTokensAndIgnoresWhatIsNotTheAnswer) {
  OpsWorldOptions options;
  const OpsEnvironment environment(options, 1);
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

model::Completion Program(const std::string& text) {
  model::Completion completion;
  completion.tokens = micro::kProgramAlphabet.Encode(text);
  return completion;
}

TEST(ProgramEnvironment, RunsEachNewProgramOnce) {
  using verifiers::CodeVerdict;
  std::vector<std::string> ran;
  const RunPrograms run = [&ran](const micro::Recipe&, std::span<const std::string> sources) {
    ran.insert(ran.end(), sources.begin(), sources.end());
    std::vector<CodeVerdict> verdicts;
    for (const std::string& source : sources) {
      verdicts.push_back(source == "def f(xs):\n    return [x for x in xs]\n"
                             ? CodeVerdict::kAccepted
                         : source.find("[x+ for") != std::string::npos ? CodeVerdict::kRuntimeError
                                                                       : CodeVerdict::kWrongAnswer);
    }
    return verdicts;
  };
  const ProgramEnvironment environment(ProgramWorldOptions(), 1, run);
  const std::vector<model::Completion> completions = {Program("x+1E"), Program("xE"),
                                                      Program("x+E"), Program("x"), Program("xE")};
  const std::vector<Outcome> outcomes = environment.Judge(Split::kTrain, 0, completions);
  EXPECT_EQ(ran.size(), 3u);
  ASSERT_EQ(outcomes.size(), 5u);
  EXPECT_EQ(outcomes[0].status, "WA");
  EXPECT_EQ(outcomes[0].reward, 0);
  EXPECT_EQ(outcomes[0].answer, "x+1");
  EXPECT_TRUE(outcomes[1].correct);
  EXPECT_EQ(outcomes[1].reward, 1);
  EXPECT_EQ(outcomes[1].length, 2);
  EXPECT_EQ(outcomes[2].status, "RE");
  EXPECT_TRUE(outcomes[2].answer.empty());
  EXPECT_EQ(outcomes[2].measures.front().second, 0);
  EXPECT_TRUE(outcomes[3].truncated);
  EXPECT_TRUE(outcomes[4].correct);
  environment.Judge(Split::kTrain, 0, completions);
  EXPECT_EQ(ran.size(), 3u);
  environment.Judge(Split::kHeldOut, 0, std::span(completions).first(1));
  EXPECT_EQ(ran.size(), 4u);
}

TEST(OpsEnvironment, NoPromptIsInBothSplits) {
  const OpsEnvironment environment(OpsWorldOptions(), 3);
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

// A rollout of one question and two answers, of which only the second has an advantage.
TEST(Cost, CountsWhatIsSampledAndWhatIsTrained) {
  const model::ModelConfig config =
      MicroModelConfig({}, {micro::kOpsVocabSize, micro::kTokenEnd, micro::kTokenPad}, 64);
  train::Rollout rollout;
  rollout.group_size = 2;
  rollout.questions = {{"q", {1, 2, 3, 4, 5}}};
  rollout.trajectories.resize(2);
  rollout.trajectories[0].completion.tokens.resize(10);
  rollout.trajectories[1].completion.tokens.resize(20);
  rollout.trajectories[1].advantage = 1;
  const Cost cost = RolloutCost(config, rollout, {.passes = 2});
  EXPECT_EQ(cost.generated_tokens, 30);
  EXPECT_EQ(cost.trained_tokens, 50);
  const double expected = model::ForwardFlops(config, 15) + model::ForwardFlops(config, 25) -
                          model::ForwardFlops(config, 5) + 2 * model::TrainFlops(config, 25);
  EXPECT_NEAR(cost.flops, expected, 1e-9 * expected);
  EXPECT_EQ(CostFromJson(ToJson(cost)).flops, cost.flops);
  // With a KL term no answer is left out, and the reference reads each.
  const Cost kl = RolloutCost(config, rollout, {.all_answers = true, .reference = true});
  EXPECT_EQ(kl.trained_tokens, 40);
  EXPECT_EQ(kl.scored_tokens, 40);
  const double passes = 4.0 / 3 * (model::TrainFlops(config, 15) + model::TrainFlops(config, 25));
  const double sampling = expected - 2 * model::TrainFlops(config, 25);
  EXPECT_NEAR(kl.flops, sampling + passes, 1e-9 * expected);
}

TEST(EpochDocuments, EveryPassSeesEachDocumentOnceInItsOwnOrder) {
  std::vector<train::Document> documents;
  for (int i = 0; i < 10; ++i) documents.push_back({{i, 0}, 1});
  const EpochOrder order{.documents = 10, .batch = 4, .epochs = 2};
  ASSERT_EQ(order.steps(), 6);
  std::vector<std::vector<int32_t>> passes(2);
  for (int64_t step = 0; step < order.steps(); ++step) {
    for (const train::Document& d : EpochDocuments(documents, order, /*seed=*/5, step)) {
      passes[step / 3].push_back(d.tokens[0]);
    }
  }
  EXPECT_NE(passes[0], passes[1]);
  for (const auto& pass : passes) {
    EXPECT_EQ(pass.size(), 10u);
    EXPECT_EQ(std::set<int32_t>(pass.begin(), pass.end()).size(), 10u);
  }
}

}  // namespace
}  // namespace r1bench::experiments
