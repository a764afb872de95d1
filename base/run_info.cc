#include "base/run_info.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>

#include "base/error.h"
#include "base/flags.h"
#include "base/parallel.h"

namespace r1bench::base {

extern const char kBuildCommit[];  // build_stamp.cc

namespace {

const int64_t kProgramStart = std::time(nullptr);

std::string FormatUtc(int64_t unix_seconds, const char* format) {
  const std::time_t time = static_cast<std::time_t>(unix_seconds);
  std::tm parts;
  gmtime_r(&time, &parts);
  char text[64];
  return std::string(text, std::strftime(text, sizeof(text), format, &parts));
}

std::string OsName() {
  utsname name;
  return uname(&name) == 0 ? StrCat(name.sysname, " ", name.release) : "unknown";
}

double MemoryGib() {
  const double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  return std::round(bytes / (1 << 30) * 10) / 10;
}

}  // namespace

std::string GitCommit() { return kBuildCommit[0] != '\0' ? kBuildCommit : "unknown"; }

std::string CompilerName() {
#ifdef __clang__
  return "clang++ " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

std::string CpuIsa() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return "avx512";
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "avx2";
  return "sse2";
}

std::string CpuModel() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (!line.starts_with("model name")) continue;
    const size_t value = line.find_first_not_of(" \t", line.find(':') + 1);
    if (value != std::string::npos) return line.substr(value);
  }
  return "unknown";
}

std::string UtcTime() { return UtcTime(std::time(nullptr)); }

std::string UtcTime(int64_t unix_seconds) { return FormatUtc(unix_seconds, "%Y-%m-%dT%H:%M:%SZ"); }

std::string UtcTimeForPath() { return FormatUtc(std::time(nullptr), "%Y%m%dT%H%M%SZ"); }

RunInfo CollectRunInfo() {
  return RunInfo{
      .git_commit = GitCommit(),
      .compiler = CompilerName(),
      .started_utc = UtcTime(kProgramStart),
      .cpu_model = CpuModel(),
      .isa = CpuIsa(),
      .os = OsName(),
      .cores = AvailableCores(),
      .threads = NumThreads(),
      .memory_gib = MemoryGib(),
      .flags = FlagsJson(),
  };
}

Json ToJson(const RunInfo& info) {
  Json json = Json::object();
  json["git_commit"] = info.git_commit;
  json["compiler"] = info.compiler;
  json["started_utc"] = info.started_utc;
  json["cpu_model"] = info.cpu_model;
  json["isa"] = info.isa;
  json["os"] = info.os;
  json["cores"] = info.cores;
  json["threads"] = info.threads;
  json["memory_gib"] = info.memory_gib;
  json["flags"] = info.flags;
  return json;
}

RunInfo RunInfoFromJson(const Json& json, std::string_view where) {
  return RunInfo{
      .git_commit = JsonGet<std::string>(json, "git_commit", where),
      .compiler = JsonGet<std::string>(json, "compiler", where),
      .started_utc = JsonGet<std::string>(json, "started_utc", where),
      .cpu_model = JsonGet<std::string>(json, "cpu_model", where),
      .isa = JsonGet<std::string>(json, "isa", where),
      .os = JsonGet<std::string>(json, "os", where),
      .cores = JsonGet<int>(json, "cores", where),
      .threads = JsonGet<int>(json, "threads", where),
      .memory_gib = JsonGet<double>(json, "memory_gib", where),
      .flags = JsonGet<Json>(json, "flags", where),
  };
}

}  // namespace r1bench::base
