#include "experiments/common/experiment_run.h"

#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/main.h"

namespace r1bench::experiments {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kPageSeconds = 10;  // between two writes of the page

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Keeps the rows for the curves and the page up to date.
class Run {
 public:
  Run(const ExperimentSpec& spec, std::shared_ptr<RunFolder> folder)
      : spec_(spec),
        folder_(std::move(folder)),
        stages_(folder_.get()),
        rows_(folder_->CommittedMetrics()),
        earlier_seconds_(folder_->state().value("wall_seconds", 0.0)) {
    RememberInputs();
  }

  reports::Report Execute() {
    Write(reports::RunStatus::kRunning, "started");
    for (const uint64_t seed : spec_.seeds) {
      SeedContext context;
      context.experiment = spec_.name;
      context.seed = seed;
      context.folder = folder_.get();
      context.stages = &stages_;
      context.metric = [this](base::Json row) { Metric(std::move(row)); };
      context.stage_done = [this] { Write(reports::RunStatus::kRunning, "in progress"); };
      context.rows = [this, seed](const std::string& arm) { return Rows(seed, arm); };
      spec_.run_seed(context);
    }
    return Write(reports::RunStatus::kDone, "");
  }

  // Called when an exception has ended the run: leaves a report, and says how to go on.
  void Stopped(std::string_view status, std::string_view message) {
    std::fprintf(stderr, "to go on: --resume=%s\n", folder_->path().c_str());
    Write(status == "interrupted" ? reports::RunStatus::kInterrupted : reports::RunStatus::kFailed,
          base::StrCat(message, "; --resume=", folder_->path(), " goes on"));
  }

 private:
  // A resumed run must see what the first one saw.
  void RememberInputs() {
    base::Json inputs = base::Json::object();
    for (const reports::DataSource& source : spec_.data) inputs[source.name] = source.sha256;
    base::Json& state = folder_->state();
    base::Require(!state.contains("inputs") || state["inputs"] == inputs,
                  "--resume=", folder_->path(),
                  ": the model, the prompt template or the problems are not those that the run "
                  "began with; put them back, or start a new run");
    state["inputs"] = std::move(inputs);
  }

  std::vector<base::Json> Rows(uint64_t seed, const std::string& arm) const {
    std::vector<base::Json> rows;
    for (const base::Json& row : rows_) {
      if (row.value("seed", uint64_t{0}) == seed && row.value("arm", "") == arm) {
        rows.push_back(row);
      }
    }
    return rows;
  }

  double Seconds() const { return earlier_seconds_ + SecondsSince(start_); }

  void Metric(base::Json row) {
    folder_->Metric(row);
    rows_.push_back(std::move(row));
    folder_->state()["wall_seconds"] = Seconds();  // saved with the next checkpoint
    if (SecondsSince(page_time_) > kPageSeconds) {
      Write(reports::RunStatus::kRunning, "in progress");
    }
  }

  reports::Report Write(reports::RunStatus status, const std::string& detail) {
    page_time_ = Clock::now();
    reports::Report report = spec_.build_report(stages_, rows_);
    report.status = status;
    report.status_detail = detail;
    report.run = base::CollectRunInfo();
    report.flags_text = base::ReadFile(folder_->File("config.flags"));
    report.data = spec_.data;
    report.wall_seconds = Seconds();
    if (status == reports::RunStatus::kDone) report.signature = stages_.Signature();
    reports::Write(report, folder_->path());
    return report;
  }

  const ExperimentSpec spec_;
  std::shared_ptr<RunFolder> folder_;
  Stages stages_;
  std::vector<base::Json> rows_;
  double earlier_seconds_ = 0;
  Clock::time_point start_ = Clock::now(), page_time_ = Clock::now();
};

}  // namespace

reports::Report RunExperiment(const ExperimentSpec& spec, std::shared_ptr<RunFolder> folder) {
  const auto run = std::make_shared<Run>(spec, std::move(folder));
  // The hook is called when this frame is gone: it holds all that it needs.
  base::OnFailure(
      [run](std::string_view status, std::string_view message) { run->Stopped(status, message); });
  reports::Report report = run->Execute();
  base::OnFailure(nullptr);
  return report;
}

std::shared_ptr<RunFolder> OpenRunFolder(const RunOptions& run, const std::string& name) {
  const std::string config = ConfigText();
  std::shared_ptr<RunFolder> folder = run.resume.empty()
                                          ? RunFolder::Create(run.runs_dir, name, config)
                                          : RunFolder::Resume(run.resume, config);
  std::fprintf(stderr, "%s/report.html can be opened while the run goes on\n",
               folder->path().c_str());
  return folder;
}

int RunProgram(const RunOptions& run, const ExperimentProgram& program) {
  if (run.dry_run) {
    std::fputs(program.describe_plan().c_str(), stdout);
    return 0;
  }
  const ExperimentSpec spec = program.prepare();
  const std::shared_ptr<RunFolder> folder = OpenRunFolder(run, program.name);
  const reports::Report report = RunExperiment(spec, folder);
  std::fputs(program.summary(report).c_str(), stdout);
  std::printf("%s\n", folder->path().c_str());
  return 0;
}

}  // namespace r1bench::experiments
