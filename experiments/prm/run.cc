#include "experiments/prm/run.h"

#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "base/error.h"
#include "base/main.h"
#include "experiments/common/stage_report.h"
#include "experiments/common/text_environment.h"
#include "experiments/prm/findings.h"
#include "experiments/prm/rerank.h"
#include "experiments/prm/seed_run.h"

namespace r1bench::prm {
namespace {

using experiments::ShownMetric;
using experiments::StageReportSpec;

std::vector<ShownMetric> CurveShown() {
  return {
      {"gold_start", "training accuracy, first rollouts", "share"},
      {"gold_peak", "training accuracy, peak (chosen by the truth)", "share"},
      {"gold_end", "training accuracy, last rollouts", "share"},
      {"proxy_start", "reward model's score, first rollouts", ""},
      {"proxy_end", "reward model's score, last rollouts", ""},
      {"valid_start", "same form of exact validity, first rollouts", ""},
      {"valid_end", "same form of exact validity, last rollouts", ""},
      {"progress_start", "same form of exact progress, first rollouts", ""},
      {"progress_end", "same form of exact progress, last rollouts", ""},
      {"auc_valid_start", "ranks validity (AUC), first rollouts", "share"},
      {"auc_valid_end", "ranks validity (AUC), last rollouts", "share"},
      {"auc_hit_start", "ranks hits (AUC), first rollouts", "share"},
      {"auc_hit_end", "ranks hits (AUC), last rollouts", "share"},
      {"outcome_part_start", "outcome's part of the reward's variance, first rollouts", "share"},
      {"outcome_part_end", "outcome's part of the reward's variance, last rollouts", "share"},
      {"kl_peak", "KL to the base at the peak", "nats"},
      {"kl_base_end", "KL to the base, last rollouts", "nats"},
      {"scored_tokens", "tokens the judge read", "count"},
      {"rollout_tokens", "tokens sampled for labels", "count"}};
}

std::vector<ShownMetric> LabelShown() {
  return {{"kappa_valid_mc", "kappa, validity and rollouts", ""},
          {"kappa_valid_hit", "kappa, validity and hits", ""},
          {"kappa_mc_hit", "kappa, rollouts and hits", ""},
          {"kappa_mc_mc", "kappa, rollouts and fresh rollouts", ""},
          {"correlation_mc_mc", "correlation, rollouts and fresh rollouts (soft)", ""},
          {"share_mc", "steps from which a rollout succeeds", "share"},
          {"share_valid", "valid steps", "share"},
          {"share_hit", "steps that hit", "share"},
          {"value_hit", "success after a valid hit", "share"},
          {"value_miss", "success after a valid miss", "share"},
          {"value_invalid", "success after an invalid step", "share"},
          {"auc_valid", "AUC on held-out steps, validity", "share"},
          {"auc_hit", "AUC on held-out steps, hits", "share"},
          {"auc_mc", "AUC on held-out steps, rollouts", "share"},
          {"auc_outcome", "AUC on held-out responses, outcome (last score)", "share"},
          {"pair_accuracy", "held-out pairs ranked right", "share"},
          {"parameters", "parameters", "count"}};
}

std::vector<ShownMetric> RerankShown(const PrmOptions& options) {
  std::vector<ShownMetric> shown = {{"tokens", "tokens a response", "tokens"}};
  const auto add = [&](const std::string& key) {
    for (const int n : BestOfSizes(options.rerank_samples)) {
      const std::string name = key + "@" + std::to_string(n);
      shown.push_back({name, name, "share"});
    }
  };
  add("pass");
  add("majority");
  for (const Source source : JudgesOf(options)) {
    for (const char* form : {"last", "mean", "min", "sum"}) {
      add(std::string(SourceName(source)) + "-" + form);
    }
  }
  for (const char* source : {"prm_mc", "prm_valid"}) {
    for (const char* size : {"2x2", "4x4"}) {
      const std::string name = std::string("beam_") + source + "_" + size;
      shown.push_back({name, "beam " + std::string(size) + " guided by " + source, "share"});
      shown.push_back({name + "_tokens", "its tokens a prompt", "tokens"});
    }
  }
  return shown;
}

StageReportSpec ReportSpec(const PrmOptions& options) {
  StageReportSpec spec;
  spec.experiment = "prm";
  spec.title = "Process reward models";
  spec.question =
      "Can reinforcement learning use a reward for every step, and if not: is it the labels, the "
      "form of the reward, or errors that the reward model has learned?";
  spec.scale = experiments::ScaleName(options.training.scale);
  spec.stages = {{"base", "base"},
                 {"labels", "labels of the base's steps"},
                 {"labels_fine", "labels of its steps, cut by operations"}};
  for (const Source judge : JudgesOf(options)) {
    spec.stages.push_back({SourceName(judge), std::string("judge ") + SourceName(judge)});
  }
  for (const char* size : {"small", "medium"}) {
    spec.stages.push_back({std::string("backbone_") + size,
                           std::string("backbone of the preference model, ") + size});
  }
  for (const char* size : {"small", "medium", "large"}) {
    spec.stages.push_back(
        {std::string("preference_") + size, std::string("preference model, ") + size});
  }
  for (const Arm& arm : options.arms) spec.stages.push_back({arm.name, arm.name});
  spec.stages.push_back({"rerank_base", "best of N on the base"});
  spec.stages.push_back({"rerank_rl", "best of N after RL on the outcome"});
  spec.metrics = experiments::EvaluationMetrics();
  for (const auto& part : {CurveShown(), LabelShown(), RerankShown(options)}) {
    spec.metrics.insert(spec.metrics.end(), part.begin(), part.end());
  }
  spec.curves = {"accuracy", "proxy",   "valid",   "progress", "length",
                 "kl_base",  "auc_hit", "entropy", "reward",   "loss"};
  const bool micro = options.training.scale == experiments::Scale::kMicro;
  if (micro) spec.audited = "base";
  for (auto& metric : experiments::BenchmarkMetrics(options.training.benchmarks.suites)) {
    if (!micro) spec.metrics.push_back(metric);
  }
  spec.before = "base";
  spec.after = "prm_mc-mean";
  spec.rules = FindingRules(/*exact_labels=*/micro);
  spec.columns = {{"sampled accuracy (pass@1)", "accuracy"},
                  {"training accuracy, peak (chosen by the truth)", "peak"},
                  {"reward model's score, first rollouts", "proxy at 0"},
                  {"reward model's score, last rollouts", "at end"},
                  {"same form of exact validity, last rollouts", "true validity"},
                  {"response length", "length"}};
  return spec;
}

// Proxy and gold over the square root of the KL divergence, of the arms with a preference model.
void AddOverOptimisation(const std::vector<base::Json>& rows, reports::Report* report) {
  std::map<std::pair<std::string, uint64_t>, std::vector<const base::Json*>> arms;
  for (const base::Json& row : rows) {
    const std::string arm = row.at("arm");
    const bool shown = arm.starts_with("preference-") || arm == "outcome-long";
    if (shown && row.contains("kl_base")) arms[{arm, row.at("seed")}].push_back(&row);
  }
  for (const auto& [arm, of_arm] : arms) {
    for (const auto& [key, name] : {std::pair{"accuracy", "gold (accuracy) over sqrt(KL)"},
                                    std::pair{"proxy", "proxy (score) over sqrt(KL)"}}) {
      reports::Series series{name, arm.first, arm.second, {}, {}};
      for (const base::Json* row : of_arm) {
        if (!row->contains(key)) continue;
        series.x.push_back(std::sqrt(std::max(0.0, row->at("kl_base").get<double>())));
        series.y.push_back(row->at(key).get<double>());
      }
      if (!series.x.empty()) report->series.push_back(std::move(series));
    }
  }
}

// A real model's lines have no exact labels.
void RequireKnownLabels(const PrmOptions& options) {
  if (options.training.scale == experiments::Scale::kMicro) return;
  static const std::set<Source> kKnown = {Source::kOutcome, Source::kRandom,  Source::kRollouts,
                                          Source::kPrmMc,   Source::kPrmHard, Source::kOrm};
  for (const Arm& arm : options.arms) {
    if (kKnown.contains(arm.source)) continue;
    base::FailUsage("--arms: " + arm.name +
                    " needs the micro scale; a real model's arms are "
                    "outcome, random, rollouts, prm_mc, prm_hard and orm");
  }
}

std::vector<reports::DataSource> DataOf(const PrmOptions& options) {
  const std::vector<uint64_t>& seeds = options.training.seeds;
  if (options.training.scale != experiments::Scale::kMicro) {
    return experiments::TextData(options.training.text, seeds);
  }
  std::vector<reports::DataSource> data;
  for (const uint64_t seed : seeds) {
    data.push_back({base::StrCat("OPS-", options.world.modulus, ", seed ", seed),
                    experiments::OpsDataHash(options.world, seed),
                    "generated: prompts of both splits and the first 1,000 documents of the "
                    "corpus"});
  }
  return data;
}

}  // namespace

experiments::ExperimentSpec Experiment(const PrmOptions& options) {
  experiments::RequireRunnable(options.training);
  RequireKnownLabels(options);
  const std::vector<uint64_t> seeds = options.training.seeds;
  experiments::ExperimentSpec spec;
  spec.name = "prm";
  spec.seeds = seeds;
  spec.data = DataOf(options);
  spec.run_seed = [options](const experiments::SeedContext& context) { RunSeed(options, context); };
  spec.build_report = [seeds, report = ReportSpec(options)](const experiments::Stages& stages,
                                                            const std::vector<base::Json>& rows) {
    reports::Report out = experiments::BuildStageReport(report, seeds, stages, rows);
    AddOverOptimisation(rows, &out);
    return out;
  };
  return spec;
}

std::string Summary(const PrmOptions& options, const reports::Report& report) {
  return experiments::Summary(ReportSpec(options), report);
}

}  // namespace r1bench::prm
