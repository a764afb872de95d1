#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/main.h"
#include "base/rng.h"
#include "data/micro/request_corpus.h"
#include "experiments/common/cost.h"
#include "experiments/r1_pipeline/findings.h"
#include "experiments/r1_pipeline/paper_stages.h"
#include "experiments/r1_pipeline/pipeline_environment.h"
#include "experiments/r1_pipeline/plan.h"
#include "experiments/r1_pipeline/preference_stage.h"
#include "experiments/r1_pipeline/run.h"

namespace r1bench::r1_pipeline {
namespace {

using experiments::Outcome;
using experiments::Split;

// --- World and environment ----------------------------------------------------------------------

class EnvironmentTest : public ::testing::Test {
 protected:
  static model::Completion Of(std::vector<int32_t> tokens) {
    model::Completion completion;
    completion.tokens = std::move(tokens);
    return completion;
  }
  int64_t FirstHeldOut(const PipelineEnvironment& environment, bool request) const {
    for (int64_t i = 0;; ++i) {
      if (environment.IsRequest(Split::kHeldOut, i) == request) return i;
    }
  }

  PipelineWorld world_{WorldOptions{}, 3};
  PipelineEnvironment reasoning_{world_, Scenarios::kReasoning, nullptr};
  PipelineEnvironment all_{world_, Scenarios::kAll, nullptr};
};

TEST_F(EnvironmentTest, TrainingPromptsAreThoseOfTheScenario) {
  EXPECT_EQ(reasoning_.size(Split::kTrain), 2 * 1509);
  EXPECT_EQ(all_.size(Split::kTrain), 1509 + 1380);
  EXPECT_EQ(all_.size(Split::kHeldOut), 256 + 240);
  EXPECT_EQ(reasoning_.size(Split::kHeldOut), all_.size(Split::kHeldOut));
  for (int64_t i = 0; i < reasoning_.size(Split::kTrain); ++i) {
    ASSERT_FALSE(reasoning_.IsRequest(Split::kTrain, i));
  }
}

TEST_F(EnvironmentTest, NoPromptIsInBothSplits) {
  std::set<std::string> train;
  for (int64_t i = 0; i < all_.size(Split::kTrain); ++i) {
    EXPECT_TRUE(train.insert(all_.Id(Split::kTrain, i)).second);
  }
  for (int64_t i = 0; i < all_.size(Split::kHeldOut); ++i) {
    EXPECT_FALSE(train.contains(all_.Id(Split::kHeldOut, i)));
  }
}

TEST_F(EnvironmentTest, MeasuresApplyToTheirOwnKindOfPrompt) {
  const std::vector<model::Completion> nothing = {Of({micro::kNotationEnd})};
  const Outcome arithmetic =
      all_.Judge(Split::kHeldOut, FirstHeldOut(all_, false), nothing).front();
  const Outcome request = all_.Judge(Split::kHeldOut, FirstHeldOut(all_, true), nothing).front();
  const auto has = [](const Outcome& outcome, const std::string& name) {
    for (const auto& [key, value] : outcome.measures) {
      if (key == name) return true;
    }
    return false;
  };
  EXPECT_TRUE(has(arithmetic, "reasoning") && has(arithmetic, "mixed"));
  EXPECT_FALSE(has(arithmetic, "gold"));
  EXPECT_TRUE(has(request, "gold"));
  EXPECT_FALSE(has(request, "reasoning") || has(request, "proxy"));
  EXPECT_FALSE(request.correct);
  EXPECT_EQ(request.reward, 1.0) << "format: it ended";
}

TEST_F(EnvironmentTest, TheLanguageRewardIsAddedToArithmeticAlone) {
  train::Rollout rollout;
  rollout.group_size = 1;
  rollout.trajectories.resize(2);
  rollout.trajectories[1].question = 1;
  rollout.trajectories[1].reward = 7;
  const std::vector<int64_t> prompts = {0, 1};  // arithmetic, request
  ASSERT_TRUE(all_.IsRequest(Split::kTrain, 1));
  std::vector<Outcome> outcomes(2);
  outcomes[0].reward = 1;
  outcomes[0].measures = {{"consistency", 0.5}};
  outcomes[1].measures = {{"consistency", 0.5}};
  const auto reward = PipelineReward(all_, 2.0);
  experiments::Cost cost;
  reward({&rollout, &prompts, &outcomes, 0, &cost});
  EXPECT_EQ(rollout.trajectories[0].reward, 2.0);
  EXPECT_EQ(rollout.trajectories[1].reward, 7.0);
  // With a coin only requests are left to chance.
  const auto coin = [](const experiments::JudgedRollout& judged) {
    for (train::Trajectory& t : judged.rollout->trajectories) t.reward = -1;
    return base::Json::object();
  };
  PipelineReward(all_, 2.0, coin)({&rollout, &prompts, &outcomes, 0, &cost});
  EXPECT_EQ(rollout.trajectories[0].reward, 2.0);
  EXPECT_EQ(rollout.trajectories[1].reward, -1.0);
  EXPECT_EQ(cost.flops, 0.0) << "no reward models";
}

TEST_F(EnvironmentTest, TextNamesTokensOfBothFamilies) {
  EXPECT_EQ(all_.PromptText(Split::kTrain, 1).back(), ' ');
  EXPECT_EQ(PipelineWorld::Text(std::vector<int32_t>{0, micro::kWordHi, micro::kNotationEnd, 99}),
            "0 hi E <99> ");
}

TEST_F(EnvironmentTest, DocumentsAreAFunctionOfTheSeedAndFitTheContext) {
  const PipelineWorld again(WorldOptions{}, 3), other(WorldOptions{}, 4);
  EXPECT_EQ(world_.DataHash(), again.DataHash());
  EXPECT_NE(world_.DataHash(), other.DataHash());
  int requests = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    const train::Document document = world_.BaseDocument(i);
    ASSERT_LE(document.tokens.size(), 64u);
    requests += micro::IsRequestWord(document.tokens.front()) ? 1 : 0;
  }
  EXPECT_NEAR(requests, 600, 100);
  EXPECT_EQ(world_.ColdStart(10).size(), 10u);
}

// --- Preferences --------------------------------------------------------------------------------

TEST_F(EnvironmentTest, JudgesSeeHarmlessResponsesInPairsAndDangerousItemsOneByOne) {
  const auto& requests = world_.requests().train;
  RewardModelOptions options;
  options.judge = {.noise = 0, .min_difference = 1, .label_flip = 0};
  std::vector<model::Completion> completions;
  base::Rng rng(1, "test");
  for (const micro::Request& request : requests) {
    for (int i = 0; i < options.samples; ++i) {
      completions.push_back(Of(micro::WriteResponse(request, micro::CuratedWriter(), rng)));
    }
  }
  const JudgedResponses judged = JudgeResponses(requests, completions, options, 5);
  EXPECT_EQ(judged.wrong_pairs, 0.0) << "a judge without noise";
  size_t harmless = 0, dangerous = 0;
  for (const micro::Request& request : requests) {
    harmless += micro::KindOf(request) != micro::RequestKind::kHarmful ? 1 : 0;
    dangerous += micro::KindOf(request) != micro::RequestKind::kOrdinary ? 1 : 0;
  }
  EXPECT_EQ(judged.pairs.size() + static_cast<size_t>(judged.too_close), 2 * harmless);
  EXPECT_EQ(judged.labels.size(), 4 * dangerous);
  EXPECT_GT(judged.unsafe_share, 0.05);
  EXPECT_LT(judged.unsafe_share, 0.3);
  for (const train::PreferencePair& pair : judged.pairs) {
    const micro::Request request = micro::ParseRequest(pair.prompt);
    ASSERT_GT(micro::GradeRequest(request, pair.chosen).gold,
              micro::GradeRequest(request, pair.rejected).gold);
  }
  options.judge.noise = 8;
  EXPECT_GT(JudgeResponses(requests, completions, options, 5).wrong_pairs, 0.1);
}

// --- The reduced run ----------------------------------------------------------------------------

PipelineOptions Reduced() {
  PipelineOptions options;
  experiments::TrainingOptions& training = options.training;
  training.held_out = 16;
  training.model = {1, 32, 2, 64, 10000};
  training.pretrain = {150, 24, 4e-3};
  training.rl.steps = 2;
  training.rl.questions_per_step = 8;
  training.rl.group_size = 4;
  training.rl.learning_rate = 1e-3;
  training.rl.max_grad_norm = 1;
  training.eval_samples = 2;
  training.checkpoint_steps = 1;
  training.seeds = {1};
  options.world.held_out = 16;
  options.world.held_out_requests = 24;
  options.cold_traces = 8;
  options.cold = {2, 4, 1e-3};
  options.rejection_prompts = 100;
  options.samples_per_prompt = 2;
  options.reasoning_samples = 24;
  options.general_samples = 8;
  options.tuning = {2, 8, 1e-3};
  options.reward_model.samples = 2;
  options.reward_model.tuning = {1, 64, 1e-3};
  options.rule_steps = 2;
  options.preference_steps = 2;
  options.long_steps = 2;
  return options;
}

std::shared_ptr<experiments::RunFolder> NewFolder(const std::string& name) {
  const std::string path = ::testing::TempDir() + "/" + name;
  std::filesystem::remove_all(path);
  return experiments::RunFolder::Create(path, "r1_pipeline", "--a=1\n");
}

class ReducedRun : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = NewFolder("reduced");
    report_ = new reports::Report(experiments::RunExperiment(Experiment(Reduced()), folder_));
  }
  static base::Json Result(const std::string& stage) {
    return folder_->state().at("finished").at("1/" + stage);
  }
  static std::shared_ptr<experiments::RunFolder> folder_;
  static reports::Report* report_;
};
std::shared_ptr<experiments::RunFolder> ReducedRun::folder_;
reports::Report* ReducedRun::report_ = nullptr;

TEST_F(ReducedRun, LeavesAnEvaluationAndACheckpointOfEveryStage) {
  for (const char* stage :
       {"zero", "dev1", "dev2", "dev3", "dev3_reasoning", "r1_rules", "r1", "r1_null", "r1_long"}) {
    EXPECT_TRUE(Result(stage).at("metrics").contains("reasoning")) << stage;
    EXPECT_TRUE(Result(stage).at("metrics").contains("gold")) << stage;
    EXPECT_TRUE(std::filesystem::exists(folder_->File(std::string("checkpoints/1-") + stage)));
  }
  EXPECT_TRUE(Result("r1").at("metrics").contains("proxy"));
  EXPECT_FALSE(Result("dev2").at("metrics").contains("proxy"));
  EXPECT_EQ(report_->status, reports::RunStatus::kDone);
  EXPECT_EQ(report_->findings.size(), FindingRules().size());
  EXPECT_EQ(report_->signature.size(), 8u);
}

TEST_F(ReducedRun, ArmsThatAreComparedHaveEqualBudgets) {
  const auto sets = Result("rejection").at("metrics");
  EXPECT_LE(sets.at("reasoning_samples").get<int>(), 24);
  EXPECT_EQ(sets.at("general_samples").get<int>(), 8);
  const auto steps = [&](const std::string& arm) {
    int64_t last = 0;
    for (const base::Json& row : folder_->CommittedMetrics()) {
      if (row.value("arm", "") == arm) last = row.at("step");
    }
    return last;
  };
  EXPECT_EQ(steps("zero"), steps("dev2"));
  EXPECT_EQ(steps("r1"), steps("r1_null"));
  EXPECT_EQ(steps("dev3"), steps("dev3_reasoning"));
  for (const char* stage : {"zero", "dev3", "preferences", "r1"}) {
    EXPECT_GT(Result(stage).at("cost").at("flops").get<double>(), 0) << stage;
  }
}

TEST_F(ReducedRun, RewardModelsScoresAreInTheCostOfTheArmsThatLearnFromThem) {
  const auto scored = [](const char* stage) {
    return Result(stage).at("cost").at("scored_tokens").get<double>();
  };
  EXPECT_GT(scored("r1"), 0);
  EXPECT_GT(scored("r1_long"), 0);
  EXPECT_EQ(scored("r1_rules"), 0);
  EXPECT_EQ(scored("r1_null"), 0);
  EXPECT_GT(Result("preferences").at("cost").at("updates").get<double>(), 0);
}

TEST_F(ReducedRun, SetsTheReportsFiguresBesideItsStages) {
  int referenced = 0;
  for (const reports::Metric& metric : report_->metrics) {
    if (metric.reference.empty()) continue;
    ++referenced;
    EXPECT_NE(metric.reference.find("report: "), std::string::npos);
    EXPECT_TRUE(metric.group == "R1" || metric.group.starts_with("R1-")) << metric.group;
  }
  EXPECT_EQ(referenced, 5 * 5);
  EXPECT_NE(Summary(Reduced(), *report_).find("79.8"), std::string::npos);
}

// A kill between two commits leaves what the last commit left: run up to a stage, throw, go on.
TEST_F(ReducedRun, AnInterruptedRunGoesOnToTheSameSignature) {
  for (const int after : {1, 4, 7, 10}) {
    auto folder = NewFolder("interrupted" + std::to_string(after));
    experiments::ExperimentSpec spec = Experiment(Reduced());
    const auto whole = spec.run_seed;
    spec.run_seed = [&](const experiments::SeedContext& context) {
      experiments::SeedContext stopping = context;
      int rows = 0;
      // In the middle of a stage: some rows after the nth finished one.
      int done = 0;
      stopping.stage_done = [&] { ++done; };
      stopping.metric = [&](base::Json row) {
        context.metric(std::move(row));
        if (done >= after && ++rows == 2) throw base::Error("killed");
      };
      whole(stopping);
    };
    EXPECT_THROW(experiments::RunExperiment(spec, folder), base::Error);
    base::OnFailure(nullptr);
    folder = experiments::RunFolder::Resume(folder->path(), "--a=1\n");
    const reports::Report report = experiments::RunExperiment(Experiment(Reduced()), folder);
    EXPECT_EQ(report.signature, report_->signature) << "stopped after stage " << after;
  }
}

TEST(Plan, OfThePaperNamesItsStages) {
  PipelineOptions options = Reduced();
  options.training.scale = experiments::Scale::kPaper;
  options.training.text.model = "qwen2.5-32b";
  options.training.text.max_new_tokens = 32768;
  const std::string plan = DescribePlan(options);
  for (const char* stage : {"zero", "dev1", "dev2", "rejection", "dev3", "preferences", "r1"}) {
    EXPECT_NE(plan.find(stage), std::string::npos) << stage;
  }
  EXPECT_THROW(Experiment(options), base::UsageError);
}

TEST(Plan, OfTheSmallScaleHasNoRequests) {
  PipelineOptions options = Reduced();
  options.training.scale = experiments::Scale::kSmall;
  options.training.text.model = "smollm2";
  options.training.text.max_new_tokens = 160;
  const std::string plan = DescribePlan(options);
  for (const char* stage : {"preferences", "dev3_reasoning", "r1_null", "r1_long"}) {
    EXPECT_EQ(plan.find(stage), std::string::npos) << stage;
  }
  EXPECT_NE(plan.find("r1_rules"), std::string::npos);
}

std::string Refusal(const PipelineOptions& options) {
  try {
    Experiment(options);
  } catch (const base::UsageError& e) {
    return e.what();
  }
  return "";
}

TEST(Experiment, RefusesMoreDataThanThereIsAndNamesFlagAndLimit) {
  PipelineOptions options = Reduced();
  options.cold_traces = 1766 - 16;
  EXPECT_NE(Refusal(options).find("--cold_traces=1750: give at most 1749"), std::string::npos);
  options.cold_traces = 1748;
  EXPECT_EQ(Refusal(options), "");
  options.world.held_out = 1764;
  EXPECT_NE(Refusal(options).find("--held_out=1764"), std::string::npos);
  options.training.scale = experiments::Scale::kSmall;
  options.training.text.train_problems = 1746;
  EXPECT_NE(Refusal(options).find("--cold_traces=1748: give at most 1746"), std::string::npos);
}

TEST(PaperStages, StandForStagesAndMeasuresThatExist) {
  for (const PaperRow& row : kPaperRows) {
    for (const double percent : row.percent) {
      EXPECT_GT(percent, 0);
      EXPECT_LE(percent, 100);
    }
  }
}

}  // namespace
}  // namespace r1bench::r1_pipeline
