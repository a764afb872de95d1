#include "experiments/common/stage_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

#include "base/error.h"
#include "base/stats.h"
#include "eval/rating/simulation.h"
#include "experiments/common/benchmarks.h"
#include "experiments/common/seed_arms.h"
#include "reports/paper.h"

namespace r1bench::experiments {
namespace {

// The finished seeds of one stage.
std::vector<base::Json> StageResults(const std::vector<uint64_t>& seeds, const Stages& stages,
                                     const std::string& stage) {
  std::vector<base::Json> results;
  for (const uint64_t seed : seeds) {
    const std::string name = StageName(seed, stage);
    if (stages.Finished(name)) results.push_back(stages.Result(name));
  }
  return results;
}

reports::Metric OverSeeds(const std::string& group, const std::string& name,
                          const std::vector<double>& values, const std::string& unit) {
  return {.group = group,
          .name = name,
          .value = base::Mean(values),
          .interval = base::TInterval(values),
          .n = static_cast<int64_t>(values.size()),
          .unit = unit,
          .reference = ""};
}

// The values of results[i][part][key] where they exist.
std::vector<double> Values(const std::vector<base::Json>& results, const char* part,
                           const std::string& key) {
  std::vector<double> values;
  for (const base::Json& result : results) {
    if (!result.contains(part) || !result.at(part).contains(key)) continue;
    if (result.at(part).at(key).is_number()) values.push_back(result.at(part).at(key));
  }
  return values;
}

void AddMetrics(const StageReportSpec& spec, const std::vector<uint64_t>& seeds,
                const Stages& stages, reports::Report* report) {
  static const auto& kCosts =
      *new std::vector<ShownMetric>{{"generated_tokens", "tokens sampled in training", "count"},
                                    {"trained_tokens", "tokens trained on", "count"},
                                    {"scored_tokens", "tokens scored by other models", "count"},
                                    {"flops", "floating-point operations", "count"},
                                    {"updates", "optimizer steps", "count"},
                                    {"seconds", "seconds of training", "s"}};
  for (const ShownStage& stage : spec.stages) {
    const std::vector<base::Json> results = StageResults(seeds, stages, stage.key);
    const auto add = [&](const char* part, const ShownMetric& metric) {
      const std::vector<double> values = Values(results, part, metric.key);
      if (values.empty()) return;
      report->metrics.push_back(OverSeeds(stage.shown, metric.shown, values, metric.unit));
      report->metrics.back().reference = metric.reference;
    };
    for (const ShownMetric& metric : spec.metrics) add("metrics", metric);
    for (const ShownMetric& metric : kCosts) add("cost", metric);
  }
}

void AddAudit(const StageReportSpec& spec, const std::vector<uint64_t>& seeds, const Stages& stages,
              reports::Report* report) {
  std::map<std::string, std::vector<double>> values;
  std::vector<std::string> order;
  std::vector<base::Json> audits;
  for (const base::Json& result : StageResults(seeds, stages, spec.audited)) {
    const base::Json& audit = result.at("audit");
    audits.push_back(audit);
    for (const auto& [name, value] : audit.items()) {
      if (!value.is_number()) continue;
      if (!values.contains(name)) order.push_back(name);
      values[name].push_back(value.get<double>());
    }
  }
  for (const std::string& name : order) {
    report->metrics.push_back(OverSeeds("audit of the base", name, values[name],
                                        name.starts_with("length") ? "tokens" : "share"));
  }
  for (const std::string& failure : GateFailures(audits)) {
    report->notes.push_back("The base failed its audit: " + failure +
                            ". Findings about RL from this base do not test the mechanism.");
  }
}

std::string CurveName(const StageReportSpec& spec, const std::string& arm) {
  for (const ShownStage& stage : spec.stages) {
    if (stage.key == arm) return stage.curve.empty() ? stage.shown : stage.curve;
  }
  return arm;
}

void AddSeries(const StageReportSpec& spec, const std::vector<base::Json>& rows,
               reports::Report* report) {
  std::map<std::pair<std::string, std::pair<std::string, uint64_t>>, size_t> index;
  for (const base::Json& row : rows) {
    const std::string arm = row.at("arm");
    // Rows of next-token training know nothing of rewards: their loss is another quantity.
    const bool sft = !row.contains("reward");
    for (const std::string& curve : spec.curves) {
      if (!row.contains(curve) || !row.at(curve).is_number()) continue;
      const std::string name = sft ? "pre-training " + curve : curve;
      const uint64_t seed = row.at("seed");
      const auto [found, added] = index.try_emplace({name, {arm, seed}}, report->series.size());
      if (added) report->series.push_back({name, CurveName(spec, arm), seed, {}, {}});
      reports::Series& series = report->series[found->second];
      series.x.push_back(row.at("step").get<double>());
      series.y.push_back(row.at(curve).get<double>());
    }
  }
}

// Of the first seed.
void AddSamples(const StageReportSpec& spec, uint64_t seed, const Stages& stages,
                reports::Report* report) {
  const std::string first = StageName(seed, spec.before), second = StageName(seed, spec.after);
  if (spec.before.empty() || !stages.Finished(first)) return;
  const base::Json& before = stages.Result(first).at("samples");
  const bool has_after = !spec.after.empty() && stages.Finished(second);
  for (size_t i = 0; i < before.size(); ++i) {
    reports::SamplePair pair;
    pair.id = before[i].at("id");
    pair.prompt = before[i].at("prompt");
    pair.before = before[i].at("response");
    pair.before_status = before[i].at("status");
    if (has_after) {
      const base::Json& after = stages.Result(second).at("samples").at(i);
      pair.after = after.at("response");
      pair.after_status = after.at("status");
    }
    report->samples.push_back(std::move(pair));
  }
}

const reports::Metric* Find(const reports::Report& report, const std::string& group,
                            const std::string& name) {
  for (const reports::Metric& metric : report.metrics) {
    if (metric.group == group && metric.name == name) return &metric;
  }
  return nullptr;
}

std::string Cell(const reports::Metric* metric, int width) {
  char text[64];
  if (metric == nullptr) {
    std::snprintf(text, sizeof text, "%*s", width, "-");
  } else {
    const bool tokens = metric->unit == "tokens";
    std::snprintf(text, sizeof text, tokens ? "%*.1f" : "%*.3f", width, metric->value);
  }
  return text;
}

std::string FindingLine(const reports::Finding& finding) {
  char text[512];
  const bool known = std::isfinite(finding.interval.lo) && std::isfinite(finding.interval.hi);
  char interval[64] = "no interval";
  if (known) {
    std::snprintf(interval, sizeof interval, "[%.3f, %.3f]", finding.interval.lo,
                  finding.interval.hi);
  }
  std::snprintf(text, sizeof text, "  %-14s  %-24s %8.3f  %-18s %s\n",
                reports::OutcomeName(finding.verdict), finding.claim_id.c_str(), finding.effect,
                interval, finding.title.c_str());
  return text;
}

std::string SummaryTable(const StageReportSpec& spec, const reports::Report& report) {
  size_t first = std::string("held-out prompts").size();
  for (const ShownStage& stage : spec.stages) first = std::max(first, stage.shown.size());
  const auto pad = [](std::string text, size_t width) {
    text.resize(std::max(width, text.size()), ' ');
    return text;
  };
  const auto width = [](const StageReportSpec::Column& column) {
    return static_cast<int>(std::max<size_t>(8, column.head.size()));
  };
  std::string text = "  " + pad("held-out prompts", first);
  for (const auto& column : spec.columns) {
    const size_t room = static_cast<size_t>(width(column));
    text += "  " + std::string(room - column.head.size(), ' ') + column.head;
  }
  text += "\n";
  for (const ShownStage& stage : spec.stages) {
    std::string line = "  " + pad(stage.shown, first);
    bool any = false;
    for (const auto& column : spec.columns) {
      const reports::Metric* metric = Find(report, stage.shown, column.metric);
      any |= metric != nullptr;
      line += "  " + Cell(metric, width(column));
    }
    if (any) text += line + "\n";
  }
  return text;
}

}  // namespace

std::vector<ShownMetric> EvaluationMetrics() {
  return {{"greedy_accuracy", "greedy accuracy", "share"},
          {"accuracy", "sampled accuracy (pass@1)", "share"},
          {"pass_at_k", "pass@k", "share"},
          {"majority", "majority of k (cons@k)", "share"},
          {"length", "response length", "tokens"},
          {"reflections", "reflections a response", "count"},
          {"share_reflecting", "responses with a reflection", "share"},
          {"truncated", "cut off by the length limit", "share"}};
}

std::vector<ShownMetric> BenchmarkMetrics(const std::vector<std::string>& suites) {
  std::vector<ShownMetric> metrics;
  for (const std::string& suite : suites) {
    const std::string name = BenchmarkName(suite);
    metrics.push_back(
        {name + "_pass_at_1", name + " pass@1", "share", reports::PaperReference(name, "pass@1")});
    metrics.push_back({name + "_answered", name + " answered", "share"});
    metrics.push_back({name + "_truncated", name + " cut off", "share"});
    // Of suites in contests.
    metrics.push_back(
        {name + "_rating", base::StrCat(name, " rating (", eval::kSimulatedNote, ")"), "rating"});
    metrics.push_back(
        {name + "_percentile", name + " percentile of the simulated field", "percent"});
  }
  return metrics;
}

std::vector<std::string> RlCurves() {
  return {"accuracy", "length",    "reflections",  "entropy", "kl",
          "reward",   "truncated", "equal_groups", "loss"};
}

std::vector<SeedResults> ResultsOf(const StageReportSpec& spec, const std::vector<uint64_t>& seeds,
                                   const Stages& stages, std::vector<uint64_t>* found) {
  std::vector<SeedResults> all;
  for (const uint64_t seed : seeds) {
    SeedResults results;
    for (const ShownStage& stage : spec.stages) {
      const std::string name = StageName(seed, stage.key);
      if (!stages.Finished(name) || !stages.Result(name).contains("metrics")) continue;
      results[stage.key] = stages.Result(name).at("metrics");
    }
    if (results.empty()) continue;
    all.push_back(std::move(results));
    if (found != nullptr) found->push_back(seed);
  }
  return all;
}

reports::Report BuildStageReport(const StageReportSpec& spec, const std::vector<uint64_t>& seeds,
                                 const Stages& stages, const std::vector<base::Json>& rows) {
  reports::Report report;
  report.experiment = spec.experiment;
  report.question = spec.question;
  report.scale = spec.scale;
  if (spec.scale == "micro") {
    report.notes.push_back(
        "Micro scale: a finding says whether the mechanism shows up in this small world; it never "
        "stands for the published figure.");
  }
  report.notes.insert(report.notes.end(), spec.notes.begin(), spec.notes.end());
  report.seeds = seeds;
  AddMetrics(spec, seeds, stages, &report);
  if (!spec.audited.empty()) AddAudit(spec, seeds, stages, &report);
  std::vector<uint64_t> found;
  const std::vector<SeedResults> results = ResultsOf(spec, seeds, stages, &found);
  report.findings = ApplyRules(spec.rules, results, found, &report.notes);
  AddSeries(spec, rows, &report);
  AddSamples(spec, seeds.front(), stages, &report);
  return report;
}

std::vector<std::string> GateFailures(const std::vector<base::Json>& audits) {
  std::vector<std::string> failures;
  for (size_t i = 0; i < audits.size(); ++i) {
    if (!audits[i].contains("gate_passed") || audits[i].at("gate_passed").get<bool>()) continue;
    for (const auto& failure : audits[i].at("gate_failures")) {
      failures.push_back("seed " + std::to_string(i + 1) +
                         " of the run: " + failure.get<std::string>());
    }
  }
  return failures;
}

std::string Summary(const StageReportSpec& spec, const reports::Report& report) {
  std::string text = "\n" + spec.title + " at " + report.scale + " scale, " +
                     std::to_string(report.seeds.size()) + " seed(s)\n\n";
  text += SummaryTable(spec, report);
  text += "\n  verdict         claim                      effect  95 % interval\n";
  for (const reports::Finding& finding : report.findings) text += FindingLine(finding);
  text += "\n";
  for (const std::string& note : report.notes) text += "  Note: " + note + "\n";
  char tail[160];
  std::snprintf(tail, sizeof tail, "  Signature: %s   time: %.0f s\n", report.signature.c_str(),
                report.wall_seconds);
  return text + tail + "  The whole report: report.html in the folder below.\n\n";
}

}  // namespace r1bench::experiments
