// For pool_test: owns a pool, and has one box sleep in it until somebody ends the program.
#include <cstdio>

#include "base/files.h"
#include "base/runfiles.h"
#include "verifiers/sandbox/sandbox.h"

int main() {
  using namespace r1bench;
  verifiers::BoxPool pool({.workers = 2});
  verifiers::BoxRun run;
  run.argv = {"probe", "sleep"};
  run.files = {
      {"probe",
       verifiers::SharedBytes::Make(base::ReadFile(base::Runfile("verifiers/sandbox/box_probe"))),
       true}};
  run.limits.wall_ms = 100'000;
  std::puts("running");
  std::fflush(stdout);
  pool.Run(run);
  return 0;
}
