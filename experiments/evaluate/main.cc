// evaluate: any model, or completions made elsewhere, on any suite of problems. See README.md.
#include <gflags/gflags.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "experiments/common/experiment_main.h"
#include "experiments/common/run_flags.h"
#include "experiments/common/run_folder.h"
#include "experiments/evaluate/manual.h"
#include "experiments/evaluate/options.h"
#include "experiments/evaluate/run.h"
#include "experiments/evaluate/text.h"

DEFINE_bool(list, false, "Name the suites and models, and end.");

namespace r1bench::evaluate {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  if (FLAGS_list) {
    std::fputs(ListText().c_str(), stdout);
    return 0;
  }
  const EvaluateOptions options = OptionsFromFlags();
  if (run.dry_run) {
    std::fputs(PlanText(options).c_str(), stdout);
    return 0;
  }
  Inputs inputs = LoadInputs(options);
  const std::string config = experiments::ConfigText();
  const std::shared_ptr<experiments::RunFolder> folder =
      run.resume.empty() ? experiments::RunFolder::Create(run.runs_dir, "evaluate", config)
                         : experiments::RunFolder::Resume(run.resume, config);
  const reports::Report report = RunEvaluate(options, std::move(inputs), folder);
  std::fputs(Summary(report).c_str(), stdout);
  std::printf("%s\n", folder->path().c_str());
  return 0;
}

}  // namespace
}  // namespace r1bench::evaluate

int main(int argc, char** argv) {
  using namespace r1bench;
  // An evaluation's spread comes from its k responses and its problems, not from seeds.
  gflags::SetCommandLineOptionWithMode("seeds", "1", gflags::SET_FLAGS_DEFAULT);
  const experiments::ExperimentInfo info{
      {"evaluate", "scores a model, or saved completions, on suites of problems",
       evaluate::kManual},
      "experiments/evaluate",
      ""};
  return experiments::ExperimentMain(argc, argv, info, evaluate::Run);
}
