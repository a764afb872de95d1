#include "experiments/evaluate/run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <span>
#include <string_view>
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
#include "reports/paper.h"

namespace r1bench::evaluate {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view kBy = " by ";
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

// What the samples of a run depend on besides its flags. Samples of other data must not be mixed
// with new ones, so a resumed run must find the same.
void RememberInputs(const std::vector<reports::DataSource>& data, experiments::RunFolder* folder) {
  base::Json now = base::Json::object();
  for (const reports::DataSource& source : data) {
    now[source.name] = source.sha256.empty() ? source.detail : source.sha256;
  }
  base::Json& saved = folder->state()["inputs"];
  if (saved.is_object()) {
    for (const auto& [name, hash] : now.items()) {
      base::Require(saved.value(name, "") == hash, "--resume=", folder->path(), ": ", name,
                    " is no longer what the run began with; start a new run (saved responses can "
                    "be scored again with --completions)");
    }
  }
  saved = std::move(now);
  folder->Commit();
}

class Run {
 public:
  Run(const EvaluateOptions& options, Inputs inputs, std::shared_ptr<experiments::RunFolder> folder)
      : options_(options), inputs_(std::move(inputs)), folder_(std::move(folder)) {
    RememberInputs(inputs_.data, folder_.get());
    done_ = LoggedSamples(folder_->File("samples.jsonl"));
    earlier_seconds_ = folder_->state().value("wall_seconds", 0.0);
  }

  reports::Report Execute() {
    for (const eval::Suite& suite : inputs_.suites) Evaluate(suite, &inputs_.subject);
    Commit();
    return Write(reports::RunStatus::kDone, "");
  }

  void Stopped(std::string_view status, std::string_view message) {
    Commit();
    const bool interrupted = status == "interrupted";
    Write(interrupted ? reports::RunStatus::kInterrupted : reports::RunStatus::kFailed,
          base::StrCat(message, "; ", done_.size() + logged_, " responses are in samples.jsonl"));
    std::fprintf(stderr, "What was finished is kept; go on with --resume=%s\n",
                 folder_->path().c_str());
  }

 private:
  void Evaluate(const eval::Suite& suite, Subject* subject) {
    const int64_t total = static_cast<int64_t>(suite.problems.size()) * options_.k;
    std::fprintf(stderr, "%s: %zu problems, responses to each: %d, by %s\n", suite.name.c_str(),
                 suite.problems.size(), options_.k, subject->generator->name().c_str());
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
      ++logged_;
      correct += sample.status == "correct" ? 1 : 0;
      ++done;
      CommitNowAndThen();
    };
    run.on_progress = [&](const model::GenerateProgress& p) {
      progress.Set(resumed + p.completions_done,
                   base::StrCat(correct, " of ", done, " right, ", p.tokens_generated, " tokens"));
    };
    samples_.push_back(
        eval::RunSuite(suite, inputs_.verifier, done_, run, subject->generator.get()));
  }

  void CommitNowAndThen() {
    if (SecondsSince(committed_) >= kCommitSeconds) Commit();
  }

  void Commit() {
    folder_->state()["wall_seconds"] = Seconds();
    folder_->Commit();
    committed_ = Clock::now();
  }

  double Seconds() const { return earlier_seconds_ + SecondsSince(start_); }

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
      report->metrics.push_back({.group = base::StrCat(suite.name, kBy, group.group),
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
    report.question = "How well does " + Who() + " answer?";
    report.scale = "evaluation";
    report.status = status;
    report.status_detail = detail;
    report.run = base::CollectRunInfo();
    report.flags_text = base::ReadFile(folder_->File("config.flags"));
    report.seeds = {options_.params.seed};
    report.data = inputs_.data;
    report.wall_seconds = Seconds();
    for (size_t i = 0; i < samples_.size(); ++i) AddSuite(inputs_.suites[i], samples_[i], &report);
    report.notes = Notes(report);
    reports::Write(report, folder_->path());
    return report;
  }

  std::string Who() const {
    return options_.completions.empty() ? options_.model : options_.completions;
  }

  std::vector<std::string> Notes(const reports::Report& report) const {
    std::vector<std::string> notes;
    if (options_.suite.limit > 0) {
      notes.push_back(base::StrCat("Only the first ", options_.suite.limit,
                                   " problems of each suite were asked (--limit)."));
    }
    const auto has_reference = [](const reports::Metric& m) { return !m.reference.empty(); };
    if (std::any_of(report.metrics.begin(), report.metrics.end(), has_reference)) {
      notes.push_back(
          "The report's figures beside ours are for whole benchmarks, sampled at temperature 0.6 "
          "and top-p 0.95 with up to 32,768 tokens a response.");
    }
    return notes;
  }

  const EvaluateOptions options_;
  Inputs inputs_;
  std::shared_ptr<experiments::RunFolder> folder_;
  std::vector<eval::Sample> done_;                  // of an interrupted run
  std::vector<std::vector<eval::Sample>> samples_;  // by suite
  size_t logged_ = 0;                               // by this process
  double earlier_seconds_ = 0;
  Clock::time_point start_ = Clock::now(), committed_ = Clock::now();
};

std::string IntervalText(const base::Interval& interval) {
  if (!std::isfinite(interval.lo) || !std::isfinite(interval.hi)) return "-";
  char text[64];
  std::snprintf(text, sizeof text, "[%.3f, %.3f]", interval.lo, interval.hi);
  return text;
}

}  // namespace

Inputs LoadInputs(const EvaluateOptions& options) {
  Inputs inputs{.prompt = data::PromptTemplate::Load(
                    {.name = options.prompt_template, .file = options.prompt_template_file})};
  for (const std::string& name : options.suites) {
    inputs.suites.push_back(eval::LoadSuite(name, options.suite));
    const eval::Suite& suite = inputs.suites.back();
    for (const eval::Suite& other : std::span(inputs.suites).first(inputs.suites.size() - 1)) {
      if (other.name == suite.name) {
        base::FailUsage("--suite: two suites are called ", suite.name,
                        "; rename a file, or run them one after the other");
      }
    }
    for (const data::Problem& problem : suite.problems) inputs.verifier.Prepare(problem);
    inputs.data.push_back(
        {"suite " + suite.name, suite.sha256,
         suite.path.empty() ? base::StrCat("generated, seed ", suite.seed) : suite.path});
  }
  inputs.data.push_back({"prompt template " + inputs.prompt.name(), inputs.prompt.hash(), ""});
  inputs.data.push_back(
      {"verifier " + inputs.verifier.name(), "", "version " + inputs.verifier.version()});
  inputs.subject = MakeSubject(options, inputs.prompt, inputs.suites);
  inputs.data.push_back(inputs.subject.source);
  return inputs;
}

reports::Report RunEvaluate(const EvaluateOptions& options, Inputs inputs,
                            std::shared_ptr<experiments::RunFolder> folder) {
  const auto run = std::make_shared<Run>(options, std::move(inputs), std::move(folder));
  // The hook is called when this frame is gone: it holds all that it needs.
  base::OnFailure(
      [run](std::string_view status, std::string_view message) { run->Stopped(status, message); });
  reports::Report report = run->Execute();
  base::OnFailure(nullptr);
  return report;
}

namespace {

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
  bool in_parts = false;
  for (const reports::Metric& metric : report.metrics) {
    const size_t by = metric.group.find(kBy);  // "SUITE by LABEL: VALUE": a part of the suite
    if (by == std::string::npos) {
      if (metric.group != suite) {
        text += base::StrCat("\n", metric.group, " (", metric.n, " problems)\n");
      }
      suite = metric.group;
      in_parts = false;
      text += Row(metric.name, metric);
    } else {
      const std::string part = metric.group.substr(by + kBy.size());
      if (!in_parts) text += "  " + metric.name + " by part (problems)\n";
      in_parts = true;
      text += Row(base::StrCat("  ", part, " (", metric.n, ")"), metric);
    }
  }
  char tail[80];
  std::snprintf(tail, sizeof tail, "\n95 %% intervals by bootstrap over problems; %.0f s\n\n",
                report.wall_seconds);
  return text + tail;
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
  std::string text = "Suites, generated from --suite_seed:\n";
  for (const data::SuiteInfo& suite : data::Suites()) {
    text += "  " + suite.name + std::string(14 - std::min<size_t>(13, suite.name.size()), ' ') +
            suite.summary + "\n";
  }
  text += "  or a JSONL file of problems with answers (data/SCHEMA.md), such as MATH-500\n\n";
  text +=
      "Models:\n  smollm2       SmolLM2-135M-Instruct, Q4_1 weights (--dtype says how computed)\n";
  return text + "  or a Hugging Face folder or .gguf file of a Llama or Qwen2 model\n";
}

}  // namespace r1bench::evaluate
