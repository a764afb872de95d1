#include "experiments/r1_zero/summary.h"

#include <cmath>
#include <cstdio>
#include <iterator>
#include <map>
#include <utility>

#include "base/stats.h"
#include "experiments/r1_zero/findings.h"
#include "experiments/r1_zero/seed_run.h"

namespace r1bench::r1_zero {
namespace {

struct Named {
  const char* key;
  const char* shown;
};

constexpr Named kStages[] = {{"base", "base"},
                             {"rl", "after RL"},
                             {"null", "after RL on a random reward"},
                             {"weak_base", "under-trained base"},
                             {"weak_rl", "under-trained base after RL"}};

struct MetricSpec {
  const char* key;
  const char* shown;
  const char* unit;
};
constexpr MetricSpec kMetrics[] = {{"greedy_accuracy", "greedy accuracy", "share"},
                                   {"accuracy", "sampled accuracy (pass@1)", "share"},
                                   {"pass_at_k", "pass@k", "share"},
                                   {"majority", "majority of k (cons@k)", "share"},
                                   {"length", "response length", "tokens"},
                                   {"reflections", "reflections a response", "count"},
                                   {"share_reflecting", "responses with a reflection", "share"},
                                   {"truncated", "cut off by the length limit", "share"}};

// The finished seeds of one stage.
std::vector<base::Json> StageResults(const R1ZeroOptions& options,
                                     const experiments::Stages& stages, const char* stage) {
  std::vector<base::Json> results;
  for (const uint64_t seed : options.seeds) {
    const std::string name = StageName(seed, stage);
    if (stages.Finished(name)) results.push_back(stages.Result(name));
  }
  return results;
}

void AddMetrics(const R1ZeroOptions& options, const experiments::Stages& stages,
                reports::Report* report) {
  for (const Named& stage : kStages) {
    const std::vector<base::Json> results = StageResults(options, stages, stage.key);
    if (results.empty()) continue;
    for (const MetricSpec& spec : kMetrics) {
      std::vector<double> values;
      for (const base::Json& r : results) values.push_back(r.at("metrics").at(spec.key));
      report->metrics.push_back({.group = stage.shown,
                                 .name = spec.shown,
                                 .value = base::Mean(values),
                                 .interval = base::TInterval(values),
                                 .n = static_cast<int64_t>(values.size()),
                                 .unit = spec.unit,
                                 .reference = ""});
    }
  }
}

void AddAudits(const R1ZeroOptions& options, const experiments::Stages& stages,
               reports::Report* report) {
  std::map<std::string, std::vector<double>> values;
  std::vector<std::string> order;
  std::vector<base::Json> audits;
  for (const base::Json& result : StageResults(options, stages, "base")) {
    const base::Json& audit = result.at("audit");
    audits.push_back(audit);
    for (const auto& [name, value] : audit.items()) {
      if (!value.is_number()) continue;
      if (!values.contains(name)) order.push_back(name);
      values[name].push_back(value.get<double>());
    }
  }
  for (const std::string& name : order) {
    report->metrics.push_back({.group = "audit of the base",
                               .name = name,
                               .value = base::Mean(values[name]),
                               .interval = base::TInterval(values[name]),
                               .n = static_cast<int64_t>(values[name].size()),
                               .unit = name.starts_with("length") ? "tokens" : "share",
                               .reference = ""});
  }
  for (const std::string& failure : GateFailures(audits)) {
    report->notes.push_back("The base failed its audit: " + failure +
                            ". Findings about RL from this base do not test the mechanism.");
  }
}

std::string ArmName(const std::string& arm) {
  if (arm == "rl") return "outcome reward";
  if (arm == "null") return "random reward";
  if (arm == "weak_rl") return "from the under-trained base";
  return arm;
}

void AddSeries(const std::vector<base::Json>& rows, reports::Report* report) {
  static constexpr const char* kCurves[] = {"accuracy",  "length",       "reflections",
                                            "entropy",   "kl",           "reward",
                                            "truncated", "equal_groups", "loss"};
  std::map<std::pair<std::string, std::pair<std::string, uint64_t>>, size_t> index;
  for (const base::Json& row : rows) {
    const std::string arm = row.at("arm");
    for (const char* curve : kCurves) {
      if (!row.contains(curve)) continue;
      const std::string name =
          arm == "pretrain" ? std::string("pre-training ") + curve : std::string(curve);
      const uint64_t seed = row.at("seed");
      const auto [found, added] = index.try_emplace({name, {arm, seed}}, report->series.size());
      if (added) report->series.push_back({name, ArmName(arm), seed, {}, {}});
      reports::Series& series = report->series[found->second];
      series.x.push_back(row.at("step").get<double>());
      series.y.push_back(row.at(curve).get<double>());
    }
  }
}

void AddSamples(const R1ZeroOptions& options, const experiments::Stages& stages,
                reports::Report* report) {
  const uint64_t seed = options.seeds.front();
  if (!stages.Finished(StageName(seed, "base"))) return;
  const base::Json& before = stages.Result(StageName(seed, "base")).at("samples");
  const bool has_after = stages.Finished(StageName(seed, "rl"));
  for (size_t i = 0; i < before.size(); ++i) {
    reports::SamplePair pair;
    pair.id = before[i].at("id");
    pair.prompt = before[i].at("prompt");
    pair.before = before[i].at("response");
    pair.before_status = before[i].at("status");
    if (has_after) {
      const base::Json& after = stages.Result(StageName(seed, "rl")).at("samples").at(i);
      pair.after = after.at("response");
      pair.after_status = after.at("status");
    }
    report->samples.push_back(std::move(pair));
  }
}

std::vector<SeedResults> Results(const R1ZeroOptions& options, const experiments::Stages& stages) {
  std::vector<SeedResults> seeds;
  for (const uint64_t seed : options.seeds) {
    SeedResults results;
    for (const Named& stage : kStages) {
      const std::string name = StageName(seed, stage.key);
      if (stages.Finished(name)) results[stage.key] = stages.Result(name).at("metrics");
    }
    if (!results.empty()) seeds.push_back(std::move(results));
  }
  return seeds;
}

const reports::Metric* Find(const reports::Report& report, const std::string& group,
                            const std::string& name) {
  for (const reports::Metric& metric : report.metrics) {
    if (metric.group == group && metric.name == name) return &metric;
  }
  return nullptr;
}

std::string Cell(const reports::Metric* metric) {
  if (metric == nullptr) return "       -";
  char text[32];
  std::snprintf(text, sizeof text, metric->unit == "tokens" ? "%8.1f" : "%8.3f", metric->value);
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

}  // namespace

reports::Report BuildReport(const R1ZeroOptions& options, const experiments::Stages& stages,
                            const std::vector<base::Json>& rows) {
  reports::Report report;
  report.experiment = "r1_zero";
  report.question =
      "Does reinforcement learning on the outcome alone teach a base model to reason longer, check "
      "itself and get more answers right?";
  report.scale = options.scale == Scale::kMicro ? "micro" : "small";
  if (options.scale == Scale::kMicro) {
    report.notes.push_back(
        "Micro scale: a finding says whether the mechanism shows up in this small world; it never "
        "stands for the published figure.");
  }
  report.seeds = options.seeds;
  AddMetrics(options, stages, &report);
  AddAudits(options, stages, &report);
  report.findings = ComputeFindings(Results(options, stages));
  AddSeries(rows, &report);
  AddSamples(options, stages, &report);
  return report;
}

std::string Summary(const reports::Report& report) {
  std::string text = "\nR1-Zero at " + report.scale + " scale, " +
                     std::to_string(report.seeds.size()) + " seed(s)\n\n";
  text += "  held-out prompts               greedy   sampled  majority    length  reflections\n";
  for (const Named& stage : kStages) {
    if (Find(report, stage.shown, "greedy accuracy") == nullptr) continue;
    char head[64];
    std::snprintf(head, sizeof head, "  %-28s", stage.shown);
    text += head;
    for (const char* name :
         {"greedy accuracy", "sampled accuracy (pass@1)", "majority of k (cons@k)",
          "response length", "reflections a response"}) {
      text += "  " + Cell(Find(report, stage.shown, name));
    }
    text += "\n";
  }
  text += "\n  verdict         claim                      effect  95 % interval\n";
  for (const reports::Finding& finding : report.findings) text += FindingLine(finding);
  text += "\n";
  for (const std::string& note : report.notes) text += "  Note: " + note + "\n";
  char tail[160];
  std::snprintf(tail, sizeof tail, "  Signature: %s   time: %.0f s\n", report.signature.c_str(),
                report.wall_seconds);
  return text + tail + "  The whole report: report.html in the folder below.\n\n";
}

}  // namespace r1bench::r1_zero
