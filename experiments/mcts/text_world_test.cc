// Problems in text as a world, on a made-up environment and an untrained model; and what every
// world must hold, for this one and for OPS-K.
#include "experiments/mcts/text_world.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>
#include <string>

#include "base/error.h"
#include "experiments/common/micro_model.h"
#include "experiments/mcts/networks.h"
#include "experiments/mcts/samples.h"
#include "experiments/mcts/score.h"
#include "experiments/mcts/text_search.h"
#include "experiments/mcts/value_audit.h"
#include "experiments/mcts/value_model.h"
#include "experiments/mcts/world.h"

namespace r1bench::mcts {
namespace {

using experiments::Outcome;
using experiments::Split;

// Ids of a few tokens.
enum : int32_t { kOne = 2, kNewline = 4, kOpen = 6, kClose = 7, kSplitClose = 8, kRest = 9 };
constexpr int32_t kEnd = 11;

class FewTokens : public model::TextCodec {
 public:
  std::vector<int32_t> EncodePrompt(std::string_view) const override { return {0}; }
  std::vector<int32_t> EncodeContinuation(std::string_view) const override { return {0}; }
  std::string_view TokenBytes(int32_t token) const override {
    return kBytes.at(static_cast<size_t>(token));
  }

 private:
  static constexpr std::array<std::string_view, 12> kBytes = {
      "a", "b", "1", "2", "\n", " .\n", "<answer>", "</answer>", "\n</", "answer>", "\xC3", ""};
};

// Right if it is complete and a "1" stands before `</answer>`.
class FewProblems : public experiments::Environment {
 public:
  int64_t size(Split split) const override { return split == Split::kTrain ? 9 : 5; }
  std::string Id(Split split, int64_t index) const override {
    return base::StrCat(split == Split::kTrain ? "train-" : "held-out-", index);
  }
  std::vector<int32_t> PromptTokens(Split split, int64_t index) const override {
    return {split == Split::kTrain ? 0 : 1, static_cast<int32_t>(index), kNewline};
  }
  std::string PromptText(Split split, int64_t index) const override { return Id(split, index); }
  std::string ResponseText(const model::Completion& completion) const override {
    return completion.text;
  }
  const model::TextCodec* codec() const override { return &codec_; }
  model::SamplingParams Sampling() const override {
    model::SamplingParams params;
    params.temperature = 4;  // an untrained model repeats itself
    params.max_new_tokens = 16;
    params.stop_token_ids = {kEnd};
    params.stop_strings = {"</answer>"};
    return params;
  }
  std::vector<Outcome> Judge(Split, int64_t,
                             std::span<const model::Completion> completions) const override {
    std::vector<Outcome> outcomes;
    for (const model::Completion& completion : completions) {
      Outcome outcome;
      outcome.truncated = completion.finish_reason == model::FinishReason::kLength;
      outcome.correct = !outcome.truncated && completion.text.find('1') != std::string::npos;
      outcome.answer = outcome.truncated ? "" : outcome.correct ? "1" : "other";
      outcome.reward = outcome.correct ? 1 : 0;
      outcome.length = static_cast<int64_t>(completion.tokens.size());
      outcomes.push_back(outcome);
    }
    return outcomes;
  }

 private:
  FewTokens codec_;
};

std::unique_ptr<Networks> Untrained(const SearchWorld& world,
                                    const experiments::MicroVocabulary& vocabulary) {
  const model::ModelConfig config = experiments::MicroModelConfig(
      {.layers = 1, .hidden = 16, .heads = 2, .intermediate = 32}, vocabulary, 64);
  const experiments::Policy policy = experiments::NewPolicy(config, 3);
  const experiments::Policy value = NewValueModel(experiments::NewPolicy(config, 4));
  const model::Tensor head = value->parameters().view("score.weight");
  for (int64_t i = 0; i < head.size; ++i) head.data[i] = i % 2 == 0 ? 0.3f : -0.2f;
  value->WeightsChanged();
  return std::make_unique<Networks>(policy, value, experiments::MicroEngine(policy, world.codec()));
}

class TextWorldTest : public ::testing::Test {
 protected:
  const FewProblems problems_;
  const TextWorld world_{problems_, 2, {kEnd}};
  const std::vector<Prompt> held_out_ = world_.All(PromptSet::kHeldOut);
  const std::unique_ptr<Networks> networks_ = Untrained(world_, {12, kEnd, kEnd});
};

TEST_F(TextWorldTest, SetsTheLastTrainingProblemsApart) {
  EXPECT_EQ(world_.Count(PromptSet::kTrain), 7);
  EXPECT_EQ(world_.size(Split::kTrain), 7);
  EXPECT_EQ(world_.Count(PromptSet::kTune), 2);
  EXPECT_EQ(world_.NameOf({PromptSet::kTune, 1}), "train-8");
  EXPECT_EQ(world_.Count(PromptSet::kHeldOut), 5);
  EXPECT_THROW(TextWorld(problems_, 9, {kEnd}), base::Error);
}

TEST_F(TextWorldTest, AResponseEndsWithAnEndTokenOrAStopString) {
  using Tokens = std::vector<int32_t>;
  EXPECT_FALSE(world_.Ended(Tokens{}));
  EXPECT_FALSE(world_.Ended(Tokens{kOpen, kOne, kNewline}));
  EXPECT_TRUE(world_.Ended(Tokens{kOpen, kOne, kEnd}));
  EXPECT_TRUE(world_.Ended(Tokens{kOpen, kOne, kClose}));
  // The stop string may be written by several tokens, and a line may end within it.
  EXPECT_TRUE(world_.Ended(Tokens{kOne, kSplitClose, kRest}));
  EXPECT_TRUE(world_.EndsStep(kNewline));
  EXPECT_TRUE(world_.EndsStep(kSplitClose));
  EXPECT_FALSE(world_.EndsStep(kClose));
}

TEST_F(TextWorldTest, WhatIsCutOffIsWorthNothing) {
  const Prompt prompt = held_out_[0];
  const std::vector<int32_t> open = {kOpen, kOne}, closed = {kOpen, kOne, kClose};
  EXPECT_FALSE(world_.JudgeResponse(prompt, open).correct);
  EXPECT_TRUE(world_.JudgeResponse(prompt, open).answer.empty());
  EXPECT_TRUE(world_.JudgeResponse(prompt, closed).correct);
  // What stands behind the end is not read.
  const std::vector<int32_t> late = {kOpen, kSplitClose, kRest, kOne, kNewline};
  EXPECT_EQ(world_.Reported(late).text, "<answer>\n");
  EXPECT_FALSE(world_.JudgeResponse(prompt, late).correct);
}

TEST_F(TextWorldTest, ReportsResponsesAsTheEngineDoes) {
  std::vector<model::GenerateRequest> requests(1);
  requests[0].prompt_tokens = world_.Tokens(held_out_[0]);
  requests[0].params = world_.Sampling();
  requests[0].num_samples = 500;
  std::set<model::FinishReason> reasons;
  for (const model::Completion& completion : networks_->engine->Generate(requests, {})) {
    const model::Completion reported = world_.Reported(completion.tokens);
    EXPECT_EQ(reported.text, completion.text);
    EXPECT_EQ(reported.tokens, completion.tokens);
    EXPECT_EQ(reported.finish_reason, completion.finish_reason);
    reasons.insert(completion.finish_reason);
  }
  EXPECT_EQ(reasons.size(), 2u);
}

TEST_F(TextWorldTest, StepTreesSpendTheirBudgetAndFindWholeResponses) {
  TextSearchOptions options;
  options.level = Level::kStep;
  options.search.token_budget = 200;
  const SearchResult result = SearchTexts(options, world_, held_out_, 9, networks_.get());
  ASSERT_EQ(result.found.size(), held_out_.size());
  EXPECT_GE(result.forwards, result.tokens);
  int ended = 0, in_lines = 0;
  for (const auto& list : result.found) {
    ASSERT_FALSE(list.empty());
    EXPECT_GE(list.back().tokens, list.front().tokens);
    for (const Finished& finished : list) {
      EXPECT_LE(static_cast<int64_t>(finished.path.size()), world_.longest_response());
      const bool whole = world_.Ended(finished.path);
      EXPECT_TRUE(whole || static_cast<int64_t>(finished.path.size()) == world_.longest_response());
      EXPECT_TRUE(whole || finished.value == 0);
      ended += whole ? 1 : 0;
      in_lines += finished.path.size() > 1 && world_.EndsStep(finished.path.front()) ? 1 : 0;
    }
  }
  EXPECT_GT(ended, 0);
  EXPECT_GT(in_lines, 0);
  const base::Json score = Score(world_, held_out_, result.found, {{50, 200}}, /*tree=*/true);
  EXPECT_LE(score.at("value_t200"), score.at("any_t200"));
  EXPECT_GT(score.at("any_t200"), 0.0);
}

TEST_F(TextWorldTest, TheValueModelLearnsAndIsAuditedByLines) {
  const ValueOptions options = {.steps = 2, .texts = 8, .learning_rate = 1e-3};
  const experiments::Cost cost = TrainValue(options, world_, 5, networks_.get());
  EXPECT_GT(cost.trained_tokens, 0);
  const base::Json audit = AuditSteps(world_, 40, 5, networks_.get());
  EXPECT_EQ(audit.at("texts"), 200);
  EXPECT_GT(audit.at("share_right"), 0.0);
  for (const std::string name : {"auc_root", "auc_s1", "auc_s2", "auc_s3", "auc_end"}) {
    EXPECT_TRUE(audit.contains(name)) << name;
  }
}

// --- What search relies on in every world --------------------------------------------------------

void ExpectSetsShareNone(const SearchWorld& world) {
  std::set<std::string> names;
  for (const PromptSet set : {PromptSet::kTrain, PromptSet::kTune, PromptSet::kHeldOut}) {
    EXPECT_GT(world.Count(set), 0);
    for (const Prompt prompt : world.All(set)) {
      EXPECT_TRUE(names.insert(world.NameOf(prompt)).second);
      EXPECT_FALSE(world.Tokens(prompt).empty());
      EXPECT_FALSE(world.Shown(prompt).empty());
    }
  }
  EXPECT_EQ(world.Count(PromptSet::kTrain), world.size(Split::kTrain));
  EXPECT_EQ(world.Count(PromptSet::kHeldOut), world.size(Split::kHeldOut));
  EXPECT_EQ(world.Tokens({PromptSet::kTrain, 1}), world.PromptTokens(Split::kTrain, 1));
  EXPECT_EQ(world.Tokens({PromptSet::kHeldOut, 1}), world.PromptTokens(Split::kHeldOut, 1));
}

void ExpectJudgedAsReported(const SearchWorld& world, Networks* networks) {
  model::GenerateRequest request;
  request.prompt_tokens = world.Tokens({PromptSet::kHeldOut, 1});
  request.params = world.Sampling();
  request.num_samples = 50;
  for (const model::Completion& completion : networks->engine->Generate({&request, 1}, {})) {
    EXPECT_EQ(world.Ended(completion.tokens),
              completion.finish_reason == model::FinishReason::kStop);
    const Outcome outcome = world.JudgeResponse({PromptSet::kHeldOut, 1}, completion.tokens);
    const Outcome judged = world.Judge(Split::kHeldOut, 1, {&completion, 1}).front();
    EXPECT_EQ(outcome.correct, judged.correct);
    EXPECT_EQ(outcome.answer, judged.answer);
    EXPECT_EQ(outcome.reward, judged.reward);
    EXPECT_EQ(outcome.length, judged.length);
  }
}

void ExpectStepsEndWhereTheyShould(const SearchWorld& world, Networks* networks) {
  model::GenerateRequest request;
  request.prompt_tokens = world.Tokens({PromptSet::kTune, 0});
  request.params = world.Sampling();
  world.StopAfterStep(&request.params);
  request.num_samples = 50;
  int steps = 0;
  for (const model::Completion& completion : networks->engine->Generate({&request, 1}, {})) {
    const std::span<const int32_t> tokens(completion.tokens);
    for (const int32_t token : tokens.first(tokens.size() - 1)) EXPECT_FALSE(world.EndsStep(token));
    const bool step = world.EndsStep(tokens.back());
    EXPECT_EQ(step || world.Ended(tokens), completion.finish_reason == model::FinishReason::kStop);
    steps += step ? 1 : 0;
  }
  EXPECT_GT(steps, 0);
}

void ExpectSound(const SearchWorld& world, Networks* networks) {
  ExpectSetsShareNone(world);
  ExpectJudgedAsReported(world, networks);
  ExpectStepsEndWhereTheyShould(world, networks);
}

TEST_F(TextWorldTest, IsSound) { ExpectSound(world_, networks_.get()); }

TEST(OpsWorld, IsSound) {
  WorldOptions options;
  options.train_prompts = 50;
  options.tune_prompts = 3;
  options.search_prompts = 6;
  const World world(options, 1);
  const auto networks = Untrained(world, world.vocabulary());
  ExpectSound(world, networks.get());
}

}  // namespace
}  // namespace r1bench::mcts
