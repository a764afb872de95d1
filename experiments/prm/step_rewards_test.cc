// Labels, judges and the reward of an arm on a tiny model, and what they cost.
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/testing.h"
#include "experiments/prm/arm_reward.h"
#include "experiments/prm/counting_generator.h"
#include "experiments/prm/ops_steps.h"
#include "experiments/prm/preference.h"
#include "experiments/prm/rerank.h"

namespace r1bench::prm {
namespace {

using experiments::Split;

// A tiny untrained base over a small world.
class TinyWorld : public ::testing::Test {
 protected:
  static experiments::OpsWorldOptions World() {
    experiments::OpsWorldOptions world;
    world.modulus = 3;
    world.held_out = 8;
    world.context_tokens = 32;
    world.corpus.max_tokens = 32;
    return world;
  }
  model::ModelConfig Config() const {
    return experiments::MicroModelConfig(
        {.layers = 1, .hidden = 16, .heads = 2, .intermediate = 16},
        {micro::kOpsVocabSize, micro::kTokenEnd, micro::kTokenPad}, 32);
  }
  experiments::Policy Base() const { return experiments::NewPolicy(Config(), 1); }

  // A rollout of the base, judged.
  train::Rollout Sample(model::TextGenerator* generator, float temperature = 1) {
    train::RolloutOptions options;
    options.group_size = 4;
    options.sampling = environment_.Sampling();
    options.sampling.temperature = temperature;
    options.judge = [&](train::Rollout* rollout) {
      outcomes_.clear();
      for (train::Trajectory& t : rollout->trajectories) {
        outcomes_.push_back(
            environment_.Judge(Split::kTrain, prompts_[t.question], {&t.completion, 1})[0]);
        t.reward = outcomes_.back().reward;
      }
    };
    std::vector<train::Question> questions;
    for (const int64_t p : prompts_) {
      questions.push_back(
          {"q", environment_.PromptTokens(Split::kTrain, p), nullptr, static_cast<uint64_t>(p)});
    }
    return train::CollectRollout(questions, options, generator, nullptr);
  }

  ArmRewardContext Context() {
    ArmRewardContext context;
    context.world = &world_;
    context.base_generator = engine_.get();
    context.base = base_;
    context.rollouts = 2;
    context.seed = 5;
    context.traces = &traces_;
    context.load_model = [this] {
      return std::make_shared<model::Transformer>(
          train::ValueHeadConfig(Config()), train::WithValueHead(Config(), base_->parameters()));
    };
    context.refresh.every = 2;
    context.refresh.training.steps = 3;
    context.refresh.training.documents = 4;
    context.refresh_folder = [this](int64_t step) { return dir_.File(std::to_string(step)); };
    return context;
  }

  experiments::OpsEnvironment environment_{World(), 1};
  OpsStepWorld world_{environment_, Cut::kAttempts};
  experiments::Policy base_ = Base();
  std::unique_ptr<model::LocalEngine> engine_ = experiments::MicroEngine(base_);
  std::vector<int64_t> prompts_ = {0, 3, 5};
  std::vector<experiments::Outcome> outcomes_;
  std::vector<Trace> traces_;
  base::TempDir dir_;
};

TEST_F(TinyWorld, TracesKeepTheirLabelsInAFile) {
  auto traces = SampleTraces(engine_.get(), world_, Split::kTrain, 20, 1.0f, 3);
  const double tokens = LabelTraces(engine_.get(), world_, Split::kTrain, 3, 4, &traces);
  LabelAgain(engine_.get(), world_, Split::kTrain, 3, 5, 4, &traces);
  EXPECT_GT(tokens, 0);
  for (size_t i = 0; i < traces.size(); ++i) {
    EXPECT_EQ(traces[i].successes.size(), traces[i].steps.size());
    EXPECT_EQ(traces[i].again.size(), i < 5 ? traces[i].steps.size() : 0);
    for (const int n : traces[i].successes) EXPECT_TRUE(0 <= n && n <= 3);
  }
  SaveTraces(dir_.File("traces.json"), traces);
  const auto loaded = LoadTraces(dir_.File("traces.json"), world_, Split::kTrain);
  ASSERT_EQ(loaded.size(), traces.size());
  EXPECT_EQ(loaded[7].response, traces[7].response);
  EXPECT_EQ(loaded[7].successes, traces[7].successes);
  EXPECT_EQ(loaded[7].correct, traces[7].correct);
  EXPECT_EQ(loaded[7].stopped, traces[7].stopped);
  EXPECT_EQ(LabelAgreement(loaded, 3, true), LabelAgreement(traces, 3, true));
}

TEST_F(TinyWorld, TracesCutAnewHaveMoreStepsAndNoLabels) {
  auto traces = SampleTraces(engine_.get(), world_, Split::kTrain, 20, 1.0f, 3);
  LabelTraces(engine_.get(), world_, Split::kTrain, 2, 4, &traces);
  const OpsStepWorld fine(environment_, Cut::kOperations);
  const auto recut = Recut(traces, fine, Split::kTrain);
  ASSERT_EQ(recut.size(), traces.size());
  size_t attempts = 0, operations = 0;
  for (size_t i = 0; i < traces.size(); ++i) {
    EXPECT_EQ(recut[i].response, traces[i].response);
    EXPECT_EQ(recut[i].correct, traces[i].correct);
    EXPECT_TRUE(recut[i].successes.empty());
    attempts += traces[i].steps.size();
    operations += recut[i].steps.size();
  }
  EXPECT_GT(operations, attempts);
}

TEST_F(TinyWorld, AfterAFinishedResponseNothingIsSampled) {
  // One step each, up to the end of the response, as the last line of a real model's is.
  const auto response = micro::OpsEncode("+ 1 A + - E");
  const auto trace = [&](bool correct, bool stopped) {
    Trace out;
    out.response = response;
    out.correct = correct;
    out.stopped = stopped;
    out.steps = {{.begin = 0, .end = static_cast<int64_t>(response.size())}};
    return out;
  };
  std::vector<Trace> finished = {trace(true, true), trace(false, true)};
  EXPECT_EQ(LabelTraces(/*base=*/nullptr, world_, Split::kTrain, 3, 4, &finished), 0);
  EXPECT_EQ(LabelAgain(/*base=*/nullptr, world_, Split::kTrain, 3, 1, 4, &finished), 0);
  EXPECT_EQ(finished[0].successes, std::vector<int>{3});
  EXPECT_EQ(finished[0].again, std::vector<int>{3});
  EXPECT_EQ(finished[1].successes, std::vector<int>{0});
  EXPECT_TRUE(finished[1].again.empty());
  // Cut off by the limit, and steps before the last one: rollouts say.
  std::vector<Trace> others = {trace(true, true), trace(true, false)};
  others[0].steps.insert(others[0].steps.begin(), Step{.begin = 0, .end = 2});
  others[0].steps[1].begin = 2;
  EXPECT_GT(LabelTraces(engine_.get(), world_, Split::kTrain, 3, 4, &others), 0);
  ASSERT_EQ(others[0].successes.size(), 2u);
  EXPECT_EQ(others[0].successes[1], 3);
  EXPECT_EQ(others[1].successes.size(), 1u);
}

TEST_F(TinyWorld, TheDivergenceIsTakenAtTheTemperatureOfTheRollout) {
  for (const float temperature : {0.5f, 2.0f}) {
    train::Rollout rollout = Sample(engine_.get(), temperature);
    ArmRewardContext context = Context();
    context.temperature = temperature;
    ArmReward reward(ParseArm("outcome"), context);
    // The base against itself.
    const base::Json row = reward({&rollout, &prompts_, &outcomes_, 0});
    EXPECT_NEAR(row.at("kl_base").get<double>(), 0, 1e-5) << temperature;
  }
}

TEST_F(TinyWorld, WhatIsSampledIsCounted) {
  experiments::Cost cost;
  CountingGenerator counting(engine_.get(), Config(), &cost);
  model::GenerateRequest request;
  request.prompt_tokens = environment_.PromptTokens(Split::kTrain, 0);
  request.prefix_tokens = micro::OpsEncode("+ 1");
  request.num_samples = 3;
  request.params = environment_.Sampling();
  request.params.max_new_tokens = 5;
  const auto completions = counting.Generate({&request, 1}, {});
  const double prompt = static_cast<double>(request.prompt_tokens.size() + 2);
  const double read = experiments::GenerationCost(Config(), prompt, 0, 1).flops;
  double tokens = 0, flops = read;  // once for all samples
  for (const model::Completion& c : completions) {
    const double n = static_cast<double>(c.tokens.size() - 2);
    tokens += n;
    flops += experiments::GenerationCost(Config(), prompt, n, 1).flops - read;
  }
  EXPECT_GT(tokens, 0);
  EXPECT_EQ(cost.generated_tokens, tokens);
  EXPECT_NEAR(cost.flops, flops, 1e-6 * flops);
  EXPECT_EQ(cost.trained_tokens + cost.scored_tokens + cost.seconds, 0);
}

TEST_F(TinyWorld, WhatAJudgeSpendsIsTheArms) {
  traces_ = SampleTraces(engine_.get(), world_, Split::kTrain, 10, 1.0f, 3);
  LabelTraces(engine_.get(), world_, Split::kTrain, 2, 4, &traces_);
  const auto spent = [&](const char* name, int64_t step) {
    train::Rollout rollout = Sample(engine_.get());
    experiments::Cost cost;
    ArmReward reward(ParseArm(name), Context());
    reward({&rollout, &prompts_, &outcomes_, step, &cost});
    EXPECT_EQ(cost.seconds, 0) << name;  // the stage's clock runs
    EXPECT_EQ(cost.updates, 0) << name;  // the policy's alone
    EXPECT_EQ(cost.flops > 0, cost.generated_tokens + cost.scored_tokens > 0) << name;
    return cost;
  };
  EXPECT_EQ(spent("outcome", 0).flops, 0);
  EXPECT_EQ(spent("progress-mean", 0).flops, 0);
  EXPECT_GT(spent("rollouts-mean", 0).generated_tokens, 0);
  const experiments::Cost read = spent("prm_mc-mean", 2), blind = spent("prm_blind-mean", 2);
  EXPECT_GT(read.scored_tokens, blind.scored_tokens);
  EXPECT_EQ(read.generated_tokens + read.trained_tokens, 0);
  const experiments::Cost refreshed = spent("prm_mc-mean-refresh", 2);
  EXPECT_GT(refreshed.generated_tokens, 0);
  EXPECT_GT(refreshed.trained_tokens, 0);
  EXPECT_EQ(refreshed.scored_tokens, read.scored_tokens);
}

TEST_F(TinyWorld, LabelsOfEachKindReachTheModelThatReadsThem) {
  auto traces = SampleTraces(engine_.get(), world_, Split::kTrain, 30, 1.0f, 3);
  LabelTraces(engine_.get(), world_, Split::kTrain, 4, 4, &traces);
  const auto labelled = [&](Source source, double flipped) {
    return LabelledTraces(world_, Split::kTrain, traces, source, 4, flipped, 9);
  };
  const auto exact = labelled(Source::kPrmValid, 0), none = labelled(Source::kPrmNoisy, 0),
             all = labelled(Source::kPrmNoisy, 1);
  for (size_t i = 0; i < exact.size(); ++i) {
    for (size_t k = 0; k < exact[i].labels.size(); ++k) {
      EXPECT_EQ(none[i].labels[k].target, exact[i].labels[k].target);
      EXPECT_EQ(all[i].labels[k].target, 1 - exact[i].labels[k].target);
    }
  }
  for (const auto& document : labelled(Source::kOrm, 0)) {
    ASSERT_EQ(document.labels.size(), 1u);
    EXPECT_EQ(document.labels[0].row, static_cast<int64_t>(document.tokens.size()) - 1);
  }
}

TEST_F(TinyWorld, TheRewardIsTheFormOfTheScoresWithItsShareOfTheOutcome) {
  train::Rollout rollout = Sample(engine_.get());
  ArmReward reward(ParseArm("valid-mean-outcome"), Context());
  const std::vector<double> before = [&] {
    std::vector<double> r;
    for (const auto& t : rollout.trajectories) r.push_back(t.reward);
    return r;
  }();
  const base::Json row = reward({&rollout, &prompts_, &outcomes_, 0});
  double proxy = 0;
  for (size_t i = 0; i < rollout.trajectories.size(); ++i) {
    const train::Trajectory& t = rollout.trajectories[i];
    const auto steps =
        SplitSteps(environment_.task(), environment_.At(Split::kTrain, prompts_[t.question]),
                   t.completion.tokens, Cut::kAttempts);
    std::vector<double> valid;
    for (const Step& step : steps) valid.push_back(step.valid());
    EXPECT_NEAR(t.reward, 0.9 * Combine(Form::kMean, valid) + 0.1 * before[i], 1e-12);
    proxy += Combine(Form::kMean, valid) / static_cast<double>(rollout.trajectories.size());
  }
  EXPECT_NEAR(row.at("proxy").get<double>(), proxy, 1e-12);
  EXPECT_EQ(row.at("proxy"), row.at("valid"));  // the label is the truth here
  EXPECT_NEAR(row.at("kl_base").get<double>(), 0, 1e-6);
}

TEST_F(TinyWorld, TheGroupFormRewardsEveryStepAndTheLastWithTheAnswer) {
  train::Rollout rollout = Sample(engine_.get());
  ArmReward reward(ParseArm("progress-group"), Context());
  reward({&rollout, &prompts_, &outcomes_, 0});
  for (const train::Trajectory& t : rollout.trajectories) {
    ASSERT_FALSE(t.steps.empty());
    EXPECT_EQ(t.steps.back().end, static_cast<int64_t>(t.completion.tokens.size()));
  }
}

TEST_F(TinyWorld, EverySourceJudgesAndTheSameRolloutGetsTheSameRewards) {
  for (const char* name : {"random", "outcome", "rollouts-mean", "prm_mc-mean", "prm_blind-min",
                           "orm-last", "preference-large", "prm_mc-mean-refresh"}) {
    std::vector<double> rewards[2];
    for (auto& out : rewards) {
      train::Rollout rollout = Sample(engine_.get());
      ArmReward reward(ParseArm(name), Context());
      reward({&rollout, &prompts_, &outcomes_, 0});
      for (const auto& t : rollout.trajectories) out.push_back(t.reward);
    }
    EXPECT_EQ(rewards[0], rewards[1]) << name;
  }
}

TEST_F(TinyWorld, ARefreshedModelIsFoundAgainByAResumedArm) {
  traces_ = SampleTraces(engine_.get(), world_, Split::kTrain, 10, 1.0f, 3);
  LabelTraces(engine_.get(), world_, Split::kTrain, 2, 4, &traces_);
  const Arm arm = ParseArm("prm_mc-mean-refresh");
  const auto judge = [&](ArmReward* reward, int64_t step) {
    train::Rollout rollout = Sample(engine_.get());
    (*reward)({&rollout, &prompts_, &outcomes_, step});
    std::vector<double> rewards;
    for (const auto& t : rollout.trajectories) rewards.push_back(t.reward);
    return rewards;
  };
  ArmReward through(arm, Context());
  std::vector<std::vector<double>> expected;
  for (int64_t step = 0; step < 6; ++step) expected.push_back(judge(&through, step));
  EXPECT_EQ(expected[0], expected[1]);
  EXPECT_NE(expected[1], expected[2]);  // refreshed before step 2
  for (const int64_t from : {1, 2, 3, 5}) {
    ArmReward resumed(arm, Context());
    for (int64_t step = from; step < 6; ++step) {
      EXPECT_EQ(judge(&resumed, step), expected[step]) << from << " " << step;
    }
  }
}

TEST_F(TinyWorld, ABeamIsBoundedAndRepeatable) {
  const auto scorer = Context().load_model();
  BeamOptions options{.width = 2, .branch = 2, .seed = 3};
  const auto run = [&] {
    return GuidedBeam(engine_.get(), world_, Source::kPrmMc, scorer.get(), options);
  };
  const BeamResult one = run(), two = run();
  EXPECT_EQ(one.accuracy, two.accuracy);
  EXPECT_EQ(one.tokens, two.tokens);
  EXPECT_GT(one.tokens, 0);
  EXPECT_LE(one.tokens, 4 * 27 * 27);
}

TEST_F(TinyWorld, PreferencePairsHoldARightAndAWrongResponse) {
  PreferenceOptions options{.prompts = 20, .samples = 40, .flipped = 0};
  // Untrained, it seldom answers: pairs may be few, but each must be right.
  for (const auto& pair : SamplePairs(engine_.get(), environment_, Split::kTrain, options, 2)) {
    const auto prompt = environment_.task().ParsePrompt(pair.prompt);
    EXPECT_EQ(micro::GradeAnswer(environment_.task(), prompt, pair.chosen).reward, 1);
    EXPECT_EQ(micro::GradeAnswer(environment_.task(), prompt, pair.rejected).reward, 0);
  }
  EXPECT_EQ(SizedModel("small", {}).hidden, 16);
  EXPECT_EQ(SizedModel("large", {}).hidden, 64);
  EXPECT_THROW(SizedModel("huge", {}), base::Error);
}

}  // namespace
}  // namespace r1bench::prm
