#include "verifiers/code/assess.h"

#include <signal.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/error.h"
#include "verifiers/code/checker.h"

namespace r1bench::verifiers {
namespace {

constexpr double kNear = 0.9;  // of the CPU limit
constexpr double kMinGrace = 1.1, kMaxGrace = 2;
constexpr double kMaxPatience = 8;

int64_t WallLimit(const BoxLimits& limits) {
  return limits.wall_ms > 0 ? limits.wall_ms : 3 * limits.cpu_ms + 1000;
}

std::string EndText(const BoxResult& result) {
  const std::string last = LastLine(result.error);
  const std::string behind = last.empty() ? "" : ": " + last;
  if (result.outcome == BoxOutcome::kSignaled) {
    const char* const name = sigabbrev_np(result.signal);
    return base::StrCat("killed by SIG", name == nullptr ? "?" : name, behind);
  }
  return base::StrCat("exit status ", result.exit_code, behind);
}

TestOutcome Figures(const BoxResult& result) {
  return {.cpu_ms = result.cpu_ms,
          .wall_ms = result.wall_ms,
          .peak_bytes = result.peak_bytes,
          .output_bytes = result.output_bytes,
          .load = result.load};
}

struct Judged {
  CodeVerdict verdict;
  std::string message;
};

std::string OverCpu(const BoxLimits& limits) {
  return base::StrCat("over the limit of ", limits.cpu_ms, " ms of processor time");
}

Judged VerdictOf(const BoxResult& result, const BoxLimits& limits) {
  const bool over = result.cpu_ms > static_cast<double>(limits.cpu_ms);
  switch (result.outcome) {
    case BoxOutcome::kError:
      return {CodeVerdict::kInternalError, result.message};
    case BoxOutcome::kOutputLimit:
      return {CodeVerdict::kOutputLimit,
              base::StrCat("over the limit of ", limits.output_bytes, " bytes of output")};
    case BoxOutcome::kMemoryLimit:
      return {CodeVerdict::kMemoryLimit,
              base::StrCat("over the limit of ", limits.memory_bytes, " bytes of memory")};
    case BoxOutcome::kCpuLimit:
      return {CodeVerdict::kTimeLimit, OverCpu(limits)};
    case BoxOutcome::kWallLimit:
      return {CodeVerdict::kTimeLimit,
              base::StrCat("did not end within ", WallLimit(limits), " ms, and used ",
                           static_cast<int64_t>(result.cpu_ms), " ms of processor time")};
    case BoxOutcome::kDenied:
    case BoxOutcome::kSignaled:
    case BoxOutcome::kExited:
      break;
  }
  if (over) return {CodeVerdict::kTimeLimit, OverCpu(limits)};
  if (result.outcome == BoxOutcome::kDenied) {
    return {CodeVerdict::kSandboxViolation, "killed for a forbidden system call"};
  }
  const bool fine = result.outcome == BoxOutcome::kExited && result.exit_code == 0;
  if (fine) return {CodeVerdict::kAccepted, ""};
  return {CodeVerdict::kRuntimeError, EndText(result)};
}

}  // namespace

BoxLimits LimitsWithGrace(const BoxLimits& limits, double crowd, double patience) {
  BoxLimits with_grace = limits;
  with_grace.wall_ms = static_cast<int64_t>(static_cast<double>(WallLimit(limits)) * patience);
  const double grace = std::clamp(crowd, kMinGrace, kMaxGrace);
  with_grace.cpu_ms = static_cast<int64_t>(static_cast<double>(limits.cpu_ms) * grace) + 1;
  return with_grace;
}

TestOutcome Assess(const BoxResult& result, const BoxLimits& limits) {
  TestOutcome outcome = Figures(result);
  Judged judged = VerdictOf(result, limits);
  outcome.verdict = judged.verdict;
  outcome.message = std::move(judged.message);
  return outcome;
}

bool IsDoubtful(const BoxResult& result, const BoxLimits& limits) {
  if (result.outcome == BoxOutcome::kWallLimit) return true;
  const bool ended = result.outcome == BoxOutcome::kExited ||
                     result.outcome == BoxOutcome::kSignaled ||
                     result.outcome == BoxOutcome::kDenied;
  return ended && result.cpu_ms >= kNear * static_cast<double>(limits.cpu_ms);
}

double PatienceUnder(std::string_view loadavg, int processors) {
  // "0.20 0.18 0.12 9/80 11206": 9 of 80 want to run now.
  size_t at = 0;
  for (int field = 0; field < 3 && at != loadavg.npos; ++field) at = loadavg.find(' ', at) + 1;
  const std::string_view running = loadavg.substr(std::min(at, loadavg.size()));
  int count = 0;
  std::from_chars(running.data(), running.data() + running.size(), count);
  return std::clamp(static_cast<double>(count) / processors, 1.0, kMaxPatience);
}

double PatienceFor(const TestOutcome& first, double patience) {
  constexpr double kAsleep = 0.25;  // of its part of the processors
  return first.cpu_ms * patience < kAsleep * first.wall_ms ? 1 : patience;
}

std::string LastLine(std::string_view text) {
  constexpr size_t kMaxBytes = 200;
  const size_t end = text.find_last_not_of(" \t\r\n") + 1;  // npos + 1 is 0
  text = text.substr(0, end);
  text.remove_prefix(text.rfind('\n') + 1);
  std::string line = Excerpt(text, kMaxBytes);
  return line.size() > 2 ? line.substr(1, line.rfind('"') - 1) : "";
}

}  // namespace r1bench::verifiers
