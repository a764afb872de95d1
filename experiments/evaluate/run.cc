#include "experiments/evaluate/run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/jsonl.h"
#include "base/main.h"
#include "base/progress.h"
#include "eval/rating/report.h"
#include "eval/rating/suite_rating.h"
#include "eval/run_suite.h"
#include "eval/score.h"
#include "experiments/evaluate/text.h"
#include "reports/paper.h"

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
    for (const Exam& exam : inputs_.exams) Evaluate(exam, &inputs_.subject);
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
  void Evaluate(const Exam& exam, Subject* subject) {
    const eval::Suite& suite = exam.suite;
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
    run.judges = exam.grader.judges;
    run.params = options_.params;
    run.prompt = [&](const data::Problem& problem) {
      return subject->prompt(exam.prompt, problem);
    };
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
        eval::RunSuite(suite, *exam.grader.verifier, done_, run, subject->generator.get()));
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
                base::Json* ratings, reports::Report* report) const {
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
    std::vector<reports::Metric> contests;
    if (eval::HasContests(suite.problems)) contests = AddRating(suite, samples, ratings, report);
    for (const eval::Breakdown& group : score.groups) {
      report->metrics.push_back({.group = base::StrCat(suite.name, kBy, group.group),
                                 .name = "pass@1",
                                 .value = group.pass_at_1,
                                 .interval = group.interval,
                                 .n = group.n,
                                 .unit = "share",
                                 .reference = ""});
    }
    for (reports::Metric& metric : contests) report->metrics.push_back(std::move(metric));
    AddKept(suite, samples, report);
  }

  static void AddKept(const eval::Suite& suite, const std::vector<eval::Sample>& samples,
                      reports::Report* report) {
    for (size_t i = 0; i < std::min(kKeptSamples, samples.size()); ++i) {
      report->samples.push_back({.id = samples[i].id,
                                 .prompt = Statement(suite, samples[i].id),
                                 .before = samples[i].response,
                                 .before_status = samples[i].status + ": " + samples[i].reason,
                                 .after = "",
                                 .after_status = ""});
    }
  }

  // With several responses also by one attempt at each problem, the rating form of pass@1. Returns
  // the rows of the contests.
  std::vector<reports::Metric> AddRating(const eval::Suite& suite,
                                         const std::vector<eval::Sample>& samples,
                                         base::Json* ratings, reports::Report* report) const {
    eval::RatingOptions options = options_.rating;
    options.max_attempts = std::min(options.max_attempts, options_.k);
    const eval::RatingResult result = eval::RateSuite(suite.problems, samples, options);
    for (auto& metric : eval::RatingMetrics(suite.name, result)) {
      report->metrics.push_back(std::move(metric));
    }
    for (const std::string& note : result.notes) {
      report->notes.push_back(base::StrCat(suite.name, ": ", note));
    }
    (*ratings)[suite.name] = eval::RatingJson(result);
    if (options.max_attempts > 1 && options.compat == eval::RatingCompat::kExact) {
      options.max_attempts = 1;
      const eval::RatingResult single = eval::RateSuite(suite.problems, samples, options);
      (*ratings)[suite.name + ", one attempt"] = eval::RatingJson(single);
      if (single.mean) report->metrics.push_back(eval::OneAttemptMetric(suite.name, single));
    }
    return eval::ContestMetrics(suite.name, result);
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
    base::Json ratings;
    for (size_t i = 0; i < samples_.size(); ++i) {
      AddSuite(inputs_.exams[i].suite, samples_[i], &ratings, &report);
    }
    AddNotes(&report);
    if (!ratings.is_null()) {
      base::WriteFileAtomic(folder_->File("rating.json"), base::JsonText(ratings, 2) + "\n");
    }
    reports::Write(report, folder_->path());
    return report;
  }

  std::string Who() const {
    return options_.completions.empty() ? options_.model : options_.completions;
  }

  void AddNotes(reports::Report* report) const {
    std::vector<std::string>& notes = report->notes;
    if (options_.suite.limit > 0) {
      notes.push_back(base::StrCat("Only the first ", options_.suite.limit,
                                   " problems of each suite were asked (--limit)."));
    }
    for (const Exam& exam : inputs_.exams) {
      if (exam.grader.sandbox.empty()) continue;
      notes.push_back(base::StrCat(exam.suite.name, ": programs ran in ", exam.grader.sandbox));
    }
    AddJudgeFailures(&notes);
    const auto has_reference = [](const reports::Metric& m) { return !m.reference.empty(); };
    if (std::any_of(report->metrics.begin(), report->metrics.end(), has_reference)) {
      notes.push_back(
          "The report's figures beside ours are for whole benchmarks, sampled at temperature 0.6 "
          "and top-p 0.95 with up to 32,768 tokens a response.");
    }
  }

  // A response that could not be judged counts as not right, which is not its fault.
  void AddJudgeFailures(std::vector<std::string>* notes) const {
    int64_t failures = 0;
    for (const std::vector<eval::Sample>& samples : samples_) {
      failures += std::count_if(samples.begin(), samples.end(),
                                [](const eval::Sample& s) { return s.status == "error"; });
    }
    if (failures == 0) return;
    notes->push_back(base::StrCat("Responses that could not be judged: ", failures,
                                  " (status \"error\" in samples.jsonl); they count as wrong."));
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

}  // namespace

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

}  // namespace r1bench::evaluate
