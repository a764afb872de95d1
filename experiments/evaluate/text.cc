#include "experiments/evaluate/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "eval/suite.h"
#include "experiments/common/text_model.h"

namespace r1bench::evaluate {
namespace {

std::string IntervalText(const base::Interval& interval) {
  if (!std::isfinite(interval.lo) || !std::isfinite(interval.hi)) return "-";
  char text[64];
  std::snprintf(text, sizeof text, "[%.3f, %.3f]", interval.lo, interval.hi);
  return text;
}

std::string Row(const std::string& label, const reports::Metric& metric) {
  char line[160];
  std::snprintf(line, sizeof line, "  %-40s %10.3f  %-20s", label.c_str(), metric.value,
                IntervalText(metric.interval).c_str());
  std::string text = line;
  if (!metric.reference.empty()) text += "  " + metric.reference;
  while (text.ends_with(' ')) text.pop_back();
  return text + "\n";
}

}  // namespace

std::string Summary(const reports::Report& report) {
  std::string text;
  std::string suite;
  std::string parts;  // the figure whose parts are being listed
  for (const reports::Metric& metric : report.metrics) {
    const size_t by = metric.group.find(kBy);  // "SUITE by LABEL: VALUE": a part of the suite
    if (by == std::string::npos) {
      if (metric.group != suite) {
        text += base::StrCat("\n", metric.group, " (", metric.n, " problems)\n");
      }
      suite = metric.group;
      parts.clear();
      text += Row(metric.name, metric);
    } else {
      const std::string part = metric.group.substr(by + kBy.size());
      if (metric.name != parts) text += "  " + metric.name + " by part (n)\n";
      parts = metric.name;
      text += Row(base::StrCat("  ", part, " (", metric.n, ")"), metric);
    }
  }
  char tail[80];
  std::snprintf(tail, sizeof tail,
                "\n95 %% intervals by bootstrap over problems (ratings: contests); %.0f s\n\n",
                report.wall_seconds);
  text += tail;
  for (const std::string& note : report.notes) text += "note: " + note + "\n";
  return report.notes.empty() ? text : text + "\n";
}

std::string PlanText(const EvaluateOptions& options) {
  std::string text = "Plan of evaluate (nothing is run)\n\n";
  text += options.completions.empty() ? base::StrCat("model     ", options.model, " (",
                                                     experiments::ModelPath(options.model), ")\n")
                                      : "scores    " + options.completions + "\n";
  for (const std::string& name : options.suites) {
    const eval::Suite suite = eval::LoadSuite(name, options.suite);
    const int64_t responses = static_cast<int64_t>(suite.problems.size()) * options.k;
    text += base::StrCat("suite     ", suite.name, ": ", suite.problems.size(), " problems x ",
                         options.k, " = ", responses, " responses, at most ",
                         responses * options.params.max_new_tokens, " tokens\n");
  }
  return text;
}

std::string ListText() {
  std::string text = "Suites (generated ones from --suite_seed):\n";
  for (const data::SuiteInfo& suite : eval::NamedSuites()) {
    text += "  " + suite.name + std::string(18 - std::min<size_t>(17, suite.name.size()), ' ') +
            suite.summary + "\n";
  }
  text +=
      "  or a JSONL file of problems with answers or tests (data/SCHEMA.md), such as MATH-500\n\n";
  text +=
      "Models:\n  smollm2       SmolLM2-135M-Instruct, Q4_1 weights (--dtype says how computed)\n";
  return text + "  or a Hugging Face folder or .gguf file of a Llama or Qwen2 model\n";
}

}  // namespace r1bench::evaluate
