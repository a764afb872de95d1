// The report of a run, from what its stages left; and its summary for the terminal.
#ifndef R1BENCH_EXPERIMENTS_COMMON_STAGE_REPORT_H_
#define R1BENCH_EXPERIMENTS_COMMON_STAGE_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "experiments/common/finding_rules.h"
#include "experiments/common/stages.h"
#include "reports/report.h"

namespace r1bench::experiments {

struct ShownStage {
  std::string key;         // of the stage: "rl"
  std::string shown;       // in tables: "after RL"
  std::string curve = {};  // of its curve in charts; empty: shown
};

struct ShownMetric {
  std::string key, shown, unit;  // "accuracy", "sampled accuracy (pass@1)", "share"
  std::string reference = {};    // a published figure to set beside it
};

struct StageReportSpec {
  std::string experiment, title, question, scale;  // title: "R1-Zero", of the summary
  std::vector<std::string> notes;                  // beside the one on the micro scale
  std::vector<ShownStage> stages;                  // in the order of the tables
  std::vector<ShownMetric> metrics;                // left out where a stage lacks one
  std::vector<std::string> curves;                 // keys of rows
  std::string audited;                             // a stage whose audit is shown; empty: none
  std::string before, after;                       // stages whose samples stand side by side
  std::vector<FindingRule> rules;
  // Of the summary's table: a metric as shown, and the column's head.
  struct Column {
    std::string metric, head;
  };
  std::vector<Column> columns;
};

// The usual metrics of Evaluation.
std::vector<ShownMetric> EvaluationMetrics();
// The scores that AddBenchmarks adds, with the report's own figures where there are some.
std::vector<ShownMetric> BenchmarkMetrics(const std::vector<std::string>& suites);
// accuracy, length, entropy and so on.
std::vector<std::string> RlCurves();

// The metrics of each seed's finished stages, for rules. `found`: the seeds that have any.
std::vector<SeedResults> ResultsOf(const StageReportSpec& spec, const std::vector<uint64_t>& seeds,
                                   const Stages& stages, std::vector<uint64_t>* found = nullptr);

// Means over seeds with intervals, costs, audit, findings, curves and samples. `rows`: those of
// metrics.jsonl.
reports::Report BuildStageReport(const StageReportSpec& spec, const std::vector<uint64_t>& seeds,
                                 const Stages& stages, const std::vector<base::Json>& rows);

// One sentence for each thing that the audits (of the seeds of a run, in order) found lacking.
std::vector<std::string> GateFailures(const std::vector<base::Json>& audits);

// What came out, in words and one small table, for a newcomer.
std::string Summary(const StageReportSpec& spec, const reports::Report& report);

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_STAGE_REPORT_H_
