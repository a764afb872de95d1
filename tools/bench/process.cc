#include "tools/bench/process.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

namespace r1bench::bench {
namespace {

std::string ReadProc(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

double Seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
}

double OwnSeconds() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    getrusage(who, &usage);
    sum += Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  }
  return sum;
}

// Seconds of all processors since the system started: busy, and altogether.
std::array<double, 2> MachineSeconds() {
  std::ifstream file("/proc/stat");
  std::string name;
  file >> name;  // "cpu": user nice system idle iowait irq softirq steal
  double busy = 0, total = 0;
  for (int i = 0; i < 8; ++i) {
    double ticks = 0;
    file >> ticks;
    total += ticks;
    if (i != 3 && i != 4) busy += ticks;
  }
  const double hz = static_cast<double>(sysconf(_SC_CLK_TCK));
  return {busy / hz, total / hz};
}

}  // namespace

int64_t StatusBytes(std::string_view status, std::string_view key) {
  size_t at = 0;
  while (at < status.size()) {
    const size_t end = std::min(status.find('\n', at), status.size());
    std::string_view line = status.substr(at, end - at);
    at = end + 1;
    if (!line.starts_with(key) || line.substr(key.size()).substr(0, 1) != ":") continue;
    line.remove_prefix(std::min(line.find_first_of("0123456789"), line.size()));
    int64_t kilobytes = 0;
    std::from_chars(line.data(), line.data() + line.size(), kilobytes);
    return kilobytes * 1024;
  }
  return 0;
}

int64_t ResidentBytes() { return StatusBytes(ReadProc("/proc/self/status"), "VmRSS"); }

int64_t PeakResidentBytes() { return StatusBytes(ReadProc("/proc/self/status"), "VmHWM"); }

void ResetPeak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

OthersClock::OthersClock() : ours_(OwnSeconds()) {
  const auto [busy, total] = MachineSeconds();
  busy_ = busy;
  total_ = total;
}

double OthersClock::Share() const {
  const auto [busy, total] = MachineSeconds();
  if (total <= total_) return 0;
  const double others = (busy - busy_) - (OwnSeconds() - ours_);
  return std::clamp(others / (total - total_), 0.0, 1.0);
}

std::string OthersText(double share) {
  constexpr double kQuiet = 0.02;
  char line[160];
  std::snprintf(
      line, sizeof line, "Other programs took %.1f %% of the processors during this run%s",
      100 * share,
      share <= kQuiet ? "." : ": too much to quote its figures, the peers' least of all.");
  return line;
}

}  // namespace r1bench::bench
