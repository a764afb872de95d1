// The flags every experiment has, and the text that makes a run repeatable.
//
// Two kinds of flags: those that decide the numbers (the configuration: saved as config.flags,
// hashed into the folder's name) and those that do not (where to write, how many threads, what to
// resume). The second kind is listed in run_flags.cc.
#ifndef R1BENCH_EXPERIMENTS_COMMON_RUN_FLAGS_H_
#define R1BENCH_EXPERIMENTS_COMMON_RUN_FLAGS_H_

#include <cstdint>
#include <string>

namespace r1bench::experiments {

struct RunOptions {
  int seeds = 3;            // how many seeds
  uint64_t first_seed = 1;  // seeds are first_seed, first_seed + 1, ...
  std::string runs_dir;     // absolute
  std::string resume;       // absolute run folder, or empty
  int threads = 0;          // 0: all the cores this process may use
  bool dry_run = false;     // print the plan and estimates, do nothing
};

// From the flags; also starts the thread pool.
RunOptions RunOptionsFromFlags();

// One line a flag of the project that decides the numbers, sorted, `--name=value`. A flagfile.
std::string ConfigText();

}  // namespace r1bench::experiments

#endif  // R1BENCH_EXPERIMENTS_COMMON_RUN_FLAGS_H_
