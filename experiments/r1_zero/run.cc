#include "experiments/r1_zero/run.h"

#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/main.h"
#include "data/micro/ops_corpus.h"
#include "data/micro/ops_vocabulary.h"
#include "data/suites/registry.h"
#include "experiments/common/stages.h"
#include "experiments/common/text_model.h"
#include "experiments/r1_zero/micro_environment.h"
#include "experiments/r1_zero/seed_run.h"
#include "experiments/r1_zero/summary.h"
#include "experiments/r1_zero/text_environment.h"

namespace r1bench::r1_zero {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kPageSeconds = 10;  // between two writes of the page

// The world of one seed: both splits, and the documents of the first pre-training steps.
reports::DataSource MicroData(const MicroOptions& options, uint64_t seed) {
  constexpr int64_t kDocuments = 1000;
  const MicroEnvironment environment(options, seed);
  std::string text;
  for (const Split split : {Split::kTrain, Split::kHeldOut}) {
    for (int64_t i = 0; i < environment.size(split); ++i) text += environment.Id(split, i) + "\n";
  }
  const micro::OpsCorpus corpus(environment.task(), environment.split().train, seed,
                                options.corpus);
  for (const micro::OpsDocument& document : corpus.Documents(0, kDocuments)) {
    text += micro::OpsDecode(document.tokens) + "\n";
  }
  return {base::StrCat("OPS-", options.modulus, ", seed ", seed), base::Sha256Hex(text),
          "generated: prompts of both splits and the first 1,000 documents of the corpus"};
}

// The problems of one seed, both splits.
reports::DataSource TextData(const TextOptions& options, uint64_t seed) {
  std::string text;
  const int64_t count = options.train_problems + options.held_out;
  for (const data::Problem& problem : data::GenerateSuite("arithmetic", seed, count)) {
    text += base::StrCat(problem.id, "\t", problem.problem, "\t", problem.answer, "\n");
  }
  return {base::StrCat("suite arithmetic, seed ", seed), base::Sha256Hex(text),
          base::StrCat("generated: ", options.train_problems, " problems to train on and ",
                       options.held_out, " held out")};
}

// Keeps the rows for the curves and the page up to date.
class Run {
 public:
  Run(const R1ZeroOptions& options, std::shared_ptr<experiments::RunFolder> folder)
      : options_(options),
        folder_(std::move(folder)),
        stages_(folder_.get()),
        rows_(folder_->CommittedMetrics()) {
    earlier_seconds_ = folder_->state().value("wall_seconds", 0.0);
    if (options.scale == Scale::kMicro) {
      for (const uint64_t seed : options.seeds) data_.push_back(MicroData(options.micro, seed));
    } else {
      const std::string path = experiments::ModelPath(options.text.model);
      data_.push_back({"model " + options.text.model, experiments::ModelHash(path), path});
      const data::PromptTemplate prompt = LoadTemplate(options.text);
      for (const uint64_t seed : options.seeds) data_.push_back(TextData(options.text, seed));
      data_.push_back({"prompt template " + prompt.name(), prompt.hash(), ""});
    }
    RememberInputs();
  }

  reports::Report Execute() {
    Write(reports::RunStatus::kRunning, "started");
    for (const uint64_t seed : options_.seeds) {
      SeedContext context;
      context.options = &options_;
      context.seed = seed;
      context.folder = folder_.get();
      context.stages = &stages_;
      context.metric = [this](base::Json row) { Metric(std::move(row)); };
      context.stage_done = [this] { Write(reports::RunStatus::kRunning, "in progress"); };
      options_.scale == Scale::kMicro ? RunMicroSeed(context) : RunTextSeed(context);
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
    for (const reports::DataSource& source : data_) inputs[source.name] = source.sha256;
    base::Json& state = folder_->state();
    base::Require(!state.contains("inputs") || state["inputs"] == inputs,
                  "--resume=", folder_->path(),
                  ": the model, the prompt template or the problems are not those that the run "
                  "began with; put them back, or start a new run");
    state["inputs"] = std::move(inputs);
  }

  double Seconds() const {
    return earlier_seconds_ + std::chrono::duration<double>(Clock::now() - start_).count();
  }

  void Metric(base::Json row) {
    folder_->Metric(row);
    rows_.push_back(std::move(row));
    folder_->state()["wall_seconds"] = Seconds();  // saved with the next checkpoint
    if (std::chrono::duration<double>(Clock::now() - page_time_).count() > kPageSeconds) {
      Write(reports::RunStatus::kRunning, "in progress");
    }
  }

  reports::Report Write(reports::RunStatus status, const std::string& detail) {
    page_time_ = Clock::now();
    reports::Report report = BuildReport(options_, stages_, rows_);
    report.status = status;
    report.status_detail = detail;
    report.run = base::CollectRunInfo();
    report.flags_text = base::ReadFile(folder_->File("config.flags"));
    report.data = data_;
    report.wall_seconds = Seconds();
    if (status == reports::RunStatus::kDone) report.signature = stages_.Signature();
    reports::Write(report, folder_->path());
    return report;
  }

  const R1ZeroOptions options_;
  std::shared_ptr<experiments::RunFolder> folder_;
  experiments::Stages stages_;
  std::vector<base::Json> rows_;
  std::vector<reports::DataSource> data_;
  Clock::time_point start_ = Clock::now(), page_time_ = Clock::now();
  double earlier_seconds_ = 0;
};

}  // namespace

void RequireRunnable(const R1ZeroOptions& options) {
  if (options.scale == Scale::kMicro) {
    MicroData(options.micro, options.seeds.front());  // the split and the corpus check themselves
  } else if (options.scale == Scale::kSmall) {
    experiments::ModelPath(options.text.model);
    LoadTemplate(options.text);
  }
  if (options.scale != Scale::kPaper) return;
  base::FailUsage(
      "--scale=paper needs a cluster, which this version cannot drive yet; add --dry_run for its "
      "plan, or take --flagfile=small.flags for a real model on this machine");
}

reports::Report RunR1Zero(const R1ZeroOptions& options,
                          std::shared_ptr<experiments::RunFolder> folder) {
  const auto run = std::make_shared<Run>(options, std::move(folder));
  // The hook is called when this frame is gone: it holds all that it needs.
  base::OnFailure(
      [run](std::string_view status, std::string_view message) { run->Stopped(status, message); });
  reports::Report report = run->Execute();
  base::OnFailure(nullptr);
  return report;
}

}  // namespace r1bench::r1_zero
