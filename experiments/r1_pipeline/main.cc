// r1_pipeline: what does each stage of R1's pipeline add or cost? See README.md.
#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "experiments/r1_pipeline/flags.h"
#include "experiments/r1_pipeline/manual.h"
#include "experiments/r1_pipeline/plan.h"
#include "experiments/r1_pipeline/run.h"

#ifndef R1_PIPELINE_DEFAULT_FLAGFILE
#define R1_PIPELINE_DEFAULT_FLAGFILE "micro.flags"
#endif

namespace r1bench::r1_pipeline {
namespace {

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const PipelineOptions options = OptionsFromFlags(run);
  return experiments::RunProgram(run, {.name = "r1_pipeline",
                                       .describe_plan = [&] { return DescribePlan(options); },
                                       .prepare = [&] { return Prepare(options); },
                                       .summary = SummaryText});
}

}  // namespace
}  // namespace r1bench::r1_pipeline

int main(int argc, char** argv) {
  using namespace r1bench;
  const experiments::ExperimentInfo info{
      {"r1_pipeline", "R1's pipeline, stage by stage", r1_pipeline::kManual},
      "experiments/r1_pipeline",
      R1_PIPELINE_DEFAULT_FLAGFILE};
  return experiments::ExperimentMain(argc, argv, info, r1_pipeline::Run);
}
