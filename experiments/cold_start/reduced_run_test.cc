// A toy-size run of every arm: the mechanism (stages, rewards, budgets, resuming), no outcome.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/main.h"
#include "experiments/cold_start/run.h"
#include "experiments/common/run_folder.h"

namespace r1bench::cold_start {
namespace {

constexpr char kConfig[] = "toy";

ColdStartOptions Toy() {
  ColdStartOptions options;
  experiments::TrainingOptions& training = options.training;
  training.seeds = {1};
  training.model = {.layers = 1, .hidden = 16, .heads = 2, .intermediate = 32};
  training.pretrain = {.steps = 6, .documents = 8, .learning_rate = 2e-3};
  options.world_pretrain = {.steps = 4, .documents = 8, .learning_rate = 2e-3};
  training.rl.steps = 4;  // a scatter around a quadratic trend needs four
  training.rl.questions_per_step = 3;
  training.rl.group_size = 4;
  training.rl.learning_rate = 1e-3;
  training.rl.loss.max_completion_tokens = 64;
  training.eval_samples = 2;
  training.checkpoint_steps = 1;
  options.world.held_out = 8;
  options.dose = {.traces = 8, .epochs = 2, .batch = 4, .learning_rate = 1e-3};
  options.lambda = 0.5;
  options.drift_mixtures = {"symmetric"};
  options.high_rate_steps = 2;
  options.high_rate = 1e-2;
  return options;
}

std::shared_ptr<experiments::RunFolder> NewFolder() {
  return experiments::RunFolder::Create(testing::TempDir(), "cold_start", kConfig);
}

class ReducedRun : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto folder = NewFolder();
    path_ = new std::string(folder->path());
    report_ = new reports::Report(experiments::RunExperiment(Experiment(Toy()), folder));
  }
  static void TearDownTestSuite() {
    delete path_;
    delete report_;
  }

  // Rows of metrics.jsonl by arm.
  static std::map<std::string, std::vector<base::Json>> Rows() {
    std::map<std::string, std::vector<base::Json>> rows;
    const auto folder = experiments::RunFolder::Resume(*path_, kConfig);
    for (const base::Json& row : folder->CommittedMetrics()) rows[row.at("arm")].push_back(row);
    return rows;
  }

  static const std::string* path_;
  static const reports::Report* report_;
};
const std::string* ReducedRun::path_ = nullptr;
const reports::Report* ReducedRun::report_ = nullptr;

TEST_F(ReducedRun, EveryArmHasItsBudget) {
  auto rows = Rows();
  for (const char* arm : {"rl", "cold_rl", "cold_rl_lc", "rl_lc", "null", "random_order_rl",
                          "wrong_content_rl", "rl_symmetric"}) {
    EXPECT_EQ(rows[arm].size(), 4u) << arm;
  }
  for (const char* arm : {"fast_rl", "fast_cold_rl"}) EXPECT_EQ(rows[arm].size(), 2u) << arm;
  for (const char* arm : {"cold", "random_order", "wrong_content"}) {
    EXPECT_EQ(rows[arm].size(), 4u) << arm;  // 8 traces in batches of 4, twice
  }
  for (const char* arm : {"pretrain", "pretrain_world", "pretrain_world_symmetric"}) {
    EXPECT_EQ(rows[arm].size(), 1u) << arm;  // the last step; the first part is run once
  }
}

TEST_F(ReducedRun, RewardsAreWhatTheArmsSay) {
  auto rows = Rows();
  for (const char* arm : {"rl", "cold_rl", "random_order_rl", "rl_symmetric"}) {
    for (const base::Json& row : rows[arm]) EXPECT_EQ(row.at("reward"), row.at("accuracy")) << arm;
  }
  for (const base::Json& row : rows["rl"]) EXPECT_GE(row.at("accuracy_variance").get<double>(), 0);
  for (const char* arm : {"cold_rl_lc", "rl_lc"}) {
    for (const base::Json& row : rows[arm]) {
      const double added = row.at("consistency_reward");
      EXPECT_NEAR(added, 0.5 * row.at("consistency").get<double>(), 1e-12) << arm;
      EXPECT_NEAR(row.at("reward").get<double>(), row.at("accuracy").get<double>() + added, 1e-12);
    }
  }
}

TEST_F(ReducedRun, TheReportHasEveryArmItsCostAndEveryRule) {
  std::map<std::string, std::map<std::string, double>> metrics;
  for (const reports::Metric& metric : report_->metrics) {
    metrics[metric.group][metric.name] = metric.value;
  }
  for (const auto& stage : ReportSpec(Toy()).stages) {
    const auto& found = metrics[stage.shown];
    EXPECT_TRUE(found.contains("mixed responses")) << stage.key;
    EXPECT_TRUE(found.contains("mixing beyond that")) << stage.key;
    const bool trained = stage.key != "base" && stage.key != "base_symmetric";
    EXPECT_EQ(found.contains("floating-point operations"), trained) << stage.key;
    const bool rl = found.contains("RL steps to 0.6");
    EXPECT_EQ(rl, stage.key.find("rl") != std::string::npos || stage.key == "null") << stage.key;
  }
  EXPECT_EQ(report_->findings.size(), ReportSpec(Toy()).rules.size());
  EXPECT_EQ(report_->status, reports::RunStatus::kDone);
}

// A process that dies without any warning, again and again, and is started again.
TEST_F(ReducedRun, AKilledRunGoesOnToTheSameSignature) {
  auto folder = NewFolder();
  const std::string path = folder->path();
  for (int kills = 0;; ++kills) {
    ASSERT_LT(kills, 20);
    experiments::ExperimentSpec spec = Experiment(Toy());
    spec.run_seed = [run = spec.run_seed](const experiments::SeedContext& context) {
      experiments::SeedContext dying = context;
      dying.metric = [&, left = 5](base::Json row) mutable {
        if (left-- == 0) throw std::runtime_error("killed");
        context.metric(std::move(row));
      };
      run(dying);
    };
    try {
      const reports::Report report = experiments::RunExperiment(spec, folder);
      EXPECT_EQ(report.signature, report_->signature);
      EXPECT_GT(kills, 3);
      break;
    } catch (const std::runtime_error& error) {
      ASSERT_STREQ(error.what(), "killed");
      base::OnFailure(nullptr);
    }
    folder.reset();
    folder = experiments::RunFolder::Resume(path, kConfig);
  }
}

}  // namespace
}  // namespace r1bench::cold_start
