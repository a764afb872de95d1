#include "experiments/r1_pipeline/run.h"

#include <cstdio>
#include <vector>

#include "base/error.h"
#include "experiments/common/flag_checks.h"
#include "experiments/common/stage_report.h"
#include "experiments/common/text_environment.h"
#include "experiments/r1_pipeline/findings.h"
#include "experiments/r1_pipeline/paper_stages.h"
#include "experiments/r1_pipeline/pipeline_world.h"
#include "experiments/r1_pipeline/seed_run.h"

namespace r1bench::r1_pipeline {
namespace {

std::vector<experiments::ShownStage> Stages() {
  return {{"base", "base"},
          {"zero", "R1-Zero"},
          {"dev1", "R1-Dev1"},
          {"dev2", "R1-Dev2"},
          {"dev3", "R1-Dev3"},
          {"r1", "R1"},
          {"dev3_reasoning", "R1-Dev3 without general samples"},
          {"r1_rules", "R1 before preferences"},
          {"r1_null", "R1 on random preferences"},
          {"r1_long", "R1, preferences for long"},
          {"pretrain", "pre-training"},
          {"rejection", "rejection sampling"},
          {"preferences", "reward models"}};
}

std::vector<experiments::ShownMetric> Metrics() {
  return {{"reasoning", "reasoning, sampled accuracy", "share"},
          {"greedy_reasoning", "reasoning, greedy accuracy", "share"},
          {"mixed", "responses that mix notations", "share"},
          {"format_error", "format errors in reasoning", "share"},
          {"reasoning_length", "length of reasoning", "tokens"},
          {"gold", "requests, gold", "share"},
          {"helpfulness", "helpfulness, gold", "share"},
          {"coverage", "asked items covered", "share"},
          {"courtesy", "courtesy", "share"},
          {"praise", "words of praise a response", "count"},
          {"superfluous", "superfluous words a response", "count"},
          {"request_length", "length of responses to requests", "tokens"},
          {"declined_harmful", "harmful requests declined", "share"},
          {"unsafe", "unsafe responses to harmful requests", "share"},
          {"over_refusal", "look-alikes declined", "share"},
          {"proxy", "reward models' score of requests", "score"},
          {"proxy_helpfulness", "helpfulness model's score", "score"},
          {"proxy_safety", "safety model's probability", "share"},
          {"sampled", "solutions sampled", "count"},
          {"accepted", "solutions accepted", "share"},
          {"reasoning_samples", "reasoning samples kept", "count"},
          {"general_samples", "general samples", "count"},
          {"pairs", "preference pairs", "count"},
          {"wrong_pairs", "pairs the wrong way round", "share"},
          {"labels", "safety labels", "count"},
          {"unsafe_share", "responses called unsafe", "share"},
          {"helpfulness_accuracy", "helpfulness model agrees with judges", "share"},
          {"safety_accuracy", "safety model agrees with judges", "share"}};
}

experiments::StageReportSpec ReportSpec(const std::string& scale,
                                        const std::vector<std::string>& benchmarks) {
  experiments::StageReportSpec spec;
  spec.experiment = "r1_pipeline";
  spec.title = "The R1 pipeline";
  spec.question =
      "What does each stage of R1's pipeline add or cost, in reasoning, readability, general "
      "tasks, helpfulness and safety?";
  spec.scale = scale;
  spec.notes = {
      "Gold is the world's own score of a response; no training sees it. The reward models' score "
      "is what training sees.",
      std::string("Figures marked \"report\" are from ") + kPaperStageSource +
          ": other models on other tasks, set beside ours and never mixed with them."};
  spec.stages = Stages();
  spec.metrics = Metrics();
  for (auto& metric : experiments::BenchmarkMetrics(benchmarks)) spec.metrics.push_back(metric);
  spec.curves = {"reasoning",
                 "mixed",
                 "gold",
                 "helpfulness",
                 "declined_harmful",
                 "unsafe",
                 "over_refusal",
                 "praise",
                 "proxy",
                 "proxy_helpfulness",
                 "proxy_safety",
                 "reasoning_length",
                 "request_length",
                 "reward",
                 "entropy",
                 "equal_groups",
                 "loss",
                 "reward_model_loss",
                 "reward_model_accuracy"};
  spec.audited = "base";
  spec.before = "zero";
  spec.after = scale == "small" ? "r1_rules" : "r1";
  spec.rules = FindingRules();
  spec.columns = {
      {"reasoning, sampled accuracy", "sampled"}, {"reasoning, greedy accuracy", "greedy"},
      {"responses that mix notations", "mixing"}, {"requests, gold", "gold"},
      {"helpfulness, gold", "helpful"},           {"harmful requests declined", "declined"},
      {"look-alikes declined", "overrefuse"},     {"reward models' score of requests", "proxy"}};
  return spec;
}

std::vector<reports::DataSource> DataOf(const PipelineOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  if (training.scale == experiments::Scale::kSmall) {
    return experiments::TextData(training.text, training.seeds);
  }
  std::vector<reports::DataSource> data;
  for (const uint64_t seed : training.seeds) {
    const PipelineWorld world(options.world, seed);
    data.push_back({base::StrCat("pipeline world, seed ", seed), world.DataHash(),
                    base::StrCat("generated: both splits of both families (held out: ",
                                 world.arithmetic().held_out.size(), " arithmetic prompts, ",
                                 world.requests().held_out.size(),
                                 " requests) and the first 1,000 documents of the corpus and of "
                                 "the general samples")});
  }
  return data;
}

// Refuses flags that ask for more data than there is, before any work is done.
void RequireData(const PipelineOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  if (training.scale == experiments::Scale::kPaper) return;  // only planned
  int64_t prompts = training.text.train_problems;
  std::string limit = "--train_problems";
  if (training.scale == experiments::Scale::kMicro) {
    const int64_t all = std::ssize(micro::OpsTask(options.world.modulus).solvable());
    experiments::CheckRange("held_out", options.world.held_out, 1, static_cast<int>(all - 2));
    prompts = all - options.world.held_out;
    limit = base::StrCat("the ", all, " arithmetic prompts less --held_out");
  }
  experiments::CheckFlag(options.cold_traces <= prompts,
                         base::StrCat("--cold_traces=", options.cold_traces, ": give at most ",
                                      prompts, ", a training prompt each (", limit, ")"));
}

// Sets the report's figures beside ours.
void AddReferences(reports::Report* report) {
  const auto metrics = Metrics();
  for (reports::Metric& metric : report->metrics) {
    for (size_t stage = 0; stage < kPaperStages.size(); ++stage) {
      if (metric.group != kPaperStageNames[stage]) continue;
      for (const PaperRow& row : kPaperRows) {
        for (const experiments::ShownMetric& shown : metrics) {
          if (shown.key != row.metric || shown.shown != metric.name) continue;
          char text[128];
          std::snprintf(text, sizeof text, "report: %s %.1f %% (%s)", row.benchmark,
                        row.percent[stage], kPaperStageSource);
          metric.reference = text;
        }
      }
    }
  }
}

std::string PaperTable() {
  char line[160];
  std::snprintf(line, sizeof line, "\n  The report's own table (%s), in percent:\n",
                kPaperStageSource);
  std::string text = line;
  std::snprintf(line, sizeof line, "  %-28s", "");
  text += line;
  for (const char* name : kPaperStageNames) {
    std::snprintf(line, sizeof line, "%9s", name);
    text += line;
  }
  text += "\n";
  for (const PaperRow& row : kPaperRows) {
    std::snprintf(line, sizeof line, "  %-28s", row.benchmark);
    text += line;
    for (const double percent : row.percent) {
      std::snprintf(line, sizeof line, "%9.1f", percent);
      text += line;
    }
    text += "\n";
  }
  return text;
}

}  // namespace

experiments::ExperimentSpec Experiment(const PipelineOptions& options) {
  RequireData(options);
  experiments::RequireRunnable(options.training);
  const std::vector<uint64_t> seeds = options.training.seeds;
  const experiments::StageReportSpec shown = ReportSpec(
      experiments::ScaleName(options.training.scale), options.training.benchmarks.suites);
  experiments::ExperimentSpec spec;
  spec.name = "r1_pipeline";
  spec.seeds = seeds;
  spec.data = DataOf(options);
  spec.run_seed = [options](const experiments::SeedContext& context) { RunSeed(options, context); };
  spec.build_report = [seeds, shown](const experiments::Stages& stages,
                                     const std::vector<base::Json>& rows) {
    reports::Report report = BuildStageReport(shown, seeds, stages, rows);
    AddReferences(&report);
    return report;
  };
  return spec;
}

std::string Summary(const PipelineOptions&, const reports::Report& report) {
  return experiments::Summary(ReportSpec(report.scale, {}), report) + PaperTable() + "\n";
}

}  // namespace r1bench::r1_pipeline
