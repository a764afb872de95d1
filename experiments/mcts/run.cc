#include "experiments/mcts/run.h"

#include <cstdio>
#include <functional>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/stats.h"
#include "experiments/common/finding_rules.h"
#include "experiments/common/seed_arms.h"
#include "experiments/common/stage_report.h"
#include "experiments/common/text_environment.h"
#include "experiments/mcts/arms.h"
#include "experiments/mcts/findings.h"
#include "experiments/mcts/seed_run.h"
#include "experiments/mcts/self_training.h"

namespace r1bench::mcts {
namespace {

using experiments::ShownMetric;
using experiments::StageReportSpec;

std::vector<experiments::ShownStage> ShownStages(const MctsOptions& options) {
  std::vector<experiments::ShownStage> stages;
  for (const int k : options.operands) {
    const std::string head = k == kNoOperands ? "" : "K=" + std::to_string(k) + ": ";
    const auto add = [&](const std::string& stage, const std::string& shown) {
      stages.push_back({StageKey(k, stage), head + shown});
    };
    add("base", "base");
    add("value", "value model by depth");
    add("tune", "chosen settings");
    for (const std::string& name : PlainArms(options)) {
      add(name, name == "chains" ? "long chains" : name);
    }
    for (const TreeArm& arm : TreeArms(options)) add(arm.name, arm.shown);
    if (k != options.headline) continue;
    add("rl", "after RL");
    add("rl_samples", "samples after RL");
    for (int round = 1; round <= options.self.rounds; ++round) {
      add("round" + std::to_string(round), "self-training, round " + std::to_string(round));
    }
    if (options.micro() || options.self.rounds == 0) continue;
    for (const std::string learner : kLearners) add("end_" + learner, "learner " + learner);
  }
  return stages;
}

void AddSearchMetrics(const Budgets& budgets, std::vector<ShownMetric>* metrics) {
  const auto add = [&](const std::string& key, const std::string& shown, char unit,
                       int64_t budget) {
    const char* what = unit == 't' ? " tokens" : " forwards";
    metrics->push_back(
        {MetricName(key, unit, budget), base::StrCat(shown, ", ", budget, what), "share"});
  };
  for (const char unit : {'t', 'f'}) {
    for (const int64_t budget : budgets.values) add("any", "a right text found", unit, budget);
    for (const int64_t budget : budgets.values) add("value", "chosen by value", unit, budget);
    for (const int64_t budget : budgets.values) add("majority", "majority", unit, budget);
  }
  add("random", "chosen at random (control)", 't', budgets.largest());
  metrics->push_back({"finished", "finished texts a prompt", "count"});
  metrics->push_back({"nodes", "nodes a tree", "count"});
  metrics->push_back({"tokens_spent", "tokens a prompt", "tokens"});
  metrics->push_back({"forwards_spent", "forwards a prompt", "count"});
}

// The value model at each depth of an attempt, beside Bayes.
void AddDepthMetrics(const MctsOptions& options, std::vector<ShownMetric>* metrics) {
  const auto depth = [&](const std::string& name, const std::string& shown) {
    metrics->push_back({"auc_" + name, "AUC " + shown + ", learned", "share"});
    metrics->push_back({"bayes_" + name, "AUC " + shown + ", Bayes", "share"});
  };
  depth("root", "at the prompt");
  for (int j = 1; j < options.largest(); ++j) {
    depth("o" + std::to_string(j), "after operator " + std::to_string(j));
  }
  depth("result", "with the result printed");
  depth("check", "after the check");
  metrics->push_back({"captured", "share of the margin before the result", "share"});
  metrics->push_back({"captured_result", "share of the margin with the result", "share"});
  metrics->push_back({"branching_operator", "effective branching at operators", "count"});
  metrics->push_back({"branching_other", "effective branching at numbers", "count"});
}

// The same of a real model, by lines.
void AddLineMetrics(std::vector<ShownMetric>* metrics) {
  metrics->push_back({"auc_root", "AUC at the prompt", "share"});
  for (const std::string lines : {"1", "2", "3"}) {
    metrics->push_back({"auc_s" + lines, "AUC after line " + lines, "share"});
  }
  metrics->push_back({"auc_end", "AUC of finished responses", "share"});
  metrics->push_back({"share_right", "right responses (of the audit)", "share"});
}

std::vector<ShownMetric> ShownMetrics(const MctsOptions& options) {
  std::vector<ShownMetric> metrics = experiments::EvaluationMetrics();
  AddSearchMetrics(options.budgets, &metrics);
  if (options.micro()) {
    AddDepthMetrics(options, &metrics);
  } else {
    AddLineMetrics(&metrics);
  }
  for (const std::string& family : Families(options)) {
    metrics.push_back({family + "_c", family + ": c", "count"});
    metrics.push_back({family + "_any", family + ": a right text found (tuning)", "share"});
    metrics.push_back({family + "_value", family + ": chosen by value (tuning)", "share"});
  }
  for (const std::string& plain : PlainArms(options)) {
    metrics.push_back({plain + "_value", plain + ": chosen by value (tuning)", "share"});
    metrics.push_back({plain + "_majority", plain + ": majority (tuning)", "share"});
  }
  for (const std::string learner : kLearners) {
    metrics.push_back({learner + "_accuracy", learner + ": sampled accuracy", "share"});
    metrics.push_back({learner + "_length", learner + ": response length", "tokens"});
    metrics.push_back({learner + "_solved", learner + ": prompts solved", "share"});
    metrics.push_back({learner + "_traces", learner + ": texts learned from", "count"});
    metrics.push_back({learner + "_trace_length", learner + ": their length", "tokens"});
    metrics.push_back({learner + "_tokens", learner + ": tokens generated", "count"});
    metrics.push_back({learner + "_flops", learner + ": floating-point operations", "count"});
  }
  if (!options.micro()) {
    const auto scores = experiments::BenchmarkMetrics(options.training.benchmarks.suites);
    metrics.insert(metrics.end(), scores.begin(), scores.end());
  }
  return metrics;
}

StageReportSpec ReportSpec(const MctsOptions& options) {
  StageReportSpec spec;
  spec.experiment = "mcts";
  spec.title = "Tree search";
  spec.question =
      "Does Monte Carlo tree search over texts help at inference and as a training loop, and from "
      "which size of problem on does it fail?";
  spec.scale = experiments::ScaleName(options.training.scale);
  spec.stages = ShownStages(options);
  spec.metrics = ShownMetrics(options);
  spec.curves = experiments::RlCurves();
  spec.curves.push_back("value_loss");
  spec.notes = {
      "Samples shown: the text with the highest value among plain samples, beside the one in the "
      "step "
      "tree, for the same prompts."};
  if (options.micro()) spec.audited = StageKey(options.headline, "base");
  spec.before = StageKey(options.headline, "samples");
  spec.after = StageKey(options.headline, "step_puct");
  spec.rules = FindingRules(options);
  for (const int64_t budget : options.budgets.values) {
    spec.columns.push_back(
        {base::StrCat("a right text found, ", budget, " tokens"), base::StrCat("any@", budget)});
  }
  for (const int64_t budget : options.budgets.values) {
    spec.columns.push_back(
        {base::StrCat("chosen by value, ", budget, " forwards"), base::StrCat("value@", budget)});
  }
  return spec;
}

// One number at each K, mean over the seeds that have its stages: " +0.125 at K=4; ...".
using Effect = std::function<std::optional<double>(int operands, const experiments::SeedResults&)>;

struct Sweep {
  std::string text;
  std::vector<std::pair<int, double>> means;  // by K
};

Sweep SweepOf(const MctsOptions& options, const std::vector<experiments::SeedResults>& seeds,
              const Effect& effect) {
  Sweep sweep;
  for (const int k : options.operands) {
    std::vector<double> values;
    for (const experiments::SeedResults& seed : seeds) {
      if (const auto value = effect(k, seed)) values.push_back(*value);
    }
    if (values.empty()) continue;
    sweep.means.emplace_back(k, base::Mean(values));
    char text[48];
    std::snprintf(text, sizeof text, " %+.3f at K=%d;", sweep.means.back().second, k);
    sweep.text += text;
  }
  return sweep;
}

// "from K=5 on" for the smallest K beyond which the mean stays below `margin`.
std::string HoldsFrom(const Sweep& sweep, double margin) {
  int from = 0;
  for (const auto& [k, mean] : sweep.means) from = mean >= margin ? 0 : (from > 0 ? from : k);
  return from > 0 ? base::StrCat("from K=", from, " on") : "at none of the largest sizes";
}

// Whether a seed has all stages that the margins of a K need.
bool Whole(const MctsOptions& options, int k, const experiments::SeedResults& seed) {
  std::vector<std::string> stages = Families(options);
  stages.insert(stages.end(), {"samples", "chains", "tune", "value"});
  for (const std::string& stage : stages) {
    if (!seed.contains(StageKey(k, stage))) return false;
  }
  return true;
}

// From which size on the report's claims hold, if at all. Problems in text have no sizes.
void AddCrossings(const MctsOptions& options, const std::vector<experiments::SeedResults>& seeds,
                  reports::Report* report) {
  if (!options.micro()) return;
  const auto add = [&](const std::string& what, double margin, const std::string& below,
                       const std::function<double(int, const experiments::SeedResults&)>& effect) {
    const Sweep sweep = SweepOf(
        options, seeds, [&](int k, const experiments::SeedResults& seed) -> std::optional<double> {
          if (!Whole(options, k, seed)) return std::nullopt;
          try {
            return effect(k, seed);
          } catch (const experiments::MissingMetric&) {
            return std::nullopt;  // as its finding leaves it out
          }
        });
    if (sweep.means.empty()) return;
    report->notes.push_back(base::StrCat(what, ", mean over seeds:", sweep.text, " ", below, " ",
                                         HoldsFrom(sweep, margin), "."));
  };
  add(base::StrCat("Best token tree minus samples, a right text found in ",
                   options.budgets.largest(), " tokens"),
      -0.05, "more than 0.05 behind",
      [&](int k, const auto& seed) { return TokenTreeMargin(options, k, seed); });
  add("Best tree minus the best way without one, chosen by value at equal forwards", 0.0, "behind",
      [&](int k, const auto& seed) { return InferenceMargin(options, k, seed); });
  add("Share of the possible margin that the value model has before the result is printed", 0.3,
      "below 0.3", [](int k, const auto& seed) {
        return experiments::Get(seed, StageKey(k, "value"), "captured");
      });
}

void AddGateNotes(const MctsOptions& options, const experiments::Stages& stages,
                  reports::Report* report) {
  for (const int k : options.operands) {
    if (k == options.headline) continue;  // the report says it
    std::vector<base::Json> audits;
    for (const uint64_t seed : options.training.seeds) {
      const std::string name = experiments::StageName(seed, StageKey(k, "base"));
      if (stages.Finished(name)) audits.push_back(stages.Result(name).at("audit"));
    }
    for (const std::string& failure : experiments::GateFailures(audits)) {
      report->notes.push_back(
          base::StrCat("The base for ", k, " operands failed its audit: ", failure));
    }
  }
}

// How trees grow: nodes by depth, one line an arm.
void AddGrowth(const MctsOptions& options, const experiments::Stages& stages,
               reports::Report* report) {
  for (const int k : options.operands) {
    for (const uint64_t seed : options.training.seeds) {
      for (const TreeArm& arm : TreeArms(options)) {
        const std::string name = experiments::StageName(seed, StageKey(k, arm.name));
        if (!stages.Finished(name)) continue;
        reports::Series series;
        series.name = "nodes a tree by depth";
        if (k != kNoOperands) series.name += base::StrCat(", K=", k);
        series.arm = arm.shown;
        series.seed = seed;
        const base::Json& growth = stages.Result(name).at("growth");
        for (size_t depth = 0; depth < growth.size(); ++depth) {
          series.x.push_back(static_cast<double>(depth));
          series.y.push_back(growth[depth].get<double>());
        }
        report->series.push_back(std::move(series));
      }
    }
  }
}

std::vector<reports::DataSource> DataOf(const MctsOptions& options) {
  const std::vector<uint64_t>& seeds = options.training.seeds;
  if (!options.micro()) return experiments::TextData(options.training.text, seeds);
  std::vector<reports::DataSource> data;
  for (const uint64_t seed : seeds) {
    for (const int k : options.operands) {
      WorldOptions world = options.world;
      world.task.operands = k;
      data.push_back({base::StrCat("OPS-K, ", k, " operands, seed ", seed),
                      World(world, seed).DataHash(),
                      "generated: all prompts and the first 1,000 documents of the corpus"});
    }
  }
  return data;
}

}  // namespace

experiments::ExperimentSpec Experiment(const MctsOptions& options) {
  experiments::RequireRunnable(options.training);
  const StageReportSpec report_spec = ReportSpec(options);
  experiments::ExperimentSpec spec;
  spec.name = "mcts";
  spec.seeds = options.training.seeds;
  spec.data = DataOf(options);
  spec.run_seed = [options](const experiments::SeedContext& context) { RunSeed(options, context); };
  spec.build_report = [options, report_spec](const experiments::Stages& stages,
                                             const std::vector<base::Json>& rows) {
    const std::vector<uint64_t>& seeds = options.training.seeds;
    reports::Report report = experiments::BuildStageReport(report_spec, seeds, stages, rows);
    if (options.micro()) AddGateNotes(options, stages, &report);
    AddCrossings(options, experiments::ResultsOf(report_spec, seeds, stages), &report);
    AddGrowth(options, stages, &report);
    return report;
  };
  return spec;
}

std::string Summary(const MctsOptions& options, const reports::Report& report) {
  return experiments::Summary(ReportSpec(options), report);
}

}  // namespace r1bench::mcts
