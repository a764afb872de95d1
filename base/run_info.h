// Where, when and by what build a run was made. Every report carries it.
#ifndef R1BENCH_BASE_RUN_INFO_H_
#define R1BENCH_BASE_RUN_INFO_H_

#include <cstdint>
#include <string>

#include "base/json.h"

namespace r1bench::base {

// The commit stamped into the binary, with "-dirty" if the tree had changes; "unknown" without
// stamping.
std::string GitCommit();

// "g++ 12.2.0".
std::string CompilerName();

// The newest of the instruction sets that kernels may use here: "avx512", "avx2", ...
std::string CpuIsa();

// The processor's name from /proc/cpuinfo, "unknown" if it does not say.
std::string CpuModel();

// "2026-01-31T09:05:07Z", and the form for file names "20260131T090507Z". Now, or a Unix time.
std::string UtcTime();
std::string UtcTime(int64_t unix_seconds);
std::string UtcTimeForPath();

struct RunInfo {
  std::string git_commit;
  std::string compiler;
  std::string started_utc;  // when the program started
  std::string cpu_model;
  std::string isa;
  std::string os;  // kernel name and release
  int cores = 0;   // processors the program may use
  int threads = 0;
  double memory_gib = 0;
  Json flags;  // of the project, name -> value
};

RunInfo CollectRunInfo();
Json ToJson(const RunInfo& info);
RunInfo RunInfoFromJson(const Json& json, std::string_view where);

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_RUN_INFO_H_
