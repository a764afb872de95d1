// A reduced run of the whole experiment: its stages, its budgets, its findings' rules, and that a
// run which is stopped and resumed anywhere ends with the same signature.
#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "base/main.h"
#include "base/signals.h"
#include "base/testing.h"
#include "experiments/common/finding_rules.h"
#include "experiments/prm/curve_metrics.h"
#include "experiments/prm/findings.h"
#include "experiments/prm/plan.h"
#include "experiments/prm/run.h"
#include "experiments/prm/seed_run.h"

namespace r1bench::prm {
namespace {

PrmOptions Reduced() {
  PrmOptions options;
  experiments::TrainingOptions& training = options.training;
  training.held_out = 8;
  training.context_tokens = 32;
  training.model = {.layers = 1, .hidden = 16, .heads = 2, .intermediate = 32};
  training.pretrain = {.steps = 200, .documents = 32, .learning_rate = 1e-2};
  training.rl.steps = 4;
  training.rl.questions_per_step = 4;
  training.rl.group_size = 4;
  training.rl.learning_rate = 1e-3;
  training.rl.max_grad_norm = 1;
  training.rl.loss.aggregation = train::Aggregation::kDapo;
  training.eval_samples = 4;
  training.checkpoint_steps = 3;
  training.seeds = {1};
  options.world.modulus = 3;
  options.world.held_out = 8;
  options.world.context_tokens = options.world.corpus.max_tokens = 32;
  options.traces = {.cool = 40, .hot = 10, .rollouts = 2, .twice = 20};
  options.held_out_traces = 20;
  options.model.steps = options.refresh.training.steps = options.preference.steps = 5;
  options.model.documents = options.refresh.training.documents = 8;
  options.refresh.every = 2;
  options.preference.prompts = 20;
  options.preference.pairs = 8;
  options.backbone_steps = 30;
  options.long_steps = 6;
  options.rerank_samples = 16;
  options.arms = ParseArms(
      "outcome random valid-mean-outcome rollouts-mean rollouts_fine-mean prm_mc_fine-mean "
      "prm_mc-mean-refresh prm_mc-group outcome-long preference-small");
  return options;
}

struct Result {
  std::string signature;
  base::Json finished;
  reports::Report report;
};

// Runs to the end; stops it (as Ctrl-C would) whenever `stop_every` rows have been written.
Result RunReduced(const PrmOptions& options, int stop_every) {
  const base::TempDir dir;
  std::string path;
  for (;;) {
    std::shared_ptr<experiments::RunFolder> folder =
        path.empty() ? experiments::RunFolder::Create(dir.path(), "prm", "--x=1\n")
                     : experiments::RunFolder::Resume(path, "--x=1\n");
    path = folder->path();
    experiments::ExperimentSpec spec = Experiment(options);
    const auto run_seed = spec.run_seed;
    int rows = 0;
    spec.run_seed = [&](const experiments::SeedContext& context) {
      experiments::SeedContext stopped = context;
      stopped.metric = [&](base::Json row) {
        context.metric(std::move(row));
        if (++rows == stop_every) base::SetStopSignalForTest(SIGTERM);
      };
      run_seed(stopped);
    };
    try {
      Result result;
      result.report = experiments::RunExperiment(spec, folder);
      base::SetStopSignalForTest(0);
      result.signature = result.report.signature;
      result.finished = folder->state().at("finished");
      return result;
    } catch (const base::Interrupted&) {
      base::SetStopSignalForTest(0);
      base::OnFailure(nullptr);
    }
  }
}

TEST(Prm, AReducedRunHasAllItsStagesBudgetsAndMeasures) {
  const PrmOptions options = Reduced();
  const Result result = RunReduced(options, 0);
  for (const char* stage : {"pretrain",
                            "base",
                            "labels",
                            "prm_valid",
                            "prm_noisy",
                            "prm_mc",
                            "labels_fine",
                            "prm_mc_fine",
                            "rollouts_fine-mean",
                            "prm_mc_fine-mean",
                            "prm_hard",
                            "prm_blind",
                            "orm",
                            "outcome",
                            "random",
                            "valid-mean-outcome",
                            "prm_mc-mean-refresh",
                            "prm_mc-group",
                            "outcome-long",
                            "backbone_small",
                            "preference_small",
                            "preference-small",
                            "rerank_base",
                            "rerank_rl"}) {
    EXPECT_TRUE(result.finished.contains(std::string("1/") + stage)) << stage;
  }
  const auto metrics = [&](const std::string& stage) -> const base::Json& {
    return result.finished.at("1/" + stage).at("metrics");
  };
  EXPECT_EQ(metrics("outcome").at("limit"), 27);
  EXPECT_FALSE(metrics("outcome").contains("proxy_end"));
  EXPECT_EQ(metrics("valid-mean-outcome").at("proxy_end"),
            metrics("valid-mean-outcome").at("valid_end"));
  EXPECT_GT(metrics("prm_mc-mean-refresh").at("rollout_tokens").get<double>(), 0);
  EXPECT_EQ(metrics("prm_mc-group").at("rollout_tokens"), 0);
  EXPECT_GT(metrics("prm_mc-group").at("scored_tokens").get<double>(), 0);
  EXPECT_TRUE(metrics("rerank_base").contains("prm_mc-last@4"));
  EXPECT_TRUE(metrics("rerank_base").contains("beam_prm_mc_2x2_tokens"));
  EXPECT_FALSE(metrics("rerank_rl").contains("beam_prm_mc_2x2"));
  // Smaller steps: more of them, and more rollouts.
  EXPECT_GT(metrics("labels_fine").at("steps").get<double>(),
            metrics("labels").at("steps").get<double>());
  EXPECT_GT(metrics("rollouts_fine-mean").at("rollout_tokens").get<double>(),
            metrics("rollouts-mean").at("rollout_tokens").get<double>());
  EXPECT_EQ(metrics("prm_mc_fine-mean").at("rollout_tokens"), 0);
  // The same judge budget for every kind: tokens trained on differ only where documents are
  // shorter (blind).
  const auto trained = [&](const char* stage) {
    return result.finished.at(std::string("1/") + stage).at("cost").at("trained_tokens");
  };
  EXPECT_EQ(trained("prm_valid"), trained("prm_mc"));
  EXPECT_EQ(trained("prm_noisy"), trained("prm_hard"));
  EXPECT_LT(trained("prm_blind").get<double>(), trained("prm_mc").get<double>());
  EXPECT_GT(trained("prm_mc-group").get<double>(), 0);  // advantages a token teach, too
  // What judges cost stands beside what the policies do.
  const auto cost = [&](const std::string& stage, const char* key) {
    return result.finished.at("1/" + stage).at("cost").at(key).get<double>();
  };
  EXPECT_GT(cost("labels", "generated_tokens"), metrics("labels").at("rollout_tokens"));
  EXPECT_GT(cost("labels", "flops"), 0);
  EXPECT_EQ(cost("prm_mc", "updates"), 5);
  EXPECT_GT(cost("preference_small", "generated_tokens"), 0);
  EXPECT_GT(cost("preference-small", "scored_tokens"), 0);
  EXPECT_EQ(cost("outcome", "scored_tokens"), 0);
  EXPECT_EQ(cost("prm_mc-mean-refresh", "updates"), 4);
  EXPECT_GE(cost("prm_mc-mean-refresh", "generated_tokens"),
            metrics("prm_mc-mean-refresh").at("rollout_tokens"));
  int curves = 0;
  for (const reports::Series& series : result.report.series) {
    curves += series.name.find("sqrt(KL)") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(curves, 3);  // gold of both long arms, and the proxy of one
}

TEST(Prm, AStoppedAndResumedRunHasTheSameSignature) {
  const PrmOptions options = Reduced();
  const Result through = RunReduced(options, 0);
  for (const int stop_every : {1, 5}) {
    const Result stopped = RunReduced(options, stop_every);
    EXPECT_EQ(stopped.signature, through.signature) << "stopped every " << stop_every;
  }
}

TEST(CurveMetrics, AreWindowsOfFiveAndThePeakOfThem) {
  std::vector<base::Json> rows;
  for (int i = 0; i < 20; ++i) {
    const double gold = i < 10 ? i / 10.0 : (18.5 - i) / 10.0;
    rows.push_back({{"accuracy", gold}, {"proxy", i}, {"kl_base", 2 * i}, {"scored_tokens", 3}});
  }
  const base::Json metrics = CurveMetrics(rows);
  EXPECT_NEAR(metrics.at("gold_start").get<double>(), 0.2, 1e-12);
  EXPECT_NEAR(metrics.at("gold_end").get<double>(), 0.15, 1e-12);
  EXPECT_NEAR(metrics.at("gold_peak").get<double>(), 0.8, 1e-12);
  EXPECT_NEAR(metrics.at("kl_peak").get<double>(), 18, 1e-12);  // rows 7..11
  EXPECT_EQ(metrics.at("proxy_end"), 17);
  EXPECT_EQ(metrics.at("scored_tokens"), 60);
  EXPECT_FALSE(metrics.contains("valid_end"));
}

base::Json Accuracy(double accuracy) { return {{"accuracy", accuracy}}; }

// A seed in which the model is hacked; `shift` moves the arm's end, `control` its control's.
experiments::SeedResults Hacked(double shift, double control = 0) {
  return {{"prm_mc-mean",
           {{"accuracy", 0.4 + shift},
            {"proxy_start", 0.3},
            {"proxy_end", 0.7},
            {"gold_peak", 0.6},
            {"gold_end", 0.4 + shift}}},
          {"progress-mean", {{"accuracy", 0.7}, {"gold_peak", 0.75}, {"gold_end", 0.7 + control}}},
          {"rollouts-mean", Accuracy(0.75)}};
}

reports::FindingOutcome VerdictOf(const std::string& id,
                                  const std::vector<experiments::SeedResults>& seeds) {
  for (const auto& finding : experiments::ApplyRules(FindingRules(true), seeds)) {
    if (finding.claim_id == id) return finding.verdict;
  }
  throw base::Error("no finding " + id);
}

TEST(Findings, HackingNeedsEveryConditionInEverySeed) {
  using reports::FindingOutcome;
  EXPECT_EQ(VerdictOf("prm.hacking", {Hacked(-0.01), Hacked(0), Hacked(0.01)}),
            FindingOutcome::kReproduced);
  EXPECT_EQ(VerdictOf("prm.hacking", {Hacked(0)}), FindingOutcome::kInconclusive);
  auto seeds = {Hacked(0.25), Hacked(0.26), Hacked(0.27)};  // no fall from the peak
  EXPECT_EQ(VerdictOf("prm.hacking", seeds), FindingOutcome::kNotReproduced);
  // Its fall is that of any noisy curve: the control falls as far.
  const auto noise = {Hacked(-0.01, -0.15), Hacked(0, -0.15), Hacked(0.01, -0.15)};
  EXPECT_EQ(VerdictOf("prm.hacking", noise), FindingOutcome::kNotReproduced);
}

TEST(Findings, AreThoseOfTheReadmeAndEachOnce) {
  std::set<std::string> ids;
  for (const auto& rule : FindingRules(true)) EXPECT_TRUE(ids.insert(rule.claim_id).second);
  for (const char* id :
       {"prm.steps", "prm.labels", "prm.hacking", "prm.rerank", "pipe.rm_hacking"}) {
    EXPECT_TRUE(ids.contains(id)) << id;
  }
}

TEST(Plan, NamesEveryArmAndRefusesToRunOtherScales) {
  PrmOptions options = Reduced();
  const std::string plan = DescribePlan(options);
  for (const Arm& arm : options.arms) {
    EXPECT_NE(plan.find(arm.name), std::string::npos) << plan;
  }
  options.training.scale = experiments::Scale::kPaper;
  EXPECT_THROW(Experiment(options), base::UsageError);
}

}  // namespace
}  // namespace r1bench::prm
