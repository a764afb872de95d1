#include "experiments/cold_start/run.h"

#include <vector>

#include "base/error.h"
#include "data/micro/cold_start_traces.h"
#include "experiments/cold_start/findings.h"
#include "experiments/cold_start/seed_run.h"
#include "experiments/common/seed_arms.h"

namespace r1bench::cold_start {
namespace {

using experiments::ShownMetric;
using experiments::ShownStage;

std::vector<ShownStage> ShownStages(const ColdStartOptions& options) {
  std::vector<ShownStage> stages = {
      {"base", "base"},
      {"rl", "pure RL"},
      {"cold", "cold start"},
      {"cold_rl", "cold start, RL"},
      {"cold_rl_lc", "cold start, RL with language reward"},
      {"rl_lc", "RL with language reward"},
      {"random_order", "random-order start"},
      {"random_order_rl", "random-order start, RL"},
      {"wrong_content", "wrong-content start"},
      {"wrong_content_rl", "wrong-content start, RL"},
      {"null", "RL on a random reward"},
      {"fast_rl", "pure RL, high rate"},
      {"fast_cold_rl", "cold start, RL, high rate"},
  };
  for (const std::string& mixture : options.drift_mixtures) {
    stages.push_back({StageIn("base", mixture, false), "base (" + mixture + ")"});
    stages.push_back({StageIn("rl", mixture, false), "pure RL (" + mixture + ")"});
  }
  return stages;
}

std::vector<ShownMetric> ShownMetrics() {
  std::vector<ShownMetric> metrics = experiments::EvaluationMetrics();
  const std::vector<ShownMetric> more = {
      {"accuracy_a", "sampled accuracy, asked in A", "share"},
      {"accuracy_b", "sampled accuracy, asked in B", "share"},
      {"consistency", "language consistency", "share"},
      {"consistency_a", "consistency, asked in A", "share"},
      {"consistency_b", "consistency, asked in B", "share"},
      {"greedy_consistency_a", "greedy consistency, asked in A", "share"},
      {"greedy_consistency_b", "greedy consistency, asked in B", "share"},
      {"mixed", "mixed responses", "share"},
      {"mixed_thought", "mixed thoughts", "share"},
      {"uses_both", "responses in both languages", "share"},
      {"greedy_mixed", "mixed greedy responses", "share"},
      {"mixing_by_length_alone", "mixing that length alone predicts", "share"},
      {"mixing_beyond_length", "mixing beyond that", "share"},
      {"off_words", "other-language words in thoughts", "share"},
      {"repeated_attempts", "repeated attempts", "share"},
      {"out_of_order", "attempts out of order", "share"},
      {"format_error", "format errors", "share"},
      {"greedy_format_error", "greedy format errors", "share"},
      {"steps_to_target", "RL steps to 0.6", "count"},
      {"early_deviation", "deviation of the first 20 steps", "share"},
      {"early_excess", "the same beyond sampling noise", "share"},
      {"loss_from_peak", "accuracy lost since its peak", "share"},
  };
  metrics.insert(metrics.end(), more.begin(), more.end());
  return metrics;
}

// Of the summary; a real model's responses have no attempts and no notations.
std::vector<experiments::StageReportSpec::Column> Columns(experiments::Scale scale) {
  std::vector<experiments::StageReportSpec::Column> columns = {
      {"greedy accuracy", "greedy"},
      {"sampled accuracy (pass@1)", "sampled"},
      {"response length", "length"},
      {"mixed responses", "mixed"}};
  if (scale == experiments::Scale::kMicro) {
    columns.insert(columns.end(), {{"consistency, asked in A", "cons. A"},
                                   {"consistency, asked in B", "cons. B"},
                                   {"repeated attempts", "repeats"},
                                   {"RL steps to 0.6", "to 0.6"}});
  } else {
    columns.insert(columns.end(),
                   {{"language consistency", "language"}, {"format errors", "bad form"}});
  }
  return columns;
}

std::vector<NotationWorldOptions> Worlds(const ColdStartOptions& options) {
  std::vector<NotationWorldOptions> worlds = {options.world};
  for (const std::string& mixture : options.drift_mixtures) {
    worlds.push_back(options.world);
    worlds.back().mixture = mixture;
  }
  return worlds;
}

// Refuses a bad number of traces at once: they take one prompt each.
void CheckTraces(const ColdStartOptions& options) {
  const NotationEnvironment environment(options.world, options.training.seeds.front());
  const size_t prompts = environment.split().train.size();
  base::RequireUsage(static_cast<size_t>(options.dose.traces) <= prompts,
                     "--traces=", options.dose.traces, " is too many: there are ", prompts,
                     " prompts to train on; give fewer, or a smaller --held_out");
}

// Also makes every corpus and the traces once, so that bad options are refused here.
std::vector<reports::DataSource> DataOf(const ColdStartOptions& options) {
  const experiments::TrainingOptions& training = options.training;
  if (training.scale != experiments::Scale::kMicro) {
    return experiments::TextData(training.text, training.seeds);
  }
  CheckTraces(options);
  std::vector<reports::DataSource> data;
  for (const uint64_t seed : training.seeds) {
    for (const NotationWorldOptions& world : Worlds(options)) {
      data.push_back({base::StrCat("OPS-", world.modulus, ", ", world.mixture, ", seed ", seed),
                      NotationDataHash(world, seed),
                      "generated: prompts of both splits and the first 1,000 documents of the "
                      "corpus"});
    }
    const NotationEnvironment environment(options.world, seed);
    environment.Corpus("symmetric", options.skills);
    micro::ColdStartTraces(environment.task(), environment.split().train, seed,
                           {.count = options.dose.traces});
  }
  return data;
}

// The audits of the bases in the other worlds; that of the headline's is the report's own.
void AddGateNotes(const ColdStartOptions& options, const experiments::Stages& stages,
                  reports::Report* report) {
  for (const std::string& mixture : options.drift_mixtures) {
    std::vector<base::Json> audits;
    for (const uint64_t seed : options.training.seeds) {
      const std::string name = experiments::StageName(seed, StageIn("base", mixture, false));
      if (stages.Finished(name)) audits.push_back(stages.Result(name).at("audit"));
    }
    for (const std::string& failure : experiments::GateFailures(audits)) {
      report->notes.push_back("The base of the world " + mixture + " failed its audit: " + failure);
    }
  }
}

}  // namespace

experiments::StageReportSpec ReportSpec(const ColdStartOptions& options) {
  experiments::StageReportSpec spec;
  spec.experiment = "cold_start";
  spec.title = "Cold start";
  spec.question =
      "What do a small set of readable examples before RL, and a reward for keeping to one "
      "language, change?";
  spec.scale = experiments::ScaleName(options.training.scale);
  spec.notes = {
      "Published beside this, on AIME 2024 (pass@1, arXiv 2501.12948 v2, Table 3): pure RL "
      "(R1-Zero) 77.9, after the cold start's stage (R1-Dev1) 59.0, after RL with the language "
      "reward from there (R1-Dev2) 74.0."};
  spec.stages = ShownStages(options);
  spec.metrics = ShownMetrics();
  for (auto& metric : experiments::BenchmarkMetrics(options.training.benchmarks.suites)) {
    spec.metrics.push_back(metric);
  }
  spec.curves = experiments::RlCurves();
  for (const char* curve : {"mixed", "consistency_a", "consistency_b", "format_error",
                            "consistency_reward", "equal_outcomes"}) {
    spec.curves.push_back(curve);
  }
  spec.audited = "base";
  spec.before = "rl";
  spec.after = "cold_rl_lc";
  spec.rules = FindingRules(options);
  spec.columns = Columns(options.training.scale);
  return spec;
}

experiments::ExperimentSpec Experiment(const ColdStartOptions& options) {
  experiments::RequireRunnable(options.training);
  const experiments::StageReportSpec report = ReportSpec(options);
  experiments::ExperimentSpec spec;
  spec.name = "cold_start";
  spec.seeds = options.training.seeds;
  spec.data = DataOf(options);
  spec.run_seed = [options](const experiments::SeedContext& context) { RunSeed(options, context); };
  spec.build_report = [options, report](const experiments::Stages& stages,
                                        const std::vector<base::Json>& rows) {
    reports::Report built =
        experiments::BuildStageReport(report, options.training.seeds, stages, rows);
    AddGateNotes(options, stages, &built);
    return built;
  };
  return spec;
}

std::string Summary(const ColdStartOptions& options, const reports::Report& report) {
  return experiments::Summary(ReportSpec(options), report);
}

}  // namespace r1bench::cold_start
