// signature: runs a toy-size R1-Zero and prints the hash of its sampled tokens, rewards, losses and
// final weights. The same on every machine, for any number of threads and any kernel set; a change
// of it is a change of behaviour and belongs in the commit message.
#include <cstdio>

#include "experiments/common/experiment_main.h"
#include "experiments/common/experiment_run.h"
#include "experiments/common/run_flags.h"
#include "experiments/r1_zero/flags.h"
#include "experiments/r1_zero/plan.h"
#include "experiments/r1_zero/run.h"

namespace r1bench {
namespace {

constexpr char kManual[] =
    R"(Trains a toy-size R1-Zero (signature.flags), every stage of it, and prints
one line, `Signature: <8 hex digits>`: the hash of all sampled tokens,
rewards, losses and final weights. It does not depend on the machine, the
number of threads or the kernel set. tests/signature/expected.txt holds
the value that this version must give, expected_bf16.txt the one with
--dtype=bf16.

Examples
  signature --threads=1
  signature --kernels=avx2                 as on a processor without AVX-512
  signature --kernels=reference
  signature --resume=runs/signature/...    after a kill
)";

int Run() {
  const experiments::RunOptions run = experiments::RunOptionsFromFlags();
  const r1_zero::R1ZeroOptions options = r1_zero::OptionsFromFlags(run);
  if (run.dry_run) {
    std::fputs(r1_zero::DescribePlan(options).c_str(), stdout);
    return 0;
  }
  const experiments::ExperimentSpec spec = r1_zero::Experiment(options);
  const reports::Report report =
      experiments::RunExperiment(spec, experiments::OpenRunFolder(run, "signature"));
  std::printf("Signature: %s\n", report.signature.c_str());
  return 0;
}

}  // namespace
}  // namespace r1bench

int main(int argc, char** argv) {
  using namespace r1bench;
  return experiments::ExperimentMain(
      argc, argv,
      {{"signature", "prints the identity of this version's numbers", kManual},
       "tests/signature",
       "signature.flags"},
      Run);
}
