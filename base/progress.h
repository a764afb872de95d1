// A progress bar on standard error: only on a terminal, and only for work that takes over 2
// seconds.
#ifndef R1BENCH_BASE_PROGRESS_H_
#define R1BENCH_BASE_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace r1bench::base {

// Not thread-safe: one thread reports.
//
//   base::Progress progress("evaluating", problems.size());
//   for (...) progress.Set(++done, base::StrCat("accuracy ", accuracy));
class Progress {
 public:
  Progress(std::string_view label, int64_t total);
  ~Progress();  // removes the bar
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Redraws at most ten times a second. `note` is shown after the bar.
  void Set(int64_t done, std::string_view note = {});

  // Removes the bar so that a line can be printed; the next Set draws it again.
  void Clear();

  // The text of a bar that fits in `columns`, without escape codes.
  static std::string Render(std::string_view label, int64_t done, int64_t total, double seconds,
                            std::string_view note, int columns);

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  int64_t total_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_draw_{};
};

}  // namespace r1bench::base

#endif  // R1BENCH_BASE_PROGRESS_H_
