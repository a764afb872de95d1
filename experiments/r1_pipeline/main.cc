// r1_pipeline: what does each stage of R1's pipeline add or cost? See README.md.
#include "experiments/common/experiment_program.h"
#include "experiments/r1_pipeline/flags.h"
#include "experiments/r1_pipeline/manual.h"
#include "experiments/r1_pipeline/plan.h"
#include "experiments/r1_pipeline/run.h"

int main(int argc, char** argv) {
  using namespace r1bench::r1_pipeline;
  return r1bench::experiments::ExperimentMain<PipelineOptions>(
      argc, argv, {"r1_pipeline", "R1's pipeline, stage by stage", kManual},
      {OptionsFromFlags, DescribePlan, Experiment, Summary});
}
