// One report schema for every experiment: report.json, report.md and report.html are three views of
// this struct (reports/SCHEMA.md documents the JSON).
//
// A figure never travels alone: a metric carries n and its interval, a finding its rule and seeds,
// the report the flags that rerun it, the commit, the machine, hashes of all data and a signature.
// Bump kSchemaVersion on any change of a field's meaning.
#ifndef R1BENCH_REPORTS_REPORT_H_
#define R1BENCH_REPORTS_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/run_info.h"
#include "base/stats.h"

namespace r1bench::reports {

inline constexpr int kSchemaVersion = 1;

enum class RunStatus { kRunning, kDone, kInterrupted, kFailed };

// A figure with its uncertainty. `group` gathers rows of one table ("base", "after RL",
// "MATH-500"); an interval with infinite ends is unknown and shown as a dash.
struct Metric {
  std::string group;
  std::string name;  // "greedy accuracy", "pass@1"
  double value = 0;
  base::Interval interval;
  int64_t n = 0;          // problems, or seeds
  std::string unit;       // "share", "tokens", ...
  std::string reference;  // a published figure set beside it, with its source; may be empty
};

enum class FindingOutcome { kReproduced, kNotReproduced, kInconclusive };

struct Finding {
  std::string claim_id;  // "zero.accuracy": the same name everywhere
  std::string title;     // the claim in a sentence
  std::string source;    // where it is made
  std::string rule;      // how the verdict follows from effect and interval; fixed before the run
  double effect = 0;
  std::string effect_unit;  // "ratio" is shown with a times sign; else appended; may be empty
  base::Interval interval;
  base::Interval reproduced_if;      // where the interval must lie; {0, 0}: not given, no drawing
  int seeds = 0;                     // how many the interval rests on
  std::vector<double> seed_effects;  // the effect of each seed; may be empty
  FindingOutcome verdict = FindingOutcome::kInconclusive;
  std::string detail;  // anything a reader should know; may be empty
};

// A curve over steps, one line a seed of one arm.
struct Series {
  std::string name;  // "accuracy", "length", ...: one chart a name
  std::string arm;   // "outcome reward", "random reward"
  uint64_t seed = 0;
  std::vector<double> x, y;  // x: steps
};

// The same prompt answered before and after.
struct SamplePair {
  std::string id, prompt;
  std::string before, before_status;  // status: "correct", "wrong", ...
  std::string after, after_status;    // empty where there is only one response
};

struct DataSource {
  std::string name, sha256, detail;
};

struct Report {
  std::string experiment;  // "r1_zero"
  std::string question;    // what was asked, a sentence
  std::string scale;       // "micro", ...
  RunStatus status = RunStatus::kRunning;
  std::string status_detail;       // why it failed, how far it is
  std::vector<std::string> notes;  // shown at the top: gate failures, deviations, caveats
  base::RunInfo run;
  std::string flags_text;  // a flagfile that reruns it
  std::vector<uint64_t> seeds;
  std::vector<DataSource> data;  // suites, models, templates
  std::vector<Metric> metrics;
  std::vector<Finding> findings;
  std::vector<Series> series;
  std::vector<SamplePair> samples;
  std::string signature;  // 8 hex digits; empty while running or where there is none
  double wall_seconds = 0;
};

// Writes report.json, report.md and report.html into `folder`, each whole or not at all.
void Write(const Report& report, const std::string& folder);

base::Json ToJson(const Report& report);
// Throws base::Error ("where: ...") on another schema version or a missing or mistyped field.
Report FromJson(const base::Json& json, const std::string& where);
// The report.json in a run folder, or the file itself.
Report Read(const std::string& path);

std::string Markdown(const Report& report);
std::string Html(const Report& report);

const char* StatusName(RunStatus status);         // "running", "done", ...
const char* OutcomeName(FindingOutcome outcome);  // "reproduced", "not reproduced", "inconclusive"

}  // namespace r1bench::reports

#endif  // R1BENCH_REPORTS_REPORT_H_
