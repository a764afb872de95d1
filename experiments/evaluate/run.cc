#include "experiments/evaluate/run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/jsonl.h"
#include "base/main.h"
#include "base/progress.h"
#include "data/suites/registry.h"
#include "eval/run_suite.h"
#include "eval/score.h"
#include "experiments/evaluate/subject.h"
#include "reports/paper.h"
#include "verifiers/math/math_verifier.h"

namespace r1bench::evaluate {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kCommitSeconds = 5;
constexpr size_t kKeptSamples = 20;  // responses a suite shows in the report

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<eval::Sample> LoggedSamples(const std::string& path) {
  std::vector<eval::Sample> samples;
  base::ForEachJsonLine(path, [&](const base::Json& row, int line) {
    samples.push_back(eval::SampleFromJson(row, base::StrCat(path, ":", line)));
  });
  return samples;
}

class Run {
 public:
  Run(const EvaluateOptions& options, experiments::RunFolder* folder)
      : options_(options),
        folder_(folder),
        done_(LoggedSamples(folder->File("samples.jsonl"))),
        template_(data::PromptTemplate::Load(
            {.name = options.prompt_template, .file = options.prompt_template_file})) {
    for (const std::string& name : options.suites) {
      suites_.push_back(eval::LoadSuite(name, options.suite));
      const eval::Suite& suite = suites_.back();
      for (const data::Problem& problem : suite.problems) verifier_.Prepare(problem);
      data_.push_back(
          {"suite " + suite.name, suite.sha256,
           suite.path.empty() ? base::StrCat("generated, seed ", suite.seed) : suite.path});
    }
    data_.push_back({"prompt template " + template_.name(), template_.hash(), ""});
    data_.push_back({"verifier " + verifier_.name(), verifier_.version(), "version"});
  }

  reports::Report Execute() {
    base::OnFailure([this](std::string_view status, std::string_view message) {
      folder_->Commit();
      Write(
          status == "interrupted" ? reports::RunStatus::kInterrupted : reports::RunStatus::kFailed,
          std::string(message));
    });
    Subject subject = MakeSubject(options_, template_);
    data_.push_back(subject.source);
    for (const eval::Suite& suite : suites_) Evaluate(suite, &subject);
    folder_->Commit();
    return Write(reports::RunStatus::kDone, "");
  }

 private:
  void Evaluate(const eval::Suite& suite, Subject* subject) {
    const int64_t total = static_cast<int64_t>(suite.problems.size()) * options_.k;
    base::Progress progress(suite.name, total);
    int64_t done = std::count_if(done_.begin(), done_.end(), [&](const eval::Sample& s) {
      return s.suite == suite.name && s.sample < options_.k;
    });
    int64_t correct = std::count_if(done_.begin(), done_.end(), [&](const eval::Sample& s) {
      return s.suite == suite.name && s.sample < options_.k && s.status == "correct";
    });
    const int64_t resumed = done;
    eval::RunSuiteOptions run;
    run.k = options_.k;
    run.params = options_.params;
    run.prompt = subject->prompt;
    run.on_sample = [&](const eval::Sample& sample) {
      folder_->Sample(eval::ToJson(sample));
      correct += sample.status == "correct" ? 1 : 0;
      ++done;
      CommitNowAndThen();
    };
    run.on_progress = [&](const model::GenerateProgress& p) {
      progress.Set(resumed + p.completions_done,
                   base::StrCat(correct, " of ", done, " right, ", p.tokens_generated, " tokens"));
    };
    samples_.push_back(eval::RunSuite(suite, verifier_, done_, run, subject->generator.get()));
  }

  void CommitNowAndThen() {
    if (SecondsSince(committed_) < kCommitSeconds) return;
    folder_->Commit();
    committed_ = Clock::now();
  }

  void AddSuite(const eval::Suite& suite, const std::vector<eval::Sample>& samples,
                reports::Report* report) const {
    const eval::SuiteScore score = eval::Score(suite.problems, samples);
    for (const eval::Figure& figure : score.figures) {
      report->metrics.push_back({.group = suite.name,
                                 .name = figure.name,
                                 .value = figure.value,
                                 .interval = figure.interval,
                                 .n = figure.n,
                                 .unit = figure.unit,
                                 .reference = reports::PaperReference(suite.name, figure.name)});
    }
    for (const eval::Breakdown& group : score.groups) {
      report->metrics.push_back({.group = suite.name + " by " + group.group,
                                 .name = "pass@1",
                                 .value = group.pass_at_1,
                                 .interval = group.interval,
                                 .n = group.n,
                                 .unit = "share",
                                 .reference = ""});
    }
    for (size_t i = 0; i < std::min(kKeptSamples, samples.size()); ++i) {
      report->samples.push_back({.id = samples[i].id,
                                 .prompt = Statement(suite, samples[i].id),
                                 .before = samples[i].response,
                                 .before_status = samples[i].status + ": " + samples[i].reason,
                                 .after = "",
                                 .after_status = ""});
    }
  }

  static std::string Statement(const eval::Suite& suite, const std::string& id) {
    for (const data::Problem& problem : suite.problems) {
      if (problem.id == id) return problem.problem;
    }
    return "";
  }

  reports::Report Write(reports::RunStatus status, const std::string& detail) const {
    reports::Report report;
    report.experiment = "evaluate";
    report.question = "How well does " +
                      (options_.completions.empty() ? options_.model : options_.completions) +
                      " answer?";
    report.scale = "evaluation";
    report.status = status;
    report.status_detail = detail;
    report.run = base::CollectRunInfo();
    report.flags_text = base::ReadFile(folder_->File("config.flags"));
    report.seeds = {options_.params.seed};
    report.data = data_;
    report.wall_seconds = SecondsSince(start_);
    for (size_t i = 0; i < samples_.size(); ++i) AddSuite(suites_[i], samples_[i], &report);
    reports::Write(report, folder_->path());
    return report;
  }

  const EvaluateOptions& options_;
  experiments::RunFolder* folder_;
  std::vector<eval::Sample> done_;  // of an interrupted run
  data::PromptTemplate template_;
  verifiers::MathVerifier verifier_;
  std::vector<eval::Suite> suites_;
  std::vector<std::vector<eval::Sample>> samples_;  // by suite
  std::vector<reports::DataSource> data_;
  Clock::time_point start_ = Clock::now(), committed_ = Clock::now();
};

std::string IntervalText(const base::Interval& interval) {
  if (!std::isfinite(interval.lo) || !std::isfinite(interval.hi)) return "-";
  char text[64];
  std::snprintf(text, sizeof text, "[%.3f, %.3f]", interval.lo, interval.hi);
  return text;
}

}  // namespace

reports::Report RunEvaluate(const EvaluateOptions& options, experiments::RunFolder* folder) {
  return Run(options, folder).Execute();
}

std::string Summary(const reports::Report& report) {
  std::string text;
  std::string group;
  for (const reports::Metric& metric : report.metrics) {
    if (metric.group != group) {
      group = metric.group;
      text += "\n" + group + " (" + std::to_string(metric.n) + " problems)\n";
    }
    char line[160];
    std::snprintf(line, sizeof line, "  %-18s %10.3f  %-22s", metric.name.c_str(), metric.value,
                  IntervalText(metric.interval).c_str());
    text += line;
    if (!metric.reference.empty()) text += "  " + metric.reference;
    text += "\n";
  }
  char tail[80];
  std::snprintf(tail, sizeof tail, "\n95 %% intervals by bootstrap over problems; %.0f s\n\n",
                report.wall_seconds);
  return text + tail;
}

std::string PlanText(const EvaluateOptions& options) {
  std::string text = "Plan of evaluate (nothing is run)\n\n";
  text += options.completions.empty() ? "model     " + options.model + "\n"
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
  std::string text = "Suites, generated from --suite_seed:\n";
  for (const data::SuiteInfo& suite : data::Suites()) {
    text += "  " + suite.name + std::string(14 - std::min<size_t>(13, suite.name.size()), ' ') +
            suite.summary + "\n";
  }
  text += "  or a JSONL file of problems with answers (data/SCHEMA.md), such as MATH-500\n\n";
  text += "Models:\n  smollm2       SmolLM2-135M-Instruct, Q4_1 weights, computed in fp32\n";
  return text + "  or a Hugging Face folder or .gguf file of a Llama or Qwen2 model\n";
}

}  // namespace r1bench::evaluate
