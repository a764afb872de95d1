// Mechanism, not outcome: a run of toy size in this process, its budgets, and what a kill does.
#include <gflags/gflags.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/main.h"
#include "base/runfiles.h"
#include "experiments/common/cost.h"
#include "experiments/common/seed_arms.h"
#include "experiments/distill_vs_rl/budget.h"
#include "experiments/distill_vs_rl/findings.h"
#include "experiments/distill_vs_rl/flags.h"
#include "experiments/distill_vs_rl/plan.h"
#include "experiments/distill_vs_rl/run.h"
#include "experiments/distill_vs_rl/traces.h"

namespace r1bench::distill_vs_rl {
namespace {

using experiments::Cost;
using experiments::SeedResults;
using experiments::StageName;
using experiments::Trace;

constexpr uint64_t kSeed = 3;

// OPS-3 has 75 prompts; a model that ends its answers is right by chance often enough for traces.
DistillOptions Toy() {
  DistillOptions options;
  experiments::TrainingOptions& training = options.training;
  training.held_out = 8;
  training.context_tokens = 40;
  training.model = {.layers = 1, .hidden = 16, .heads = 2, .intermediate = 32};
  training.pretrain = {.steps = 60, .documents = 32, .learning_rate = 1e-2};
  training.rl.steps = 16;
  training.rl.questions_per_step = 4;
  training.rl.group_size = 4;
  training.rl.learning_rate = 1e-3;
  training.rl.loss.max_completion_tokens = training.context_tokens;
  training.eval_samples = 2;
  training.checkpoint_steps = 3;
  training.seeds = {kSeed};
  options.world.modulus = 3;
  options.world.held_out = training.held_out;
  options.world.context_tokens = training.context_tokens;
  options.world.corpus.max_tokens = training.context_tokens;
  options.student = {.layers = 1, .hidden = 8, .heads = 1, .intermediate = 16};
  options.samples_per_prompt = 2;
  options.max_sampling_rounds = 100;
  options.sft = {.epochs = 1, .batch = 8, .learning_rate = 1e-3};
  options.cold_traces = 6;
  options.cold = {.epochs = 1, .batch = 4, .learning_rate = 1e-3};
  options.budget_factor = 2;
  return options;
}

struct ToyRun {
  std::shared_ptr<experiments::RunFolder> folder;
  reports::Report report;
};

std::shared_ptr<experiments::RunFolder> NewFolder(const std::string& name) {
  const std::string path = testing::TempDir() + "/" + name;
  std::filesystem::remove_all(path);
  return experiments::RunFolder::Create(path, "distill_vs_rl", "toy\n");
}

const ToyRun& Whole() {
  static const ToyRun kRun = [] {
    ToyRun run;
    run.folder = NewFolder("whole");
    run.report = experiments::RunExperiment(Experiment(Toy()), run.folder);
    return run;
  }();
  return kRun;
}

// The run's stages, read again from its folder.
class ReadStages {
 public:
  ReadStages()
      : folder_(experiments::RunFolder::Resume(Whole().folder->path(), "toy\n")),
        stages_(folder_.get()) {}

  const experiments::Stages& stages() const { return stages_; }
  const base::Json& Result(const std::string& stage) const {
    return stages_.Result(StageName(kSeed, stage));
  }
  Cost CostOf(const std::string& stage) const {
    return experiments::CostFromJson(Result(stage).at("cost"));
  }
  std::vector<base::Json> Rows(const std::string& arm) const {
    std::vector<base::Json> rows;
    for (const base::Json& row : folder_->CommittedMetrics()) {
      if (row.at("arm") == arm) rows.push_back(row);
    }
    return rows;
  }
  base::Json TracesOf(const std::string& stage) const {
    return base::ReadJsonFile(folder_->File("checkpoints/3-" + stage + ".json"));
  }

 private:
  std::unique_ptr<experiments::RunFolder> folder_;
  experiments::Stages stages_;
};

double MetricOf(const std::string& group, const std::string& name) {
  for (const reports::Metric& metric : Whole().report.metrics) {
    if (metric.group == group && metric.name == name) return metric.value;
  }
  throw base::Error("no metric " + group + ": " + name);
}

TEST(ToyRunTest, EveryArmIsEvaluatedAndHasACost) {
  const ReadStages run;
  for (const ArmStages& arm : Arms()) {
    for (const std::string& stage : arm.stages) {
      EXPECT_GT(run.CostOf(stage).flops, 0) << stage;
      EXPECT_TRUE(run.Result(stage).contains("metrics")) << stage;
    }
    EXPECT_TRUE(run.Result(arm.arm).at("metrics").contains("accuracy")) << arm.arm;
    EXPECT_TRUE(run.Result(arm.arm).at("metrics").contains("check")) << arm.arm;
  }
  EXPECT_EQ(Whole().report.findings.size(), FindingRules().size());
  EXPECT_EQ(Whole().report.signature.size(), 8u);
}

// The arm's last rollout reached the budget, and the one before it did not.
void ExpectSpent(const ReadStages& run, const std::string& arm, double budget) {
  const std::vector<base::Json> rows = run.Rows(arm);
  ASSERT_FALSE(rows.empty()) << arm;
  EXPECT_GE(rows.back().at("flops").get<double>(), budget) << arm;
  if (rows.size() > 1) {
    EXPECT_LT(rows[rows.size() - 2].at("flops").get<double>(), budget) << arm;
  }
  EXPECT_EQ(rows.back().at("flops").get<double>(), run.CostOf(arm).flops) << arm;
  EXPECT_EQ(rows.back().at("step").get<double>(), run.CostOf(arm).updates) << arm;
}

TEST(ToyRunTest, RlArmsGetTheOperationsOfDistillation) {
  const ReadStages run;
  const double budget = run.CostOf("traces").flops + run.CostOf("distill").flops;
  ExpectSpent(run, "rl", budget);
  ExpectSpent(run, "distill_rl", budget);
  ExpectSpent(run, "null_reward", budget);
  ExpectSpent(run, "rl_more", 2 * budget);
  ExpectSpent(run, "rl_whole", budget + run.CostOf("teacher").flops);
  ExpectSpent(run, "cold_rl", budget - run.CostOf("cold").flops);
}

TEST(ToyRunTest, TheLargeModelWithoutRlGetsTheOperationsOfRl) {
  const ReadStages run;
  const double budget = run.CostOf("teacher").flops;
  double spent = run.CostOf("large_traces").flops + run.CostOf("large_sft").flops;
  double before = 0;
  int round = 1;
  while (run.stages().Finished(StageName(kSeed, RoundStage("large_sft", round + 1)))) {
    ++round;
    before = spent;
    for (const char* stage : {"large_traces", "large_sft"}) {
      spent += run.CostOf(RoundStage(stage, round)).flops;
    }
  }
  EXPECT_GE(round, 2);
  EXPECT_LT(before, budget);
  EXPECT_GE(spent, budget);
  const std::string group = "large, the same in rounds, with the operations of RL";
  EXPECT_NEAR(MetricOf(group, "whole arm: operations"), spent, 1e-9 * spent);
  EXPECT_EQ(MetricOf(group, "whole arm: rounds"), round);
}

TEST(ToyRunTest, ArmsOfFineTuningSeeAsManyTraces) {
  const ReadStages run;
  const size_t traces = run.TracesOf("traces").size();
  EXPECT_EQ(run.Result("traces").at("metrics").at("traces"), traces);
  EXPECT_EQ(run.TracesOf("large_traces").size(), traces);
  EXPECT_EQ(run.TracesOf("own_traces").size(), traces);
  EXPECT_EQ(run.Result("own_traces").at("metrics").at("wanted"), traces);
  EXPECT_EQ(run.CostOf("distill").updates, run.CostOf("large_sft").updates);
  EXPECT_EQ(run.CostOf("distill").trained_tokens, run.CostOf("large_self").trained_tokens);
  EXPECT_EQ(run.CostOf("distill").trained_tokens, run.CostOf("null_traces").trained_tokens);
  EXPECT_EQ(run.CostOf("cold").updates, 2);
}

TEST(ToyRunTest, TracesAreRightAnswersToTrainingPrompts) {
  const ReadStages run;
  const experiments::OpsEnvironment environment(Toy().world, kSeed);
  for (const char* stage : {"traces", "large_traces", "own_traces"}) {
    for (const base::Json& trace : run.TracesOf(stage)) {
      const auto tokens = trace.at("tokens").get<std::vector<int32_t>>();
      const auto& prompt = environment.At(experiments::Split::kTrain, trace.at("prompt"));
      EXPECT_EQ(micro::GradeAnswer(environment.task(), prompt, tokens).reward, 1);
    }
  }
}

TEST(ToyRunTest, TheReportShowsWhatEachWholeArmCost) {
  const ReadStages run;
  const double distill = run.CostOf("traces").flops + run.CostOf("distill").flops;
  EXPECT_NEAR(MetricOf("small, distilled", "whole arm: operations"), distill, 1e-9 * distill);
  EXPECT_NEAR(MetricOf("small, distilled", "whole arm: operations with the teacher's RL"),
              distill + run.CostOf("teacher").flops, 1e-9 * distill);
  EXPECT_EQ(MetricOf("small, distilled", "whole arm: operations over distillation's"), 1);
  EXPECT_GE(MetricOf("small, RL at equal compute", "whole arm: operations over distillation's"), 1);
  EXPECT_GE(MetricOf("small, cold start, then RL", "whole arm: operations over distillation's"), 1);
  // A group's metrics stand together.
  std::vector<std::string> groups;
  for (const reports::Metric& metric : Whole().report.metrics) {
    if (groups.empty() || groups.back() != metric.group) groups.push_back(metric.group);
  }
  std::vector<std::string> unique = groups;
  std::sort(unique.begin(), unique.end());
  EXPECT_EQ(std::unique(unique.begin(), unique.end()), unique.end());
}

// Ends the run, as a kill does, at the row of that number; then goes on from the folder.
std::string SignatureAfterAKill(const std::string& name, int rows_before) {
  const auto folder = NewFolder(name);
  experiments::ExperimentSpec spec = Experiment(Toy());
  const auto run_seed = spec.run_seed;
  int rows = 0;
  spec.run_seed = [&](experiments::SeedContext context) {
    const auto metric = context.metric;
    context.metric = [&rows, rows_before, metric](base::Json row) {
      if (++rows > rows_before) throw std::runtime_error("killed");
      metric(std::move(row));
    };
    run_seed(context);
  };
  EXPECT_THROW(experiments::RunExperiment(spec, folder), std::runtime_error);
  base::OnFailure(nullptr);
  spec.run_seed = run_seed;
  return experiments::RunExperiment(spec, experiments::RunFolder::Resume(folder->path(), "toy\n"))
      .signature;
}

TEST(ToyRunTest, AKilledRunGoesOnToTheSameSignature) {
  const auto all = static_cast<int>(Whole().folder->CommittedMetrics().size());
  for (const int at : {all / 3, all - 3}) {
    EXPECT_EQ(SignatureAfterAKill("killed", at), Whole().report.signature) << "row " << at;
  }
}

TEST(Traces, TheControlKeepsFormAndMovesEveryTraceToAnotherPrompt) {
  std::vector<Trace> traces;
  for (int i = 0; i < 12; ++i) traces.push_back({.prompt = i / 4, .tokens = {i}, .text = ""});
  const std::vector<Trace> others = ForOtherPrompts(traces);
  for (size_t i = 0; i < traces.size(); ++i) {
    EXPECT_EQ(others[i].tokens, traces[i].tokens);
    EXPECT_NE(others[i].prompt, traces[i].prompt);
  }
  EXPECT_THROW(ForOtherPrompts({traces[0], traces[1]}), base::Error);
}

TEST(Traces, CanonicalOnesEnumerateAndAreRight) {
  const experiments::OpsEnvironment environment(Toy().world, kSeed);
  const auto documents = CanonicalDocuments(environment, 20, kSeed);
  ASSERT_EQ(documents.size(), 20u);
  for (const train::Document& document : documents) {
    const std::span<const int32_t> tokens(document.tokens);
    const micro::OpsPrompt prompt =
        environment.task().ParsePrompt(tokens.first(micro::kPromptTokens));
    const auto analysis =
        micro::Analyze(environment.task(), prompt, tokens.subspan(micro::kPromptTokens));
    EXPECT_EQ(analysis.grade.reward, 1);
    EXPECT_EQ(analysis.repeats, 0);
    EXPECT_EQ(analysis.judged_right, analysis.attempts);
    EXPECT_EQ(document.loss_from, micro::kPromptTokens);
  }
  EXPECT_THROW(CanonicalDocuments(environment, 1000, kSeed), base::UsageError);
}

// Sampled accuracies of the stages that the rules read.
SeedResults Seed(double shift, double distill, double rl) {
  const auto of = [&](double accuracy) { return base::Json{{"accuracy", accuracy + shift}}; };
  return {{"student_base", of(0.2)}, {"distill", of(distill)}, {"rl", of(rl)},
          {"rl_more", of(rl)},       {"rl_whole", of(rl)},     {"distill_rl", of(distill + 0.1)},
          {"cold_rl", of(rl)},       {"teacher", of(0.8)},     {"large_sft_whole", of(0.4)},
          {"own_sft", of(0.4)},      {"null_traces", of(0.2)}, {"null_reward", of(0.2 - shift)}};
}

reports::FindingOutcome Verdict(const std::vector<SeedResults>& seeds, const std::string& claim) {
  for (const reports::Finding& finding : experiments::ApplyRules(FindingRules(), seeds)) {
    if (finding.claim_id == claim) return finding.verdict;
  }
  throw base::Error("no finding " + claim);
}

TEST(Findings, EitherSideMayWin) {
  const std::vector<SeedResults> distillation = {Seed(-0.01, 0.7, 0.2), Seed(0, 0.72, 0.2),
                                                 Seed(0.01, 0.71, 0.2)};
  for (const auto& finding : experiments::ApplyRules(FindingRules(), distillation)) {
    EXPECT_EQ(finding.verdict, reports::FindingOutcome::kReproduced) << finding.claim_id;
  }
  const std::vector<SeedResults> rl = {Seed(-0.01, 0.5, 0.8), Seed(0, 0.52, 0.8),
                                       Seed(0.01, 0.51, 0.8)};
  for (const char* claim :
       {"distill.beats_rl", "distill.budget", "distill.whole_budget", "distill.sft_rl_small"}) {
    EXPECT_EQ(Verdict(rl, claim), reports::FindingOutcome::kNotReproduced) << claim;
  }
}

TEST(Findings, OneSeedIsInconclusiveAndAnArmThatWasNotRunHasNone) {
  EXPECT_EQ(Verdict({Seed(0, 0.7, 0.2)}, "distill.beats_rl"),
            reports::FindingOutcome::kInconclusive);
  SeedResults without = Seed(0, 0.7, 0.2);
  without.erase("rl_whole");
  EXPECT_THROW(Verdict({without}, "distill.whole_budget"), base::Error);
}

TEST(Plan, OfTheReportCountsTeacherAndStudent) {
  DistillOptions options = Toy();
  options.training.scale = experiments::Scale::kPaper;
  options.training.text.model = "qwen2.5-32b";
  options.training.text.max_new_tokens = 32768;
  options.teacher = {.model = "DeepSeek-R1", .completions = "", .parameters = 37e9};
  options.sft.epochs = 2;
  options.planned_traces = 800000;
  options.planned_trace_tokens = 5355;
  const std::string plan = DescribePlan(options);
  EXPECT_NE(plan.find("1.6e+06 documents of 5355 tokens trained on"), std::string::npos) << plan;
  EXPECT_NE(plan.find("DeepSeek-R1"), std::string::npos);
  EXPECT_NE(plan.find("GRPO on the outcome"), std::string::npos);
  EXPECT_THROW(Experiment(options), base::UsageError);
}

// Every flagfile but the small scale's, which needs a teacher, can be planned as it stands.
TEST(Plan, OfEveryPreset) {
  for (const char* preset : {"micro", "report_32b", "sky_t1", "tinyzero"}) {
    const gflags::FlagSaver saver;
    const std::string path =
        base::Runfile(base::StrCat("experiments/distill_vs_rl/", preset, ".flags"));
    ASSERT_TRUE(gflags::ReadFromFlagsFile(path, "distill_vs_rl", /*errors_are_fatal=*/false));
    const DistillOptions options = OptionsFromFlags({});
    const std::string plan = DescribePlan(options);
    const bool distills = std::string(preset) != "tinyzero";
    EXPECT_EQ(plan.find("  distill ") != std::string::npos, distills) << plan;
    EXPECT_EQ(plan.find("  rl ") == std::string::npos, !options.rl_arms) << plan;
  }
}

TEST(Plan, OfTheMicroScaleNamesEveryArm) {
  const std::string plan = DescribePlan(Toy());
  for (const ArmStages& arm : Arms()) {
    EXPECT_NE(plan.find(arm.arm), std::string::npos) << arm.arm;
  }
}

}  // namespace
}  // namespace r1bench::distill_vs_rl
