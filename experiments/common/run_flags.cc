#include "experiments/common/run_flags.h"

#include <gflags/gflags.h>

#include <cstdio>
#include <string_view>

#include "base/error.h"
#include "base/flags.h"
#include "base/parallel.h"
#include "base/paths.h"
#include "kernels/amx.h"
#include "kernels/dispatch.h"

DEFINE_int32(seeds, 3, "How many seeds to run; with one, every verdict is `inconclusive`.");
DEFINE_uint64(seed, 1, "The first seed; the others follow it.");
DEFINE_string(runs_dir, "runs", "Folder for run folders; a relative path means the caller's.");
DEFINE_string(resume, "",
              "Go on with this run folder from its last checkpoint, to the same "
              "signature; its own flags are used.");
DEFINE_int32(threads, 0, "Threads; 0: one a core. The numbers do not depend on it.");
DEFINE_bool(dry_run, false, "Print the plan with its memory and time estimate, and do nothing.");
DEFINE_string(kernels, "auto",
              "Instruction sets the kernels may use: `auto` (the best the processor has), no more "
              "than `avx512dot`, `avx512` or `avx2`, or `reference` (plain loops). The numbers do "
              "not depend on it.");
DEFINE_bool(amx, false,
            "With bf16, multiply on Intel AMX tiles. They add in another order, so the numbers "
            "differ from those of all other instruction sets. Not yet tried on a processor that "
            "has them: run //kernels/gemm_bf16:gemm_bf16_amx_test with R1_TEST_AMX=1 first.");

namespace r1bench::experiments {
namespace {

bool InRange(const char* flag, int32_t value, int32_t low, int32_t high) {
  if (value >= low && value <= high) return true;
  std::fprintf(stderr, "--%s=%d is out of range: give %d to %d\n", flag, value, low, high);
  return false;
}
bool SeedsValid(const char* flag, int32_t value) { return InRange(flag, value, 1, 1000); }
bool ThreadsValid(const char* flag, int32_t value) { return InRange(flag, value, 0, 1024); }
bool KernelsValid(const char* flag, const std::string& value) {
  if (kernels::ParseMaxIsa(value)) return true;
  std::fprintf(stderr, "--%s=%s: give auto, avx512dot, avx512, avx2 or reference\n", flag,
               value.c_str());
  return false;
}
DEFINE_validator(seeds, &SeedsValid);
DEFINE_validator(threads, &ThreadsValid);
DEFINE_validator(kernels, &KernelsValid);

// Flags that change no number.
constexpr std::string_view kTransientFlags[] = {"runs_dir", "resume", "threads", "dry_run",
                                                "kernels"};

}  // namespace

RunOptions RunOptionsFromFlags() {
  RunOptions options;
  options.seeds = FLAGS_seeds;
  options.first_seed = FLAGS_seed;
  options.runs_dir = base::CallerPath(FLAGS_runs_dir);
  if (!FLAGS_resume.empty()) options.resume = base::CallerPath(FLAGS_resume);
  options.threads = FLAGS_threads;
  options.dry_run = FLAGS_dry_run;
  if (options.threads > 0) base::SetNumThreads(options.threads);
  kernels::SetMaxIsa(*kernels::ParseMaxIsa(FLAGS_kernels));
  if (FLAGS_amx) {
    base::RequireUsage(FLAGS_kernels == "auto", "--amx needs --kernels=auto, got ", FLAGS_kernels);
    base::RequireUsage(kernels::AmxPermitted(),
                       "--amx: this processor, or its operating system, offers no AMX-BF16 tiles");
    kernels::SetMaxIsa(kernels::Isa::kAmx);
  }
  return options;
}

std::string ConfigText() { return base::FlagsText(kTransientFlags); }

}  // namespace r1bench::experiments
